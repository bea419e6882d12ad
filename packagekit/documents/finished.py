"""The last gate: the file that goes out, its PDF too, says every amount and every day of the checked text, and no other.

A document is checked where it is filled; its table of contents, its second language and its pages come after that.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from packagekit.documents.archive import members
from packagekit.documents.gates import STORIES, Read, amount_pattern, currencies
from packagekit.documents.picture import Picture
from packagekit.documents.preview import words
from packagekit.domain.proposal import Proposal
from packagekit.domain.text import N_, Problem, Speaks, Text

Pattern = re.Pattern[str]

_LABEL = re.compile(r"<text [^>]*>([^<]*)</text>")
_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
"""What of an amount a PDF keeps for certain: cells of a row are read out of it as one line, and so may seem one amount."""

_SPACES = re.compile("[^\\S\n]+")


def unlike(
    document: bytes, pdf: bytes | None, checked: Sequence[tuple[bytes, Speaks]], proposal: Proposal, pictures: Iterable[Picture] = (),
) -> tuple[Problem, ...]:
    """Where the finished ``document`` or its ``pdf`` says other amounts or days than the ``checked`` files it was made of.

    Of two languages the leading one stands first and says all; figures that the second writes otherwise stand once. The
    PDF draws the words of ``pictures`` as words, which Word has as pixels.
    """
    amounts, days = figures([language for _, language in checked], currencies(proposal))
    leading, *others = (text(made) for made, _ in checked)
    said = "\n".join((leading, *others))
    made = text(document)
    whole, right = ({**_found(amounts, one), **_found(days, one)} for one in (leading, said))
    found = {**_found(amounts, made), **_found(days, made)}
    problems = [*_lost((figure for figure in whole if figure not in found), N_("the Word file")),
                *_strange((figure for figure in found if figure not in right), N_("the Word file"))]
    if pdf is not None:
        read = spaced(words(pdf))
        known = said + "".join(f"\n{label}" for picture in pictures for label in _LABEL.findall(picture.svg))
        numbers, bare, in_lines = set(_NUMBER.findall(known)), _bare(read), _found(amounts, read)
        problems += _lost((figure for figure in _found(amounts, leading) if figure not in in_lines), N_("the PDF"))
        problems += _lost((day for day in _found(days, leading) if _bare(day) not in bare), N_("the PDF"))
        problems += _strange((figure for figure in in_lines if figure not in right and not numbers.issuperset(_NUMBER.findall(figure))), N_("the PDF"))
        problems += _strange((day for day in _found(days, read) if _bare(day) not in _bare(said)), N_("the PDF"))
    return tuple(problems)


def _lost(figures: Iterable[str], where: Text) -> Iterator[Problem]:
    for figure in figures:
        yield Problem(where=figure, what=N_("“{figure}” does not stand whole in {file}.", figure=figure, file=where),
                      how=N_("Give the place it stands in more room in the template."))


def _strange(figures: Iterable[str], where: Text) -> Iterator[Problem]:
    for figure in figures:
        yield Problem(where=figure, what=N_("“{figure}” stands in {file} and is not of the proposal.", figure=figure, file=where),
                      how=N_("Let the template say each amount in one tag of its own."))


def _found(patterns: Iterable[Pattern], said: str) -> dict[str, None]:
    """Each amount or day once, in the order they stand in."""
    return dict.fromkeys(figure for pattern in patterns for figure in pattern.findall(said))


def _bare(said: str) -> str:
    """Without spaces: a day may go on in the next line, an amount may not."""
    return "".join(said.split())


def text(document: bytes) -> str:
    """What a reader of a Word file reads, a paragraph a line."""
    return spaced("\n".join(Read.of({part.name: part for part in members(document) if STORIES.fullmatch(part.name)}).paragraphs))


def spaced(said: str) -> str:
    """The same words with one kind of space and one way of writing each letter, whatever the file was read by."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", said).replace("\r\n", "\n"))


def figures(languages: Sequence[Speaks], money: tuple[str, ...]) -> tuple[tuple[Pattern, ...], tuple[Pattern, ...]]:
    """How each of these languages writes amounts of these currencies, and days, as both stand in ``spaced`` text."""
    amounts = tuple(re.compile(spaced(amount_pattern(language, money).pattern.replace("\\\N{NO-BREAK SPACE}", " "))) for language in languages)
    days, first = set(), set()
    for language in languages:
        for month in range(1, 13):
            for written in (language.day(date(2033, month, 28)), language.short_day(date(2033, month, 28))):
                first.add(r"\d" if written[0].isdigit() else re.escape(written[0]))
                shape = re.escape(spaced(written)).replace("28", r"\d{1,2}", 1)
                days.add(re.sub(r"(?<!\d)\d{4}(?!\d)", lambda _: r"\d{4}", shape))
    longest = "|".join(sorted(days, key=len, reverse=True))
    return amounts, (re.compile(rf"(?<!\d)(?=[{''.join(sorted(first))}])(?:{longest})(?!\d)"),)
