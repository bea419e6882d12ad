"""After-care as a plan: who answers a fault, what is done when, and what of the price it is."""

from __future__ import annotations

from decimal import Decimal

from packagekit.domain.kit import Support, SupportRow, Visit
from packagekit.domain.proposal import Aftercare, Plan, Price
from packagekit.domain.shown import Fact
from packagekit.domain.supplier import Supplier
from packagekit.domain.text import N_, Measure
from packagekit.propose import names
from packagekit.propose.given import Given
from packagekit.propose.terms import WARRANTY


def support(given: Given, care: Aftercare, plan: Plan, price: Price) -> Support:
    days = sum((row.days.value for row in care.training), Decimal(0))
    training = next((group for group in price.groups if group.code == "training_attached"), None)
    return Support(
        rows=tuple(_row(given, supplier) for supplier in given.delivering),
        visits=_visits(plan),
        training=Measure(value=days, unit="day"),
        price=() if training is None else (
            *(Fact(label=N_("{name}", name=line.name), value=line.amount) for line in training.lines),
            Fact(label=N_("Together, inside the price of the quotation"), value=training.subtotal),
        ),
    )


def _row(given: Given, supplier: Supplier) -> SupportRow:
    partner = given.partner_of(supplier)
    return SupportRow(
        supplier=supplier.name,
        solutions=tuple(s.name for s in given.chosen if s.supplier == supplier.id),
        response=Measure(value=Decimal(supplier.response_hours), unit="h"),
        languages=tuple(names.language(code) for code in supplier.languages),
        partner=None if partner is None else partner.name,
        services=None if partner is None else partner.services,
    )


def _visits(plan: Plan) -> tuple[Visit, ...]:
    training = next(task for task in plan.tasks if task.code == "training")
    stabilisation = next(task for task in plan.tasks if task.code == "stabilisation")
    return (
        Visit(when=N_("weeks {first} to {last}", first=training.start + 1, last=training.start + training.weeks),
              what=N_("Training at the plant and remotely"), who=training.who, result=training.result),
        Visit(when=N_("week {week}", week=plan.go_live_week), what=N_("Site acceptance and go-live"),
              who=N_("Suppliers and buyer"), result=N_("Site acceptance test")),
        Visit(when=N_("weeks {first} to {last}", first=stabilisation.start + 1, last=stabilisation.start + stabilisation.weeks),
              what=N_("Stabilisation with a weekly call on open faults"), who=stabilisation.who,
              result=N_("List of faults, who corrects each and by when")),
        Visit(when=N_("week {week}", week=plan.weeks), what=N_("Figures measured against the goals"),
              who=N_("Cooperative and buyer"), result=N_("Report to your board and final acceptance")),
        Visit(when=N_("{months} after site acceptance", months=WARRANTY), what=N_("Check before the warranty ends"),
              who=N_("Suppliers"), result=N_("Faults under warranty mended, offer for the years after")),
    )
