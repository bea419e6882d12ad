"""Exchange rates: fetched behind the pages, entered with their source, held where they jump, and always dated."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from decimal import Decimal

from babel.numbers import is_currency

from packagekit.documents.fonts.letters import covered
from packagekit.domain.dated import NoRate, Source, Status
from packagekit.domain.exchange import Conversion, ExchangeRate, ExchangeRates
from packagekit.domain.person import Person
from packagekit.domain.rate_review import (
    ENTERED,
    Difference,
    Heard,
    HeldFor,
    Judged,
    StoredRate,
    differences,
    judge,
)
from packagekit.domain.record import Record
from packagekit.domain.signs import one_line, unfit_for_print
from packagekit.domain.text import N_, Problem, Refusal, Text
from packagekit.estimate.alerts import OLDEST_RATE_DAYS
from packagekit.feeds.gathering import Answer, Feed, feeds, gather
from packagekit.feeds.reading import Wanted
from packagekit.storage.rates import rates_csv
from packagekit.workflow.errand import Under
from packagekit.workflow.house import House
from packagekit.workflow.rights import use_case

SECONDS = 20.0  # for all feeds together; what is silent by then is named and left
FARTHEST = timedelta(days=31)
"""How far ahead of today a rate may be entered: customs publish next week's, a mistyped year is farther."""

_TYPED = re.compile(r"(\d{1,3}(,\d{3})+|\d{1,15})(\.\d{1,15})?", re.ASCII)


class RateAge(Record):
    """The rate in force between two currencies on a day, and how old it is."""

    base: str
    quote: str
    conversion: Conversion | None  # None: no rate is stored
    days: int | None

    @property
    def stale(self) -> bool:
        """Whether it is too old to quote with unseen."""
        return self.days is not None and self.days > OLDEST_RATE_DAYS


class Refreshed(Record):
    """What a refresh heard and what became of it."""

    on: date
    answers: tuple[Answer, ...]
    stored: tuple[StoredRate, ...]  # new in force
    held: tuple[StoredRate, ...]  # new, waiting for a person
    differences: tuple[Difference, ...]
    problems: tuple[Problem, ...]
    said: Text  # the refresh in one or two sentences


def rates(house: House) -> ExchangeRates:
    """The rates every calculation reads: the shipped snapshot, what was fetched and what was entered."""
    return house.whole_rates()


def currencies(house: House) -> tuple[str, ...]:
    """The currencies of all markets, of the seller, and the two that rates are published against."""
    return tuple(sorted({m.currency for m in house.catalogs.markets.values()} | {house.catalogs.seller.currency, "EUR", "USD"}))


# Refreshing -----------------------------------------------------------------------------------


@use_case
def refresh_rates(
    house: House, who: Person, *, on: date, asked: Sequence[Feed] | None = None, seconds: float = SECONDS,
    told: Callable[[int, int], None] | None = None,
) -> Refreshed:
    """Ask every feed for the day, store what is plausible and hold the rest for a person.

    Returns after ``seconds`` at the latest, whatever the network does; nothing stored is ever lost
    by it. Pages call ``start_refresh`` instead, which does not wait at all.
    """
    own = feeds(house.settings.kexim_key, mirror=house.settings.feeds_mirror)
    answers = gather(
        own if asked is None else asked, Wanted(currencies=currencies(house), on=on), seconds=seconds, told=told)
    last = max(on, house.today()) + timedelta(days=1)  # a day ahead east of us is no fault
    heard = [Heard(feed=a.feed, origin=a.origin, rate=r) for a in answers for r in a.rates if r.day <= last]
    new = house.store.rates.take_in(judge(heard, rates(house)), by=who.id)
    problems = (*(p for a in answers for p in a.problems), *_to_come(answers, last))
    return Refreshed(
        on=on, answers=answers, stored=tuple(s for s in new if s.state == "in_force"),
        held=tuple(s for s in new if s.state == "held"), differences=differences(heard), problems=problems,
        said=_said(house, on, answers, new),
    )


