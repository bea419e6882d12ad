"""Ranks proven cases for a factory and says in words why each fits and what differs."""

from packagekit.match.columns import Columns, Row, columns, row
from packagekit.match.ranking import match, table

__all__ = ["Columns", "Row", "columns", "match", "row", "table"]
