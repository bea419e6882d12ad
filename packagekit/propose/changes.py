"""What moved between two proposals of one deal: both values, the difference and the reason."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from functools import reduce
from typing import TypeVar

from packagekit.domain.kit import Change, ChangeGroup, Changes
from packagekit.domain.money import Money, zero
from packagekit.domain.proposal import PriceGroup, PriceLine, Proposal, RateUsed, ScopeLine
from packagekit.domain.shown import Shown
from packagekit.domain.text import N_, Day, Localized, Measure, Problem, Refusal, Text
from packagekit.propose.price import GROUPS
from packagekit.propose.terms import VALIDITY

NONE = N_("–")
PRICE_MOVES = N_("The price rises by {amount}."), N_("The price stays the same."), N_("The price falls by {amount}.")
COST_MOVES = (N_("The buyer's cost after what comes back rises by {amount}."), N_("The buyer's cost after what comes back stays the same."),
              N_("The buyer's cost after what comes back falls by {amount}."))
Key = TypeVar("Key")
Item = TypeVar("Item")


def changes(before: Proposal, after: Proposal, *, why: str | None = None) -> Changes:
    """Scope, price, charges, rates, time and terms that are otherwise in ``after`` than in ``before``.

    The differences of the price groups add up to the difference of the price. Raises Refusal for proposals in two
    currencies or for two factories: there is no difference between them to state. ``why`` is what a person says to it.
    """
    problems = []
    if before.cover.buyer.name != after.cover.buyer.name:
        problems.append(Problem(
            where="changes", what=N_("The earlier proposal is for {before}, this one for {after}.",
                                     before=before.cover.buyer.name, after=after.cover.buyer.name),
            how=N_("Compare two proposals for one factory."),
        ))
    if before.price.currency != after.price.currency:
        problems.append(Problem(
            where="changes", what=N_("The earlier proposal is in {before}, this one in {after}.",
                                     before=before.price.currency, after=after.price.currency),
            how=N_("Estimate both in one currency."),
        ))
    if problems:
        raise Refusal(*problems)
    groups = (
        ChangeGroup(name=N_("Scope of work"), changes=tuple(_scope(before, after))),
        ChangeGroup(name=N_("Price"), changes=tuple(_price(before, after))),
        ChangeGroup(name=N_("Charges and cost"), changes=tuple(_cost(before, after))),
        ChangeGroup(name=N_("Rates"), changes=tuple(_rates(before, after))),
        ChangeGroup(name=N_("Time and terms"), changes=tuple(_terms(before, after))),
    )
    shown = tuple(group for group in groups if group.changes)
    price, cost = after.price.total - before.price.total, after.landed.cost - before.landed.cost
    return Changes(
        before_number=before.cover.number, after_number=after.cover.number,
        before_day=before.cover.day, after_day=after.cover.day, groups=shown,
        before_price=before.price.total, after_price=after.price.total, price=price,
        before_cost=before.landed.cost, after_cost=after.landed.cost, cost=cost,
        summary=_summary(sum(len(group.changes) for group in shown), price, cost),
        why=" ".join((why or "").split()) or None,
    )


def _summary(count: int, price: Money, cost: Money) -> Text:
    if not count:
        return N_("Nothing has changed.")
    moves = {"price": _moved(PRICE_MOVES, price), "cost": _moved(COST_MOVES, cost)}
    if count == 1:
        return N_("One thing has changed. {price} {cost}", **moves)
    return N_("{count} things have changed. {price} {cost}", count=count, **moves)


def _moved(says: tuple[Text, Text, Text], by: Money) -> Text:
    """Which way and how far, in words: an amount alone says neither."""
    up, same, down = says
    if not by.amount:
        return same
    return (up if by.amount > 0 else down).model_copy(update={"args": {"amount": by if by.amount > 0 else -by}})


def _paired(before: Mapping[Key, Item], after: Mapping[Key, Item]) -> Iterator[tuple[Item | None, Item | None]]:
    """What stood before beside what stands now, in today's order, what is gone at the end."""
    for key in (*after, *(key for key in before if key not in after)):
        yield before.get(key), after.get(key)


