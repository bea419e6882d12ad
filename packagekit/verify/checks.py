"""Points at what looks wrong in a case: each finding names its field, and says whether it bars or asks."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from statistics import quantiles
from typing import NamedTuple

from packagekit.domain.case import Case, KpiResult
from packagekit.domain.money import quantized
from packagekit.domain.record import Record
from packagekit.domain.supplier import Cooperative, Supplier
from packagekit.domain.taxonomy import Kpi, Taxonomy
from packagekit.domain.text import N_, Measure, Percent, Text, name_of
from packagekit.verify.grading import grade
from packagekit.verify.likeness import ALIKE, likeness

LEAST_DAYS = 89  # three months
LEAST_MEMBERS = 5  # of a cooperative build, as the programme asks
LEAST_PEERS = 5  # below that, a range says nothing
OEE_ROUNDING = Decimal("0.6")  # points: three factors rounded to a tenth each


class Finding(Record):
    """What looks wrong: it bars the case until it is mended, or asks for an explanation."""

    code: str
    where: str
    bars: bool
    text: Text

    @property
    def key(self) -> str:
        return f"{self.code}:{self.where}"


class Peers(NamedTuple):
    """What the register knows beside the case."""

    improvements: Mapping[str, Sequence[float]] = {}  # by KPI, of published cases of the same trade
    evidence: Mapping[str, Sequence[str]] = {}  # the file -> other cases that use it
    figures: Mapping[tuple[str, Decimal, Decimal], Sequence[str]] = {}  # (kpi, before, after) -> other cases with it
    told: Sequence[Case] = ()  # other cases that share the most words with it
    hidden: Callable[[str], bool] = lambda other: False  # whether another case is not to be named to who asks
    suppliers: Mapping[str, Supplier] = {}
    cooperatives: Mapping[str, Cooperative] = {}
    solutions: frozenset[str] = frozenset()


def check(case: Case, taxonomy: Taxonomy, peers: Peers, on: date) -> tuple[Finding, ...]:
    """Everything that looks wrong, what bars first."""
    found = [*_unknown(case, taxonomy, peers), *_whole(case, on), *_alike(case, peers), *_told_alike(case, peers)]
    for at, result in enumerate(case.kpis):
        kpi = taxonomy.kpis.get(result.kpi)
        if kpi is not None:
            found += _result(case, result, kpi, f"kpis[{at}]", peers, on)
    return tuple(sorted(found, key=lambda f: not f.bars))


def _bars(code: str, where: str, text: Text) -> Finding:
    return Finding(code=code, where=where, bars=True, text=text)


def _asks(code: str, where: str, text: Text) -> Finding:
    return Finding(code=code, where=where, bars=False, text=text)


def _unknown(case: Case, taxonomy: Taxonomy, peers: Peers) -> Iterator[Finding]:
    """Codes that the catalogs and the register do not have."""
    named: list[tuple[str, str, bool]] = [
        ("cooperative", case.cooperative, case.cooperative in peers.cooperatives),
        ("industry", case.industry, case.industry in taxonomy.industries),
        *((f"processes[{at}]", code, code in taxonomy.processes) for at, code in enumerate(case.processes)),
        *((f"kpis[{at}].kpi", result.kpi, result.kpi in taxonomy.kpis) for at, result in enumerate(case.kpis)),
    ]
    for at, system in enumerate(case.systems):
        named.append((f"systems[{at}].solution", system.solution, system.solution in peers.solutions))
        named.append((f"systems[{at}].supplier", system.supplier, system.supplier in peers.suppliers))
    for where, code, known in named:
        if not known:
            yield _bars("unknown", where, N_("“{code}” is not registered.", code=code))


def _whole(case: Case, on: date) -> Iterator[Finding]:
    """What concerns the case as a whole."""
    if len(case.members) < LEAST_MEMBERS:
        yield _bars("members", "members", N_(
            "A cooperative build has at least {least} members; this one has {count}.", least=LEAST_MEMBERS, count=len(case.members)))
    if not case.kpis:
        yield _bars("no_figures", "kpis", N_("There is no figure before and after."))
    if case.consent is None:
        yield _asks("no_consent", "consent", N_("The factory has not consented: nothing but the alias can be shown to a buyer."))
    elif case.consent.expires < on:
        yield _asks("consent_ended", "consent.expires", N_("The factory's consent ended on {day}.", day=case.consent.expires))
    if case.go_live > on:
        yield _bars("future", "go_live", N_("It goes live on {day} only, after today.", day=case.go_live))
    if case.started >= case.go_live:
        yield _bars("order", "go_live", N_("It went live before it was started."))
    if not case.costs:
        yield _asks("no_cost", "costs", N_("What it cost is not stated."))
    values = [value for result in case.kpis for value in (result.before, result.after)]
    if len(values) >= 4 and all(_round(value) for value in values):
        yield _asks("round", "kpis", N_("All {count} values are round numbers; measured ones rarely are.", count=len(values)))
    yield from _oee(case)


def _round(value: Decimal) -> bool:
    """One significant digit, or a multiple of five above ten: 3, 40, 65, 1200 but not 4.6 or 58."""
    plain = value.normalize()
    return len(plain.as_tuple().digits) == 1 or (abs(value) > 10 and value % 5 == 0)


def _oee(case: Case) -> Iterator[Finding]:
    """OEE is availability times effectiveness times quality, before and after, within what rounding explains."""
    by_kpi = {result.kpi: (at, result) for at, result in enumerate(case.kpis)}
    if not {"OEE", "AVA", "EFF", "QR"} <= by_kpi.keys():
        return
    at, oee = by_kpi["OEE"]
    for moment in ("before", "after"):
        product = Decimal(1)
        for factor in ("AVA", "EFF", "QR"):
            product *= getattr(by_kpi[factor][1], moment) / 100
        stated = getattr(oee, moment)
        if abs(product * 100 - stated) > OEE_ROUNDING:
            yield _bars("oee", f"kpis[{at}].{moment}", N_(
                "OEE is stated as {stated}, but availability, effectiveness and quality multiply to {product}.",
                stated=Measure(value=stated, unit="%"), product=Measure(value=quantized(product * 100, 1), unit="%")))


def _alike(case: Case, peers: Peers) -> Iterator[Finding]:
    """The same file or the same figures elsewhere: in another case, or under two numbers of this one."""
    used: set[str] = set()
    for at, result in enumerate(case.kpis):
        for file in dict.fromkeys(result.evidence):
            others = peers.evidence.get(file, ())
            if others:
                yield _bars("file_elsewhere", f"kpis[{at}].evidence", N_(
                    "The file {file} already proves a figure of {cases}.", file=file, cases=tuple(dict.fromkeys(_called(other, peers) for other in others))))
            if file in used and not _covers_many(result):
                yield _asks("file_twice", f"kpis[{at}].evidence", N_(
                    "The file {file} proves another figure of this case as well.", file=file))
            used.add(file)
    shared: dict[str, int] = {}
    for result in case.kpis:
        for other in peers.figures.get((result.kpi, result.before, result.after), ()):
            shared[other] = shared.get(other, 0) + 1
    for other, count in sorted(shared.items()):
        if count >= 2:
            yield _bars("duplicate", "kpis", N_(
                "{count} figures are the same as in {case}, before and after: is it the same build?", count=count, case=_called(other, peers)))


def _called(other: str, peers: Peers) -> str | Text:
    return N_("a case that is not shown to you") if peers.hidden(other) else other


def _told_alike(case: Case, peers: Peers) -> Iterator[Finding]:
    """Another case with the same story in other words, whatever its figures are."""
    for other in peers.told:
        if likeness(case, other) >= ALIKE:
            yield _asks("told_alike", "problem", N_(
                "What is told reads like {case}, {share} the same: is it the same build, or a copied text?",
                case=other.title, share=Percent(ratio=quantized(Decimal(str(likeness(case, other))) / 100, 2))))


def _covers_many(result: KpiResult) -> bool:
    """A verifier's report and the factory's statement speak of several figures; an export is of one."""
    return "third_party" in result.attested or result.attested == {"factory"}


def _result(case: Case, result: KpiResult, kpi: Kpi, where: str, peers: Peers, on: date) -> Iterator[Finding]:
    """What looks wrong in one figure."""
    name = name_of(kpi.name, "kpi")
    for moment in ("before", "after"):
        value = getattr(result, moment)
        if (kpi.minimum is not None and value < kpi.minimum) or (kpi.maximum is not None and value > kpi.maximum):
            yield _bars("range", f"{where}.{moment}", N_(
                "{kpi} cannot be {value}.", kpi=name, value=Measure(value=value, unit=kpi.unit)))
    if result.before == result.after:
        yield _asks("unchanged", where, N_("{kpi} is the same before and after.", kpi=name))
    if result.after_to > on:
        yield _bars("future", f"{where}.after_to", N_("{kpi} is measured up to {day}, after today.", kpi=name, day=result.after_to))
    yield from _periods(case, result, name, where)
    yield from _beyond(result, kpi, name, where, peers)
    made = grade(case, result).grade
    if result.grade < made:  # A stands before B
        yield _bars("grade", f"{where}.grade", N_(
            "Grade {stated} is more than the facts beside {kpi} make: they make {made}.",
            stated=result.grade.value, kpi=name, made=made.value))
    if _tied(result, case, peers):
        yield _bars("tied", f"{where}.verifier", N_(
            "{verifier}, who verified {kpi}, belongs to the build.", verifier=result.verifier or "", kpi=name))


def _tied(result: KpiResult, case: Case, peers: Peers) -> bool:
    """Whether the independent verifier is by name a supplier or the cooperative of the build."""
    if result.verifier is None:
        return False
    names = {result.verifier.casefold()}
    own = [peers.suppliers[s.supplier] for s in case.systems if s.supplier in peers.suppliers]
    own += [peers.cooperatives[case.cooperative]] if case.cooperative in peers.cooperatives else []
    return any(said.casefold() in names for party in own for said in party.name.root.values())


def _periods(case: Case, result: KpiResult, name: Text, where: str) -> Iterator[Finding]:
    if (result.before_to - result.before_from).days < LEAST_DAYS:
        yield _asks("short_before", f"{where}.before_from", N_("{kpi} was measured for less than three months before.", kpi=name))
    if result.early:
        yield _asks("short_after", f"{where}.after_to", N_(
            "{kpi} was measured for less than three months after; it is shown as an early result.", kpi=name))
    if result.before_to > case.go_live:
        yield _bars("period", f"{where}.before_to", N_("{kpi} “before” reaches past the day it went live.", kpi=name))
    if result.after_from < case.go_live:
        yield _bars("period", f"{where}.after_from", N_("{kpi} “after” begins before the day it went live.", kpi=name))


def _beyond(result: KpiResult, kpi: Kpi, name: Text, where: str, peers: Peers) -> Iterator[Finding]:
    """An improvement beyond the range of its peers: more than half the quartiles' distance above the best of them."""
    improvement, known = result.improvement(kpi.direction), peers.improvements.get(kpi.code, ())
    if improvement is None or len(known) < LEAST_PEERS:
        return
    low, _, high = quantiles(known, n=4)
    most = max(max(known), high + 1.5 * (high - low))
    if float(improvement) > most:
        yield _asks("beyond", where, N_(
            "{kpi} improved by {share}; of {count} cases of the trade the best one reached {best}.", kpi=name,
            share=_percent(improvement), count=len(known), best=_percent(Decimal(repr(max(known))))))


def _percent(share: Decimal) -> Percent:
    return Percent(ratio=quantized(share, 3))
