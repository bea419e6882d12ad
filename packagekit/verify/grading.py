"""Works out the grade of a figure from the facts beside it, and says so to both sides."""

from __future__ import annotations

from packagekit.domain.case import Case, Grade, KpiResult
from packagekit.domain.record import Record
from packagekit.domain.text import N_, Text


class Grading(Record):
    """A grade, the facts that made it, and what would make it better."""

    grade: Grade
    because: Text
    better: Text | None = None


def grade(case: Case, result: KpiResult) -> Grading:
    """How the figure is known, by the rules of the house.

    A: an independent report or a system export, verified by a third party. B: a system export that the supplier
    attests and the factory agrees to. C: the factory's signed statement. D: a claim of the supplier only.

    Supplier and buyer together are not proof: three of four frauds found in the Korean programme were theirs. So
    their two signatures make a B at most, and only under a system export.
    """
    export = result.source_system == "system_export" and bool(result.evidence)
    third = "third_party" in result.attested and result.verifier is not None
    if third and result.relation == "independent" and result.evidence and (export or result.independent_report):
        kind = N_("a system export") if export else N_("an independent report")
        return Grading(grade=Grade.A, because=N_("{kind}, verified by {verifier}", kind=kind, verifier=result.verifier))
    agreed = "factory" in result.attested or (case.consent is not None and "figures" in case.consent.scope)
    if export and "supplier" in result.attested and agreed:
        return Grading(
            grade=Grade.B, because=N_("a system export, attested by the supplier and agreed to by the factory"),
            better=_tied(result) or N_("Have an independent body verify the export against the raw data for grade A."))
    if "factory" in result.attested and result.evidence:
        return Grading(
            grade=Grade.C, because=N_("a signed statement of the factory"),
            better=N_("Attach the export of the system the figure comes from and have the supplier attest it for grade B."))
    return Grading(
        grade=Grade.D, because=N_("a claim of the supplier only; it is never shown to a buyer"),
        better=N_("Attach a statement signed by the factory for grade C, or a system export both agree to for grade B."))


def _tied(result: KpiResult) -> Text | None:
    if "third_party" in result.attested and result.relation not in (None, "independent"):
        return N_("{verifier} is tied to the build; for grade A somebody independent must verify.", verifier=result.verifier or "")
    return None


def graded(case: Case) -> Case:
    """The case with every figure's grade as its facts make it: what is kept when it is verified."""
    return case.model_copy(update={"kpis": tuple(
        result.model_copy(update={"grade": grade(case, result).grade}) for result in case.kpis)})
