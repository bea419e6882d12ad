"""How the history is told: who did what, the field's own name, and the value before and after as people read it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

from packagekit.domain.history import HOUSE, Change, Entry
from packagekit.domain.text import Localized, Text, name_of
from packagekit.domain.unread import Unread
from packagekit.ui import marks
from packagekit.ui.navigation import GUIDED
from packagekit.ui.places import LABELS
from packagekit.ui.record_words import ACTS, CODES, FIELDS, KINDS
from packagekit.ui.state import Session
from packagekit.workflow import catalogs, languages_of_documents

_PART = re.compile(r"\[(\d+)\]|([^.\[\]]+)")  # a row's number, or a name: a year is a name
LONGEST = 160  # characters of one value on the screen
MOST = 12  # changes shown of one act


def moment(session: Session, entry: Entry) -> str:
    at = entry.at.astimezone(session.time_zone)
    return f"{session.language.short_day(at.date())} {at:%H:%M}"


def person(session: Session, entry: Entry) -> str:
    """Who it was: the name of today, or the house itself."""
    return session.gettext("The house itself") if entry.by == HOUSE else entry.by_name or entry.by


def act_badge(session: Session, entry: Entry) -> marks.Markup:
    words, tone = ACTS[entry.act] if entry.act in ACTS else (Text(msgid=entry.act), "")  # a later packagekit's word
    return marks.badge(session.show(words), tone)


def kind(session: Session, code: str) -> str:
    return session.show(KINDS[code]) if code in KINDS else code


def called(session: Session, entry: Entry) -> str:
    """What the record was called; of a person nobody knows, and of what has no name yet, that."""
    name = entry.name
    if isinstance(name, Localized):
        return name.best(session.language.code)[0]
    if entry.kind == "people" and name == "unknown":
        return session.gettext("An unknown account")
    if entry.kind == "drafts" and name == entry.ref:
        return session.gettext("Without a name yet")
    return name or session.gettext("New factory")


def address(entry: Entry) -> str:
    """Where a sign-in came from."""
    return next((str(change.after) for change in entry.changes if change.where == "address"), "")


FACTORY_FORMS = ("deals", "factories")
"""Kinds whose fields are called as the form of a factory calls them."""


def label(of: str, where: str) -> Text | None:
    """What a field of records of this kind is called; ``where`` is its path without rows."""
    name = where.rpartition(".")[2]
    if of in FACTORY_FORMS:
        return LABELS.get(where) or FIELDS.get(name) or LABELS.get(name)
    return FIELDS.get(name)


def field(session: Session, of: str, where: str) -> str:
    """The name of a field of a kind of record, its rows counted from one."""
    parts = _parts(where)
    names = [part for part in parts if isinstance(part, str)]
    if of in FACTORY_FORMS and ".".join(names) in LABELS and (len(names) == 1 or len(names) == len(parts)):
        return session.show(LABELS[".".join(names)])
    said, path = [], ""
    for part in parts:
        if isinstance(part, int):
            said.append(str(part + 1))
        else:
            path = f"{path}.{part}" if path else part
            said.append(_word(session, of, path))
    return " › ".join(said)


def _parts(where: str) -> list[str | int]:
    return [int(row) if row else name for row, name in _PART.findall(where.removeprefix("form."))]


def _word(session: Session, of: str, where: str) -> str:
    """One name of a path; inside a text it is a language, inside a table a market or a year."""
    inside, _, name = where.rpartition(".")
    if inside and name in languages_of_documents(session.house):
        return session.language_name(name)
    said = label(of, where)
    return session.show(said) if said is not None else _named(session, "market", name)


def value(session: Session, of: str, where: str, given: Any) -> str:
    """A value in words: codes of the catalogs by their names, lists as lists, nothing as a dash."""
    if given in (None, "", [], {}):
        return "–"
    if isinstance(given, bool):
        return session.gettext("Yes") if given else session.gettext("No")
    if isinstance(given, Mapping):
        return "; ".join(f"{_word(session, of, f'{_path(where)}.{name}')}: {value(session, of, f'{where}.{name}', inside)}"
                         for name, inside in given.items() if inside not in (None, "", [], {}))
    if isinstance(given, Sequence) and not isinstance(given, str):
        return (" / " if any(isinstance(one, Mapping) for one in given) else ", ").join(
            value(session, of, where, one) for one in given)
    said = _named(session, where, str(given))
    return said if len(said) <= LONGEST else said[:LONGEST] + "…"


def _path(where: str) -> str:
    return ".".join(part for part in _parts(where) if isinstance(part, str))


VOCABULARIES: Mapping[str, tuple[str, str]] = {
    **dict.fromkeys(("industry", "industries"), ("industries", "industry")),
    **dict.fromkeys(("level", "target_level", "level_before", "level_after", "needs_level"), ("levels", "level")),
    **dict.fromkeys(("must", "capabilities"), ("capabilities", "capability")),
    **dict.fromkeys(("type", "avoid", "needs_types"), ("solution_types", "solution_type")),
    **dict.fromkeys(("protocols", "protocols_in", "protocols_out"), ("protocols", "protocol")),
    "processes": ("processes", "process"), "kpi": ("kpis", "kpi"),
}
"""The table of the taxonomy that a field's codes stand in, and the context of its names."""
_OF_MARKETS = ("market", "markets", "country", "exports_to")
_OF_LANGUAGES = ("language", "ui_language", "languages", "ui_languages", "manual_languages")


def _named(session: Session, where: str, code: str) -> str:
    last = _path(where).rpartition(".")[2]
    if code in CODES.get(last, {}):
        return session.show(CODES[last][code])
    if last in _OF_LANGUAGES:
        return session.language_name(code)
    if last == "step":
        return next((session.show(entry.name) for entry in GUIDED if entry.step == code), code)
    known = catalogs(session.house, session.person)
    if last in _OF_MARKETS:
        return session.show(name_of(known.markets[code].name, "market")) if code in known.markets else code
    name, context = VOCABULARIES.get(last, ("", ""))
    table = getattr(known.taxonomy, name) if name else {}
    if isinstance(table, Unread):
        return code  # its file could not be read: the history can be looked at all the same
    return session.show(name_of(table[code].name, context)) if code in table else code


def changed(session: Session, entry: Entry) -> marks.Markup:
    """What an act changed, field by field; of a new or a removed record only its values."""
    _ = session.gettext
    shown = entry.changes[:MOST]
    if not shown:
        return marks.Markup("")
    rows = [(field(session, entry.kind, c.where), *_sides(session, entry.kind, c)) for c in shown]
    if all(c.before is None for c in shown):
        table = marks.table((_("Field"), _("Value")), [(name, after) for name, _before, after in rows])
    else:
        table = marks.table((_("Field"), _("Old value"), _("New value")), rows)
    left = len(entry.changes) - len(shown)
    more = marks.Markup('<div class="quiet">{}</div>').format(
        session.ngettext("and {n} more value", "and {n} more values", left)) if left else marks.Markup("")
    return table + more


def _sides(session: Session, of: str, change: Change) -> tuple[marks.Markup, marks.Markup]:
    before, after = value(session, of, change.where, change.before), value(session, of, change.where, change.after)
    return (marks.Markup('<span class="was">{}</span>').format(before), marks.Markup('<span class="now">{}</span>').format(after))
