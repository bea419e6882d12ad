"""Every page of the screens opens in every language and in no other, keeps what is typed and says every fault."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import streamlit as st
from google.protobuf.json_format import MessageToDict
from streamlit.testing.v1 import AppTest

from packagekit.domain.money import Money
from packagekit.ui import results
from packagekit.ui.navigation import ENTRIES
from packagekit.ui.places import value_at, with_value
from packagekit.words.languages import language, languages
from packagekit.workflow import (
    House,
    desk_owner,
    form_of,
    list_deals,
    open_deal,
    open_house,
    proposing,
    save_deal,
    start_deal,
)
from tests.scripts import foreign, in_english
from tests.word_templates import paragraphs

ROOT = Path(__file__).parents[1]
SAMPLE = "nhua-mau-1"
SPOKEN = [code for code in languages() if language(code).scope in ("all", "source")]
TAGS = re.compile(r'<(?:style|script)\b.*?</(?:style|script)>|<figure class="leaf" lang.*?</figure>|<[^>]*>', re.DOTALL)
"""Marks of a page, and on it a page of a document, which is marked as of its own language."""


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """One house for the whole file: composing is then computed once."""
    home = tmp_path_factory.mktemp("home")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PACKAGEKIT_HOME", str(home))
        st.cache_resource.clear()
        yield open_house(home)
        st.cache_resource.clear()


@pytest.fixture(scope="module")
def deal_id(house: House) -> str:
    return start_deal(house, desk_owner(house), SAMPLE).id


def opened(page: str, deal: str | None, language: str) -> AppTest:
    """A page as its link opens it."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.query_params["lang"] = language
    if deal is not None:
        at.query_params["deal"] = deal
    at.run()
    if page != "home":
        at.switch_page(f"packagekit/ui/pages/{page}.py").run()
    return at


def markup(at: AppTest) -> str:
    return "\n".join(element.proto.body for element in at.html)


def test_every_page_file_is_listed() -> None:
    files = {path.stem for path in (ROOT / "packagekit/ui/pages").glob("*.py")} - {"__init__"}
    assert files == {entry.code for entry in ENTRIES}


@pytest.mark.parametrize("code", SPOKEN)
@pytest.mark.parametrize("page", [entry.code for entry in ENTRIES])
def test_every_page_opens_for_a_sample_deal_and_speaks_one_language(page: str, code: str, house: House, deal_id: str) -> None:
    at = opened(page, deal_id, code)
    assert not at.exception
    assert 'class="problems"' not in markup(at)
    assert "<h1>" in markup(at)
    said = list(texts(at, beside=language(code).gettext("Chapter")))
    names = [*proper_names(house), *(language(other).name for other in languages())]
    assert list(foreign(said, code, names)) == []
    if code != "en":
        assert list(in_english(said)) == []


def texts(at: AppTest, beside: str) -> Iterator[str]:
    """What the page shows and what its fields are called, without marks and styles.

    The field labelled ``beside`` is left out: the chapters of the document that is looked at stand in its own language.
    """
    for block in (at.main, at.sidebar):
        for element in block:
            if getattr(element, "proto", None) is not None and getattr(element, "label", None) != beside:
                yield from spoken(MessageToDict(element.proto))


def spoken(value: Any, key: str = "") -> Iterator[str]:
    """The strings of an element, but those that only programs read."""
    match value:
        case dict():
            for name, inner in value.items():
                yield from spoken(inner, name)
        case list():
            for inner in value:
                yield from spoken(inner, key)
        case str() if key in READ:
            yield from (piece for part in TAGS.split(QUOTED.sub("", value)) if (piece := part.strip()))


QUOTED = re.compile(r'<span class="(?:was|now)">.*?</span>', re.DOTALL)
"""Values the history quotes: as they were typed, whatever their language."""
READ = {"label", "body", "help", "placeholder", "options", "text", "caption", "value", "title"}


def proper_names(house: House) -> Iterator[str]:
    """Names are written as their owner writes them."""
    for supplier in house.whole_registry().suppliers.values():
        yield from (partner.name for partner in supplier.partners)
    for factory in house.whole_registry().factories.values():
        yield from (factory.name, factory.region, factory.address or "", *(kept.name or "" for kept in factory.keeps),
                    *(m.name for m in factory.members), *(m.region for m in factory.members))
        if factory.contact is not None:
            yield from (factory.contact.name, factory.contact.title or "")


