"""The offered bundles: essential, standard and advanced, and the front of price and benefit they lie on."""

from __future__ import annotations

from packagekit.compose.solver import Found, Solver
from packagekit.domain.bundle import OptionName

STANDARD_PERCENT = 60
"""How far from the essential bundle's benefit to the advanced one's the standard bundle must reach."""

FRONT_POINTS = 8


def options(solver: Solver) -> dict[OptionName, Found]:
    """The distinct bundles by name, cheapest first; empty when the wishes clash.

    Essential is the cheapest that meets every wish. Advanced brings the greatest benefit the wishes
    (the budget among them) allow, at the lowest price for it. Standard is the cheapest that reaches
    STANDARD_PERCENT of the way between the two; where only the advanced one does, the best below it.
    With fewer than three distinct bundles the standard name is kept, so that there is always one
    to recommend: a single bundle is the standard one, and of two the dearer.
    """
    essential = solver.cheapest(settle=True)
    if essential is None:
        return {}
    advanced = solver.greatest(at_least=essential.benefit, settle=True)
    assert advanced is not None, "the essential bundle itself is within these bounds"
    if advanced.benefit == essential.benefit:
        return {"standard": essential}
    span = advanced.benefit - essential.benefit
    standard = solver.cheapest(at_least=essential.benefit + -(-span * STANDARD_PERCENT // 100), settle=True)
    if standard is None or standard.benefit == advanced.benefit:
        standard = solver.greatest(
            at_least=essential.benefit + 1, at_most=advanced.benefit - 1, below=advanced.price, settle=True
        )
    if standard is None:
        return {"essential": essential, "standard": advanced}
    return {"essential": essential, "standard": standard, "advanced": advanced}


def front(solver: Solver, found: dict[OptionName, Found]) -> tuple[Found, ...]:
    """Bundles no other beats on both price and benefit, evenly spread between the options, cheapest first.

    Epsilon constraint: the cheapest bundle of at least a given benefit, that level raised step by
    step; asked for the greatest benefit at its price, each answer is on the front.
    """
    points = {f.benefit: f for f in found.values()}
    low, high = min(points), max(points)
    step = max(-(-(high - low) // (FRONT_POINTS - len(points))), 1)
    level = low
    while (level := level + step) < high:
        point = solver.cheapest(at_least=level)
        assert point is not None, "the advanced bundle reaches every level below its own"
        points[point.benefit] = point
        level = max(level, point.benefit)
    return tuple(points[b] for b in sorted(points))
