"""What pydantic finds wrong, said so that a person can mend it: where, what, how."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from pydantic import ValidationError

from packagekit.domain.text import N_, Problem, Text


def path_of(location: Iterable[Any]) -> str:
    """``("goals", 0, "target")`` as ``goals[0].target``."""
    text = ""
    for part in location:
        text += f"[{part}]" if isinstance(part, int) else (f".{part}" if text else str(part))
    return text


def problems_of(fault: ValidationError, where: str) -> tuple[Problem, ...]:
    """One problem per fault; ``where`` is the file, the field's path stands behind a colon."""
    errors = fault.errors()
    problems = []
    for error in errors:
        if error["type"] == "too_short" and any(
            len(other["loc"]) > len(error["loc"]) and other["loc"][:len(error["loc"])] == error["loc"] for other in errors
        ):
            continue  # only short because its items are faulty, and those are named
        field = path_of(error["loc"])
        what, how = _said(error)
        problems.append(Problem(where=f"{where}: {field}" if where and field else (where or field), what=what, how=how))
    return tuple(problems)


def _said(error: Any) -> tuple[Text, Text]:
    kind, limits = error["type"], error.get("ctx") or {}
    typed = _short(error.get("input"))
    if kind == "missing":
        return N_("This is missing."), N_("Fill it in.")
    if kind == "extra_forbidden":
        return N_("There is no such field."), N_("Check the spelling, or take the field out.")
    if kind == "literal_error":
        return (N_("“{typed}” is not one of the choices.", typed=typed),
                N_("Choose one of: {choices}.", choices=str(limits.get("expected", ""))))
    if kind in ("greater_than", "greater_than_equal"):
        least = limits.get("gt", limits.get("ge"))
        if kind == "greater_than":
            return N_("“{typed}” is too small.", typed=typed), N_("Enter a number above {least}.", least=str(least))
        return N_("“{typed}” is too small.", typed=typed), N_("Enter {least} or more.", least=str(least))
    if kind in ("less_than", "less_than_equal"):
        return (N_("“{typed}” is too large.", typed=typed),
                N_("Enter {most} or less.", most=str(limits.get("le", limits.get("lt")))))
    if kind.startswith("decimal") or kind.startswith("int") or kind == "finite_number":
        return N_("“{typed}” is not a number.", typed=typed), N_("Write digits with a point, such as 4.8.")
    if kind.startswith("date"):
        return N_("“{typed}” is not a date.", typed=typed), N_("Write it as 2026-11-22.")
    if kind == "string_pattern_mismatch":
        currency = error["loc"] and error["loc"][-1] == "currency"
        return (N_("“{typed}” is not written in the expected form.", typed=typed),
                N_("A currency is three capital letters, such as USD.") if currency else N_("Mend the value."))
    if kind in ("too_short", "string_too_short"):
        return N_("This is empty."), N_("Enter at least one.")
    if kind == "value_error":
        reason = str(limits.get("error", error["msg"]))
        return N_("“{typed}” cannot be used: {reason}.", typed=typed, reason=reason), N_("Mend the value.")
    return (N_("“{typed}” does not fit here: {reason}.", typed=typed, reason=error["msg"]),
            N_("Mend the value."))


def _short(value: Any, most: int = 60) -> str:
    text = str(value).replace("\n", " ")
    return text if len(text) <= most else text[:most] + "…"
