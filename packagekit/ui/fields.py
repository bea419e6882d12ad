"""The form's fields: what each is called, what to write there, and how what was typed goes into the draft."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import streamlit as st

from packagekit.domain.text import Problem, Text
from packagekit.ui import widgets
from packagekit.ui.places import label_at, value_at, with_value
from packagekit.ui.state import Session

PAUSE = "500ms"  # of typing, after which the draft is saved


class Form:
    """The open deal's draft as fields: each one saves itself and shows its own faults."""

    def __init__(
        self, session: Session, faults: Sequence[Problem], save: Callable[[dict[str, Any]], None], *,
        form: Callable[[], Mapping[str, Any]] | None = None, label: Callable[[str], Text | None] = label_at, mark: str = "",
    ) -> None:
        """``form`` reads the draft as it is now, the open deal's where none is given; ``mark`` tells forms apart."""
        self.session, self.faults, self.save, self._label_at, self._mark = session, faults, save, label, mark
        self.now = form or (lambda: session.deal.form)
        self.form: Mapping[str, Any] = self.now()

    def text(self, where: str, *, hint: str = "", about: str | None = None, whole: str | None = None) -> None:
        """A line of text, or a number as it was typed: a faulty one stays to be mended.

        ``whole`` names the record this field begins; what is wrong with all of it is said here.
        """
        value = value_at(self.form, where)
        with self._field(where, whole):
            st.text_input(
                self._label(where), value="" if value is None else str(value), placeholder=hint, help=about,
                live=PAUSE, **self._kept(where),
            )

    def long(self, where: str, *, hint: str = "", about: str | None = None) -> None:
        """A few sentences."""
        value = value_at(self.form, where)
        with self._field(where):
            st.text_area(
                self._label(where), value="" if value is None else str(value), placeholder=hint, help=about, height=112,
                **self._kept(where),
            )

    def words(self, where: str, *, known: Sequence[str] = (), about: str | None = None) -> None:
        """Any number of words of one's own, such as the names of standards."""
        value = value_at(self.form, where)
        chosen = [str(one) for one in value] if isinstance(value, list) else []
        with self._field(where):
            st.multiselect(
                self._label(where), list(dict.fromkeys((*known, *chosen))), default=chosen, help=about, accept_new_options=True,
                placeholder=self.session.gettext("Write and press Enter"), **self._kept(where),
            )

    def choice(
        self, where: str, options: Sequence[str], name: Callable[[str], str], *, about: str | None = None
    ) -> None:
        """One of a list. A value that is not in the list stays in it, so that nothing typed is lost."""
        value = _code(value_at(self.form, where))
        known = list(options) + ([value] if value is not None and value not in options else [])
        with self._field(where):
            st.selectbox(
                self._label(where), known, index=known.index(value) if value in known else None, format_func=name,
                placeholder=self.session.gettext("Choose"), help=about, **self._kept(where),
            )

    def choices(
        self, where: str, options: Sequence[str], name: Callable[[str], str], *, about: str | None = None
    ) -> None:
        """Any number of a list."""
        value = value_at(self.form, where)
        chosen = [v for v in map(_code, value) if isinstance(v, str)] if isinstance(value, list) else []
        known = list(options) + [v for v in chosen if v not in options]
        with self._field(where):
            st.multiselect(
                self._label(where), known, default=chosen, format_func=name, help=about,
                placeholder=self.session.gettext("Choose"), **self._kept(where),
            )

    def switch(self, where: str, *, about: str | None = None) -> None:
        """Yes or no."""
        with self._field(where):
            st.toggle(self._label(where), value=value_at(self.form, where) is True, help=about, **self._kept(where))

    def rows(self, where: str, add: str, fields: Callable[[str], None], widths: Sequence[float]) -> None:
        """A list of small records; ``fields`` draws those of one row, each into the next column."""
        _ = self.session.gettext
        held = value_at(self.form, where)
        count = len(held) if isinstance(held, list) else 0
        for number in range(count):
            path = f"{where}[{number}]"
            columns = st.columns([*widths, 0.32], vertical_alignment="bottom", gap="small")
            fields(path, columns)
            with columns[-1]:
                st.button("", icon=":material/close:", type="tertiary", key=self.session.key(f"drop-{self._mark}{path}"),
                          help=_("Take this row out"), on_click=self._drop, args=(where, number))
        with self._field(where):
            st.button(add, icon=":material/add:", key=self.session.key(f"add-{self._mark}{where}"), on_click=self._add, args=(where,))

    def drop_button(self, where: str, number: int) -> None:
        """Takes one row out of a list that is drawn elsewhere."""
        st.button("", icon=":material/close:", type="tertiary", key=self.session.key(f"drop-{self._mark}{where}-{number}"),
                  help=self.session.gettext("Take this row out"), on_click=self._drop, args=(where, number))

    def add_button(self, where: str, words: str) -> None:
        """Adds a row to a list that is drawn elsewhere."""
        with self._field(where):
            st.button(words, icon=":material/add:", key=self.session.key(f"add-{self._mark}{where}"), on_click=self._add, args=(where,))

    def _label(self, where: str) -> str:
        label = self._label_at(where)
        assert label is not None, f"{where} is not a field of the form"
        return self.session.show(label)

    def _kept(self, where: str) -> dict[str, Any]:
        key = self.session.key(f"field-{self._mark}{where}")
        return {"key": key, "on_change": self._changed, "args": (where, key)}

    def _changed(self, where: str, key: str) -> None:
        value = st.session_state[key]
        self.save(with_value(self.now(), where, value.strip() if isinstance(value, str) else value))

    def _add(self, where: str) -> None:
        held = value_at(self.now(), where)
        self.save(with_value(self.now(), where, [*(held if isinstance(held, list) else []), {}]))

    def _drop(self, where: str, number: int) -> None:
        held = value_at(self.now(), where)
        self.session.edition += 1  # the rows below move up: their fields start from the draft again
        self.save(with_value(self.now(), where, [row for at, row in enumerate(held) if at != number]))

    @contextmanager
    def _field(self, where: str, whole: str | None = None) -> Iterator[None]:
        """The field and, below it, what is wrong with it or with one of its entries."""
        own = re.compile(rf"{re.escape(where)}(\[\d+\])?")
        found = [problem for problem in self.faults if own.fullmatch(problem.where) or problem.where == whole]
        with st.container(key=self.session.key(f"{'faulty' if found else 'field'}-box-{where}"), gap="small"):
            yield
            widgets.fault(self.session, found)


def _code(value: Any) -> Any:
    """A whole number that is chosen from a list, such as a frequency, as the list has it."""
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else value
