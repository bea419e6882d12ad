"""What a final document must hold beside sound XML: whole amounts, right sums, one language, a letter for every sign.

Each gate looks at what a reader gets, the text of the finished file, against what was said while it was filled. A gate
that closes says where, in the reader's language, and the document stays in the house. ``finished`` asks them of a
Word file, its PDF and a workbook.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import SequenceMatcher
from functools import cached_property, lru_cache
from html import unescape
from typing import Any, NamedTuple

from fontTools.ttLib import TTFont

from packagekit.documents.archive import Member
from packagekit.documents.typesetting import FONTS
from packagekit.domain.money import Money, total
from packagekit.domain.proposal import BenefitView, Proposal
from packagekit.domain.record import Record
from packagekit.domain.text import N_, Localized, Problem, Speaks, Text

STORIES = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
SHOWN = 80
"""Characters of a paragraph that tell a person which one it is."""

NEAR = 8
"""Texts or paragraphs before a missing figure, among which one is looked for that tells a person where it was."""

_NAME = re.compile(r"[^\W\d_]{4}|^[^\W\d]+$")
"""Words, and not a number with its unit."""

_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
_DRAWING = re.compile(r'<wp:docPr\b[^>]*?\bdescr="([^"]*)"[^>]*>')
_NUMBER = re.compile(r"[\d.,\s-]+")
_TAG = re.compile(r"\{\{|\{%|%\}|\}\}|\{#")
_EMPTY = re.compile(r"^(None|nan|NaN|Undefined|\[\]|\(\))$", re.MULTILINE)
_DIGIT = re.compile(r"\d").search
"""What every amount and every day has in it."""

_YEAR = re.compile(r"\d{4}").search

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


@dataclass(frozen=True)
class Read:
    """The text of a finished file as a reader gets it, of one of its languages."""

    paragraphs: tuple[str, ...]
    totals: tuple[str, ...] = ()  # what stands in the cells of totals
    rows: tuple[tuple[str, ...], ...] = ()  # what stands in each row of a table
    headings: tuple[int, ...] = ()  # which of the paragraphs are headings

    @cached_property
    def whole(self) -> str:
        return "\n".join(self.paragraphs)

    @cached_property
    def figured(self) -> str:
        return figured(self.paragraphs)

    @classmethod
    def of(cls, parts: Mapping[str, Member], locales: Sequence[str] = ("",)) -> tuple[Read, ...]:
        """What a Word file says in each language: of several, paragraphs of the second and later ones are marked so."""
        marks = [f'<w:lang w:val="{locale}"' for locale in locales]
        paragraphs: list[list[str]] = [[] for _ in locales]
        totals: list[list[str]] = [[] for _ in locales]
        rows: list[list[tuple[str, ...]]] = [[] for _ in locales]
        headings: list[list[int]] = [[] for _ in locales]
        for name, part in parts.items():
            if not STORIES.fullmatch(name):
                continue
            starts = [0] * len(locales)
            for piece in part.content().decode().split("</w:p>"):
                if "</w:tr>" in piece:
                    for number, own in enumerate(paragraphs):
                        rows[number].append(tuple(own[starts[number]:]))
                if "<w:tr" in piece:
                    starts = [len(own) for own in paragraphs]
                texts = _TEXT.findall(piece)
                if not texts:
                    continue
                words = "".join(texts)
                words = unescape(words) if "&" in words else words
                number = next((n for n in range(1, len(marks)) if marks[n] in piece), 0)
                if '<w:pStyle w:val="Heading' in piece:
                    headings[number].append(len(paragraphs[number]))
                paragraphs[number].append(words)
                if '"CellTotal"' in piece or '"CellSum"' in piece:
                    totals[number].append(words)
        return tuple(cls(tuple(p), tuple(t), tuple(r), tuple(h)) for p, t, r, h in zip(paragraphs, totals, rows, headings, strict=True))

    def holding(self, words: str) -> str:
        """The beginning of the paragraph in which ``words`` stand."""
        found = next((paragraph for paragraph in self.paragraphs if words in paragraph), "")
        return _short(found)

    def place(self, number: int) -> str:
        """Where the paragraph of this number stands: its heading, and the words it or the nearest before it has."""
        heading = next((heading for heading in reversed(self.headings) if heading < number), None)
        nearest = range(number, max(number - NEAR, -1 if heading is None else heading), -1)
        named = next((before for before in nearest if _NAME.search(self.paragraphs[before])), number)
        return " · ".join(_short(self.paragraphs[at]) for at in (heading, named) if at is not None)


def figured(texts: Iterable[str]) -> str:
    """The texts that may hold an amount or a day, each in lines of its own: most hold none, and need not be searched."""
    return "\n".join(text for text in texts if _DIGIT(text))


def _short(words: str) -> str:
    return words if len(words) <= SHOWN else words[:SHOWN] + "…"


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


def unsound(proposal: Record) -> Iterator[Problem]:
    """What is wrong with the proposal itself, whatever is made of it."""
    if isinstance(proposal, Proposal):
        yield from wrong_sums(proposal)
        yield from unfounded(proposal)


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
    own = sorted({text for text in said if _TAG.search(text) or _EMPTY.match(text.strip())}, key=len, reverse=True)
    for paragraph in read.paragraphs:
        rest = paragraph
        for text in own:
            rest = rest.replace(text, "")
        if _TAG.search(rest) or _EMPTY.match(rest.strip()):
            yield Problem(where=paragraph[:SHOWN], what=N_("A tag of the template or an empty value is left in this paragraph."),
                          how=N_("Correct the tag in this paragraph of the template."))


@lru_cache(maxsize=1)
def covered() -> frozenset[str]:
    """The signs that the fonts of our documents have; the fonts that come with packagekit stand for those of Word."""
    signs: set[str] = set()
    for path in sorted(FONTS.glob("*.ttf")):
        signs.update(map(chr, TTFont(path, lazy=True).getBestCmap()))
    return frozenset(signs)


def _signs(read: Read) -> Iterator[Problem]:
    missing = [sign for sign in set(read.whole) - covered() if unicodedata.category(sign) not in ("Cf", "Zs", "Cc", "Mn")]
    for sign in sorted(missing):
        yield Problem(where=read.holding(sign), what=N_("No font of our documents has the sign {sign} (U+{number}).", sign=sign, number=f"{ord(sign):04X}"),
                      how=N_("Write the text without this sign."))


def _figures(read: Read, voice: Voice, proposal: Record, parts: Mapping[str, Member]) -> Iterator[Problem]:
    """Each amount and day that was said stands whole in every place, and no other does: none is cut, joined or made up.

    A second language has fewer places by what it does not repeat. Places are not counted where the template keeps what
    it says, for it may only ask about it; there a second language may leave all of them.
    """
    pattern = amount_pattern(voice.language, _currencies(proposal))
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
        others = _expected(voice.language, proposal)
        meant += Counter(words for words in voice.said if words in others)
        meant -= gone + Counter(_others(others, left))
        stand += Counter(_others(others, read.figured))
        yield from _fewer(read, voice, parts, meant, stand, (pattern, others))


def _fewer(
    read: Read, voice: Voice, parts: Mapping[str, Member], meant: Counter[str], stand: Counter[str],
    patterns: tuple[re.Pattern[str], Mapping[str, re.Pattern[str]]],
) -> Iterator[Problem]:
    """Each amount, and what each benefit is expected to become, stands in every place where it was put in, not only in some."""
    amounts, others = patterns

    def counted(words: str) -> list[str]:
        return [*amounts.findall(words), *_others(others, words)]

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


def _expected(language: Speaks, proposal: Record) -> dict[str, re.Pattern[str]]:
    """What the benefits are expected to become, as this language writes it, and how each is found in a text.

    Behind a point or a comma a figure with its unit is the end of another one; a bare number may be a part that the
    template puts there.
    """
    shown = {language.show(benefit.expected) for benefit in proposal.returns.benefits} if isinstance(proposal, Proposal) else ()
    return {one: re.compile(("" if _NUMBER.fullmatch(one) else r"(?<!\d[.,])") + rf"(?<!\d){re.escape(one)}(?!\d)") for one in shown}


def _others(patterns: Mapping[str, re.Pattern[str]], words: str) -> Iterator[str]:
    """Each of these figures as often as it stands in the words."""
    return (figure for pattern in patterns.values() for figure in pattern.findall(words))


def missing(
    lacking: Iterable[str], counted: Callable[[str], list[str]], meant: Sequence[str], stand: Sequence[str],
) -> dict[str, tuple[int, int, int]]:
    """For each figure the first place that lacks it: its text of ``meant``, and the two of ``stand`` it is missing between."""
    before, after = ([(figure, number) for number, words in enumerate(texts) for figure in counted(words)] for texts in (meant, stand))
    wanted, found = set(lacking), {}
    same = SequenceMatcher(None, [figure for figure, _ in before], [figure for figure, _ in after], autojunk=False)
    for change, first, last, start, end in same.get_opcodes():
        if change in ("delete", "replace"):
            between = after[start - 1][1] if start else 0, after[end][1] if end < len(after) else len(stand) - 1
            for figure, number in before[first:last]:
                if figure in wanted:
                    found.setdefault(figure, (number, *between))
    return found


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

    return "\n".join(unescape(_DRAWING.sub(foreign, _TEXT.sub("", part.content().decode())))
                     for name, part in parts.items() if STORIES.fullmatch(name))


def amount_pattern(language: Speaks, currencies: Iterable[str]) -> re.Pattern[str]:
    """How this language writes an amount of one of these currencies, whatever the number."""
    around: dict[str, set[str]] = {}  # the ways an amount ends by how it begins: a number is gone over once
    for currency in currencies:
        before, after = re.split(r"\d[\d.,]*", language.money(Money.of(1, currency)), maxsplit=1)
        around.setdefault(re.escape(before), set()).add(re.escape(after) + (r"(?!\w)" if after and after[-1].isascii() else ""))
    return re.compile("|".join(rf"{before}-?\d(?:[\d.,]*\d)?(?:{'|'.join(sorted(after))})" for before, after in sorted(around.items())))


def day_pattern(language: Speaks) -> re.Pattern[str]:
    """How this language writes a day, whichever it is."""
    return _day_pattern(language.locale, tuple(
        written for month in range(1, 13) for written in (language.day(date(2033, month, 28)), language.short_day(date(2033, month, 28)))))


def days_in(pattern: re.Pattern[str], words: str) -> list[str]:
    """The days in a text; where all are written with a year, only lines with one are searched, each once."""
    marked = _YEAR if all(r"\d{4}" in shape for shape in pattern.pattern.split("|")) else _DIGIT
    return pattern.findall("\n".join(dict.fromkeys(line for line in words.split("\n") if marked(line))))


@lru_cache(maxsize=64)
def _day_pattern(_locale: str, days: tuple[str, ...]) -> re.Pattern[str]:
    first = {r"\d" if day[0].isdigit() else re.escape(day[0]) for day in days}
    shapes = {re.sub(r"(?<!\d)\d{4}(?!\d)", lambda _: r"\d{4}", re.escape(day).replace("28", r"\d{1,2}", 1)) for day in days}
    longest = "|".join(sorted(shapes, key=len, reverse=True))
    return re.compile(rf"(?<!\d)(?=[{''.join(sorted(first))}])(?:{longest})(?!\d)")


def _currencies(proposal: Record) -> tuple[str, ...]:
    return currencies(proposal) if isinstance(proposal, Proposal) else ("USD", "KRW")


def currencies(proposal: Proposal) -> tuple[str, ...]:
    """The price's, ours, and those local fees are in."""
    local = {amount.local.currency for line in proposal.landed.ledger for amount in line.amounts if amount.local}
    return tuple(sorted({proposal.price.currency, "KRW", *local}))


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
    return frozenset(verbatim(same.record))


