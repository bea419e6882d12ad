"""The notice of a sample on the pages of every kind of document: there to read, and under no picture."""

from __future__ import annotations

from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from packagekit import workflow as work
from packagekit.documents.palette import LIGHT
from packagekit.documents.pdf import pdf
from packagekit.documents.word import word
from packagekit.propose import changes
from packagekit.storage.kinds import read_kinds
from packagekit.words.languages import language
from packagekit.workflow.proposing import template, titled
from tests.conftest import DAY, ROOT

KINDS, _ = read_kinds(ROOT / "templates")
LETTERS = [code for code, kind in KINDS.items() if kind.letter]
ON_WHITE, ON_NAVY = LIGHT.amber, "#FBBF24"
HEAD = 28  # mm from the top of a page, within which the notice stands, on the right
SHARP = 2  # pixels to a point


@pytest.fixture(scope="module")
def draft(house):
    who = work.desk_owner(house)
    factory = house.whole_registry().factories["nhua-mau-1"]
    bundle = work.make_bundle(house, who, factory, work.compose_bundle(house, who, factory, on=DAY), on=DAY)
    proposal = work.draft_proposal(house, who, bundle, on=DAY)
    return proposal.model_copy(update={"changes": changes(proposal, proposal)})


def seen(head: Image.Image) -> int:
    """The pixels in one of the notice's two colours: the cores of its letters, where nothing lies over them."""
    colours = {colour: count for count, colour in head.convert("RGB").getcolors(head.width * head.height)}
    return max(colours.get(tuple(bytes.fromhex(colour[1:])), 0) for colour in (ON_WHITE, ON_NAVY))


def heads(document: bytes) -> list[tuple[str, int]]:
    """The words at the head of each page, and how much is seen of a notice there."""
    found = []
    with pypdfium2.PdfDocument(BytesIO(document)) as opened:
        for page in opened:
            high, deep = page.get_height(), HEAD * 72 / 25.4
            words = page.get_textpage().get_text_bounded(0, high - deep, page.get_width(), high)
            picture = page.render(scale=SHARP).to_pil()
            found.append((" ".join(words.split()), seen(picture.crop((picture.width // 2, 0, picture.width, round(deep * SHARP))))))
    return found


@pytest.mark.parametrize("code", ("vi", "en", "ko"))
@pytest.mark.parametrize("kind", LETTERS)
def test_every_page_shows_that_it_is_a_sample(kind, code, house, draft):
    said = language(code)
    proposal = titled(draft, KINDS[kind])
    pages = heads(pdf(word(template(house, kind, code), proposal, said)))
    notice = " ".join(said.show(proposal.cover.sample).split())
    assert [number for number, (words, _) in enumerate(pages, 1) if notice not in words] == []
    assert [number for number, (_, amount) in enumerate(pages, 1) if amount < 100] == [], pages


def test_a_document_of_a_real_firm_has_no_notice(house, draft):
    """So that what is seen above is the notice: the same heads without it."""
    real = draft.model_copy(update={"cover": draft.cover.model_copy(update={"sample": None})})
    for kind in ("summary", "offer"):
        pages = heads(pdf(word(template(house, kind, "en"), titled(real, KINDS[kind]), language("en"))))
        assert [amount for _, amount in pages if amount >= 100] == []
