"""People, their organisations, sign-ins, one-time links; a deal belongs to an organisation as well."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    op.create_table(
        "organisations",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("stands_for", sa.String(128)),
        sa.PrimaryKeyConstraint("id", name="pk_organisations"),
        sa.CheckConstraint("kind IN ('house', 'supplier', 'cooperative', 'buyer')", name="ck_organisations_kind"),
    )
    op.create_table(
        "people",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("email", sa.String(254)),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("state", sa.String(8), nullable=False),
        sa.Column("password", sa.String(200)),
        sa.Column("issuer", sa.String(300)),
        sa.Column("subject", sa.String(255)),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_people"),
        sa.UniqueConstraint("email", name="uq_people_email"),
        sa.UniqueConstraint("issuer", "subject", name="uq_people_subject"),
        sa.CheckConstraint("state IN ('active', 'blocked')", name="ck_people_state"),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_people_organisation"),
    )
    op.create_table(
        "sessions",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("person", sa.String(64), nullable=False),
        sa.Column("way", sa.String(8), nullable=False),
        sa.Column("address", sa.String(64), nullable=False),
        sa.Column("agent", sa.String(200), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_sessions"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_sessions_person"),
    )
    op.create_index("ix_sessions_person", "sessions", ["person"])
    op.create_table(
        "one_time_links",
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("purpose", sa.String(16), nullable=False),
        sa.Column("person", sa.String(64)),
        sa.Column("data", sa.JSON, nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ends", sa.DateTime(timezone=True), nullable=False),
        sa.Column("used", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("id", name="pk_one_time_links"),
        sa.CheckConstraint("purpose IN ('owner', 'invitation', 'reset', 'oidc')", name="ck_one_time_links_purpose"),
        sa.ForeignKeyConstraint(["person"], ["people.id"], name="fk_one_time_links_person"),
    )
    op.create_table(
        "domain_rules",
        sa.Column("domain", sa.String(253), nullable=False),
        sa.Column("role", sa.String(16), nullable=False),
        sa.Column("organisation", sa.String(64), nullable=False),
        sa.Column("made_by", sa.String(64), nullable=False),
        sa.Column("made", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("domain", name="pk_domain_rules"),
        sa.ForeignKeyConstraint(["organisation"], ["organisations.id"], name="fk_domain_rules_organisation"),
    )
    op.create_table(
        "failed_sign_ins",
        sa.Column("who", sa.String(80), nullable=False),
        sa.Column("count", sa.Integer, nullable=False),
        sa.Column("last", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("who", name="pk_failed_sign_ins"),
    )
    # Deals kept so far are the desk owner's, who belongs to the house.
    with op.batch_alter_table("deals") as batch:
        batch.add_column(sa.Column("organisation", sa.String(64), nullable=False, server_default="house"))
    with op.batch_alter_table("deals") as batch:
        batch.alter_column("organisation", server_default=None)
        batch.create_index("ix_deals_organisation", ["organisation"])


def downgrade() -> None:
    with op.batch_alter_table("deals") as batch:
        batch.drop_index("ix_deals_organisation")
        batch.drop_column("organisation")
    for table in ("failed_sign_ins", "domain_rules", "one_time_links", "sessions", "people", "organisations"):
        op.drop_table(table)
