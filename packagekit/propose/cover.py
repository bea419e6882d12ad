"""The cover and the summary: who offers what to whom, and the three options on one page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from packagekit.domain.bundle import Option
from packagekit.domain.factory import Contact
from packagekit.domain.proposal import Cover, OptionView, Plan, Summary
from packagekit.domain.shown import Fact, Party
from packagekit.domain.supplier import Cooperative, Supplier
from packagekit.domain.text import N_, Measure, Percent, Text
from packagekit.propose import names
from packagekit.propose.given import Given
from packagekit.propose.references import referred
from packagekit.propose.returns import payback

OPTION_ORDER = ("essential", "standard", "advanced")


def cover(given: Given, valid_until: date) -> Cover:
    factory, lead = given.factory, given.lead
    partners = given.delivering
    return Cover(
        number=f"PK-{given.market.code}-{given.on:%Y%m%d}-{factory.id.upper()}",
        title=N_("Smart factory proposal"),
        subtitle=N_("From {now} to {wanted} in {time}",
                    now=names.level(given.taxonomy, factory.level),
                    wanted=names.level(given.taxonomy, factory.target_level), time=Measure(value=Decimal(given.option.months), unit="month")),
        buyer=Party(name=factory.name, place=factory.address or factory.region),
        offered_by=_seller(lead or partners[0]),
        partners=names.together(partner.name for partner in partners),
        market=names.country(given.market.code, given.market),
        attention=_addressee(factory.contact) if factory.contact else None,
        salutation=_salutation(factory.contact, factory.name),
        day=given.on,
        valid_until=valid_until,
        sample=_sample(given),
    )


def _seller(firm: Cooperative | Supplier) -> Party:
    known = firm.identity
    return Party(name=firm.name, place=known.address or firm.region, representative=known.representative, tax_number=known.tax_number)


def _addressee(contact: Contact) -> Text:
    """Whom it is sent to, with his title, as the language writes it over a letter."""
    match contact.salutation:
        case "mr":
            person = N_("Mr {name}", name=contact.name)
        case "ms":
            person = N_("Ms {name}", name=contact.name)
        case _:
            person = N_("Mr/Ms {name}", name=contact.name)
    return N_("{person}, {title}", person=person, title=contact.title) if contact.title else person


def _salutation(contact: Contact | None, company: str) -> Text:
    # translators: the first line of a letter, with the comma or colon your language puts there, or none.
    if contact is None:
        return N_("To the management of {company},", company=company)
    match contact.salutation:
        case "mr":
            return N_("Dear Mr {name},", name=contact.name)
        case "ms":
            return N_("Dear Ms {name},", name=contact.name)
        case _:
            return N_("Dear {name},", name=contact.name)


def _sample(given: Given) -> Text | None:
    """A proposal is a sample as soon as anything named in it is: the mark never washes off."""
    used = (given.factory, *given.leaned_on, *given.delivering,
            *(given.solutions[line.solution] for option in _options(given) for line in option.lines),
            *(given.cases[key] for line in given.estimate.returns.benefits for key in line.evidence),
            *(given.cooperatives[c.cooperative] for c in given.leaned_on),
            *referred(given, cooperative=given.lead and given.lead.id, suppliers={s.id for s in given.delivering}))
    if all(record.origin != "sample" for record in used):
        return None
    return N_("SAMPLE – fictitious firms and figures, not an offer")


def summary(given: Given, plan: Plan) -> Summary:
    estimate, factory, taxonomy = given.estimate, given.factory, given.taxonomy
    views = tuple(_option(given, option) for option in _options(given))
    goals = tuple(names.kpi(taxonomy, goal.kpi) for goal in factory.goals)
    cases = given.leaned_on
    paragraphs = [
        N_("{company} wants to move from {now} to {wanted} and to improve {goals}.",
           company=factory.name, now=names.level(taxonomy, factory.level),
           wanted=names.level(taxonomy, factory.target_level), goals=goals),
        _offered(len(given.chosen), len(given.delivering), Measure(value=Decimal(given.option.months), unit="month")),
    ]
    if len(cases) == 1:
        paragraphs.append(N_("The design follows a joint build of a Korean cooperative and its members: {case}.", case=cases[0].shown_name(given.on)))
    elif cases:
        paragraphs.append(N_(
            "The design follows {n} joint builds of Korean cooperatives and their members, the closest being {case}.",
            n=len(cases), case=cases[0].shown_name(given.on)))
    if factory.keeps:
        paragraphs.append(N_("What works today stays: {systems} will be connected, not replaced.",
                             systems=tuple(s.name or names.solution_type(taxonomy, s.type) for s in factory.keeps)))
    return Summary(
        paragraphs=tuple(paragraphs),
        figures=(
            Fact(label=N_("Price of the quotation"), value=estimate.seller_price),
            Fact(label=N_("Buyer's cost after what comes back"), value=estimate.buyer_cost),
            Fact(label=N_("Payback, middle case"),
                 value=payback(estimate.returns.payback_months.p50, estimate.returns.horizon_years)),
            Fact(label=N_("Go-live after the order"), value=Measure(value=Decimal(plan.months), unit="month")),
        ),
        options=views,
        front=tuple(given.front),
        recommendation=_recommendation(given, views),
    )


def _offered(solutions: int, suppliers: int, time: Measure) -> Text:
    """How much is offered, from how many firms, and when it runs."""
    if solutions == 1:
        return N_("We offer one solution from a Korean supplier, live {time} after the order.", time=time)
    if suppliers == 1:
        return N_("We offer {solutions} solutions from a Korean supplier, live {time} after the order.", solutions=solutions, time=time)
    return N_("We offer {solutions} solutions from {suppliers} Korean suppliers, live {time} after the order.",
              solutions=solutions, suppliers=suppliers, time=time)


def _options(given: Given) -> list[Option]:
    return sorted((given.option, *given.bundle.others), key=lambda option: OPTION_ORDER.index(option.name))


def _option(given: Given, option: Option) -> OptionView:
    estimate = given.estimates.get(option.name)
    solutions = dict.fromkeys(line.solution for line in option.lines)
    return OptionView(
        code=option.name,
        name=names.OPTIONS[option.name],
        taken=option.name == given.option.name,
        recommended=option.recommended,
        solutions=tuple(given.solutions[key].name for key in solutions),
        capabilities=len(option.covers),
        benefit=Percent(ratio=option.benefit),
        months=option.months,
        works=option.price,
        price=estimate.seller_price if estimate else None,
        cost=estimate.buyer_cost if estimate else None,
        yearly=estimate.returns.yearly_benefit.p50 if estimate else None,
        payback=payback(estimate.returns.payback_months.p50, estimate.returns.horizon_years) if estimate else None,
        optimal=option.optimal,
    )


def _recommendation(given: Given, views: tuple[OptionView, ...]) -> Text:
    taken = next(view for view in views if view.taken)
    cheapest = min(_options(given), key=lambda option: option.price.amount)
    added = tuple(code for code in given.option.covers if code not in cheapest.covers)
    if taken.recommended and added and cheapest.name in given.estimates:
        return N_("We recommend the {option} option: it covers {count} of the capabilities your goals need. Compared with the {other} option it adds {added}; your cost rises by {more}. Every figure below is for the option we recommend.",
                  option=taken.name, count=taken.capabilities, other=next(v.name for v in views if v.code == cheapest.name),
                  added=tuple(names.capability(given.taxonomy, code) for code in added),
                  more=given.estimate.buyer_cost - given.estimates[cheapest.name].buyer_cost)
    if taken.recommended:
        return N_("We recommend the {option} option: it covers {count} of the capabilities your goals need. Every figure below is for the option we recommend.",
                  option=taken.name, count=taken.capabilities)
    advised = next((view for view in views if view.recommended), None)
    if advised is None:
        return N_("This proposal is for the {option} option; every figure below is for it.", option=taken.name)
    return N_("This proposal is for the {option} option, as you chose; we would recommend the {advised} option. Every figure below is for the {option} option.",
              option=taken.name, advised=advised.name)
