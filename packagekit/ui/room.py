"""A person's files on the screen: how much room they take, what each belongs to, and taking them away again."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

import streamlit as st

from packagekit.domain.text import N_, Refusal, Text
from packagekit.ui import marks, people, widgets
from packagekit.ui.state import Session
from packagekit.workflow import HeldFile, Room, drop_file

SHOWN = 20  # files, the largest first
BELONGS: Mapping[str, Text] = {
    "deals": N_("Document of a deal"), "drafts": N_("Evidence of a draft"), "imports": N_("Faulty rows to be mended"),
    "team values": N_("Evidence of a value"),
}
RECORD = N_("Evidence of a record")


def megabytes(session: Session, size: int) -> str:
    """Bytes in words; what is not nothing is never shown as 0."""
    n = max(Decimal(size) / (1 << 20), Decimal("0.1") if size else Decimal(0))
    return session.gettext("{n} MB", n=session.language.number(n, 1 if n < 10 else 0))


def taken(session: Session, room: Room) -> str:
    """Used and quota in a sentence."""
    return session.gettext("{used} of {quota} are taken", used=megabytes(session, room.used), quota=megabytes(session, room.quota))


def show(session: Session, room: Room, *, own: bool) -> None:
    """The bar and the largest files; ``own`` ones can be looked at."""
    widgets.write(marks.bar(room.used / room.quota, taken(session, room)))
    for held in room.held[:SHOWN]:
        _file(session, held, own=own)
    if len(room.held) > SHOWN:
        widgets.write(marks.Markup('<div class="quiet">{}</div>').format(
            session.gettext("The {n} largest files are shown.", n=SHOWN)))


def _file(session: Session, held: HeldFile, *, own: bool) -> None:
    file = held.file
    about, act = st.columns([4, 1.2], vertical_alignment="center")
    with about:
        name = marks.Markup('<a href="/files/{}" download>{}</a>').format(file.key, file.name) if own else file.name
        said = (megabytes(session, file.size), session.show(BELONGS.get(file.kind, RECORD)), people.moment(session, file.at),
                "" if held.stays is None else session.show(held.stays))
        widgets.write(marks.Markup('<div><b>{}</b></div><div class="card-sub">{}</div>').format(
            name, " · ".join(part for part in said if part)))
    with act:
        if held.stays is None and st.button(session.gettext("Take away"), key=session.key(f"drop-{file.key}"), width="stretch",
                                            icon=":material/delete:"):
            try:
                drop_file(session.house, session.person, file.key)
            except Refusal as refusal:
                widgets.problems(session, refusal.problems)
                return
            st.rerun()
