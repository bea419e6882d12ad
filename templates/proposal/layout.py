"""Lays out the proposal's Word template. Run ``python templates/proposal/layout.py`` to write it again.

One layout serves all languages: words stand in ``{{ _("...") }}`` and are translated like any other message;
names are the fields of ``packagekit.domain.proposal.Proposal``. The file may also be changed in Word by hand; a test
says when it no longer is what this script makes.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from docx.enum.table import WD_CELL_VERTICAL_ALIGNMENT, WD_ROW_HEIGHT_RULE
from docx.shared import Mm

from packagekit.documents.band import mark
from packagekit.documents.blank import PAGE_WIDTH, TEXT_WIDTH
from packagekit.documents.layout import Layout, doubt, label, write_layouts
from packagekit.documents.palette import LIGHT
from packagekit.documents.picture import Canvas
from packagekit.documents.pieces import QUIET, fill, keep
from packagekit.documents.rows import Column

MADE = datetime(2026, 11, 27)
"""The day this layout was last changed; it stands in the file instead of a clock."""

COVER_HEIGHT = 150

CHAPTERS = (
    ("summary", '{{ _("Summary") }}'),
    ("factory", '{{ _("Your factory as we understand it") }}'),
    ("evidence", '{{ _("Proven cases") }}'),
    ("architecture", '{{ _("Solution architecture") }}'),
    ("scope", '{{ _("Scope line by line") }}'),
    ("plan", '{{ _("Plan") }}'),
    ("price", '{{ _("Price") }}'),
    ("landed", '{{ _("Landed cost and taxes") }}'),
    ("returns", '{{ _("Return") }}'),
    ("aftercare", '{{ _("After-care and training") }}'),
    ("compliance", '{{ _("Compliance checklist") }}'),
    ("terms", '{{ _("Terms") }}'),
    ("ledger", '{{ _("Appendix: the ledger") }}'),
    ("rates", '{{ _("Appendix: every rate used") }}'),
)
TITLES = dict(CHAPTERS)


def layouts() -> dict[str, bytes]:
    layout = Layout()
    layout.running(
        header=("{{ cover.title }} · {{ cover.buyer.name }}", "{{ cover.number }}"),
        footer="{{ cover.offered_by.name }}", notice="cover.sample")
    cover(layout)
    letter(layout)
    summary(layout)
    factory(layout)
    evidence(layout)
    architecture(layout)
    scope(layout)
    plan(layout)
    price(layout)
    landed(layout)
    returns(layout)
    aftercare(layout)
    compliance(layout)
    terms(layout)
    appendices(layout)
    return {"document.docx": layout.saved(MADE)}


def artwork() -> bytes:
    """The navy field of the cover: the mark, and its four rooms grown large along the edge."""
    width, height = PAGE_WIDTH * 5, COVER_HEIGHT * 5
    canvas = Canvas(width, height, LIGHT.navy)
    for position, (colour, rise) in enumerate((("#1B2B4F", 300), ("#20345E", 400), ("#17495A", 500), ("#125A5C", 620))):
        canvas.rect(width - 420 + position * 105, height - rise, 90, rise + 40, fill=colour, radius=8)
    mark(canvas, 100, 96)
    return canvas.picture(title="Cover", alt="").png(1.2)


def cover(layout: Layout) -> None:
    layout.backdrop(artwork(), PAGE_WIDTH, COVER_HEIGHT, "packagekit")
    block = layout.bare_table((126,))
    row = block.add_row()
    keep(row)
    row.height = Mm(COVER_HEIGHT - 40)
    row.height_rule = WD_ROW_HEIGHT_RULE.EXACTLY
    cell = row.cells[0]
    cell.vertical_alignment = WD_CELL_VERTICAL_ALIGNMENT.BOTTOM
    fill(cell, "{{ cover.title }}", "Cover Title")
    fill(cell, "{{ cover.buyer.name }}", "Cover Name", more=True)
    fill(cell, "{{ cover.subtitle }}", "Cover Line", more=True)
    gap = layout.paragraph()
    gap.paragraph_format.space_before = Mm(16)
    facts = layout.bare_table((83, 4, 83))
    for left, right in (
        ((label("Prepared for"), ("{{ cover.buyer.name }}", "{% if cover.buyer.place %}{{ cover.buyer.place }}, {% endif %}{{ cover.market }}")),
         (label("Offered by"), ("{{ cover.offered_by.name }}", "{% if cover.offered_by.place %}{{ cover.offered_by.place }}, {% endif %}{{ _(\"Korea\") }}"))),
        ((label("Number"), ("{{ cover.number }}",)), (label("With"), ("{{ cover.partners }}",))),
        ((label("Date"), ("{{ cover.day }}",)), (label("Valid until"), ("{{ cover.valid_until }}",))),
    ):
        row = facts.add_row()
        keep(row)
        for cell, (name, lines) in ((row.cells[0], left), (row.cells[2], right)):
            fill(cell, name, "Card Label")
            for line in lines:
                fill(cell, line, "Cell", more=True)
            cell.add_paragraph(style="After Table")


def letter(layout: Layout) -> None:
    first = layout.paragraph("{{ cover.buyer.name }}", bold=True)
    first.paragraph_format.page_break_before = True
    first.paragraph_format.space_after = 0
    layout.tag("if cover.attention")
    layout.paragraph("{{ cover.attention }}")
    layout.tag("endif")
    layout.paragraph("{{ cover.day }}")
    layout.paragraph("{{ cover.salutation }}", "Lead")
    layout.each("paragraph in summary.paragraphs", ("{{ paragraph }}", "Normal"))
    layout.paragraph(label("This proposal says what we understood, what we offer, what it costs, what it brings and how each figure is known. We would be glad to answer your questions."))
    layout.paragraph(label("Yours sincerely,"))
    layout.paragraph("{{ cover.offered_by.name }}", bold=True)
    layout.paragraph(label("Signature and seal") + " ______________________________", "Note")
    title = layout.paragraph(label("Contents"), "Heading 3")
    title.paragraph_format.space_before = Mm(8)
    layout.contents()


def chapter(layout: Layout, anchor: str, new_page: bool = False) -> None:
    layout.heading(TITLES[anchor], 1, anchor=anchor, new_page=new_page)


def intro(layout: Layout, words: str) -> None:
    """The first words of a chapter, never parted from what they are about."""
    layout.paragraph(words).paragraph_format.keep_with_next = True


def summary(layout: Layout) -> None:
    chapter(layout, "summary", new_page=True)
    layout.paragraph("{{ summary.recommendation }}", "Lead")
    layout.cards([(f"{{{{ {fact}.label }}}}", f"{{{{ {fact}.value }}}}") for fact in (f"summary.figures[{i}]" for i in range(4))])
    layout.heading(label("The options compared"), 2)
    layout.figure("options", label("Parts and engineering of each option against the benefit it covers; the filled dot is the one offered here, the line joins the bundles that no other beats."))
    layout.table(
        (Column(label("Option"), 37), Column(label("Price"), 33, True), Column(label("Buyer's cost"), 33, True),
         Column(label("Benefit a year"), 33, True), Column(label("Payback"), 19), Column(label("Live in"), 15)),
        loop="option in summary.options", whole=True,
        caption=label("The options side by side"),
        cells=(
            ("{{ option.name }}{% if option.recommended %} · {{ _(\"recommended\") }}{% endif %}",
             "{{ _(\"Solutions: {solutions}, capabilities: {capabilities}, benefit: {benefit}\", solutions=option.solutions|length, capabilities=option.capabilities, benefit=option.benefit) }}",
             "{%p if option.taken %}", "{{ _(\"Offered here\") }}", "{%p endif %}"),
            "{% if option.price %}{{ option.price }}{% else %}–{% endif %}",
            "{% if option.cost %}{{ option.cost }}{% else %}–{% endif %}",
            "{% if option.yearly %}{{ option.yearly }}{% else %}–{% endif %}",
            "{% if option.payback %}{{ option.payback }}{% else %}–{% endif %}",
            "{{ option.months|months }}",
        ))
    layout.paragraph(label("Each option is the best of its kind: a solver has proven that no other choice of the registered solutions covers more for less. Benefit is the share of the helpful capabilities covered, by weight. Cost is what the buyer pays less what comes back; benefit and payback are the middle case."), "Note")


def factory(layout: Layout) -> None:
    chapter(layout, "factory")
    layout.facts("fact in factory.profile", "{{ fact.label }}", "{{ fact.value }}")
    layout.heading(label("Levels and goals"), 2)
    layout.paragraph("{{ _(\"Today: {level}.\", level=factory.level_now) }} {{ factory.level_now_test }}")
    layout.paragraph("{{ _(\"Wanted: {level}.\", level=factory.level_wanted) }} {{ factory.level_wanted_test }}")
    layout.table(
        (Column(label("Goal"), 44), Column(label("Today"), 22, True), Column(label("Wanted"), 22, True),
         Column(label("Change"), 36), Column(label("Moved by"), 46)),
        loop="goal in factory.goals",
        caption=label("Your goals and what moves them"),
        cells=("{{ goal.kpi }}", "{{ goal.now }}", "{{ goal.target }}", "{{ goal.change }}",
               "{% if goal.moved_by %}{{ goal.moved_by }}{% else %}{{ _(\"Nothing in this option\") }}{% endif %}"))
    layout.tag("if factory.kept")
    layout.heading(label("Systems that stay"), 2)
    layout.table(
        (Column(label("System"), 50), Column(label("Protocols it speaks"), 50), Column(label("In this proposal"), 70)),
        loop="kept in factory.kept",
        caption=label("Systems that stay and how they are connected"), given="factory.kept",
        cells=("{{ kept.system }}", "{{ kept.protocols }}", "{{ kept.connection }}"))
    layout.tag("endif")
    layout.tag("if factory.members")
    layout.heading(label("Members of the joint build"), 2)
    layout.table(
        (Column(label("Member"), 64), Column(label("Place"), 46), Column(label("Employees"), 20, True),
         Column(label("Machines"), 20, True), Column(label("Lines"), 20, True)),
        loop="member in factory.members", text="Cell Small",
        cells=("{{ member.name }}", "{% if member.region %}{{ member.region }}{% else %}–{% endif %}", "{{ member.employees }}",
               "{{ member.machines }}", "{{ member.lines }}"))
    layout.tag("endif")


def evidence(layout: Layout) -> None:
    chapter(layout, "evidence")
    layout.paragraph(label("Factories that Korean cooperatives built with their members, chosen because they resemble yours. Improvement is calculated from the raw values before and after; nothing is averaged over fewer than three cases."))
    layout.tag("for case in evidence.cases")
    layout.heading("{{ _(\"Case {n}\", n=loop.index) }} · {{ case.title }}", 2)
    layout.paragraph("{{ case.name }} · {{ case.cooperative }} · {{ case.industry }} · {{ case.size }} · {{ case.level }} · {{ case.built_in }}", "Note")
    layout.paragraph("{{ case.problem }} {{ case.built }}", "Compact")
    layout.columns((label("Why it fits"), "reason in case.why", "{{ reason }}"),
                   (label("What differs"), "difference in case.differences", "{{ difference }}"))
    layout.paragraph("{{ _(\"What was learned: {lesson}\", lesson=case.lessons) }}", "Compact")
    layout.tag("if case.withheld")
    layout.paragraph("{{ case.withheld }}", "Note")
    layout.tag("endif")
    layout.tag("if case.kpis")
    layout.table(
        (Column(label("Result"), 49), Column(label("Before"), 19, True), Column(label("After"), 19, True),
         Column(label("Change"), 33), Column(label("Measured"), 31), Column(label("Grade"), 19)),
        loop="kpi in case.kpis", whole=True, text="Cell Small",
        cells=(("{{ kpi.name }}", "{{ kpi.scope }}"), "{{ kpi.before }}", "{{ kpi.after }}",
               ("{{ kpi.change }}", "{%p if not kpi.better %}", "{{ _(\"Worsened\") }}", "{%p endif %}"),
               ("{{ kpi.period }}", "{{ _(\"n\N{NO-BREAK SPACE}=\N{NO-BREAK SPACE}{n}\", n=kpi.n) }}"),
               ("{{ kpi.grade }}", "{%p if kpi.remark %}", "{{ kpi.remark }}", "{%p endif %}")))
    layout.tag("endif")
    layout.tag("endfor")
    layout.paragraph(label("Grade A: independent report or a system export verified by a third party. Grade B: system export, attested by the supplier, with consent of the factory. Grade C: signed statement of the factory only, shown as self-reported. Claims of suppliers alone are never shown. Early result: less than three months measured after go-live."), "Note")
    layout.tag("if pictures.kpis")
    layout.heading(label("Over the cases"), 2)
    layout.tag("endif")
    layout.tag("if evidence.spreads")
    layout.table(
        (Column(label("Indicator"), 48), Column(label("Number of cases"), 23, True), Column(label("Median improvement"), 39, True),
         Column(label("Least"), 20, True), Column(label("Most"), 20, True), Column(label("Grades"), 20)),
        loop="spread in evidence.spreads",
        caption=label("Improvement over three or more cases"), given="evidence.spreads",
        cells=("{{ spread.kpi }}", "{{ spread.n }}", "{{ spread.median }}", "{{ spread.low }}", "{{ spread.high }}", "{{ spread.grades }}"))
    layout.tag("endif")
    layout.tag("if pictures.kpis")
    layout.figure("kpis", label("Your goals in the cases: value after the build where the value before is 100, by number of the case; filled dots moved the good way, hollow ones the bad way."), given=True)
    layout.tag("endif")
    layout.tag("if evidence.similar")
    layout.heading(label("Similar contracts"), 2)
    layout.table(
        (Column(label("No."), 9), Column(label("Joint build"), 45), Column(label("Cooperative"), 38), Column(label("Industry, country"), 30),
         Column(label("Years"), 18), Column(label("Contract value"), 30, True)),
        loop="build in evidence.similar", text="Cell Small",
        caption=label("Similar contracts of Korean cooperatives"), given="evidence.similar",
        cells=("{{ build.no }}", ("{{ build.name }}", "{{ _(\"{n} plants\", n=build.members) }}"), "{{ build.cooperative }}",
               "{{ build.industry }}, {{ build.country }}", "{{ build.years }}", "{{ build.value }}"))
    layout.tag("endif")


def architecture(layout: Layout) -> None:
    chapter(layout, "architecture")
    intro(layout, label("What stands on which level of the plant, and which data passes between the systems over which protocol."))
    layout.tag("if architecture.flows")
    layout.table(
        (Column(label("Sending system"), 42), Column(label("Receiving system"), 42), Column(label("Data"), 36), Column(label("Protocol"), 25), Column(label("Through"), 25)),
        loop="flow in architecture.flows", text="Cell Small",
        caption=label("Data flows and their protocols"), given="architecture.flows",
        cells=("{{ flow.giver_name }}", "{{ flow.taker_name }}", "{{ flow.data }}", "{{ flow.protocol }}",
               "{% if flow.gateway_name %}{{ flow.gateway_name }}{% else %}–{% endif %}"))
    layout.tag("endif")
    layout.figure("architecture", label("Levels after ISA-95. Arrows carry data; their labels name the protocol."))


def scope(layout: Layout) -> None:
    chapter(layout, "scope")
    layout.table(
        (Column(label("No."), 9), Column(label("Solution"), 56), Column(label("What is delivered, and why so many"), 60), Column(label("Why it is here"), 45)),
        loop="line in scope.lines", tall=True, text="Cell Small",
        caption=label("What is delivered, and why"),
        cells=("{{ line.no }}",
               ("{{ line.solution }}", "{{ line.type }} · {{ line.supplier }}", "{{ line.does }}"),
               ("{%p for part in line.parts %}",
                "{{ part.qty }} × {% if part.months %}{{ _(\"{name}, {months} ({kind})\", name=part.name, months=part.months|months, kind=part.kind_name) }}{% else %}{{ _(\"{name} ({kind})\", name=part.name, kind=part.kind_name) }}{% endif %}: {{ part.why }}", "{%p endfor %}"),
               ("{%p for reason in line.why %}", "{{ reason }}", "{%p endfor %}")))
    layout.heading(label("Suppliers"), 2)
    layout.table(
        (Column(label("Supplier"), 46), Column(label("Profile"), 124)),
        loop="supplier in scope.suppliers", tall=True, text="Cell Small",
        caption=label("Who delivers"),
        cells=(("{{ supplier.name }}", "{{ supplier.region }}"),
               ("{{ supplier.about }}", "{{ _(\"Founded in {year}, {employees} employees. Languages: {languages}. First response within {response}.\", year=supplier.founded, employees=supplier.employees, languages=supplier.languages, response=supplier.response) }}",
                "{%p if supplier.partner %}", "{{ _(\"Partner in your country: {partner}, {services}.\", partner=supplier.partner, services=supplier.partner_services) }}", "{%p endif %}",
                "{%p if supplier.certificates %}", "{{ _(\"Certificates: {certificates}.\", certificates=supplier.certificates) }}", "{%p endif %}",
                "{%p if supplier.grade %}", "{{ _(\"Capability grade: {grade}.\", grade=supplier.grade) }}", "{%p endif %}")))


def plan(layout: Layout) -> None:
    chapter(layout, "plan")
    layout.table(
        (Column(label("Phase"), 48), Column(label("Weeks"), 20, True), Column(label("Who"), 42), Column(label("What you receive"), 60)),
        loop="task in plan.tasks", whole=True, text="Cell Small",
        caption=label("Phases, who works on them and what you hold at their end"),
        cells=("{{ task.name }}", "{{ task.start + 1 }}–{{ task.start + task.weeks }}", "{{ task.who }}", "{{ task.result }}"))
    layout.figure("plan", label("Weeks count from the order; the dashed line is go-live, diamonds are milestones."))


def price(layout: Layout) -> None:
    chapter(layout, "price")
    intro(layout, "{{ price.basis }}")
    layout.table(
        (Column(label("Item"), 92), Column(label("Quantity"), 16, True), Column(label("Unit price"), 29, True), Column(label("Amount"), 33, True)),
        loop="group in price.groups", inner="line in group.lines", group=("{{ group.name }}", "{{ group.subtotal }}"), text="Cell Small",
        caption=label("Price by what it is paid for"),
        cells=("{{ line.name }}" + QUIET + "{% if line.detail %} · {{ line.detail }}{% endif %}",
               "{% if line.qty %}{{ line.qty }}{% if line.months %} × {{ line.months }}{% endif %}{% endif %}",
               "{% if line.unit_shown is not none %}{{ line.unit_shown }}{% endif %}", "{{ line.amount }}"),
        total=(label("Total"), "", "", "{{ price.total }}"), words="{{ _(\"Amount in words: {words}.\", words=price.total|spell) }}")
    layout.paragraph(label("Quantity, and months where stated, times unit price is the amount; lines without a quantity are lump sums. Goods, software, services and training are priced apart because many laws tax a mixed price at its highest rate."), "Note")
    layout.tag("if shares")
    layout.heading(label("Shares of the members"), 2)
    layout.table(
        (Column(label("Member"), 46), Column(label("Basis"), 73), Column(label("Part"), 16, True), Column(label("Amount"), 35, True)),
        loop="share in shares", text="Cell Small",
        caption=label("Shares of the members"), given="shares",
        cells=("{{ share.member }}", "{{ share.basis }}", "{{ share.part }}", "{{ share.amount }}"),
        total=(label("Buyer's cash out"), "", "", "{{ landed.cash_out }}"))
    layout.tag("endif")


def landed(layout: Layout) -> None:
    chapter(layout, "landed")
    layout.figure("landed", label("From the price of the quotation to what the purchase costs the buyer in the end."))
    layout.table(
        (Column(label("Charge"), 68), Column(label("Rates"), 21.5), Column(label("Who pays"), 19), Column(label("Comes back"), 18.5),
         Column(label("Amount"), 31, True), Column(label("Source"), 12)),
        loop="charge in landed.charges", text="Cell Small",
        caption=label("Every charge, who pays it and whether it comes back"),
        cells=("{{ charge.name }}" + doubt("charge"), "{{ charge.rates }}", "{{ charge.payer_name }}",
               "{{ charge.recoverable }}", "{{ charge.amount }}",
               "{% for ref in charge.refs %}{% if not loop.first %}, {% endif %}{{ ref }}{% endfor %}"))
    layout.paragraph("{{ _(\"Cash out {cash_out}, of which {back} comes back. The numbers of sources are those of the appendix of rates.\", cash_out=landed.cash_out, back=landed.recoverable) }}", "Note")
    layout.each("warning in landed.warnings", ("{{ warning }}", "Small Bullet"))
    layout.heading(label("How sure the cost is"), 2)
    layout.paragraph("{{ _(\"Eight times out of ten the buyer's cost lies between {low} and {high}; the middle is {middle}.\", low=landed.range.p10, high=landed.range.p90, middle=landed.range.p50) }}")
    layout.tag("if pictures.swings")
    layout.figure("swings", label("How far each uncertain figure alone moves the buyer's cost from its middle."), given=True)
    layout.tag("endif")


def returns(layout: Layout) -> None:
    chapter(layout, "returns")
    layout.cards((
        (label("Benefit a year, middle case"), "{{ returns.yearly.p50 }}"),
        (label("Net present value"), "{{ returns.npv }}"),
        (label("Payback, middle case"), "{{ returns.payback[1].value }}"),
        (label("Internal rate of return"), "{% if returns.irr %}{{ returns.irr }}{% else %}{{ _(\"None\") }}{% endif %}"),
    ))
    layout.paragraph("{{ _(\"Benefit a year from {low} to {high} (eight times out of ten), over {years} years, discounted at {rate}.\", low=returns.yearly.p10, high=returns.yearly.p90, years=returns.horizon, rate=returns.discount) }}")
    layout.facts("case in returns.payback", "{{ case.label }}", "{{ case.value }}")
    layout.figure("cash_flow", label("Bars are the flow of each year, the line is the sum so far."))
    layout.heading(label("Where the benefit comes from"), 2)
    layout.table(
        (Column(label("Indicator"), 27), Column(label("Today"), 17, True), Column(label("Expected"), 24, True),
         Column(label("Worth a year"), 30, True), Column(label("Basis"), 72)),
        loop="benefit in returns.benefits", tall=True, text="Cell Small",
        caption=label("Benefits and what they stand on"),
        cells=("{{ benefit.kpi }}", "{{ benefit.now }}",
               ("{{ benefit.expected }}", "{{ _(\"{start} – {end}\", start=benefit.low, end=benefit.high) }}"),
               "{% if benefit.counted %}{{ benefit.yearly }}{% else %}{{ _(\"Not counted\") }}{% endif %}",
               ("{{ benefit.basis }}" + doubt("benefit"), "{{ benefit.assumption }}")))
    layout.each("assumption in returns.assumptions", ("{{ assumption }}", "Small Bullet"))
    layout.paragraph(label("The middle case is the median of many simulated outcomes, so it differs a little from the sum of this table."), "Note")
    layout.paragraph(label("Benefits are a forecast, not a guarantee, and do not simply add up where two indicators measure the same loss."), "Note")


def aftercare(layout: Layout) -> None:
    chapter(layout, "aftercare")
    layout.tag("if aftercare.cooperative")
    layout.paragraph("{{ _(\"{cooperative} stands behind training and after-care: an association of firms of one trade that has run such systems itself.\", cooperative=aftercare.cooperative.name) }}")
    layout.facts("fact in aftercare.facts", "{{ fact.label }}", "{{ fact.value }}")
    layout.tag("endif")
    layout.each("promise in aftercare.promises", ("{{ promise }}", "List Bullet"))
    layout.tag("if aftercare.training")
    layout.heading(label("Training"), 2)
    layout.table(
        (Column(label("Solution"), 52), Column(label("Days"), 18, True), Column(label("Where"), 26), Column(label("Languages"), 74)),
        loop="row in aftercare.training", whole=True, text="Cell Small",
        caption=label("Training by solution"), given="aftercare.training",
        cells=("{{ row.solution }}", "{{ row.days }}", "{{ row.where }}", "{{ row.language }}"))
    layout.tag("endif")


def compliance(layout: Layout) -> None:
    chapter(layout, "compliance")
    intro(layout, label("A checklist, not legal advice: rules of your market that touch this proposal, the day each began and how we know it."))
    layout.table(
        (Column(label("No."), 8), Column(label("Rule"), 70), Column(label("Applies to"), 28), Column(label("In force"), 20), Column(label("Source"), 44)),
        loop="item in compliance", tall=True, text="Cell Small",
        caption=label("Rules that apply to this proposal"),
        cells=("{{ item.no }}", "{{ item.text }}", "{{ item.touches }}",
               ("{{ item.since|short_day }}", "{%p if item.until %}", "{{ _(\"Until {day}\", day=item.until) }}", "{%p endif %}"),
               ("{{ item.source }}" + doubt("item"), "{%p if not item.unverified %}", "{{ item.status }}", "{%p endif %}")))


def terms(layout: Layout) -> None:
    chapter(layout, "terms")
    layout.facts("item in terms.items", "{{ item.label }}", "{{ item.value }}", widths=(36, TEXT_WIDTH - 36), tall=True)
    layout.heading(label("Payment"), 2)
    layout.table(
        (Column(label("No."), 8), Column(label("When"), 115), Column(label("Part"), 16, True), Column(label("Amount"), 31, True)),
        loop="payment in terms.payments", whole=True,
        caption=label("Payments and the papers that release them"),
        cells=("{{ payment.no }}", "{{ payment.when }}", "{{ payment.share }}", "{{ payment.amount }}"),
        total=(" ", label("Total"), "", "{{ price.total }}"), leads=True)  # nobody signs a page that says no more
    layout.heading(label("Agreement to the proposal"), 2)
    intro(layout, "{{ _(\"The buyer who takes up proposal no. {number} for {total} signs here by {day}. The contract is then drawn up on these terms; it binds both sides once both have signed it.\", number=cover.number, total=price.total, day=cover.valid_until) }}")
    layout.signing(
        ((label("For the buyer"), "{{ cover.buyer.name }}"), (label("For the seller"), "{{ cover.offered_by.name }}")),
        ((label("Full name"), 8), (label("Position"), 8), (label("Signature and company stamp"), 22), (label("Place and date"), 8)))


def appendices(layout: Layout) -> None:
    chapter(layout, "ledger", new_page=True)
    layout.paragraph(label("What the purchase costs, line by line: the price as quoted, then every duty and tax with its base, its rate, who bears it and whether it comes back. The last column is the number of the rate in the next appendix."))
    layout.table(
        (Column(label("Amount for"), 64), Column(label("Base"), 28, True), Column(label("Rate"), 24.5, True),
         Column(label("Amount"), 27, True), Column(label("Payer"), 15.5), Column(label("Rate no."), 11, True)),
        loop="line in landed.ledger", inner="amount in line.amounts", text="Cell Tiny",
        group="{{ line.name }}{% if line.detail %} · {{ line.detail }}{% endif %}", group_if="line.detail is none",
        cells=("{{ amount.name }}{% if amount.recoverable %} ({{ _(\"comes back\") }}){% endif %}" + doubt("amount"),
               "{% if amount.base_shown is not none %}{{ amount.base_shown }}{% endif %}",
               "{% if amount.rate_shown is not none %}{{ amount.rate_shown }}{% endif %}",
               "{{ amount.amount }}", "{{ amount.payer_name }}", "{% if amount.ref is not none %}{{ amount.ref }}{% endif %}"),
        total=(label("Buyer's cash out"), "", "", "{{ landed.cash_out }}", "", ""))
    chapter(layout, "rates")
    layout.table(
        (Column(label("No."), 8), Column(label("Rate"), 43), Column(label("Value"), 22, True), Column(label("Day"), 18), Column(label("Source"), 79)),
        loop="rate in rates", text="Cell Tiny",
        cells=("{{ rate.ref }}", "{{ rate.name }}", "{{ rate.value }}", "{{ rate.day|short_day }}",
               "{{ rate.source }}{% if rate.href %} · {{ rate.href }}{% endif %} ·{% if not rate.unverified %} {{ rate.status }}{% endif %}" + doubt("rate")))


if __name__ == "__main__":
    write_layouts(Path(__file__).parent, layouts())
