"""Finds registered records by what people type: spaced or not, in initial consonants, or with a slip of the finger."""

from packagekit.search.index import Entry, Hit, Index, Packed, index, joined, packed, unpacked

__all__ = ["Entry", "Hit", "Index", "Packed", "index", "joined", "packed", "unpacked"]
