"""The tables of the embedded or shared database, as SQLAlchemy sees them."""

from __future__ import annotations

from sqlalchemy import (
    JSON,
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    UniqueConstraint,
)

from packagekit.storage.moments import DAY, MOMENT

metadata = MetaData(naming_convention={
    "pk": "pk_%(table_name)s", "ix": "ix_%(table_name)s_%(column_0_N_name)s", "ck": "ck_%(table_name)s_%(constraint_name)s",
})

registered = Table(
    "registered", metadata,
    Column("kind", String(32), primary_key=True),
    Column("id", String(128), primary_key=True),
    Column("origin", String(16), nullable=False),
    Column("version", Integer, nullable=False),
    Column("data", JSON, nullable=False),
    Column("changed", MOMENT, nullable=False),
    Column("registrant", String(128)),
    Column("status", String(16), nullable=False, server_default="published"),
    CheckConstraint("version >= 1", name="version"),
    Index("ix_registered_kind_origin", "kind", "origin"),
    Index("ix_registered_versions", "kind", "id", "version"),
    Index("ix_registered_sight", "kind", "status", "registrant", "origin", "id"),
)
"""Cooperatives, suppliers, solutions, cases and factories: one row each, the record as JSON.

``registrant`` and ``status`` repeat what the record says, for queries to ask who may see it.
"""

parties = Table(
    "parties", metadata,
    Column("kind", String(32), primary_key=True),
    Column("id", String(128), primary_key=True),
    Column("organisation", String(128), primary_key=True),
    ForeignKeyConstraint(
        ["kind", "id"], ["registered.kind", "registered.id"], name="fk_parties_registered", ondelete="CASCADE"),
    Index("ix_parties_organisation", "organisation", "kind", "id"),
)
"""The suppliers and cooperatives with a part in a registered record; they may see more of it than others."""

case_acts = Table(
    "case_acts", metadata,
    Column("id", Integer, primary_key=True),
    Column("case", String(128), nullable=False, index=True),
    Column("at", MOMENT, nullable=False),
    Column("draft", String(128), index=True),
    Column("data", JSON, nullable=False),
)
"""What was done to each case in its review, in order; rows are only ever added."""

