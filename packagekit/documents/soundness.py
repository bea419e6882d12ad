"""A proposal checked against itself, whatever is made of it: its sums added up anew, its benefits with what each rests on, the room it takes."""

from __future__ import annotations

from collections.abc import Iterator

from packagekit.documents.reading import short
from packagekit.domain.money import Money, total
from packagekit.domain.proposal import Proposal
from packagekit.domain.record import Record
from packagekit.domain.text import N_, Problem, Text

LONGEST_NAME = 200
"""Characters of a buyer's name: with more of them the cover and the heads of pages overflow."""


def unsound(proposal: Record) -> Iterator[Problem]:
    """What is wrong with the proposal itself, whatever is made of it."""
    if isinstance(proposal, Proposal):
        yield from wrong_sums(proposal)
        yield from unfounded(proposal)


def without_room(proposal: Proposal) -> Iterator[Problem]:
    """A buyer's name that would run out of the cover and over the tables below the heads of pages."""
    if len(name := proposal.cover.buyer.name) > LONGEST_NAME:
        yield Problem(where=short(name), what=N_("The text is longer than {most} characters.", most=LONGEST_NAME), how=N_("Shorten it."))


def sums(proposal: Proposal) -> Iterator[Money]:
    """Every sum the ledger and the price give, added up anew."""
    currency = proposal.price.currency
    yield from (total([line.amount for line in group.lines], currency) for group in proposal.price.groups)
    yield total([line.amount for group in proposal.price.groups for line in group.lines], currency)
    paid = [a for line in proposal.landed.ledger for a in line.amounts if a.payer == "buyer"]
    out, back = total([a.amount for a in paid], currency), total([a.amount for a in paid if a.recoverable], currency)
    yield from (out, back, out - back)


def wrong_sums(proposal: Proposal) -> Iterator[Problem]:
    """Sums of the proposal that their parts do not add up to."""
    currency, landed = proposal.price.currency, proposal.landed
    paid = [a for line in landed.ledger for a in line.amounts if a.payer == "buyer"]
    by_id = {a.id: a.amount for line in landed.ledger for a in line.amounts}
    checks: list[tuple[Text, Money, list[Money]]] = [
        *((group.name, group.subtotal, [line.amount for line in group.lines]) for group in proposal.price.groups),
        (N_("Price of the quotation"), proposal.price.total, [group.subtotal for group in proposal.price.groups]),
        (N_("Buyer's cash out"), landed.cash_out, [a.amount for a in paid]),
        (N_("Comes back"), landed.recoverable, [a.amount for a in paid if a.recoverable]),
        (N_("Buyer's cost"), landed.cost, [landed.cash_out, -landed.recoverable]),
        (N_("Payment"), proposal.price.total, [payment.amount for payment in proposal.terms.payments]),
        *((charge.name, charge.amount, [by_id[row] for row in charge.rows]) for charge in landed.charges),
    ]
    if proposal.shares:
        checks.append((N_("Member"), landed.cash_out, [share.amount for share in proposal.shares]))
    for name, stated, pieces in checks:
        if pieces and total(pieces, currency) != stated:
            yield Problem(where=str(name.msgid), what=N_("“{name}” says {stated}, and its parts add up to {sum}.", name=name, stated=stated, sum=total(pieces, currency)),
                          how=N_("Make the estimate again; do not send this one."))


def unfounded(proposal: Proposal) -> Iterator[Problem]:
    """Benefits that neither rest on cases nor say what was assumed."""
    for benefit in proposal.returns.benefits:
        founded = bool(benefit.basis.args.get("cases")) or (
            benefit.basis.msgid == "assumption" and bool(benefit.assumption.msgid.strip()))
        if not founded:
            yield Problem(where=benefit.kpi.msgid, what=N_("The benefit “{kpi}” rests on no case and is not marked as an assumption.", kpi=benefit.kpi),
                          how=N_("Link it to verified cases, or say what is assumed."))
