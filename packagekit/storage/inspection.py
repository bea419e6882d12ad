"""What a file somebody brings really is, and whether it may be kept: judged by its content, never by its name."""

from __future__ import annotations

import io
import re
import unicodedata
import zipfile
from collections.abc import Callable, Mapping
from typing import NamedTuple

import puremagic
from defusedxml import DefusedXmlException, ElementTree
from PIL import Image, ImageOps

from packagekit.domain.archives import SPOILT
from packagekit.domain.kept_file import LONGEST_SIDE, MOST_PIXELS
from packagekit.domain.text import N_, Problem, Refusal, Text

MB = 1024 * 1024
MOST_BYTES = 20 * MB
MOST_UNPACKED = 100 * MB
MOST_PARTS = 2_000
MOST_RATIO = 100  # unpacked to packed, of a part above LEAST_SUSPECT
LEAST_SUSPECT = MB
LONGEST_NAME = 120  # characters

OFFICE = "application/vnd.openxmlformats-officedocument."
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³])", re.IGNORECASE)
_ACTIVE_PDF = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFile|RichMedia)\b")
_MARKUP = re.compile(rb"<\s*(script|html|svg|iframe|!doctype\s+html)", re.IGNORECASE)


class Inspected(NamedTuple):
    """A file that may be kept, under a harmless name; an image is a newly drawn one."""

    name: str
    mime: str
    data: bytes


