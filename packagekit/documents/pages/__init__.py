"""A finished Word file set into pages without Word: its own structure and styles, typeset by Typst in process."""

from packagekit.documents.pages.press import Pressed, Undrawn, pressed, undrawn

__all__ = ["Pressed", "Undrawn", "pressed", "undrawn"]
