"""Every kind of document and workbook as Office itself would read it: schemas, relations and meaning."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from zipfile import ZipFile

import pytest

from packagekit.storage.kinds import read_kinds
from packagekit.workflow import compose_bundle, desk_owner, make_bundle, propose_documents
from packagekit.workflow.proposing import Beside, Since
from tests.conftest import DAY, ROOT
from tests.oracles.open_xml import faults

pytestmark = pytest.mark.open_xml

KINDS, _ = read_kinds(ROOT / "templates")
OWN_LAYOUTS = {path.parent.name for path in (ROOT / "templates").glob("*/document.*.docx")}


@pytest.mark.parametrize("kind", KINDS)
def test_office_finds_every_file_in_order(house, tmp_path, kind):
    """In two scripts and beside a third, and in every language where a kind has layouts of their own."""
    who = desk_owner(house)
    factory = house.whole_registry().factories["mebel-contoh-8"]

    def bundle(on):
        return make_bundle(house, who, factory, compose_bundle(house, who, factory, on=on), on=on)

    since = Since(bundle(DAY - timedelta(days=1)), DAY - timedelta(days=1)) if KINDS[kind].compares else None
    alone = ("id", "th", "vi", "en", "ko") if kind in OWN_LAYOUTS else ("id", "th")
    for languages, beside in ((alone, None), (("ko",), Beside("id"))):
        for made in propose_documents(house, who, bundle(DAY), on=DAY, kinds=[kind], languages=languages,
                                      formats=("docx", "xlsx"), beside=beside, since=since):
            (tmp_path / f"{'' if beside is None else 'beside-'}{made.name}").write_bytes(made.data)
    with ThreadPoolExecutor() as threads:
        assert [fault for found in threads.map(faults, sorted(tmp_path.iterdir())) for fault in found] == []


def test_the_judge_names_what_is_out_of_order(tmp_path):
    """It must not be silent for want of looking: an element where the schema has none is said with its place."""
    spoilt = tmp_path / "spoilt.docx"
    with ZipFile(ROOT / "templates" / "annex" / "document.docx") as sound, ZipFile(spoilt, "w") as archive:
        for name in sound.namelist():
            archive.writestr(name, sound.read(name).replace(b"<w:body>", b"<w:body><w:tcW/>", 1))
    (fault,) = faults(Path(spoilt))
    assert "/word/document.xml" in fault and "tcW" in fault
