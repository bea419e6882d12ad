"""Lays out what changed since an earlier proposal. Run ``python templates/changes/layout.py`` to write it again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from packagekit.documents.layout import Layout, label, write_layouts
from packagekit.documents.rows import Column

MADE = datetime(2026, 11, 26)


def layouts() -> dict[str, bytes]:
    layout = Layout("nothing")
    layout.running(header=("{{ cover.title }} · {{ cover.buyer.name }}", "{{ cover.number }}"),
                   footer="{{ cover.offered_by.name }}", notice="cover.sample", first=True)
    layout.masthead("{{ cover.title }}", "{{ cover.buyer.name }}", (
        "{{ changes.after_number }}", "{{ cover.day }}"))
    layout.paragraph("{{ changes.summary }}", "Lead")
    layout.tag("if changes.why")
    layout.facts("reason in [changes.why]", label("Reason for the change"), "{{ reason }}")
    layout.tag("endif")
    layout.heading(label("Price compared"), 2)
    layout.cards((
        ("{{ _(\"Earlier price, {day}\", day=changes.before_day|short_day) }}", "{{ changes.before_price }}"),
        ("{{ _(\"Price now, {day}\", day=changes.after_day|short_day) }}", "{{ changes.after_price }}"),
        (label("Difference of the price"), "{{ changes.price }}"),
        (label("Difference of the buyer's cost"), "{{ changes.cost }}"),
    ), per_row=4, value_style="Card Value Small")
    layout.tag("if changes.groups")
    layout.paragraph(label("The differences of the parts of the price add up to the difference of the price."), "Note")
    layout.heading(label("The changes in detail"), 2)
    named = "{{ _(\"Everything that differs from {number}\", number=changes.before_number) }}"
    layout.table(
        (Column(label("What"), 47), Column(label("Earlier"), 27, flush=True), Column(label("Now"), 27, flush=True),
         Column(label("Difference"), 27, True), Column(label("Why"), 42)),
        loop="group in changes.groups", inner="change in group.changes", group="{{ group.name }}", text="Cell Small",
        caption="{% if changes.before_number != changes.after_number %}" + named + "{% else %}" + label("Everything that differs from before") + "{% endif %}",
        cells=("{{ change.what }}", "{{ change.before }}", "{{ change.after }}", "{{ change.difference }}", "{{ change.reason }}"))
    layout.tag("endif")
    return {"document.docx": layout.saved(MADE)}


if __name__ == "__main__":
    write_layouts(Path(__file__).parent, layouts())
