"""What an organisation has registered, each row with its state, its draft and what a reviewer said."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from packagekit.domain.person import Person, Role
from packagekit.domain.review import Remark
from packagekit.domain.text import N_, Localized, Text
from packagekit.verify import STATUS_WORDS
from packagekit.workflow.codes import Choice, known_codes
from packagekit.workflow.house import House
from packagekit.workflow.registering import MODELS
from packagekit.workflow.rights import use_case
from packagekit.workflow.sight import own_ids

KINDS_OF: Mapping[Role, tuple[str, ...]] = {
    "supplier": ("cases", "solutions", "suppliers"), "cooperative": ("cases", "cooperatives", "members"),
    "administrator": tuple(MODELS), "export_team": tuple(MODELS),
}
"""What each role registers by the forms of the app."""

REVISABLE = ("draft", "returned", "verified", "published", "expired")
MOST = 200  # rows of a kind that a list shows; the directory searches all


class Row(NamedTuple):
    """One record of an organisation, or a draft that is not handed in yet."""

    kind: str
    id: str
    title: Localized | str
    status: str
    state: Text
    due: date | None = None
    remarks: tuple[Remark, ...] = ()  # of the last return
    draft: str | None = None
    may_revise: bool = False

    @property
    def only_draft(self) -> bool:
        return self.id == ""


@use_case
def my_rows(house: House, who: Person) -> tuple[Row, ...]:
    """The drafts, cases and data sheets of the organisation this person stands for; the house's own for its people."""
    known = house.holdings.registry().drafts
    drafts = {(d.of, d.record): d for d in (known[key] for key in own_ids(house.holdings, who, "drafts") if key in known)}
    rows = []
    for kind in KINDS_OF[who.role]:
        listed = house.holdings.listings(kind)
        own = own_ids(house.holdings, who, kind, samples=who.stands_for is not None)
        listings = [listed[key] for key in own[:MOST] if key in listed]
        last = house.store.register.latest_acts([found.id for found in listings]) if kind == "cases" else {}
        for found in listings:
            draft = drafts.pop((kind, found.id), None)
            act = last.get(found.id)
            rows.append(Row(
                kind, found.id, found.title, found.status, STATUS_WORDS[found.status] if kind == "cases" else N_("Registered"),
                due=act.due if act and found.status != "published" else None,
                remarks=act.remarks if act and act.act == "return" and found.status == "returned" else (),
                draft=draft.id if draft else None, may_revise=kind != "cases" or found.status in REVISABLE))
    for (of, _record), draft in drafts.items():
        rows.append(Row(of, "", draft.title, "draft", STATUS_WORDS["draft"], draft=draft.id))
    return tuple(sorted(rows, key=lambda row: (row.kind, not row.only_draft, row.status == "published", row.id)))


@use_case
def choices(house: House, who: Person) -> Mapping[str, Mapping[str, Choice]]:
    """The codes of the forms' fields with their names."""
    return known_codes(house)
