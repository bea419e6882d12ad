"""A brought table as records: every row read, every fault beside its cell, nothing saved."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Any, Literal, NamedTuple

from pydantic import ValidationError

from packagekit.documents.fonts.letters import covered
from packagekit.domain.case import Case
from packagekit.domain.form import Column, Form, Misread, bare, read_cell
from packagekit.domain.person import Person
from packagekit.domain.record import Table, read_only
from packagekit.domain.signs import typed
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage.faults import path_of, problems_of
from packagekit.storage.grid import Cells, place
from packagekit.storage.registry import KINDS, Registry
from packagekit.verify import graded
from packagekit.workflow.codes import codes_of
from packagekit.workflow.house import House
from packagekit.workflow.registering import OWNER, REPLACED
from packagekit.workflow.sight import owns

HEAD_ROWS = 12  # among which the row of heads is looked for
VERSION_MARK = re.compile(r"packagekit:(\w+):(\d+)")
State = Literal["new", "changed", "same", "faulty"]


class Brought(NamedTuple):
    """One record of the file: where it stands, what it makes, or what keeps it from being made."""

    where: str  # the cell or row it begins at
    id: str
    state: State
    record: Any | None
    problems: tuple[Problem, ...]
    cells: tuple[tuple[str, ...], ...] = ()  # as brought, to be mended and brought again


class Reading(NamedTuple):
    """What a file would do, before it does it."""

    kind: str
    brought: tuple[Brought, ...]
    problems: tuple[Problem, ...] = ()  # of the file as a whole; the rows are read all the same
    heads: tuple[str, ...] = ()

    @property
    def good(self) -> tuple[Brought, ...]:
        return tuple(b for b in self.brought if b.state in ("new", "changed"))

    @property
    def faulty(self) -> tuple[Brought, ...]:
        return tuple(b for b in self.brought if b.state == "faulty")


class _Head(NamedTuple):
    """The row of heads: its number, the column each of the form's fields stands in, and heads nobody knows."""

    row: int
    columns: Mapping[int, Column]
    unknown: tuple[tuple[int, str], ...]


def read_table(form: Form, sheets: Sequence[Cells], *, house: House, who: Person) -> Reading:
    """The records of the sheet that carries the form's heads. Raises Refusal where no sheet does."""
    found = [(sheet, head) for sheet in sheets if (head := _head(form, sheet)) is not None]
    if not found:
        raise Refusal(Problem(
            where=", ".join(sheet.name for sheet in sheets),
            what=N_("No sheet has the heads of the form “{form}”.", form=form.title),
            how=N_("Take the form for this kind of record, or check which kind the file is for.")))
    sheet, head = max(found, key=lambda pair: len(pair[1].columns))
    problems = list(_of_the_whole(form, sheets, sheet, head))
    vocabularies = codes_of(house)
    rows = [row for row in range(head.row + 1, len(sheet.rows)) if any(cell.strip() for cell in sheet.rows[row])]
    rows = [row for row in rows if not _example(form, head, sheet, row)]
    whole = house.whole_registry()
    brought = _known(whole, who, form.kind, [
        _one(whole, who, form, sheet, head, of, vocabularies) for of in _records(head, sheet, rows)])
    if not brought:
        problems.append(Problem(where=sheet.name, what=N_("There is no row below the heads."), how=N_("Fill in at least one.")))
    return Reading(form.kind, brought, tuple(problems), tuple(sheet.rows[head.row]))


def read_list(form: Form, records: Sequence[Mapping[str, Any]], *, house: House, who: Person) -> Reading:
    """The records of a JSON file."""
    brought, whole = [], house.whole_registry()
    for number, data in enumerate(records):
        where = f"[{number}]"
        key = str(data.get("id", ""))
        record, problems = _record(form.kind, dict(data), lambda path, at=where: f"{at}.{path}" if path else at)
        brought.append(_judged(whole, who, form.kind, Brought(where, key, "new", record, problems)))
    return Reading(form.kind, _known(whole, who, form.kind, brought))


