"""Leaves out the offers that no proven bundle would choose, so that the solver's question grows with what differs."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass

from packagekit.compose.candidates import broken_wishes, overlap
from packagekit.compose.pricing import Offer
from packagekit.compose.wishes import kept_systems
from packagekit.domain.factory import Factory
from packagekit.domain.solution import Solution
from packagekit.domain.supplier import Supplier
from packagekit.domain.taxonomy import Taxonomy


@dataclass(frozen=True)
class _Rival:
    """What one of two offers alike can be better at than the other."""

    offer: Offer
    broken: frozenset[str]
    needs_level: int

    def beats(self, other: _Rival) -> bool:
        """Whether it may stand for the other in every bundle: no dearer, no later, breaking no other wish.

        The rivals are compared in the order of price and id, so that of two equal ones the first stays.
        """
        mine, theirs = self.offer.solution, other.offer.solution
        return (
            mine.months <= theirs.months and self.needs_level <= other.needs_level and self.broken <= other.broken
            and {*theirs.protocols_in} <= {*mine.protocols_in} and {*theirs.protocols_out} <= {*mine.protocols_out}
        )


def unbeaten(
    offers: Sequence[Offer], factory: Factory, suppliers: Mapping[str, Supplier], taxonomy: Taxonomy
) -> tuple[Offer, ...]:
    """The offers without those that another one beats at everything while doing exactly the same.

    Whatever bundle holds a beaten offer still stands, brings as much, costs no more and goes live no later with the
    other one in its place, and so does a bundle of both without the beaten one: nothing is lost by not asking for it,
    whatever the wishes are held or given up. Offers that a wish or an exclusion calls by their id are nobody's equal.
    """
    named = {*factory.wishes.must, *(code for offer in offers for code in offer.solution.excludes)}
    kept = kept_systems(factory, taxonomy)
    groups: dict[Hashable, list[_Rival]] = {}
    for offer in sorted(offers, key=lambda o: (o.price, o.id)):
        rivals = groups.setdefault(_alike(offer.solution, named, taxonomy), [])
        rival = _Rival(
            offer, broken_wishes(offer.solution, factory, suppliers, taxonomy, kept),
            taxonomy.levels[offer.solution.needs_level].rank)
        if not any(better.beats(rival) for better in rivals):
            rivals.append(rival)
    return tuple(sorted((rival.offer for rivals in groups.values() for rival in rivals), key=lambda o: o.id))


def _alike(solution: Solution, named: set[str], taxonomy: Taxonomy) -> Hashable:
    """Equal for solutions that do the same for a bundle.

    Of two of a kind that may stand side by side, one may feed or prepare the other: then neither is the other's equal.
    """
    feeds_its_kind = not {*solution.needs_data}.isdisjoint(solution.gives_data) or solution.type in solution.needs_types
    if solution.id in named or (feeds_its_kind and not overlap(solution.type, solution.type, taxonomy)):
        return solution.id
    return (
        solution.type, solution.isa95_level, frozenset(solution.capabilities), solution.gives_data,
        frozenset(solution.needs_data), frozenset(solution.needs_types), frozenset(solution.excludes),
    )
