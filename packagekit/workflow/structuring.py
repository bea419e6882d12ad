"""Ways to structure a deal: the legal ones side by side, the advised one first."""

from __future__ import annotations

from datetime import date

from packagekit.domain.bundle import Bundle
from packagekit.domain.estimate import Terms
from packagekit.domain.person import Person
from packagekit.domain.structure import Structure
from packagekit.estimate import ADVICE, structures
from packagekit.workflow.house import House
from packagekit.workflow.quoting import law_of
from packagekit.workflow.rights import use_case

__all__ = ["ADVICE", "structure_bundle"]


@use_case
def structure_bundle(
    house: House, who: Person, bundle: Bundle, *, on: date, terms: Terms | None = None
) -> tuple[Structure, ...]:
    """The ways to make the deal against its present terms; raises Refusal where those cannot be estimated."""
    return structures(bundle, **law_of(house, bundle), on=on, base=terms)