# Finding the heads and the rows ---------------------------------------------------------------


def _head(form: Form, sheet: Cells) -> _Head | None:
    """The row among the first ones that names most of the form's columns, two at least."""
    best: _Head | None = None
    heads = form.heads()
    for number, row in enumerate(sheet.rows[:HEAD_ROWS]):
        columns: dict[int, Column] = {}
        unknown = []
        for at, cell in enumerate(row):
            column = heads.get(bare(cell))
            if column is not None and column not in columns.values():
                columns[at] = column
            elif cell.strip():
                unknown.append((at, cell))
        if len(columns) >= 2 and (best is None or len(columns) >= len(best.columns)):
            best = _Head(number, columns, tuple(unknown))  # of rows that name as many, the last one
    return best


def _of_the_whole(form: Form, sheets: Sequence[Cells], sheet: Cells, head: _Head) -> Iterator[Problem]:
    """What concerns the file: an older or newer form, heads nobody knows, columns that are missing."""
    for cells in sheets:
        for cell in (cell for row in cells.rows[:3] for cell in row[:3]):
            mark = VERSION_MARK.fullmatch(cell.strip())
            if mark and mark[1] != form.kind:
                raise Refusal(Problem(
                    where=cells.name, what=N_("This form is for {kind}.", kind=mark[1]),
                    how=N_("Choose the kind of record that the form is for.")))
            if mark and int(mark[2]) != form.version:
                yield Problem(
                    where=cells.name, what=N_("The file is a form of version {theirs}; today's is {ours}.", theirs=int(mark[2]), ours=form.version),
                    how=N_("What it has is read. Download today's form for the next file."))
    for at, said in head.unknown:
        yield Problem(where=place(head.row, at), what=N_("No column is called “{name}”; it was left out.", name=said[:60]),
                      how=N_("Compare the heads with the form."))
    there = set(head.columns.values())
    for column in form.columns:
        if column.required and column not in there:
            yield Problem(where=sheet.name, what=N_("The column {name} is missing.", name=f"{column.ko} / {column.en}"),
                          how=N_("Add it to the first row."))


def _example(form: Form, head: _Head, sheet: Cells, row: int) -> bool:
    """Whether the row is the form's own example, left in by who filled it in."""
    said = [(column, sheet.rows[row][at].strip()) for at, column in head.columns.items() if at < len(sheet.rows[row])]
    filled = [(column, cell) for column, cell in said if cell]
    return len(filled) > 3 and all(cell == column.example for column, cell in filled)


def _records(head: _Head, sheet: Cells, rows: Sequence[int]) -> list[list[int]]:
    """The rows of each record: a row with another id begins one, a row with the same id or none goes on.

    An id that comes again further below begins a second record, so that the repetition is seen.
    """
    at = next((at for at, column in head.columns.items() if column.name == "id"), None)
    many = any(column.group for column in head.columns.values())
    records: list[list[int]] = []
    last = None
    for row in rows:
        cells = sheet.rows[row]
        key = cells[at].strip() if at is not None and at < len(cells) else ""
        if records and many and (key == "" or key == last):
            records[-1].append(row)
        else:
            records.append([row])
            last = key
    return records


# Reading one record ---------------------------------------------------------------------------