def _scope(before: Proposal, after: Proposal) -> Iterator[Change]:
    for old, new in _paired({line.id: line for line in before.scope.lines}, {line.id: line for line in after.scope.lines}):
        if old is None and new is not None:
            yield Change(what=new.solution, before=NONE, after=N_("included"), difference=N_("added"), reason=_why(new))
        elif new is None and old is not None:
            yield Change(what=old.solution, before=N_("included"), after=NONE, difference=N_("taken out"),
                         reason=N_("not in the option now offered"))
        elif old is not None and new is not None:
            yield from _parts(old, new)


def _why(line: ScopeLine) -> Text:
    return N_("{reasons}", reasons=line.why) if line.why else N_("in the option now offered")


def _parts(old: ScopeLine, new: ScopeLine) -> Iterator[Change]:
    for was, now in _paired({p.name: p for p in old.parts}, {p.name: p for p in new.parts}):
        part = now or was
        assert part is not None
        counts = (was.qty if was else 0, now.qty if now else 0)
        months = (was.months if was else None, now.months if now else None)
        if counts[0] != counts[1]:
            yield Change(what=N_("{part} ({solution})", part=part.name, solution=new.solution), before=counts[0],
                         after=counts[1], difference=_signed(counts[1] - counts[0]),
                         reason=part.why)
        if months[0] != months[1] and None not in months:
            yield Change(what=N_("{part} ({solution})", part=part.name, solution=new.solution),
                         before=Measure(value=Decimal(months[0] or 0), unit="month"),
                         after=Measure(value=Decimal(months[1] or 0), unit="month"), difference=NONE,
                         reason=N_("another subscription"))


def _signed(number: int) -> str:
    return f"+{number}" if number > 0 else str(number)


def _price(before: Proposal, after: Proposal) -> Iterator[Change]:
    nothing = zero(after.price.currency)
    scope_moved = _delivered(before) != _delivered(after)
    for old, new in _paired({g.code: g for g in before.price.groups}, {g.code: g for g in after.price.groups}):
        was, now = (nothing if group is None else group.subtotal for group in (old, new))
        if was != now:
            group = new or old
            assert group is not None
            yield Change(what=GROUPS[group.code], before=was, after=now, difference=now - was,
                         reason=_reason(old, new, scope_moved))


def _delivered(proposal: Proposal) -> frozenset[tuple[object, ...]]:
    """What is handed over and how much of it: work and freight follow from it."""
    return frozenset((line.id, part.name, part.qty, part.months) for line in proposal.scope.lines for part in line.parts)


def _reason(old: PriceGroup | None, new: PriceGroup | None, scope_moved: bool) -> Text:
    """Added or gone parts, other quantities, or the same parts at another price."""
    if old is None:
        return N_("new in this offer")
    if new is None:
        return N_("no longer in this offer")
    was, now = ({line.id: line for line in group.lines} for group in (old, new))
    moved = [line for key, line in {**was, **now}.items() if (key in was) != (key in now)]
    added, gone = (tuple(_called(line, moved) for key, line in ours.items() if key not in theirs) for ours, theirs in ((now, was), (was, now)))
    other = [line for key, line in now.items() if key in was and (line.qty, line.months) != (was[key].qty, was[key].months)]
    counted = tuple(_called(line, other) for line in other)
    told = [said for names, said in (
        (added, N_("added: {names}", names=added)), (gone, N_("taken out: {names}", names=gone)),
        (counted, N_("other quantities: {names}", names=counted))) if names]
    if told:
        return reduce(lambda said, more: N_("{said}; {more}", said=said, more=more), told)
    if scope_moved:
        return N_("follows from the changed scope")
    return N_("prices, day rates or exchange rates of the new day")


