"""What a final document must hold beside sound XML: whole amounts, right sums, one language, a letter for every sign.

Each gate looks at what a reader gets, the text of the finished file, against what was said while it was filled. A gate
that closes says where, in the reader's language, and the document stays in the house. ``finished`` asks them of a
Word file, its PDF and a workbook.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from html import unescape
from typing import Any, NamedTuple

from packagekit.documents.archive import Member
from packagekit.documents.figures import (
    amount_pattern,
    becoming,
    currencies,
    currencies_of,
    day_pattern,
    days_in,
    forms,
    missing,
    occurrences,
)
from packagekit.documents.fonts.letters import covered
from packagekit.documents.reading import NEAR, SHOWN, STORIES, TEXT, Read, figured
from packagekit.documents.sandbox import clean
from packagekit.documents.soundness import sums, unsound
from packagekit.domain.money import Money
from packagekit.domain.proposal import BenefitView, Proposal
from packagekit.domain.record import Record
from packagekit.domain.signs import unprintable, unprinted
from packagekit.domain.text import N_, Localized, Problem, Speaks, Text

_DRAWING = re.compile(r'<wp:docPr\b[^>]*?\bdescr="([^"]*)"[^>]*>')
_TAG = re.compile(r"\{\{|\{%|%\}|\}\}|\{#")
_EMPTY = re.compile(r"^(None|nan|NaN|Undefined|\[\]|\(\))$", re.MULTILINE)
_ADDRESS = re.compile(r"https?://\S+")
_ENGLISH = re.compile(r"\b(?:[Tt]he|of|and|is|are|with|from|[Ff]or|not|by|[Ee]ach|which)\b")
_VIETNAMESE = "ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"

SCRIPTS = {
    "ko": re.compile("[\uac00-\ud7a3]"), "th": re.compile("[\u0e01-\u0e5b]"),
    "vi": re.compile(f"[{_VIETNAMESE}{_VIETNAMESE.upper()}]"),
}
"""Letters that only one of our languages writes."""


class Voice(NamedTuple):
    """A language in which a document speaks, and each text that was said in it while the document was filled."""

    language: Speaks
    said: tuple[str, ...]
    drawn: frozenset[str] = frozenset()  # the words for blind readers of its pictures, which no tag said
    kept: bool = False  # what was said may be kept in a name or a macro, and shown often or never
    left: tuple[str, ...] = ()  # of a second language what does not stand in the file again, as the leading one writes it alike


def judged(
    parts: Mapping[str, Member], voices: Sequence[Voice], proposal: Record, reads: Sequence[Read] | None = None,
) -> tuple[Problem, ...]:
    """Everything that keeps a Word file from going out; the first of its voices leads and says all.

    ``reads`` is what was read out of these ``parts``, where that is done.
    """
    problems: list[Problem] = []
    reads = reads or Read.of(parts, [voice.language.locale for voice in voices])
    for voice, read in zip(voices, reads, strict=True):
        problems += _left_over(read, voice.said)
        problems += _signs(read)
        problems += _figures(read, voice, proposal, parts)
        problems += _language(read, proposal, (voice.language.code,))
        problems += _totals(read, proposal, voice.language)
        problems += _claims(read, proposal, voice.language, (voices[0].language, reads[0]))
    return tuple(dict.fromkeys((*problems, *unsound(proposal))))


def said_in(read: Read, proposal: Record, language: Speaks, codes: Sequence[str], said: Sequence[str] = ()) -> Iterator[Problem]:
    """The gates that any text must pass, however it was made; ``codes`` are the languages it may be in."""
    yield from _left_over(read, said)
    yield from _signs(read)
    yield from _language(read, proposal, codes)
    yield from _claims(read, proposal, language)


def _left_over(read: Read, said: Sequence[str]) -> Iterator[Problem]:
    """A tag of the template or a word such as None; a buyer's own text may hold braces and does not stop his document."""
    whole = read.whole
    if not _TAG.search(whole) and not _EMPTY.search(whole):
        return
    own = sorted({stands for text in said if _TAG.search(text) or _EMPTY.match(text.strip()) for stands in _as_read(text)}, key=len, reverse=True)
    for paragraph in read.paragraphs:
        rest = paragraph
        for text in own:
            rest = rest.replace(text, "")
        if _TAG.search(rest) or _EMPTY.match(rest.strip()):
            yield Problem(where=paragraph[:SHOWN], what=N_("A tag of the template or an empty value is left in this paragraph."),
                          how=N_("Correct the tag in this paragraph of the template."))


