"""Ways to structure one deal, tried under the law of the day and laid side by side, the advised one first.

The structures are compared at one net receipt of the seller: the price is raised until he keeps the full
price of his own work, whatever taxes he bears. Beside it stands what each would be at an unchanged price.

Which structures are tried: delivery FCA, CIP, DAP and DDP, and CIF where goods handed over at the border
are outside the tax on the contract; a price for each part or one for all; relief under the tax treaty and
preferential origin claimed or not; the income tax in the price or on top of it, and the VAT as well where
the law takes it from the price (elsewhere the buyer declares it himself).

Which are advised: those whose papers can be had. Under DDP the seller is the importer and needs one of
record there, whose fee nobody knows beforehand; one price for several activities is shown only for
comparison, because the tax office may apply its highest rate.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from itertools import count
from typing import Any

from packagekit.domain.bundle import Bundle
from packagekit.domain.estimate import Incoterm, Terms
from packagekit.domain.exchange import ExchangeRates
from packagekit.domain.market import Market, SellerTerms, Tariff
from packagekit.domain.money import Money
from packagekit.domain.solution import Solution
from packagekit.domain.structure import Choice, Figures, Paper, RuleDifference, Standing, Structure
from packagekit.domain.text import N_, Refusal, Text, name_of
from packagekit.estimate import works
from packagekit.estimate.books import Asked, Books, books_of, opened, read
from packagekit.estimate.differences import CHOICES, differences, names_of, steps
from packagekit.estimate.papers import papers_of

ADVICE = N_("This is advice, not a legal opinion. Confirm the structure and its papers with tax counsel in the buyer's "
            "country before you sign.")

MOST = 8
"""Rows shown; of more, those that change least are left out."""

_DELIVERIES: tuple[Incoterm, ...] = ("CIP", "FCA", "DAP", "DDP")
_VAT_IN_PRICE = frozenset({"vn_fct_2014"})  # laws that take VAT from the price paid abroad
_PATIENCE = 30  # rounds of raising a price before rounding is taken to swing between two units

_STANDINGS: tuple[Standing, ...] = ("recommended", "possible", "doubtful", "comparison")


def structures(
    bundle: Bundle, *, solutions: Mapping[str, Solution], market: Market, tariff: Tariff, seller: SellerTerms,
    rates: ExchangeRates, on: date, base: Terms | None = None,
) -> tuple[Structure, ...]:
    """The ways to make this deal: the recommended one first, the deal's present terms among them.

    ``base`` are the present terms, those of ``estimate`` where none are given; each other row changes one
    of them, the recommended one as many as pay. Recommended is the lowest buyer's cost among those whose
    papers can be had; on a tie fewer papers, then fewer changes. A change that moves neither money nor
    paper is only named with the present terms; one for which the law has no rate on the day is left out.
    Raises Refusal as ``estimate`` does where the present terms themselves cannot be estimated.
    """
    base = base or Terms(currency=bundle.factory.budget.currency)
    trials = _Trials(read(bundle, solutions, market, tariff, seller, rates, base, on))
    best = trials.best()
    present = trials.present
    tried = (trials.of(present.terms.model_copy(update={choice: value}))
             for choice in CHOICES for value in trials.values[choice])
    singles = [trial for trial in tried if trial is not None and trial is not present]
    same = tuple(name for t in singles if t.same_as(present) for name in names_of(present.terms, t.terms))
    others = [t for t in singles if t is not best and not t.same_as(present)]
    others.sort(key=lambda t: abs(t.equal.cost.amount - present.equal.cost.amount), reverse=True)
    kept = [t for t in (present, *others) if t is not best][:MOST - 1]
    rows = [_structure(trials, trial, best, same if trial is present else ())
            for trial in (best, *sorted(kept, key=trials.rank))]
    return tuple(sorted(rows, key=lambda row: _STANDINGS.index(row.standing)))


@dataclass(frozen=True)
class _Trial:
    """One set of terms, its books at an unchanged price and at an equal net receipt."""

    terms: Terms
    same: Books
    equal: Books
    papers: tuple[Paper, ...]

    def same_as(self, other: _Trial) -> bool:
        """Whether neither money nor paper tells them apart."""
        def told(trial: _Trial) -> tuple[Any, ...]:
            return _figures(trial.same), _figures(trial.equal), trial.papers

        return told(self) == told(other)


class _Trials:
    """Every structure of one bundle, each worked out once."""

    def __init__(self, asked: Asked) -> None:
        self.asked = asked
        self.found: dict[Terms, _Trial | None] = {}
        # Where the present terms cannot stand, every gap of the law is told at once.
        self.present = self.found[asked.terms] = self._tried(asked, opened(asked))
        self.several = len(self.present.same.amounts) > 1
        self.values = dict(self._values())

    def of(self, terms: Terms) -> _Trial | None:
        """None where the law has no rate for these terms on the day."""
        if terms not in self.found:
            asked = self.asked.under(terms)
            try:
                self.found[terms] = self._tried(asked, books_of(asked))
            except Refusal:
                self.found[terms] = None
        return self.found[terms]

    def _tried(self, asked: Asked, same: Books) -> _Trial:
        equal = _equal_net(asked, same)
        return _Trial(asked.terms, same, equal, papers_of(asked, equal))

    def _values(self) -> Iterator[tuple[Choice, tuple[Any, ...]]]:
        """What each choice may be; one that makes no sense here stays as it is."""
        terms, law = self.asked.terms, self.asked.market.contract_tax
        preferences = any(p.since <= self.asked.desk.day for p in self.asked.market.preferences)
        yield "incoterm", self._deliveries() if self.asked.codes else (terms.incoterm,)
        yield "split_contract", (True, False) if self.several else (terms.split_contract,)
        yield "treaty", (False, True) if law.treaty_proof is not None else (terms.treaty,)
        yield "origin_proof", (True, False) if self.asked.codes and preferences else (terms.origin_proof,)
        yield "income_tax_borne_by", ("buyer", "seller")
        yield "vat_borne_by", ("buyer", "seller") if law.method in _VAT_IN_PRICE else ("buyer",)

    def _deliveries(self) -> tuple[Incoterm, ...]:
        """Delivery at the border counts where the law frees goods sold without any service in the country."""
        activities = self.asked.market.contract_tax.activities
        freed = activities["goods"].income_tax is None and activities["goods_with_services"].income_tax is not None
        at_border = works.goods_activity_of(self.asked.bundle, self.asked.own.items, "CIF") == "goods"
        return (*_DELIVERIES, "CIF") if freed and at_border else _DELIVERIES

    def advised(self, trial: _Trial) -> bool:
        return self.standing(trial) == "possible"

    def standing(self, trial: _Trial) -> Standing:
        if self.several and not trial.terms.split_contract:
            return "comparison"
        return "possible" if all(paper.obtainable for paper in trial.papers) else "doubtful"

    def rank(self, trial: _Trial) -> tuple[Any, ...]:
        """The cheaper for the buyer, then with fewer papers, then with fewer changes, then in a fixed order."""
        terms = trial.terms
        fixed = tuple(str(getattr(terms, choice)) for choice in CHOICES)
        return trial.equal.cost.amount, len(trial.papers), len(names_of(self.asked.terms, terms)), fixed

    def best(self) -> _Trial:
        """The advised one no change of a single choice makes cheaper, found by taking the choices in turn."""
        terms = self.asked.terms
        if self.several:
            terms = terms.model_copy(update={"split_contract": True})
        if self.asked.codes and terms.incoterm == "DDP":
            terms = terms.model_copy(update={"incoterm": _DELIVERIES[0]})
        while True:
            before = terms
            for choice in CHOICES:
                tried = (self.of(terms.model_copy(update={choice: value}))
                         for value in dict.fromkeys((getattr(terms, choice), *self.values[choice])))
                terms = min((t for t in tried if t is not None and self.advised(t)), key=self.rank).terms
            if terms == before:
                return min((t for t in self.found.values() if t is not None and self.advised(t)), key=self.rank)


def _equal_net(asked: Asked, same: Books) -> Books:
    """The books with prices raised by what is then taken from the seller, to the last unit.

    The tax on a raised price is never lower, so raising by the tax found and taxing again comes to rest. The
    first step goes nearly all the way. Only the charges of several goods in one DDP price may swing by a
    unit; then the price stays at the higher one.
    """
    books, raised = same, {
        activity: asked.desk.rounded(taken.amount / (1 - taken.amount / same.amounts[activity].amount))
        for activity, taken in _taken(same).items()
    }
    for turn in count():
        if raised == books.raised:
            return books
        books = books_of(asked, raised)
        taken = _taken(books)
        raised = taken if turn < _PATIENCE else {
            activity: max((amount, books.raised.get(activity, amount)), key=lambda money: money.amount)
            for activity, amount in taken.items()
        }
    raise AssertionError("counting never ends")


def _taken(books: Books) -> dict[str, Money]:
    """The taxes on the contract that the seller bears, by activity."""
    taken: dict[str, Money] = {}
    for entry in books.contract:
        if entry.row.payer == "seller" and entry.row.amount.amount and entry.activity is not None:
            amount = taken.get(entry.activity, Money(amount=Decimal(0), currency=books.currency))
            taken[entry.activity] = amount + entry.row.amount
    return taken


def _structure(trials: _Trials, trial: _Trial, best: _Trial, same: tuple[Text, ...]) -> Structure:
    present = trials.present
    rules = tuple(_differences(trials, trial))
    return Structure(
        terms=trial.terms, changes=names_of(present.terms, trial.terms),
        standing="recommended" if trial is best else trials.standing(trial), reason=_reason(trials, trial, best),
        figures=_figures(trial.equal), same_price=_figures(trial.same),
        difference=trial.equal.cost - present.equal.cost, differences=rules, papers=trial.papers, same=same,
    )


def _differences(trials: _Trials, trial: _Trial) -> Iterator[RuleDifference]:
    """The way from the present terms, one choice at a time; what cannot stand on the way is taken with the next."""
    before = trials.present
    for choice, _, terms in steps(trials.present.terms, trial.terms):
        after = trials.of(terms)
        if after is not None:
            yield from differences(trials.asked.market, choice, terms, before.equal, after.equal)
            before = after


def _figures(books: Books) -> Figures:
    return Figures(
        price=books.price, seller_receives=books.received, seller_keeps=books.kept, buyer_pays=books.cash_out,
        comes_back=books.back, buyer_cost=books.cost,
    )


def _reason(trials: _Trials, trial: _Trial, best: _Trial) -> Text:
    if trial is best:
        return N_("Of the structures whose papers can be had, none costs the buyer less while the seller keeps the same.")
    standing = trials.standing(trial)
    if standing == "doubtful":
        return N_("The seller would be the importer in {market}. He can be so only through an importer of record there, "
                  "whose fee is not counted.", market=name_of(trials.asked.market.name, "market"))
    if standing == "comparison":
        return N_("Shown only for comparison: the tax office may apply its highest rate to one price for several activities.")
    more = trial.equal.cost - best.equal.cost
    if more.amount:
        return N_("It costs the buyer {amount} more than the recommended one.", amount=more)
    if len(trial.papers) > len(best.papers):
        return N_("It costs the buyer the same and takes more papers.")
    return N_("It costs the buyer the same as the recommended one.")
