"""What people type: signs nobody sees are left out where they come in, and signs that mislead are named with their field."""

from __future__ import annotations

import io
import json
import unicodedata
from datetime import date

import pytest
from docx import Document as open_word
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from packagekit import workflow as work
from packagekit.documents.fixed_rows import fitted_rows
from packagekit.documents.fonts import letters
from packagekit.documents.fonts.letters import covered
from packagekit.documents.soundness import WIDEST_NAME, drawn, said_anywhere
from packagekit.domain.signs import MOST_MARKS, NAME, SENTENCES, cleaned, misleading, one_line, typed
from packagekit.domain.text import Refusal
from packagekit.words.languages import languages
from packagekit.workflow.proposing import Beside, Since
from tests.conftest import DAY

UNSEEN = {
    "\u202aNhựa\u202c Mẫu": "Nhựa Mẫu", "\u2066Nhựa\u2069 Mẫu": "Nhựa Mẫu", "Nhựa\u200e Mẫu\u200f": "Nhựa Mẫu",
    "Nhựa\u200d\u200b\u2060 Mẫu": "Nhựa Mẫu", "\ufeffNhựa\u00ad Mẫu": "Nhựa Mẫu", "Nhựa\x07\x00\x9b Mẫu": "Nhựa Mẫu",
    "Nhựa\x85Mẫu\r\n2\u20283": "Nhựa\nMẫu\n2\n3", "Nhựa\u3000Mẫu\u2009A": "Nhựa Mẫu A", "\u3164\uffa0\ufe0f": "",
    unicodedata.normalize("NFD", "Nhựa Việt Nam"): "Nhựa Việt Nam", unicodedata.normalize("NFD", "한국 공장"): "한국 공장",
    "\ud83d\ude00": "\N{GRINNING FACE}", "15\u00a0000": "15\u00a0000", "กำ ที่": "กำ ที่",
}
MISLEADING = {
    "Nhà \u202egnp.exe": "U+202E", "Nhà \u202dA": "U+202D", "Nhựa\ud800": "U+D800", "Nhựa\ufffe": "U+FFFE", "Nhựa\U0001ffff": "U+1FFFF",
    "Nhựa\ue000": "U+E000", "Nhựa\u0378": "U+0378", "Nh\ufffda": "U+FFFD", "N" + "\u0334" * (MOST_MARKS + 1): "U+0334", "ก" + "็" * 9: "U+0E47", "ิำ": "U+0E34", "a \u0301b": "U+0301",
}


@pytest.mark.parametrize(("said", "seen"), UNSEEN.items(), ids=range(len(UNSEEN)))
def test_signs_nobody_sees_are_left_out(said, seen):
    assert cleaned(said) == seen
    assert misleading(seen) is None


@given(st.text(max_size=80))
def test_cleaning_leaves_nothing_unseen_and_changes_nothing_more_the_second_time(words):
    seen = cleaned(words)
    assert cleaned(seen) == seen
    assert all(unicodedata.category(sign) not in ("Cc", "Cf", "Zl", "Zp") for sign in seen if sign not in "\t\n\u202d\u202e")
    assert unicodedata.is_normalized("NFC", seen)


@given(st.text(max_size=80))
def test_a_title_is_one_line_that_can_be_printed(words):
    assert one_line(words).isprintable()


@given(st.recursive(st.text(max_size=8), lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3)))
def test_a_form_keeps_its_shape(form):
    seen, misled = typed(form, covered())
    assert json.dumps(seen) == json.dumps(typed(seen, covered())[0])
    assert typed(seen, covered())[1] == misled


@pytest.fixture(scope="module")
def factory(house):
    return next(f for f in work.list_factories(house, work.desk_owner(house)) if f.market == "VN")


@pytest.mark.parametrize(("said", "number"), MISLEADING.items(), ids=range(len(MISLEADING)))
def test_a_factory_with_a_sign_that_misleads_is_told_which_and_where(said, number, house, factory):
    who = work.desk_owner(house)
    form = work.form_of(factory) | {"name": said, "contact": {"name": "A", "title": said}}
    read, problems = work.read_form(house, who, form)
    assert read is None
    assert {(p.where, p.what.args["number"]) for p in problems} == {("name", number), ("contact.title", number)}


def test_a_factory_is_read_without_what_nobody_sees(house, factory):
    read, problems = work.read_form(house, work.desk_owner(house), work.form_of(factory) | {"name": "\u202aNhựa\u200b Mẫu\u202c"})
    assert problems == () and read.name == "Nhựa Mẫu"


