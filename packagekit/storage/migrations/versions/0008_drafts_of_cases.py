"""Which draft a case was handed in from: its files are the case's evidence."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    op.add_column("case_acts", sa.Column("draft", sa.String(128)))
    op.create_index("ix_case_acts_draft", "case_acts", ["draft"])


def downgrade() -> None:
    op.drop_index("ix_case_acts_draft", "case_acts")
    op.drop_column("case_acts", "draft")
