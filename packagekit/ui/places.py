"""Places in the form: what a field's path is called on the screen, and how the draft is read and changed there."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from copy import deepcopy
from typing import Any

from packagekit.domain.text import N_, Text
from packagekit.ui.state import Session

LABELS: Mapping[str, Text] = {
    "name": N_("Name of the factory"),
    "market": N_("Country"),
    "region": N_("Region"),
    "address": N_("Address"),
    "language": N_("Language of the proposal"),
    "contact.name": N_("Addressed to"),
    "contact.title": N_("Position"),
    "contact.salutation": N_("Form of address"),
    "industry": N_("Industry"),
    "processes": N_("Processes"),
    "employees": N_("Employees"),
    "machines": N_("Machines"),
    "lines": N_("Production lines"),
    "shifts": N_("Shifts a day"),
    "annual_output": N_("Output a year"),
    "annual_output.amount": N_("Output a year"),
    "annual_output.currency": N_("Currency of the output"),
    "level": N_("Level today"),
    "target_level": N_("Level wanted"),
    "goals": N_("Goals"),
    "goals.kpi": N_("KPI"),
    "goals.now": N_("Today"),
    "goals.target": N_("Target"),
    "keeps": N_("Systems that stay"),
    "keeps.type": N_("System"),
    "keeps.name": N_("Product"),
    "keeps.protocols": N_("Protocols it speaks"),
    "wishes.must": N_("Must have"),
    "wishes.avoid": N_("Must not have"),
    "wishes.ui_language": N_("Language of the shop floor"),
    "wishes.local_support": N_("Support from within the country"),
    "budget": N_("Budget"),
    "budget.amount": N_("Budget"),
    "budget.currency": N_("Currency of the budget"),
    "deadline_months": N_("Months until go-live"),
    "drivers": N_("Counted on site"),
    "drivers.users": N_("Users"),
    "drivers.terminals": N_("Terminals"),
    "drivers.plcs": N_("PLCs"),
    "drivers.tags": N_("Data points"),
    "drivers.cameras": N_("Cameras"),
    "drivers.meters": N_("Meters"),
    "drivers.warehouses": N_("Warehouses"),
    "members": N_("Members of the joint build"),
    "members.name": N_("Plant"),
    "members.region": N_("Region"),
    "members.employees": N_("Employees"),
    "members.machines": N_("Machines"),
    "members.lines": N_("Lines"),
}
_STEP = re.compile(r"[^.\[\]]+")


def label_at(where: str) -> Text | None:
    """The name of a field, whatever its row."""
    return LABELS.get(".".join(part for part in _STEP.findall(where) if not part.isdigit()))


def place(session: Session, where: str) -> str:
    """The field's name on the screen for a path such as ``goals[0].target``, in a file or not; other places stay."""
    path = where.rpartition(": ")[2]
    label = label_at(path)
    if label is None:
        return where
    parts = _STEP.findall(path)
    if len(parts) < 3:
        return session.show(label)
    return session.gettext("{list}, row {number}: {field}", list=LABELS[parts[0]], number=int(parts[1]) + 1, field=label)


def value_at(form: Mapping[str, Any], where: str) -> Any:
    """What the draft holds at a path; None where nothing was entered."""
    found: Any = form
    for part in _STEP.findall(where):
        if isinstance(found, Mapping):
            found = found.get(part)
        elif isinstance(found, Sequence) and not isinstance(found, str) and part.isdigit() and int(part) < len(found):
            found = found[int(part)]
        else:
            return None
    return found


def with_value(form: Mapping[str, Any], where: str, value: Any) -> dict[str, Any]:
    """The draft with one field changed; an emptied field is taken out, as if never entered."""
    changed = deepcopy(dict(form))
    *way, last = _STEP.findall(where)
    inside: Any = changed
    for part in way:
        if isinstance(inside, list):
            inside = inside[int(part)]
            continue
        if not isinstance(inside.get(part), (dict, list)):
            inside[part] = {}
        inside = inside[part]
    if value in (None, "", []):
        inside.pop(last, None)
    else:
        inside[last] = value
    return changed
