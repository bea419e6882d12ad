"""Typst in our own process: with our fonts alone, for pages and pictures, and keeping nothing of what it has set."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

import typst

from packagekit.documents.typesetting import FONTS

KEPT = 10
"""Typst remembers what it has set for so many compilations, some dozens of megabytes for a proposal."""


def compositor(program: bytes | Path, root: Path | None = None, inputs: Mapping[str, str] | None = None) -> typst.Compiler:
    """Typst with ``program``, which reads files under ``root`` only, and ``inputs`` as its ``sys.inputs``."""
    return typst.Compiler(program, root=root, font_paths=_fonts(), ignore_system_fonts=True, sys_inputs=dict(inputs or {}))


def forget() -> None:
    """Ages what Typst remembers until it lets go of it.

    Another document has little in common with the last one: it would only be looked through in vain.
    """
    empty = compositor(b"")
    for _ in range(KEPT + 1):
        empty.compile(b"", format="svg")


@cache
def _fonts() -> Any:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
