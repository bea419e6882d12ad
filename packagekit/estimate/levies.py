"""Which charges a shipment bears, and what the law of the day puts into each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from functools import partial
from typing import NamedTuple, TypeVar

from packagekit.domain.dated import DatedValue, NoRate, Source, Status
from packagekit.domain.market import Charge, Market, Tariff
from packagekit.domain.money import Money
from packagekit.domain.record import Exact, Record
from packagekit.domain.text import N_, Percent, Problem, Refusal, Text, name_of
from packagekit.estimate.charges import Law
from packagekit.estimate.customs_value import ASSUMED
from packagekit.estimate.shipment import GoodsLine
from packagekit.estimate.tariff import Duty, Unknown, claimable, duty

Found = TypeVar("Found")


class Figure(Record):
    """What the law puts into a charge, and where it was read."""

    law: Law
    status: Status
    source: Source
    since: date | None = None
    until: date | None = None
    known: bool = True
    low: Exact | None = None
    high: Exact | None = None
    duty: Duty | None = None
    note: Text | None = None
    warning: Text | None = None


class Levy(NamedTuple):
    """A charge that this shipment bears, and the caller's figure for it."""

    charge: Charge
    assumed: Decimal | None


class Desk(NamedTuple):
    """What every figure is read from."""

    market: Market
    tariff: Tariff
    on: date
    registered: bool
    assumed: Mapping[str, Decimal]
    declarations: int
    unknown: Unknown


def levies_of(
    charges: Sequence[Charge], assumed: Mapping[str, Decimal], declarations: int, letter_of_credit: bool
) -> tuple[Levy, ...]:
    """The charges of this shipment. An assumed figure levies its charge even where nothing else would."""
    codes = {charge.key for charge in charges}
    levies, summed = [], set()
    for charge in charges:
        figure = assumed.get(charge.key)
        if figure is None and charge.name in assumed and charge.name not in codes:
            if charge.name in summed:
                continue
            summed.add(charge.name)
            figure = assumed[charge.name]
            charge = charge.model_copy(update={"kind": "fixed", "per": "shipment"})
        elif figure is not None and charge.kind == "tiered":
            charge = charge.model_copy(update={"kind": "fixed"})
        elif figure is None and (
            (charge.per == "declaration" and not declarations)
            or (charge.only_if == "letter_of_credit" and not letter_of_credit)
        ):
            continue
        levies.append(Levy(charge, figure))
    return tuple(levies)


def tried(problems: list[Problem], read: Callable[[], Found]) -> Found | None:
    """The result, or its problems beside those of the others: all faults are told at once."""
    try:
        return read()
    except Refusal as refusal:
        problems.extend(refusal.problems)
        return None


class Alike(NamedTuple):
    """Lines to which the law does the same: where they stand in the shipment, and the figure of each charge."""

    places: Sequence[int]
    figures: Mapping[str, Figure]


def alike(
    desk: Desk, levies: Sequence[Levy], lines: Sequence[GoodsLine], problems: list[Problem]
) -> tuple[Alike, ...]:
    """The lines by what the law asks of them, so that it is read once for all that are alike."""
    groups: dict[tuple[object, ...], list[int]] = {}
    for place, line in enumerate(lines):
        groups.setdefault((line.hs, line.origin, line.preference, line.proofs), []).append(place)
    return tuple(
        Alike(places, _figures(desk, levies, [lines[place] for place in places], problems)) for places in groups.values())


def _figures(
    desk: Desk, levies: Sequence[Levy], lines: Sequence[GoodsLine], problems: list[Problem]
) -> Mapping[str, Figure]:
    figures = {}
    for levy in levies:
        for line in lines:  # what fails is told of every line, what is found is the same for all
            if (found := tried(problems, partial(_figure, desk, levy, line))) is not None:
                figures[levy.charge.key] = found
                break
    return figures


