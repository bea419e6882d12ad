"""CSV files of the catalogs as rows: comments left out, every cell trimmed, missing columns named."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from packagekit.domain.text import N_, Problem, Refusal


def read_rows(path: Path, wanted: Sequence[str], where: str) -> tuple[dict[str, str], ...]:
    """The rows below the head. Raises Refusal for each column of ``wanted`` that the head does not name."""
    lines = [line for line in path.read_text(encoding="utf-8").splitlines() if line and not line.startswith("#")]
    reader = csv.DictReader(io.StringIO("\n".join(lines)))
    missing = [name for name in wanted if name not in (reader.fieldnames or ())]
    if missing:
        raise Refusal(*(Problem(
            where=where, what=N_("The column {name} is missing.", name=name), how=N_("Add it to the first row."),
        ) for name in missing))
    return tuple({key: (value or "").strip() for key, value in row.items() if key is not None} for row in reader)
