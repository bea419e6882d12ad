"""Our figures, each beside a named peer that did the same work in the same run: ``python -m benchmarks``."""