def _one(
    whole: Registry, who: Person, form: Form, sheet: Cells, head: _Head, rows: Sequence[int],
    vocabularies: Mapping[str, Table[str, str]],
) -> Brought:
    data: dict[str, Any] = {}
    cells: dict[str, str] = {}  # field -> its cell
    problems: list[Problem] = []
    counts: dict[str, int] = {}
    for row in rows:
        line = sheet.rows[row]
        starts: dict[str, int] = {}  # the place this row's entry takes in each list
        for at, column in head.columns.items():
            text = line[at].strip() if at < len(line) else ""
            where = place(row, at)
            hidden = _merged_into(sheet, row, at)
            if hidden:
                problems.append(Problem(
                    where=where, what=N_("This cell is part of the merged cells {cells}.", cells=hidden),
                    how=N_("Take the merge back and fill in every cell.")))
            if not text:
                if where in sheet.formulas:
                    problems.append(Problem(
                        where=where, what=N_("The formula in this cell has no result."), how=N_("Write the value instead of the formula.")))
                continue
            path = column.name
            if column.group is not None:
                number = starts.setdefault(column.group, counts.get(column.group, 0))
                path = column.name.replace("[]", f"[{number}]")
            try:
                value = read_cell(column, text, vocabularies.get(column.of or "", read_only({})))
            except Misread as fault:
                problems.append(Problem(where=where, what=fault.what, how=fault.how))
                cells[path] = where
                continue
            before = _at(data, path)
            if before is not None and before != value and column.group is None:
                problems.append(Problem(
                    where=where, what=N_("This row says otherwise than the record's first row, {cell}.", cell=cells[path]),
                    how=N_("Write it once, or the same in every row.")))
                continue
            _put(data, path, value)
            cells[path] = where
        for group in starts:
            counts[group] = counts.get(group, 0) + 1
    key = str(data.get("id", ""))
    first = place(rows[0], min(head.columns))
    misread = {problem.where for problem in problems}

    def cell_of(path: str) -> str:
        """The cell of a field, of the nearest field above it, or the first one of the record."""
        for field in sorted(cells, key=len, reverse=True):
            if path == field or path.startswith((field + ".", field + "[")):
                return cells[field]
        under = [where for field, where in cells.items() if field.startswith(path)]
        field = re.sub(r"\[\d+\]", "[]", path)
        column = next((c for c in head.columns.items() if f"{c[1].name}.".startswith(f"{field}.")), None)
        return place(rows[0], column[0]) if column else under[0] if under else first

    stored = getattr(whole, form.kind).get(key) if key else None
    if stored is not None:
        data = _over(stored.model_dump(mode="json"), data)
    record, faults = _record(form.kind, data, cell_of)
    problems += [fault for fault in faults if fault.where not in misread]
    made = Brought(
        first, key, "new", None if problems else record, tuple(problems), tuple(sheet.rows[row] for row in rows))
    return _judged(whole, who, form.kind, made)


LANGUAGES = frozenset({"ko", "en", "vi", "id", "th"})


def _over(stored: Any, brought: Any) -> Any:
    """What the file says laid over what is registered: an empty cell, or a field without a column, leaves it.

    A text that was changed loses its translations; one that stands as it stood keeps them.
    """
    if isinstance(stored, Mapping) and isinstance(brought, Mapping):
        if set(brought) <= LANGUAGES and any(stored.get(language) != words for language, words in brought.items()):
            return dict(brought)
        return {**stored, **{key: _over(stored.get(key), value) for key, value in brought.items()}}
    if isinstance(stored, list) and isinstance(brought, list) and all(isinstance(part, Mapping) for part in brought):
        return [_over(stored[at], part) if at < len(stored) else part for at, part in enumerate(brought)]
    return brought


def _record(kind: str, data: dict[str, Any], where_of: Any) -> tuple[Any | None, tuple[Problem, ...]]:
    """The record that the fields make, graded as its facts say; ``where_of`` names the place of a field."""
    data, unfit = typed(data, covered())
    data.setdefault("origin", "user")
    if kind == "solutions":
        for price in data.get("prices") or ():
            if isinstance(price, dict):
                price.setdefault("code", "price")
    try:
        record = KINDS[kind].model_validate(data)
    except ValidationError as fault:
        paths = [path_of(error["loc"]) for error in fault.errors()]
        said = problems_of(fault, "")
        by_path = {problem.where: problem for problem in said}
        return None, tuple(
            by_path[path].model_copy(update={
                "where": where_of(path),
                "what": N_("{field}: {what}", field=path, what=by_path[path].what)}) for path in dict.fromkeys(paths) if path in by_path)
    if unfit:
        return None, tuple(Problem(where=where_of(path_of(path)), what=what, how=how) for path, what, how in unfit)
    return (graded(record) if isinstance(record, Case) else record), ()


