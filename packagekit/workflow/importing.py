"""Files into the register and out of it: read first, saved only when asked, undone in one act."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from packagekit.documents.form_sheet import form_sheet
from packagekit.domain.form import Form, bare
from packagekit.domain.kept_file import KeptFile
from packagekit.domain.person import Person
from packagekit.domain.record import Record, plain
from packagekit.domain.text import N_, Problem, Refusal, Speaks
from packagekit.storage.forms import KINDS, read_form
from packagekit.storage.grid import read_cells, read_records
from packagekit.storage.inspection import Inspected
from packagekit.storage.register import Import, Writing
from packagekit.storage.shelf import only
from packagekit.workflow.codes import choices_of
from packagekit.workflow.house import House
from packagekit.workflow.intake import Reading, read_list, read_table
from packagekit.workflow.registering import form_of
from packagekit.workflow.rights import use_case
from packagekit.workflow.sight import own_ids, seen

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@lru_cache(maxsize=8)
def form_for(root: Path, kind: str) -> Form:
    """The form of a kind. Raises Refusal for a kind without one, and for a form that cannot be read."""
    path = root / "catalogs" / "forms" / f"{kind}.yaml"
    if kind not in KINDS:
        raise Refusal(Problem(
            where=kind, what=N_("There is no form for “{kind}”.", kind=str(kind)), how=N_("Choose one of: {choices}.", choices=KINDS)))
    return read_form(path)


@use_case
def form_file(house: House, who: Person, kind: str) -> bytes:
    """The empty form of a kind in Excel, with today's codes in its drop-downs."""
    return form_sheet(form_for(house.root, kind), choices_of(house))


@use_case
def read_import(house: House, who: Person, kind: str, name: str, data: bytes) -> Reading:
    """What a file would do: nothing is saved. Raises Refusal for a file that holds no such table."""
    form = form_for(house.root, kind)
    if data[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in (b"[", b"{"):
        return read_list(form, read_records(name, data), house=house, who=who)
    return read_table(form, read_cells(name, data), house=house, who=who)


@use_case
def save_import(house: House, who: Person, reading: Reading, name: str) -> Import:
    """Save the good records of a file, all in one transaction. Raises Refusal where it has none."""
    good = reading.good
    if not good:
        raise Refusal(Problem(where=name, what=N_("The file has nothing new to save."), how=N_("Mend the rows that are marked, or choose another file.")))
    versions = house.store.register.versions_of(reading.kind, [one.id for one in good])
    return house.store.register.take_in_file(
        [Writing(reading.kind, one.record, versions.get(one.id, 0)) for one in good],
        kind=reading.kind, file=name, by=who.id)


@use_case
def list_imports(house: House, who: Person) -> tuple[Import, ...]:
    """The files this person has taken in, and for administrators everybody's; the newest first."""
    return house.store.register.imports(_whose(who))


@use_case
def undo_import(house: House, who: Person, key: int) -> Import:
    """Bring everything a file changed back to what it was; refused whole where somebody has worked on it since."""
    return house.store.register.undo(key, by=who.id, whose=_whose(who))


def _whose(who: Person) -> str | None:
    """Whose imports a person sees and undoes: his own; an administrator everybody's."""
    return None if who.role == "administrator" else who.id


@use_case
def keep_faulty_rows(house: House, who: Person, reading: Reading, say: Speaks) -> KeptFile:
    """The form with the faulty rows alone, each fault as a note at its cell: to be mended and brought again.

    Kept for this person alone, in the place of the one before: it is of use once.
    """
    made = Inspected("packagekit-to-mend.xlsx", EXCEL, _to_mend(house, reading, say))
    before = house.store.files.of("imports", who.id)
    (kept,) = house.store.files.keep([made], kind="imports", ref=who.id, by=who.id, quota=house.settings.quota)
    for older in before:
        if older.key != kept.key:
            house.store.files.drop(older.key, by=who.id)
    return kept


def _to_mend(house: House, reading: Reading, say: Speaks) -> bytes:
    form = form_for(house.root, reading.kind)
    heads, places = form.heads(), {}
    order = {column.name: at for at, column in enumerate(form.columns)}
    from_column = {at: order[heads[bare(head)].name] for at, head in enumerate(reading.heads) if bare(head) in heads}
    rows: list[list[str]] = []
    for one in reading.faulty:
        notes = "\n".join(f"{p.where}: {say.show(p.what)} {say.show(p.how)}" for p in one.problems)
        places[(len(rows), 0)] = notes
        for cells in one.cells:
            row = [""] * len(form.columns)
            for at, text in enumerate(cells):
                if at in from_column:
                    row[from_column[at]] = text
            rows.append(row)
    return form_sheet(form, choices_of(house), rows, places)


@use_case
def export_file(house: House, who: Person, kind: str) -> bytes:
    """The records of a kind that this person may change, as the form with its rows filled in."""
    form = form_for(house.root, kind)
    records: Mapping[str, Any] = getattr(seen(house.holdings, who), kind)
    if who.role not in ("administrator", "export_team", "approver"):
        records = only(records, own_ids(house.holdings, who, kind))
    rows = [row for record in records.values() for row in flat(form, record)]
    return form_sheet(form, choices_of(house), rows)


def flat(form: Form, record: Record) -> list[list[str]]:
    """A record as rows of the form: the first one whole, then one for each further entry of its lists."""
    data = form_of(record)
    groups = {column.group for column in form.columns if column.group}
    count = max([1, *(len(data.get(group) or ()) for group in groups)])
    rows = []
    for number in range(count):
        row = []
        for column in form.columns:
            if column.group is None:
                text = _said(column.form, _field(data, column.name)) if number == 0 or column.name == "id" else ""
            else:
                entries = data.get(column.group) or []
                inside = column.name.partition("[].")[2]
                text = _said(column.form, _field(entries[number], inside)) if number < len(entries) else ""
            row.append(text)
        rows.append(row)
    return rows


def _field(data: Any, name: str) -> Any:
    for step in name.split("."):
        data = data.get(step) if isinstance(data, Mapping) else None
    return data


def _said(form: str, value: Any) -> str:
    if value is None:
        return ""
    if form == "money":
        return str(value["amount"])
    if form == "share":
        return plain(Decimal(value) * 100)
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(map(str, value))
    return str(value)
