"""Lays out the company profile. Run ``python templates/profile/layout.py`` to write it again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from packagekit.documents.layout import Layout, label, write_layouts
from packagekit.documents.rows import Column

MADE = datetime(2026, 11, 26)
MOST = "(9 if profile.partners|length < 4 else 6)"
"""Contracts that are told, more of them where few firms leave room; how many more there are is said."""


def layouts() -> dict[str, bytes]:
    layout = Layout("nothing")
    layout.running(header=("{{ cover.title }} · {{ cover.offered_by.name }}", "{{ cover.number }}"),
                   footer="{{ cover.offered_by.name }}", notice="cover.sample", first=True)
    layout.masthead("{{ cover.title }}", "{{ cover.offered_by.name }}", (label("Prepared for"), "{{ cover.buyer.name }}", "{{ cover.day }}"))
    layout.cards([(f"{{{{ {fact}.label }}}}", f"{{{{ {fact}.value }}}}") for fact in (f"profile.figures[{i}]" for i in range(4))],
                 per_row=4, value_style="Card Value Small")
    layout.tag("if profile.facts")
    layout.heading(label("Who we are"), 2)
    layout.facts("fact in profile.facts", "{{ fact.label }}", "{{ fact.value }}", widths=(36, 134))
    layout.tag("endif")
    layout.heading(label("Partner firms in this offer"), 2)
    layout.facts("fact in profile.partners", "{{ fact.label }}", "{{ fact.value }}", widths=(44, 126), tall=True)
    layout.tag("if profile.certificates")
    layout.heading(label("Certificates valid on the day of this offer"), 2)
    layout.facts("fact in profile.certificates", "{{ fact.label }}",
                 ("{%p for held in fact.value %}", "{{ held }}", "{%p endfor %}"), widths=(44, 126), tall=True)
    layout.tag("endif")
    layout.heading(label("Similar contracts"), 2)
    layout.paragraph(label("Built, in operation and entered in the case registry by people other than those who built them. A name, a value or a figure stands here only where the firms consented to it; the grade says how a figure is known.")).paragraph_format.keep_with_next = True
    layout.tag("if profile.references")
    layout.table(
        (Column(label("No."), 8), Column(label("Contract and client"), 52), Column(label("What was built, and what it brought"), 60), Column(label("Period"), 24),
         Column(label("Contract value"), 26, True)),
        loop=f"build in profile.references[:{MOST}]", text="Cell Small", caption=label("Similar contracts, those nearest to your plant first"),
        cells=("{{ build.no }}",
               ("{{ build.name }}", "{{ build.client }}", "{{ build.industry }} · {{ build.place }}"),
               ("{{ build.scope }}", "{%p if build.result %}",
                "{{ build.result }} · {{ _(\"Grade {grade}\", grade=build.grade) }}{% if build.remark %}, {{ build.remark }}{% endif %}", "{%p endif %}"),
               ("{{ _(\"{start} – {end}\", start=build.began|short_day, end=build.ended|short_day) }}", "{{ build.on_time }}"),
               ("{{ build.value }}",)))
    layout.tag(f"if profile.references|length > {MOST}")
    layout.paragraph("{{ _(\"And {n} more in the case registry\", n=profile.references|length - " + MOST + ") }}", "Note")
    layout.tag("endif")
    layout.paragraph(label("Grade A: independent report or a system export verified by a third party. Grade B: system export, attested by the supplier, with consent of the factory. Grade C: signed statement of the factory only, shown as self-reported. Claims of suppliers alone are never shown. Early result: less than three months measured after go-live."), "Note").paragraph_format.keep_with_next = True  # nobody signs a page that says no more
    layout.tag("endif")
    layout.tag("if not profile.references")
    layout.paragraph(label("No contract of these firms may be shown on this day."))
    layout.tag("endif")
    layout.paragraph(label("We confirm that what is stated here is true.")).paragraph_format.keep_with_next = True
    layout.signatures((label("For the seller"), "{{ cover.offered_by.name }}", "", label("Name, title, signature and stamp")), (" ",))
    return {"document.docx": layout.saved(MADE)}


if __name__ == "__main__":
    write_layouts(Path(__file__).parent, layouts())
