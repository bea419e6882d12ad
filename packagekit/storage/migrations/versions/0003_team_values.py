"""Values the team adds to the catalogs, and the decisions on them."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    op.create_table(
        "team_values",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("area", sa.String(8), nullable=False),
        sa.Column("owner", sa.String(8), nullable=False),
        sa.Column("name", sa.String(64), nullable=False),
        sa.Column("rate", sa.String(16), nullable=False),
        sa.Column("unit", sa.String(24), nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("file", sa.JSON),
        sa.Column("entered_by", sa.String(64), nullable=False),
        sa.Column("entered", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_team_values"),
        sa.CheckConstraint("area IN ('market', 'tariff', 'seller')", name="ck_team_values_area"),
    )
    op.create_index("ix_team_values_figure", "team_values", ["area", "owner", "name", "rate"])
    op.create_table(
        "team_value_decisions",
        sa.Column("value_id", sa.Integer, nullable=False),
        sa.Column("number", sa.Integer, nullable=False),
        sa.Column("act", sa.String(16), nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("why", sa.String(400), nullable=False),
        sa.PrimaryKeyConstraint("value_id", "number", name="pk_team_value_decisions"),
        sa.ForeignKeyConstraint(["value_id"], ["team_values.id"], name="fk_team_value_decisions_value"),
        sa.CheckConstraint("act IN ('confirmed', 'refused', 'withdrawn')", name="ck_team_value_decisions_act"),
    )
    # The row that writers of team values queue at, so that no two confirm a value of one day at once.
    counters = sa.table("counters", sa.column("name", sa.String), sa.column("value", sa.Integer))
    op.bulk_insert(counters, [{"name": "team_values", "value": 0}])


def downgrade() -> None:
    op.execute("DELETE FROM counters WHERE name = 'team_values'")
    op.drop_table("team_value_decisions")
    op.drop_table("team_values")
