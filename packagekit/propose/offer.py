"""The price offer: what its letter says beside the price and the terms."""

from __future__ import annotations

from decimal import Decimal

from packagekit.domain.kit import Offer
from packagekit.domain.text import N_, Measure
from packagekit.propose import names
from packagekit.propose.given import Given
from packagekit.propose.plant import place
from packagekit.propose.terms import WARRANTY

IN_KOREA = {"EXW", "FCA", "FOB"}
AT_THE_PORT = {"CFR", "CIF"}


def offer(given: Given, number: str) -> Offer:
    country = names.country(given.market.code, given.market)
    incoterm = given.estimate.terms.incoterm
    return Offer(
        number=number,
        subject=N_("Price offer for smart factory solutions for {company}", company=given.factory.name),
        days=given.validity_days,
        incoterm=incoterm,
        named_place=N_("Korea") if incoterm in IN_KOREA else N_("port of {country}", country=country)
        if incoterm in AT_THE_PORT else place(given),
        time=Measure(value=Decimal(given.option.months), unit="month"),
        warranty=WARRANTY,
        enclosed=(N_("Full proposal"), N_("Technical compliance table"), N_("Company profile with similar contracts")),
    )
