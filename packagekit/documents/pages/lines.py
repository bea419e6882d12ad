"""Where a line may not break though letters alone would let it: within Korean words and addresses of the web."""

from __future__ import annotations

import re
from collections.abc import Iterable

from packagekit.documents.pages.fonts import width
from packagekit.documents.pages.gathering import Gathering, Piece
from packagekit.documents.pages.thai import kept_whole

BREAKABLE = re.compile("[\u1100-\u11ff\u3130-\u318f\uac00-\ud7a3/]")
"""Letters around which Unicode lets a line break and Word does not."""

HYPHEN = re.compile(r"(?<=\w-)(?=\d)")
"""Word and LibreOffice let a line break after this hyphen; Unicode takes it for the sign of a number."""

THAI = re.compile("[\u0e01-\u0e4e]")

UNSPACED = re.compile("[\u2e80-\u312f\u3190-\u9fff\uf900-\ufaff\u0e00-\u0e7f]")
"""Scripts that write no spaces between words: they break as their own rules say."""


def whole_words(pieces: list[Piece], gathering: Gathering, room: float) -> list[Piece]:
    """The pieces with each word that must not break, and fits on a line, in one piece of its own."""
    if not _needs_care(pieces, gathering, room):
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
    """Whether a word may break where it must not, or be wider than the line: no letter is wider than two em."""
    texts = [piece for piece in pieces if piece[0] == "t"]
    if len(texts) < len(pieces) and any(piece[0] in ("to", "url") for piece in pieces):
        return True
    text = "".join(piece[2] for piece in texts)
    if not text:
        return False
    if THAI.search(text) and wide(texts, gathering) > room:
        return True
    size = max(gathering.face(piece[1])[1] for piece in texts)
    return bool(BREAKABLE.search(text) or HYPHEN.search(text)) or 2 * size * max(map(len, text.split(" "))) > room


def _stretches(text: str) -> Iterable[str]:
    return (stretch for stretch in re.split("( +)", text) if stretch)


def wide(word: Iterable[Piece], gathering: Gathering) -> float:
    """Points that pieces of text take in one line."""
    total = 0.0
    for _, number, text in word:
        family, size, bold = gathering.face(number)
        total += width(text, family, bold) * size
    return total


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
