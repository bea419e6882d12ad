"""Two versions of a deal that grew out of one: where they differ, and the one a person makes of both."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from typing import Any

from packagekit.domain.deal import Deal
from packagekit.domain.record import Record

_DECIDED = ("on", "cases", "option", "terms", "languages")
"""What a person decides beside the form; the factory is the form read, the rest counts and dates."""


class Difference(Record):
    """One value that is not the same in both versions, and what it was before either."""

    where: str
    before: Any = None
    mine: Any = None
    theirs: Any = None

    @property
    def proposed(self) -> str | None:
        """Whose value stands when only one of the two changed it; None where both did."""
        if self.mine == self.before:
            return "theirs"
        return "mine" if self.theirs == self.before else None


def differences(before: Deal, mine: Deal, theirs: Deal) -> tuple[Difference, ...]:
    """Every value in which the two versions differ, in the order of the form."""
    old, own, other = (dict(_values(deal)) for deal in (before, mine, theirs))
    return tuple(
        Difference(where=where, before=old.get(where), mine=own.get(where), theirs=other.get(where))
        for where in dict.fromkeys((*old, *other, *own)) if own.get(where) != other.get(where)
    )


def merged(mine: Deal, theirs: Deal, taken: Collection[str]) -> Deal:
    """``theirs`` with the values of ``mine`` at the places in ``taken``; its form is not read yet."""
    own = dict(_values(mine))
    form: Any = theirs.model_dump(mode="json")["form"]
    for where in taken:
        if where.startswith("form."):
            form = _put(form, where.removeprefix("form.").split("."), own.get(where))
    return theirs.model_copy(update={
        "form": form, **{name: getattr(mine, name) for name in _DECIDED if name in taken}})


def _values(deal: Deal) -> Iterator[tuple[str, Any]]:
    data = deal.model_dump(mode="json")
    yield from _of_form("form", data["form"])
    for name in _DECIDED:
        yield name, data[name]


def _of_form(where: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Lists are one value: rows that moved are not the rows they were."""
    if isinstance(value, Mapping):
        for name, inside in value.items():
            yield from _of_form(f"{where}.{name}", inside)
    else:
        yield where, value


def _put(form: Any, way: list[str], value: Any) -> dict[str, Any]:
    """The form with one value changed; None takes it out."""
    changed = dict(form) if isinstance(form, Mapping) else {}
    name, *rest = way
    if rest:
        changed[name] = _put(changed.get(name), rest, value)
    elif value is None:
        changed.pop(name, None)
    else:
        changed[name] = value
    return changed
