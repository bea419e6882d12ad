"""The last gate: what goes out is judged by its own bytes, the Word file with its pages, its PDF, and each workbook.

A document is filled, joined with its second language and set into pages; only then is it looked at.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from lxml import etree

from packagekit.documents import lint
from packagekit.documents.archive import Member, deflated, members
from packagekit.documents.both import Both
from packagekit.documents.cells import NOTHING, Found, cells, position, wrong_results
from packagekit.documents.figures import (
    amount_pattern,
    currencies,
    day_pattern,
    days_in,
    missing,
)
from packagekit.documents.gates import Voice, judged, said_in, told_benefits
from packagekit.documents.pages.package import (
    NAMESPACES,
    SAFE,
    Element,
    Package,
    W,
    child,
    properties_of,
    value,
)
from packagekit.documents.pages.styles import Styles, run_properties
from packagekit.documents.picture import Picture
from packagekit.documents.preview import words
from packagekit.documents.reading import Read, figured
from packagekit.documents.sandbox import clean
from packagekit.documents.sheets import Sheets
from packagekit.documents.soundness import said_anywhere, sums
from packagekit.documents.spreadsheet import LETTERS, Formula
from packagekit.domain.proposal import Proposal
from packagekit.domain.text import N_, Problem, Speaks, Text

Pattern = re.Pattern[str]

FOOTNOTES = "word/footnotes.xml"
FALLBACK = f"{{{NAMESPACES['mc']}}}Fallback"

_DRAWING = re.compile(r'<wp:docPr [^>]*?\bdescr="([^"]*)"')
_NUMBER = re.compile(r"\d(?:[\d.,]*\d)?")
"""What of an amount a PDF keeps for certain: cells of a row are read out of it as one line, and so may seem one amount."""

LEAST = 3
"""Letters of a word's part that are no chance find in a whole document."""

_SPACES = re.compile(" [^\\S\n]+|[^\\S\n ][^\\S\n]*")
"""Spaces that are not one plain space already."""

_LETTERS = re.compile(r"[^\W\d_]")


def judged_word(document: bytes, voices: Sequence[Voice], proposal: Proposal) -> tuple[Problem, ...]:
    """Everything that keeps a finished Word file in the house."""
    parts = {part.name: part for part in members(document)}
    return unsound_file(parts) or judged(parts, voices, proposal, _seen(document, _locales(voices)).reads)


def unsound_file(parts: Mapping[str, Member]) -> tuple[Problem, ...]:
    """What Word would stumble over."""
    return tuple(fault.problem for fault in lint.faults(parts))


def judged_pdf(
    pdf: bytes, document: bytes, voices: Sequence[Voice], proposal: Proposal, pictures: Iterable[Picture] = (),
) -> tuple[Problem, ...]:
    """Where a PDF says other amounts, days or words than the finished Word ``document`` it was made of.

    The PDF draws the words of ``pictures`` as words, which Word has as pixels.
    """
    money = currencies(proposal)
    amounts, days = figures([voice.language for voice in voices], money)
    seen = _seen(document, _locales(voices))
    reads = seen.reads
    said, read = spaced("\n".join(read.whole for read in reads)), spaced(words(pdf))
    drawn = [word.said for picture in pictures if picture.alt in seen.drawings for word in picture.drawing().words]
    labels = spaced("".join(f"\n{said}" for said in drawn))
    said_bare, bare = _bare(said), _bare(read)
    figured_said, figured_read = figured(said.split("\n")), figured(read.split("\n"))
    leading = figured_said if len(reads) == 1 else spaced(reads[0].figured)
    numbers = set(_NUMBER.findall(figured_said + labels))
    right, in_lines = _found(amounts, figured_said), _found(amounts, figured_read)
    whole = right if len(reads) == 1 else _found(amounts[:1], leading)
    in_labels = _found(amounts, labels)
    lost = [figure for figure in whole if figure not in in_lines]
    lost += [day for day in dict.fromkeys(days_in(days[0], leading)) if _bare(day) not in bare]
    problems = [*_strange((figure for figure in in_lines if figure not in right and not numbers.issuperset(_NUMBER.findall(figure))), N_("the PDF")),
                *_strange((day for day in dict.fromkeys(day for pattern in days for day in days_in(pattern, figured_read)) if _bare(day) not in said_bare), N_("the PDF"))]
    problems += _lost((said for said in dict.fromkeys(drawn) if any(part not in bare for part in spaced(said).split())), N_("the PDF"))
    known, whole_words = said_bare + _bare(labels), {*said.split(), *labels.split()}
    suspects = [figure for figure, often in right.items() if in_lines[figure] < often + in_labels[figure]]
    fewer = [cell for cell, said in _counted(reads, voices, proposal).items() if bare.count(said) < known.count(said)]
    if lost:  # Word may say what no page shows; that takes a closer look, which most documents do not need
        visible = spaced("\n".join(read.whole for read in _shown(document, _locales(voices))))
        problems += _lost((figure for figure in lost if figure in visible), N_("the PDF"))
    if suspects or fewer:
        shown = _shown(document, _locales(voices), once=True)
        on_pages = spaced("\n".join(read.whole for read in shown))
        known_there = _bare(on_pages + labels)
        problems += _fewer(suspects, shown, amounts, figured(on_pages.split("\n")) + labels, figured_read)
        problems += _lost((cell for cell in fewer if bare.count(said := _bare(spaced(cell))) < known_there.count(said)), N_("the PDF"))
    problems += _strange((token for token in dict.fromkeys(read.split())
                          if token not in whole_words and _LETTERS.search(token) and not _of(token, known)), N_("the PDF"))
    return tuple(dict.fromkeys(problems))


