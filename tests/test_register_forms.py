"""The forms of the register: whatever a record holds can be written in the app, and what its kind asks for is enforced there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args, get_origin

import pytest
import streamlit as st
from pydantic import BaseModel
from streamlit.testing.v1 import AppTest

from packagekit import workflow as work
from packagekit.domain.case import Case
from packagekit.domain.person import Person
from packagekit.domain.record import Record
from packagekit.domain.solution import Solution
from packagekit.domain.supplier import Cooperative, MemberFactory, Supplier
from packagekit.domain.text import Localized, Refusal
from packagekit.ui import marks
from packagekit.workflow.registering import MODELS, OWNER
from tests.conftest import DAY, ROOT
from tests.people import enrol
from tests.test_registering import JUDGE, NEIGHBOUR, OWN, RIVAL, SELLER

GIVEN = frozenset({"id", "origin", "status", "registrant", "revises", "kpis.grade", "prices.status"})
"""What the house sets itself, never a person in a form."""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[work.House]:
    monkeypatch.setenv("PACKAGEKIT_HOME", str(tmp_path))
    st.cache_resource.clear()
    yield enrol(work.open_house(tmp_path), OWN, RIVAL, JUDGE, NEIGHBOUR, SELLER)
    st.cache_resource.clear()


def fields(model: type[BaseModel], at: str = "") -> Iterator[str]:
    """Every field of a record by its path, lists without their rows and texts without their languages."""
    for name, field in model.model_fields.items():
        path = f"{at}.{name}" if at else name
        inner = next((part for part in parts(field.annotation) if isinstance(part, type) and issubclass(part, Record)), None)
        if inner is None:
            yield path
        elif inner.__name__ == "Money":
            yield from (f"{path}.amount", f"{path}.currency")
        else:
            yield from fields(inner, path)


def parts(annotation: Any) -> Iterator[Any]:
    if get_origin(annotation) is None:
        yield annotation
    for inside in get_args(annotation):
        yield from parts(inside)


def drawn(house: work.House, key: str, step: str | None = None) -> tuple[AppTest, set[str]]:
    """The form of a draft as the owner of the house sees it, and the fields that stand in it."""
    at = AppTest.from_file(str(ROOT / "app.py"), default_timeout=60)
    at.query_params["lang"], at.query_params["draft"] = "en", key
    if step is not None:
        at.query_params["step"] = step
    at.run().switch_page("packagekit/ui/pages/register.py").run()
    assert not at.exception
    widgets = [*at.text_input, *at.text_area, *at.selectbox, *at.multiselect, *at.toggle]
    keys = [str(w.key) for w in widgets if w.key and f"field-{key}" in str(w.key)]
    paths = {re.sub(r"\[\d+\]", "", re.split(rf"field-{key}", one)[1].partition("||")[0]) for one in keys}
    return at, {re.sub(r"\.(ko|en|vi|id|th)$", "", path) for path in paths}


@pytest.mark.parametrize("of, model", [("solutions", Solution), ("suppliers", Supplier), ("cooperatives", Cooperative), ("members", MemberFactory)])
def test_every_field_of_a_record_is_in_its_form(of: str, model: type[Record], house: work.House) -> None:
    """A list shows its fields once it has a row; goods of a solution state their tariff line."""
    opened = work.start_draft(house, work.desk_owner(house), of)
    lists = {path.split(".")[0] for path in fields(model) if "." in path} - {"identity", "capability"}
    form = {name: [{"kind": "goods"}] for name in lists}
    opened = work.save_draft(house, work.desk_owner(house), opened, {**dict(opened.draft.form), **form})
    _, found = drawn(house, opened.draft.id)
    found |= {"reach"} if any(path.startswith("reach.") for path in found) else set()
    assert set(fields(model)) - GIVEN - found == set()


def test_every_field_of_a_case_is_in_one_of_its_steps(house: work.House) -> None:
    opened = work.start_draft(house, work.desk_owner(house), "cases")
    form = {name: [{"attested": ["third_party"]}] for name in ("members", "systems", "costs", "kpis")}
    opened = work.save_draft(house, work.desk_owner(house), opened, {**dict(opened.draft.form), **form})
    found: set[str] = set()
    for step in ("build", "people", "figures", "terms"):
        found |= drawn(house, opened.draft.id, step)[1]
    assert set(fields(Case)) - GIVEN - {"version", "country", "kpis.evidence"} - found == set()
    # ``version`` counts by itself, cases are built in Korea, evidence is files below the figure


def test_the_type_of_a_solution_says_what_its_sheet_must_state(house: work.House) -> None:
    """Said together with all other faults, and at the field; another type asks for other facts."""
    opened = work.start_draft(house, OWN, "solutions")
    for kind, asked, not_asked in (("mes", "gives_data", "certificates"), ("sensor", "certificates", "efforts")):
        opened = work.save_draft(house, OWN, opened, {"type": kind, "name": {"ko": "표본"}})
        read = work.read_draft(house, OWN, opened.draft, on=DAY)
        where = {problem.where for problem in read.problems}
        assert read.record is None and {asked, "summary", "prices"} <= where
        assert not_asked not in where or not_asked in house.catalogs.taxonomy.solution_types[kind].facts


def sheet(house: work.House, who: Person, of: str, form: dict[str, Any]) -> Any:
    return work.save_sheet(house, who, work.save_draft(house, who, work.start_draft(house, who, of), form), on=DAY)


def test_a_cooperative_sees_adds_and_corrects_its_members(house: work.House) -> None:
    typed = {"name": {"ko": "표본사출공업"}, "region": {"ko": "인천광역시"}, "industry": "2220", "processes": ["injection_moulding"],
             "employees": "34", "machines": "11", "level": "basic", "exports_to": ["VN"], "cooperative": "coop-food"}
    made = sheet(house, NEIGHBOUR, "members", typed)
    assert (made.cooperative, made.employees, made.exports_to) == ("coop-plastics", 34, ("VN",)), "its own member, whatever the form says"
    assert [m.id for m in work.members_of(house, NEIGHBOUR, "coop-plastics")] == [made.id]
    assert work.members_of(house, JUDGE, "coop-plastics") == () and work.members_of(house, OWN, "coop-plastics") == ()
    again = work.start_draft(house, NEIGHBOUR, "members", made.id)
    corrected = work.save_sheet(house, NEIGHBOUR, work.save_draft(house, NEIGHBOUR, again, {**dict(again.draft.form), "employees": "36"}), on=DAY)
    assert (corrected.id, corrected.employees) == (made.id, 36)
    with pytest.raises(Refusal):
        work.start_draft(house, JUDGE, "members", made.id)
    row = next(row for row in work.my_rows(house, NEIGHBOUR) if row.kind == "members")
    assert (row.id, row.may_revise) == (made.id, True)


def test_a_cooperative_has_one_page_of_its_own_and_registers_no_solutions(house: work.House) -> None:
    page = work.start_draft(house, NEIGHBOUR, "cooperatives")
    assert page.draft.record == "coop-plastics" and page.draft.form["members_count"]
    form = {**dict(page.draft.form), "languages": ["ko", "vi"], "identity": {"tax_number": "000-00-00000"}, "id": "coop-food"}
    made = work.save_sheet(house, NEIGHBOUR, work.save_draft(house, NEIGHBOUR, page, form), on=DAY)
    assert (made.id, made.languages, made.identity.tax_number) == ("coop-plastics", ("ko", "vi"), "000-00-00000")
    for who, of in ((NEIGHBOUR, "solutions"), (NEIGHBOUR, "suppliers"), (OWN, "members"), (OWN, "cooperatives")):
        with pytest.raises(Refusal):
            work.start_draft(house, who, of)


def test_unknown_codes_are_said_at_their_fields(house: work.House) -> None:
    typed = {"name": {"ko": "표본"}, "region": {"ko": "서울"}, "industry": "9999", "processes": ["dancing"], "employees": "3"}
    opened = work.save_draft(house, NEIGHBOUR, work.start_draft(house, NEIGHBOUR, "members"), typed)
    assert {p.where for p in work.read_draft(house, NEIGHBOUR, opened.draft, on=DAY).problems} == {"industry", "processes"}


def test_after_care_identity_and_grade_are_written_in_the_app(house: work.House) -> None:
    opened = work.start_draft(house, OWN, "suppliers", "s01-yesi")
    form = {**dict(opened.draft.form), "reach": {"VN": "2", "ID": "", "TH": "5"}, "identity": {"tax_number": "000-00-00000", "address": {"ko": "표본로 1"}},
            "capability": {"level": "Level 3-", "issuer": {"ko": "표본 기관"}, "day": "2026-03-02", "number": "S-1"},
            "certificates": [{"name": "ISO 9001", "issuer": "Sample body", "number": "7", "expires": "2028-01-01"}],
            "partners": [{"market": "VN", "name": "Sample Partner", "services": {"ko": "설치", "en": "Installation"}}]}
    made = work.save_sheet(house, OWN, work.save_draft(house, OWN, opened, form), on=DAY)
    assert dict(made.reach) == {"VN": 2, "TH": 5} and made.identity.address == Localized({"ko": "표본로 1"})
    assert made.capability.number == "S-1" and made.partners[0].services.has("en") and made.certificates[0].number == "7"
    shown = work.supplier_page(house, RIVAL, "s01-yesi")
    assert shown == made, "the page a buyer could be shown"


def test_a_newer_price_stands_beside_the_older_ones_and_only_some_see_them(house: work.House) -> None:
    opened = work.start_draft(house, OWN, "solutions", "mes-injection-yesi")
    form = dict(opened.draft.form)
    last = next(p for p in reversed(form["prices"]) if p["code"] == "licence")
    newer = {**last, "unit_price": {"amount": "41000000", "currency": "KRW"}, "valid_from": "2028-01-01", "valid_to": None}
    opened = work.save_draft(house, OWN, opened, {**form, "prices": [*form["prices"], newer]})
    made = work.save_sheet(house, OWN, opened, on=DAY)
    assert [p.unit_price.amount for p in made.prices if p.code == "licence"] == [36_000_000, 39_000_000, 41_000_000]
    assert len(work.solution_page(house, OWN, made.id).prices) == len(made.prices) == len(work.solution_page(house, SELLER, made.id).prices)
    assert work.solution_page(house, RIVAL, made.id).prices == () and work.solution_page(house, NEIGHBOUR, made.id).prices == ()


def test_a_text_in_another_language_than_the_readers_is_marked() -> None:
    text = Localized({"ko": "불량이 줄었다", "en": "Fewer rejects"})
    assert marks.said(work.language("en"), text) == "Fewer rejects"
    thai = marks.said(work.language("th"), text)
    assert 'lang="en"' in thai and "Fewer rejects" in thai and 'class="badge tongue"' in thai
    assert 'lang="ko"' in marks.said(work.language("vi"), Localized({"ko": "한국어로만"}))


def test_whose_a_record_is_stands_in_one_field_of_every_kind() -> None:
    assert OWNER.keys() == MODELS.keys()
    for kind, field in OWNER.items():
        assert field in MODELS[kind].model_fields
