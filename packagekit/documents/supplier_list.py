"""The list of excellent suppliers as a Word document: the criteria first, then who meets which."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.shared import Mm, Pt, RGBColor

from packagekit.documents.sandbox import clean
from packagekit.domain.supplier import Supplier
from packagekit.domain.text import N_, Speaks, Text

CRITERIA: Mapping[str, Text] = {
    "grade": N_("A capability grade of Level 2+ or better, issued in the last three years"),
    "case": N_("A published case with figures of grade A or B"),
    "abroad": N_("A partner in an ASEAN market"),
    "language": N_("Support in the language of an ASEAN market"),
    "certificate": N_("A certificate that is valid today"),
}
"""What makes a supplier excellent to this house, each by itself and open to all."""

NAVY = RGBColor(0x14, 0x21, 0x3D)


def supplier_list(
    judged: Sequence[tuple[Supplier, Sequence[str]]], least: int, on: date, say: Speaks
) -> bytes:
    """The list in one language, as of a day; equal inputs give equal bytes of text."""
    _ = say.gettext
    document = Document()
    section = document.sections[0]
    section.orientation, section.page_width, section.page_height = WD_ORIENT.LANDSCAPE, Mm(297), Mm(210)
    section.left_margin = section.right_margin = Mm(16)
    section.top_margin = section.bottom_margin = Mm(15)
    document.styles["Normal"].font.name, document.styles["Normal"].font.size = "Noto Sans CJK KR", Pt(9.5)
    title = document.add_paragraph()
    run = title.add_run(_("Suppliers that meet the house's criteria"))
    run.bold, run.font.size, run.font.color.rgb = True, Pt(18), NAVY
    document.add_paragraph(_("As of {day}. Listed is who meets at least {least} of {count} criteria.", day=on, least=least, count=len(CRITERIA)))
    for number, words in enumerate(CRITERIA.values(), 1):
        document.add_paragraph(f"{number}.  {say.show(words)}")
    document.add_paragraph(_("The criteria are a rule of this house; the list is no public designation and no recommendation of an authority."))
    if any(firm.origin == "sample" for firm, _met in judged):
        run = document.add_paragraph().add_run(_("Sample data: the firms in this list are fictitious."))
        run.bold = True
    table = document.add_table(rows=1, cols=4 + len(CRITERIA))
    table.style = "Light Grid Accent 1"
    heads = (_("Supplier"), _("Region"), _("Grade as issued"), _("Markets served"), *(str(n) for n in range(1, len(CRITERIA) + 1)))
    for cell, words in zip(table.rows[0].cells, heads, strict=True):
        cell.text = words
    for firm, met in judged:
        grade = firm.capability
        cells = table.add_row().cells
        said = (say.show(firm.name), say.show(firm.region),
                f"{grade.level} ({say.show(grade.issuer)}, {say.short_day(grade.day)})" if grade else "", ", ".join(firm.markets))
        for cell, words in zip(cells, (*map(clean, said), *("●" if code in met else "" for code in CRITERIA)), strict=True):
            cell.text = words
    moment = datetime.combine(on, time(), UTC).replace(tzinfo=None)
    properties = document.core_properties
    properties.title, properties.created, properties.modified = _("Suppliers that meet the house's criteria"), moment, moment
    properties.author = properties.last_modified_by = ""
    content = io.BytesIO()
    document.save(content)
    return content.getvalue()
