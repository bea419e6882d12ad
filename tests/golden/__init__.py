"""The words of a sample proposal in each language, kept as text: ``python -m tests.golden`` writes them again.

A change of wording, of a translation or of a format shows as a difference between two readable files. Whoever meant it
writes the files again and reads the difference before committing it.
"""

from __future__ import annotations

import io
import tempfile
from pathlib import Path

from docx import Document as open_word

from packagekit import workflow as work
from tests.conftest import DAY

FOLDER = Path(__file__).parent
PROPOSALS = {"en": "nhua-mau-1", "ko": "nhua-mau-1", "vi": "nhua-mau-1", "id": "pangan-contoh-5", "th": "nhua-mau-1"}
"""By language: the sample factory whose proposal is kept."""


def kept(code: str) -> Path:
    return FOLDER / f"proposal-{PROPOSALS[code]}.{code}.txt"


def words(house: work.House, code: str) -> str:
    """Every paragraph and cell of the proposal in Word, one a line, in the order of the file; page numbers are left out."""
    who = work.desk_owner(house)
    factory = house.whole_registry().factories[PROPOSALS[code]]
    bundle = work.make_bundle(house, who, factory, work.compose_bundle(house, who, factory, on=DAY), on=DAY)
    (document,) = work.propose_documents(house, who, bundle, on=DAY, languages=[code], formats=["docx"])
    body = open_word(io.BytesIO(document.data)).element.body
    lines = ("".join(p.xpath("./w:r/w:t/text() | ./w:hyperlink/w:r/w:t/text()")).strip() for p in body.xpath(".//w:p[not(.//w:instrText)]"))
    return "\n".join(line for line in lines if line) + "\n"


def main() -> None:
    with tempfile.TemporaryDirectory() as home:
        house = work.open_house(Path(home))
        for code in PROPOSALS:
            kept(code).write_text(words(house, code), "utf-8")
