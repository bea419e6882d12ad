"""The history of acts and revisions, which the database itself keeps from being changed; deals are removed by a mark."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

# A later migration that rebuilds this table on SQLite (batch_alter_table) must make the triggers again.
SQLITE = (
    "CREATE TRIGGER history_not_changed BEFORE UPDATE ON history "
    "BEGIN SELECT RAISE(ABORT, 'history is only ever added to'); END",
    "CREATE TRIGGER history_not_removed BEFORE DELETE ON history "
    "BEGIN SELECT RAISE(ABORT, 'history is only ever added to'); END",
    # INSERT OR REPLACE removes a row without asking the trigger above.
    "CREATE TRIGGER history_not_replaced BEFORE INSERT ON history "
    "WHEN EXISTS (SELECT 1 FROM history WHERE number = NEW.number) "
    "BEGIN SELECT RAISE(ABORT, 'history is only ever added to'); END",
)
POSTGRESQL = (
    "CREATE FUNCTION history_only_added_to() RETURNS trigger LANGUAGE plpgsql AS "
    "$$ BEGIN RAISE EXCEPTION 'history is only ever added to'; END $$",
    "CREATE TRIGGER history_not_changed BEFORE UPDATE OR DELETE ON history "
    "FOR EACH ROW EXECUTE FUNCTION history_only_added_to()",
    "CREATE TRIGGER history_not_emptied BEFORE TRUNCATE ON history "
    "FOR EACH STATEMENT EXECUTE FUNCTION history_only_added_to()",
)


def upgrade() -> None:
    op.create_table(
        "history",
        sa.Column("number", sa.Integer, nullable=False, autoincrement=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("act", sa.String(24), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("ref", sa.String(128), nullable=False),
        sa.Column("name", sa.JSON, nullable=False),
        sa.Column("revision", sa.Integer),
        sa.Column("data", sa.JSON),
        sa.Column("changes", sa.JSON, nullable=False),
        sa.Column("words", sa.Text, nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.PrimaryKeyConstraint("number", name="pk_history"),
        sa.UniqueConstraint("kind", "ref", "revision", name="uq_history_revision"),
    )
    op.create_index("ix_history_by", "history", ["by"])
    op.create_index("ix_history_at", "history", ["at"])
    for statement in SQLITE if op.get_bind().dialect.name == "sqlite" else POSTGRESQL:
        op.execute(statement)
    op.add_column("deals", sa.Column("removed", sa.DateTime(timezone=True)))


def downgrade() -> None:
    op.execute("DELETE FROM deals WHERE removed IS NOT NULL")
    with op.batch_alter_table("deals") as table:
        table.drop_column("removed")
    op.drop_table("history")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION history_only_added_to()")
    op.execute("DELETE FROM counters WHERE name = 'history'")
