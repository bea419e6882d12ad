"""The directory: found by words and filters, judged by stated criteria, laid beside open buyers, on a map of our own."""

from __future__ import annotations

import io
from datetime import date

import pytest
from docx import Document

from packagekit import workflow as work
from packagekit.domain.listing import listing
from packagekit.domain.person import Person
from packagekit.domain.supplier import Supplier
from packagekit.domain.text import Localized, Refusal
from packagekit.ui import maps
from packagekit.workflow.directory import good_grade, met
from tests.conftest import DAY
from tests.people import enrol
from tests.scripts import foreign

COOPERATIVE = Person(id="matchmaker", name="Sample Choi", role="cooperative", stands_for="coop-plastics", organisation="coop-plastics")


def found(house: work.House, who: Person, kind: str, **wanted: str) -> list[str]:
    return [one.id for one in work.find_listed(house, who, kind, work.Wanted(**wanted), on=DAY)]


def test_cases_by_words_trade_market_and_evidence(house: work.House, who: Person) -> None:
    assert found(house, who, "cases", typed="인천 사출")[0] == "plastics-incheon-housings"
    assert set(found(house, who, "cases", industry="2220")) == {
        "plastics-incheon-housings", "plastics-hwaseong-caps", "plastics-gwangju-appliance"}
    assert "plastics-gwangju-appliance" not in found(house, who, "cases", industry="2220", market="ID")
    graded = found(house, who, "cases", grade="A")
    assert "plastics-incheon-housings" in graded
    assert "casting-gimhae-iron" not in found(house, who, "cases", grade="C")  # its consent has ended
    assert "pumps-yangsan-test-rig" not in found(house, who, "cases")  # verified, not published


@pytest.mark.parametrize("level, good", [
    ("Level 2+", True), ("Level 3-", True), ("3", True), ("레벨 2+", True), ("2", False), ("Level 2-", False), ("", False), ("none", False)])
def test_good_grades_are_read_as_issued(level: str, good: bool) -> None:
    assert good_grade(level) is good


def test_criteria_by_hand() -> None:
    """A grade of four years ago, no ASEAN partner, Korean and Vietnamese, one certificate ended: language alone."""
    firm = Supplier.model_validate({
        "id": "s", "name": {"en": "Sample"}, "about": {"en": "Sample"}, "region": {"en": "Seoul"}, "areas": [], "founded": 2000,
        "employees": 9, "languages": ["ko", "vi"], "capability": {"level": "3", "issuer": "x", "day": "2022-11-01"},
        "certificates": [{"name": "c", "issuer": "x", "expires": "2026-01-01"}],
        "partners": [{"market": "PL", "name": "x", "services": {"en": "x"}}]})
    assert met(listing("suppliers", firm), False, DAY) == ("language",)
    assert met(listing("suppliers", firm), True, date(2025, 1, 1)) == ("grade", "case", "language", "certificate")


@pytest.mark.parametrize("code", ["ko", "en", "vi", "id", "th"])
def test_the_list_of_excellent_suppliers_as_a_file(code: str, house: work.House, who: Person) -> None:
    listed = work.excellent_suppliers(house, who, on=DAY)
    assert listed and all(len(one.meets) >= work.LEAST for one in listed)
    say = work.language(code)
    made = work.excellent_file(house, who, code, on=DAY)
    assert made == work.excellent_file(house, who, code, on=DAY)
    document = Document(io.BytesIO(made))
    text = "\n".join(node.text or "" for part in (document.element, document.sections[0].first_page_header._element) for node in part.iter(f"{W}t"))
    for words in (*map(say.show, work.CRITERIA.values()), say.gettext("Sample data: the firms in this list are fictitious.")):
        assert words in text
    rows = document.tables[-1].rows[1:]
    assert [row.cells[0].paragraphs[0].text for row in rows] == [say.show(one.supplier.title) for one in listed]
    assert [[bool(cell.text.strip()) for cell in row.cells[3:]] for row in rows] == [
        [criterion in one.meets for criterion in work.CRITERIA] for one in listed]
    assert list(foreign([text], code, [say.show(one.supplier.title) for one in listed])) == []


