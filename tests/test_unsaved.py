"""What is typed and not saved outlives the tab: a clash of two versions, and the forms that are sent whole."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from packagekit import workflow as work
from packagekit.domain.person import Person
from packagekit.domain.text import Refusal
from packagekit.storage.database import Store
from packagekit.words.languages import language
from packagekit.workflow.exchange import decided_rates
from tests.people import enrol
from tests.test_ui import markup, opened

KIM, LEE = (Person(id=name, name=f"Sample {name}", role="export_team") for name in ("kim", "lee"))


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[work.House]:
    monkeypatch.setenv("PACKAGEKIT_HOME", str(tmp_path))
    st.cache_resource.clear()
    yield work.open_house(tmp_path)
    st.cache_resource.clear()


def test_each_person_keeps_their_own_and_the_last_of_it(store: Store) -> None:
    book = store.unsaved
    assert book.at("kim", "form") is None
    book.keep("kim", "form", {"rate": "1"})
    book.keep("lee", "form", {"rate": "9"})
    book.keep("kim", "form", {"rate": "12", "quote": "€ 동 ₫"})
    assert book.at("kim", "form") == {"rate": "12", "quote": "€ 동 ₫"}
    book.drop("kim", "form")
    assert (book.at("kim", "form"), book.at("lee", "form")) == (None, {"rate": "9"})


def test_what_is_unsaved_is_nobody_elses_and_leaves_no_row(house: work.House) -> None:
    enrol(house, KIM, LEE)
    rows = house.store.history.size()
    work.keep_unsaved(house, KIM, "form", {"rate": "1"})
    assert work.unsaved_at(house, LEE, "form") is None and work.unsaved_at(house, KIM, "form") == {"rate": "1"}
    with pytest.raises(Refusal):
        work.keep_unsaved(house, KIM, "form", {"rate": "1" * 1_000_001})
    assert work.unsaved_at(house, KIM, "form") == {"rate": "1"}
    work.drop_unsaved(house, KIM, "form")
    assert work.unsaved_at(house, KIM, "form") is None and house.store.history.size() == rows


def field(at: AppTest, name: str) -> object:
    (found,) = [one for one in (*at.text_input, *at.selectbox, *at.date_input) if (one.key or "").startswith(name)]
    return found


def test_a_rate_half_typed_is_there_in_another_tab_and_gone_once_it_is_kept(house: work.House) -> None:
    who = work.desk_owner(house)
    at = opened("rates", None, "en")
    field(at, "rate-rate-").set_value("26,350").run()
    field(at, "rate-quote-").set_value("IDR").run()
    assert not at.exception
    again = opened("rates", None, "ko")
    assert (field(again, "rate-rate-").value, field(again, "rate-quote-").value) == ("26,350", "IDR")
    field(again, "rate-source_title-").set_value("Sample bank, counter").run()
    field(again, "rate-quote-").set_value("VND").run()
    field(again, "rate-href-").set_value("https://bank.example/rates").run()
    next(b for b in again.button if (b.key or "").startswith("rate-keep-")).click().run()
    assert not again.exception and len(decided_rates(house, who)) == 1
    assert field(again, "rate-rate-").value == "" and field(opened("rates", None, "en"), "rate-rate-").value == ""


def test_what_was_typed_is_there_when_one_comes_back_to_the_page(house: work.House) -> None:
    at = opened("rates", None, "en")
    field(at, "rate-rate-").set_value("26,350").run()
    at.switch_page("packagekit/ui/pages/markets.py").run()
    at.switch_page("packagekit/ui/pages/rates.py").run()
    assert field(at, "rate-rate-").value == "26,350"


@pytest.mark.parametrize(("page", "code", "name"), [("rates", "en", "rate-rate-"), ("markets", "ko", "team-VN-value-")])
def test_what_waits_unsaved_is_announced_unfolded_and_can_be_thrown_away(house: work.House, page: str, code: str, name: str) -> None:
    """In the tab in which it is typed nothing is announced; in the next one it stands open, with the time it was kept."""
    said, words = language(code), "Unsaved entry kept on {moment}: go on with it, or throw it away."
    begins = said.gettext(words, moment="|").split("|")[0]

    def shown() -> AppTest:
        at = opened(page, None, code)
        if page == "markets":
            at.query_params["market"] = "VN"
            at.run()
        return at

    def folded(at: AppTest) -> list[bool]:
        return [one.proto.expanded for one in at.expander if (one.proto.id or one.label) and one.label in (
            said.gettext("Enter a rate you have read"), said.gettext("Enter a newer value"))]

    at = shown()
    assert begins not in markup(at) and folded(at) == [False]
    field(at, name).set_value("0.09").run()
    assert begins not in markup(at)
    again = shown()
    assert begins in markup(again) and folded(again) == [True]
    next(b for b in again.button if (b.key or "").startswith("drop-unsaved")).click().run()
    assert not again.exception and field(again, name).value == "" and begins not in markup(again)
    assert begins not in markup(shown())


def test_a_value_half_typed_is_there_in_another_tab(house: work.House) -> None:
    def typed(at: AppTest) -> object:
        at.query_params["market"] = "VN"
        at.run()
        return next(one for one in at.text_input if re.match("team-..-value-", one.key or ""))

    typed(opened("markets", None, "en")).set_value("0.09").run()
    assert typed(opened("markets", None, "ko")).value == "0.09"


def test_two_versions_not_merged_are_asked_about_in_the_next_tab(house: work.House) -> None:
    """The tab changes a number while another changes it too; closed and opened again, both are still there."""
    who = work.desk_owner(house)
    deal = work.start_deal(house, who, "nhua-mau-1")
    mine = deal.model_copy(update={"form": {**deal.form, "employees": 181}})
    work.save_deal(house, who, deal.model_copy(update={"form": {**deal.form, "employees": 182}}))
    work.keep_unsaved(house, who, f"deal {deal.id}", {
        "before": deal.model_dump(mode="json"), "mine": mine.model_dump(mode="json")})
    at = opened("home", deal.id, "en")
    (asked,) = [one for one in at.radio if (one.key or "").startswith("merge-")]
    assert (asked.label, asked.value) == ("Employees", None)
    asked.set_value("mine").run()
    at.button(key="merge-save").click().run()
    assert work.open_deal(house, who, deal.id).form["employees"] == 181
    assert work.unsaved_at(house, who, f"deal {deal.id}") is None
    assert not [one for one in opened("home", deal.id, "en").radio if (one.key or "").startswith("merge-")]
    assert "Two versions" not in markup(at)


def test_a_change_that_meets_a_newer_version_is_kept_at_once(house: work.House) -> None:
    who = work.desk_owner(house)
    deal = work.start_deal(house, who, "nhua-mau-1")
    at = opened("factory", deal.id, "en")
    work.save_deal(house, who, deal.model_copy(update={"form": {**deal.form, "region": "Sample elsewhere"}}))
    at.session_state["packagekit"].deal = deal  # the tab has not run since
    at.session_state["packagekit"].keep(form={**deal.form, "region": "Sample here"})
    left = work.unsaved_at(house, who, f"deal {deal.id}")
    assert left is not None and left["mine"]["form"]["region"] == "Sample here"
