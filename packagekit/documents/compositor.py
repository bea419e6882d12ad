"""Typst in our own process: with our fonts alone, for pages and pictures, and keeping nothing of what it has set."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
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


def forget() -> Future[None]:
    """Has Typst let go of what it remembers and gives the room back to the system, while others go on; done when it is.

    Another document has little in common with the last one: it would only be looked through in vain.
    """
    return _behind().submit(_age)


def _age() -> None:
    empty = compositor(b"")
    for _ in range(KEPT + 1):
        empty.compile(b"", format="svg")
    _give_back()(0)


@cache
def _behind() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(1, thread_name_prefix="packagekit-forgetting")


@cache
def _give_back() -> Callable[[int], object]:
    """The allocator's own way to return what lies free between what is in use; others than glibc's do it by themselves."""
    try:
        return ctypes.CDLL(None).malloc_trim
    except (OSError, TypeError, AttributeError):
        return lambda kept: None


@cache
def _fonts() -> Any:
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(FONTS)])
