"""How the history is told: who did what, the field's own name, and the value before and after as people read it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from packagekit.domain.history import HOUSE, Change, Entry
from packagekit.domain.text import N_, Localized, Text, name_of
from packagekit.ui import marks
from packagekit.ui.navigation import GUIDED
from packagekit.ui.places import LABELS
from packagekit.ui.state import Session
from packagekit.workflow import catalogs

ACTS: Mapping[str, tuple[Text, str]] = {
    "begun": (N_("Begun"), "info"), "saved": (N_("Saved"), ""), "merged": (N_("Two versions merged"), "info"),
    "removed": (N_("Removed"), "bad"), "brought back": (N_("Brought back"), "good"), "restored": (N_("Earlier version restored"), "care"),
    "adopted": (N_("Taken into the history"), ""), "taken in": (N_("Taken in"), ""), "entered": (N_("Entered"), "info"),
    "fetched": (N_("Fetched"), ""), "confirmed": (N_("Confirmed"), "good"), "refused": (N_("Refused"), "bad"),
    "withdrawn": (N_("Withdrawn"), "care"), "kept": (N_("File kept"), "info"), "backed up": (N_("Backed up"), "info"),
    "enrolled": (N_("Enrolled"), "info"), "invited": (N_("Invited"), "info"), "submitted": (N_("Submitted"), "info"),
    "returned": (N_("Returned"), "care"), "verified": (N_("Verified"), "good"), "published": (N_("Published"), "good"),
}
KINDS: Mapping[str, Text] = {
    "deals": N_("Deal"), "cooperatives": N_("Cooperative"), "suppliers": N_("Supplier"), "solutions": N_("Solution"),
    "cases": N_("Case"), "factories": N_("Factory"), "rates": N_("Exchange rate"), "indicators": N_("Indicator"),
    "team values": N_("Value of our team"), "files": N_("File"), "people": N_("Person"), "organisations": N_("Organisation"),
    "house": N_("House"),
}
_WORDS: Mapping[str, Text] = {
    "on": N_("Law and rates of"), "cases": N_("Cases"), "option": N_("Option"), "languages": N_("Languages"), "step": N_("Step"),
    "title": N_("Title"), "name": N_("Name"), "terms": N_("Terms"), "incoterm": N_("Incoterm"), "currency": N_("Currency"), "amount": N_("Amount"),
    "state": N_("State"), "status": N_("Status"), "rate": N_("Rate"), "day": N_("Day"), "unit": N_("Unit"), "source": N_("Source"),
    "href": N_("Address of the source"), "document": N_("Number of the document"), "seen": N_("Read on"), "value": N_("Value"),
    "since": N_("First day"), "until": N_("Last day"), "note": N_("Note"), "why": N_("Reason"), "file": N_("File"),
    "size": N_("Size"), "role": N_("Role"), "organisation": N_("Organisation"), "email": N_("E-mail"), "kind": N_("Kind"),
    "supplier": N_("Supplier"), "solution": N_("Solution"), "cooperative": N_("Cooperative"), "consent": N_("Consent"),
    "expires": N_("Ends"), "scope": N_("Scope"), "kpis": N_("KPI"), "before": N_("Before"), "after": N_("After"),
    "grade": N_("Grade"), "evidence": N_("Evidence"), "problem": N_("The problem"), "built": N_("What was built"),
    "lessons": N_("What was learnt"), "prices": N_("Prices"), "description": N_("Description"), "held_for": N_("Held for"),
    "rows": N_("Rows"), "files": N_("Files"), "made": N_("Made on"), "origin": N_("Origin"), "version": N_("Version"),
    "split_contract": N_("Split contract"), "treaty": N_("Tax treaty"), "income_tax_borne_by": N_("Income tax borne by"),
    "vat_borne_by": N_("VAT borne by"), "importer_registered": N_("Registered importer"), "origin_proof": N_("Proof of origin"),
}
_PART = re.compile(r"[^.\[\]]+")
LONGEST = 160  # characters of one value on the screen
MOST = 12  # changes shown of one act


def moment(session: Session, entry: Entry) -> str:
    at = entry.at.astimezone(session.time_zone)
    return f"{session.language.short_day(at.date())} {at:%H:%M}"


def person(session: Session, entry: Entry) -> str:
    """Who it was: the name of today, or the house itself."""
    return session.gettext("The house itself") if entry.by == HOUSE else entry.by_name or entry.by


def act_badge(session: Session, entry: Entry) -> marks.Markup:
    words, tone = ACTS.get(entry.act, (Text(msgid=entry.act), ""))
    return marks.badge(session.show(words), tone)


def kind(session: Session, code: str) -> str:
    return session.show(KINDS[code]) if code in KINDS else code


def called(session: Session, entry: Entry) -> str:
    name = entry.name
    return name.best(session.language.code)[0] if isinstance(name, Localized) else name or session.gettext("New factory")


def field(session: Session, where: str) -> str:
    """The name of a field as its form calls it, its row counted from one."""
    parts = _PART.findall(where.removeprefix("form."))
    named = ".".join(part for part in parts if not part.isdigit())
    rows = "".join(f" {int(part) + 1}" for part in parts if part.isdigit())
    if where.startswith("form.") and named in LABELS and not ("." in named and rows):
        return session.show(LABELS[named])
    said = [str(int(part) + 1) if part.isdigit() else _word(session, part) for part in parts]
    return " › ".join(said)


def _word(session: Session, part: str) -> str:
    label = _WORDS.get(part) or LABELS.get(part)
    return session.show(label) if label is not None else part.replace("_", " ")


def value(session: Session, where: str, given: Any) -> str:
    """A value in words: codes of the catalogs by their names, lists as lists, nothing as a dash."""
    if given in (None, "", [], {}):
        return "–"
    if isinstance(given, bool):
        return session.gettext("Yes") if given else session.gettext("No")
    if isinstance(given, Mapping):
        return "; ".join(f"{_word(session, str(name))}: {value(session, str(name), inside)}"
                         for name, inside in given.items() if inside not in (None, "", [], {}))
    if isinstance(given, Sequence) and not isinstance(given, str):
        return (" / " if any(isinstance(one, Mapping) for one in given) else ", ").join(
            value(session, where, one) for one in given)
    said = _named(session, where, str(given))
    return said if len(said) <= LONGEST else said[:LONGEST] + "…"


def _named(session: Session, where: str, code: str) -> str:
    parts = [part for part in _PART.findall(where) if not part.isdigit()]
    last = parts[-1] if parts else ""
    if last in ("language", "ui_language", "languages"):
        return session.language_name(code)
    if last == "step":
        return next((session.show(entry.name) for entry in GUIDED if entry.step == code), code)
    known = catalogs(session.house, session.person)
    table, context = {
        "market": (known.markets, "market"), "industry": (known.taxonomy.industries, "industry"),
        "processes": (known.taxonomy.processes, "process"), "level": (known.taxonomy.levels, "level"),
        "target_level": (known.taxonomy.levels, "level"), "kpi": (known.taxonomy.kpis, "kpi"),
        "type": (known.taxonomy.solution_types, "solution_type"), "must": (known.taxonomy.capabilities, "capability"),
        "avoid": (known.taxonomy.solution_types, "solution_type"), "protocols": (known.taxonomy.protocols, "protocol"),
    }.get(last, ({}, ""))
    return session.show(name_of(table[code].name, context)) if code in table else code


def changed(session: Session, entry: Entry) -> marks.Markup:
    """What an act changed, field by field; of a new or a removed record only its values."""
    _ = session.gettext
    shown = entry.changes[:MOST]
    if not shown:
        return marks.Markup("")
    rows = [(field(session, c.where), *_sides(session, c)) for c in shown]
    if all(c.before is None for c in shown):
        table = marks.table((_("Field"), _("Value")), [(name, after) for name, _before, after in rows])
    else:
        table = marks.table((_("Field"), _("Old value"), _("New value")), rows)
    left = len(entry.changes) - len(shown)
    more = marks.Markup('<div class="quiet">{}</div>').format(
        session.ngettext("and {n} more value", "and {n} more values", left)) if left else marks.Markup("")
    return table + more


def _sides(session: Session, change: Change) -> tuple[marks.Markup, marks.Markup]:
    before, after = value(session, change.where, change.before), value(session, change.where, change.after)
    return (marks.Markup('<span class="was">{}</span>').format(before), marks.Markup('<span class="now">{}</span>').format(after))
