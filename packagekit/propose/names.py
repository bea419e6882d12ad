"""The names of catalog codes as texts, so that every chapter calls a thing by the same word."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from packagekit.domain.case import Case, KpiResult
from packagekit.domain.dated import Status
from packagekit.domain.market import Market
from packagekit.domain.money import quantized
from packagekit.domain.places import country_name, language_name
from packagekit.domain.supplier import CapabilityGrade
from packagekit.domain.taxonomy import Direction, Kpi, Taxonomy
from packagekit.domain.text import N_, Localized, Measure, Percent, Text, name_of

OPTIONS = {"essential": N_("Essential"), "standard": N_("Standard"), "advanced": N_("Advanced")}

KINDS = {
    "goods": N_("Goods"),
    "software_licence": N_("Software licences"),
    "software_service": N_("Software services"),
    "services": N_("Services"),
    "training_attached": N_("Training"),
}

STAGES = {
    "ex_works": N_("Price ex works"),
    "engineering": N_("Engineering"),
    "travel": N_("Travel"),
    "training": N_("Training"),
    "aftercare": N_("After-care"),
    "contingency": N_("Contingency"),
    "margin": N_("Margin"),
    "export": N_("Export from Korea"),
    "freight": N_("Freight"),
    "insurance": N_("Insurance"),
    "duty": N_("Customs duty"),
    "import_tax": N_("Import taxes"),
    "contract_tax": N_("Taxes on the contract"),
}

PAYERS = {"buyer": N_("Buyer"), "seller": N_("Seller")}

STATUSES = {
    Status.S: N_("law or agency text read"),
    Status.S2: N_("secondary source read"),
    Status.USER: N_("entered with a source"),
    Status.W: N_("weak source"),
    Status.GK: N_("unverified"),
}

IN_SENTENCES = {
    "ko": N_("Korean"),
    "en": N_("English"),
    "vi": N_("Vietnamese"),
    "id": N_("Indonesian"),
    "th": N_("Thai"),
}
"""Languages whose names stand within sentences otherwise than CLDR writes them: Vietnamese has "tiếng Anh" small there."""

UNVERIFIED = N_("unverified")

SAMPLE_ISSUER = N_("Sample Certification Institute")
"""Whose certificates the samples hold: the only body that does not exist, so the only one said in each language."""


MOST_TOGETHER = 12
"""Names that a cell of a table or a line of a cover lists; of more of them it says how many they are."""


def together(named: Iterable[Localized]) -> tuple[Localized | Text, ...]:
    """Names to be listed in one place, each once."""
    each = tuple(dict.fromkeys(named))
    if len(each) <= MOST_TOGETHER:
        return each
    return (*each[:MOST_TOGETHER - 1], N_("{n} others", n=len(each) - MOST_TOGETHER + 1))


def unverified(status: Status) -> Text | None:
    """The mark that stands beside a number nobody has checked."""
    return None if status.verified else UNVERIFIED


def language(code: str) -> Text:
    return IN_SENTENCES.get(code) or language_name(code)


def graded(grade: CapabilityGrade) -> Text:
    return N_("{level}, issued by {issuer} on {day}", level=grade.level, issuer=grade.issuer, day=grade.day)


def issuer(name: str) -> Text | str:
    """A body that certifies, by the name it writes itself with."""
    return SAMPLE_ISSUER if name == SAMPLE_ISSUER.msgid else name


def industry(taxonomy: Taxonomy, code: str) -> Text | str:
    """The name of the class, or of the nearest group above it that the catalog knows."""
    for length in range(len(code), 0, -1):
        if code[:length] in taxonomy.industries:
            return name_of(taxonomy.industries[code[:length]].name, "industry")
    return code


def capability(taxonomy: Taxonomy, code: str) -> Text:
    return name_of(taxonomy.capabilities[code].name, "capability")


def protocol(taxonomy: Taxonomy, code: str) -> Text:
    return name_of(taxonomy.protocols[code].name, "protocol")


def solution_type(taxonomy: Taxonomy, code: str) -> Text:
    return name_of(taxonomy.solution_types[code].name, "solution_type")


def level(taxonomy: Taxonomy, code: str) -> Text:
    return name_of(taxonomy.levels[code].name, "level")


def kpi(taxonomy: Taxonomy, code: str) -> Text:
    return name_of(taxonomy.kpis[code].name, "kpi")


def country(code: str, market: Market) -> Text:
    if code == market.code:
        return name_of(market.name, "market")
    return N_("Korea") if code == "KR" else country_name(code)


def charge(market: Market, code: str) -> Text | None:
    """What the market's law calls a charge at the border; None for anything else."""
    return next((name_of(charge.label, "charge") for charge in market.charges if charge.name == code), None)


def measured(value: Decimal, entry: Kpi) -> Measure:
    return Measure(value=value, unit=entry.unit)


def change(before: Decimal, after: Decimal, entry: Kpi) -> Text:
    """How a KPI moved: points and relative change for a percentage, the relative change otherwise.

    A defect rate from 5.0 % to 2.8 % is "2.2 points, 44 % lower", never "quality +44 %". Where
    the value before is 0 or the sign changes no percentage exists, and none is given.
    """
    if after == before:
        return N_("unchanged")
    difference = after - before
    countable = before != 0 and (before < 0) == (after < 0)
    if not countable:
        return N_("{difference} points", difference=difference) if entry.unit == "%" else N_(
            "{difference} in absolute terms", difference=Measure(value=difference, unit=entry.unit))
    relative = Percent(ratio=quantized(abs(difference / before), 3))
    if entry.unit == "%":
        if difference > 0:
            return N_("{difference} points, {relative} higher", difference=difference, relative=relative)
        return N_("{difference} points, {relative} lower", difference=-difference, relative=relative)
    return N_("{relative} higher", relative=relative) if difference > 0 else N_("{relative} lower", relative=relative)


def is_better(before: Decimal, after: Decimal, entry: Kpi) -> bool:
    return after >= before if entry.direction is Direction.HIGHER else after <= before


def improvement(result: KpiResult, entry: Kpi) -> Percent | None:
    ratio = result.improvement(entry.direction)
    return None if ratio is None else Percent(ratio=quantized(ratio, 3))


def size(case: Case) -> Text:
    return N_("{members} plants, {employees} employees, {machines} machines",
              members=len(case.members), employees=case.employees, machines=case.machines)
