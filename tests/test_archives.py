"""An archive altered anywhere is refused or read: nothing else than what ``SPOILT`` lists comes of it."""

from __future__ import annotations

import zipfile
from contextlib import suppress
from io import BytesIO
from random import Random

import pytest

from packagekit.documents.archive import Damaged, members
from packagekit.domain.archives import SPOILT

METHODS = {"stored": zipfile.ZIP_STORED, "deflated": zipfile.ZIP_DEFLATED, "bzip2": zipfile.ZIP_BZIP2, "lzma": zipfile.ZIP_LZMA}


def archive(method: int) -> bytes:
    made = BytesIO()
    with zipfile.ZipFile(made, "w", method) as packed:
        packed.writestr("rates.csv", "Date,USD\n2026-01-01,1.1\n" * 40)
        packed.writestr("word/document.xml", "<x/>" * 50)
    return made.getvalue()


def altered(whole: bytes, chance: Random) -> bytes:
    """Some bytes changed, most of them in the list of parts; now and then the end cut off."""
    made = bytearray(whole)
    start = whole.find(b"PK\x01\x02") if chance.random() < 0.6 else 0
    for _ in range(chance.choice((1, 1, 2, 4))):
        at = chance.randrange(start, len(made))
        made[at] = chance.choice((0, 255, made[at] ^ 1 << chance.randrange(8), chance.randrange(256)))
    return bytes(made[:chance.randrange(len(made))] if chance.random() < 0.1 else made)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS)
def test_an_altered_archive_raises_what_is_listed(method):
    chance, whole = Random(method), archive(method)
    for _ in range(4000):
        data = altered(whole, chance)
        with suppress(*SPOILT), zipfile.ZipFile(BytesIO(data)) as opened:
            for entry in opened.infolist():
                opened.read(entry)
        with suppress(Damaged):
            for part in members(data):
                part.content()
