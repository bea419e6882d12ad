"""What a proposal is made of, gathered once so that every chapter takes one argument."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from packagekit.domain.bundle import Bundle, FrontPoint, Option, OptionName
from packagekit.domain.case import Case
from packagekit.domain.estimate import Estimate
from packagekit.domain.factory import Factory
from packagekit.domain.market import Market, SellerTerms
from packagekit.domain.matching import Match
from packagekit.domain.solution import PriceComponent, Solution
from packagekit.domain.supplier import Cooperative, LocalPartner, Supplier
from packagekit.domain.taxonomy import Taxonomy


@dataclass(frozen=True)
class Given:
    bundle: Bundle
    estimates: Mapping[OptionName, Estimate]
    matches: Sequence[Match]
    solutions: Mapping[str, Solution]
    suppliers: Mapping[str, Supplier]
    cooperatives: Mapping[str, Cooperative]
    cases: Mapping[str, Case]
    market: Market
    taxonomy: Taxonomy
    seller: SellerTerms
    on: date
    validity_days: int
    front: Sequence[FrontPoint]

    @property
    def factory(self) -> Factory:
        return self.bundle.factory

    @property
    def option(self) -> Option:
        return self.bundle.option

    @property
    def estimate(self) -> Estimate:
        """Of the option that was taken; ``propose`` has made sure that it is there."""
        return self.estimates[self.bundle.option.name]

    @property
    def chosen(self) -> tuple[Solution, ...]:
        """The solutions of the option taken, in the order of their first line."""
        return tuple(self.solutions[key] for key in dict.fromkeys(line.solution for line in self.option.lines))

    @property
    def delivering(self) -> tuple[Supplier, ...]:
        """The suppliers of the option taken, in the order of their first solution."""
        return tuple(self.suppliers[key] for key in dict.fromkeys(solution.supplier for solution in self.chosen))

    def partner_of(self, supplier: Supplier) -> LocalPartner | None:
        """Who stands in for the supplier in the buyer's market."""
        return next((partner for partner in supplier.partners if partner.market == self.market.code), None)

    @property
    def leaned_on(self) -> tuple[Case, ...]:
        """The cases the bundle leans on, best first; without any named ones, those that matched."""
        ids = self.bundle.cases or tuple(m.case.id for m in self.matches)
        return tuple(self.cases[key] for key in ids)

    @property
    def lead(self) -> Cooperative | None:
        """The cooperative of the best case stands behind training and after-care."""
        return next((self.cooperatives[case.cooperative] for case in self.leaned_on), None)

    def component(self, solution: str, code: str) -> PriceComponent:
        return next(c for c in self.solutions[solution].as_of(self.on).prices if c.code == code)