def _figure(desk: Desk, levy: Levy, line: GoodsLine) -> Figure:
    charge = levy.charge
    agreements = ()
    if charge.rate == "tariff":  # a preference that cannot be claimed is refused even where the duty is assumed
        agreements = claimable(
            desk.market, on=desk.on, origin=line.origin, preference=line.preference, proofs=line.proofs,
            where=f"lines/{line.id}/preference",
        )
    local = None
    if charge.includes is not None:
        local = desk.assumed.get(charge.includes, desk.market.parameters.on(charge.includes, desk.on).value)
        _below_the_whole(charge, levy.assumed, local)
    times = max(1, desk.declarations) if charge.per == "declaration" else 1
    if levy.assumed is not None:
        return Figure(law=Law(value=levy.assumed, local=local, times=times), status=Status.USER, source=ASSUMED)
    if charge.schedule is not None:
        schedule = desk.market.schedule_on(charge.schedule, desk.on)
        return Figure(
            law=Law(value=None, schedule=schedule), status=schedule.status, source=schedule.source,
            since=schedule.since, until=schedule.until,
        )
    if charge.rate == "tariff":
        found = duty(desk.market, desk.tariff, on=desk.on, hs=line.hs, agreements=agreements, unknown=desk.unknown,
                     where=f"lines/{line.id}/hs")
        return _of_value(found.value, Law(value=found.rate), known=found.known, low=found.low, high=found.high, duty=found)
    value = desk.market.parameters.named(_parameter(charge, line, desk.registered)).record_on(desk.on)
    fee_in = desk.market.currency if charge.kind == "fixed" else None
    if value.value is not None:
        return _of_value(value, Law(value=value.value, local=local, times=times), low=value.low, high=value.high, fee_in=fee_in)
    if value.high is None or (desk.unknown == "refuse" and charge.kind != "fixed"):
        raise NoRate(Problem(
            where=f"{desk.market.code}/{charge.key}",
            what=N_("{charge} of {market} on {day} is not known.",
                    charge=name_of(charge.label, "charge"), market=desk.market.code, day=desk.on),
            how=N_("Enter the rate with its source before quoting with it."),
        ))
    return _of_value(value, Law(value=value.high, local=local, times=times), known=False, low=value.low, high=value.high,
                     fee_in=fee_in)


def _below_the_whole(charge: Charge, assumed: Decimal | None, local: Decimal | None) -> None:
    """A rate of a price that holds the tax itself, and the local tax on it, leaves something of the price."""
    if assumed is not None and local is not None and (1 + local) * assumed >= 1:
        raise Refusal(Problem(
            where=f"assume/{charge.key}", what=N_("{charge} would be the whole price.", charge=name_of(charge.label, "charge")),
            how=N_("Write 5% as 0.05."),
        ))


def _parameter(charge: Charge, line: GoodsLine, registered: bool) -> str:
    assert charge.rate is not None, "only a tiered charge has no rate, and it has a schedule"
    if not registered and charge.rate_unregistered is not None:
        return charge.rate_unregistered
    special = max((hs for hs in charge.rate_by_hs if line.hs.startswith(hs)), key=len, default=None)
    return charge.rate if special is None else charge.rate_by_hs[special]


def _of_value(
    value: DatedValue, law: Law, *, known: bool = True, low: Decimal | None = None, high: Decimal | None = None,
    duty: Duty | None = None, fee_in: str | None = None,
) -> Figure:
    note = None
    if low is not None and high is not None and low < high:
        note = _range_note(known, law.value or Decimal(0), low, high, fee_in)
    return Figure(
        law=law, status=value.status, source=value.source, since=value.since, until=value.until, known=known,
        low=low, high=high, duty=duty, note=note,
        warning=None if value.warning is None else name_of(value.warning, "rule"),
    )


def _range_note(known: bool, counted: Decimal, low: Decimal, high: Decimal, fee_in: str | None) -> Text:
    def shown(figure: Decimal) -> Money | Percent:
        return Percent(ratio=figure) if fee_in is None else Money(amount=figure, currency=fee_in)

    if known:
        return N_("Between {low} and {high} by line or by source; {counted} is counted.",
                  low=shown(low), high=shown(high), counted=shown(counted))
    if fee_in is None:
        return N_("The rate is not known. The high end of {low} to {high} is counted.", low=shown(low), high=shown(high))
    return N_("The fee is not known. The high end of {low} to {high} is counted.", low=shown(low), high=shown(high))
