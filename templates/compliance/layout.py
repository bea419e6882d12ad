"""Lays out the technical compliance table. Run ``python templates/compliance/layout.py`` to write it again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from packagekit.documents.layout import Layout, doubt, label, write_layouts
from packagekit.documents.rows import Column

MADE = datetime(2026, 11, 26)


def layouts() -> dict[str, bytes]:
    layout = Layout("nothing")
    layout.running(header=("{{ cover.title }} · {{ cover.buyer.name }}", "{{ cover.number }}"),
                   footer="{{ cover.offered_by.name }}", notice="cover.sample", first=True)
    layout.masthead("{{ cover.title }}", "{{ cover.buyer.name }}", ("{{ cover.number }}", "{{ cover.day }}"))
    layout.heading(label("Requirements"), 2)
    layout.paragraph(label("Line by line: what your factory and your market ask for, what this proposal offers, whether it meets it, and where the proposal shows it. What only a measurement after go-live or a paper of an authority can answer is marked as to be confirmed."))
    layout.table(
        (Column(label("No."), 8), Column(label("Requirement"), 60), Column(label("Asked for"), 28), Column(label("Offered"), 30),
         Column(label("Complies"), 20), Column(label("Where shown"), 24)),
        loop="line in requirements", text="Cell Small", caption=label("Requirements and what meets them"),
        cells=("{{ line.no }}", ("{{ line.asked }}" + doubt("line"), "{{ line.group }}"), "{{ line.wanted }}", "{{ line.offered }}",
               "{{ line.says }}",
               "{{ line.where }}"))
    layout.tag("if factory.kept")
    layout.heading(label("Systems that stay"), 2)
    layout.table(
        (Column(label("System"), 50), Column(label("Protocols it speaks"), 50), Column(label("In this proposal"), 70)),
        loop="kept in factory.kept", whole=True, leads=True, text="Cell Small",
        cells=("{{ kept.system }}", "{{ kept.protocols }}", "{{ kept.connection }}"))
    layout.tag("endif")
    layout.signatures((label("For the seller"), "{{ cover.offered_by.name }}", "", label("Name, title, signature and stamp")), (" ",))
    return {"document.docx": layout.saved(MADE)}


if __name__ == "__main__":
    write_layouts(Path(__file__).parent, layouts())