@pytest.mark.parametrize("code", ["ko", "en"])
def test_a_draft_that_cannot_be_sent_is_shown_with_the_reasons(code: str, house: House, deal_id: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(proposing, "template", lambda *of: paragraphs("{{ price.total }}", "{{ cover.day }}", "ราคา 견적서"))
    results._preview.clear()
    try:
        at = opened("propose", deal_id, code)
        assert not at.exception
        assert language(code).gettext("This draft cannot be sent yet") in markup(at)
        assert "<b>ราคา 견적서</b>" in markup(at) and '<figure class="leaf"' in markup(at)
    finally:
        results._preview.clear()


def test_a_page_says_its_title_in_the_language_of_its_link(house: House) -> None:
    korean, english = markup(opened("markets", None, "ko")), markup(opened("markets", None, "en"))
    assert "<h1>Markets</h1>" in english
    assert korean != english


@pytest.mark.parametrize("page", [entry.code for entry in ENTRIES if entry.step])
def test_a_guided_page_without_a_deal_leads_to_the_start(page: str, house: House) -> None:
    at = opened(page, None, "en")
    assert not at.exception
    assert "A factory comes in, a proposal goes out" in markup(at)


def test_an_unknown_deal_is_said_and_nothing_breaks(house: House) -> None:
    at = opened("home", "no-such-deal", "en")
    assert not at.exception
    assert "There is no such deal." in markup(at)


def typed(at: AppTest, where: str) -> Any:
    """The text field for a path of the form."""
    return next(field for field in at.text_input if field.key.startswith(f"field-{where}|"))


def test_a_faulty_entry_is_kept_named_in_the_summary_and_at_its_field(house: House) -> None:
    """An employee count of "many" and a target worse than today: two problems, both typed values stay."""
    who = desk_owner(house)
    deal = start_deal(house, who, SAMPLE)
    at = opened("factory", deal.id, "en")
    typed(at, "employees").set_value("many").run()
    typed(at, "goals[0].target").set_value("9.9").run()
    kept = open_deal(house, who, deal.id)
    assert kept.form["employees"] == "many"
    assert kept.form["goals"][0]["target"] == "9.9"
    assert kept.factory is None
    next(button for button in at.button if button.label == "Check the form").click().run()
    shown = markup(at)
    assert "There are 2 problems" in shown
    assert shown.count("is worse than today") == 2, "once in the summary, once at the field"
    assert typed(at, "employees").value == "many"


def test_a_name_no_document_can_show_is_told_at_its_field_and_kept(house: House) -> None:
    deal = start_deal(house, desk_owner(house), SAMPLE)
    at = opened("factory", deal.id, "ko")
    typed(at, "name").set_value("រោងចក្រ Mẫu").run()
    next(button for button in at.button if button.label == "입력 내용 점검").click().run()
    assert markup(at).count("문서의 글꼴에 없는 글자입니다: រ (U+179A)") == 2, "once in the summary, once at the field"
    assert typed(at, "name").value == "រោងចក្រ Mẫu"


def test_a_mended_form_opens_the_next_room(house: House) -> None:
    who = desk_owner(house)
    deal = start_deal(house, who, SAMPLE)
    at = opened("factory", deal.id, "en")
    typed(at, "employees").set_value("x").run()
    typed(at, "employees").set_value("200").run()
    kept = open_deal(house, who, deal.id)
    assert kept.factory is not None and kept.factory.employees == 200
    assert any(button.label == "Find proven cases" for button in at.button)


def test_an_empty_form_can_be_left_and_is_listed(house: House) -> None:
    at = opened("home", None, "en")
    at.button(key="start-blank").click().run()
    assert not at.exception
    assert any(deal.title == "" for deal in list_deals(house, desk_owner(house)))


def test_a_save_in_another_window_is_never_overwritten_and_both_changes_can_stand(house: House) -> None:
    """Another window moves the plant while this one counts its people: both versions are shown, both changes kept."""
    who = desk_owner(house)
    deal = start_deal(house, who, SAMPLE)
    at = opened("factory", deal.id, "en")
    newest = open_deal(house, who, deal.id)
    save_deal(house, who, newest.model_copy(update={"form": {**newest.form, "region": "Elsewhere"}}))
    typed(at, "employees").set_value("77").run()
    assert open_deal(house, who, deal.id).form["region"] == "Elsewhere"
    assert open_deal(house, who, deal.id).form["employees"] != "77", "nothing is overwritten"
    sides = {field.label: (field.options, field.value) for field in at.radio if field.key.startswith("merge-")}
    assert sides == {
        "Region": (["Bắc Ninh", "Elsewhere"], "theirs"), "Employees": (["77", str(newest.form["employees"])], "mine")}


def test_two_changes_of_one_field_wait_for_the_person(house: House) -> None:
    who = desk_owner(house)
    deal = start_deal(house, who, SAMPLE)
    at = opened("factory", deal.id, "en")
    newest = open_deal(house, who, deal.id)
    save_deal(house, who, newest.model_copy(update={"form": {**newest.form, "employees": "66"}}))
    typed(at, "employees").set_value("77").run()
    (choice,) = [field for field in at.radio if field.key.startswith("merge-")]
    assert (choice.options, choice.value) == (["77", "66"], None)
    assert at.button(key="merge-save").disabled


def test_a_removed_deal_is_brought_back_with_one_click(house: House) -> None:
    who = desk_owner(house)
    deal = start_deal(house, who, SAMPLE)
    at = opened("home", None, "en")
    at.button(key=f"remove-{deal.id}").click().run()
    assert "was removed" in markup(at) and deal.id not in {d.id for d in list_deals(house, who)}
    at.button(key="undo-removal").click().run()
    assert deal.id in {d.id for d in list_deals(house, who)} and "was removed" not in markup(at)


def test_the_history_tells_a_change_in_words(house: House) -> None:
    who = desk_owner(house)
    deal = start_deal(house, who, SAMPLE)
    save_deal(house, who, deal.model_copy(update={"form": {**deal.form, "market": "ID"}, "title": "Told in words"}))
    at = opened("history", None, "en")
    at.query_params["words"] = "told in words"
    at.run()
    shown = markup(at)
    assert "Told in words" in shown and "Country" in shown
    assert '<span class="was">Vietnam</span>' in shown and '<span class="now">Indonesia</span>' in shown
    assert at.button(key="history-check").click().run() and "The chain is whole." in markup(at)


def test_saves_in_one_go_are_one_row_that_unfolds_to_each(house: House) -> None:
    who = desk_owner(house)
    deal = start_deal(house, who, SAMPLE)
    for employees in ("181", "182", "183"):
        deal = save_deal(house, who, deal.model_copy(update={"form": {**deal.form, "employees": employees}, "title": "Typed in one go"}))
    at = opened("history", None, "en")
    at.text_input(key="history-words").set_value("typed in one go").run()
    shown = markup(at)
    assert not at.exception and shown.count('<div class="act">') == 1 and "3 saves" in shown
    (each,) = [fold for fold in at.expander if fold.label == "3 saves"]
    inside = "".join(part.value for part in each.markdown) + "".join(part.proto.body for part in each.get("html"))
    assert [f'<span class="now">{n}</span>' in inside for n in ("181", "182", "183")] == [True] * 3
    assert shown.count('<span class="now">183</span>') == 2, "in all, and in the last of them"


def test_values_in_a_draft_by_path() -> None:
    form = {"goals": [{"kpi": "DEF"}, {"kpi": "OEE", "now": "58"}], "budget": {"amount": "1"}}
    assert value_at(form, "goals[1].now") == "58"
    assert value_at(form, "goals[7].now") is None
    changed = with_value(form, "goals[0].now", "4.8")
    assert changed["goals"][0] == {"kpi": "DEF", "now": "4.8"}
    assert "now" not in form["goals"][0], "the draft given stays as it was"
    assert with_value(form, "contact.name", "A") ["contact"] == {"name": "A"}
    assert with_value(form, "budget.amount", "")["budget"] == {}


def changed(house: House, **changes: Any) -> str:
    """A deal of the sample factory with some of its decisions changed."""
    who = desk_owner(house)
    deal = start_deal(house, who, SAMPLE)
    return save_deal(house, who, deal.model_copy(update=changes)).id


def test_clashing_wishes_are_shown_with_ways_out(house: House) -> None:
    """Nothing goes live in one month for a thousand dollars: the clash is named, not an empty page."""
    factory = house.whole_registry().factories[SAMPLE]
    poor = factory.model_copy(update={"deadline_months": 1, "budget": Money.of("1000", "USD")})
    at = opened("compose", changed(house, form=form_of(poor), factory=poor), "en")
    assert not at.exception
    assert "Ways out" in markup(at)
    assert any(button.label == "Change the wishes" for button in at.button)


def test_a_day_without_rates_is_refused_by_name_and_another_day_can_be_chosen(house: House) -> None:
    at = opened("estimate", changed(house, on=date(1999, 1, 1)), "en")
    assert not at.exception
    assert 'class="problems"' in markup(at)
    assert "1 January 1999" in markup(at)
    day = next(field for field in at.date_input if field.key.startswith("day|"))
    day.set_value(date(2026, 11, 22)).run()
    assert not at.exception
    assert 'class="problems"' not in markup(at)
    assert "Quotation price" in markup(at)


def test_what_people_type_is_text_never_markup(house: House) -> None:
    name = "A & B <img src=x onerror=alert(1)> “Sample”"
    factory = house.whole_registry().factories[SAMPLE].model_copy(update={"name": name})
    at = opened("factory", changed(house, title=name, form=form_of(factory), factory=factory), "en")
    assert not at.exception
    assert "<img src=x" not in markup(at)
    assert "A &amp; B &lt;img" in markup(at)


def test_terms_move_the_estimate_and_stay(house: House) -> None:
    who = desk_owner(house)
    deal_id = changed(house)
    at = opened("estimate", deal_id, "en")
    before = markup(at)
    incoterm = next(field for field in at.selectbox if field.key.startswith("term-incoterm|"))
    incoterm.set_value("EXW").run()
    assert not at.exception
    assert open_deal(house, who, deal_id).terms.incoterm == "EXW"
    assert markup(at) != before


def test_a_faulty_file_opens_in_its_form_with_every_fault(house: House) -> None:
    at = opened("home", None, "en")
    known = {deal.id for deal in list_deals(house, desk_owner(house))}
    faulty = b"name: Sample One\nmarket: XX\nemployees: many\n"
    at.file_uploader(key="factory-file").upload("one.yaml", faulty, "application/yaml").run()
    assert not at.exception
    (deal,) = (deal for deal in list_deals(house, desk_owner(house)) if deal.id not in known)
    assert deal.factory is None and deal.title == "Sample One"
    assert (deal.form["market"], deal.form["employees"]) == ("XX", "many"), "what was written is kept"
    at.query_params["deal"] = deal.id
    at.switch_page("packagekit/ui/pages/factory.py").run()
    assert not at.exception
    shown = markup(at)
    assert "XX" in shown and "Employees" in shown


def test_a_file_without_fields_is_refused(house: House) -> None:
    at = opened("home", None, "en")
    known = len(list_deals(house, desk_owner(house)))
    at.file_uploader(key="factory-file").upload("one.yaml", b"a: [1", "application/yaml").run()
    assert not at.exception
    assert "one.yaml cannot be read yet" in markup(at)
    assert len(list_deals(house, desk_owner(house))) == known


def test_the_law_is_said_in_the_language_of_the_screen(house: House) -> None:
    at = opened("markets", None, "ko")
    assert not at.exception
    shown = markup(at)
    english = {rule.text for market in house.catalogs.markets.values() for rule in market.rules}
    assert not [text for text in english if text in shown]
    (words,) = re.findall(r"--upload-words: \"([^\"]+)\"", markup(opened("home", None, "ko")))
    assert "\\u" not in words and re.search("[가-힣]", words)


@pytest.mark.parametrize("code", SPOKEN)
def test_a_name_that_misleads_is_told_by_its_sign_at_its_field(code: str, house: House) -> None:
    deal = start_deal(house, desk_owner(house), SAMPLE).id
    at = opened("factory", deal, code)
    at.text_input[0].input("Nhà \u202egnp.exe").run()
    next(button for button in at.button if "check" in (button.key or "")).click().run()
    faults = re.findall(r'class="fault">(.*?)<span>', markup(at))
    assert len(faults) == 1 and "U+202E" in faults[0]
    assert open_deal(house, desk_owner(house), deal).title == "Nhà gnp.exe"
