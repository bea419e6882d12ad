"""A record on its way into the register: its draft, and the review of a case, act by act."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal

from packagekit.domain.factory import Origin
from packagekit.domain.record import Record, Table

Act = Literal["submit", "take", "return", "verify", "publish", "expire", "withdraw", "comment"]


class Draft(Record):
    """A record as it is being written, faulty or not; it saves itself, and is read when it is handed in."""

    id: str
    of: Literal["cases", "solutions", "suppliers", "cooperatives", "members"]
    record: str  # id of the record it makes or changes
    form: Table[str, Any] = {}
    title: str = ""
    registrant: str | None = None  # whose it is; None: the house's
    origin: Origin = "user"


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
    draft: str | None = None  # that was handed in: its files are the case's evidence
    made: str | None = None  # id of the case that the draft became; a revision has one of its own
