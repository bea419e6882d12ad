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
from tests.scripts import foreign, in_english

WORD_TEXT = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}t"
WORD_PARAGRAPH = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}p"
SHEET_TEXT = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}t"

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
    return [name for name in names if name]


@pytest.mark.office
@pytest.mark.parametrize(("key", "code"), [("nhua-mau-1", "vi"), ("pangan-contoh-5", "id")])
def test_a_sample_proposal_has_twelve_to_twenty_pages(key, code, house) -> None:
    who = work.desk_owner(house)
    factory = house.whole_registry().factories[key]
    bundle = work.make_bundle(house, who, factory, work.compose_bundle(house, who, factory, on=DAY), on=DAY)
    (document,) = work.propose_documents(house, who, bundle, on=DAY, languages=[code], formats=["pdf"])
    assert 12 <= len(PdfReader(io.BytesIO(document.data)).pages) <= 20


def test_no_english_sentence_is_left(said) -> None:
    _, _, texts = said
    assert list(in_english(texts)) == []


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
    assert list(foreign(texts, code, names_of(house, key))) == []
