"""The house keeps its shape: who may import whom, and what stands where."""

from __future__ import annotations

import ast
import subprocess
import sys

import pytest

from tests.conftest import ROOT

MODULES = sorted((ROOT / "packagekit").rglob("*.py"))


def test_the_rooms_import_only_what_stands_below_them() -> None:
    done = subprocess.run(
        [sys.executable, "-c", "from importlinter.cli import lint_imports; raise SystemExit(lint_imports())"],
        cwd=ROOT, capture_output=True, text=True,
    )
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize("path", MODULES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_module_opens_with_one_sentence(path) -> None:
    text = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    assert text, "a module says in one sentence what it is"
    first = text.split("\n\n")[0]
    assert first.rstrip().endswith((".", "?")), first


def test_the_four_rooms_never_read_the_clock() -> None:
    """Same inputs, same outputs: the day is an argument."""
    clocks = {"today", "now", "utcnow", "time", "monotonic"}
    for room in ("domain", "match", "compose", "estimate", "propose"):
        for path in (ROOT / "packagekit" / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                    owner = getattr(node.func.value, "id", "")
                    assert not (owner in {"date", "datetime", "time"} and node.func.attr in clocks), path


def test_making_documents_loads_no_solver_and_no_web_stack() -> None:
    """They would be 120 MB that a process which only makes documents of a bundle holds for nothing."""
    names = ("ortools", "pandas", "pyarrow", "streamlit")
    program = f"import sys, packagekit.workflow.proposing; print([name for name in {names} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