@pytest.mark.parametrize(("field", "length", "most"), [("name", 201, NAME), ("region", 5_000, NAME), ("address", 5_000, NAME)])
def test_a_field_of_too_many_letters_is_named(field, length, most, house, factory):
    _, problems = work.read_form(house, work.desk_owner(house), work.form_of(factory) | {field: "x " * length})
    assert [(p.where, p.what.args) for p in problems] == [(field, {"most": most})]


def test_sentences_may_be_longer_than_names():
    form = {"title": {"ko": "가" * NAME}, "problem": {"ko": "가" * SENTENCES}, "prices": [{"name": {"en": "x" * (NAME + 1)}}], "built": {"en": "x" * 5_000}}
    assert [(place, what.args["most"]) for place, what, _ in typed(form, covered())[1]] == [(("prices", 0, "name", "en"), NAME), (("built", "en"), SENTENCES)]


LATIN, SAID = "Write it in Latin letters.", "Leave them out, or say it in words."
UNPRINTED = {
    "Arabic": ("مصنع", "م (U+0645)", LATIN), "Lao": ("ໂຮງງານ ABC", "ໂ (U+0EC2)", LATIN), "Khmer": ("រោងចក្រ", "រ (U+179A)", LATIN),
    "Myanmar": ("Nhựa စက်ရုံ", "စ (U+1005)", LATIN), "a factory": ("Nhựa \N{FACTORY} Mẫu", "\N{FACTORY} (U+1F3ED)", SAID),
}


@pytest.mark.parametrize(("said", "first", "how"), UNPRINTED.values(), ids=UNPRINTED)
def test_letters_that_no_document_can_show_are_named_where_they_are_typed(said, first, how, house, factory):
    form = work.form_of(factory) | {"name": said, "contact": {"name": "A", "title": said}}
    read, problems = work.read_form(house, work.desk_owner(house), form)
    assert read is None and form["name"] == said
    assert [(p.where, p.what.args["signs"][0], p.how.msgid) for p in problems] == [("name", first, how), ("contact.title", first, how)]


def test_the_list_of_what_the_fonts_have_is_theirs():
    assert letters.LIST.read_text() == letters.listed()


@pytest.mark.parametrize("words", ["Nhựa Mẫu – Số 1", "โรงงาน กำ ที่", "한국 ㈜ 공장 ①", "ΔT ≤ 5 °C · Ø12 mm²", "Завод"])
def test_what_the_fonts_have_is_taken(words, house, factory):
    assert work.read_form(house, work.desk_owner(house), work.form_of(factory) | {"name": words})[1] == ()


@pytest.mark.parametrize("kind", ["cases", "suppliers", "solutions", "cooperatives"])
def test_the_names_of_every_kind_of_record_are_looked_at(kind, samples):
    for record in getattr(samples, kind).values():
        form = record.model_dump(mode="json")
        assert typed(form, covered())[1] == ()
        assert {place for place, *_ in typed({**form, "name": {"en": "ໂຮງງານ"}}, covered())[1]} == {("name", "en")}


def test_what_stands_in_no_document_may_have_any_letters(samples, sample_proposals):
    """Names of files, who vouches for figures and who has agreed to their showing."""
    silent = {words for case in samples.cases.values() for words in (
        *((case.consent and (case.consent.by,)) or ()), *(words for kpi in case.kpis for words in (*kpi.evidence, *((kpi.verifier and (kpi.verifier,)) or ()))))}
    assert silent and not silent & {words for proposal in sample_proposals for words in said_anywhere(proposal)}
    assert typed({"kpis": [{"evidence": ["ໂຮງງານ.pdf"], "verifier": "មន្ត្រី"}], "consent": {"by": "မောင်"}}, covered())[1] == ()


@pytest.mark.parametrize("name", ["", "   ", "\u200b", "\u3164"])
def test_a_factory_without_a_name_is_refused(name, house, factory):
    read, problems = work.read_form(house, work.desk_owner(house), work.form_of(factory) | {"name": name})
    assert read is None and [p.where for p in problems] == ["name"]


def test_a_contact_of_whom_nothing_is_said_is_none(house, factory):
    read, _ = work.read_form(house, work.desk_owner(house), work.form_of(factory) | {"contact": {"name": "", "title": ""}})
    assert read.contact is None


@pytest.fixture(scope="module")
def bundle(house, factory):
    who = work.desk_owner(house)
    return work.make_bundle(house, who, factory, work.compose_bundle(house, who, factory, on=DAY), on=DAY)


def called(bundle, name):
    """The deal of a factory that was stored under this name before names were cleaned."""
    return bundle.model_copy(update={"factory": bundle.factory.model_copy(update={"name": name})})


