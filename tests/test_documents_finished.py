"""The reader's test: every amount and every day is read out of the finished Word file and PDF, whole, and no other is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

import pytest

from packagekit.documents.archive import deflated, joined, members, ordered
from packagekit.documents.contents import paged
from packagekit.documents.drawings import drawings
from packagekit.documents.finished import figures, spaced, text, unlike
from packagekit.documents.gates import currencies
from packagekit.documents.pdf import pdf
from packagekit.documents.picture import Picture
from packagekit.documents.preview import words
from packagekit.documents.word import word
from packagekit.domain.money import Money, UnitPrice
from packagekit.domain.record import Record
from packagekit.words.languages import Language, language, languages
from tests import proposal_world as world
from tests.test_documents_gates import LAYOUT

PROPOSAL = world.proposed(world.FACTORY.model_copy(update={"members": world.JOINT}), taken=world.ADVANCED)
BODY = "word/document.xml"


@dataclass(frozen=True)
class Made:
    said: Language
    checked: bytes
    document: bytes
    pdf: bytes
    pictures: tuple[Picture, ...]


@pytest.fixture(scope="module", params=languages())
def made(request: pytest.FixtureRequest) -> Made:
    said = language(request.param)
    pictures = drawings(PROPOSAL, said)
    checked = word(LAYOUT, PROPOSAL, said, pictures, final=False)  # its own words are not in all languages
    finished = paged(checked, pictures.values())
    return Made(said, checked, finished.document, pdf(finished.document, finished.setting), tuple(pictures.values()))


def held(value: object, kind: type) -> set[object]:
    """Every value of a kind in the proposal, however deep."""
    if type(value) is kind or (isinstance(value, UnitPrice) and kind is Money):
        return {value}
    if isinstance(value, Record):
        return set().union(*(held(part, kind) for part in value.__dict__.values()))
    if isinstance(value, Mapping):
        return set().union(*(held(part, kind) for part in value.values()))
    if isinstance(value, tuple):
        return set().union(*(held(part, kind) for part in value))
    return set()


def test_a_reader_finds_every_amount_and_day_and_all_are_of_the_proposal(made: Made) -> None:
    (amounts,), (days,) = figures([made.said], currencies(PROPOSAL))
    of_proposal = {spaced(made.said.show(amount)) for amount in held(PROPOSAL, Money)} | {
        spaced(made.said.money(Money(amount=number, currency=currency)))  # the template names the currency of some
        for number in held(PROPOSAL, Decimal) for currency in currencies(PROPOSAL)}
    its_days = {spaced(write(day)) for day in held(PROPOSAL, date) for write in (made.said.day, made.said.short_day)}
    in_word, in_pdf = text(made.document), spaced(words(made.pdf))
    assert len(set(amounts.findall(in_word))) > 50 and len(set(days.findall(in_word))) > 5
    assert set(amounts.findall(in_word)) - of_proposal == set()
    assert set(days.findall(in_word)) - its_days == set()
    assert set(amounts.findall(in_word)) - set(amounts.findall(in_pdf)) == set()
    assert {day for day in days.findall(in_word) if "".join(day.split()) not in "".join(in_pdf.split())} == set()


def test_what_goes_out_is_what_was_checked(made: Made) -> None:
    assert unlike(made.document, made.pdf, [(made.checked, made.said)], PROPOSAL, made.pictures) == ()


def test_an_amount_that_changed_after_the_check_is_named(made: Made) -> None:
    amount = made.said.money(PROPOSAL.price.total)
    digits = re.search(r"\d+", amount)
    assert digits is not None
    wrong = amount[:digits.start()] + "7" + amount[digits.start():]
    parts = [deflated(BODY, part.content().decode().replace(amount, wrong).encode()) if part.name == BODY else part
             for part in members(made.document)]
    problems = unlike(joined(ordered(parts)), None, [(made.checked, made.said)], PROPOSAL)
    assert {spaced(amount), spaced(wrong)} <= {problem.where for problem in problems}


def test_another_days_pdf_is_named(made: Made) -> None:
    later = PROPOSAL.model_copy(update={"cover": PROPOSAL.cover.model_copy(update={"day": date(2031, 5, 17)})})
    other = paged(word(LAYOUT, later, made.said, final=False))
    problems = unlike(made.document, pdf(other.document, other.setting), [(made.checked, made.said)], PROPOSAL, made.pictures)
    assert spaced(made.said.day(date(2031, 5, 17))) in {problem.where for problem in problems}
