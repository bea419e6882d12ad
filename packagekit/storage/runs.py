"""Which acts of the history are told as one: saves of a record in one go, and failed sign-ins one after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa

from packagekit.domain.history import FAILED, IN_ONE_GO
from packagekit.storage.moments import in_utc
from packagekit.storage.tables import history, history_runs

LONGEST = 100
"""Acts that are told as one; what goes on for longer begins anew."""

SAVED = "saved"
_OF_AN_ACT = (history.c.number, history.c.by, history.c.act, history.c.at)

run = sa.func.coalesce(history_runs.c.run, history.c.number)
"""The number of the first act of the run that an act of the history belongs to, beside ``with_runs``."""

with_runs = history.outerjoin(history_runs, history_runs.c.number == history.c.number)


def remember_runs(connection: sa.Connection, rows: Sequence[Mapping[str, Any]]) -> None:
    """Keep which of these acts, just written one after the other, go on with one before them."""
    known: dict[int, int] = {}
    for row in rows:
        earlier = _before(connection, row)
        if earlier is None or not _goes_on(earlier, row):
            continue
        first = known.get(earlier.number) or connection.scalar(
            sa.select(history_runs.c.run).where(history_runs.c.number == earlier.number)) or earlier.number
        length = 1 + (connection.scalar(sa.select(sa.func.count()).where(history_runs.c.run == first)) or 0)
        if length < LONGEST:
            connection.execute(history_runs.insert().values(number=row["number"], run=first))
            known[row["number"]] = first


def _before(connection: sa.Connection, row: Mapping[str, Any]) -> Any:
    """The act that this one may go on with: of a save the last one on its record, of a failure the last one at all."""
    number = history.c.number < row["number"]
    if row["act"] in FAILED:
        last = sa.select(sa.func.max(history.c.number)).where(number)
    elif row["act"] == SAVED:
        last = sa.select(sa.func.max(history.c.number)).where(number, history.c.kind == row["kind"], history.c.ref == row["ref"])
    else:
        return None
    return connection.execute(sa.select(*_OF_AN_ACT).where(history.c.number == last.scalar_subquery())).one_or_none()


def _goes_on(earlier: Any, row: Mapping[str, Any]) -> bool:
    if row["act"] in FAILED:
        return earlier.act in FAILED
    if (earlier.act, earlier.by) != (SAVED, row["by"]) or not isinstance(earlier.at, datetime):
        return False
    return row["at"] - in_utc(earlier.at) <= IN_ONE_GO


def runs_of(fitting: Sequence[sa.ColumnElement[bool]]) -> sa.Select[Any]:
    """Each run with an act that fits: its first act, the newest that fits, and how many runs and acts fit in all."""
    return sa.select(
        run.label("run"), sa.func.max(history.c.number).label("newest"),
        sa.func.count().over().label("runs"), sa.func.sum(sa.func.count()).over().label("acts"),
    ).select_from(with_runs).where(*fitting).group_by(run)


def of_runs(firsts: Sequence[int]) -> Iterator[sa.ColumnElement[bool]]:
    """What holds of the acts of these runs, beside ``with_runs``."""
    first = sa.and_(history.c.number.in_(firsts), history_runs.c.run.is_(None))  # what goes on itself is told with its own run
    yield sa.or_(first, history.c.number.in_(sa.select(history_runs.c.number).where(history_runs.c.run.in_(firsts))))


def astray() -> sa.Select[Any]:
    """The numbers of acts kept as going on with one that they do not go on with: no hash holds what is kept of runs."""
    first, onward = history.alias("first"), history_runs.alias("onward")
    together = sa.or_(
        sa.and_(history.c.act.in_(FAILED), first.c.act.in_(FAILED)),
        sa.and_(history.c.act == SAVED, *(history.c[name] == first.c[name] for name in ("act", "kind", "ref", "by"))),
    )
    return sa.select(history_runs.c.number).select_from(
        history_runs.outerjoin(history, history.c.number == history_runs.c.number)
        .outerjoin(first, sa.and_(first.c.number == history_runs.c.run, first.c.number < history_runs.c.number))
        .outerjoin(onward, onward.c.number == history_runs.c.run)
    ).where(sa.or_(
        history.c.number.is_(None), first.c.number.is_(None), onward.c.number.is_not(None), sa.not_(together),
    )).order_by(history_runs.c.number)
