"""Our PDF of the samples beside LibreOffice's: the same words in the same order, the same amounts, the same pages."""

from __future__ import annotations

import os
import re
import subprocess
import unicodedata
from collections import Counter
from datetime import date
from difflib import SequenceMatcher
from io import BytesIO
from itertools import pairwise
from pathlib import Path

import pypdfium2
import pytest
from docx import Document

from packagekit.documents.office import font_settings, office
from packagekit.workflow import (
    Beside,
    compose_bundle,
    desk_owner,
    list_factories,
    make_bundle,
    propose_documents,
)

pytestmark = pytest.mark.office

ON = date(2026, 11, 22)
RUN = 10
AMOUNT = re.compile(r"\d[\d.,]*\d")


def pages(pdf: bytes) -> list[str]:
    with pypdfium2.PdfDocument(BytesIO(pdf)) as document:
        return [unicodedata.normalize("NFKC", page.get_textpage().get_text_bounded()) for page in document]


def letters(words: str) -> str:
    """Without spaces and line breaks, which each program places as it breaks the lines, and without marks on letters,
    which readers of PDF put before or after their letter."""
    return "".join(c for c in unicodedata.normalize("NFKD", words) if unicodedata.category(c)[0] not in "ZCM")


def contents(document: bytes) -> list[tuple[str, int]]:
    """The titles of the table of contents with the pages written into the file."""
    entries = [p for p in Document(BytesIO(document)).paragraphs if p.style.name.casefold().startswith("toc")]
    return [(e.text.split("\t")[-2], int(e.text.split("\t")[-1])) for e in entries]


@pytest.fixture(scope="module", params=range(8))
def sets(request, house, tmp_path_factory):
    """A sample's proposal in its buyer's language, English and Korean, every other in Thai: ours and LibreOffice's."""
    who = desk_owner(house)
    factory = [f for f in list_factories(house, who) if f.origin == "sample"][request.param]
    bundle = make_bundle(house, who, factory, compose_bundle(house, who, factory, on=ON), on=ON)
    asked = dict.fromkeys((factory.language, "en", "ko", *(["th"] if request.param % 2 == 0 else [])))
    made = propose_documents(house, who, bundle, on=ON, languages=tuple(asked), formats=("docx", "pdf"))
    folder = tmp_path_factory.mktemp("office")
    for docx in made[::2]:
        (folder / docx.name).write_bytes(docx.data)
    all_by_office(folder)
    return [(docx.name, docx.data, pages(pdf.data), pages((folder / docx.name).with_suffix(".pdf").read_bytes()))
            for docx, pdf in zip(made[::2], made[1::2], strict=True)]


def all_by_office(folder: Path) -> None:
    """Every Word file of a folder through one start of LibreOffice."""
    fonts = folder / "fonts.conf"
    fonts.write_text(font_settings(), encoding="utf-8")
    subprocess.run(
        [office(), "--headless", "--norestore", f"-env:UserInstallation=file://{folder}/profile", "--convert-to",
         "pdf:writer_pdf_Export", "--outdir", folder, *sorted(folder.glob("*.docx"))],
        check=True, capture_output=True, env={**os.environ, "FONTCONFIG_FILE": str(fonts)})


def test_ours_is_libreoffices_page_for_page(sets):
    for name, document, ours, theirs in sets:
        assert abs(len(ours) - len(theirs)) <= 1, name
        assert _alike(ours, theirs) > 0.98, name
        lacking = Counter(letters("".join(theirs)))
        lacking.subtract(Counter(letters("".join(ours))))
        assert sum(n for n in lacking.values() if n > 0) <= 0.005 * len(letters("".join(theirs))), name
        listed = contents(document)
        assert len(listed) == 14
        on = {title: [n for n, words in enumerate(theirs, 1) if n > 2 and letters(unicodedata.normalize("NFKC", title)) in letters(words)]
              for title, _ in listed}
        moved = [title for title, number in listed if number not in on[title]]
        assert not moved, f"{name}: {moved}"


def test_the_amounts_are_libreoffices_in_its_order(sets):
    for name, _, ours, theirs in sets:
        found, wanted = ([a for a in AMOUNT.findall(" ".join(side)) if len(a) > 7] for side in (ours, theirs))
        assert len(wanted) > 30
        # LibreOffice breaks some long amounts over two lines; ours are whole.
        assert not [a for a in wanted if not any(a in whole for whole in found)], name
        same = sum(block.size for block in SequenceMatcher(None, wanted, found, autojunk=False).get_matching_blocks())
        assert same >= 0.97 * len(wanted), name


@pytest.mark.parametrize("pair", ["id+en", "th+ko"])
def test_in_two_languages_no_caption_is_parted_from_its_table(pair, house, tmp_path):
    """There each caption stands in a table of its own, which LibreOffice keeps with the next one for good reasons only."""
    leading, second = pair.split("+")
    who = desk_owner(house)
    factory = next(f for f in list_factories(house, who) if f.id == "pangan-contoh-5")
    bundle = make_bundle(house, who, factory, compose_bundle(house, who, factory, on=ON), on=ON)
    made = propose_documents(house, who, bundle, on=ON, languages=[leading], formats=["docx"], beside=Beside(second),
                             kinds=["proposal", "annex", "profile", "aftercare"])
    for document in made:
        (tmp_path / document.name).write_bytes(document.data)
    all_by_office(tmp_path)
    for document in made:
        shown = [letters(page) for page in pages((tmp_path / document.name).with_suffix(".pdf").read_bytes())]
        tables = Document(BytesIO(document.data)).tables
        captioned = [(above.cell(0, 0).text, below) for above, below in pairwise(tables)
                     if above.rows[-1].cells[0].paragraphs[0].style.name == "Table Caption"]
        assert captioned, document.name
        for caption, table in captioned:
            head = letters("".join(cell.text for cell in table.rows[0].cells[:1]))
            assert any(head in page.partition(letters(caption))[2] for page in shown), f"{document.name}: {caption}"


def _alike(ours: list[str], theirs: list[str]) -> float:
    """The part of LibreOffice's runs of ten letters that we have too: the same words, in the same order.

    Ours has more of them: in LibreOffice's PDF the words of our drawings are pixels.
    """
    one, other = (Counter(text[n:n + RUN] for n in range(len(text) - RUN)) for text in
                  (letters("".join(ours)), letters("".join(theirs))))
    return (one & other).total() / other.total()
