"""The process that reads one Excel file from standard input and answers with its cells as JSON, within limits."""

from __future__ import annotations

import io
import json
import re
import sys
import zipfile
from datetime import date, datetime
from typing import Any

from packagekit.domain.archives import SPOILT

MEMORY = 1_500 * 1024 * 1024
SECONDS = 30
MOST_UNPACKED = 60 * 1024 * 1024  # of one part: twenty thousand full rows
MOST_COUNTED = 600 * 1024 * 1024  # of a larger one, only to say how many rows it has
_FORMULA = re.compile(rb'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*>\s*<f[ />]')


def main() -> None:
    _limited()
    most_rows, most_columns = map(int, sys.argv[1:3])
    json.dump(_read(sys.stdin.buffer.read(), most_rows, most_columns), sys.stdout)


def _limited() -> None:
    """Little memory and time; where the system knows no such limits, the caller's time limit remains."""
    try:
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    except (ImportError, ValueError, OSError):
        return


def _read(data: bytes, most_rows: int, most_columns: int) -> dict[str, Any]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        formulas = _formulas(data)
        if formulas is None:
            count = _rows_of_large_sheet(data)
            return {"fault": "rows", "count": count} if count > most_rows else {"fault": "unpacked"}
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = []
        for number, name in enumerate(book.sheet_names):
            sheet = book.get_sheet_by_index(number)
            height = sheet.end[0] + 1 if sheet.end else 0
            if height > most_rows:
                return {"fault": "rows", "count": height}
            rows = [[_text(cell) for cell in row[:most_columns]] for row in sheet.to_python(skip_empty_area=False)]
            merged = [[a, b, c, d] for (a, b), (c, d) in (sheet.merged_cell_ranges or [])]
            sheets.append({"name": name, "rows": rows, "merged": merged, "formulas": formulas.get(number, [])})
        return {"sheets": sheets}
    except (CalamineError, *SPOILT, KeyError, MemoryError, OverflowError):
        return {"fault": "broken"}


def _formulas(data: bytes) -> dict[int, list[str]] | None:
    """The cells that hold formulas, by sheet; None for a file whose parts unpack to too much."""
    found: dict[int, list[str]] = {}
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            sheet = re.fullmatch(r"xl/worksheets/sheet(\d+)\.xml", part.filename)
            if part.file_size > MOST_UNPACKED:
                return None
            if sheet:
                with archive.open(part) as stream:
                    content = stream.read(MOST_UNPACKED + 1)
                if len(content) > MOST_UNPACKED:
                    return None
                found[int(sheet[1]) - 1] = [place.decode() for place in _FORMULA.findall(content)]
    return found


def _rows_of_large_sheet(data: bytes) -> int:
    """How many rows the longest sheet has that unpacks to too much; read piece by piece, nothing of it is kept."""
    most = 0
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for part in archive.infolist():
            if part.file_size <= MOST_UNPACKED or not part.filename.startswith("xl/worksheets/"):
                continue
            count, before, read = 0, b"", 0
            with archive.open(part) as stream:
                while read < MOST_COUNTED and (piece := stream.read(1 << 20)):
                    count += (before + piece).count(b"<row ") - before.count(b"<row ")
                    before, read = piece[-4:], read + len(piece)
            most = max(most, count)
    return most


def _text(cell: Any) -> str:
    """A cell as a person would write it: days in full, whole numbers without a fraction."""
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, datetime):
        return cell.date().isoformat() if (cell.hour, cell.minute, cell.second) == (0, 0, 0) else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    return str(cell)


if __name__ == "__main__":
    main()
