"""Everything the solver must know, as sets of whole numbers: what may be chosen, what implies what, what pays."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal
from itertools import combinations

from packagekit.compose.benefit import Gain, gains
from packagekit.compose.candidates import broken_wishes, clash
from packagekit.compose.connect import Node, handed, kept_node, routes, solution_node
from packagekit.compose.pricing import Offer, Pricer
from packagekit.compose.wishes import LEVEL, Kept, Voiced, kept_systems, wishes
from packagekit.domain.factory import Factory
from packagekit.domain.matching import Match
from packagekit.domain.money import Money
from packagekit.domain.solution import Solution
from packagekit.domain.supplier import Supplier
from packagekit.domain.taxonomy import Taxonomy
from packagekit.domain.text import Text

INTEGRATION_MONTHS = 1
"""Joint test of a bundle of two systems or more, kept ones included."""

PLANTS_PER_ROLL_OUT_MONTH = 3
"""Solutions are installed in all plants of a joint build together; going live takes a month more per three further plants."""


@dataclass(frozen=True)
class Clause:
    """One of ``any_of`` must be chosen (each with all its members), if ``premise`` is chosen, while ``wish`` is held."""

    any_of: frozenset[frozenset[int]]
    premise: int | None = None
    wish: str | None = None


@dataclass(frozen=True)
class Trade:
    """What does not change with the wishes: the offers on sale and the market of solutions around them."""

    offers: tuple[Offer, ...]
    unsold: Mapping[str, Text]
    solutions: Mapping[str, Solution]
    suppliers: Mapping[str, Supplier]
    taxonomy: Taxonomy
    matches: tuple[Match, ...]
    pricer: Pricer
    budget: Money
    loading: Decimal  # what the buyer bears in the end for one unit of price
    on: date

    @property
    def limit(self) -> int:
        """The highest price, in minor units, whose loaded cost stays within the budget."""
        return int(self.pricer.minor(self.budget) / self.loading)

    def borne(self, price: int) -> Money:
        """What the buyer bears in the end for a price in minor units, rounded up: less would not do."""
        return self.pricer.money(int((price * self.loading).to_integral_value(ROUND_CEILING)))


@dataclass(frozen=True)
class World:
    """The question put to the solver. Offers are numbered in the order of their ids, so the answer knows no other."""

    factory: Factory
    trade: Trade
    kept: tuple[Kept, ...]
    wishes: tuple[Voiced, ...]
    broken: tuple[frozenset[str], ...]  # by offer: the wishes it would break
    clauses: tuple[Clause, ...]
    clashes: frozenset[tuple[int, int]]
    required: tuple[str, ...]
    gains: tuple[tuple[int, frozenset[int]], ...]  # points, and the offers any of which brings them
    helpful: tuple[str, ...]
    nodes: tuple[Node, ...]
    kept_nodes: tuple[Node, ...]
    budget: int
    deadline: int

    @property
    def offers(self) -> tuple[Offer, ...]:
        return self.trade.offers

    def price(self, chosen: Iterable[int]) -> int:
        return sum(self.offers[i].price for i in chosen)

    def benefit(self, chosen: Iterable[int]) -> int:
        have = set(chosen)
        return sum(points for points, bringers in self.gains if have & bringers)

    def held(self, *, without: Iterable[str] = ()) -> frozenset[str]:
        """The codes of all wishes but some."""
        return frozenset(w.code for w in self.wishes) - set(without)

    def barred(self, active: frozenset[str]) -> list[int]:
        """Offers that the held wishes rule out by themselves."""
        return [i for i, broken in enumerate(self.broken) if broken & active]

    @property
    def roll_out(self) -> int:
        return -(-(max(len(self.factory.members), 1) - 1) // PLANTS_PER_ROLL_OUT_MONTH)

    def months(self, chosen: Sequence[int]) -> int:
        """The slowest solution, the roll-out over plants and, for several systems, their joint test."""
        together = INTEGRATION_MONTHS if len(chosen) + len(self.kept) > 1 else 0
        return max((self.offers[i].solution.months for i in chosen), default=0) + self.roll_out + together


def world(factory: Factory, trade: Trade) -> World:
    taxonomy, offers = trade.taxonomy, trade.offers
    kept = kept_systems(factory, taxonomy)
    given = frozenset(c for k in kept for c in k.kind.provides)
    nodes = tuple(solution_node(i, offer.solution, taxonomy) for i, offer in enumerate(offers))
    kept_nodes = tuple(kept_node(k) for k in kept)
    needed = _needed(factory, taxonomy, given)
    required = tuple(dict.fromkeys(c for capabilities in needed.values() for c in capabilities))
    lacking = {
        wish: [c for c in capabilities if not _providers(c, offers)] for wish, capabilities in needed.items()
    }
    found = gains(
        factory, taxonomy, trade.solutions, trade.matches, {*required, *given}, [k.system.type for k in kept], trade.on
    )
    clauses = [
        *(Clause(_providers(c, offers), wish=wish) for wish, capabilities in needed.items() for c in capabilities),
        *_musts(factory, taxonomy, offers, kept),
        *_connections(kept_nodes, nodes),
        *_data(nodes, kept_nodes),
        *_prerequisites(offers, kept),
    ]
    return World(
        factory=factory, trade=trade, kept=kept,
        wishes=wishes(factory, taxonomy, trade.solutions, kept, trade.budget, trade.unsold, lacking),
        broken=tuple(broken_wishes(o.solution, factory, trade.suppliers, taxonomy, kept) for o in offers),
        clauses=tuple(dict.fromkeys(clauses)),
        clashes=frozenset(
            (i, j) for i, one in enumerate(offers) for j in range(i + 1, len(offers))
            if clash(one.solution, offers[j].solution, taxonomy)
        ),
        required=required,
        gains=tuple((gain.points, _bringers(gain, offers)) for gain in found),
        helpful=tuple(gain.capability for gain in found if gain.capability is not None),
        nodes=nodes, kept_nodes=kept_nodes,
        budget=trade.limit, deadline=factory.deadline_months,
    )


def _needed(factory: Factory, taxonomy: Taxonomy, given: frozenset[str]) -> dict[str, tuple[str, ...]]:
    """By wish, the capabilities it needs and nothing that stays gives.

    The target level needs what it and the levels below it mark, less what marks the present level.
    """
    rank = {code: level.rank for code, level in taxonomy.levels.items()}

    def marks(upto: str) -> set[str]:
        return {c for code, level in taxonomy.levels.items() if rank[code] <= rank[upto] for c in level.capabilities}

    of_level = marks(factory.target_level) - marks(factory.level) - given
    needed = {LEVEL: tuple(c for c in taxonomy.capabilities if c in of_level)}
    for goal in factory.goals:
        needed[f"goal:{goal.kpi}"] = tuple(c for c in taxonomy.kpis[goal.kpi].capabilities if c not in given)
    for wanted in factory.wishes.must:
        if wanted in taxonomy.capabilities and wanted not in given:
            needed[f"must:{wanted}"] = (wanted,)
    return needed


def _providers(capability: str, offers: Sequence[Offer]) -> frozenset[frozenset[int]]:
    return frozenset(frozenset({i}) for i, o in enumerate(offers) if capability in o.solution.capabilities)


def _bringers(gain: Gain, offers: Sequence[Offer]) -> frozenset[int]:
    return frozenset(
        i for i, o in enumerate(offers)
        if o.solution.type == gain.type or gain.capability in o.solution.capabilities
    )


def _musts(factory: Factory, taxonomy: Taxonomy, offers: Sequence[Offer], kept: Sequence[Kept]) -> list[Clause]:
    """Wanted types and solutions; a wanted type that stays is there already."""
    clauses = []
    for wanted in factory.wishes.must:
        if wanted in taxonomy.capabilities or any(k.system.type == wanted for k in kept):
            continue
        fitting = frozenset(frozenset({i}) for i, o in enumerate(offers) if wanted in (o.id, o.solution.type))
        clauses.append(Clause(fitting, wish=f"must:{wanted}"))
    return clauses


def _connections(kept_nodes: Sequence[Node], nodes: Sequence[Node]) -> list[Clause]:
    """Each kept system hands data to a chosen one or takes data from it."""
    gateways = [n for n in nodes if n.gateway]
    clauses = []
    for kept in kept_nodes:
        ways = set()
        for node in nodes:
            if handed(kept, node):
                ways |= {way | node.choice for way in routes(kept, node, gateways)}
            if handed(node, kept):
                ways |= set(routes(node, kept, gateways))
        clauses.append(Clause(_least(ways), wish=kept.id))
    return clauses


def _data(nodes: Sequence[Node], kept_nodes: Sequence[Node]) -> list[Clause]:
    """Whoever needs data is fed by another chosen solution or by a system that stays."""
    gateways = [n for n in nodes if n.gateway]
    clauses = []
    for taker in nodes:
        for data in sorted(taker.needs):
            ways: set[frozenset[int]] = set()
            for giver in (*kept_nodes, *nodes):
                if giver.id != taker.id and data in giver.gives:
                    ways |= set(routes(giver, taker, gateways))
            if frozenset() not in ways:
                clauses.append(Clause(_least(ways), premise=taker.index))
    return clauses


def _prerequisites(offers: Sequence[Offer], kept: Sequence[Kept]) -> list[Clause]:
    clauses = []
    for i, offer in enumerate(offers):
        for needed in offer.solution.needs_types:
            if not any(k.system.type == needed for k in kept):
                fitting = frozenset(
                    frozenset({j}) for j, other in enumerate(offers) if j != i and other.solution.type == needed
                )
                clauses.append(Clause(fitting, premise=i))
    return clauses


def _least(ways: Iterable[frozenset[int]]) -> frozenset[frozenset[int]]:
    """The ways without those that only add to another way."""
    least: set[frozenset[int]] = set()
    for way in sorted(ways, key=len):
        if not any(frozenset(part) in least for size in range(len(way) + 1) for part in combinations(way, size)):
            least.add(way)
    return frozenset(least)

