"""Values a team adds to law, tariffs and day rates: entered with a source, confirmed by a second person, exportable."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal

from packagekit.documents.fonts.letters import covered
from packagekit.domain.dated import DatedValue, Source, Status
from packagekit.domain.kept_file import KeptFile
from packagekit.domain.market import MFN
from packagekit.domain.person import Person
from packagekit.domain.record import Record
from packagekit.domain.signs import one_line, unfit_for_print
from packagekit.domain.team_value import Figure, TeamValue
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage.catalogs import Catalogs
from packagekit.storage.inspection import MB, inspect
from packagekit.storage.team_values import Laid, catalog_files
from packagekit.workflow.house import House
from packagekit.workflow.rights import use_case

MOST_FILE_BYTES = 5 * MB
MOST_RATIO = Decimal(10)  # a tax of 1000 %: more is a percentage typed as a ratio
FARTHEST = timedelta(days=5 * 366)
"""How far ahead of today a value may begin: laws are passed years before, a mistyped year is farther."""

_NUMBER = re.compile(r"(-?)(\d{1,3}(?:,\d{3})+|\d{1,15})((?:\.\d{1,12})?)\s*(%?)", re.ASCII)
_LONGEST = {"source_title": 200, "href": 400, "document": 120, "note": 400, "why": 400}


class Entry(Record):
    """A value as a person typed it. ``file`` is a name and its bytes."""

    figure: Figure
    value: str  # a number with a decimal point; for a ratio also “8 %”
    since: date
    until: date | None = None
    source_title: str
    href: str = ""
    document: str = ""
    note: str = ""
    file: tuple[str, bytes] | None = None


@use_case
def enter_value(house: House, who: Person, entry: Entry) -> TeamValue:
    """Keep a value until a second person confirms it. Raises Refusal naming every fault; then nothing is kept.

    A source has a title, and an address, a document number or a file by which a stranger can look
    it up. A value never replaces another: it begins on a day on which none begins yet.
    """
    catalogs = house.whole_catalogs()
    known = catalogs.through_time(entry.figure)
    typed = _number(entry.value)
    faults = [
        *([] if known else [_unknown(catalogs, entry.figure)]), *_faults_of_number(entry.value, typed, known and known[0]),
        *_faults_of_days(house, entry, known[1] if known else ()), *_faults_of_source(entry),
    ]
    if faults or known is None or typed is None:
        raise Refusal(*faults)
    kept = _file(house, entry)
    value = DatedValue(
        value=typed, since=entry.since, until=entry.until, status=Status.USER, note=one_line(entry.note) or None,
        source=Source(
            title=one_line(entry.source_title), href=entry.href.strip() or None, document=one_line(entry.document) or None,
            seen=house.today(),
        ),
    )
    return house.store.team_values.enter(entry.figure, known[0], value, by=who.id, file=kept, quota=house.settings.quota)


@use_case
def list_team_values(house: House, who: Person) -> tuple[TeamValue, ...]:
    """Every value ever entered with every decision on it, the newest first."""
    return house.store.team_values.values()[::-1]


@use_case
def confirm_value(house: House, who: Person, key: int) -> TeamValue:
    """Bring a value into force from its first day on. Nobody confirms a value of their own."""
    value = house.store.team_values.value(key)
    if value.entered_by == who.id:
        raise Refusal(Problem(
            where=f"team value {key}", what=N_("You entered this value yourself."),
            how=N_("Ask a colleague to look at its source and confirm it."),
        ))
    known = house.catalogs.through_time(value.figure)
    if known is None:
        raise Refusal(_unknown(house.catalogs, value.figure))
    if any(held.since == value.value.since for held in known[1]):
        raise Refusal(_begun(value.value.since))
    return house.store.team_values.decide(key, "confirmed", by=who.id)


@use_case
def refuse_value(house: House, who: Person, key: int, why: str) -> TeamValue:
    """Put a colleague's value away for good, with the reason. One's own is withdrawn instead."""
    if house.store.team_values.value(key).entered_by == who.id:
        raise Refusal(Problem(
            where=f"team value {key}", what=N_("You entered this value yourself."), how=N_("Withdraw it instead."),
        ))
    return house.store.team_values.decide(key, "refused", by=who.id, why=_reason(why))


@use_case
def withdraw_value(house: House, who: Person, key: int, why: str) -> TeamValue:
    """Take one's own waiting value back, or a confirmed one out of force, with the reason.

    The value stays readable with what was decided; from now on the law is read without it.
    """
    value = house.store.team_values.value(key)
    if value.state == "waiting" and value.entered_by != who.id:
        raise Refusal(Problem(
            where=f"team value {key}", what=N_("A colleague entered this value."), how=N_("Refuse it instead."),
        ))
    return house.store.team_values.decide(key, "withdrawn", by=who.id, why=_reason(why))


@use_case
def evidence_of(house: House, who: Person, key: int) -> KeptFile:
    """The file kept with a value; ``open_file`` gives its bytes. Raises Refusal where there is none."""
    found = house.store.files.of("team values", str(house.store.team_values.value(key).id))
    if not found:
        raise Refusal(Problem(
            where=f"team value {key}", what=N_("No file was kept with this value."), how=N_("Follow its source instead."),
        ))
    return found[0]


@use_case
def export_team_values(house: House, who: Person) -> Mapping[str, str]:
    """The confirmed values as catalog files, by their path under ``catalogs/``; laid there, they are read as they are."""
    confirmed = (value for value in house.store.team_values.values() if value.state == "confirmed")
    return catalog_files(confirmed, house.catalogs.tariffs)


# What was typed -------------------------------------------------------------------------------


def _number(typed: str) -> Decimal | None:
    """The number, a percentage as its ratio; None for what is none."""
    found = _NUMBER.fullmatch(typed.strip())
    if found is None:
        return None
    sign, whole, fraction, percent = found.groups()
    number = Decimal(sign + whole.replace(",", "") + fraction)
    return number / 100 if percent else number


def _reason(why: str) -> str:
    said = one_line(why)
    faults = [*_too_long("why", said)]
    if not said:
        faults.append(Problem(
            where="why", what=N_("The reason is missing."), how=N_("Say in one sentence why, for whoever looks it up later.")))
    if faults:
        raise Refusal(*faults)
    return said


def _file(house: House, entry: Entry) -> Laid | None:
    return None if entry.file is None else house.store.files.lay(inspect(*entry.file, most=MOST_FILE_BYTES))


# What may be wrong ----------------------------------------------------------------------------


def _unknown(catalogs: Catalogs, figure: Figure) -> Problem:
    """Why the catalogs have no such figure: the market, the code, the agreement or the name."""
    if figure.area in ("market", "tariff") and figure.owner not in catalogs.markets:
        return Problem(
            where="owner", what=N_("There is no market called {code}.", code=figure.owner),
            how=N_("Choose one of: {choices}.", choices=tuple(sorted(catalogs.markets))),
        )
    if figure.area == "tariff":
        lines = catalogs.tariffs[figure.owner].lines if figure.owner in catalogs.tariffs else ()
        if all(line.hs != figure.name for line in lines):
            return Problem(
                where="name",
                what=N_("HS {hs} is not in the tariff of {market}.", hs=figure.name, market=figure.owner),
                how=N_("Choose a line of the tariff; a code without one is first added to the catalog."),
            )
        return Problem(
            where="rate", what=N_("{market} grants no preference called {code}.", market=figure.owner, code=figure.rate),
            how=N_("Choose one of: {choices}.",
                   choices=(MFN, *(p.code for p in catalogs.markets[figure.owner].preferences))),
        )
    return Problem(
        where="name", what=N_("{owner} has no parameter called {parameter}.", owner=figure.owner, parameter=figure.name),
        how=N_("Choose a value of the catalog; a new one is first added there."),
    )


def _faults_of_number(text: str, typed: Decimal | None, unit: str | None) -> Iterator[Problem]:
    if typed is None or ("%" in text and unit not in (None, "ratio")):
        yield Problem(
            where="value", what=N_("“{typed}” is not a number.", typed=text[:40]),
            how=N_("Write digits with a point, such as 0.08; a rate may also be written as 8%."),
        )
    elif typed < 0:
        yield Problem(where="value", what=N_("The figure is negative."), how=N_("Enter zero or more."))
    elif unit == "ratio" and typed > MOST_RATIO:
        yield Problem(
            where="value", what=N_("{typed} is too high for a rate.", typed=typed),
            how=N_("Write 8% as 0.08 or as 8%."),
        )


def _faults_of_days(house: House, entry: Entry, held: tuple[DatedValue, ...]) -> Iterator[Problem]:
    if any(value.since == entry.since for value in held):
        yield _begun(entry.since)
    if entry.since > house.today() + FARTHEST or entry.since.year < 1900:
        yield Problem(
            where="since", what=N_("{day} is too far away.", day=entry.since), how=N_("Check the year."))
    if entry.until is not None and entry.until < entry.since:
        yield Problem(
            where="until", what=N_("The value ends before it begins."), how=N_("Enter a later last day, or none."))


def _begun(day: date) -> Problem:
    return Problem(
        where="since", what=N_("The catalog already has a value that begins on {day}.", day=day),
        how=N_("Nothing is overwritten: choose the day from which the newer value holds."),
    )


def _faults_of_source(entry: Entry) -> Iterator[Problem]:
    if not one_line(entry.source_title):
        yield Problem(
            where="source_title", what=N_("The value has no source."),
            how=N_("Name the law, the agency or the page where you read it."),
        )
    if not (entry.href.strip() or one_line(entry.document) or entry.file):
        yield Problem(
            where="href", what=N_("Nobody could look this source up."),
            how=N_("Give its address, the number of the document, or the file."),
        )
    address = entry.href.strip()
    if address and re.fullmatch(r"https?://[^\s\"'<>`]+", address) is None:
        yield Problem(
            where="href", what=N_("“{typed}” is not a web address.", typed=address[:60]),
            how=N_("Copy the whole address with https://, or leave it empty."),
        )
    for where in ("source_title", "href", "document", "note"):
        said = one_line(getattr(entry, where))
        yield from _too_long(where, said)
        yield from unfit_for_print("" if where == "note" else said, covered(), where)
        if said[:1] in ("=", "+", "-", "@"):
            yield Problem(
                where=where, what=N_("The text begins with “{sign}”, which spreadsheets take for a formula.", sign=said[0]),
                how=N_("Begin it with a word."),
            )


def _too_long(where: str, said: str) -> Iterator[Problem]:
    if len(said) > _LONGEST[where]:
        yield Problem(
            where=where, what=N_("The text is longer than {most} characters.", most=_LONGEST[where]), how=N_("Shorten it."))