def verbatim(value: Any) -> set[str]:
    """Every text that stands as its owner wrote it: names, codes, titles of documents."""
    match value:
        case str():
            return {value} if len(value) > 1 else set()
        case Text():
            return set().union(*(verbatim(argument) for argument in value.args.values())) if value.args else set()
        case Localized() | Money():
            return set()
        case Record():
            return set().union(*(verbatim(part) for part in value.__dict__.values()))
        case tuple():
            return set().union(*(verbatim(part) for part in value))
    return set()


def said_anywhere(value: Any) -> set[str]:
    """Every text that people have written into a proposal, in every language."""
    match value:
        case str():
            return {value}
        case Text():
            return said_anywhere(tuple(value.args.values()))
        case Localized():
            return set(value.root.values())
        case Record():
            return said_anywhere(tuple(value.__dict__.values()))
        case tuple():
            return set().union(*map(said_anywhere, value))
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
    """A row of a table that tells of a benefit."""

    benefit: BenefitView
    row: tuple[str, ...]
    basis: str  # what it rests on, as it must stand in the row


def told_benefits(read: Read, proposal: Proposal, language: Speaks, leading: tuple[Speaks, Read] | None = None) -> Iterator[Told]:
    """The rows that tell what a KPI is expected to become; a second language leaves the figure to the ``leading`` one."""
    first, beside = leading or (language, read)
    for benefit in proposal.returns.benefits:
        name, expected, basis = (language.show(value) for value in (benefit.kpi, benefit.expected, benefit.basis))
        figure = first.show(benefit.expected)
        for row, leading_row in zip(read.rows, beside.rows, strict=True):
            if name in row and (expected in row or figure in leading_row):
                yield Told(benefit, row, basis)


