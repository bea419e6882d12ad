"""Small Word templates that ask for one thing each: what authors write, and what has broken template engines before."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO
from typing import Any

from docx import Document
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn

from packagekit.documents.picture import Canvas

Build = Callable[[Any], None]


def template(build: Build) -> bytes:
    """Enough of the house's layout to pass the gate, and what ``build`` puts into it."""
    document = Document()
    document.core_properties.title, document.core_properties.language = "t", "en"
    document.styles.element.find(".//{*}docDefaults//{*}lang").set(qn("w:eastAsia"), "ko-KR")
    build(document)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def paragraphs(*texts: str) -> bytes:
    return template(lambda document: [document.add_paragraph(text) for text in texts])


def _runs(document: Any, *pieces: str) -> None:
    """One paragraph whose text lies in several runs, as Word leaves it after an edit; every other one is bold."""
    paragraph = document.add_paragraph()
    for number, piece in enumerate(pieces):
        paragraph.add_run(piece).bold = bool(number % 2) or None


def _table(document: Any, *rows: tuple[str, ...], width: int = 2) -> Any:
    """A tag stands alone in its row."""
    table = document.add_table(rows=0, cols=width)
    for texts in rows:
        row = table.add_row()
        for cell, text in zip(row.cells, texts, strict=False):
            cell.text = text
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))
    return table


def _spanned(document: Any) -> None:
    """A band over all columns, which Word writes as one cell that spans the grid."""
    table = _table(document, ("A", "B", "C"), ("{%tr for r in rates %}",), ("", "", ""), ("{%tr endfor %}",), width=3)
    table.rows[2].cells[0].merge(table.rows[2].cells[2]).text = "{{ r.name }}"


def _nested(document: Any) -> None:
    table = _table(document, ("A", "B"), ("{%tr for r in rates %}",), ("{{ r.ref }}", ""), ("{%tr endfor %}",))
    inner = table.rows[2].cells[1].add_table(rows=1, cols=2)
    inner.rows[0].cells[0].text, inner.rows[0].cells[1].text = "{{ r.name }}", "{{ r.status }}"
    table.rows[2].cells[1].add_paragraph()


def _boxed(document: Any) -> None:
    """A text box: paragraphs within a paragraph."""
    run = document.add_paragraph("before ").add_run()
    run._r.append(parse_xml(
        f'<w:pict {nsdecls("w")} xmlns:v="urn:schemas-microsoft-com:vml"><v:shape><v:textbox><w:txbxContent><w:p><w:r>'
        "<w:t>{{ factory.name }}</w:t></w:r></w:p></w:txbxContent></v:textbox></v:shape></w:pict>"))


def _drawn(document: Any) -> None:
    """A picture of the template's own inside a loop, between two of the document's."""
    document.add_paragraph("{{ pictures.plan }}")
    document.add_paragraph("{%p for r in rates %}")
    png = Canvas(4, 4, "#112233").picture(title="t", alt="t").png(1)
    document.add_paragraph("{{ r.ref }}").add_run().add_picture(BytesIO(png))
    document.element.body.findall(".//{*}docPr")[-1].set("descr", "a square")
    document.add_paragraph("{%p endfor %}")
    document.add_paragraph("{% if pictures.kpis %}{{ pictures.plan }}{% endif %}{{ pictures.plan }}")