def _signs(read: Read) -> Iterator[Problem]:
    lacking: dict[str, list[str]] = {}
    for sign in unprinted(read.whole, covered()):
        lacking.setdefault(read.holding(sign), []).append(sign)
    yield from map(unprintable, lacking.keys(), lacking.values())


def _figures(read: Read, voice: Voice, proposal: Record, parts: Mapping[str, Member]) -> Iterator[Problem]:
    """Each amount and day that was said stands whole in every place, and no other does: none is cut, joined or made up.

    A second language has fewer places by what it does not repeat. Places are not counted where the template keeps what
    it says, for it may only ask about it; there a second language may leave all of them.
    """
    pattern = amount_pattern(voice.language, currencies_of(proposal))
    said, left = figured(voice.said), figured(voice.left)
    meant, stand, gone = (Counter(pattern.findall(words)) for words in (said, read.figured, left))
    put_in, found = set(meant), set(stand)
    must = put_in - set(gone) if voice.kept else set(meant - gone)
    written = day_pattern(voice.language)
    days, read_days, gone_days = (set(days_in(written, words)) for words in (said, read.figured, left))
    for day in sorted(days - read_days - gone_days):
        yield Problem(where=day, what=N_("“{figure}” does not stand whole in {file}.", figure=day, file=N_("the Word file")),
                      how=N_("Give the place it stands in more room in the template."))
    for day in sorted(read_days - days):
        yield Problem(where=read.holding(day), what=N_("“{figure}” stands in {file} and is not of the proposal.", figure=day, file=N_("the Word file")),
                      how=N_("Let the template say each amount in one tag of its own."))
    for amount in sorted(must - found):
        yield Problem(where=amount, what=N_("The amount {amount} does not stand whole in the document.", amount=amount),
                      how=N_("Let the template say each amount in one tag of its own."))
    for amount in sorted(found - put_in):
        yield Problem(where=read.holding(amount), what=N_("The amount {amount} is not one of the proposal's.", amount=amount),
                      how=N_("Let the template say each amount in one tag of its own."))
    if not voice.kept:
        others = becoming(voice.language, proposal)
        meant += Counter(words for words in voice.said if words in others)
        meant -= gone + Counter(occurrences(others, left))
        stand += Counter(occurrences(others, read.figured))
        yield from _fewer(read, voice, parts, meant, stand, (pattern, others))


def _fewer(
    read: Read, voice: Voice, parts: Mapping[str, Member], meant: Counter[str], stand: Counter[str],
    patterns: tuple[re.Pattern[str], Mapping[str, re.Pattern[str]]],
) -> Iterator[Problem]:
    """Each amount, and what each benefit is expected to become, stands in every place where it was put in, not only in some."""
    amounts, others = patterns

    def counted(words: str) -> list[str]:
        return [*amounts.findall(words), *occurrences(others, words)]

    if meant <= stand:
        return
    stand += Counter(counted(_unseen(parts, voice.drawn)))
    lacking = [figure for figure in meant if stand[figure] < meant[figure] and (stand[figure] or not amounts.fullmatch(figure))]
    places = missing(lacking, counted, voice.said, read.paragraphs) if lacking else {}
    for figure in lacking:
        place = read.place(_beside(read, voice.said, *places[figure])) if figure in places else figure
        yield Problem(where=place, what=N_("“{figure}” stands in {stand} of its {meant} places in {file}.", figure=figure,
                                           stand=stand[figure], meant=meant[figure], file=N_("the Word file")),
                      how=N_("Let the template say each amount in one tag of its own."))


def _beside(read: Read, said: Sequence[str], number: int, first: int, last: int) -> int:
    """The paragraph nearest to where a text is missing: the one that says what was put in just before it."""
    for words in reversed(said[max(0, number - NEAR):number]):
        for paragraph in range(first, last + 1) if len(words) > 1 else ():
            if words in read.paragraphs[paragraph]:
                return paragraph
    return first


def _unseen(parts: Mapping[str, Member], drawn: frozenset[str]) -> str:
    """What the parts of a file hold beside its text: words for blind readers, targets of links.

    Not those of our own pictures, ``drawn``: they tell amounts that no tag put in, and would stand for one that is lost.
    """
    def foreign(drawing: re.Match[str]) -> str:
        return "" if unescape(drawing[1]) in drawn else drawing[0]

    return "\n".join(unescape(_DRAWING.sub(foreign, TEXT.sub("", part.content().decode())))
                     for name, part in parts.items() if STORIES.fullmatch(name))


