"""What the rooms answered for the open deal, computed once per set of inputs and shared by the pages.

A key holds everything an answer depends on, the person asking included; the entries are frozen
records and bounded in number.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

import streamlit as st

from packagekit.documents.preview import Leaves, leaves
from packagekit.domain.bundle import Bundle, Composition, OptionName
from packagekit.domain.deal import Deal
from packagekit.domain.estimate import Estimate, Terms
from packagekit.domain.factory import Factory
from packagekit.domain.matching import Match
from packagekit.domain.person import Person
from packagekit.domain.proposal import Proposal
from packagekit.domain.record import Exact
from packagekit.domain.text import Problem
from packagekit.propose import returns
from packagekit.ui.state import Session
from packagekit.workflow import (
    House,
    Since,
    compose_bundle,
    draft_proposal,
    estimate_bundle,
    estimate_options,
    make_bundle,
    match_factory,
    preview_proposal,
)

_ENTRIES = 64


def matches(session: Session, top: int = 8) -> tuple[Match, ...]:
    """The cases that fit the deal's factory, best first."""
    deal, factory = _ready(session)
    return _matches(_key(session, factory, deal.on, top), session.house, session.person, factory, deal.on, top)


def composition(session: Session) -> Composition:
    """The options for the deal's factory, leaning on its chosen cases, or the wishes that clash."""
    return _composed(session, session.deal)


def _composed(session: Session, deal: Deal) -> Composition:
    assert deal.factory is not None, "pages ask only for a readable factory"
    key = _key(session, deal.factory, deal.on, deal.cases)
    return _composition(key, session.house, session.person, deal.factory, deal.on, deal.cases)


def bundle(session: Session) -> Bundle:
    """The deal's chosen option, the recommended one where nobody chose."""
    return _bundle_of(session, session.deal)


def since(session: Session, earlier: Deal, why: str) -> Since:
    """An earlier state of the deal to compare with: composed as it was decided then, on its own day and terms."""
    return Since(_bundle_of(session, earlier), on=earlier.on, terms=earlier.terms, why=why or None)


def _bundle_of(session: Session, deal: Deal) -> Bundle:
    return _bundle(_key(session, deal.factory, deal.on, deal.cases, deal.option), session, deal)


def estimated(session: Session) -> Estimate:
    """The chosen option's ledger under the deal's terms."""
    made = bundle(session)
    return _estimate(made_key(session), session.house, session.person, made, session.deal.on, session.deal.terms)


def estimates(session: Session) -> Mapping[OptionName, Estimate]:
    """Every offered option's ledger under the deal's terms."""
    made = bundle(session)
    return _estimates(made_key(session), session.house, session.person, made, session.deal.on, session.deal.terms)


def draft(session: Session) -> Proposal:
    """The proposal's chapters as records: what screens and documents say in the same words."""
    made = bundle(session)
    return _draft(made_key(session), session.house, session.person, made, session.deal.on, session.deal.terms)


def preview(session: Session, language: str, kind: str, compared: Since | None = None) -> tuple[Leaves, tuple[Problem, ...]]:
    """A document of the deal in ``language`` as it will be printed, page by page, and what would keep it from being sent."""
    made = bundle(session)
    key = made_key(session, language, kind, compared)
    return _preview(key, session.house, session.person, made, session.deal.on, language, kind, session.deal.terms, compared)


def _ready(session: Session) -> tuple[Deal, Factory]:
    assert session.deal is not None and session.deal.factory is not None, "pages ask only for a readable factory"
    return session.deal, session.deal.factory


def _key(session: Session, *parts: Any) -> str:
    """Inputs, person and the state of register, rates and law as one text."""
    shown = (part.model_dump_json() if hasattr(part, "model_dump_json") else repr(part) for part in parts)
    who = session.person  # read anew: a sign-in that has ended gets nothing from here either
    return "\n".join((who.id, who.role, who.organisation or "", repr(session.house.revisions()), *shown))


def made_key(session: Session, *also: Any) -> str:
    """What everything after composing depends on."""
    deal, factory = _ready(session)
    return _key(session, factory, deal.on, deal.cases, deal.option, deal.terms, *also)


@st.cache_resource(max_entries=_ENTRIES, show_spinner=False)
def _matches(key: str, _house: House, _who: Person, _factory: Factory, _on: date, _top: int) -> tuple[Match, ...]:
    return match_factory(_house, _who, _factory, on=_on, top=_top)


@st.cache_resource(max_entries=_ENTRIES, show_spinner=False)
def _composition(
    key: str, _house: House, _who: Person, _factory: Factory, _on: date, _cases: tuple[str, ...]
) -> Composition:
    return compose_bundle(_house, _who, _factory, on=_on, cases=_cases)


@st.cache_resource(max_entries=_ENTRIES, show_spinner=False)
def _bundle(key: str, _session: Session, _deal: Deal) -> Bundle:
    found = _composed(_session, _deal)
    option = _deal.option if _deal.option in {o.name for o in found.options} else None
    return make_bundle(_session.house, _session.person, _deal.factory, found, on=_deal.on, cases=_deal.cases, option=option)


@st.cache_resource(max_entries=_ENTRIES, show_spinner=False)
def _estimate(key: str, _house: House, _who: Person, _bundle: Bundle, _on: date, _terms: Terms | None) -> Estimate:
    return estimate_bundle(_house, _who, _bundle, on=_on, terms=_terms)


@st.cache_resource(max_entries=_ENTRIES, show_spinner=False)
def _estimates(
    key: str, _house: House, _who: Person, _bundle: Bundle, _on: date, _terms: Terms | None
) -> Mapping[OptionName, Estimate]:
    return estimate_options(_house, _who, _bundle, on=_on, terms=_terms)


@st.cache_resource(max_entries=_ENTRIES, show_spinner=False)
def _draft(key: str, _house: House, _who: Person, _bundle: Bundle, _on: date, _terms: Terms | None) -> Proposal:
    return draft_proposal(_house, _who, _bundle, on=_on, terms=_terms)


@st.cache_resource(max_entries=8, show_spinner=False)
def _preview(
    key: str, _house: House, _who: Person, _bundle: Bundle, _on: date, _language: str, _kind: str,
    _terms: Terms | None, _since: Since | None,
) -> tuple[Leaves, tuple[Problem, ...]]:
    made = preview_proposal(_house, _who, _bundle, on=_on, language=_language, kind=_kind, terms=_terms, since=_since)
    return leaves(made.pdf), made.problems


def payback(session: Session, months: Exact | None, horizon_years: int) -> str:
    """Months to payback as the documents say them: whole ones, rounded up."""
    return session.show(session.language.alone(returns.payback(months, horizon_years)))