def _fewer(
    suspects: Iterable[str], reads: Sequence[Read], amounts: Sequence[Pattern], known: str, pdf: str,
) -> Iterator[Problem]:
    """Amounts that stand whole in fewer places of the PDF than of the Word file: one of them is cut or left out.

    They are counted as they stand: in a row that is read as one line, an amount may seem part of another one.
    """
    for figure in suspects:
        stand, meant = pdf.count(figure), known.count(figure)
        if 0 < stand < meant:
            yield Problem(where=_place(figure, reads, amounts, pdf) or figure,
                          what=N_("“{figure}” stands in {stand} of its {meant} places in {file}.", figure=figure, stand=stand, meant=meant, file=N_("the PDF")),
                          how=N_("Give the place it stands in more room in the template."))


def _place(figure: str, reads: Sequence[Read], amounts: Sequence[Pattern], pdf: str) -> str | None:
    """Where in the Word file the figure stands that the PDF lacks."""
    for read, pattern in zip(reads, amounts, strict=True):
        found = missing([figure], pattern.findall, [spaced(words) for words in read.paragraphs], pdf.split("\n"))
        if figure in found:
            return read.place(found[figure][0])
    return None


def _counted(reads: Sequence[Read], voices: Sequence[Voice], proposal: Proposal) -> dict[str, str]:
    """Cells that a PDF says as often as the Word file, each with its bare text: totals, and what tells of a benefit.

    That they stand somewhere is not enough: the same amount or the word for an assumption stands elsewhere too.
    """
    found: list[str] = []
    for read, voice in zip(reads, voices, strict=True):
        found += read.totals
        for told in told_benefits(read, proposal, voice.language, (voices[0].language, reads[0])):
            found += (told.basis, told.kpi, told.expected)
    return {cell: _bare(spaced(cell)) for cell in found}


def judged_workbook(content: bytes, sheets: Sheets, proposal: Proposal, language: Speaks) -> tuple[Problem, ...]:
    """Everything that keeps a workbook in the house, read out of its own bytes: ``sheets`` is what it was laid out as."""
    found = cells(content)
    rows: dict[tuple[str, int], list[str]] = {}
    for (name, cell), one in found.items():
        if one.text is not None:
            rows.setdefault((name, position(cell)[1]), []).append(one.text)
    read = Read(tuple(dict.fromkeys(words for row in rows.values() for words in row)), rows=tuple(map(tuple, rows.values())))
    own = tuple(map(clean, said_anywhere(proposal))) if "{" in read.whole or "}" in read.whole else ()
    codes = (language.leading.code, language.second.code) if isinstance(language, Both) else (language.code,)
    problems = [*said_in(read, proposal, language, codes, own), *wrong_results(content, sheets.formulas),
                *_unlike(found, sheets), *_wrong_totals(found, sheets, proposal)]
    return tuple(dict.fromkeys(problems))


def _wrong_totals(found: Mapping[tuple[str, str], Found], sheets: Sheets, proposal: Proposal) -> Iterator[Problem]:
    """What stands in the total of a table is one of the sums that are worked out anew here."""
    right = {float(amount.amount) for amount in (*sums(proposal), proposal.returns.npv)}
    for place in sheets.totals:
        number = found[place].number if place in found else None
        if number not in right:
            yield Problem(where="!".join(place), what=N_("The total {amount} of a table is not a sum of the ledger.", amount="–" if number is None else repr(number)),
                          how=N_("Let the total of a table say a total of the proposal."))


def _unlike(found: Mapping[tuple[str, str], Found], sheets: Sheets) -> Iterator[Problem]:
    """Cells that are not in the file as they were laid out."""
    laid = {(page.name, f"{LETTERS[column]}{row + 1}"): value
            for page in sheets.pages for row, line in page.rows.items() for column, (value, _) in line.items()}
    for place in dict.fromkeys((*laid, *found)):
        value, cell = laid.get(place), found.get(place, NOTHING)
        said = value.text.removeprefix("=") if isinstance(value, Formula) else value
        if said != (cell.number if isinstance(said, float) else cell.formula if isinstance(value, Formula) else cell.text):
            yield Problem(where="!".join(place), what=N_("“{figure}” does not stand whole in {file}.", figure=str(said), file=N_("the workbook")),
                          how=N_("Make the documents again; do not send these."))


