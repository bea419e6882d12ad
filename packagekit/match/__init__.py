"""Ranks proven cases for a factory and says in words why each fits and what differs."""

from packagekit.match.ranking import match

__all__ = ["match"]
