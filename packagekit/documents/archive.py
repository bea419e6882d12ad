"""Office files as archives of ready members: what did not change is copied as it lies, and no clock is kept."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from io import BytesIO

from isal import isal_zlib

from packagekit.domain.archives import SPOILT
from packagekit.domain.text import N_, Text

FIRST = ("[Content_Types].xml", "_rels/.rels")
LEVEL = 1
"""Of compression by ISA-L: a tenth of the time of zlib's usual level, the file a hundredth larger."""

LOCKED = 1
"""The flag of a part that is encrypted."""

MOMENT = 33 << 16
"""The first moment a zip archive can name, 1980-01-01 00:00, as the format packs it."""

TEXT = 0x0800  # names are UTF-8
UNIX, PRIVATE = 20 | 3 << 8, 0o600 << 16  # who made it, and that its owner may read and write each part
LOCAL = struct.Struct("<4sHHHIIIIHH")
CENTRAL = struct.Struct("<4sHHHHIIIIHHHHHII")
END = struct.Struct("<4sHHHHIIH")


class Damaged(Exception):
    """An archive that is not whole, and why."""

    def __init__(self, why: Text) -> None:
        self.why = why
        super().__init__(why.msgid.format_map(why.args))


@dataclass(frozen=True, slots=True)
class Member:
    """One part of an archive, ready to be written: its name and its bytes as they lie in the file."""

    name: str
    method: int
    crc: int
    size: int  # of the part itself
    data: bytes  # as stored, compressed or not
    plain: bytes | None = field(default=None, compare=False, repr=False)  # the part itself, where it was just made

    def content(self) -> bytes:
        """The part itself. Raises ``Damaged`` where it is not as the archive says."""
        if self.plain is not None:
            return self.plain
        if self.method == zipfile.ZIP_STORED:
            return self.data
        unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
        try:
            content = unpacking.decompress(self.data, self.size + 1)
        except zlib.error as fault:
            raise Damaged(N_("{part} cannot be unpacked", part=self.name)) from fault
        if len(content) != self.size:
            raise Damaged(N_("{part} is not as large as it says", part=self.name))
        return content


def deflated(name: str, content: bytes) -> Member:
    data = isal_zlib.compress(content, LEVEL, -isal_zlib.MAX_WBITS)
    return Member(name, zipfile.ZIP_DEFLATED, isal_zlib.crc32(content), len(content), data, content)


def stored(name: str, content: bytes) -> Member:
    """For what is compressed already: pictures."""
    return Member(name, zipfile.ZIP_STORED, isal_zlib.crc32(content), len(content), content)


def members(content: bytes) -> list[Member]:
    """Every part of an archive as it lies there. Raises ``Damaged`` for one that is not whole, locked, or packed in another way."""
    found = []
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            entries = [entry for entry in archive.infolist() if not entry.filename.endswith("/")]
    except SPOILT as fault:
        raise Damaged(_why(content)) from fault
    for entry in entries:
        if entry.flag_bits & LOCKED:
            raise Damaged(N_("{part} is locked by a password", part=entry.filename))
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise Damaged(N_("{part} is packed in a way no Office file is", part=entry.filename))
        if not 0 <= entry.header_offset <= len(content) - LOCAL.size:
            raise Damaged(N_("{part} does not lie where the archive says", part=entry.filename))
        names, extra = struct.unpack_from("<HH", content, entry.header_offset + 26)
        start = entry.header_offset + LOCAL.size + names + extra
        data = content[start:start + entry.compress_size]
        found.append(Member(entry.filename, entry.compress_type, entry.CRC, entry.file_size, data))
    return found


def _why(content: bytes) -> Text:
    """What is wrong with an archive whose list of parts cannot be read: it stands at the end, and a record ends it."""
    if b"PK\x05\x06" not in content:
        return N_("the archive is cut off")
    return N_("the list of the archive's parts is damaged")


def joined(entries: Iterable[Member]) -> bytes:
    """The archive of these members in this order; equal members give equal bytes."""
    body: list[bytes] = []
    directory: list[bytes] = []
    offset = 0
    for entry in entries:
        name = entry.name.encode()
        about = (20, TEXT, entry.method, MOMENT, entry.crc, len(entry.data), entry.size, len(name), 0)
        directory += (CENTRAL.pack(b"PK\x01\x02", UNIX, *about, 0, 0, 0, PRIVATE, offset), name)
        body += (LOCAL.pack(b"PK\x03\x04", *about), name, entry.data)
        offset += LOCAL.size + len(name) + len(entry.data)
    listed, count = b"".join(directory), len(directory) // 2
    return b"".join((*body, listed, END.pack(b"PK\x05\x06", 0, 0, count, count, len(listed), offset, 0)))


def ordered(entries: Sequence[Member]) -> list[Member]:
    """Content types first, as readers of streams expect, the rest by name."""
    rank = {name: number for number, name in enumerate(FIRST)}
    return sorted(entries, key=lambda entry: (rank.get(entry.name, len(FIRST)), entry.name))


def packed(contents: dict[str, bytes]) -> bytes:
    """These parts as an archive, in a fixed order and without times."""
    return joined(ordered([deflated(name, content) for name, content in contents.items()]))


def repacked(content: bytes) -> bytes:
    """The archive again with its parts in a fixed order and without times."""
    return packed(parts(content))


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
