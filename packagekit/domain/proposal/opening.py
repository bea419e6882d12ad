"""What stands first: the cover, the summary and the options compared."""

from __future__ import annotations

from datetime import date

from packagekit.domain.bundle import FrontPoint, OptionName
from packagekit.domain.money import Money
from packagekit.domain.record import Record
from packagekit.domain.shown import Fact, Party
from packagekit.domain.text import Localized, Measure, Percent, Text


class Cover(Record):
    number: str
    title: Text
    subtitle: Text
    buyer: Party
    offered_by: Party
    partners: tuple[Localized | Text, ...]
    market: Text
    attention: Text | None  # the person it is addressed to, with his title
    salutation: Text  # the first line of a letter, with what stands after it
    day: date
    valid_until: date
    sample: Text | None  # said on every page when any part of the deal is fictitious


class OptionView(Record):
    """One of the offered bundles in the comparison; money is None where it was not estimated."""

    code: OptionName
    name: Text
    taken: bool
    recommended: bool
    solutions: tuple[Localized, ...]
    capabilities: int
    benefit: Percent
    months: int
    works: Money  # parts and engineering: what composing compared
    price: Money | None  # of the quotation
    cost: Money | None  # the buyer's, after what comes back
    yearly: Money | None
    payback: Text | Measure | None
    optimal: bool


class Summary(Record):
    paragraphs: tuple[Text, ...]
    figures: tuple[Fact, ...]
    options: tuple[OptionView, ...]
    front: tuple[FrontPoint, ...]  # bundles no other beats, for the chart
    recommendation: Text