def _around(document: Any) -> None:
    """Headers and footers with conditions and loops of their own."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = "{{ cover.number }} {% if cover.sample %}{{ cover.sample }}{% endif %}"
    section.first_page_header.paragraphs[0].text = "{%p if cover.sample %}"
    section.first_page_header.add_paragraph("{{ cover.sample }}")
    section.first_page_header.add_paragraph("{%p endif %}")
    section.footer.paragraphs[0].text = "{% for r in rates %}{{ r.ref }} {% endfor %}"
    document.add_paragraph("{{ cover.title }}")


COVERED: dict[str, Build] = {
    "values": lambda d: _runs(d, "{{ factory.name }} pays {{ price.total }} ({{ price.total|spell }}) on {{ cover.day }}"),
    "a tag over several runs": lambda d: _runs(d, "{{ fac", "tory", ".name }} and {", "% if cover.sam", "ple %}yes{%", " endif %}"),
    "rows": lambda d: _table(d, ("No.", "Rate"), ("{%tr for r in rates %}",), ("{{ r.ref }}", "{{ r.name }}"), ("{%tr endfor %}",)),
    "rows in rows": lambda d: _table(
        d, ("A", "B"), ("{%tr for l in landed.ledger %}",), ("{%tr for a in l.amounts %}",), ("{{ a.name }}", "{{ a.amount }}"),
        ("{%tr endfor %}",), ("{%tr endfor %}",)),
    "conditions on rows": lambda d: _table(
        d, ("A", "B"), ("{%tr for r in rates %}",), ("{%tr if r.unverified %}",), ("{{ r.name }}", "{{ r.unverified }}"),
        ("{%tr else %}",), ("{{ r.name }}", "sure"), ("{%tr endif %}",), ("{%tr endfor %}",)),
    "a band over the grid": _spanned,
    "a table in a cell": _nested,
    "paragraphs": lambda d: [d.add_paragraph(t) for t in (
        "{%p for f in summary.figures %}", "{{ f.label }}: {{ f.value }}", "{%p endfor %}", "{%p if not rates %}", "none", "{%p endif %}")],
    "comments": lambda d: [d.add_paragraph(t) for t in ("{# not said #}seen", "{#p a whole paragraph #}", "{{ cover.number }}")],
    "white space control": lambda d: [d.add_paragraph(t) for t in ("one", "{%- if cover.sample -%}", "two", "{%- endif -%}", "three")],
    "runs": lambda d: _runs(d, "a ", "{%r if cover.sample %}", "{{ cover.number }}", "{%r endif %}", " z"),
    "literal braces": lambda d: d.add_paragraph("{_{ name }_} and {_% if %_} beside {{ cover.number }}"),
    "curly quotes and signs": lambda d: d.add_paragraph("{{ _(“Total”) }} {% if 2 > 1 and 1 < 2 %}<&>{% endif %}"),
    "set, loop and macro": lambda d: d.add_paragraph(
        "{% macro m(x) %}[{{ x.ref }}]{% endmacro %}{% set n = rates|length %}{% for r in rates %}{{ m(r) }}{{ loop.index }}/{{ n }} "
        "{% if loop.last %}.{% endif %}{% endfor %}{% set said %}{{ factory.name }}{% endset %}{{ said }}"),
    "messages": lambda d: d.add_paragraph('{{ _("Case {n}", n=3) }} {{ _("Total") }} {{ "kept < as & it is" }}'),
    "a cell's colour": lambda d: _table(d, ("A", "B"), ("{% cellbg 'DDEEFF' %}{{ cover.number }}", "x")),
    "a text box": _boxed,
    "pictures": _drawn,
    "headers and footers": _around,
    "nothing to fill": lambda d: d.add_paragraph("plain & simple <text>\twith a tab\nand a line"),
}
"""What our own way fills."""

MENDED: dict[str, Build] = {
    "columns": lambda d: _table(
        d, ("A", "{%tc for o in summary.options %}", "{{ o.name }}", "{%tc endfor %}"),
        ("price", "{%tc for o in summary.options %}", "{{ o.works }}", "{%tc endfor %}"), width=4),
    "a span by number": lambda d: _table(d, ("{% colspan 2 %}wide", "x"), ("a", "b")),
    "cells merged downwards": lambda d: _table(
        d, ("A", "B"), ("{%tr for r in rates %}",), ("{% vm %}same", "{{ r.ref }}"), ("{%tr endfor %}",)),
    "cells merged across": lambda d: _table(
        d, ("A", "B"), ("{%tr for r in rates[:2] %}",), ("{% hm %}same", "{{ r.ref }}"), ("{%tr endfor %}",)),
    "a row that does not fill the grid": lambda d: _table(d, ("A", "B"), ("a", "b"))._tbl.findall(qn("w:tr"))[1].remove(
        d.element.body.findall(f".//{qn('w:tr')}")[1][-1]),
    "a picture in a header": lambda d: [d.add_paragraph("x"), setattr(
        d.sections[0].header.paragraphs[0], "text", "{{ pictures.plan }}")],
}
"""What docxtpl mends after filling: such a template goes to docxtpl itself."""
