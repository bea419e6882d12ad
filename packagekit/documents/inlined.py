"""Pictures set into the text of a document: their XML, their files, and the relations that join the two."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import count
from types import SimpleNamespace
from xml.sax.saxutils import quoteattr

from docx.shared import Mm
from markupsafe import Markup

from packagekit.documents.archive import Member, deflated, stored
from packagekit.documents.blank import TEXT_WIDTH
from packagekit.documents.picture import Picture
from packagekit.documents.sandbox import clean

TALLEST = 205
"""In mm: a picture and its caption fit on one page."""

RELATIONS = "word/_rels/document.xml.rels"
TYPES = "[Content_Types].xml"
IMAGE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/image"
FIRST_DRAWING = 1001
"""docxtpl counts drawings from here."""

_EMPTY_RELATIONS = '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"></Relationships>'
_NAMESPACES = " ".join(f'xmlns:{prefix}="http://schemas.openxmlformats.org/{path}"' for prefix, path in (
    ("wp", "drawingml/2006/wordprocessingDrawing"), ("a", "drawingml/2006/main"), ("pic", "drawingml/2006/picture"),
    ("r", "officeDocument/2006/relationships")))
_CLOSED = re.compile(r"<Relationships([^>]*)/>\s*$")
EDGES = ("distT", "distB", "distL", "distR")
_TO_THE_EDGES = " ".join(f'{edge}="0"' for edge in EDGES)
"""Left unsaid, LibreOffice sets a picture an eighth of an inch into the text, past the right margin."""


@dataclass(frozen=True)
class Room:
    """What a template leaves free for pictures: numbers of relations and files, the parts that list them."""

    relations: str
    types: str
    ids: frozenset[str]
    numbers: frozenset[int]  # of pictures the template brings along
    shape: int

    @classmethod
    def of(cls, content: Mapping[str, bytes], body: str) -> Room:
        relations = content.get(RELATIONS, _EMPTY_RELATIONS.encode()).decode()
        relations = _CLOSED.sub(r"<Relationships\1></Relationships>", relations)
        media = (re.fullmatch(r"word/media/[^\d/]*(\d+)\.\w+", name) for name in content)
        return cls(
            relations=relations, types=content[TYPES].decode(),
            ids=frozenset(re.findall(r'\bId="([^"]*)"', relations)),
            numbers=frozenset(int(found[1]) for found in media if found),
            shape=max((int(n) for n in re.findall(r'\sid="(\d+)"', body)), default=0) + 1,
        )


class Inlining:
    """The pictures of one document in the making: each file once, however often it is shown."""

    def __init__(self, room: Room, pictures: Mapping[str, Picture | None]) -> None:
        self.room = room
        self.pictures = SimpleNamespace(**{
            name: None if picture is None else _Inline(self, picture) for name, picture in pictures.items()})
        numbers = count(FIRST_DRAWING)

        def next_drawing() -> Markup:
            return Markup(next(numbers))

        next_drawing.for_templates = True  # type: ignore[attr-defined]
        self.next_drawing = next_drawing
        """Drawings are numbered in the order they stand in."""
        self._ids: dict[bytes, str] = {}  # the relation of each file
        self._files: list[Member] = []
        self._taken = set(room.ids)
        self._numbers = set(room.numbers)

    def embedded(self, png: bytes) -> str:
        """The relation that leads to this file."""
        if png not in self._ids:
            self._ids[png] = next(free for n in count(1) if (free := f"rId{n}") not in self._taken)
            number = next(n for n in count(1) if n not in self._numbers)
            self._taken.add(self._ids[png])
            self._numbers.add(number)
            self._files.append(stored(f"word/media/image{number}.png", png))
        return self._ids[png]

    def members(self) -> list[Member]:
        """The files, and the parts that list them; nothing where nothing was set in."""
        if not self._files:
            return []
        listed = "".join(f'<Relationship Id="{key}" Type="{IMAGE}" Target="{file.name.removeprefix("word/")}"/>'
                         for key, file in zip(self._ids.values(), self._files, strict=True))
        types = self.room.types
        if 'Extension="png"' not in types:
            types = re.sub(r"(<Types[^>]*>)", r'\1<Default Extension="png" ContentType="image/png"/>', types, count=1)
        return [deflated(RELATIONS, self.room.relations.replace("</Relationships>", f"{listed}</Relationships>").encode()),
                deflated(TYPES, types.encode()), *self._files]


class _Inline:
    """A picture that sets itself into the text, as wide as the page allows, with its words for blind readers."""

    def __init__(self, inlining: Inlining, picture: Picture) -> None:
        self.inlining, self.picture = inlining, picture

    def __html__(self) -> str:
        picture, room = self.picture, self.inlining.room
        png = picture.png()
        width, height = sized(picture, png)
        return (
            f'</w:t></w:r><w:r><w:drawing><wp:inline {_NAMESPACES} {_TO_THE_EDGES}><wp:extent cx="{width}" cy="{height}"/>'
            f'<wp:docPr id="{self.inlining.next_drawing()}" name="Picture {room.shape}" '
            f'descr={quoteattr(clean(picture.alt))} title={quoteattr(clean(picture.title))}/>'
            '<wp:cNvGraphicFramePr><a:graphicFrameLocks noChangeAspect="1"/></wp:cNvGraphicFramePr><a:graphic>'
            '<a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic><pic:nvPicPr>'
            '<pic:cNvPr id="0" name="image.png"/><pic:cNvPicPr/></pic:nvPicPr>'
            f'<pic:blipFill><a:blip r:embed="{self.inlining.embedded(png)}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
            f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{width}" cy="{height}"/></a:xfrm><a:prstGeom prst="rect"/>'
            '</pic:spPr></pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing></w:r><w:r><w:t xml:space="preserve">')


def widest(picture: Picture) -> int:
    """As wide as the text, or as high as a page lets it be, in English Metric Units."""
    return min(int(Mm(TEXT_WIDTH)), int(Mm(TALLEST) * picture.width / picture.height))


def sized(picture: Picture, png: bytes) -> tuple[int, int]:
    """Width and height on the page, the pixels' own proportions kept."""
    across, down = int.from_bytes(png[16:20]), int.from_bytes(png[20:24])
    width = widest(picture)
    return width, round(width * down / across)
