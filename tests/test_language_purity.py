"""Finished documents speak one language: no sentence, label or letter of another slips through."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from packagekit import workflow as work
from packagekit.workflow.wording import messages
from tests.conftest import DAY

WORD_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
WORD_PARAGRAPH = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
SHEET_TEXT = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}t"

ENGLISH = re.compile(r"\b(the|of|and|is|are|with|from|for|not|by|each|which)\b", re.IGNORECASE)
HANGUL = re.compile(r"[\uac00-\ud7a3]")
VIETNAMESE = re.compile(r"[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
THAI = re.compile(r"[\u0e00-\u0e7f]")
FOREIGN = {"vi": (HANGUL, THAI), "id": (HANGUL, THAI, VIETNAMESE), "ko": (THAI, VIETNAMESE), "th": (HANGUL, VIETNAMESE)}
"""What a language does not write; English may name anybody."""

PAIRS = [("nhua-mau-1", "vi"), ("nhua-mau-1", "ko"), ("nhua-mau-1", "th"), ("pangan-contoh-5", "id"), ("pangan-contoh-5", "th"),
         ("xi-ma-mau-4", "id")]


@pytest.fixture(scope="module", params=PAIRS, ids="-".join)
def said(request, house) -> tuple[str, str, list[str]]:
    """The factory, the language, and every paragraph and cell of its Word file and workbook."""
    key, code = request.param
    who = work.desk_owner(house)
    factory = house.whole_registry().factories[key]
    composition = work.compose_bundle(house, who, factory, on=DAY)
    bundle = work.make_bundle(house, who, factory, composition, on=DAY)
    texts: list[str] = []
    for document in work.propose_documents(house, who, bundle, on=DAY, languages=[code], formats=["docx", "xlsx"]):
        texts.extend(_texts(document.data))
    return key, code, texts


def _texts(data: bytes) -> list[str]:
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            if not re.fullmatch(r"word/(document|header\d*|footer\d*)\.xml|xl/sharedStrings\.xml", name):
                continue
            tree = ElementTree.fromstring(archive.read(name))
            if name.startswith("word/"):
                found += ["".join(t.text or "" for t in p.iter(WORD_TEXT)) for p in tree.iter(WORD_PARAGRAPH)]
            else:
                found += [t.text or "" for t in tree.iter(SHEET_TEXT)]
    return [text for text in found if text.strip()]


def names_of(house, key: str) -> list[str]:
    """Proper names are written as their owner writes them."""
    registry = house.whole_registry()
    factory = registry.factories[key]
    names = [factory.name, factory.region, factory.address, *(kept.name for kept in factory.keeps),
             *(m.name for m in factory.members), *(m.region for m in factory.members)]
    if factory.contact is not None:
        names += [factory.contact.name, factory.contact.title]
    names += [partner.name for supplier in registry.suppliers.values() for partner in supplier.partners]
    return sorted((name for name in names if name), key=len, reverse=True)


@pytest.mark.office
@pytest.mark.parametrize(("key", "code"), [("nhua-mau-1", "vi"), ("pangan-contoh-5", "id")])
def test_a_sample_proposal_has_twelve_to_twenty_pages(key, code, house) -> None:
    who = work.desk_owner(house)
    factory = house.whole_registry().factories[key]
    bundle = work.make_bundle(house, who, factory, work.compose_bundle(house, who, factory, on=DAY), on=DAY)
    (document,) = work.propose_documents(house, who, bundle, on=DAY, languages=[code], formats=["pdf"])
    assert 12 <= len(PdfReader(io.BytesIO(document.data)).pages) <= 20


def english_sentences(texts: list[str]) -> list[str]:
    """Texts with two of the small words that no other language of ours has."""
    return [t for t in texts if len(ENGLISH.findall(re.sub(r"https?://\S+", "", t))) >= 2]


def foreign_letters(texts: list[str], code: str, names: list[str]) -> list[str]:
    """Texts with letters of a script the language does not write, proper names apart."""
    return [text for text in texts if any(script.search(without(text, names)) for script in FOREIGN.get(code, ()))]


def without(text: str, names: list[str]) -> str:
    for name in names:
        text = text.replace(name, "")
    return text


def test_no_english_sentence_is_left(said) -> None:
    _, _, texts = said
    assert english_sentences(texts) == []


def test_no_message_is_left_in_english(said, house) -> None:
    _, code, texts = said
    language = work.language(code)
    english = {m.msgid for m in messages(house) if m.context in (None, "charge", "kpi", "capability", "level", "industry")
               and "{" not in m.msgid and len(m.msgid) > 8}
    translated = {m for m in english if language.gettext(m) != m and all(
        language.pgettext(c, m) != m for c in ("charge", "kpi", "capability", "level", "industry"))}
    assert [t for t in texts if t.strip() in translated] == []


def test_no_letter_of_another_script(said, house) -> None:
    key, code, texts = said
    assert foreign_letters(texts, code, names_of(house, key)) == []
