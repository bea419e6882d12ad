"""Lays out the supplier sheets. Run ``python templates/suppliers/layout.py`` to write them again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from packagekit.documents.layout import Layout, label, write_layouts
from packagekit.documents.rows import Column

MADE = datetime(2026, 11, 26)
MOST = 6
"""Contracts of a supplier that are told; how many more there are is said."""


def layouts() -> dict[str, bytes]:
    layout = Layout("nothing")
    layout.running(header=("{{ cover.title }} · {{ cover.buyer.name }}", "{{ cover.number }}"),
                   footer="{{ cover.offered_by.name }}", notice="cover.sample", dark=False, first=True, titled=False)
    layout.tag("for sheet in sheets")
    layout.tag("if not loop.first")
    layout.paragraph("", "New Page")
    layout.tag("endif")
    layout.heading("{{ sheet.name }}", 2)  # the sheets are found in the outline by their firms
    layout.paragraph("{{ sheet.region }}, {{ _(\"Korea\") }}", "Note").paragraph_format.keep_with_next = True
    layout.paragraph("{{ sheet.about }}", "Lead")
    layout.facts("fact in sheet.facts", "{{ fact.label }}", "{{ fact.value }}")
    layout.heading(label("What the supplier delivers in this proposal"), 3)
    layout.table(
        (Column(label("Solution"), 84), Column(label("Parts"), 86)),
        loop="line in sheet.lines", text="Cell Small",
        cells=(("{{ line.solution }}", "{{ line.type }} · {{ _(\"version {version}\", version=line.version) }}", "{{ line.does }}"),
               ("{%p for part in line.parts %}", "{{ part }}", "{%p endfor %}")))
    layout.tag("if sheet.certificates")
    layout.heading(label("Certificates valid on the day of this offer"), 3)
    layout.facts("fact in sheet.certificates", "{{ fact.label }}", "{{ fact.value }}", widths=(60, 110))
    layout.tag("endif")
    layout.tag("if sheet.references")
    layout.heading(label("Similar contracts"), 3)
    layout.table(
        (Column(label("No."), 8), Column(label("Contract and client"), 60), Column(label("Period"), 41), Column(label("Measured result"), 61)),
        loop=f"build in sheet.references[:{MOST}]", text="Cell Small",
        cells=("{{ build.no }}", ("{{ build.name }}", "{{ build.industry }} · {{ build.place }}"),
               "{{ _(\"{start} – {end}\", start=build.began|short_day, end=build.ended|short_day) }}",
               ("{% if build.result %}{{ build.result }}{% else %}{{ _(\"Not disclosed\") }}{% endif %}", "{%p if build.grade %}",
                "{{ _(\"Grade {grade}\", grade=build.grade) }}{% if build.remark %} · {{ build.remark }}{% endif %}", "{%p endif %}")))
    layout.tag(f"if sheet.references|length > {MOST}")
    layout.paragraph("{{ _(\"And {n} more in the case registry\", n=sheet.references|length - " + str(MOST) + ") }}", "Note")
    layout.tag("endif")
    layout.tag("endif")
    layout.tag("endfor")
    return {"document.docx": layout.saved(MADE)}


if __name__ == "__main__":
    write_layouts(Path(__file__).parent, layouts())