W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def test_who_can_do_what_is_counted_beside_what_was_published(house: work.House, who: Person) -> None:
    rows, overall = work.capability_map(house, who)
    solutions = house.whole_registry().solutions.values()
    for row in rows:
        firms = {s.supplier for s in solutions if s.type in row.field.types}
        assert sum(row.suppliers.values()) == len(firms)
    assert {t for field in house.catalogs.technology.fields for t in field.types} == set(house.catalogs.taxonomy.solution_types)
    assert [str(one.level) for one in overall] == ["72.3", "74.9"]


def test_a_cooperative_is_shown_the_buyers_its_cases_fit(house: work.House) -> None:
    enrol(house, COOPERATIVE)
    best, *others = work.chances(house, COOPERATIVE, "coop-plastics", on=DAY)
    assert best.factory.id == "nhua-mau-1" and best.matches[0].case.id == "plastics-incheon-housings"
    assert all(chance.matches[0].score >= other.matches[0].score for chance, other in zip((best, *others), others, strict=False))
    silent = [s for s in best.suppliers if "vi" not in s.languages]
    said = [words.msgid for words in best.missing]
    assert ("Support in the buyer's language by {suppliers}." in said) == bool(silent)


def test_every_sample_region_lies_on_the_map(samples: object) -> None:
    places = {(column, row) for _, column, row, _ in maps.PROVINCES.values()}
    assert len(places) == len(maps.PROVINCES)
    for case in samples.cases.values():
        assert len(maps.provinces_of(" ".join(case.region.root.values()))) >= 1, case.id
    drawn = maps.tile_map({"busan": 3}, {code: code for code in maps.PROVINCES}, {"busan": "/x"}, "Cases")
    assert drawn.svg.count("<rect") == len(maps.PROVINCES) and "busan 3" in drawn.alt and "http" not in drawn.svg.replace("http://www.w3.org", "")


def test_one_click_drafts_a_bundle_that_leans_on_the_cooperatives_cases(house: work.House, who: Person) -> None:
    """For the export team as for the cooperative itself; the deal is what composing it by hand would be."""
    enrol(house, COOPERATIVE)
    for asking in (COOPERATIVE, who):
        drafted = work.draft_bundle(house, asking, "nhua-mau-1", "coop-plastics", on=DAY)
        deal = work.open_deal(house, asking, drafted.deal.id)
        assert deal.cases[0] == "plastics-incheon-housings" and deal.factory.id == "nhua-mau-1" and deal.step == "compose"
        assert drafted.conflict is None and any(line.proven for line in drafted.lines)
        composition = work.compose_bundle(house, who, deal.factory, on=DAY, cases=deal.cases)
        option = next(option for option in composition.options if option.name == deal.option)
        assert option.recommended
        solutions = house.whole_registry().solutions
        assert {line.solution for line in drafted.lines} == {solutions[line.solution].name for line in option.lines}
        assert "unit_price" not in str(drafted.lines), "a cooperative sees nobody's prices"


def test_a_cooperative_drafts_and_asks_for_itself_only(house: work.House) -> None:
    enrol(house, COOPERATIVE)
    for ask in (lambda: work.chances(house, COOPERATIVE, "coop-food", on=DAY),
                lambda: work.draft_bundle(house, COOPERATIVE, "nhua-mau-1", "coop-food", on=DAY)):
        with pytest.raises(Refusal):
            ask()


def test_a_buyer_none_of_its_cases_fits_is_refused(house: work.House, who: Person) -> None:
    with pytest.raises(Refusal) as refusal:
        work.draft_bundle(house, who, "nobody", "coop-plastics", on=DAY)
    assert "fits the buyer" in refusal.value.problems[0].what.msgid


def test_the_map_counts_each_record_in_the_provinces_its_region_names() -> None:
    incheon, both, none = (Localized({"ko": words}) for words in ("인천광역시", "서울·경기도 안산", "어딘가"))
    assert maps.counted([incheon, incheon, both, None, none]) == {"incheon": 2, "seoul": 1, "gyeonggi": 1}
