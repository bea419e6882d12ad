"""The compiled engine against docxtpl: the same parts to the letter, for every template and every language."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docxtpl import DocxTemplate
from lxml import etree

from benchmarks.peers.plain_docxtpl import environment
from packagekit.documents.archive import parts
from packagekit.documents.compiled import compiled
from packagekit.documents.drawings import PICTURES
from packagekit.documents.inlined import EDGES, widest
from packagekit.documents.picture import Canvas, Picture
from packagekit.documents.plain import _Pictures
from packagekit.documents.word import filled
from packagekit.domain.proposal import Proposal
from packagekit.domain.text import Refusal
from packagekit.words.languages import Language, language, languages
from tests import proposal_world as world
from tests import word_templates as small

TEMPLATES = sorted((Path(__file__).parents[1] / "templates").glob("*/document*.docx"))
JOINT = world.proposed(world.FACTORY.model_copy(update={"members": world.JOINT}), taken=world.ADVANCED)
TALKED = JOINT.model_copy(update={"factory": JOINT.factory.model_copy(update={"name": "Hoa & Bình <JSC>\n\t'số' \"1\" {{ x }}"})})
EN = language("en")


def squares() -> dict[str, Picture]:
    """A picture for each name, two of them alike, small enough to be drawn anew for every test."""
    return {name: Canvas(8, 4 + number // 2, "#0F766E").picture(title=f"<{name}>", alt=f"words & \"{name}\"")
            for number, name in enumerate(PICTURES)}


class _Shown:
    """docxtpl's own way to set a picture in, with the words for blind readers put to it."""

    def __init__(self, document: DocxTemplate, picture: Picture) -> None:
        self.document, self.picture = document, picture

    def __html__(self) -> str:
        inline = self.document.current_rendering_part.new_pic_inline(BytesIO(self.picture.png()), widest(self.picture), None)
        for edge in EDGES:
            inline.set(edge, "0")
        inline.docPr.set("descr", self.picture.alt)
        inline.docPr.set("title", self.picture.title)
        return f'</w:t></w:r><w:r><w:drawing>{inline.xml}</w:drawing></w:r><w:r><w:t xml:space="preserve">'


def by_docxtpl(template: bytes, proposal: Proposal, said: Language, pictures: dict[str, Picture]) -> bytes:
    """The document as docxtpl makes it by its manual: opened, rendered, saved."""
    document = DocxTemplate(BytesIO(template))
    document.init_docx()
    inlined = {name: _Shown(document, picture) for name, picture in pictures.items()}
    values = {name: getattr(proposal, name) for name in type(proposal).model_fields}
    document.render({**values, "pictures": _Pictures(inlined)}, environment(said), autoescape=True)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def canonical(part: bytes) -> bytes:
    return etree.tostring(etree.fromstring(part, etree.XMLParser(remove_blank_text=True)), method="c14n")


def story(document: bytes) -> dict[str, bytes]:
    """What is to be read, as canonical XML by part, and every picture."""
    return {name: part if name.startswith("word/media") else canonical(part) for name, part in parts(document).items()
            if re.fullmatch(r"word/(document|header\d*|footer\d*|footnotes)\.xml|word/media/.*", name)}


def relations(document: bytes) -> set[tuple[str | None, ...]]:
    tree = etree.fromstring(parts(document)["word/_rels/document.xml.rels"])
    return {(r.get("Id"), r.get("Type"), r.get("Target", "").removeprefix("/word/")) for r in tree}


def same(template: bytes, proposal: Proposal, said: Language, pictures: dict[str, Picture]) -> None:
    ours, theirs = filled(template, proposal, said, pictures).document, by_docxtpl(template, proposal, said, pictures)
    found, wanted = story(ours), story(theirs)
    assert sorted(found) == sorted(wanted)
    for name, part in found.items():
        assert part == wanted[name], name
    assert relations(ours) == relations(theirs)


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_template_of_the_house_is_covered(path):
    assert compiled(path.read_bytes()).covered


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_sample_is_filled_as_docxtpl_fills_it(path, code, sample_proposals):
    for proposal in sample_proposals if path.parent.name == "proposal" else sample_proposals[:2]:  # docxtpl takes its time
        same(path.read_bytes(), proposal, language(code), squares())


