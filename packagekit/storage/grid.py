"""Tables people bring: Excel, CSV and JSON files as cells of text, each with its place."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys
from collections.abc import Mapping
from typing import Any, NamedTuple

from packagekit.domain.text import N_, Problem, Refusal, Text

MB = 1024 * 1024
MOST_BYTES = 20 * MB
MOST_ROWS = 20_000
MOST_COLUMNS = 200
MOST_SECONDS = 40


class Cells(NamedTuple):
    """One sheet: rows of text, the first row being row 1."""

    name: str
    rows: tuple[tuple[str, ...], ...]
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column, from 0
    formulas: frozenset[str] = frozenset()  # places such as B7


def place(row: int, column: int) -> str:
    """Row and column from 0 as Excel names the cell: (6, 1) is B7."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def read_cells(name: str, data: bytes) -> tuple[Cells, ...]:
    """The sheets of an Excel file, or the one table of a CSV file. Raises Refusal for what is no table, or too large."""
    if not data:
        raise _refused(name, N_("The file is empty."), N_("Choose another file."))
    if len(data) > MOST_BYTES:
        raise _too_large(name)
    if data.startswith(b"PK\x03\x04"):
        return _excel(name, data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise _refused(name, N_("This is an Excel file of the old kind, or one with a password."),
                       N_("Save it as .xlsx without a password."))
    return (_csv(name, data),)


def read_records(name: str, data: bytes) -> tuple[Mapping[str, Any], ...]:
    """The records of a JSON file: a list, or an object that holds one. Raises Refusal for anything else."""
    if len(data) > MOST_BYTES:
        raise _too_large(name)
    try:
        said = json.loads(data.decode("utf-8-sig"), parse_float=str)
    except (ValueError, RecursionError) as fault:
        raise _refused(name, N_("The file is not JSON."), N_("Save it as a list of records.")) from fault
    if isinstance(said, Mapping):
        said = next((part for part in said.values() if isinstance(part, list)), None)
    if not isinstance(said, list) or not all(isinstance(record, Mapping) for record in said):
        raise _refused(name, N_("The file holds no list of records."), N_("Write it as the export does."))
    if len(said) > MOST_ROWS:
        raise _too_many(name, len(said))
    return tuple(said)


def _csv(name: str, data: bytes) -> Cells:
    text = _decoded(name, data)
    if "\0" in text:
        raise _refused(name, N_("The file is neither Excel, CSV nor JSON."), N_("Save the sheet as .xlsx or as CSV."))
    first = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=first.count)
    rows: list[tuple[str, ...]] = []
    try:
        for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter):
            rows.append(tuple(row[:MOST_COLUMNS]))
            if len(rows) > MOST_ROWS:
                raise _too_many(name, text.count("\n"))
    except csv.Error as fault:
        raise _refused(name, N_("The file cannot be read as CSV: row {row}.", row=len(rows) + 1), N_("Save it again as CSV.")) from fault
    return Cells(name, tuple(rows))


def _decoded(name: str, data: bytes) -> str:
    """UTF-8, or what Korean Excel writes: EUC-KR with Microsoft's additions; UTF-16 by its mark."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace")
    for encoding in ("utf-8-sig", "cp949"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise _refused(name, N_("The file is neither UTF-8 nor EUC-KR text."), N_("Save it as “CSV UTF-8”."))


def _excel(name: str, data: bytes) -> tuple[Cells, ...]:
    """Read in a process of its own with little memory and time: a hostile file ends that one, not the house."""
    command = [sys.executable, "-m", "packagekit.storage.grid_reader", str(MOST_ROWS), str(MOST_COLUMNS)]
    try:
        done = subprocess.run(command, input=data, capture_output=True, timeout=MOST_SECONDS, check=False)
        answer = json.loads(done.stdout) if done.returncode == 0 else {"fault": "broken"}
    except (subprocess.TimeoutExpired, ValueError):
        answer = {"fault": "broken"}
    if "fault" in answer:
        if answer["fault"] == "rows":
            raise _too_many(name, answer["count"])
        if answer["fault"] == "unpacked":
            raise _refused(name, N_("The file unpacks to far more than it seems."), N_("Save it again with fewer rows or pictures."))
        raise _refused(name, N_("The Excel file is damaged, has a password, or is more than can be read."),
                       N_("Save it again as .xlsx, with the data alone."))
    return tuple(Cells(
        sheet["name"], tuple(map(tuple, sheet["rows"])), tuple(map(tuple, sheet["merged"])), frozenset(sheet["formulas"]),
    ) for sheet in answer["sheets"])


def _refused(name: str, what: Text, how: Text) -> Refusal:
    return Refusal(Problem(where=name, what=what, how=how))


def _too_large(name: str) -> Refusal:
    return _refused(name, N_("The file is larger than {most} MB.", most=MOST_BYTES // MB), N_("Split it into several files."))


def _too_many(name: str, count: int) -> Refusal:
    return _refused(
        name, N_("The sheet has {count} rows; at most {most} are read at once.", count=count, most=MOST_ROWS),
        N_("Delete empty rows below the data, or split the file."))


