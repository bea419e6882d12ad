"""Search: what people really type finds what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packagekit.search import Entry, Index, index
from packagekit.search.letters import initials, on_korean_keys, spelled, words

NAMES = {
    "plating": ("인천표면처리 표본협동조합", "Sample Incheon Surface Treatment Cooperative"),
    "moulds": ("표본금형공업협동조합", "Sample Mould Cooperative"),
    "injection": ("사출 조건 관리 여섯 회사", "Six injection moulders log parameters"),
    "kimchi": ("김치 숙성 이력 관리", "Kimchi ripening by lot"),
    "vietnam": ("Nhựa Mẫu Số 1", "Plastics Sample No. 1"),
}


@pytest.fixture(scope="module")
def register() -> Index:
    return index(Entry(key, tuple((1.0, text) for text in texts)) for key, texts in NAMES.items())


@pytest.mark.parametrize("typed, meant", [
    ("표면처리", "plating"), ("표면 처리", "plating"), ("금형", "moulds"), ("금형 협동조합", "moulds"),
    ("사출조건관리", "injection"), ("사출 조건", "injection"), ("ㅅㅊㅈㄱ", "injection"), ("ㄱㅊ", "kimchi"), ("ㄱㅎㄱㅇ", "moulds"),
    ("사츨", "injection"), ("긴치", "kimchi"), ("표면쳐리", "plating"), ("금혐공업", "moulds"), ("gimchi", "kimchi"),
    ("tkcnf", "injection"), ("rlacl", "kimchi"), ("INJECTION", "injection"), ("injetcion", "injection"), ("moulders", "injection"),
    ("nhua mau", "vietnam"), ("nhựa", "vietnam"), ("surfce treatmnt", "plating"), ("사ㅊ", "injection"),
], ids=lambda v: v)
def test_what_is_typed_finds_what_is_meant(register: Index, typed: str, meant: str) -> None:
    assert register.find(typed)[0].id == meant


def test_every_word_must_be_there(register: Index) -> None:
    assert [hit.id for hit in register.find("관리 김치")] == ["kimchi"]
    assert register.find("김치 금형") == []
    assert register.find("반도체노광장비") == []


def test_a_word_itself_stands_before_one_that_only_begins_so(register: Index) -> None:
    found = index((Entry("longer", ((1.0, "사출성형기"),)), Entry("itself", ((1.0, "사출"),)), Entry("said", ((0.3, "사출"),))))
    assert [hit.id for hit in found.find("사출")] == ["itself", "longer", "said"]


def test_nothing_typed_is_everything(register: Index) -> None:
    assert [hit.id for hit in register.find("  ")] == list(NAMES)
    assert index(()).find("사출") == []


def test_letters_by_hand() -> None:
    """값 is ㄱ ㅏ ㅂㅅ, 의 is ㅇ ㅡ ㅣ; held shift is a doubled consonant: Rk is 까."""
    assert spelled("값의") == "ㄱㅏㅂㅅㅇㅡㅣ"
    assert initials("금형A") == "ㄱㅎA"
    assert on_korean_keys("tkcnf") == spelled("사출") and on_korean_keys("Rk") == spelled("까")
    assert words("Đồ gá, NHỰA_Mẫu ｶﾅ") == ["do", "ga", "nhua", "mau", "カナ"]


SYLLABLES = st.text(st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3), min_size=3, max_size=8)


@settings(max_examples=150, deadline=None)
@given(name=SYLLABLES, data=st.data())
def test_any_name_is_found_by_any_part_of_it_its_initials_and_with_one_wrong_key(name: str, data: st.DataObject) -> None:
    held = index((Entry("this", ((1.0, name),)), Entry("other", ((1.0, "zzz"),))))
    start = data.draw(st.integers(0, len(name) - 2))
    assert held.find(name[start:start + 2])[0].id == "this"
    assert held.find(initials(name))[0].id == "this"
    keys = list(spelled(name))
    keys[data.draw(st.integers(0, len(keys) - 1))] = "ㅋ"
    assert held.find("".join(keys))[0].id == "this" or len(keys) < 4


@settings(max_examples=200, deadline=None)
@given(typed=st.text(max_size=30))
def test_nothing_typed_breaks_it(register: Index, typed: str) -> None:
    for hit in register.find(typed):
        assert hit.id in NAMES and 0 <= hit.score <= 1


def test_the_nearest_text_shares_the_rarest_words(register: Index) -> None:
    """Every text is nearest to itself; what shares nothing is not among the hits."""
    for key, name in NAMES.items():
        best, *_ = register.nearest(name, 3)
        assert best.id == key and best.score > 0.9
    assert register.nearest(["zzz qqq"], 3) == []
