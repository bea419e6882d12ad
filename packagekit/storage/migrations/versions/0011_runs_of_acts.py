"""Which acts of the history go on with one before them, so that many saves in one go are told as one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"

AT_ONCE = 500  # acts
FAILED = ("sign-in failed", "locked out")
IN_ONE_GO = timedelta(minutes=10)
LONGEST = 100

history = sa.table("history", *(sa.column(name) for name in ("number", "at", "by", "act", "kind", "ref")))
runs = sa.table("history_runs", sa.column("number"), sa.column("run"))


def upgrade() -> None:
    op.create_table(
        "history_runs",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("run", sa.Integer, nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_history_runs"),
    )
    _fill(op.get_bind())
    op.create_index("ix_history_runs_run", "history_runs", ["run"])


def downgrade() -> None:
    op.drop_table("history_runs")


def _fill(connection: sa.Connection) -> None:
    last: dict[tuple[str, str], Any] = {}
    first: dict[int, int] = {}
    length: dict[int, int] = {}
    before, going_on = None, []
    for act in connection.execute(sa.select(history).order_by(history.c.number)).all():
        earlier = before if act.act in FAILED else last.get((act.kind, act.ref))
        before = last[act.kind, act.ref] = act
        if earlier is None or not _goes_on(earlier, act):
            continue
        run = first.get(earlier.number, earlier.number)
        if length.get(run, 1) < LONGEST:
            first[act.number], length[run] = run, length.get(run, 1) + 1
            going_on.append({"number": act.number, "run": run})
    for start in range(0, len(going_on), AT_ONCE):
        connection.execute(runs.insert(), going_on[start:start + AT_ONCE])


def _goes_on(earlier: Any, act: Any) -> bool:
    if act.act in FAILED:
        return earlier.act in FAILED
    if (earlier.act, earlier.by) != ("saved", act.by) or act.act != "saved":
        return False
    one, other = _moment(earlier.at), _moment(act.at)
    return one is not None and other is not None and other - one <= IN_ONE_GO


def _moment(at: Any) -> datetime | None:
    """SQLite keeps a moment as text, of UTC where it names no zone, and the text may be no moment."""
    try:
        moment = at if isinstance(at, datetime) else datetime.fromisoformat(str(at))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