def inspect(name: str, data: bytes, *, most: int = MOST_BYTES) -> Inspected:
    """Recognise a file. Raises Refusal for one that is empty, too large, of a kind that is not kept, or not what it seems."""
    if not data:
        raise _refused(N_("The file is empty."), N_("Choose another file, or none."))
    if len(data) > most:
        raise _refused(
            N_("The file is larger than {most} MB.", most=most // MB), N_("Keep the pages that matter, or make it smaller."))
    for mime in _seems(data):
        if mime in _KINDS:
            ending, read = _KINDS[mime]
            return Inspected(_named(name, ending), mime, read(data))
    return Inspected(_named(name, _text_ending(name)), "text/plain", _text(data))


def _seems(data: bytes) -> tuple[str, ...]:
    """The media types its first and last bytes speak for, the likeliest first."""
    try:
        found = tuple(match.mime_type for match in puremagic.magic_string(data))
    except puremagic.PureError:
        return ()
    if data.startswith(b"PK\x03\x04"):  # all office files begin alike: their parts tell them apart
        return (_office_kind(data),)
    return found


def _refused(what: Text, how: Text) -> Refusal:
    return Refusal(Problem(where="file", what=what, how=how))


def _not_whole() -> Refusal:
    return _refused(N_("The file is damaged, or not what its first bytes say."), N_("Save it again with the program it is from."))


# Images ---------------------------------------------------------------------------------------


def _image(form: str) -> Callable[[bytes], bytes]:
    """Draw an image anew: what else its bytes said (place, camera, a second file) is left behind."""

    def drawn(data: bytes) -> bytes:
        try:
            with Image.open(io.BytesIO(data), formats=(form,)) as image:
                width, height = image.size
                if width * height > MOST_PIXELS or max(width, height) > LONGEST_SIDE:
                    raise _refused(
                        N_("The image has {width} × {height} pixels.", width=width, height=height),
                        N_("Make it smaller: at most {side} pixels wide or high, {most} million in all.",
                           side=LONGEST_SIDE, most=MOST_PIXELS // 1_000_000))
                upright = ImageOps.exif_transpose(image)
                plain = upright.convert("RGBA" if form != "JPEG" and upright.has_transparency_data else "RGB")
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as fault:
            raise _not_whole() from fault
        new = io.BytesIO()
        plain.save(new, form, **({"quality": 90} if form != "PNG" else {"optimize": False}))
        return new.getvalue()

    return drawn


# Office files ---------------------------------------------------------------------------------


def _office_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
    except SPOILT as fault:
        raise _not_whole() from fault
    if "[Content_Types].xml" in names:
        for part, kind in (("word/document.xml", "wordprocessingml.document"), ("xl/workbook.xml", "spreadsheetml.sheet")):
            if part in names:
                return OFFICE + kind
    raise _refused(N_("An archive cannot be kept."), N_("Bring the files in it one by one: Word, Excel, PDF, an image or text."))


def _office(data: bytes) -> bytes:
    """A Word or Excel file unpacked within limits: its sizes are counted, not believed."""
    end = data.rfind(b"PK\x05\x06")
    if end < 0 or end + 22 + int.from_bytes(data[end + 20:end + 22], "little") != len(data):
        raise _not_whole()  # something stands behind the archive
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = [part.filename for part in parts]
            if len(parts) > MOST_PARTS or len(set(names)) != len(names):
                raise _not_whole()
            if any(name.startswith(("/", "\\")) or ".." in name.split("/") or "\0" in name for name in names):
                raise _not_whole()
            if any(name.lower().endswith(("vbaproject.bin", ".exe", ".dll", ".js", ".zip")) for name in names):
                raise _refused(N_("The file carries a program (a macro or an embedded file)."),
                               N_("Save it without macros and embedded files, as .docx or .xlsx."))
            left = MOST_UNPACKED
            for part in parts:
                left -= _unpacked(archive, part, left)
    except SPOILT as fault:
        raise _not_whole() from fault
    return data


def _unpacked(archive: zipfile.ZipFile, part: zipfile.ZipInfo, most: int) -> int:
    """The true size of a part; raises Refusal for a bomb and for XML that declares entities."""
    size, kept = 0, []
    with archive.open(part) as stream:
        while chunk := stream.read(256 * 1024):
            size += len(chunk)
            if size > most or (size > LEAST_SUSPECT and size > MOST_RATIO * max(part.compress_size, 1)):
                raise _refused(N_("The file unpacks to far more than it seems."), N_("Save it again with fewer rows or pictures."))
            if part.filename.endswith((".xml", ".rels")):
                kept.append(chunk)
    if kept:
        try:
            for _, element in ElementTree.iterparse(io.BytesIO(b"".join(kept)), forbid_dtd=True):
                element.clear()
        except (DefusedXmlException, ElementTree.ParseError) as fault:
            raise _not_whole() from fault
    return size


# PDF and text ---------------------------------------------------------------------------------


def _pdf(data: bytes) -> bytes:
    """A PDF from its first byte to its last: nothing stands before it, behind it, or is run by it."""
    end = data.rfind(b"%%EOF")
    if not data.startswith(b"%PDF-") or end < 0 or data[end + 5:].strip(b"\r\n \0"):
        raise _not_whole()
    if _MARKUP.search(data) or (data.find(b"PK\x03\x04") >= 0 and zipfile.is_zipfile(io.BytesIO(data))):
        raise _not_whole()
    if _ACTIVE_PDF.search(data):
        raise _refused(N_("The file carries a program (a macro or an embedded file)."),
                       N_("Print it to a new PDF, and bring that one."))
    return data


def _text(data: bytes) -> bytes:
    try:
        said = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        said = "\0"
    if any(unicodedata.category(sign) == "Cc" and sign not in "\t\r\n\f" for sign in said) or said.lstrip().startswith("<"):
        raise _refused(N_("A file of this kind cannot be kept."), N_("Bring a PDF, Word or Excel file, an image (PNG, JPEG, WebP) or plain text."))
    return data


def _text_ending(name: str) -> str:
    return ".csv" if name.lower().endswith(".csv") else ".txt"


_KINDS: Mapping[str, tuple[str, Callable[[bytes], bytes]]] = {
    "application/pdf": (".pdf", _pdf),
    "image/png": (".png", _image("PNG")),
    "image/jpeg": (".jpg", _image("JPEG")),
    "image/webp": (".webp", _image("WEBP")),
    OFFICE + "wordprocessingml.document": (".docx", _office),
    OFFICE + "spreadsheetml.sheet": (".xlsx", _office),
}


# Names ----------------------------------------------------------------------------------------


def clean_name(name: str) -> str:
    """A name that is one name on every system and reads as it is: no folders, no hidden or turning signs, no devices."""
    last = re.split(r"[/\\]", unicodedata.normalize("NFC", name))[-1]
    seen = "".join(sign for sign in last if unicodedata.category(sign)[0] != "C" and unicodedata.category(sign) not in ("Zl", "Zp"))
    plain = re.sub(r'[<>:"|?*]', "_", seen).strip(" .") or "file"
    if _DEVICES.fullmatch(plain.split(".")[0].strip()):
        plain = "_" + plain
    if len(plain) <= LONGEST_NAME:
        return plain
    stem, dot, ending = plain.rpartition(".")
    return stem[:LONGEST_NAME - len(ending) - 1] + dot + ending if dot and len(ending) < 8 else plain[:LONGEST_NAME]


def _named(name: str, ending: str) -> str:
    """The cleaned name with the ending of what the file is."""
    plain = clean_name(name)
    if plain.lower().endswith((ending, ".jpeg") if ending == ".jpg" else ending):
        return plain
    return plain[:LONGEST_NAME - len(ending)] + ending
