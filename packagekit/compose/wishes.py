"""The factory's wishes one by one, each with a code, a sentence and the name it has in a list."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from packagekit.domain.bundle import Wish
from packagekit.domain.factory import Factory, KeptSystem
from packagekit.domain.money import Money
from packagekit.domain.places import country_name, language_name
from packagekit.domain.solution import Solution
from packagekit.domain.taxonomy import SolutionType, Taxonomy
from packagekit.domain.text import N_, Localized, Text, name_of

BUDGET, DEADLINE, LANGUAGE, SUPPORT, LEVEL = "budget", "deadline", "ui_language", "local_support", "target_level"


@dataclass(frozen=True)
class Voiced:
    """A wish with its name in a list, such as “the budget of 100,000 USD”."""

    wish: Wish
    label: Text

    @property
    def code(self) -> str:
        return self.wish.code


@dataclass(frozen=True)
class Kept:
    """A system that stays; its type says what it usually gives, needs and does."""

    code: str  # "keeps:<type>", numbered from the second of its type on
    system: KeptSystem
    kind: SolutionType


def kept_systems(factory: Factory, taxonomy: Taxonomy) -> tuple[Kept, ...]:
    found: list[Kept] = []
    for system in factory.keeps:
        same = sum(1 for k in found if k.system.type == system.type)
        code = f"keeps:{system.type}" + (f":{same + 1}" if same else "")
        found.append(Kept(code=code, system=system, kind=taxonomy.solution_types[system.type]))
    return tuple(found)


def kept_name(system: KeptSystem, taxonomy: Taxonomy) -> Text | str:
    return system.name or name_of(taxonomy.solution_types[system.type].name, "solution_type")


def name_in_catalog(code: str, taxonomy: Taxonomy, solutions: Mapping[str, Solution]) -> Text | Localized | None:
    """The name of a capability, a solution type or a solution; None for a code of none of them."""
    if code in taxonomy.capabilities:
        return name_of(taxonomy.capabilities[code].name, "capability")
    if code in taxonomy.solution_types:
        return name_of(taxonomy.solution_types[code].name, "solution_type")
    return solutions[code].name if code in solutions else None


def wishes(
    factory: Factory, taxonomy: Taxonomy, solutions: Mapping[str, Solution], kept: Sequence[Kept],
    budget: Money, unsold: Mapping[str, Text], lacking: Mapping[str, Sequence[str]],
) -> tuple[Voiced, ...]:
    """Every wish, the firmest first: when wishes clash, the later ones are the likelier to be named.

    ``unsold`` says of solutions why they cannot be included; ``lacking`` names by wish the capabilities it
    needs that nothing on offer provides.
    """
    named: list[Voiced] = []

    def wish(code: str, text: Text, label: Text) -> None:
        named.append(Voiced(Wish(code=code, text=text), label))

    for system in kept:
        name = kept_name(system.system, taxonomy)
        wish(system.code, N_("Keep {system} and connect it.", system=name), N_("keeping {system}", system=name))
    for goal in dict.fromkeys(g.kpi for g in factory.goals):
        kpi = name_of(taxonomy.kpis[goal].name, "kpi")
        gap = _names(lacking.get(f"goal:{goal}", ()), taxonomy)
        text = (
            N_("Reach the goal for {kpi}; it needs what no solution on offer provides: {lacking}.", kpi=kpi, lacking=gap)
            if gap else N_("Reach the goal for {kpi}.", kpi=kpi)
        )
        wish(f"goal:{goal}", text, N_("the goal for {kpi}", kpi=kpi))
    for code in dict.fromkeys(factory.wishes.avoid):
        name = name_in_catalog(code, taxonomy, solutions)
        wish(f"avoid:{code}", N_("Avoid {unwanted}.", unwanted=name), N_("avoiding {unwanted}", unwanted=name))
    for code in dict.fromkeys(factory.wishes.must):
        name = name_in_catalog(code, taxonomy, solutions)
        text = unsold[code] if code in unsold else N_("Include {wanted}.", wanted=name)
        wish(f"must:{code}", text, N_("including {wanted}", wanted=name))
    level = name_of(taxonomy.levels[factory.target_level].name, "level")
    gap = _names(lacking.get(LEVEL, ()), taxonomy)
    text = (
        N_("Reach {level}; it needs what no solution on offer provides: {lacking}.", level=level, lacking=gap)
        if gap else N_("Reach {level}.", level=level)
    )
    wish(LEVEL, text, N_("the target of {level}", level=level))
    if factory.wishes.local_support:
        market = country_name(factory.market)
        wish(SUPPORT, N_("Have software supported by a partner in {market}.", market=market), N_("support in {market}", market=market))
    if factory.wishes.ui_language:
        language = language_name(factory.wishes.ui_language)
        wish(LANGUAGE, N_("Have screens in {language}.", language=language), N_("screens in {language}", language=language))
    months = factory.deadline_months
    wish(DEADLINE, N_("Go live within {months} months.", months=months), N_("the deadline of {months} months", months=months))
    wish(BUDGET, N_("Stay within the budget of {budget}.", budget=budget), N_("the budget of {budget}", budget=budget))
    return tuple(named)


def _names(capabilities: Sequence[str], taxonomy: Taxonomy) -> tuple[Text, ...]:
    return tuple(name_of(taxonomy.capabilities[c].name, "capability") for c in capabilities)
