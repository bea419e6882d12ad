"""Ways to structure one deal: terms side by side, what each leaves to both parties, and the rule that makes it so."""

from __future__ import annotations

from typing import Literal

from pydantic import model_validator

from packagekit.domain.dated import Source, Status
from packagekit.domain.estimate import Payer, Terms
from packagekit.domain.money import Money, total
from packagekit.domain.record import Record
from packagekit.domain.text import Text

Choice = Literal[
    "incoterm", "split_contract", "treaty", "origin_proof", "income_tax_borne_by", "vat_borne_by",
]
"""The terms that a structure may choose, by their names in ``Terms``."""

Standing = Literal["recommended", "possible", "doubtful", "comparison"]
"""``doubtful``: a paper it needs may not be had. ``comparison``: legal, but shown only for what it changes."""


class Figures(Record):
    """What a structure leaves to both parties, in the currency of the quotation."""

    price: Money  # what the quotation says
    seller_receives: Money  # the price less the taxes and border charges the seller hands over
    seller_keeps: Money  # that less the carriage he pays on: it is for his own work
    buyer_pays: Money  # everything, whoever gets it
    comes_back: Money  # credited or refunded to the buyer
    buyer_cost: Money

    @model_validator(mode="after")
    def _adds_up(self) -> Figures:
        if self.buyer_pays - self.comes_back != self.buyer_cost:
            raise ValueError("what the buyer pays less what comes back is not his cost")
        return self


class Paper(Record):
    """A paper the structure takes, and who has to bring it."""

    name: Text
    by: Payer
    obtainable: bool = True  # False: the party cannot get it by himself
    source: Source
    status: Status


class RuleDifference(Record):
    """What one rule changes in the buyer's cost against the deal's present terms."""

    choice: Choice
    rule: Text
    charge: Text  # whose amount it moves
    amount: Money  # above zero: dearer for the buyer
    source: Source
    status: Status


class Structure(Record):
    """One legal way to make the deal.

    ``figures`` hold the seller harmless: the price is raised until he keeps the full price of his own
    work. ``same_price`` leaves the price of his own work as it is, so that a tax he bears is his loss.
    ``difference`` is the buyer's cost in ``figures`` against the deal's present terms, and the sum of
    ``differences``.
    """

    terms: Terms
    changes: tuple[Text, ...]  # what is other than in the present terms; empty for those themselves
    standing: Standing
    reason: Text  # why it is recommended, or why another one is
    figures: Figures
    same_price: Figures
    difference: Money
    differences: tuple[RuleDifference, ...]
    papers: tuple[Paper, ...]
    same: tuple[Text, ...] = ()  # at the present terms: choices that were tried and move neither money nor paper

    @property
    def present(self) -> bool:
        """Whether these are the deal's present terms."""
        return not self.changes

    @model_validator(mode="after")
    def _differences_add_up(self) -> Structure:
        if total([d.amount for d in self.differences], self.difference.currency) != self.difference:
            raise ValueError("the differences by rule do not add up to the difference in cost")
        return self
