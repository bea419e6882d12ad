"""A proposal in Word: the template's tags filled in a sandbox, the language marked, the result checked.

A template is filled by a fresh ``DocxTemplate`` each time: one shared between threads gives one buyer's figures to
another. Values are escaped, shown in the language and stripped of what XML cannot hold; nothing in them is evaluated.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import qn
from docx.shared import Mm
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError, Undefined
from jinja2.sandbox import SandboxedEnvironment

from packagekit.documents import lint
from packagekit.documents.archive import repacked
from packagekit.documents.drawings import PICTURES, drawings
from packagekit.documents.layout import TEXT_WIDTH
from packagekit.documents.picture import Picture
from packagekit.documents.template import by_paragraph, check, paragraph
from packagekit.domain.money import Money
from packagekit.domain.proposal import Proposal
from packagekit.domain.text import N_, Problem, Refusal, Speaks

TALLEST = 205
"""In mm: a picture and its caption fit on one page."""

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What no XML file can hold; everything else in a text comes out as it went in."""


def word(
    template: bytes | Path, proposal: Proposal, language: Speaks, pictures: Mapping[str, Picture] | None = None,
) -> bytes:
    """``template`` filled with ``proposal`` in ``language``: a checked Word file, equal for equal inputs.

    ``pictures`` by name (``drawings.PICTURES``); drawn here when not given. Raises ``Refusal`` naming each
    name and its paragraph where the template asks for something a proposal has not, and ``lint.BrokenDocument``
    when the result is not sound.
    """
    content = template.read_bytes() if isinstance(template, Path) else template
    faults = check(content)
    if faults:
        raise Refusal(*faults)
    pictures = drawings(proposal, language) if pictures is None else pictures
    filling = _Filling(BytesIO(content))
    filling.init_docx()
    inlined = {name: _Inline(filling, pictures[name]) if name in pictures else None for name in PICTURES}
    environment = _environment(language)
    values = {name: getattr(proposal, name) for name in type(proposal).model_fields}
    try:
        filling.render({**values, "pictures": _Pictures(inlined)}, environment, autoescape=True)
    except _Unfillable as fault:
        raise Refusal(fault.problem) from fault.__cause__
    _describe(filling, proposal, language)
    buffer = BytesIO()
    filling.save(buffer)
    document = repacked(buffer.getvalue())
    lint.check(document)
    return document


def _environment(language: Speaks) -> SandboxedEnvironment:
    def shown(value: Any) -> Any:
        if isinstance(value, Undefined) or hasattr(value, "__html__"):
            return value
        return clean(language.show(value))

    environment = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined, finalize=shown)
    environment.globals = {"_": language.gettext}
    environment.filters |= {
        "money": language.money,
        "money_in": lambda amount, currency: language.money(Money(amount=amount, currency=currency)),
        "percent": language.percent,
        "day": language.day,
        "short_day": language.short_day,
        "months": language.months,
        "spell": language.spell,
    }
    return environment


def clean(words: str) -> str:
    """``words`` without the characters XML forbids, line ends as one kind."""
    return NOT_XML.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


class _Unfillable(Exception):
    """A tag that cannot be filled, with what to tell the author of the template."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        super().__init__(problem.where)


class _Filling(DocxTemplate):
    """docxtpl, strict: it says which paragraph is at fault, and leaves data alone after it was put in."""

    def render_xml_part(self, src_xml: str, part: Any, context: dict[str, Any], jinja_env: Any = None) -> str:
        source = by_paragraph(src_xml)
        self.current_rendering_part = part
        try:
            filled = jinja_env.from_string(source).render(context)
        except (TemplateError, TypeError, LookupError, ValueError) as error:
            raise _Unfillable(_problem(error, source)) from error
        filled = re.sub(r"\n<w:p([ >])", r"<w:p\1", filled)
        parse_xml(filled.encode())  # strict: docxtpl's own parser mends broken XML by dropping text
        return self.resolve_listing(filled)

    def render_properties(self, context: dict[str, Any], jinja_env: Any = None) -> None:
        """Left alone: the properties are written by ``_describe``, not evaluated."""


def _problem(error: Exception, source: str) -> Problem:
    return Problem(
        where=paragraph(source, _line(error.__traceback__)),
        what=N_("This paragraph of the template cannot be filled: {fault}.", fault=str(error)),
        how=N_("Correct the tag in this paragraph of the template."),
    )


def _line(traceback: TracebackType | None) -> int | None:
    """The line of the template that was being filled: the last frame that Jinja has marked as its own."""
    found = None
    while traceback is not None:
        if traceback.tb_frame.f_code.co_filename == "<template>":
            found = traceback.tb_lineno
        traceback = traceback.tb_next
    return found


class _Pictures:
    """The pictures by name; one that this proposal has not is None, a name nobody draws is undefined."""

    def __init__(self, inlined: Mapping[str, Any]) -> None:
        self.__dict__.update(inlined)


class _Inline:
    """A picture that sets itself into the text, as wide as the page allows, with its words for blind readers."""

    def __init__(self, filling: _Filling, picture: Picture) -> None:
        self.filling, self.picture = filling, picture

    def __html__(self) -> str:
        picture = self.picture
        width = min(Mm(TEXT_WIDTH), int(Mm(TALLEST) * picture.width / picture.height))
        inline = self.filling.current_rendering_part.new_pic_inline(BytesIO(picture.png()), width, None)
        inline.docPr.set("descr", clean(picture.alt))
        inline.docPr.set("title", clean(picture.title))
        return f'</w:t></w:r><w:r><w:drawing>{inline.xml}</w:drawing></w:r><w:r><w:t xml:space="preserve">'


def _describe(filling: _Filling, proposal: Proposal, language: Speaks) -> None:
    """Title, language and day of the file, and the language Word checks its spelling in."""
    cover = proposal.cover
    core = filling.docx.core_properties
    core.title = clean(f"{language.show(cover.title)} – {language.show(cover.buyer.name)}")[:255]
    core.subject = clean(cover.number)[:255]
    core.author = clean(language.show(cover.offered_by.name))[:255]
    core.language = language.locale
    core.created = core.modified = _midnight(cover.day)
    for element in filling.docx.styles.element.iter(qn("w:lang")):
        element.set(qn("w:val"), language.locale)


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day)
