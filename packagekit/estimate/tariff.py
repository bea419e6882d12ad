"""The duty rate of an HS code on a day: the lowest rate whose proof of origin can be shown."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Literal

from packagekit.domain.dated import DatedValue, NoRate
from packagekit.domain.market import Market, Preference, Tariff, TariffLine
from packagekit.domain.record import Exact, Record
from packagekit.domain.text import N_, Percent, Problem, Refusal, Text, name_of

Unknown = Literal["refuse", "prudent"]
"""What to do with a rate that is not known: refuse, or count the high end of its range and say so."""


class Duty(Record):
    """The rate for a code, the agreement that gives it, and what it is without any agreement.

    ``known`` False: ``rate`` is the high end of a range, to be replaced before a binding quotation. A
    known rate has a range too where sources conflict about it.
    """

    hs: str  # the tariff line that speaks
    rate: Exact
    value: DatedValue  # where the rate was read
    agreement: str | None
    proof: str | None
    mfn: Exact  # without any agreement; the high end where it is not known
    known: bool
    low: Exact | None = None
    high: Exact | None = None
    questions: tuple[Text, ...] = ()


def duty(
    market: Market, tariff: Tariff, *, on: date, hs: str, agreements: Sequence[Preference], unknown: Unknown,
    where: str,
) -> Duty:
    """The duty of ``hs`` (six digits or more, no dots) under the agreements whose proof is at hand.

    An agreement is never assumed to be below MFN: of all rates that may be claimed the lowest is
    taken, MFN on a tie because it needs no paper. A code that stands for several tariff lines gets
    the highest of their rates, and asks which one it is. Raises Refusal for a code without a line
    and, unless ``unknown`` is ``prudent``, for a rate that is not known.
    """
    found = lines_of(tariff, hs, on)
    if not found:
        raise Refusal(Problem(
            where=where, what=N_("HS {hs} is not in the tariff of {market}.", hs=hs, market=market.code),
            how=N_("Check the code, six to ten digits without dots, or add its line with a source to the tariff."),
        ))
    duties = [_of_line(market, line, on, agreements, unknown, where) for line in found]
    highest = max(duties, key=lambda d: (d.rate, d.mfn))
    if len({(d.mfn, d.rate, d.known) for d in duties}) == 1:
        return highest
    spread = N_(
        "HS {hs} stands for several tariff lines, with a duty from {low} to {high} before any preference. The highest "
        "after any preference, {rate}, is counted until the line is chosen.",
        hs=dotted(hs), low=Percent(ratio=min(d.mfn for d in duties)), high=Percent(ratio=max(d.mfn for d in duties)),
        rate=Percent(ratio=highest.rate),
    )
    traps = dict.fromkeys(line.question for line in found if line.question is not None)
    return highest.model_copy(update={"questions": (spread, *(name_of(trap, "tariff") for trap in traps))})


def dotted(hs: str | None) -> str:
    """8537.10.12 is how a customs officer writes 85371012."""
    return ".".join(filter(None, (hs[:4], hs[4:6], hs[6:]))) if hs else ""


def lines_of(tariff: Tariff, hs: str, on: date) -> tuple[TariffLine, ...]:
    """Every line the code may mean, as it stands on the day: those under it, else the nearest one above it."""
    under = tuple(line for line in tariff.lines if line.hs.startswith(hs))
    exact = tuple(line for line in under if line.hs == hs and len(hs) >= 8)
    above = sorted((line for line in tariff.lines if hs.startswith(line.hs)), key=lambda line: len(line.hs))
    return tuple(line.on(on) for line in exact or under or above[-1:])


def _of_line(
    market: Market, line: TariffLine, on: date, agreements: Sequence[Preference], unknown: Unknown, where: str
) -> Duty:
    mfn = _in_force(line.mfn, on, market, line, where)
    offers = [
        (offered.value, offered, agreement) for agreement in agreements
        if (offered := line.preferences.get(agreement.code)) is not None
        and offered.value is not None and holds(offered, on)
    ]
    best = min(offers, key=lambda offer: offer[0], default=None)
    if mfn.value is not None:
        if best is None or mfn.value <= best[0]:
            return Duty(
                hs=line.hs, rate=mfn.value, value=mfn, agreement=None, proof=None, mfn=mfn.value, known=True,
                low=mfn.low, high=mfn.high,
            )
        return _claimed(line, best, mfn.value)
    if best is not None and mfn.low is not None and mfn.high is not None and best[0] <= mfn.low:
        return _claimed(line, best, mfn.high)
    if unknown == "refuse" or mfn.high is None:
        raise NoRate(_not_known(market, line, mfn, on, where))
    rate = mfn.high if best is None else min(mfn.high, best[0])
    return Duty(
        hs=line.hs, rate=rate, value=mfn, agreement=None, proof=None, mfn=mfn.high, known=False,
        low=mfn.low, high=rate,
    )


def _claimed(line: TariffLine, offer: tuple[Decimal, DatedValue, Preference], mfn: Decimal) -> Duty:
    rate, value, agreement = offer
    return Duty(
        hs=line.hs, rate=rate, value=value, agreement=agreement.code, proof=agreement.proof, mfn=mfn, known=True,
    )


def holds(value: DatedValue, on: date) -> bool:
    return value.since <= on and (value.until is None or on <= value.until)


def _in_force(value: DatedValue, on: date, market: Market, line: TariffLine, where: str) -> DatedValue:
    if not holds(value, on):
        raise NoRate(Problem(
            where=where,
            what=N_("The import duty of HS {hs} in {market} has no value on {day}: the stored one begins on {first}.",
                    hs=line.hs, market=market.code, day=on, first=value.since),
            how=N_("Enter the rate of that day with its source, or choose another day."),
        ))
    return value


def _not_known(market: Market, line: TariffLine, mfn: DatedValue, on: date, where: str) -> Problem:
    how = N_("Enter the rate with its source before quoting with it.")
    if mfn.low is None or mfn.high is None:
        what = N_("The import duty of HS {hs} in {market} on {day} is not known.", hs=line.hs, market=market.code, day=on)
    else:
        what = N_("The import duty of HS {hs} in {market} on {day} is not known; it is believed to lie between {low} "
                  "and {high}.", hs=line.hs, market=market.code, day=on,
                  low=Percent(ratio=mfn.low), high=Percent(ratio=mfn.high))
    return Problem(where=where, what=what, how=how)


def claimable(
    market: Market, *, on: date, origin: str, preference: str, proofs: Sequence[str] | None, where: str
) -> tuple[Preference, ...]:
    """The agreements a line may claim: none, the named one, or with ``best`` all whose proof is at hand.

    ``proofs`` None means that the seller can get every proof. Raises Refusal for an agreement the
    market has not, one not yet in force, and one claimed for goods that are not Korean.
    """
    in_force = tuple(p for p in market.preferences if p.since <= on)
    if preference == "none":
        return ()
    if preference == "best":
        return tuple(p for p in in_force if origin == "KR" and (proofs is None or p.code in proofs))
    named = next((p for p in market.preferences if p.code == preference), None)
    choices = ("none", "best", *(p.code for p in in_force))
    if named is None:
        what = N_("{market} grants no preference called {code}.", market=market.code, code=preference)
    elif named.since > on:
        what = N_("{code} is not in force on {day}: it began on {first}.", code=preference, day=on, first=named.since)
    elif origin != "KR":
        what = N_("{code} is for goods of Korean origin, these come from {origin}.", code=preference, origin=origin)
    else:
        return (named,)
    raise Refusal(Problem(where=where, what=what, how=N_("Choose one of: {choices}.", choices=choices)))
