"""The papers a structure takes, and which party has to bring each."""

from __future__ import annotations

from collections.abc import Iterator

from packagekit.domain.dated import Status
from packagekit.domain.structure import Paper
from packagekit.domain.text import N_, name_of
from packagekit.estimate.books import Asked, Books
from packagekit.estimate.differences import INCOTERMS_2020


def papers_of(asked: Asked, books: Books) -> tuple[Paper, ...]:
    """Every paper without which the figures of ``books`` do not hold, the seller's first."""
    return (*_origin(asked, books), *_treaty(books), *_importer(asked, books), *_vouchers(books))


def _origin(asked: Asked, books: Books) -> Iterator[Paper]:
    """A proof of origin for each agreement that lowers a duty."""
    claimed = {charge.agreement for charge in books.found.charges} if books.found else set()
    for agreement in asked.market.preferences:
        if agreement.code in claimed:
            yield Paper(
                name=N_("Proof of origin: {proof}", proof=name_of(agreement.proof, "preference")), by="seller",
                source=agreement.source, status=agreement.status,
            )


def _treaty(books: Books) -> Iterator[Paper]:
    """What claims the treaty, once for all activities."""
    claimed = [line.income_tax for line in books.taxes.lines if line.income_tax.treaty]
    for tax in claimed[:1]:
        assert tax.proof is not None, "a market without a treaty has no treaty rate to claim"
        yield Paper(name=tax.proof, by="seller", source=tax.source, status=tax.status)


def _importer(asked: Asked, books: Books) -> Iterator[Paper]:
    """Who imports needs to be known to the customs of the country."""
    if books.found is None:
        return
    if asked.terms.incoterm == "DDP":
        yield Paper(
            name=N_("Importer of record and tax code in {market}", market=name_of(asked.market.name, "market")),
            by="seller", obtainable=False, source=INCOTERMS_2020, status=Status.GK,
        )
    elif asked.terms.importer_registered:
        names = {charge.rate_unregistered for charge in asked.market.charges if charge.in_force(books.found.on)} - {None}
        for name in sorted(map(str, names))[:1]:
            value = asked.market.parameters.named(name).record_on(books.found.on)
            yield Paper(name=N_("Importer's licence"), by="buyer", source=value.source, status=value.status)


def _vouchers(books: Books) -> Iterator[Paper]:
    """What a party needs of the other, or of the tax office, to take a tax back."""
    due = [taken for taken in books.contract if taken.row.amount.amount]
    credited = [t for t in due if t.row.code == "contract_vat" and t.row.payer == "buyer" and t.row.recoverable]
    withheld = [t for t in due if t.row.code == "contract_income_tax" and t.row.payer == "seller"]
    for taken in credited[:1]:
        yield Paper(name=N_("Payment voucher of the VAT on the contract, for the buyer's credit"), by="buyer",
                    source=taken.row.source, status=taken.status)
    for taken in withheld[:1]:
        yield Paper(name=N_("Certificate of the tax withheld, for the seller's credit in Korea"), by="buyer",
                    source=taken.row.source, status=taken.status)
