"""Where a line may not break though letters alone would let it: within Korean words and addresses of the web."""

from __future__ import annotations

import re
from collections.abc import Iterable
from math import floor

from packagekit.documents.pages.fonts import width
from packagekit.documents.pages.gathering import Gathering, Node, Piece
from packagekit.documents.thai import kept_whole

_ANYWHERE = "\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3/"
BREAKABLE = re.compile(f"[{_ANYWHERE}]")
"""Letters around which Unicode lets a line break and Word does not."""

HYPHEN = re.compile(r"(?<=\w-)(?=\d)")
"""Word and LibreOffice let a line break after this hyphen; Unicode takes it for the sign of a number."""

CAREFUL = re.compile(f"[{_ANYWHERE}-]")
"""What stands in every text of the two above: one set of letters is looked for faster than what is around a hyphen."""

THAI = re.compile("[\u0e01-\u0e4e]")

UNSPACED = re.compile("[\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")
"""Scripts that write no spaces between words: they break as their own rules say."""


def whole_words(pieces: list[Piece], gathering: Gathering, room: float) -> list[Piece]:
    """The pieces with each word that must not break, and fits on a line, in one piece of its own."""
    if not pieces or not _needs_care(pieces, gathering, room):
        return pieces
    result: list[Piece] = []
    word: list[Piece] = []

    def close() -> None:
        text = "".join(piece[2] for piece in word)
        if len(text) > 1 and not UNSPACED.search(text):
            fits = wide(word, gathering) <= room
            if fits and BREAKABLE.search(text):
                word[:] = [["whole", list(word)]]
            elif not fits:
                word[:] = [part for piece in word for part in _cut(piece, gathering, room)]
        result.extend(part for piece in word for part in _after_hyphens(piece))
        word.clear()

    pieces = [part for piece in pieces for part in _thai(piece, gathering, room)]

    for piece in pieces:
        if piece[0] == "t":
            for stretch in _stretches(piece[2]):
                if stretch.startswith(" "):
                    close()
                    result.append(["t", piece[1], stretch])
                else:
                    word.append(["t", piece[1], stretch])
            continue
        close()
        result.append([*piece[:2], whole_words(piece[2], gathering, room)] if piece[0] in ("to", "url") else piece)
    close()
    return _joined(result)


def _thai(piece: Piece, gathering: Gathering, room: float) -> Iterable[Piece]:
    """A stretch of Thai with its words in pieces of their own, as far as they fit on a line."""
    if piece[0] != "t" or not THAI.search(piece[2]):
        yield piece
        return
    for stretch, is_word in kept_whole(piece[2]):
        part: Piece = ["t", piece[1], stretch]
        yield ["whole", [part]] if is_word and wide([part], gathering) <= room else part


def _needs_care(pieces: list[Piece], gathering: Gathering, room: float) -> bool:
    """Whether a word may break where it must not, or be wider than the line."""
    texts = [piece for piece in pieces if piece[0] == "t"]
    if len(texts) < len(pieces) and any(piece[0] in ("to", "url") for piece in pieces):
        return True
    text = "".join([piece[2] for piece in texts])
    if not text:
        return False
    if CAREFUL.search(text) and (BREAKABLE.search(text) or HYPHEN.search(text)):
        return True
    fits = wide(texts, gathering) <= room
    if THAI.search(text):
        if not fits:
            return True
    elif fits:
        return False
    faces = [gathering.face(piece[1]) for piece in texts]
    size = max([size for _, size, _ in faces])
    if WIDEST * size * len(text) <= room:
        return False
    if len(faces) > 1:
        return WIDEST * size * max(map(len, text.split(" "))) > room
    family, _, bold = faces[0]
    return any(WIDEST * size * len(word) > room and width(word, family, bold) * size > room for word in text.split(" "))


WIDEST = 2
"""No letter is wider than so many em."""


def _stretches(text: str) -> Iterable[str]:
    return (stretch for stretch in re.split("( +)", text) if stretch)


def wide(word: Iterable[Piece], gathering: Gathering) -> float:
    """Points that pieces of text take in one line."""
    return sum([gathering.reach(number, text) for _, number, text in word])


def gaps(stretches: list[list[Piece]], stops: list[Node], every: float, start: float, room: float, gathering: Gathering) -> list[float | str] | None:
    """What each tab of a line comes to: the points from the start of the words before it to those after it, or, where
    those go to the right margin, the leader that fills the room between them. None where only setting it can tell.

    ``stops`` from the margin, and one at ``every`` so many points after them; the line starts at ``start`` and is
    ``room`` wide.
    """
    found: list[float | str] = []
    for place, pieces in enumerate(stretches[:-1]):
        texts = list(plain(pieces))
        if not all(piece[0] == "t" for piece in texts):
            return None
        natural = wide(texts, gathering)
        reached = {_stop(stops, every, start + natural * share) for share in (TOGETHER, 1.0, APART)}
        at, kind, leader = reached.pop()
        if reached:
            return None
        if kind == "left" and leader == "none" and start + natural * APART + NEAR < at:
            found.append(round(at - start, 2))
            start = at
        elif kind == "right" and at >= room - NEAR and place == len(stretches) - 2:
            found.append(leader)
        else:
            return None
    return found


TOGETHER, APART = 0.9, 1.05
"""What moving letters together or apart may make of the width of words at most."""

NEAR = 2.0
"""Points that a tab leaves between the words before and after it."""


def _stop(stops: list[Node], every: float, at: float) -> tuple[float, str, str]:
    for stop in stops:
        if stop["at"] > at + 0.5:
            return stop["at"], stop["kind"], stop["leader"]
    return (floor(at / every + 0.001) + 1) * every, "left", "none"


def plain(pieces: list[Piece]) -> Iterable[Piece]:
    """The pieces without what links them and keeps them together, and without bookmarks."""
    for piece in pieces:
        if piece[0] in ("to", "url"):
            yield from plain(piece[2])
        elif piece[0] == "whole":
            yield from plain(piece[1])
        elif piece[0] not in ("at", "may"):
            yield piece


def _cut(piece: Piece, gathering: Gathering, room: float) -> Iterable[Piece]:
    """A stretch of a word wider than the line: it may break anywhere, as Word does, where no slash lets it."""
    for part in re.split("(?<=/)", piece[2]):
        if wide([["t", piece[1], part]], gathering) <= room:
            yield ["t", piece[1], part]
            continue
        for number, letter in enumerate(re.findall(r".[\u0300-\u036f\u200d\ufe0f]*", part, re.DOTALL)):
            if number:
                yield ["may"]
            yield ["t", piece[1], letter]


def _after_hyphens(piece: Piece) -> Iterable[Piece]:
    if piece[0] != "t":
        yield piece
        return
    for number, part in enumerate(HYPHEN.split(piece[2])):
        if number:
            yield ["may"]
        yield ["t", piece[1], part]


def _joined(pieces: list[Piece]) -> list[Piece]:
    """Neighbours of one kind of type as one piece again."""
    result: list[Piece] = []
    for piece in pieces:
        if piece[0] == "t" and result and result[-1][0] == "t" and result[-1][1] == piece[1]:
            result[-1] = ["t", piece[1], result[-1][2] + piece[2]]
        else:
            result.append(piece)
    return result
