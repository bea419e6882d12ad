"""The seam of two scripts: a language without spaces between its words sets other letters and figures apart.

Thai runs on from word to word, and puts a space where Latin letters, figures or brackets begin or end. A translation puts none
where a Thai word may fill its placeholder; the space is put where what fills it turns out to be a figure or a code, or
to end in brackets.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_THAI = re.compile("[\u0e01-\u0e4e]")
_OTHER = re.compile("[^\\W\u0e00-\u0e7f]")
_OPENS, _CLOSES = "(", ")"


def apart(before: str, after: str) -> bool:
    """Whether a space belongs where ``before`` ends and ``after`` begins."""
    last, first = before[-1:], after[:1]
    if _THAI.match(last):
        return first == _OPENS or _OTHER.match(first) is not None
    return (last == _CLOSES or _OTHER.match(last) is not None) and _THAI.match(first) is not None


def joined(pieces: Iterable[str]) -> str:
    """The pieces as one text, with a space at each seam of two scripts."""
    text = ""
    for piece in pieces:
        text += f" {piece}" if apart(text, piece) else piece
    return text
