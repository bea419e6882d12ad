"""Lays out the contract annex. Run ``python templates/annex/layout.py`` to write it again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from packagekit.documents.blank import TEXT_WIDTH
from packagekit.documents.layout import Layout, label, write_layouts
from packagekit.documents.rows import Column

MADE = datetime(2026, 11, 27)


def layouts() -> dict[str, bytes]:
    layout = Layout("sections")
    layout.running(header=("{{ cover.title }} · {{ cover.buyer.name }}", "{{ cover.number }}"),
                   footer="{{ cover.offered_by.name }}", notice="cover.sample", dark=False, first=True)
    layout.paragraph("{{ cover.title }}", "Letter Title")
    layout.paragraph("{{ _(\"Draft no. {number} of {day}; it binds nobody until both sides have signed the contract.\", number=cover.number, day=cover.day) }}", "Note")
    layout.heading(label("Parties"), 2)
    layout.table(
        (Column(label("Side"), 30), Column(label("Firm"), 70), Column(label("Place"), 70)),
        loop="party in (cover.buyer, cover.offered_by)",
        cells=("{% if loop.first %}{{ _(\"Buyer\") }}{% else %}{{ _(\"Seller\") }}{% endif %}", "{{ party.name }}",
               "{% if party.place %}{{ party.place }}, {% endif %}{% if loop.first %}{{ cover.market }}{% else %}{{ _(\"Korea\") }}{% endif %}"))
    layout.heading(label("Scope of work"), 2)
    layout.table(
        (Column(label("No."), 9), Column(label("Solution"), 56), Column(label("Delivered parts"), 63), Column(label("Supplier"), 42)),
        loop="line in scope.lines", text="Cell Small", caption=label("Delivered parts by solution"),
        cells=("{{ line.no }}", ("{{ line.solution }}", "{{ line.type }}"),
               ("{%p for part in line.parts %}", "{{ part.qty }} × {% if part.months %}{{ _(\"{name}, {months} ({kind})\", name=part.name, months=part.months|months, kind=part.kind_name) }}{% else %}{{ _(\"{name} ({kind})\", name=part.name, kind=part.kind_name) }}{% endif %}", "{%p endfor %}"),
               "{{ line.supplier }}"))
    layout.table(
        (Column(label("Phase"), 60), Column(label("What the seller hands over"), 110)),
        loop="fact in annex.deliverables", text="Cell Small", caption=label("What is handed over in each phase"),
        cells=("{{ fact.label }}", "{{ fact.value }}"))
    layout.heading(label("Price"), 2)
    layout.paragraph("{{ annex.split }}")
    layout.table(
        (Column(label("No."), 9), Column(label("Part of the price"), 46), Column(label("What it includes"), 78), Column(label("Amount"), 37, True)),
        loop="group in annex.groups", caption=label("Contract price by what it is taxed as"),
        cells=("{{ group.no }}", "{{ group.name }}", "{{ group.covers }}", "{{ group.amount }}"),
        total=(" ", label("Contract price"), "", "{{ price.total }}"))
    layout.paragraph("{{ _(\"Amount in words: {words}.\", words=price.total|spell) }}", bold=True)
    layout.paragraph("{{ terms.taxes }}")
    layout.paragraph("{{ terms.delivery }}")
    layout.heading(label("Payment"), 2)
    layout.table(
        (Column(label("No."), 9), Column(label("When"), 103), Column(label("Part"), 18, True), Column(label("Amount"), 40, True)),
        loop="payment in terms.payments", text="Cell Small", caption=label("Payments and the papers that release them"),
        cells=("{{ payment.no }}", "{{ payment.when }}", "{{ payment.share }}", "{{ payment.amount }}"),
        total=(" ", label("Contract price"), "", "{{ price.total }}"))
    layout.heading(label("Acceptance"), 2)
    layout.facts("fact in annex.acceptance", "{{ fact.label }}", "{{ fact.value }}", widths=(46, TEXT_WIDTH - 46))
    layout.heading(label("Warranty"), 2)
    layout.paragraph("{{ terms.warranty }}")
    layout.heading(label("Language"), 2)
    layout.paragraph("{{ annex.language }}").paragraph_format.keep_with_next = True  # nobody signs a page without a word on it
    layout.signatures(
        (label("For the buyer"), "{{ cover.buyer.name }}", "", label("Name, title, signature and stamp")),
        (label("For the seller"), "{{ cover.offered_by.name }}", "", label("Name, title, signature and stamp")))
    return {"document.docx": layout.saved(MADE)}


if __name__ == "__main__":
    write_layouts(Path(__file__).parent, layouts())
