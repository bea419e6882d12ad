"""Which signs our fonts have: ``python packagekit/documents/fonts/letters.py`` reads them out of the fonts into ``letters.txt``.

Forms ask at every letter somebody types, where opening fourteen fonts would take longer than all else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

FOLDER = Path(__file__).parent
LIST = FOLDER / "letters.txt"


@cache
def covered() -> frozenset[str]:
    """The signs that the fonts of our documents have; the fonts that come with packagekit stand for those of Word."""
    spans = (line.split("-") for line in LIST.read_text("ascii").splitlines())
    return frozenset(chr(code) for first, last in spans for code in range(int(first, 16), int(last, 16) + 1))


def listed() -> str:
    """What ``LIST`` is to say: the spans of signs that one of the fonts or more have, a line each, in hexadecimal."""
    from fontTools.ttLib import TTFont

    fonts = sorted(FOLDER.glob("*.ttf"))
    codes = {code for path in fonts for code in TTFont(path, lazy=True).getBestCmap()}
    return "".join(f"{first:04X}-{last:04X}\n" for first, last in _spans(sorted(codes)))


def _spans(codes: Iterable[int]) -> Iterator[tuple[int, int]]:
    first = last = None
    for code in codes:
        if first is None or last is None:
            first = code
        elif code != last + 1:
            yield first, last
            first = code
        last = code
    if first is not None and last is not None:
        yield first, last


if __name__ == "__main__":
    LIST.write_text(listed(), "ascii")
