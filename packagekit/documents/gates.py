"""What a final document must hold beside sound XML: whole amounts, right sums, one language, a letter for every sign.

Each gate looks at what a reader gets, the text of the finished file, against what was said while it was filled. A gate
that closes says where, in the reader's language, and the document stays in the house.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from html import unescape
from typing import Any

from fontTools.ttLib import TTFont

from packagekit.documents.archive import Member
from packagekit.documents.typesetting import FONTS
from packagekit.domain.money import Money, total
from packagekit.domain.proposal import Proposal
from packagekit.domain.record import Record
from packagekit.domain.text import N_, Localized, Problem, Speaks, Text

STORIES = re.compile(r"word/(document|header\d*|footer\d*|footnotes)\.xml")
TOTALS = ("CellTotal", "CellSum")
"""Styles of the cells that hold the total of a table."""

SHOWN = 80
"""Characters of a paragraph that tell a person which one it is."""

_TEXT = re.compile(r"<w:t(?: [^>]*)?>([^<]*)</w:t>")
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


@dataclass(frozen=True)
class Read:
    """The text of a finished file as a reader gets it."""

    paragraphs: tuple[str, ...]
    totals: tuple[str, ...]  # what stands in the cells of totals

    @classmethod
    def of(cls, parts: Mapping[str, Member]) -> Read:
        paragraphs, totals = [], []
        for name, part in parts.items():
            if not STORIES.fullmatch(name):
                continue
            for piece in part.content().decode().split("</w:p>"):
                texts = _TEXT.findall(piece)
                if not texts:
                    continue
                words = "".join(texts)
                words = unescape(words) if "&" in words else words
                paragraphs.append(words)
                if any(f'<w:pStyle w:val="{style}"' in piece for style in TOTALS):
                    totals.append(words)
        return cls(tuple(paragraphs), tuple(totals))

    def holding(self, words: str) -> str:
        """The beginning of the paragraph in which ``words`` stand."""
        found = next((paragraph for paragraph in self.paragraphs if words in paragraph), "")
        return found if len(found) <= SHOWN else found[:SHOWN] + "…"


def judged(parts: Mapping[str, Member], said: Sequence[str], proposal: Record, language: Speaks) -> tuple[Problem, ...]:
    """Everything that keeps the document from going out; ``said`` is each text that was put into the template."""
    read = Read.of(parts)
    whole = "\n".join(read.paragraphs)
    return tuple(dict.fromkeys((
        *_left_over(read, whole, said),
        *_signs(read, whole),
        *_amounts(read, whole, said, proposal, language),
        *_language(read, whole, proposal, language),
        *_totals(read, proposal, language),
        *(wrong_sums(proposal) if isinstance(proposal, Proposal) else ()),
        *(unfounded(proposal) if isinstance(proposal, Proposal) else ()),
    )))


def _left_over(read: Read, whole: str, said: Sequence[str]) -> Iterator[Problem]:
    """A tag of the template or a word such as None; a buyer's own text may hold braces and does not stop his document."""
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
def covered() -> frozenset[int]:
    """The signs that the fonts of our documents have; the fonts that come with packagekit stand for those of Word."""
    signs: set[int] = set()
    for path in sorted(FONTS.glob("*.ttf")):
        signs.update(TTFont(path, lazy=True).getBestCmap())
    return frozenset(signs)


def _signs(read: Read, whole: str) -> Iterator[Problem]:
    missing = [sign for sign in set(whole) if ord(sign) not in covered() and unicodedata.category(sign) not in ("Cf", "Zs", "Cc", "Mn")]
    for sign in sorted(missing):
        yield Problem(where=read.holding(sign), what=N_("No font of our documents has the sign {sign} (U+{number}).", sign=sign, number=f"{ord(sign):04X}"),
                      how=N_("Write the text without this sign."))


def _amounts(read: Read, whole: str, said: Sequence[str], proposal: Record, language: Speaks) -> Iterator[Problem]:
    """Each amount that was said stands whole in the text, and no other does: none is cut, joined or made up."""
    pattern = amount_pattern(language, _currencies(proposal))
    put_in, found = set(pattern.findall("\n".join(said))), set(pattern.findall(whole))
    for amount in sorted(put_in - found):
        yield Problem(where=amount, what=N_("The amount {amount} does not stand whole in the document.", amount=amount),
                      how=N_("Let the template say each amount in one tag of its own."))
    for amount in sorted(found - put_in):
        yield Problem(where=read.holding(amount), what=N_("The amount {amount} is not one of the proposal's.", amount=amount),
                      how=N_("Let the template say each amount in one tag of its own."))


def amount_pattern(language: Speaks, currencies: Iterable[str]) -> re.Pattern[str]:
    """How this language writes an amount of one of these currencies, whatever the number."""
    shapes = set()
    for currency in currencies:
        before, after = re.split(r"\d[\d.,]*", language.money(Money.of(1, currency)), maxsplit=1)
        shapes.add(re.escape(before) + r"-?\d(?:[\d.,]*\d)?" + re.escape(after) + (r"(?!\w)" if after and after[-1].isascii() else ""))
    return re.compile("|".join(sorted(shapes)))


def _currencies(proposal: Record) -> tuple[str, ...]:
    return currencies(proposal) if isinstance(proposal, Proposal) else ("USD", "KRW")


def currencies(proposal: Proposal) -> tuple[str, ...]:
    """The price's, ours, and those local fees are in."""
    local = {amount.local.currency for line in proposal.landed.ledger for amount in line.amounts if amount.local}
    return tuple(sorted({proposal.price.currency, "KRW", *local}))


def _language(read: Read, whole: str, proposal: Record, language: Speaks) -> Iterator[Problem]:
    """No letters and no sentence of another language, but for what people are called."""
    foreign = [script for code, script in SCRIPTS.items() if code != language.code]
    english = language.code != "en"

    def strange(words: str) -> bool:
        return any(script.search(words) for script in foreign) or (english and len(_ENGLISH.findall(words)) >= 2)

    if not strange(whole):
        return
    suspects = [bare for paragraph in dict.fromkeys(read.paragraphs) if strange(bare := _ADDRESS.sub("", paragraph))]
    names = sorted((name for name in verbatim(proposal) if _ENGLISH.search(name) or strange(name)), key=len, reverse=True)
    for paragraph in suspects:
        rest = paragraph
        for name in names:
            rest = rest.replace(name, "")
        if strange(rest):
            yield Problem(where=paragraph[:SHOWN], what=N_("This paragraph is not in the language of the document."),
                          how=N_("Give the text in that language where it was entered, or take the name out."))


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
