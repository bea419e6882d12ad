"""A proposal checked against itself, whatever is made of it: its sums added up anew, its benefits with what each rests on, the room it takes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from packagekit.documents.pages.fonts import by_script, family, width
from packagekit.documents.reading import short
from packagekit.domain.money import Money, total
from packagekit.domain.proposal import Proposal
from packagekit.domain.record import Record
from packagekit.domain.signs import SENTENCES, cleaned, faults, misleading
from packagekit.domain.text import N_, Localized, Problem, Text

WIDEST_NAME = 125
"""The widest name of a buyer in em: a wider one runs out of the cover."""

USUAL_NAME = 35
"""A name of so many em has room on every first page in the type of its style."""

LETTER = 0.5
"""The mean width of a letter in em, by which widths are told to people."""


def unsound(proposal: Record) -> Iterator[Problem]:
    """What is wrong with the proposal itself, whatever is made of it."""
    if isinstance(proposal, Proposal):
        yield from wrong_sums(proposal)
        yield from unfounded(proposal)


def unprintable(proposal: Proposal) -> Iterator[Problem]:
    """Texts that no document can say well: of signs that mislead, or a buyer's name that runs out of the cover.

    What is typed today is refused where it is typed; a proposal may be made of what was registered before.
    """
    said = said_anywhere(proposal)
    for words in sorted(said) if misleading("\n".join(said)) or max(map(len, said), default=0) > SENTENCES else ():
        yield from faults(words, SENTENCES, short(words))
    name = proposal.cover.buyer.name
    if not name.strip():
        yield Problem(where="name", what=N_("This is missing."), how=N_("Fill it in."))
    if (wide := drawn(name)) > WIDEST_NAME:
        yield Problem(where=short(name), what=N_("The name takes the room of {wide} letters, and the cover has room for {most}.",
                                                 wide=round(wide / LETTER), most=round(WIDEST_NAME / LETTER)), how=N_("Shorten it."))


def drawn(name: str) -> float:
    """How wide a name is in bold letters, in em."""
    return sum(width(part, family("", False, script), True) for script, part in by_script(cleaned(name)))


def long_names(proposal: Proposal) -> bool:
    """Whether a name on the first page may take more room than the layouts have laid out for it."""
    names = said_anywhere(proposal.cover.buyer) | said_anywhere(proposal.cover.offered_by)
    return any(drawn(name) > USUAL_NAME for name in names)


def said_anywhere(proposal: Record) -> set[str]:
    """Every text that people have written into a proposal, in every language."""
    found: set[str] = set()

    def look(value: Any) -> None:
        if isinstance(value, str):
            found.add(value)
        elif isinstance(value, Text):
            look(tuple(value.args.values()))
        elif isinstance(value, Localized):
            found.update(value.root.values())
        elif isinstance(value, Record):
            look(tuple(value.__dict__.values()))
        elif isinstance(value, tuple):
            for part in value:
                look(part)

    look(proposal)
    return found


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
