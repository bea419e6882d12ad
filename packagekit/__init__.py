"""From a factory abroad to a proposal its board can sign: match, compose, estimate, propose."""

__version__ = "0.1.0"
