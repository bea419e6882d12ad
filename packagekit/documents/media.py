"""Whether the pictures of a user's Word template are pictures, and no larger than a page can use."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from io import BytesIO

from lxml import etree
from PIL import Image

from packagekit.documents.archive import Member
from packagekit.domain.kept_file import LONGEST_SIDE, MOST_PIXELS
from packagekit.domain.text import N_, Problem

MEDIA = re.compile(r"word/media/[^/]+\.(\w+)")
FORMS = {"png": "PNG", "jpg": "JPEG", "jpeg": "JPEG", "gif": "GIF", "bmp": "BMP", "tif": "TIFF", "tiff": "TIFF", "webp": "WEBP"}
"""What is drawn from pixels, by its ending; other kinds are left to the office program."""

_ACTIVE = re.compile(rb"<\s*script|\bon\w+\s*=|javascript:|<!ENTITY", re.IGNORECASE)


def unsound_pictures(members: Iterable[Member]) -> Iterator[Problem]:
    """Each picture that is not what its ending says, too large, or a drawing with a program in it."""
    for member in members:
        ending = MEDIA.fullmatch(member.name)
        if ending is None:
            continue
        form = ending[1].lower()
        if form == "svg":
            yield from _unsound_drawing(member)
        elif form in FORMS:
            yield from _unsound(member, FORMS[form])


def _unsound_drawing(member: Member) -> Iterator[Problem]:
    """A drawing is text in UTF-8, as those who draw it read it, and has all that it shows in itself."""
    content = member.content()
    if _ACTIVE.search(content):
        yield Problem(where=member.name, what=N_("This drawing of the template holds a program."), how=N_("Put it in as a plain drawing or as a PNG."))
        return
    try:
        content.decode()
        tree = etree.fromstring(content, etree.XMLParser(resolve_entities=False, no_network=True))
    except (UnicodeDecodeError, etree.XMLSyntaxError):
        tree = None
    if tree is None or etree.QName(tree).localname != "svg":
        yield Problem(where=member.name, what=N_("This picture of the template is no whole {form} file.", form="SVG"),
                      how=N_("Put the picture into the template anew."))
        return
    links = (value for element in tree.iter(etree.Element) for name, value in element.items() if etree.QName(name).localname == "href")
    if any(not link.startswith(("#", "data:image/")) for link in links):
        yield Problem(where=member.name, what=N_("This drawing of the template shows something that is not in it."), how=N_("Put it in as a plain drawing or as a PNG."))


def _unsound(member: Member, form: str) -> Iterator[Problem]:
    try:
        with Image.open(BytesIO(member.content()), formats=(form,)) as image:
            width, height = image.size
            if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
                yield Problem(where=member.name, what=N_("The image has {width} × {height} pixels.", width=width, height=height),
                              how=N_("Make it smaller: at most {side} pixels wide or high, {most} million in all.",
                                     side=LONGEST_SIDE, most=MOST_PIXELS // 1_000_000))
                return
            image.load()
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):  # what Pillow's readers raise for a spoilt file
        yield Problem(where=member.name, what=N_("This picture of the template is no whole {form} file.", form=form),
                      how=N_("Put the picture into the template anew."))
