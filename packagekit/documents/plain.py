"""docxtpl itself, for templates that ask for what is mended after filling: slower, and strict all the same."""

from __future__ import annotations

import re
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from docx.oxml import parse_xml
from docxtpl import DocxTemplate

from packagekit.documents.archive import Member, members
from packagekit.documents.compiled import FILE, PARAGRAPH
from packagekit.documents.faults import BrokenDocument, malformed
from packagekit.documents.inlined import EDGES, widest
from packagekit.documents.picture import Picture
from packagekit.documents.sandbox import TURN, Sandbox, clean, turns


def filled(
    template: bytes, values: Mapping[str, Any], environment: Sandbox, pictures: Mapping[str, Picture | None],
) -> dict[str, Member]:
    """Every part of the document by its name. Raises what Jinja raises, with ``FILE`` in the traceback.

    A ``DocxTemplate`` is made anew each time: one shared between threads gives one buyer's figures to another.
    """
    filling = _Filling(BytesIO(template))
    filling.init_docx()
    inlined = {name: None if picture is None else _Inline(filling, picture) for name, picture in pictures.items()}
    filling.render({**values, TURN: turns(), "pictures": _Pictures(inlined)}, environment, autoescape=True)
    buffer = BytesIO()
    filling.save(buffer)
    return {member.name: member for member in members(buffer.getvalue())}


class _Filling(DocxTemplate):
    """docxtpl, but data is left alone after it was put in, and properties are not evaluated."""

    def render_xml_part(self, src_xml: str, part: Any, context: dict[str, Any], jinja_env: Any = None) -> str:
        self.current_rendering_part = part
        code = jinja_env.compile(PARAGRAPH.sub("\n<w:p", src_xml), filename=FILE + part.partname.lstrip("/"))
        text = jinja_env.template_class.from_code(jinja_env, code, dict(jinja_env.globals)).render(context)
        text = re.sub(r"\n<w:p(?=[ >])", "<w:p", text)
        try:
            parse_xml(text.encode())  # docxtpl's own parser mends broken XML by dropping text
        except SyntaxError as fault:
            raise BrokenDocument([malformed(part.partname.lstrip("/"), fault)]) from fault
        return self.resolve_listing(text)

    def render_properties(self, context: dict[str, Any], jinja_env: Any = None) -> None:
        """Left alone: the properties are written anew, not evaluated."""


class _Pictures:
    """The pictures by name; one that this document has not is None, a name nobody draws is undefined."""

    def __init__(self, inlined: Mapping[str, Any]) -> None:
        self.__dict__.update(inlined)


class _Inline:
    """A picture that sets itself into the text, as wide as the page allows, with its words for blind readers."""

    def __init__(self, filling: _Filling, picture: Picture) -> None:
        self.filling, self.picture = filling, picture

    def __html__(self) -> str:
        picture = self.picture
        inline = self.filling.current_rendering_part.new_pic_inline(BytesIO(picture.png()), widest(picture), None)
        for edge in EDGES:
            inline.set(edge, "0")
        inline.docPr.set("descr", clean(picture.alt))
        inline.docPr.set("title", clean(picture.title))
        return f'</w:t></w:r><w:r><w:drawing>{inline.xml}</w:drawing></w:r><w:r><w:t xml:space="preserve">'
