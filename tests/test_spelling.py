"""Amounts in words: tables checked by hand, and readers written the other way round."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest
import yaml
from hypothesis import example, given, settings
from hypothesis import strategies as st

from packagekit.domain.money import Money
from packagekit.domain.text import Refusal
from packagekit.words import spelling
from packagekit.words.spelling import en, ko, th, vi
from packagekit.words.spelling import id as indonesian

SITUATIONS = sorted((Path(__file__).parent / "situations").glob("spell_*.yaml"))
CURRENCIES = ("VND", "IDR", "THB", "KRW", "USD", "EUR", "MYR", "SGD", "PHP", "JPY", "KHR", "LAK", "MMK", "BND")
WHOLE = st.integers(min_value=0, max_value=10**15)
laws = settings(deadline=None, max_examples=60)


def _amounts():
    for path in SITUATIONS:
        table = yaml.safe_load(path.read_text("utf-8"))
        for row in table["amounts"]:
            yield pytest.param(table["language"], row, id=f"{table['language']} {row['amount']} {row['currency']}")


@pytest.mark.parametrize(("language", "row"), list(_amounts()))
def test_amount_in_words(language, row):
    assert spelling.spell(Money.of(row["amount"], row["currency"]), language) == row["words"]


def test_every_language_with_a_rule_has_a_table():
    assert {path.stem.removeprefix("spell_") for path in SITUATIONS} == set(spelling.languages())


def read_vietnamese(text: str) -> int:
    """Reads a Vietnamese number back: groups named nghìn, triệu and tỷ, tỷ multiplying all before it."""
    before, billions, after = text.rpartition(" tỷ")
    if billions:
        return read_vietnamese(before) * 10**9 + (read_vietnamese(after.strip()) if after.strip() else 0)
    digits = {word: n for n, word in enumerate(vi.DIGITS)} | {"mốt": 1, "tư": 4, "lăm": 5}
    total = group = 0
    for word in text.split():
        match word:
            case "nghìn" | "triệu":
                total, group = total + group * (10**3 if word == "nghìn" else 10**6), 0
            case "trăm":
                group *= 100
            case "mươi":
                group += group % 10 * 9
            case "mười":
                group += 10
            case "linh":
                pass
            case _:
                group += digits[word]
    return total + group


def read_indonesian(text: str) -> int:
    """Reads an Indonesian number back, word by word."""
    digits = {word: n for n, word in enumerate(indonesian.DIGITS)}
    ranks = {name: 1000**rank for rank, name in enumerate(indonesian.GROUPS) if name}
    total = group = last = 0
    for word in text.split():
        if word == "seribu":
            total, group, last = total + 1000, 0, 0
        elif word in ranks:
            total, group, last = total + (group + last) * ranks[word], 0, 0
        elif word == "ratus":
            group, last = last * 100, 0
        elif word == "puluh":
            group, last = group + last * 10, 0
        elif word == "belas":
            group, last = group + last + 10, 0
        else:
            last = {"seratus": 100, "sepuluh": 10, "sebelas": 11}.get(word, digits.get(word, 0))
            if word == "seratus":
                group, last = 100, 0
    return total + group + last


def read_korean(text: str) -> int:
    total = group = digit = 0
    for letter in text:
        if letter in ko.DIGITS:
            digit = ko.DIGITS.index(letter)
        elif letter in ko.PLACES:
            group, digit = group + digit * 10 ** ko.PLACES.index(letter), 0
        else:
            total, group, digit = total + (group + digit) * 10000 ** ko.GROUPS.index(letter), 0, 0
    return total + group + digit


@laws
@example(1005).via("a missing hundred inside")
@example(10**9 + 5).via("two empty groups")
@example(10**15).via("num2words reads it ten times too small")
@given(WHOLE)
def test_vietnamese_reads_back(number):
    assert read_vietnamese(vi.cardinal(number)) == number


@laws
@example(1_001_000)
@example(111_111_111_111)
@given(WHOLE)
def test_indonesian_reads_back(number):
    assert read_indonesian(indonesian.cardinal(number)) == number


@laws
@given(WHOLE)
def test_korean_reads_back(number):
    assert read_korean(ko.cardinal(number)) == number


def test_every_currency_of_a_market_has_its_contract_form(catalogs):
    for module in (en, indonesian, ko, th, vi):
        assert {market.currency for market in catalogs.markets.values()} <= set(module.CURRENCIES), module.__name__


@laws
@given(WHOLE, WHOLE)
@pytest.mark.parametrize("language", [en, indonesian, ko, th, vi], ids=lambda module: module.__name__[-2:])
def test_two_numbers_never_read_alike(language, one, other):
    assert (language.cardinal(one) == language.cardinal(other)) == (one == other)


@laws
@given(st.integers(0, 10**15), st.integers(0, 99), st.sampled_from(CURRENCIES), st.sampled_from(spelling.languages()))
def test_the_sign_is_said(whole, small, currency, language):
    amount = Decimal(whole) + (Decimal(small) / 100 if currency not in ("VND", "KRW", "JPY", "LAK", "MMK") else 0)
    said = spelling.spell(Money.of(amount, currency), language)
    if amount:
        assert spelling.spell(Money.of(-amount, currency), language) != said


@pytest.mark.parametrize(("amount", "currency", "language", "where"), [
    ("0.5", "VND", "vi", "amount"),  # the dong has no smaller coin
    ("1.001", "USD", "en", "amount"),
    ("1000000000000000000", "IDR", "id", "amount"),
    ("1", "XQQ", "ko", "currency"),
    ("1", "USD", "de", "lang"),
])
def test_refused_rather_than_changed(amount, currency, language, where):
    with pytest.raises(Refusal) as refusal:
        spelling.spell(Money.of(amount, currency), language)
    assert [problem.where for problem in refusal.value.problems] == [where]


def test_all_faults_at_once():
    with pytest.raises(Refusal) as refusal:
        spelling.spell(Money.of("1.001", "USD"), "de")
    assert [problem.where for problem in refusal.value.problems] == ["lang", "amount"]
