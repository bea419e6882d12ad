"""Finds registered records by what people type: spaced or not, in initial consonants, or with a slip of the finger."""

from packagekit.search.index import Entry, Hit, Index, index

__all__ = ["Entry", "Hit", "Index", "index"]
