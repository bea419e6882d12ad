"""The kit: the kinds of documents, and what those beside the full proposal say."""

from __future__ import annotations

from datetime import date
from typing import Literal

from packagekit.domain.money import Money
from packagekit.domain.record import Record
from packagekit.domain.shown import Fact, Shown
from packagekit.domain.text import Localized, Measure, Text

Workbook = Literal["whole", "price", "requirements", "inside"]


class Kind(Record):
    """A kind of document: a folder of ``templates`` with its layouts and this in its ``kind.yaml``."""

    code: str  # the folder's name, and the first part of its files' names
    name: str  # for those who choose
    title: str  # on the document
    about: str  # one sentence for those who choose
    order: int
    letter: bool = True  # whether it has a Word layout
    workbook: Workbook | None = None
    bilingual: bool = False  # a second language stands beside the leading one
    reader: Literal["buyer", "seller"] = "buyer"  # the seller's own never go to a buyer
    compares: bool = False  # says what changed since an earlier proposal, which must be given

    @property
    def formats(self) -> tuple[str, ...]:
        return (("docx", "pdf") if self.letter else ()) + (("xlsx",) if self.workbook else ())


class Offer(Record):
    """What a price offer says beside price and terms."""

    number: str
    subject: Text
    days: int  # for which it holds
    incoterm: str
    named_place: Text
    time: Measure  # from order to go-live
    warranty: Measure
    enclosed: tuple[Text, ...]


class Reference(Record):
    """A contract of the past as a bid form asks for it: what is shown is what its firms consented to."""

    no: int
    name: Localized
    client: Text
    industry: Text
    place: Text
    scope: Localized
    began: date
    ended: date
    on_time: Text
    value: Money | Text
    result: Text | None  # of its best-proven figure
    grade: str | None
    remark: Text | None


class Profile(Record):
    """Who offers: the cooperative, its partners and what they have built before."""

    facts: tuple[Fact, ...]
    figures: tuple[Fact, ...]
    partners: tuple[Fact, ...]
    certificates: tuple[Fact, ...]
    references: tuple[Reference, ...]


Verdict = Literal["complies", "partly", "no", "open"]


class Requirement(Record):
    """A line of the compliance table: what was asked, what is offered, and whether it meets it."""

    no: int
    group: Text
    asked: Text
    wanted: Shown
    offered: Shown
    verdict: Verdict
    says: Text  # the verdict in words
    where: Text  # in the proposal
    unverified: Text | None = None


class AnnexGroup(Record):
    """A part of the contract price that is taxed on its own."""

    no: int
    code: str
    name: Text
    covers: Text
    amount: Money


class Annex(Record):
    """What the contract annex adds: the price by what it is taxed as, and who signs."""

    groups: tuple[AnnexGroup, ...]
    split: Text  # why the price is split, as the market's law has it
    deliverables: tuple[Fact, ...]
    acceptance: tuple[Fact, ...]
    language: Text


class SupportRow(Record):
    supplier: Localized
    solutions: tuple[Localized, ...]
    response: Measure
    languages: tuple[Text | str, ...]
    partner: str | None
    services: Localized | None


class Visit(Record):
    when: Text
    what: Text
    who: Text
    result: Text


class Support(Record):
    """After-care as a plan: who answers, and what happens when."""

    rows: tuple[SupportRow, ...]
    visits: tuple[Visit, ...]
    training: Measure  # all days
    price: tuple[Fact, ...]  # what of the quotation is for it


class SheetLine(Record):
    solution: Localized
    type: Text
    does: Localized
    version: str
    parts: tuple[Text, ...]


class SupplierSheet(Record):
    """One supplier as a buyer may see him."""

    name: Localized
    region: Localized
    about: Localized
    facts: tuple[Fact, ...]
    certificates: tuple[Fact, ...]
    lines: tuple[SheetLine, ...]
    references: tuple[Reference, ...]


class Marked(Record):
    """How many of the figures shown nobody has checked yet."""

    count: int
    text: Text | None


class Change(Record):
    """One thing that is otherwise than before: both values and why."""

    what: Shown
    before: Shown
    after: Shown
    difference: Shown
    reason: Text


class ChangeGroup(Record):
    name: Text
    changes: tuple[Change, ...]


class Changes(Record):
    """What moved between two proposals of one deal."""

    before_number: str
    after_number: str
    before_day: date
    after_day: date
    groups: tuple[ChangeGroup, ...]
    before_price: Money
    after_price: Money
    price: Money  # after less before
    before_cost: Money
    after_cost: Money
    cost: Money
    summary: Text
    why: str | None  # in the words of who changed it