def made(house, bundle, **asked):
    given = {"languages": ["vi"], "formats": ["docx", "pdf", "xlsx"], "kinds": ["offer"], **asked}
    return work.propose_documents(house, work.desk_owner(house), bundle, on=DAY, **given)


@pytest.mark.parametrize("code", ["en", "ko"])
@pytest.mark.parametrize("name", [name for name in UNSEEN if cleaned(name).isascii() or "Mẫu" in name], ids=repr)
def test_an_old_name_with_unseen_signs_stands_cleaned_in_every_file(name, code, house, bundle):
    assert len(made(house, called(bundle, name), languages=[code])) == 3


@pytest.mark.parametrize(("name", "number"), [(name, number) for name, number in MISLEADING.items() if number != "U+D800"], ids=repr)
def test_an_old_name_that_misleads_is_refused_by_its_sign_and_for_nothing_else(name, number, house, bundle):
    with pytest.raises(Refusal) as refusal:
        made(house, called(bundle, name))
    assert {p.what.args.get("number") for p in refusal.value.problems} == {number}


def test_a_reason_of_a_change_is_typed_too(house, bundle):
    with pytest.raises(Refusal) as refusal:
        made(house, bundle, kinds=["changes"], formats=["docx"], since=Since(bundle, date(2026, 11, 21), why="giá \u202emới"))
    assert [(p.where, p.what.args["number"]) for p in refusal.value.problems] == [("why", "U+202E")]
    with pytest.raises(Refusal) as refusal:
        made(house, bundle, kinds=["changes"], formats=["docx"], since=Since(bundle, date(2026, 11, 21), why="x" * 5_000))
    assert [p.where for p in refusal.value.problems] == ["why"]
    with pytest.raises(Refusal) as refusal:
        made(house, bundle, kinds=["changes"], formats=["docx"], since=Since(bundle, date(2026, 11, 21), why="giá ថ្មី"))
    assert [(p.where, p.what.args["signs"]) for p in refusal.value.problems] == [("why", ("ថ (U+1790)", "ម (U+1798)"))]


@pytest.mark.parametrize("letter", ["W", "한", "i", "ที่"])
def test_the_widest_name_without_a_break_has_room_on_every_first_page(letter, house, bundle):
    widest = called(bundle, letter * int(WIDEST_NAME / drawn(letter)))
    assert made(house, widest, kinds=["proposal", "summary", "profile"], languages=["th"], formats=["pdf"], beside=Beside("en"))
    with pytest.raises(Refusal) as refusal:
        made(house, called(bundle, letter * int(WIDEST_NAME / drawn(letter) + 2)))
    assert refusal.value.problems[0].what.args["most"] == 250


@pytest.mark.parametrize("letter", ["W", "Tàu ", "한국 "])
def test_the_longest_name_is_set_in_letters_that_can_be_read_and_has_room(letter, house, bundle):
    """On a first page it is wrapped, and at last its band grows: nothing in a row of a fixed height is under 6.5 points."""
    widest = called(bundle, (letter * int(WIDEST_NAME / drawn(letter))).strip())
    for document in made(house, widest, kinds=["proposal", "summary", "profile"], formats=["docx"], languages=["th"], beside=Beside("en")):
        body = open_word(io.BytesIO(document.data)).element.body
        sizes = {int(size) for size in body.xpath("./w:tbl[1]//w:sz/@w:val")}
        assert sizes and min(sizes) >= 13, document.name
        assert fitted_rows(document.data) == document.data, f"{document.name}: what is there still has too little room"


def test_usual_names_leave_rows_of_a_fixed_height_as_they_are(house, bundle):
    for code in languages():
        [document] = made(house, bundle, kinds=["summary"], formats=["docx"], languages=[code])
        assert fitted_rows(document.data) == document.data


@given(name=st.text(max_size=250) | st.text("Wiกำที่한가ệ ẩ\u0301\u200b\u202e\n{}%&<>\"'", max_size=250))
@settings(deadline=None, max_examples=15, suppress_health_check=list(HealthCheck))
@pytest.mark.parametrize("code", ["en", "th"])
def test_any_name_typed_or_stored_gives_documents_or_a_refusal_that_names_it(code, name, house, bundle):
    """Never one that blames the template, the language or an amount."""
    read, problems = work.read_form(house, work.desk_owner(house), work.form_of(bundle.factory) | {"name": name})
    assert (read is None) == bool(problems) and {p.where for p in problems} <= {"name"}
    for stored in (name, *([read.name] if read is not None else ())):
        try:
            assert made(house, called(bundle, stored), languages=[code])
        except Refusal as refusal:
            assert all(p.what.msgid.startswith(("The name", "The text", "This is missing", "The mark", "No font")) for p in refusal.problems)
