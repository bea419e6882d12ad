"""Kept files: what is refused, under which name and how the rest is kept, and who may take it away."""

from __future__ import annotations

import io
import os
import stat
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, PngImagePlugin

from packagekit import workflow as work
from packagekit.domain.history import Asked
from packagekit.domain.person import Person
from packagekit.domain.text import Refusal
from packagekit.storage.database import Store
from packagekit.storage.inspection import MB, MOST_BYTES, OFFICE, Inspected, clean_name, inspect
from packagekit.workflow.house import House

PDF = b"%PDF-1.4\n1 0 obj << /Type /Catalog >> endobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
QUOTA = 50 * MB


def office(main: str = "xl/workbook.xml", **more: bytes) -> bytes:
    """The least archive that says it is an office file."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr(main, b"<workbook/>")
        for name, data in more.items():
            archive.writestr(name, data)
    return made.getvalue()


def image(size: tuple[int, int] = (40, 30), form: str = "JPEG", **saved: object) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, (200, 30, 30)).save(made, form, **saved)
    return made.getvalue()


def lying_archive() -> bytes:
    """60 MB of zeros in a part whose head claims to be small."""
    whole = bytearray(office(**{"xl/worksheets/sheet1.xml": b"<a>" + b"0" * (60 * MB) + b"</a>"}))
    for sign, at in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        place = whole.rfind(b"xl/worksheets/sheet1.xml")
        start = whole.rfind(sign, 0, place)
        whole[start + at:start + at + 4] = (1000).to_bytes(4, "little")
    return bytes(whole)


def broken_archive() -> bytes:
    """One part whose packed bytes are no packed bytes."""
    whole = bytearray(office(**{"xl/worksheets/sheet1.xml": bytes(range(256)) * 400}))
    place = whole.find(b"xl/worksheets/sheet1.xml") + 24
    whole[place:place + 60] = b"\xff" * 60
    return bytes(whole)


ENTITIES = (b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><a>&b;</a>'

ATTACKS: dict[str, Callable[[], bytes]] = {
    "empty": lambda: b"",
    "too large": lambda: b"%PDF-" + b" " * MOST_BYTES + b"%%EOF",
    "bomb of one part": lambda: office(**{"xl/worksheets/sheet1.xml": b"<a>" + b"0" * (30 * MB) + b"</a>"}),
    "bomb that lies about its size": lying_archive,
    "broken part": broken_archive,
    "bomb of many parts": lambda: office(**{f"xl/p{n}.xml": b"<a/>" for n in range(2_100)}),
    "outside entity in a sheet": lambda: office(**{"xl/worksheets/sheet1.xml": ENTITIES}),
    "a billion laughs": lambda: office("word/document.xml", **{"word/styles.xml": LAUGHS}),
    "entity in UTF-16": lambda: office(**{"xl/worksheets/sheet1.xml": ENTITIES.decode().encode("utf-16")}),
    "macro": lambda: office(**{"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0"}),
    "part outside its folder": lambda: office(**{"../../etc/cron.d/x": b"x"}),
    "plain archive": lambda: zipped("a.txt", b"hello"),
    "archive in a PDF": lambda: PDF.replace(b"%%EOF\n", b"") + office() + b"%%EOF\n",
    "archive behind a PDF": lambda: PDF + office(),
    "program behind a PDF": lambda: PDF + b"\n#!/bin/sh\nid\n",
    "page in a PDF": lambda: PDF.replace(b"1 0 obj", b"<script>alert(1)</script>1 0 obj"),
    "PDF that runs": lambda: PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
    "half a PDF": lambda: PDF[:30],
    "something before an archive": lambda: b"#!/bin/sh\nid\n" + office(),
    "something behind an archive": lambda: office() + b"<script>alert(1)</script>",
    "page as an image": lambda: b"<html><script>alert(1)</script></html>",
    "drawing with a script": lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>',
    "program": lambda: b"\x7fELF\x02\x01\x01" + bytes(60),
    "Windows program": lambda: b"MZ\x90\x00" + bytes(60),
    "half an image": lambda: image()[:200],
    "NUL in a text": lambda: b"a,b\n1,\x002\n",
    "20,000 pixels": lambda: image((20_000, 20_000), "PNG"),
    "20,000 pixels in one line": lambda: image((20_000, 1), "PNG"),
}


def zipped(name: str, data: bytes) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr(name, data)
    return made.getvalue()


@pytest.mark.parametrize("attack", ATTACKS)
def test_what_is_not_what_it_seems_is_refused_in_words(attack: str) -> None:
    with pytest.raises(Refusal) as caught:
        inspect("report.pdf", ATTACKS[attack]())
    (problem,) = caught.value.problems
    assert problem.where == "file" and problem.how.msgid


@pytest.mark.parametrize(("data", "mime", "ending"), [
    (PDF, "application/pdf", ".pdf"),
    (office(), OFFICE + "spreadsheetml.sheet", ".xlsx"),
    (office("word/document.xml"), OFFICE + "wordprocessingml.document", ".docx"),
    (image(), "image/jpeg", ".jpg"), (image(form="PNG"), "image/png", ".png"), (image(form="WEBP"), "image/webp", ".webp"),
    ("설비,가동률\nCNC-1,0.58\n".encode(), "text/plain", ".txt"),
])
def test_a_file_is_known_by_its_content_and_named_for_it(data: bytes, mime: str, ending: str) -> None:
    found = inspect("evidence.exe", data)
    assert (found.mime, found.name) == (mime, "evidence.exe" + ending)


def test_the_office_documents_we_write_ourselves_are_kept(house: House, who: Person) -> None:
    factory = house.whole_registry().factories["nhua-mau-1"]
    bundle = work.make_bundle(
        house, who, factory, work.compose_bundle(house, who, factory, on=house.today()), on=house.today())
    for document in work.propose_documents(
            house, who, bundle, on=house.today(), languages=["vi"], formats=["docx", "xlsx"]):
        assert inspect(document.name, document.data) == Inspected(document.name, document.mime, document.data)


def test_an_image_is_drawn_anew_without_what_else_it_said() -> None:
    exif = Image.Exif()
    exif[0x8825] = {1: "N", 2: (37.0, 33.0, 59.0)}  # where it was taken
    exif[0x010F] = "Camera of a person"
    exif[0x0112] = 6  # to be turned by a quarter
    taken = image((40, 30), "JPEG", exif=exif) + office()  # with an archive behind it
    found = inspect("photo.jpg", taken)
    kept = Image.open(io.BytesIO(found.data))
    assert not kept.getexif() and b"Camera" not in found.data and b"PK\x03\x04" not in found.data
    assert kept.size == (30, 40), "it stands upright without the mark"
    assert all(abs(a - b) < 8 for a, b in zip(kept.getpixel((5, 5)), (200, 30, 30), strict=True))


def test_words_hidden_in_a_png_are_left_behind() -> None:
    said = PngImagePlugin.PngInfo()
    said.add_text("Comment", "<?php system('id'); ?>")
    assert b"php" not in inspect("a.png", image(form="PNG", pnginfo=said)).data


@pytest.mark.parametrize(("given", "kept"), [
    ("../../etc/passwd", "passwd"), ("C:\\Windows\\win.ini", "win.ini"), ("report\u202efdp.exe", "reportfdp.exe"),
    ("a\0b.pdf", "ab.pdf"), ("con.pdf", "_con.pdf"), ("COM1", "_COM1"), ("...", "file"), ("", "file"),
    ("a\nb\r\n.pdf", "ab.pdf"), ("x<y>:z|?*.pdf", "x_y__z___.pdf"), ("견적서 표본.pdf", "견적서 표본.pdf"),
    ("\u1112\u1161\u11ab.pdf", "한.pdf"), ("trailing. . ", "trailing"), ("n" * 300 + ".pdf", "n" * 116 + ".pdf"),
])
def test_a_name_is_one_name_on_every_system(given: str, kept: str) -> None:
    assert clean_name(given) == kept


@settings(deadline=None)
@given(st.text(max_size=200))
def test_a_cleaned_name_stays_itself_and_leads_nowhere(name: str) -> None:
    kept = clean_name(name)
    assert clean_name(kept) == kept
    assert kept and not set(kept) & set('/\\\0<>:"|?*\n\r\u202e') and kept not in (".", "..") and len(kept) <= 121


# The book -------------------------------------------------------------------------------------


def brought(data: bytes = PDF, name: str = "a.pdf") -> Inspected:
    return Inspected(name, "application/pdf", data)


def test_the_same_bytes_lie_once_and_are_nobodys_program(store: Store) -> None:
    first, = store.files.keep([brought()], kind="cases", ref="c1", by="kim", quota=QUOTA)
    second, = store.files.keep([brought(name="b.pdf")], kind="cases", ref="c2", by="lee", quota=QUOTA)
    again, = store.files.keep([brought()], kind="cases", ref="c1", by="kim", quota=QUOTA)
    assert again == first and second.key != first.key and second.sha256 == first.sha256
    (kept,) = [path for path in store.files.folder.rglob("*") if path.is_file()]
    assert kept.name == first.sha256 and not kept.stat().st_mode & (stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    assert store.files.bytes_of(first) == PDF
    assert store.history.find(Asked(kind="files")).total == 2


def test_a_key_cannot_be_guessed(store: Store) -> None:
    keys = {store.files.keep([brought()], kind="cases", ref=str(n), by="kim", quota=QUOTA)[0].key for n in range(30)}
    assert len(keys) == 30 and min(map(len, keys)) >= 24, "144 bits"


def test_a_person_keeps_no_more_than_the_quota(store: Store) -> None:
    store.files.keep([brought(b"x" * 600, "a")], kind="cases", ref="c1", by="kim", quota=1000)
    with pytest.raises(Refusal, match="would take more"):
        store.files.keep([brought(b"y" * 600, "b")], kind="cases", ref="c1", by="kim", quota=1000)
    store.files.keep([brought(b"x" * 600, "same content")], kind="cases", ref="c2", by="kim", quota=1000)
    store.files.keep([brought(b"y" * 600, "b")], kind="cases", ref="c1", by="lee", quota=1000)
    assert [file.name for file in store.files.of("cases", "c1")] == ["b", "a"]


def test_of_several_files_all_are_kept_or_none(store: Store) -> None:
    with pytest.raises(Refusal):
        store.files.keep(
            [brought(b"x" * 600, "a"), brought(b"y" * 600, "b")], kind="deals", ref="d", by="kim", quota=1000)
    assert store.files.of("deals", "d") == ()


def test_bytes_that_rotted_or_are_gone_are_refused_and_found(store: Store) -> None:
    file, = store.files.keep([brought()], kind="cases", ref="c1", by="kim", quota=QUOTA)
    assert list(store.files.faults()) == []
    path = store.files.path(file.sha256)
    os.chmod(path, 0o644)
    path.write_bytes(PDF + b" ")
    with pytest.raises(Refusal):
        store.files.bytes_of(file)
    path.unlink()
    assert [fault.where for fault in store.files.faults()] == ["a.pdf"]
    store.files.keep([brought()], kind="cases", ref="c1", by="kim", quota=QUOTA)
    assert store.files.bytes_of(file) == PDF, "given again, it is mended"


def test_a_full_disk_keeps_no_row_without_its_bytes(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, data: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("packagekit.storage.kept_files.write_whole", full)
    with pytest.raises(Refusal, match="No space left"):
        store.files.keep([brought()], kind="cases", ref="c1", by="kim", quota=QUOTA)
    assert store.files.of("cases", "c1") == ()
