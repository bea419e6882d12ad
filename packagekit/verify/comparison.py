"""Says what changed between two versions of a record, field by field."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple


class Difference(NamedTuple):
    """One field that is not the same; None where the version does not have it."""

    where: str
    before: Any
    after: Any


def differences(before: Any, after: Any, where: str = "") -> tuple[Difference, ...]:
    """Every leaf that differs between two records as plain data, in the order of the later one."""
    return tuple(_walk(before, after, where))


def _walk(before: Any, after: Any, where: str) -> Iterator[Difference]:
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for key in dict.fromkeys((*after, *before)):
            yield from _walk(before.get(key), after.get(key), f"{where}.{key}" if where else str(key))
    elif _rows(before) and _rows(after):
        for at in range(max(len(before), len(after))):
            yield from _walk(
                before[at] if at < len(before) else None, after[at] if at < len(after) else None, f"{where}[{at}]")
    elif before != after:
        yield Difference(where, before, after)


def _rows(value: Any) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)