imports = Table(
    "imports", metadata,
    Column("id", Integer, primary_key=True),
    Column("by", String(64), nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("file", String(200), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("rows", JSON, nullable=False),
    Column("undone_by", String(64)),
)
"""Files taken in whole, with the version of each record before and after."""

deals = Table(
    "deals", metadata,
    Column("id", String(64), primary_key=True),
    Column("owner", String(64), nullable=False, index=True),
    Column("organisation", String(64), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("data", JSON, nullable=False),
    Column("saved", MOMENT, nullable=False),
    Column("removed", MOMENT),
)
"""Deals under way; ``version`` counts saves and guards against stale ones. A removed deal keeps its row."""

counters = Table(
    "counters", metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Integer, nullable=False),
)
"""Revision numbers that caches are keyed by."""

history = Table(
    "history", metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("at", MOMENT, nullable=False, index=True),
    Column("by", String(64), nullable=False, index=True),
    Column("act", String(24), nullable=False),
    Column("kind", String(32), nullable=False),
    Column("ref", String(128), nullable=False),
    Column("name", JSON, nullable=False),
    Column("revision", Integer),
    Column("data", JSON(none_as_null=True)),
    Column("changes", JSON, nullable=False),
    Column("words", Text, nullable=False),
    Column("sha256", String(64), nullable=False),
    UniqueConstraint("kind", "ref", "revision", name="uq_history_revision"),
)
"""Every act and every revision, only ever added to (triggers refuse the rest); each row hashed with the one before."""

history_runs = Table(
    "history_runs", metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("run", Integer, nullable=False, index=True),
)
"""Acts of the history that go on with one before them, and the number of the first act of their run."""

files = Table(
    "files", metadata,
    Column("key", String(32), primary_key=True),
    Column("sha256", String(64), nullable=False, index=True),
    Column("name", String(160), nullable=False),
    Column("mime", String(100), nullable=False),
    Column("size", BigInteger, nullable=False),
    Column("kind", String(32), nullable=False),
    Column("ref", String(128), nullable=False),
    Column("by", String(64), nullable=False, index=True),
    Column("at", MOMENT, nullable=False),
    Index("ix_files_record", "kind", "ref"),
)
"""Kept files: whose they are, what they belong to, and under which hash their bytes lie; rows never change."""

exchange_rates = Table(
    "exchange_rates", metadata,
    Column("id", Integer, primary_key=True),
    Column("feed", String(24), nullable=False),
    Column("base", String(3), nullable=False),
    Column("quote", String(3), nullable=False),
    Column("day", DAY, nullable=False),
    Column("rate", String(64), nullable=False),
    Column("unit", Integer, nullable=False),
    Column("source", JSON, nullable=False),
    Column("status", String(8), nullable=False),
    Column("state", String(16), nullable=False),
    Column("held_for", String(16)),
    Column("against", String(64)),
    Column("against_day", DAY),
    Column("entered_by", String(64)),
    Column("decided_by", String(64)),
    Column("heard", MOMENT, nullable=False),
    Column("decided", MOMENT),
    CheckConstraint("state IN ('in_force', 'held', 'refused')", name="state"),
    UniqueConstraint("feed", "base", "quote", "day", "rate", name="uq_exchange_rates_heard"),
    Index("ix_exchange_rates_state", "state"),
)
"""Fetched and entered exchange rates, as exact text; a revised rate is a new row, the older one stays."""

indicators = Table(
    "indicators", metadata,
    Column("market", String(2), primary_key=True),
    Column("name", String(48), primary_key=True),
    Column("since", DAY, primary_key=True),
    Column("unit", String(24), nullable=False),
    Column("value", JSON, nullable=False),
    Column("heard", MOMENT, nullable=False),
)
"""Yearly figures of a market as last published by their statistical office."""

team_values = Table(
    "team_values", metadata,
    Column("id", Integer, primary_key=True),
    Column("area", String(8), nullable=False),
    Column("owner", String(8), nullable=False),
    Column("name", String(64), nullable=False),
    Column("rate", String(16), nullable=False),
    Column("unit", String(24), nullable=False),
    Column("value", JSON, nullable=False),
    Column("file", JSON(none_as_null=True)),
    Column("entered_by", String(64), nullable=False),
    Column("entered", MOMENT, nullable=False),
    CheckConstraint("area IN ('market', 'tariff', 'seller')", name="area"),
    Index("ix_team_values_figure", "area", "owner", "name", "rate"),
)
"""Dated values the team added to law, tariffs and day rates; rows are only ever added."""

team_value_decisions = Table(
    "team_value_decisions", metadata,
    Column("value_id", Integer, ForeignKey("team_values.id", name="fk_team_value_decisions_value"), primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("act", String(16), nullable=False),
    Column("by", String(64), nullable=False),
    Column("at", MOMENT, nullable=False),
    Column("why", String(400), nullable=False),
    CheckConstraint("act IN ('confirmed', 'refused', 'withdrawn')", name="act"),
)
"""What was decided on each of them, numbered from 1; rows are only ever added."""

organisations = Table(
    "organisations", metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("kind", String(16), nullable=False),
    Column("stands_for", String(128)),
    CheckConstraint("kind IN ('house', 'supplier', 'cooperative', 'buyer')", name="kind"),
)
"""The firms people belong to."""

people = Table(
    "people", metadata,
    Column("id", String(64), primary_key=True),
    Column("name", String(200), nullable=False),
    Column("email", String(254)),
    Column("role", String(16), nullable=False),
    Column("organisation", String(64), ForeignKey("organisations.id", name="fk_people_organisation"), nullable=False),
    Column("state", String(8), nullable=False),
    Column("password", String(200)),
    Column("issuer", String(300)),
    Column("subject", String(255)),
    Column("made", MOMENT, nullable=False),
    CheckConstraint("state IN ('active', 'blocked')", name="state"),
    UniqueConstraint("email", name="uq_people_email"),
    UniqueConstraint("issuer", "subject", name="uq_people_subject"),
)
"""Everybody who may ask; ``password`` is an Argon2id hash, ``issuer`` and ``subject`` are OpenID Connect's."""

sessions = Table(
    "sessions", metadata,
    Column("id", String(64), primary_key=True),
    Column("person", String(64), ForeignKey("people.id", name="fk_sessions_person"), nullable=False, index=True),
    Column("way", String(8), nullable=False),
    Column("address", String(64), nullable=False),
    Column("agent", String(200), nullable=False),
    Column("made", MOMENT, nullable=False),
    Column("seen", MOMENT, nullable=False),
    Column("ends", MOMENT, nullable=False),
)
"""Live sign-ins, by the SHA-256 of what the cookie holds; a row that is gone is a sign-in that has ended."""

one_time_links = Table(
    "one_time_links", metadata,
    Column("id", String(64), primary_key=True),
    Column("purpose", String(16), nullable=False),
    Column("person", String(64), ForeignKey("people.id", name="fk_one_time_links_person")),
    Column("data", JSON, nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("made", MOMENT, nullable=False),
    Column("ends", MOMENT, nullable=False),
    Column("used", MOMENT),
    CheckConstraint("purpose IN ('owner', 'invitation', 'reset', 'oidc')", name="purpose"),
)
"""Links and sign-ins that work once, by the SHA-256 of their secret."""

domain_rules = Table(
    "domain_rules", metadata,
    Column("domain", String(253), primary_key=True),
    Column("role", String(16), nullable=False),
    Column("organisation", String(64), ForeignKey("organisations.id", name="fk_domain_rules_organisation"), nullable=False),
    Column("made_by", String(64), nullable=False),
    Column("made", MOMENT, nullable=False),
)
"""Which role and organisation somebody with an address of a domain gets at the first sign-in."""

failed_sign_ins = Table(
    "failed_sign_ins", metadata,
    Column("who", String(80), primary_key=True),
    Column("count", Integer, nullable=False),
    Column("last", MOMENT, nullable=False),
)
"""Failures in a row, by the SHA-256 of the name typed and by the address they came from."""

unsaved = Table(
    "unsaved", metadata,
    Column("person", String(64), primary_key=True),
    Column("place", String(128), primary_key=True),
    Column("data", JSON, nullable=False),
    Column("at", MOMENT, nullable=False),
)
"""What people have typed and not saved yet, by the form or deal it belongs to."""