def _merged_into(sheet: Cells, row: int, column: int) -> str | None:
    """The range whose first cell holds what this one seems to hold, as Excel names it."""
    for top, left, bottom, right in sheet.merged:
        if top <= row <= bottom and left <= column <= right and (row, column) != (top, left):
            return f"{place(top, left)}:{place(bottom, right)}"
    return None


_STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")


def _steps(path: str) -> list[str | int]:
    return [int(number) if number else name for name, number in _STEP.findall(path)]


def _at(data: Any, path: str) -> Any:
    for step in _steps(path):
        try:
            data = data[step]
        except (KeyError, IndexError, TypeError):
            return None
    return data


def _put(data: Any, path: str, value: Any) -> None:
    steps = _steps(path)
    for step, then in pairwise(steps):
        fresh: Any = [] if isinstance(then, int) else {}
        if isinstance(step, int):
            while len(data) <= step:
                data.append({})
            data = data[step]
        else:
            data = data.setdefault(step, fresh)
    if isinstance(steps[-1], int):
        data.append(value)
    else:
        data[steps[-1]] = value


# Against the register -------------------------------------------------------------------------


def _judged(whole: Registry, who: Person, kind: str, one: Brought) -> Brought:
    """Whether the record may be brought by this person, and what it refers to is there."""
    if one.record is None:
        return one._replace(state="faulty")
    record, problems = one.record, []
    if kind == "cases":
        record = record.model_copy(update={
            "registrant": who.stands_for if who.role in ("supplier", "cooperative") else record.registrant,
            "status": "draft", "version": 1, "origin": "user", "revises": None})
        owner = record.registrant
    else:
        owner = getattr(record, OWNER[kind])
    if kind == "solutions" and record.supplier not in whole.suppliers:
        problems.append(Problem(where=one.where, what=N_("“{code}” is not registered.", code=record.supplier), how=N_("Register the supplier first.")))
    if not owns(who, owner) and who.role not in ("administrator", "export_team"):
        problems.append(Problem(where=one.where, what=N_("This belongs to another organisation."),
                                how=N_("Bring only records of your own organisation.")))
    return one._replace(record=record, problems=tuple(problems), state="faulty" if problems else "new")


def _known(whole: Registry, who: Person, kind: str, brought: Sequence[Brought]) -> tuple[Brought, ...]:
    """Each record beside the one in the register and beside the others of the file."""
    known: Mapping[str, Any] = getattr(whole, kind)
    firsts: dict[str, str] = {}
    done = []
    for one in brought:
        if one.id and one.id in firsts:
            done.append(one._replace(state="faulty", problems=(*one.problems, Problem(
                where=one.where, what=N_("The id {id} stands in this file before, in {cell}.", id=one.id, cell=firsts[one.id]),
                how=N_("Give each record an id of its own, or put its rows together.")))))
            continue
        firsts[one.id] = one.where
        stored = known.get(one.id) if one.state == "new" else None
        if stored is not None:
            one = _beside(who, kind, one, stored)
        done.append(one)
    return tuple(done)


def _beside(who: Person, kind: str, one: Brought, stored: Any) -> Brought:
    kept = {"status", "version", "registrant", "origin", "revises"} if kind == "cases" else {"origin"}
    if _plain(stored, kept) == _plain(one.record, kept):
        return one._replace(state="same")
    owner = getattr(stored, OWNER[kind])
    if not owns(who, owner) and who.role not in ("administrator", "export_team"):
        return one._replace(state="faulty", problems=(Problem(
            where=one.where, what=N_("This belongs to another organisation."), how=N_("Give your record an id of its own.")),))
    if kind == "cases" and stored.status in (*REPLACED, "submitted", "in_review"):
        return one._replace(state="faulty", problems=(Problem(
            where=one.where, what=N_("The case {id} is under review or published.", id=one.id),
            how=N_("Revise it on its own page, so that the revision is verified.")),))
    return one._replace(state="changed")


def _plain(record: Any, without: set[str]) -> dict[str, Any]:
    return record.model_dump(mode="json", exclude=without)
