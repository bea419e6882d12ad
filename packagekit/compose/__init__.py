"""Chooses solutions that a factory needs, proven optimal, or names the wishes that clash."""

from packagekit.compose.composer import compose
from packagekit.compose.sizing import sizes

__all__ = ["compose", "sizes"]
