"""The review of cases, files taken into the register whole, and the versions of records at a glance."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_index("ix_registered_versions", "registered", ["kind", "id", "version"])
    op.create_table(
        "case_acts",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("case", sa.String(128), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("data", sa.JSON, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_acts"),
    )
    op.create_index("ix_case_acts_case", "case_acts", ["case"])
    op.create_table(
        "imports",
        sa.Column("id", sa.Integer, nullable=False),
        sa.Column("by", sa.String(64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("file", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(32), nullable=False),
        sa.Column("rows", sa.JSON, nullable=False),
        sa.Column("undone_by", sa.String(64)),
        sa.PrimaryKeyConstraint("id", name="pk_imports"),
    )


def downgrade() -> None:
    op.drop_table("imports")
    op.drop_table("case_acts")
    op.drop_index("ix_registered_versions", "registered")
