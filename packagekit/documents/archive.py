"""Office files as archives: the same parts give the same bytes, whatever the clock says."""

from __future__ import annotations

import zipfile
from io import BytesIO

BEGINNING = (1980, 1, 1, 0, 0, 0)
"""The first moment a zip archive can name: no clock is kept in our documents."""

FIRST = ("[Content_Types].xml", "_rels/.rels")


def repacked(content: bytes) -> bytes:
    """The archive again with its parts in a fixed order and without times."""
    with zipfile.ZipFile(BytesIO(content)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    return packed(parts)


def packed(parts: dict[str, bytes]) -> bytes:
    buffer = BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as new:
        for name in (*(n for n in FIRST if n in parts), *sorted(n for n in parts if n not in FIRST)):
            entry = zipfile.ZipInfo(name, BEGINNING)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o600 << 16
            new.writestr(entry, parts[name])
    return buffer.getvalue()


def parts(content: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}
