"""A form that keeps what was typed: it starts from what the person left unsaved, and forgets it once it is saved."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from packagekit.ui import widgets
from packagekit.ui.state import Session
from packagekit.workflow import drop_unsaved, keep_unsaved, unsaved_at, unsaved_since


class Typed:
    """What one form held when this tab first showed it; fields take their first values from it."""

    def __init__(self, session: Session, place: str, key: str) -> None:
        """``key`` is new whenever the fields begin anew."""
        self._session, self._place = session, place
        if key not in session.unsaved:
            session.unsaved[key] = dict(unsaved_at(session.house, session.person, place) or {})
        self._first = session.unsaved[key]
        self.left = bool(self._first)  # typed in another tab, or before the page was left

    def announce(self) -> None:
        """Say that something typed earlier stands in the fields, since when, and let it be thrown away."""
        since = unsaved_since(self._session.house, self._session.person, self._place) if self.left else None
        if since is None:
            return
        _ = self._session.gettext
        at = since.astimezone(self._session.time_zone)
        said, drop = st.columns([4, 1], vertical_alignment="center")
        with said:
            widgets.notice(_("Unsaved entry kept on {moment}: go on with it, or throw it away.",
                             moment=f"{self._session.language.short_day(at.date())} {at:%H:%M}"))
        drop.button(_("Throw it away"), key=self._session.key(f"drop-unsaved-{self._place}"), icon=":material/delete:",
                    on_click=thrown_away, args=(self._session, self._place), width="stretch")

    def text(self, name: str) -> str:
        return str(self._first.get(name) or "")

    def day(self, name: str, otherwise: date | None) -> date | None:
        if name not in self._first:
            return otherwise
        try:
            return date.fromisoformat(str(self._first[name]))
        except ValueError:
            return None

    def index(self, name: str, options: list[Any], otherwise: int = 0) -> int:
        """Of a choice among options; one that is not offered any more is as if nothing had been chosen."""
        return options.index(self._first[name]) if self._first.get(name) in options else otherwise

    def keep(self, values: Mapping[str, Any]) -> None:
        """Keep what the fields hold now, if it is not what is kept already."""
        said = {name: value.isoformat() if isinstance(value, date) else value for name, value in values.items()}
        if self._session.unsaved.get(self._place, self._first) != said:
            if self._place not in self._session.unsaved and not self._first:
                self._session.unsaved[self._place] = said  # as the form is when nothing has been typed
                return
            keep_unsaved(self._session.house, self._session.person, self._place, said)
            self._session.unsaved[self._place] = said


def thrown_away(session: Session, place: str) -> None:
    """What was typed there is not wanted: the fields start empty again."""
    saved(session, place)
    session.edition += 1


def saved(session: Session, place: str) -> None:
    """What was typed there is saved: the fields start empty again."""
    drop_unsaved(session.house, session.person, place)
    session.unsaved.clear()
