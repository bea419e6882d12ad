"""Lays out the two-page summary. Run ``python templates/summary/layout.py`` to write it again."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from docx.shared import Mm

from packagekit.documents.blank import TEXT_WIDTH
from packagekit.documents.layout import Layout, doubt, label, write_layouts
from packagekit.documents.rows import Column

MADE = datetime(2026, 11, 26)
BOTTOM = 15
"""Under the text, in mm: a line more than elsewhere, for two pages in two languages."""

MOST = 9
"""Rows of a list that may grow with the deal; what is beyond is counted, so that the summary stays on two pages."""


def layouts() -> dict[str, bytes]:
    layout = Layout("nothing")
    layout.document.sections[0].bottom_margin = Mm(BOTTOM)
    layout.running(header=("{{ cover.title }} · {{ cover.buyer.name }}", "{{ cover.number }}"),
                   footer="{{ cover.offered_by.name }}", notice="cover.sample", first=True)
    layout.masthead("{{ cover.title }}", "{{ cover.buyer.name }} · {{ cover.subtitle }}",
                    ("{{ cover.number }}", "{{ cover.day }}", label("Valid until") + " {{ cover.valid_until|short_day }}"))
    first_page(layout)
    second_page(layout)
    return {"document.docx": layout.saved(MADE)}


def first_page(layout: Layout) -> None:
    layout.paragraph("{{ summary.recommendation }}", "Lead")
    layout.cards([(f"{{{{ {fact}.label }}}}", f"{{{{ {fact}.value }}}}") for fact in (f"summary.figures[{i}]" for i in range(4))],
                 per_row=4, value_style="Card Value Small")
    layout.heading(label("What changes in your factory"), 3)
    layout.table(
        (Column(label("Goal"), 41), Column(label("Today"), 18, flush=True), Column(label("Expected"), 18, flush=True),
         Column(label("Worth a year"), 26, True), Column(label("Basis"), 67)),
        loop="benefit in returns.benefits", text="Cell Tiny",
        cells=("{{ benefit.kpi }}", "{{ benefit.now }}", "{{ benefit.expected }}",
               "{% if benefit.counted %}{{ benefit.yearly }}{% else %}{{ _(\"Not counted\") }}{% endif %}",
               "{{ benefit.basis }}" + doubt("benefit")))
    layout.heading(label("What we deliver"), 3)
    layout.table(
        (Column(label("No."), 8), Column(label("Solution"), 56), Column(label("What it is"), 55), Column(label("Supplier"), 51)),
        loop=f"line in scope.lines[:{MOST}]", text="Cell Tiny",
        cells=("{{ line.no }}", "{{ line.solution }}", "{{ line.type }}", "{{ line.supplier }}"))
    layout.tag(f"if scope.lines|length > {MOST}")
    layout.paragraph("{{ _(\"And {n} more, all in the full proposal\", n=scope.lines|length - " + str(MOST) + ") }}", "Note")
    layout.tag("endif")
    layout.heading(label("Next steps"), 3)
    layout.table(
        (Column(label("Week"), 16, True), Column(label("Milestone"), TEXT_WIDTH - 16)),
        loop="milestone in plan.milestones", text="Cell Tiny",
        cells=("{{ milestone.week }}", "{{ milestone.name }}"))
    layout.tag("if marked.text")
    layout.paragraph("{{ marked.text }}", "Note")
    layout.tag("endif")
    layout.heading(label("The options compared"), 3)
    layout.table(
        (Column(label("Option"), 51), Column(label("Price"), 26, True), Column(label("Buyer's cost"), 31, True),
         Column(label("Benefit a year"), 28, True), Column(label("Payback"), 19), Column(label("Live in"), 15)),
        loop="option in summary.options", text="Cell Tiny",
        cells=("{{ option.name }}{% if option.taken %} · {{ _(\"Offered here\") }}{% endif %}",
               "{% if option.price %}{{ option.price }}{% else %}–{% endif %}",
               "{% if option.cost %}{{ option.cost }}{% else %}–{% endif %}",
               "{% if option.yearly %}{{ option.yearly }}{% else %}–{% endif %}",
               "{% if option.payback %}{{ option.payback }}{% else %}–{% endif %}",
               "{{ option.months|months }}"))

def second_page(layout: Layout) -> None:
    layout.heading(label("Price by what it is paid for"), 3, new_page=True)
    layout.table(
        (Column(label("Part of the price"), 128), Column(label("Amount"), 42, True)),
        loop="group in price.groups", whole=True, text="Cell Tiny",
        cells=("{{ group.name }}", "{{ group.subtotal }}"), total=(label("Price of the quotation"), "{{ price.total }}"))
    layout.figure("landed", label("From the price to your cost in the end."))
    layout.heading(label("What others achieved"), 3)
    layout.table(
        (Column(label("Joint build"), 43), Column(label("What moved"), 67), Column(label("Change"), 44), Column(label("Grade"), 16)),
        loop="case in evidence.cases", inner="kpi in case.kpis[:2]", once=True, text="Cell Tiny",
        cells=("{{ case.name }}", "{{ kpi.name }}: {{ kpi.before }} → {{ kpi.after }}", "{{ kpi.change }}", "{{ kpi.grade }}"))
    layout.heading(label("Terms in short"), 3)
    layout.table(
        (Column(label("Term"), 24), Column(label("What it says"), TEXT_WIDTH - 24)),
        loop="item in (terms.items[0], terms.items[2], terms.items[3])", text="Cell Tiny",
        cells=("{{ item.label }}", "{{ item.value }}"))


if __name__ == "__main__":
    write_layouts(Path(__file__).parent, layouts())