@pytest.mark.parametrize("name", small.COVERED)
def test_each_construct_is_filled_as_docxtpl_fills_it(name):
    template = small.template(small.COVERED[name])
    assert compiled(template).covered
    for proposal in (JOINT, TALKED):
        same(template, proposal, EN, squares())


@pytest.mark.parametrize("name", small.MENDED)
def test_what_docxtpl_mends_goes_to_docxtpl(name):
    template = small.template(small.MENDED[name])
    assert not compiled(template).covered
    for proposal in (JOINT, TALKED):
        same(template, proposal, EN, squares())


def test_braces_in_a_buyer_s_name_stay_as_he_wrote_them():
    """docxtpl turns {_{ into {{ in what was filled in, too; ours does so in the template only."""
    proposal = JOINT.model_copy(update={"factory": JOINT.factory.model_copy(update={"name": "{_{ a }_}"})})
    body = parts(filled(small.paragraphs("{_{ {{ factory.name }} }_}"), proposal, EN, {}).document)["word/document.xml"].decode()
    assert "{{ {_{ a }_} }}" in body


def test_a_number_written_into_a_template_is_said_in_the_language_too():
    """Jinja alone would print it before ``finalize`` sees it."""
    body = parts(filled(small.paragraphs("{{ 1234567 }}"), JOINT, language("vi"), {}).document)["word/document.xml"].decode()
    assert "1.234.567" in body


def test_eight_threads_get_their_own_documents():
    """One compiled template serves all; nobody gets another buyer's figures."""
    path = TEMPLATES[0].read_bytes()
    drawn = squares()
    buyers = [JOINT.model_copy(update={"factory": JOINT.factory.model_copy(update={"name": f"Buyer {n} Sample"})}) for n in range(8)]
    alone = [filled(path, buyer, EN, drawn).document for buyer in buyers]
    with ThreadPoolExecutor(8) as threads:
        together = list(threads.map(lambda number: filled(path, buyers[number % 8], EN, drawn).document, range(64)))
    assert all(document == alone[number % 8] for number, document in enumerate(together))


def test_drawings_are_numbered_apart_even_in_loops():
    template = small.template(small.COVERED["pictures"])
    body = parts(filled(template, JOINT, EN, squares()).document)["word/document.xml"].decode()
    ids = re.findall(r'<wp:docPr[^>]*?\bid="(\d+)"', body)
    assert len(ids) == len(JOINT.rates) + 3 == len(set(ids))


@pytest.mark.parametrize(("paragraphs", "at"), [
    (("fine", "Sum {{ 1 + cover.number }} of all", "fine"), "Sum {{ 1 + cover.number }} of all"),
    (("fine", "{%p for r in rates %}", "a {{ r.href.nothing }} b", "{%p endfor %}"), "a {{ r.href.nothing }} b"),
])
def test_the_paragraph_that_cannot_be_filled_is_named(paragraphs, at):
    with pytest.raises(Refusal) as refusal:
        filled(small.paragraphs(*paragraphs), JOINT, EN, {})
    assert refusal.value.problems[0].where == at


def test_a_fault_in_a_footer_is_named_by_the_footer_s_paragraph():
    def build(document: Any) -> None:
        document.add_paragraph("body one")
        document.add_paragraph("body two")
        document.sections[0].footer.paragraphs[0].text = "Page of {{ 1 + cover.number }}"

    with pytest.raises(Refusal) as refusal:
        filled(small.template(build), JOINT, EN, {})
    assert refusal.value.problems[0].where == "Page of {{ 1 + cover.number }}"
