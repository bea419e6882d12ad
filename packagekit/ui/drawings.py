"""The drawings of a deal, made by the same code that makes them for paper; drawn once per deal, language and ground."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from packagekit.documents.bars import cash_flow_chart, landed_chart, swings_chart
from packagekit.documents.charts import options_chart
from packagekit.documents.diagram import diagram
from packagekit.documents.gantt import gantt
from packagekit.documents.picture import Picture
from packagekit.propose import architecture as arranged
from packagekit.ui import results, widgets
from packagekit.ui.state import Session
from packagekit.workflow import catalogs, registry

_ENTRIES = 128


def architecture(session: Session) -> None:
    """The chosen option's systems and data flows; needs no estimate."""
    held, known = registry(session.house, session.person), catalogs(session.house, session.person)
    made = results.bundle(session)

    def draw() -> Picture:
        drawn = arranged(made.option, made.factory, solutions=held.solutions, suppliers=held.suppliers,
                         taxonomy=known.taxonomy)
        return diagram(drawn, session.language, session.ground)

    _show(session, "architecture", draw)


def front(session: Session) -> None:
    """Price against benefit: the options and what no bundle beats."""
    options, front = results.draft(session).summary.options, results.bundle(session).front
    _show(session, "front", lambda: options_chart(options, session.language, session.ground, front))


def waterfall(session: Session) -> None:
    """From the quotation to the buyer's cost."""
    landed = results.draft(session).landed
    _show(session, "waterfall", lambda: landed_chart(landed.blocks, session.language, session.ground))


def tornado(session: Session) -> None:
    """What moves the buyer's cost most."""
    draft = results.draft(session)
    _show(session, "tornado", lambda: swings_chart(draft.inside.swings, draft.landed.range, session.language, session.ground))


def cash_flow(session: Session) -> None:
    """Each year's flow and the sum so far."""
    returns = results.draft(session).returns
    _show(session, "cash-flow", lambda: cash_flow_chart(returns.flows, session.language, session.ground))


def plan(session: Session) -> None:
    """The phases from order to go-live."""
    chapters = results.draft(session)
    _show(session, "plan", lambda: gantt(chapters.plan, session.language, session.ground))


def _show(session: Session, name: str, draw: Callable[[], Picture]) -> None:
    key = results.made_key(session, name, session.language.code, session.ground)
    with widgets.card(f"drawing-{name}"):
        widgets.picture(session, _drawn(key, draw), name)


@st.cache_resource(max_entries=_ENTRIES, show_spinner=False)
def _drawn(key: str, _draw: Callable[[], Picture]) -> Picture:
    return _draw()