@use_case
def start_refresh(house: House, who: Person, *, on: date, asked: Sequence[Feed] | None = None) -> bool:
    """Refresh behind the pages and return at once; False when a refresh is already under way."""
    errand = house.rate_refresh
    return errand.start(lambda: refresh_rates(house, who, on=on, asked=asked, told=errand.step))


@use_case
def refreshing(house: House, who: Person) -> Under[Refreshed]:
    return house.rate_refresh.state


@use_case
def rate_ages(house: House, who: Person, *, on: date, base: str | None = None) -> tuple[RateAge, ...]:
    """The rate in force from ``base``, the seller's currency where none is named, to each other one, with its age."""
    return _ages(house, on, base or house.catalogs.seller.currency)


def _ages(house: House, on: date, base: str) -> tuple[RateAge, ...]:
    known = rates(house)
    found = []
    for quote in currencies(house):
        if quote == base:
            continue
        try:
            conversion = known.between(base, quote, on)
        except NoRate:
            conversion = None
        found.append(RateAge(
            base=base, quote=quote, conversion=conversion, days=conversion and (on - conversion.day).days))
    return tuple(found)


def _to_come(answers: Sequence[Answer], last: date) -> tuple[Problem, ...]:
    return tuple(
        Problem(
            where=f"{answer.title}: {rate.quote}", what=N_("The rate is of {day}, a day to come.", day=rate.day),
            how=N_("Try again later; if it stays so, the service has changed and its reader must follow."),
        ) for answer in answers for rate in answer.rates if rate.day > last
    )


def _said(house: House, on: date, answers: Sequence[Answer], new: Sequence[StoredRate]) -> Text:
    """The refresh in words. Where nothing was reached, how old the rates are that stay in use."""
    if not any(answer.rates for answer in answers):
        aged = [age for age in _ages(house, on, house.catalogs.seller.currency) if age.conversion is not None]
        if not aged:
            return N_("No source of exchange rates could be reached, and none is stored. Enter one with its source.")
        oldest = max(aged, key=lambda age: age.days or 0)
        return N_(
            "No source of exchange rates could be reached. The stored rates stay in use; the oldest, {base} to {quote}, is of {day}, {age} days before {on}.",
            base=oldest.base, quote=oldest.quote, day=oldest.conversion.day, age=oldest.days, on=on,
        )
    used = sum(s.state == "in_force" for s in new)
    return N_(
        "{reached} of {asked} sources answered. New rates in use: {used}. New rates held for a person: {held}.",
        reached=sum(bool(a.rates) for a in answers), asked=len(answers), used=used, held=len(new) - used,
    )


# Entering and deciding ------------------------------------------------------------------------


@use_case
def enter_rate(
    house: House, who: Person, *, base: str, quote: str, day: date, rate: str, source_title: str,
    href: str | None = None, unit: int = 1,
) -> StoredRate:
    """Store a rate a person read somewhere: ``rate`` units of ``quote`` for ``unit`` units of ``base``.

    It is used from its day on, unless it is more than 20 % away from the last stored rate: then it
    waits until another person confirms it. Raises Refusal naming every fault.
    """
    typed = rate.strip()
    faults = _faults(house, base, quote, day, typed, source_title, href, unit)
    if faults:
        raise Refusal(*faults)
    entered = ExchangeRate(
        base=base, quote=quote, day=day, rate=Decimal(typed.replace(",", "")) / unit, unit=unit, status=Status.USER,
        source=Source(title=one_line(source_title), href=(href or "").strip() or None, seen=house.today()),
    )
    heard = Heard(feed=ENTERED, origin=ENTERED, rate=entered)
    stored = house.store.rates.take_in((_of_a_person(judge((heard,), rates(house))[0]),), entered_by=who.id)
    if not stored:
        raise Refusal(Problem(
            where=f"fx/{base}/{quote}", what=N_("This rate of {day} has been entered before.", day=day),
            how=N_("Look it up in the list of entered and held rates."),
        ))
    return stored[0]


