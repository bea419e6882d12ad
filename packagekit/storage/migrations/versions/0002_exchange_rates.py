"""Fetched and entered exchange rates, and the yearly indicators of the markets."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    op.create_table(
        "exchange_rates",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("feed", sa.String(24), nullable=False),
        sa.Column("base", sa.String(3), nullable=False),
        sa.Column("quote", sa.String(3), nullable=False),
        sa.Column("day", sa.Date, nullable=False),
        sa.Column("rate", sa.String(64), nullable=False),
        sa.Column("unit", sa.Integer, nullable=False),
        sa.Column("source", sa.JSON, nullable=False),
        sa.Column("status", sa.String(8), nullable=False),
        sa.Column("state", sa.String(16), nullable=False),
        sa.Column("held_for", sa.String(16)),
        sa.Column("against", sa.String(64)),
        sa.Column("against_day", sa.Date),
        sa.Column("entered_by", sa.String(64)),
        sa.Column("decided_by", sa.String(64)),
        sa.Column("heard", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_exchange_rates"),
        sa.CheckConstraint("state IN ('in_force', 'held', 'refused')", name="ck_exchange_rates_state"),
        sa.UniqueConstraint("feed", "base", "quote", "day", "rate", name="uq_exchange_rates_heard"),
    )
    op.create_index("ix_exchange_rates_state", "exchange_rates", ["state"])
    op.create_table(
        "indicators",
        sa.Column("market", sa.String(2), nullable=False),
        sa.Column("name", sa.String(48), nullable=False),
        sa.Column("since", sa.Date, nullable=False),
        sa.Column("unit", sa.String(24), nullable=False),
        sa.Column("value", sa.JSON, nullable=False),
        sa.Column("heard", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("market", "name", "since", name="pk_indicators"),
    )


def downgrade() -> None:
    op.drop_table("indicators")
    op.drop_table("exchange_rates")