def _language(read: Read, proposal: Record, codes: Sequence[str]) -> Iterator[Problem]:
    """No letters and no sentence of another language, but for what people are called."""
    foreign = [script for code, script in SCRIPTS.items() if code not in codes]
    english = "en" not in codes

    def strange(words: str) -> bool:
        return any(script.search(words) for script in foreign) or (english and len(_ENGLISH.findall(words)) >= 2)

    if not strange(read.whole):
        return
    suspects = [bare for paragraph in dict.fromkeys(read.paragraphs) if strange(bare := _ADDRESS.sub("", paragraph))]
    names = sorted((name for name in _verbatim(_Same(proposal)) if _ENGLISH.search(name) or strange(name)), key=len, reverse=True)
    for paragraph in suspects:
        rest = paragraph
        for name in names:
            rest = rest.replace(name, "")
        if strange(rest):
            yield Problem(where=paragraph[:SHOWN], what=N_("This paragraph is not in the language of the document."),
                          how=N_("Give the text in that language where it was entered, or take the name out."))


class _Same:
    """A record as a key of what was found in it: itself, not whatever is equal to it."""

    def __init__(self, record: Record) -> None:
        self.record = record

    def __hash__(self) -> int:
        return id(self.record)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.record is other.record


@lru_cache(maxsize=4)
def _verbatim(same: _Same) -> frozenset[str]:
    return frozenset(stands for name in verbatim(same.record) for stands in _as_read(name))


def _as_read(words: str) -> tuple[str, ...]:
    """How a text is read out of a file: a Word file has signs of its own for the ends of lines and tabs, a workbook spaces."""
    seen = clean(words)
    return (seen, seen.replace("\n", "").replace("\t", ""), " ".join(seen.split())) if "\n" in seen or "\t" in seen else (seen,)


def verbatim(value: Any) -> set[str]:
    """Every text that stands as its owner wrote it: names, codes, titles of documents."""
    match value:
        case str():
            return {value} if value else set()
        case Text():
            return set().union(*(verbatim(argument) for argument in value.args.values())) if value.args else set()
        case Localized() | Money():
            return set()
        case Record():
            return set().union(*(verbatim(part) for part in value.__dict__.values()))
        case tuple():
            return set().union(*(verbatim(part) for part in value))
    return set()


def _totals(read: Read, proposal: Record, language: Speaks) -> Iterator[Problem]:
    """What stands in the total of a table is one of the sums that were worked out anew here."""
    if not isinstance(proposal, Proposal) or not read.totals:
        return
    pattern = amount_pattern(language, currencies(proposal))
    right = {language.money(amount) for amount in sums(proposal)}
    for words in read.totals:
        for amount in pattern.findall(words):
            if amount not in right:
                yield Problem(where=read.holding(amount), what=N_("The total {amount} of a table is not a sum of the ledger.", amount=amount),
                              how=N_("Let the total of a table say a total of the proposal."))


class Told(NamedTuple):
    """A row of a table that tells of a benefit, and how it says the KPI, what is expected and what that rests on."""

    benefit: BenefitView
    row: tuple[str, ...]
    kpi: str
    expected: str
    basis: str


def told_benefits(read: Read, proposal: Proposal, language: Speaks, leading: tuple[Speaks, Read] | None = None) -> Iterator[Told]:
    """The rows that tell what a KPI is expected to become; a second language leaves the figure to the ``leading`` one."""
    first, beside = leading or (language, read)
    for benefit in proposal.returns.benefits:
        names, expected, basis = (forms(language, value) for value in (benefit.kpi, benefit.expected, benefit.basis))
        figures = forms(first, benefit.expected)
        for row, leading_row in zip(read.rows, beside.rows, strict=True):
            name, figure = _stands(names, row), _stands(expected, row)
            if name and (figure or _stands(figures, leading_row)):
                based = next((form for form in basis if any(form in words for words in row)), basis[0])
                yield Told(benefit, row, name, figure or expected[0], based)


def _stands(said: Sequence[str], row: Sequence[str]) -> str | None:
    return next((form for form in said if form in row), None)


def _claims(read: Read, proposal: Record, language: Speaks, leading: tuple[Speaks, Read] | None = None) -> Iterator[Problem]:
    """A row that tells a benefit tells what it rests on: its cases, or that it is assumed."""
    for told in told_benefits(read, proposal, language, leading) if isinstance(proposal, Proposal) else ():
        if not any(told.basis in words for words in told.row):
            yield Problem(where=" · ".join(told.row)[:SHOWN],
                          what=N_("The benefit “{kpi}” rests on no case and is not marked as an assumption.", kpi=told.benefit.kpi),
                          how=N_("Link it to verified cases, or say what is assumed."))