def _called(line: PriceLine, among: Sequence[PriceLine]) -> Localized | Text:
    """The name of a part, with its solution where another part ``among`` them has the same name."""
    if line.detail is not None and any(other.name == line.name and other.id != line.id for other in among):
        return N_("{part} ({solution})", part=line.name, solution=line.detail)
    return line.name


def _cost(before: Proposal, after: Proposal) -> Iterator[Change]:
    """Every charge, then the sums: what is paid, what comes back, what it costs."""
    nothing = zero(after.price.currency)
    old_charges, new_charges = (
        {(c.name, c.payer_name, c.recoverable): c for c in proposal.landed.charges} for proposal in (before, after))
    for old, new in _paired(old_charges, new_charges):
        charge = new or old
        assert charge is not None
        was, now = (nothing if c is None else c.amount for c in (old, new))
        if was != now:
            yield Change(
                what=charge.name, before=was, after=now, difference=now - was,
                reason=N_("rate {before}, now {after}", before=old.rates, after=new.rates)
                if old is not None and new is not None and old.rates != new.rates
                else N_("charged on another amount") if old is not None and new is not None else N_("levied in one of the two only"))
    for name, was, now in (
        (N_("Buyer's cash out"), before.landed.cash_out, after.landed.cash_out),
        (N_("Comes back"), before.landed.recoverable, after.landed.recoverable),
        (N_("Buyer's cost"), before.landed.cost, after.landed.cost),
    ):
        if was != now:
            yield Change(what=name, before=was, after=now, difference=now - was, reason=N_("sum of the rows above and the price"))


def _rates(before: Proposal, after: Proposal) -> Iterator[Change]:
    """Rates of a name that have gone beside those that have come: goods of one tariff may bear several duties at once."""
    old, new = (_by_name(proposal.rates) for proposal in (before, after))
    for name in new:
        was, now = old.get(name, []), new[name]
        gone, come = _without(was, now), _without(now, was)
        if gone and come:
            yield Change(what=name, before=_dated(gone), after=_dated(come), difference=NONE,
                         reason=N_("{source}", source=tuple(dict.fromkeys(rate.source for rate in come))))


def _by_name(rates: Sequence[RateUsed]) -> Mapping[Text, list[RateUsed]]:
    named: dict[Text, list[RateUsed]] = {}
    for rate in rates:
        named.setdefault(rate.name, []).append(rate)
    return named


def _without(rates: Sequence[RateUsed], others: Sequence[RateUsed]) -> list[RateUsed]:
    return [rate for rate in rates if all(rate.value != other.value for other in others)]


def _dated(rates: Sequence[RateUsed]) -> tuple[Text, ...]:
    return tuple(N_("{value} on {day}", value=rate.value, day=Day(day=rate.day)) for rate in rates)


def _terms(before: Proposal, after: Proposal) -> Iterator[Change]:
    if before.plan.months != after.plan.months:
        yield Change(what=N_("Go-live after the order"), before=Measure(value=Decimal(before.plan.months), unit="month"),
                     after=Measure(value=Decimal(after.plan.months), unit="month"),
                     difference=_signed(after.plan.months - before.plan.months), reason=N_("the slowest solution sets it"))
    old, new = ({fact.label: fact.value for fact in proposal.terms.items} for proposal in (before, after))
    for label in new:
        was: Shown = old.get(label, NONE)
        if was != new[label] and label != VALIDITY:  # its day stands in a row of its own
            yield Change(what=label, before=was, after=new[label], difference=NONE, reason=N_("the terms of the new proposal"))
    if before.cover.valid_until != after.cover.valid_until:
        yield Change(what=N_("Valid until"), before=Day(day=before.cover.valid_until), after=Day(day=after.cover.valid_until), difference=NONE,
                     reason=N_("{days} days from the day of the proposal", days=after.offer.days))

