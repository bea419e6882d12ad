"""The contract annex: the price by what it is taxed as, what is handed over, and how it is accepted."""

from __future__ import annotations

from packagekit.domain.kit import Annex, AnnexGroup
from packagekit.domain.proposal import Plan, Price
from packagekit.domain.shown import Fact
from packagekit.domain.text import N_, Text
from packagekit.propose import names
from packagekit.propose.given import Given

COVERS: dict[str, Text] = {
    "goods": N_("Equipment under the delivery term below, with spare parts for the first year"),
    "software_licence": N_("The right to use the software named, at the plant named"),
    "software_service": N_("Subscriptions and cloud services for the months named"),
    "services": N_("Design, engineering, installation and commissioning, with travel"),
    "training_attached": N_("Training of operators and key users, and after-care"),
    "delivery": N_("Export clearance, carriage and insurance as far as the delivery term puts them on the seller"),
    "taxes": N_("Duties and taxes that these terms put on the seller"),
}


def annex(given: Given, price: Price, plan: Plan) -> Annex:
    country = names.country(given.market.code, given.market)
    return Annex(
        groups=tuple(
            AnnexGroup(no=no, code=group.code, name=group.name, covers=COVERS[group.code], amount=group.subtotal)
            for no, group in enumerate(price.groups, start=1)
        ),
        split=N_("Goods, software, services and training are priced apart, because the law of {country} may tax an undivided price at the highest rate of its parts.", country=country)
        if given.estimate.terms.split_contract
        else N_("The parties agreed on one undivided price; the parts below show what it is made of."),
        deliverables=tuple(Fact(label=task.name, value=task.result) for task in plan.tasks),
        acceptance=(
            Fact(label=N_("Factory acceptance (FAT)"), value=N_(
                "In Korea, before shipment, against the list agreed at design approval; both sides sign the record.")),
            Fact(label=N_("Site acceptance (SAT)"), value=N_(
                "At the buyer's plant, at go-live, against the same list; the warranty begins on the day of the record.")),
            Fact(label=N_("Final acceptance"), value=N_(
                "Three months after go-live, when the figures of the goals have been measured and faults of the list are mended.")),
        ),
        language=_language(given),
    )


def _language(given: Given) -> Text:
    code = given.market.language_of_contract
    if code is None:
        return N_("This annex is made in two languages; the parties agree in the contract which text prevails.")
    return N_("The law asks for a text in {language}; the parties agree in the contract which text prevails.",
              language=names.language(code))
