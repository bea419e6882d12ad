"""The ISIC Rev.4 tree: a code's prefix is its parent, and divisions fall into lettered sections."""

from __future__ import annotations

SECTIONS = {
    "A": (1, 3), "B": (5, 9), "C": (10, 33), "D": (35, 35), "E": (36, 39), "F": (41, 43), "G": (45, 47),
    "H": (49, 53), "I": (55, 56), "J": (58, 63), "K": (64, 66), "L": (68, 68), "M": (69, 75), "N": (77, 82),
    "O": (84, 84), "P": (85, 85), "Q": (86, 88), "R": (90, 93), "S": (94, 96), "T": (97, 98), "U": (99, 99),
}
"""First and last division of each section (United Nations, Statistical Papers Series M No. 4/Rev.4)."""


def section(code: str) -> str | None:
    """The section's letter of a class, group, division or section; None for a code outside the tree."""
    if code in SECTIONS:
        return code
    if not code[:2].isdigit() or len(code) < 2:
        return None
    division = int(code[:2])
    return next((letter for letter, (first, last) in SECTIONS.items() if first <= division <= last), None)


def within(code: str, ancestor: str) -> bool:
    """Whether ``code`` is ``ancestor`` or lies below it."""
    return section(code) == ancestor if ancestor in SECTIONS else code.startswith(ancestor)