def _claims(read: Read, proposal: Record, language: Speaks, leading: tuple[Speaks, Read] | None = None) -> Iterator[Problem]:
    """A row that tells a benefit tells what it rests on: its cases, or that it is assumed."""
    for benefit, row, basis in told_benefits(read, proposal, language, leading) if isinstance(proposal, Proposal) else ():
        if not any(basis in words for words in row):
            yield Problem(where=" · ".join(row)[:SHOWN], what=N_("The benefit “{kpi}” rests on no case and is not marked as an assumption.", kpi=benefit.kpi),
                          how=N_("Link it to verified cases, or say what is assumed."))


def sums(proposal: Proposal) -> Iterator[Money]:
    """Every sum the ledger and the price give, added up anew."""
    currency = proposal.price.currency
    yield from (total([line.amount for line in group.lines], currency) for group in proposal.price.groups)
    yield total([line.amount for group in proposal.price.groups for line in group.lines], currency)
    paid = [a for line in proposal.landed.ledger for a in line.amounts if a.payer == "buyer"]
    out, back = total([a.amount for a in paid], currency), total([a.amount for a in paid if a.recoverable], currency)
    yield from (out, back, out - back)


def wrong_sums(proposal: Proposal) -> Iterator[Problem]:
    """Sums of the proposal that their parts do not add up to."""
    currency, landed = proposal.price.currency, proposal.landed
    paid = [a for line in landed.ledger for a in line.amounts if a.payer == "buyer"]
    by_id = {a.id: a.amount for line in landed.ledger for a in line.amounts}
    checks: list[tuple[Text, Money, list[Money]]] = [
        *((group.name, group.subtotal, [line.amount for line in group.lines]) for group in proposal.price.groups),
        (N_("Price of the quotation"), proposal.price.total, [group.subtotal for group in proposal.price.groups]),
        (N_("Buyer's cash out"), landed.cash_out, [a.amount for a in paid]),
        (N_("Comes back"), landed.recoverable, [a.amount for a in paid if a.recoverable]),
        (N_("Buyer's cost"), landed.cost, [landed.cash_out, -landed.recoverable]),
        (N_("Payment"), proposal.price.total, [payment.amount for payment in proposal.terms.payments]),
        *((charge.name, charge.amount, [by_id[row] for row in charge.rows]) for charge in landed.charges),
    ]
    if proposal.shares:
        checks.append((N_("Member"), landed.cash_out, [share.amount for share in proposal.shares]))
    for name, stated, pieces in checks:
        if pieces and total(pieces, currency) != stated:
            yield Problem(where=str(name.msgid), what=N_("“{name}” says {stated}, and its parts add up to {sum}.", name=name, stated=stated, sum=total(pieces, currency)),
                          how=N_("Make the estimate again; do not send this one."))


def unfounded(proposal: Proposal) -> Iterator[Problem]:
    """Benefits that neither rest on cases nor say what was assumed."""
    for benefit in proposal.returns.benefits:
        founded = bool(benefit.basis.args.get("cases")) or (
            benefit.basis.msgid == "assumption" and bool(benefit.assumption.msgid.strip()))
        if not founded:
            yield Problem(where=benefit.kpi.msgid, what=N_("The benefit “{kpi}” rests on no case and is not marked as an assumption.", kpi=benefit.kpi),
                          how=N_("Link it to verified cases, or say what is assumed."))
