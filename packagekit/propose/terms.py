"""The terms a signature would bind: delivery, payment, warranty, acceptance, validity, language."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from packagekit.domain.money import split
from packagekit.domain.proposal import Payment, TermsView
from packagekit.domain.shown import Fact
from packagekit.domain.text import N_, Measure, Percent, Text
from packagekit.propose import names
from packagekit.propose.given import Given
from packagekit.propose.price import basis

PAYMENTS: tuple[tuple[str, Text], ...] = (
    # The house's usual milestones, each bound to a paper that both sides can show.
    ("0.30", N_("On signature, against the order confirmation and an advance payment guarantee")),
    ("0.40", N_("On shipment, against the transport document and the factory acceptance record")),
    ("0.20", N_("On site acceptance, against the acceptance record signed by both sides")),
    ("0.10", N_("On final acceptance, three months after go-live")),
)

VALIDITY = N_("Validity")
WARRANTY = Measure(value=Decimal(12), unit="month")


def terms(given: Given, valid_until: date) -> TermsView:
    estimate = given.estimate
    shares = [Decimal(share) for share, _ in PAYMENTS]
    delivery, taxes, language = basis(given), _taxes(given), _language(given)
    warranty = N_(
        "{time} from site acceptance on equipment and software; wear parts and damage by others are not covered.",
        time=WARRANTY)
    acceptance = N_(
        "Factory acceptance in Korea, site acceptance at go-live, final acceptance three months later; each against a list agreed at design approval.")
    return TermsView(
        delivery=delivery, taxes=taxes, warranty=warranty, acceptance=acceptance, language=language,
        items=(
            Fact(label=N_("Delivery"), value=delivery),
            Fact(label=N_("Contract"), value=_contract(given)),
            Fact(label=N_("Taxes"), value=taxes),
            Fact(label=N_("Warranty"), value=warranty),
            Fact(label=N_("Acceptance"), value=acceptance),
            Fact(label=N_("Benefits"), value=N_(
                "The benefits in this proposal are a forecast from the cases shown and the assumptions stated; they are not a guarantee.")),
            Fact(label=VALIDITY, value=N_("This proposal holds until {day}.", day=valid_until)),
            Fact(label=N_("Language"), value=language),
            Fact(label=N_("Law and disputes"), value=N_(
                "To be agreed in the contract; arbitration at an international centre is proposed.")),
        ),
        payments=tuple(
            Payment(no=no, when=when, share=Percent(ratio=share), amount=amount)
            for no, ((_, when), share, amount) in enumerate(
                zip(PAYMENTS, shares, split(estimate.seller_price, shares), strict=True), start=1)
        ),
    )


def _contract(given: Given) -> Text:
    if given.estimate.terms.split_contract:
        return N_("Goods, software, services and training are priced apart in one contract, so that each is taxed at its own rate.")
    return N_("One undivided contract; its tax is reckoned as the law of {country} treats a mixed one.",
              country=names.country(given.market.code, given.market))


def _taxes(given: Given) -> Text:
    country = names.country(given.market.code, given.market)
    borne = given.estimate.terms
    match borne.income_tax_borne_by, borne.vat_borne_by:
        case "buyer", "buyer":
            return N_("Prices are net of income tax and value added tax of {country} on the seller's contract: the buyer bears both.", country=country)
        case "seller", "seller":
            return N_("Prices include income tax and value added tax of {country} on the seller's contract.", country=country)
        case "seller", "buyer":
            return N_("Prices include income tax of {country} on the seller's contract; the buyer bears the value added tax.", country=country)
        case _:
            return N_("Prices include value added tax of {country} on the seller's contract; the buyer bears the income tax.", country=country)


def _language(given: Given) -> Text:
    code = given.market.language_of_contract
    if code is None:
        return N_("The contract is made in the buyer's language and in English; the parties agree which text prevails.")
    return N_("The contract has a text in {language}, as the law asks, and one in English; the parties agree which prevails.",
              language=names.language(code))


def prevailing(first: Text, second: Text, prevails: Text) -> Text:
    """The clause of a contract in two languages: which text counts where they differ."""
    # translators: the names of languages are filled in as they stand in a sentence: "영어", "tiếng Anh", "Inggris", "อังกฤษ".
    return N_("This document is written in {first} and {second}. Where the two texts differ, the {prevails} text prevails.",
              first=first, second=second, prevails=prevails)
