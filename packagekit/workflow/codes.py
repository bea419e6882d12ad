"""The choices of a form's columns: codes of the catalogs and of the register, each with its names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from packagekit.domain.record import Table, read_only
from packagekit.domain.text import N_, Localized, Text, name_of
from packagekit.domain.unread import Unread
from packagekit.estimate.figures import ROLES
from packagekit.propose.names import KINDS
from packagekit.words.languages import language
from packagekit.workflow.house import House
from packagekit.workflow.spoken import SPOKEN, VOCABULARIES, spoken_names

FIXED: Mapping[str, Mapping[str, Text]] = read_only({
    "line_kinds": KINDS,
    "areas": {
        "automation_devices": N_("Automation devices"), "connectivity_devices": N_("Connectivity devices"),
        "information_solutions": N_("Information solutions"), "intelligence_services": N_("Intelligence services"),
    },
    "consent": {
        "figures": N_("Figures"), "name": N_("Name"), "logo": N_("Logo"), "contact": N_("Contact"), "visit": N_("Visit"),
    },
    "sources": {"system_export": N_("System export"), "ledger": N_("Ledger"), "manual": N_("Written by hand")},
    "standers": {"factory": N_("The factory"), "supplier": N_("The supplier"), "third_party": N_("A third party")},
    "relations": {
        "independent": N_("Independent"), "supplier": N_("A supplier of the build"),
        "consultant": N_("Adviser of the subsidy"), "cooperative": N_("The cooperative"),
    },
    "hostings": {
        "on_premises": N_("On premises"), "cloud": N_("Cloud"), "hybrid": N_("Both"), "device": N_("In the device"),
    },
    "wheres": {"remote": N_("From afar"), "on_site": N_("On site")},
    "purposes": {"engineering": N_("Engineering"), "training": N_("Training"), "aftercare": N_("After-care")},
    "drivers": {
        "site": N_("Site"), "machines": N_("Machines"), "lines": N_("Lines"), "users": N_("Users"), "terminals": N_("Terminals"),
        "plcs": N_("Controllers"), "tags": N_("Tags"), "cameras": N_("Cameras"), "meters": N_("Meters"),
        "warehouses": N_("Warehouses"), "members": N_("Members"),
    },
    "roles": ROLES,
    "layers": {
        "0": N_("0 – the process itself"), "1": N_("1 – sensing and acting"), "2": N_("2 – control"),
        "3": N_("3 – operations of the plant"), "4": N_("4 – business planning"),
    },
})
"""Choices that no catalog holds."""

REGISTERED = ("cooperatives", "suppliers", "solutions")
TAXONOMY = ("industries", "processes", "capabilities", "data_kinds", "protocols", "levels", "kpis", "solution_types")


class Choice(NamedTuple):
    code: str
    names: tuple[str, ...]  # Korean, English: what a cell of a file may say
    said: Text | Localized  # for the screen, in the reader's language


def choices_of(house: House) -> Mapping[str, tuple[Choice, ...]]:
    """Every vocabulary with its codes and their names; who asks for one that could not be read is refused."""
    said = [language(code) for code in SPOKEN]
    taxonomy, spoken = house.catalogs.taxonomy, spoken_names(house.catalogs.taxonomy)

    def listed(names: Iterable[tuple[str, Localized]]) -> tuple[Choice, ...]:
        return tuple(Choice(code, tuple(dict.fromkeys(name.best(each)[0] for each in SPOKEN)), name) for code, name in names)

    def made() -> Mapping[str, tuple[Choice, ...]]:
        return {
            **{name: tuple(Choice(code, tuple(each.show(text) for each in said), text) for code, text in fixed.items())
               for name, fixed in FIXED.items()},
            **{name: entries if isinstance(entries, Unread) else tuple(
                Choice(code, spoken.get(code) or (entry.name,), name_of(entry.name, VOCABULARIES[name])) for code, entry in entries.items())
               for name, entries in ((name, getattr(taxonomy, name)) for name in TAXONOMY)},
            **{kind: listed((key, found.title) for key, found in house.holdings.listings(kind).items()) for kind in REGISTERED},
        }

    return house.holdings.view("choices", REGISTERED, made)


def known_codes(house: House) -> Mapping[str, Mapping[str, Choice]]:
    """Every vocabulary by code."""
    return house.holdings.view("known codes", REGISTERED, lambda: {
        name: found if isinstance(found, Unread) else {one.code: one for one in found} for name, found in choices_of(house).items()})


def codes_of(house: House) -> Mapping[str, Table[str, str]]:
    """For each vocabulary the code of whatever people write: the code or one of its names."""
    def made() -> Mapping[str, Table[str, str]]:
        return {name: choices if isinstance(choices, Unread) else read_only({
            **{said.casefold(): choice.code for choice in choices for said in choice.names},
            **{choice.code.casefold(): choice.code for choice in choices},
        }) for name, choices in choices_of(house).items()}

    return house.holdings.view("codes", REGISTERED, made)
