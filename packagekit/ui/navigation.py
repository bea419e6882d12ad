"""The pages of the app, each listed once: its file, its name, its place on the way to a proposal."""

from __future__ import annotations

from pathlib import Path
from typing import Any, NamedTuple

import streamlit as st

from packagekit.domain.deal import Step
from packagekit.domain.person import Person
from packagekit.domain.text import N_, Speaks, Text
from packagekit.workflow import may

_FOLDER = Path(__file__).parent / "pages"


class Entry(NamedTuple):
    """One page: ``code`` is its address and its file's name."""

    code: str
    name: Text
    icon: str
    needs: str | None  # the use case without which there is nothing to see here
    step: Step | None = None  # its room on the guided way; None: a page beside it


ENTRIES = (
    Entry("home", N_("Deals"), ":material/stacks:", None),
    Entry("factory", N_("Factory"), ":material/factory:", "read_form", "factory"),
    Entry("match", N_("Match"), ":material/join_inner:", "match_factory", "match"),
    Entry("compose", N_("Compose"), ":material/widgets:", "compose_bundle", "compose"),
    Entry("estimate", N_("Estimate"), ":material/calculate:", "estimate_bundle", "estimate"),
    Entry("propose", N_("Propose"), ":material/description:", "propose_documents", "propose"),
    Entry("cases", N_("Cases"), ":material/verified:", "registry"),
    Entry("directory", N_("Directory"), ":material/search:", "find_listed"),
    Entry("chances", N_("Buyers for a cooperative"), ":material/handshake:", "chances"),
    Entry("register", N_("My register"), ":material/edit_note:", "my_rows"),
    Entry("reviews", N_("Reviews"), ":material/fact_check:", "review_queue"),
    Entry("markets", N_("Markets"), ":material/public:", "catalogs"),
    Entry("rates", N_("Exchange rates"), ":material/currency_exchange:", "rate_ages"),
    Entry("history", N_("History"), ":material/history:", "search_history"),
    Entry("people", N_("People"), ":material/group:", "list_people"),
    Entry("account", N_("My account"), ":material/account_circle:", "my_account"),
)
GUIDED = tuple(entry for entry in ENTRIES if entry.step is not None)
BESIDE = tuple(entry for entry in ENTRIES if entry.step is None and entry.code not in ("people", "account"))
OWN = tuple(entry for entry in ENTRIES if entry.code in ("people", "account"))
"""Pages about people, at the foot of the sidebar."""


def opens(who: Person, entry: Entry) -> bool:
    """Whether the page has something for this person; what it shows is refused where the work is done."""
    return entry.needs is None or may(who, entry.needs)


def pages(language: Speaks) -> dict[str, Any]:
    """Streamlit's page for every entry, named in the reader's language."""
    return {
        entry.code: st.Page(
            _FOLDER / f"{entry.code}.py", title=language.show(entry.name), icon=entry.icon, url_path=entry.code,
            default=entry.code == "home",
        )
        for entry in ENTRIES
    }
