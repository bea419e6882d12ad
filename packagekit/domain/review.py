"""The review of a case: who did what to it, with which words, and what he confirmed."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from packagekit.domain.record import Record, Table

Act = Literal["submit", "take", "return", "verify", "publish", "expire", "withdraw", "comment"]


class Remark(Record):
    """Words about one field of the case, or about all of it."""

    where: str = ""  # the field's path, such as ``kpis[0].after``
    words: str


class CaseAct(Record):
    """One act on a case, kept for ever: both sides read it."""

    case: str
    version: int  # of the case it was done to
    act: Act
    by: str  # id of the person
    name: str  # as he was called then
    organisation: str | None = None
    at: datetime
    remarks: tuple[Remark, ...] = ()
    confirmed: tuple[str, ...] = ()  # points of the checklist
    answers: Table[str, str] = {}  # a finding's key -> why it is all right
    due: date | None = None  # of the act that should follow
