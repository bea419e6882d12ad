"""After-care and training: who comes, how fast, for how many days, in which language."""

from __future__ import annotations

from decimal import Decimal

from packagekit.domain.proposal import Aftercare, TrainingRow
from packagekit.domain.shown import Fact, Party
from packagekit.domain.solution import Effort, Solution
from packagekit.domain.text import N_, Measure, Text
from packagekit.propose import names
from packagekit.propose.given import Given


def aftercare(given: Given) -> Aftercare:
    lead = given.lead
    return Aftercare(
        cooperative=None if lead is None else Party(name=lead.name, place=lead.region),
        facts=_facts(given),
        promises=_promises(given),
        training=tuple(row for solution in given.chosen for row in _training(given, solution)),
    )


def _facts(given: Given) -> tuple[Fact, ...]:
    lead = given.lead
    if lead is None:
        return ()
    return (
        Fact(label=N_("Trade"), value=lead.trade),
        Fact(label=N_("Members"), value=N_("{n} small and medium-sized firms of one trade", n=lead.members_count)),
        Fact(label=N_("Services offered"), value=lead.services),
        Fact(label=N_("Languages"), value=tuple(names.language(code) for code in lead.languages)),
    )


def _promises(given: Given) -> tuple[Text, ...]:
    suppliers = given.delivering
    slowest = max(supplier.response_hours for supplier in suppliers)
    partners = tuple(dict.fromkeys(p.name for s in suppliers for p in s.partners if p.market == given.market.code))
    promises = [
        N_("Every supplier gives a first response to a fault within {hours} hours, on its working days.",
           hours=slowest),
        N_("The goal figures are measured again three months after go-live and reported to your board."),
        N_("Source data, configuration and the right to export them stay with the buyer."),
    ]
    if partners:
        promises.insert(1, N_("Partners in your country: {partners}.", partners=partners))
    elif given.factory.wishes.local_support:
        promises.insert(1, N_("No supplier of this option has a partner in your country yet: support comes from Korea, remotely first."))
    return tuple(promises)


def _training(given: Given, solution: Solution) -> list[TrainingRow]:
    days: dict[str, Decimal] = {}
    for effort in solution.efforts:
        if effort.purpose == "training":
            days[effort.where] = days.get(effort.where, Decimal(0)) + _days(given, effort)
    supplier = given.suppliers[solution.supplier]
    return [
        TrainingRow(
            solution=solution.name, days=Measure(value=total, unit="day"),
            where=N_("on site") if where == "on_site" else N_("remote"),
            language=tuple(names.language(code) for code in supplier.languages),
        )
        for where, total in days.items() if total
    ]


def _days(given: Given, effort: Effort) -> Decimal:
    drivers = 1 if effort.driver == "site" else given.option.sizes.get(effort.driver, 0)
    return effort.fixed + effort.per_unit * drivers
