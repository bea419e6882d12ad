"""The tables of the embedded or shared database, as SQLAlchemy sees them."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Column, DateTime, Index, Integer, MetaData, String, Table

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
    Column("changed", DateTime(timezone=True), nullable=False),
    CheckConstraint("version >= 1", name="version"),
    Index("ix_registered_kind_origin", "kind", "origin"),
)
"""Cooperatives, suppliers, solutions, cases and factories: one row each, the record as JSON."""

deals = Table(
    "deals", metadata,
    Column("id", String(64), primary_key=True),
    Column("owner", String(64), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("data", JSON, nullable=False),
    Column("saved", DateTime(timezone=True), nullable=False),
)
"""Deals under way; ``version`` counts saves and guards against stale ones."""

counters = Table(
    "counters", metadata,
    Column("name", String(32), primary_key=True),
    Column("value", Integer, nullable=False),
)
"""Revision numbers that caches are keyed by."""
