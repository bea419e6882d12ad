"""What both sides bind themselves to: after-care, training and terms."""

from __future__ import annotations

from packagekit.domain.money import Money
from packagekit.domain.record import Record
from packagekit.domain.shown import Fact, Party
from packagekit.domain.text import Localized, Measure, Percent, Text


class TrainingRow(Record):
    solution: Localized
    days: Measure
    where: Text
    language: tuple[Text | str, ...]


class Aftercare(Record):
    cooperative: Party | None
    facts: tuple[Fact, ...]
    promises: tuple[Text, ...]
    training: tuple[TrainingRow, ...]


class Payment(Record):
    no: int
    when: Text
    share: Percent
    amount: Money


class TermsView(Record):
    items: tuple[Fact, ...]
    payments: tuple[Payment, ...]
    delivery: Text
    taxes: Text
    warranty: Text
    acceptance: Text
    language: Text
