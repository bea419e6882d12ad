"""Lays out the after-care and training plan. Run ``python templates/aftercare/layout.py`` to write it again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from packagekit.documents.layout import Layout, label, write_layouts
from packagekit.documents.pieces import QUIET
from packagekit.documents.rows import Column

MADE = datetime(2026, 11, 26)

SUBSCRIBED = "price.groups|selectattr('code', 'equalto', 'software_service')|list"


def layouts() -> dict[str, bytes]:
    layout = Layout("nothing")
    layout.running(header=("{{ cover.title }} · {{ cover.buyer.name }}", "{{ cover.number }}"),
                   footer="{{ cover.offered_by.name }}", notice="cover.sample", first=True)
    layout.masthead("{{ cover.title }}", "{{ cover.buyer.name }}", ("{{ cover.number }}", "{{ cover.day }}"))
    layout.tag("if aftercare.cooperative")
    layout.paragraph("{{ _(\"{cooperative} stands behind training and after-care: an association of firms of one trade that has run such systems itself.\", cooperative=aftercare.cooperative.name) }}", "Lead")
    layout.facts("fact in aftercare.facts", "{{ fact.label }}", "{{ fact.value }}")
    layout.tag("endif")
    layout.each("promise in aftercare.promises", ("{{ promise }}", "List Bullet"))
    layout.heading(label("What happens when"), 2)
    layout.table(
        (Column(label("When"), 36), Column(label("What"), 50), Column(label("Who"), 38), Column(label("What you receive"), 46)),
        loop="visit in support.visits", text="Cell Small", caption=label("From training to the end of the warranty; weeks count from the order"),
        cells=("{{ visit.when }}", "{{ visit.what }}", "{{ visit.who }}", "{{ visit.result }}"))
    layout.heading(label("Who responds to a fault"), 2)
    layout.table(
        (Column(label("Supplier"), 44), Column(label("First response"), 22, True), Column(label("Languages"), 42), Column(label("Partner in your country"), 62)),
        loop="row in support.rows", text="Cell Small", caption=label("First response within these hours, on the suppliers' working days"),
        cells=(("{{ row.supplier }}", "{{ row.solutions }}"), "{{ row.response }}", "{{ row.languages }}",
               ("{% if row.partner %}{{ row.partner }}{% else %}–{% endif %}", "{%p if row.services %}", "{{ row.services }}", "{%p endif %}")))
    layout.tag("if aftercare.training")
    layout.heading(label("Training"), 2)
    layout.table(
        (Column(label("Solution"), 52), Column(label("Days"), 18, True), Column(label("Where"), 26), Column(label("Languages"), 74)),
        loop="row in aftercare.training", whole=True, text="Cell Small", caption=label("Training by solution"), given="aftercare.training",
        cells=("{{ row.solution }}", "{{ row.days }}", "{{ row.where }}", "{{ row.language }}"),
        total=(label("Total"), "{{ support.training }}", "", ""))
    layout.tag("endif")
    layout.tag("if support.price")
    layout.heading(label("Included in the price"), 2)
    layout.table(
        (Column(label("Part of the price"), 128), Column(label("Amount"), 42, True)),
        loop="fact in support.price[:-1]", whole=True, text="Cell Small", cells=("{{ fact.label }}", "{{ fact.value }}"),
        total=("{{ support.price[-1].label }}", "{{ support.price[-1].value }}"))
    layout.tag("endif")
    layout.tag("if " + SUBSCRIBED)
    layout.heading(label("Support and subscriptions"), 2)
    layout.table(
        (Column(label("Item"), 81), Column(label("Months"), 18, True), Column(label("Price a month"), 34, True), Column(label("Amount"), 37, True)),
        loop="group in price.groups if group.code == 'software_service'", inner="line in group.lines if line.months", text="Cell Small",
        caption=label("Months inside the price; after them the buyer renews or leaves"), given=SUBSCRIBED,
        cells=("{{ line.name }}" + QUIET + "{% if line.detail %} · {{ line.detail }}{% endif %}", "{% if line.qty > 1 %}{{ line.qty }} × {% endif %}{{ line.months }}",
               "{{ line.unit_shown }}", "{{ line.amount }}"))
    layout.tag("endif")
    layout.heading(label("Warranty"), 2)
    layout.paragraph("{{ terms.warranty }}")
    return {"document.docx": layout.saved(MADE)}


if __name__ == "__main__":
    write_layouts(Path(__file__).parent, layouts())
