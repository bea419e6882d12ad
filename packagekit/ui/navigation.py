"""The pages of the app, each listed once: its file, its name, its place on the way to a proposal."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st

from packagekit.domain.deal import Step
from packagekit.domain.text import N_, Speaks, Text

_FOLDER = Path(__file__).parent / "pages"


class Entry(NamedTuple):
    """One page: ``code`` is its address and its file's name."""

    code: str
    name: Text
    icon: str
    step: Step | None = None  # its room on the guided way; None: a page beside it


ENTRIES = (
    Entry("home", N_("Deals"), ":material/stacks:"),
    Entry("factory", N_("Factory"), ":material/factory:", "factory"),
    Entry("match", N_("Match"), ":material/join_inner:", "match"),
    Entry("compose", N_("Compose"), ":material/widgets:", "compose"),
    Entry("estimate", N_("Estimate"), ":material/calculate:", "estimate"),
    Entry("propose", N_("Propose"), ":material/description:", "propose"),
    Entry("cases", N_("Cases"), ":material/verified:"),
    Entry("markets", N_("Markets"), ":material/public:"),
    Entry("rates", N_("Exchange rates"), ":material/currency_exchange:"),
    Entry("history", N_("History"), ":material/history:"),
)
GUIDED = tuple(entry for entry in ENTRIES if entry.step is not None)
BESIDE = tuple(entry for entry in ENTRIES if entry.step is None)


def pages(language: Speaks) -> dict[str, Any]:
    """Streamlit's page for every entry, named in the reader's language."""
    return {
        entry.code: st.Page(
            _FOLDER / f"{entry.code}.py", title=language.show(entry.name), icon=entry.icon, url_path=entry.code,
            default=entry.code == "home",
        )
        for entry in ENTRIES
    }