class _Seen(NamedTuple):
    """What a finished Word file shows: its text in each language, and for each drawing the words that stand for it."""

    reads: tuple[Read, ...]
    drawings: frozenset[str]


@lru_cache(maxsize=2)
def _seen(document: bytes, locales: tuple[str, ...]) -> _Seen:
    """Read once for a Word file and for its PDF, which is judged after it."""
    stories = {part.name: part for part in members(document) if lint.STORIES.fullmatch(part.name)}
    return _Seen(Read.of(stories, locales), frozenset(map(unescape, _DRAWING.findall(stories[lint.BODY].content().decode()))))


def _shown(document: bytes, locales: tuple[str, ...], *, once: bool = False) -> tuple[Read, ...]:
    """The text that stands on a page; with ``once``, only that of which each stretch does so once.

    Headers and footers stand on many pages or, in a section of one page with a first one of its own, on none; of the
    alternatives for newer and older programs one is shown; hidden text is not.
    """
    styles = Styles(Package(document))
    stories = {}
    for part in members(document):
        if not (part.name in (lint.BODY, FOOTNOTES) if once else lint.STORIES.fullmatch(part.name)):
            continue
        tree = etree.fromstring(part.content(), etree.XMLParser(**SAFE))
        unseen = [*tree.iter(FALLBACK), *(run for run in tree.iter(f"{W}r") if _hidden(run, styles))]
        for element in unseen:
            element.getparent().remove(element)
        stories[part.name] = deflated(part.name, etree.tostring(tree, encoding="UTF-8"))
    return Read.of(stories, locales)


def _hidden(run: Element, styles: Styles) -> bool:
    """Whether a run is not shown: as it says itself, or its style, or that of its paragraph or table."""
    own = styles.read(run_properties, properties_of(run, "rPr"))
    paragraph, table = next(run.iterancestors(f"{W}p"), None), next(run.iterancestors(f"{W}tbl"), None)
    around = value(child(paragraph, "pPr"), "pStyle") or styles.default.get("paragraph")
    framed = value(child(table, "tblPr"), "tblStyle") or styles.default.get("table")
    layers = (own, styles.of("run", own.get("style")), styles.of("run", around), styles.of("run", framed), styles.run_defaults)
    return next((layer["hidden"] for layer in layers if "hidden" in layer), False)


def _locales(voices: Sequence[Voice]) -> tuple[str, ...]:
    return tuple(voice.language.locale for voice in voices)


def _lost(figures: Iterable[str], where: Text) -> Iterator[Problem]:
    for figure in figures:
        yield Problem(where=figure, what=N_("“{figure}” does not stand whole in {file}.", figure=figure, file=where),
                      how=N_("Give the place it stands in more room in the template."))


def _strange(figures: Iterable[str], where: Text) -> Iterator[Problem]:
    for figure in figures:
        yield Problem(where=figure, what=N_("“{figure}” stands in {file} and is not of the proposal.", figure=figure, file=where),
                      how=N_("Let the template say each amount in one tag of its own."))


def _found(patterns: Iterable[Pattern], said: str) -> Counter[str]:
    """Each amount, in the order they stand in, and how often it does."""
    return Counter(figure for pattern in patterns for figure in pattern.findall(said))


def _of(token: str, known: str) -> bool:
    """Whether something read out of a PDF is of the known words; the ends of two columns may be read as one word.

    A word of one letter is one all the same where the script changes: a column that begins with 표 stands beside a number.
    """
    return token in known or any(
        token[:at] in known and token[at:] in known for at in range(1, len(token))
        if LEAST <= at <= len(token) - LEAST or _hangul(token[at - 1]) != _hangul(token[at]))


def _hangul(letter: str) -> bool:
    return "가" <= letter <= "힣"


def _bare(said: str) -> str:
    """Without spaces: a day may go on in the next line, an amount may not."""
    return "".join(said.split())


def text(document: bytes) -> str:
    """What a reader of a Word file reads, a paragraph a line."""
    return spaced(_seen(document, ("",)).reads[0].whole)


def spaced(said: str) -> str:
    """The same words with one kind of space and one way of writing each letter, whatever the file was read by."""
    return _SPACES.sub(" ", unicodedata.normalize("NFC", said).replace("\r\n", "\n").replace("\N{NO-BREAK SPACE}", " "))


def figures(languages: Sequence[Speaks], money: tuple[str, ...]) -> tuple[tuple[Pattern, ...], tuple[Pattern, ...]]:
    """How each of these languages writes amounts of these currencies, and days, as both stand in ``spaced`` text."""
    def as_spaced(pattern: Pattern) -> Pattern:
        return re.compile(spaced(pattern.pattern.replace("\\\N{NO-BREAK SPACE}", " ")))

    return (tuple(as_spaced(amount_pattern(language, money)) for language in languages),
            tuple(as_spaced(day_pattern(language)) for language in languages))
