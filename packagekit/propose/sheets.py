"""A sheet for each supplier of the bundle: what a buyer may be shown of him, and nothing more."""

from __future__ import annotations

from packagekit.domain.kit import SheetLine, SupplierSheet
from packagekit.domain.places import country_name
from packagekit.domain.proposal import ScopeLine
from packagekit.domain.shown import Fact
from packagekit.domain.supplier import Supplier
from packagekit.domain.text import N_, Measure, Year
from packagekit.propose import names
from packagekit.propose.given import Given
from packagekit.propose.profile import issued, valid
from packagekit.propose.references import references


def supplier_sheets(given: Given, lines: tuple[ScopeLine, ...]) -> tuple[SupplierSheet, ...]:
    return tuple(_sheet(given, supplier, lines) for supplier in given.delivering)


def _sheet(given: Given, supplier: Supplier, lines: tuple[ScopeLine, ...]) -> SupplierSheet:
    own = {s.id: s for s in given.chosen if s.supplier == supplier.id}
    return SupplierSheet(
        name=supplier.name, region=supplier.region, about=supplier.about, facts=_facts(given, supplier),
        certificates=tuple(Fact(label=N_("{name}", name=c.name), value=issued(c)) for c in valid(supplier, given.on)),
        lines=tuple(
            SheetLine(solution=line.solution, type=line.type, does=line.does, version=own[line.id].version,
                      parts=tuple(N_("{qty} × {part}", qty=part.qty, part=part.name) for part in line.parts))
            for line in lines if line.id in own
        ),
        references=references(given, cooperative=None, suppliers={supplier.id}),
    )


def _facts(given: Given, supplier: Supplier) -> tuple[Fact, ...]:
    partner = given.partner_of(supplier)
    facts = [
        Fact(label=N_("Founded"), value=Year(year=supplier.founded)),
        Fact(label=N_("Employees"), value=supplier.employees),
        Fact(label=N_("Languages"), value=tuple(names.language(code) for code in supplier.languages)),
        Fact(label=N_("First response to a fault"), value=Measure(value=supplier.response_hours, unit="h")),
    ]
    if supplier.markets:
        facts.append(Fact(label=N_("Markets delivered to"), value=tuple(country_name(code) for code in supplier.markets)))
    if supplier.capability is not None:
        facts.append(Fact(label=N_("Capability grade"), value=names.graded(supplier.capability)))
    if partner is not None:
        facts.append(Fact(label=N_("Partner in your country"), value=N_("{name}: {services}", name=partner.name, services=partner.services)))
    return tuple(facts)