@use_case
def check_rate(
    house: House, who: Person, *, base: str, quote: str, day: date, rate: str, source_title: str,
    href: str | None = None, unit: int = 1,
) -> tuple[Problem, ...]:
    """What ``enter_rate`` would refuse; ``where`` names the field."""
    return tuple(_faults(house, base, quote, day, rate.strip(), source_title, href, unit))


@use_case
def held_rates(house: House, who: Person) -> tuple[StoredRate, ...]:
    """The rates that wait for a person, each with its reason."""
    return house.store.rates.held()


@use_case
def decided_rates(house: House, who: Person) -> tuple[StoredRate, ...]:
    """The rates that a person entered or decided about, the latest first, whatever became of them."""
    return house.store.rates.by_people()


@use_case
def confirm_rate(house: House, who: Person, key: int) -> StoredRate:
    """Take a held rate into force. Nobody confirms a rate of their own."""
    if house.store.rates.rate(key).entered_by == who.id:
        raise Refusal(Problem(
            where=f"rate {key}", what=N_("You entered this rate yourself."),
            how=N_("Ask a colleague to look at its source and confirm it."),
        ))
    return house.store.rates.decide(key, by=who.id, use=True)


@use_case
def refuse_rate(house: House, who: Person, key: int) -> StoredRate:
    """Put a held rate away for good; the one who entered it may, too."""
    return house.store.rates.decide(key, by=who.id, use=False)


@use_case
def export_rates(house: House, who: Person) -> str:
    """The entered rates in force as a file of the catalog's own layout, to be reviewed and kept in it."""
    return rates_csv(house.store.rates.entered())


def _of_a_person(judged: Judged) -> Judged:
    """A first rate of a pair needs no second source when a person has read it: looking is what a feed cannot do."""
    return judged.model_copy(update={"held_for": None}) if judged.held_for is HeldFor.UNCHECKED else judged


def _faults(
    house: House, base: str, quote: str, day: date, typed: str, source_title: str, href: str | None, unit: int
) -> list[Problem]:
    faults = [
        Problem(
            where=name, what=N_("“{code}” is not a currency.", code=code),
            how=N_("A currency is three capital letters, such as USD."),
        ) for name, code in (("base", base), ("quote", quote)) if not is_currency(code)
    ]
    if base == quote:
        faults.append(Problem(
            where="quote", what=N_("Both currencies are the same."), how=N_("Choose two different ones.")))
    if not _TYPED.fullmatch(typed) or Decimal(typed.replace(",", "")) == 0:
        faults.append(Problem(
            where="rate", what=N_("“{typed}” is not a rate above zero.", typed=typed[:40]),
            how=N_("Write digits with a point before the fraction, such as 1335.3."),
        ))
    if unit not in (1, 10, 100, 1000):
        faults.append(Problem(
            where="unit", what=N_("{unit} is not a unit rates are quoted for.", unit=unit),
            how=N_("Choose one of: {choices}.", choices=("1", "10", "100", "1000")),
        ))
    if day > house.today() + FARTHEST:
        faults.append(Problem(
            where="day", what=N_("{day} is too far ahead.", day=day), how=N_("Check the year.")))
    if not source_title.strip():
        faults.append(Problem(
            where="source_title", what=N_("The rate has no source."),
            how=N_("Name the bank or the page and the document where you read it."),
        ))
    if href and not href.strip().startswith(("https://", "http://")):
        faults.append(Problem(
            where="href", what=N_("“{typed}” is not a web address.", typed=href[:60]),
            how=N_("Copy the whole address with https://, or leave it empty."),
        ))
    for where, said in (("source_title", source_title), ("href", href or "")):
        faults += unfit_for_print(one_line(said), covered(), where)
    return faults
