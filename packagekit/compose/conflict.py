"""When no bundle meets every wish: a minimal set of clashing ones, and ways out that were each solved."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from packagekit.compose.solver import Solver
from packagekit.compose.wishes import (
    BUDGET,
    DEADLINE,
    LANGUAGE,
    LEVEL,
    SUPPORT,
    Voiced,
    kept_name,
    name_in_catalog,
)
from packagekit.compose.world import World, world
from packagekit.domain.bundle import Conflict, Wish
from packagekit.domain.factory import Factory
from packagekit.domain.places import country_name, language_name
from packagekit.domain.text import N_, Localized, Problem, Refusal, Text, name_of


def conflict(question: World) -> Conflict:
    """The clash of a world in which not all wishes can be met.

    Raises ``Refusal`` when not even a factory without wishes could be offered anything.
    """
    if not question.offers or not Solver(question, frozenset()).feasible():
        raise Refusal(Problem(
            where="solutions",
            what=N_("No solution can be sold to this factory on {day}.", day=question.trade.on),
            how=N_("Register solutions for its industry with prices that hold on that day and with what they need beside them."),
        ))
    clash = minimal_clash(question)
    ways = tuple(way for voiced in clash for way in _ways_out(question, voiced))
    return Conflict(minimal=True, wishes=tuple(v.wish for v in clash), ways_out=ways or (_together(question),))


def minimal_clash(question: World) -> tuple[Voiced, ...]:
    """Deletion filter: each wish is left out in turn and stays out if the rest still clash.

    What is left clashes, and any one taken from it lets the rest be met, because to hold fewer
    wishes never rules a bundle out.
    """
    clash = question.held()
    for voiced in question.wishes:
        if not Solver(question, clash - {voiced.code}).feasible():
            clash -= {voiced.code}
    return tuple(v for v in question.wishes if v.code in clash)


def _ways_out(question: World, voiced: Voiced) -> Iterator[Wish]:
    """Changes of this one wish that let all others be met."""
    kind, _, subject = voiced.code.partition(":")
    loosened = Solver(question, question.held(without=[voiced.code]))
    for text in _WAYS[kind](question, loosened, voiced.code, subject):
        yield Wish(code=voiced.code, text=text)


def _raise_budget(question: World, loosened: Solver, _code: str, _subject: str) -> Iterator[Text]:
    if found := loosened.cheapest():
        yield N_("Raise the budget to at least {price}.", price=question.trade.borne(found.price))


def _allow_months(question: World, loosened: Solver, _code: str, _subject: str) -> Iterator[Text]:
    if found := loosened.soonest():
        yield N_("Allow at least {months} months.", months=found.months)


def _accept_screens(question: World, loosened: Solver, code: str, _subject: str) -> Iterator[Text]:
    language = question.factory.wishes.ui_language
    assert language is not None
    if solutions := _fewest_breaking(question, loosened, code):
        yield N_(
            "Accept these without screens in {language}: {solutions}.",
            language=language_name(language), solutions=solutions,
        )


def _accept_support(question: World, loosened: Solver, code: str, _subject: str) -> Iterator[Text]:
    if solutions := _fewest_breaking(question, loosened, code):
        yield N_(
            "Accept these without a partner in {market}: {solutions}.",
            market=country_name(question.factory.market), solutions=solutions,
        )


def _fewest_breaking(question: World, loosened: Solver, code: str) -> tuple[Localized, ...]:
    breaking = [i for i, broken in enumerate(question.broken) if code in broken]
    found = loosened.fewest(breaking)
    chosen = found.chosen if found else ()
    return tuple(question.offers[i].solution.name for i in chosen if i in breaking)


def _aim_elsewhere(question: World, _loosened: Solver, _code: str, _subject: str) -> Iterator[Text]:
    """The highest lower level that can be met and the lowest higher one, not below today's."""
    levels, factory = question.trade.taxonomy.levels, question.factory
    rank = {code: level.rank for code, level in levels.items()}
    now, wanted = rank[factory.level], rank[factory.target_level]
    lower = sorted((c for c in rank if now <= rank[c] < wanted), key=lambda c: -rank[c])
    higher = sorted((c for c in rank if rank[c] > wanted), key=lambda c: rank[c])
    for codes in (lower, higher):
        for code in codes:
            if _meets_all(question, factory.model_copy(update={"target_level": code})):
                yield N_("Aim for {level} instead.", level=name_of(levels[code].name, "level"))
                break


def _later_goal(question: World, loosened: Solver, _code: str, subject: str) -> Iterator[Text]:
    if loosened.feasible():
        yield N_("Leave the goal for {kpi} to a later step.", kpi=name_of(question.trade.taxonomy.kpis[subject].name, "kpi"))


def _do_without(question: World, loosened: Solver, _code: str, subject: str) -> Iterator[Text]:
    if loosened.feasible():
        yield N_("Do without {wanted}.", wanted=_name(question, subject))


def _accept(question: World, loosened: Solver, _code: str, subject: str) -> Iterator[Text]:
    if loosened.feasible():
        yield N_("Accept {unwanted} after all.", unwanted=_name(question, subject))


def _open_or_release(question: World, loosened: Solver, code: str, _subject: str) -> Iterator[Text]:
    """A kept system may speak one more protocol, or need not stay and be connected."""
    taxonomy, factory = question.trade.taxonomy, question.factory
    place = next(i for i, k in enumerate(question.kept) if k.code == code)
    system = question.kept[place].system
    name = kept_name(system, taxonomy)
    for protocol in taxonomy.protocols.values():
        if protocol.code in system.protocols:
            continue
        opened = system.model_copy(update={"protocols": (*system.protocols, protocol.code)})
        keeps = (*factory.keeps[:place], opened, *factory.keeps[place + 1 :])
        if _meets_all(question, factory.model_copy(update={"keeps": keeps})):
            yield N_("Give {system} an interface for {protocol}.", system=name, protocol=name_of(protocol.name, "protocol"))
            break
    if loosened.feasible():
        yield N_("Let {system} be replaced or stay unconnected.", system=name)


_WAYS: dict[str, Callable[[World, Solver, str, str], Iterator[Text]]] = {
    BUDGET: _raise_budget,
    DEADLINE: _allow_months,
    LANGUAGE: _accept_screens,
    SUPPORT: _accept_support,
    LEVEL: _aim_elsewhere,
    "goal": _later_goal,
    "must": _do_without,
    "avoid": _accept,
    "keeps": _open_or_release,
}


def _together(question: World) -> Wish:
    """Where no single wish frees all others: the wishes that give way at once, firm ones held as long as possible."""
    met: frozenset[str] = frozenset()
    given_up: list[Voiced] = []
    for voiced in question.wishes:
        if Solver(question, met | {voiced.code}).feasible():
            met |= {voiced.code}
        else:
            given_up.append(voiced)
    found = Solver(question, met).cheapest()
    assert found is not None, "the wishes kept were met together"
    return Wish(code="together", text=N_(
        "Several wishes must give way at once: {wishes}. The cheapest bundle then costs {price} and takes {months} months.",
        wishes=_labels(given_up), price=question.trade.borne(found.price), months=found.months,
    ))


def _labels(voiced: Sequence[Voiced]) -> tuple[Text, ...]:
    return tuple(v.label for v in voiced)


def _meets_all(question: World, changed: Factory) -> bool:
    other = world(changed, question.trade)
    return Solver(other, other.held()).feasible()


def _name(question: World, code: str) -> Text | Localized | None:
    return name_in_catalog(code, question.trade.taxonomy, question.trade.solutions)
