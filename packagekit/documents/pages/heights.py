"""How high a cell of a table is where its words leave no doubt, so that nothing need be set twice to find it out."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from packagekit.documents.pages.fonts import has_all, kerning, width
from packagekit.documents.pages.gathering import Gathering, Node, Piece
from packagekit.documents.pages.lines import BREAKABLE, UNSPACED, wide

APART, TOGETHER = 1.005, 0.96
"""What kerning may make of the width of words at most where a font says it for classes of letters."""

TO_A_SPACE = 0.06
"""How far, in em, a letter may move to a space in such a font."""

HAIR = 0.01
"""Points by which our sums may be off those of Typst."""

ODD = re.compile("[\n\r\x0b\x0c\x85\u2028\u2029\u0370-\u0dff\u1780-\u17ff]")
"""Ends of lines wherever they stand, and scripts whose letters our fonts set apart."""

PLAIN = re.compile(r"(?:[^\W_]|[ \xa0.,:;%'“”\"+&·×=≥≤₫₩฿$€°→]|(?<![^\s\w])\(|\)(?!\()|-(?=[\w ]|$)|[–—…!?](?= |$))*")
"""Text that breaks at its spaces, and after hyphens before a letter, and nowhere else by the rules of Unicode."""

PARTS = re.compile(r"( +)|(?<=\w-)(?=[^\W\d_])")


def high(cell: Node, widths: list[float], gathering: Gathering) -> float | None:
    """Points from the upper to the lower edge of a cell; None where only setting it can tell."""
    left, top, right, bottom = cell["inset"]
    room = sum(widths[cell["x"]:cell["x"] + cell["columns"]]) - left - right
    total = top + bottom
    for node in cell["nodes"]:
        tall = _paragraph(node, room, gathering) if node["k"] == "p" else None
        if tall is None:
            return None
        total += node["above"] + tall
    return total


def _paragraph(node: Node, room: float, gathering: Gathering) -> float | None:
    if "rules" in node or "bidi" in node:
        return None
    if len(node["stretches"]) > 1:
        return _listed(node, room, gathering)
    pieces, first = node["stretches"][0], node["first"]
    if not pieces:
        return node["line"]
    room -= max(node["left"] + min(first, 0.0), 0.0) + max(node["right"], 0.0) + max(first, 0.0)
    line = _line(pieces, gathering)
    if line is None:
        return None
    count = lines(pieces, room, gathering)
    return None if count is None or (count > 1 and first) else count * line


def _listed(node: Node, room: float, gathering: Gathering) -> float | None:
    """An entry of a list: its words stand under each other beside the mark."""
    edge, at = node["left"] + node["first"], node["left"]
    if node["gaps"] != [round(at - edge, 2)] or edge < 0:
        return None
    mark, pieces = node["stretches"]
    line = _line([*mark, *pieces], gathering)
    count = None if line is None else lines(pieces, room - at - max(node["right"], 0.0), gathering)
    return None if count is None else count * line


def _line(pieces: list[Piece], gathering: Gathering) -> float | None:
    """How high each line is, where all the types in it are equally high."""
    found: set[tuple[float, float]] = set()
    for piece in pieces:
        if piece[0] not in ("t", "whole"):
            return None
        for _, number, _ in _texts(piece):
            if not gathering.level(number):
                return None
            found.add(gathering.edges(number))
    return sum(found.pop()) if len(found) == 1 else None


def _texts(piece: Piece) -> list[Piece]:
    return piece[1] if piece[0] == "whole" else [piece]


def lines(pieces: list[Piece], room: float, gathering: Gathering) -> int | None:
    """How many lines pieces of text break into; None where it hangs on a hair or on rules that are not followed here."""
    texts = [text for piece in pieces for text in _texts(piece)]
    if ODD.search("".join([text for _, _, text in texts])):
        return None
    if wide(texts, gathering) * APART <= room:
        return 1
    if not all(_followed(place, piece, pieces, gathering) for place, piece in enumerate(pieces)):
        return None
    count, before = 1, ""
    least = most = 0.0  # how far the line has come, at least and at most
    gap_least = gap_most = word_least = word_most = 0.0
    for number, part in [*_parts(pieces), (texts[-1][1], " ")]:
        family, size, bold = gathering.face(number)
        narrow, broad = _span(before, part, family, bold)
        narrow, broad = narrow * size - HAIR, broad * size + HAIR
        before = part[-1]
        if before != " ":
            word_least, word_most = word_least + narrow, word_most + broad
            if before != "-":
                continue
        if word_most:
            if most + gap_most + word_most <= room:
                least, most = least + gap_least + word_least, most + gap_most + word_most
            elif least + gap_least + word_least > room >= word_most:
                count, least, most = count + 1, word_least, word_most
            else:
                return None
            gap_least = gap_most = word_least = word_most = 0.0
        if before == " ":
            gap_least, gap_most = gap_least + narrow, gap_most + broad
    return count


def _followed(place: int, piece: Piece, pieces: list[Piece], gathering: Gathering) -> bool:
    """Whether it is known where a piece may break, and how wide its letters are."""
    for _, number, text in _texts(piece):
        family, _, bold = gathering.face(number)
        if not has_all(family, bold, text):
            return False
        if piece[0] == "t" and (not PLAIN.fullmatch(text) or UNSPACED.search(text) or BREAKABLE.search(text)
                                or (text[-1:] == "-" and place + 1 < len(pieces))):
            return False
    return True


def _parts(pieces: list[Piece]) -> Iterator[tuple[int, str]]:
    for piece in pieces:
        if piece[0] == "whole":
            yield from ((number, text) for _, number, text in piece[1])
        else:
            yield from ((piece[1], part) for part in PARTS.split(piece[2]) if part)


@lru_cache(maxsize=1 << 14)
def _span(before: str, part: str, family: str, bold: bool) -> tuple[float, float]:
    """The least and the most that a word or a space takes in em after a letter, whether or not that stands in its run."""
    natural, moved = width(part, family, bold), kerning(part, family, bold)
    if moved is None:
        return natural * TOGETHER - TO_A_SPACE, natural * APART
    beside = kerning(before + part[0], family, bold) or 0.0
    return natural + moved + min(beside, 0.0), natural + moved + max(beside, 0.0)
