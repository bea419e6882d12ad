"""Lays out the price offer, in each country's own form. Run ``python templates/offer/layout.py`` to write all again.

The forms differ in what stands where, not only in words: a Vietnamese thư chào giá, an Indonesian surat penawaran
harga with nomor, lampiran and perihal, a Thai ใบเสนอราคา, a Korean 견적서, and a quotation for everybody else.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.shared import Pt

from packagekit.documents.blank import TEXT_WIDTH
from packagekit.documents.layout import Layout, label, write_layouts
from packagekit.documents.pieces import QUIET, fill, flush, keep
from packagekit.documents.rows import Column

MADE = datetime(2026, 11, 26)


def layouts() -> dict[str, bytes]:
    forms: dict[str, Callable[[Layout], None]] = {
        "document.docx": quotation, "document.vi.docx": thu_chao_gia, "document.id.docx": surat_penawaran,
        "document.th.docx": bai_sanoe_rakha, "document.ko.docx": gyeonjeokseo,
    }
    return {name: _laid_out(form) for name, form in forms.items()}


def _laid_out(form: Callable[[Layout], None]) -> bytes:
    layout = Layout("nothing")
    name = label("Quotation") if form is quotation else "{{ cover.title }}"
    layout.running(header=(name + " · {{ cover.buyer.name }}", "{{ offer.number }}"),
                   footer="{{ cover.offered_by.name }}", notice="cover.sample", dark=False, first=True)
    form(layout)
    return layout.saved(MADE)


# The forms -----------------------------------------------------------------------------------


def quotation(layout: Layout) -> None:
    layout.letterhead("{{ cover.offered_by.name }}", PLACE + " · " + TAX_NUMBER)
    title(layout, label("Quotation"))
    facts(layout, (
        (label("Sent to"), "{{ cover.buyer.name }}{% if cover.buyer.place %}, {{ cover.buyer.place }}{% endif %}, {{ cover.market }}"),
        (label("Attention"), ATTENTION), (label("Quotation number"), "{{ offer.number }}"), (label("Date"), "{{ cover.day }}"),
        (label("Valid until"), "{{ cover.valid_until }}"), (label("Subject"), "{{ offer.subject }}"),
    ))
    layout.paragraph("{{ cover.salutation }}", "Lead")
    layout.paragraph(label("Thank you for the opportunity to quote. Our price for the solutions of the attached proposal is as follows."))
    prices(layout, total=label("Total price"), words=IN_WORDS)
    besides(layout)
    terms(layout)
    closing(layout, label("Yours sincerely,"))
    layout.signatures(
        (label("For the seller"), "{{ cover.offered_by.name }}", "", SIGNS, label("Name, title, signature and stamp")),
        (label("Accepted for the buyer"), "{{ cover.buyer.name }}", "", label("Name, title, signature and date")))


def thu_chao_gia(layout: Layout) -> None:
    """Tên bên chào at the left, place and day at the right; Kính gửi; bảng giá; bằng chữ; ký tên, đóng dấu."""
    layout.letterhead("{{ cover.offered_by.name }}", PLACE + " · " + TAX_NUMBER)
    pair(layout, "{{ _(\"No.: {number}\", number=offer.number) }}", "{{ cover.day }}")
    title(layout, label("Price offer letter"), centred=True)
    line(layout, "{{ offer.subject }}", centred=True)
    facts(layout, (
        (label("Sent to"), "{{ cover.buyer.name }}{% if cover.buyer.place %}, {{ cover.buyer.place }}{% endif %}"),
        (label("Attention"), ATTENTION), (label("Buyer's tax number"), BLANK),
    ))
    layout.paragraph(label("Thank you for the opportunity to quote. Our price for the solutions of the attached proposal is as follows."))
    prices(layout, total=label("Total price"), words=IN_WORDS, numbered=True)
    besides(layout)
    terms(layout)
    closing(layout, label("Yours sincerely,"))
    layout.signatures(
        (label("For the buyer"), "{{ cover.buyer.name }}", label("Signed, full name and seal"), ""),
        (label("For the seller"), label("Legal representative"), label("Signed, full name and seal"), "", SIGNS))


def surat_penawaran(layout: Layout) -> None:
    """Nomor, lampiran, perihal; Kepada Yth.; terbilang; hormat kami, with the place of meterai and stempel."""
    layout.letterhead("{{ cover.offered_by.name }}", PLACE + " · " + TAX_NUMBER)
    pair(layout, "", "{{ cover.day }}")
    layout.apart()
    facts(layout, (
        (label("Number"), "{{ offer.number }}"),
        (label("Enclosed"), "{{ _(\"{n} documents\", n=offer.enclosed|length) }}" + ENCLOSED),
        (label("Subject"), "{{ offer.subject }}"),
    ))
    line(layout, label("Sent to") + " " + ATTENTION, bold=True)
    line(layout, "{{ cover.buyer.name }}")
    layout.tag("if cover.buyer.place")
    line(layout, "{{ cover.buyer.place }}")
    layout.tag("endif")
    line(layout, label("Buyer's tax number") + ": " + BLANK)
    layout.paragraph(label("Respectfully,")).paragraph_format.space_before = Pt(8)
    layout.paragraph(label("Thank you for the opportunity to quote. Our price for the solutions of the attached proposal is as follows."))
    prices(layout, total=label("Total price"), words=IN_WORDS, numbered=True)
    besides(layout)
    terms(layout)
    closing(layout, None)
    layout.signatures(
        (" ", "", " "),
        (label("Yours sincerely,"), "{{ cover.offered_by.name }}", "", SIGNS, label("Director; stamp duty of Rp10,000 and company stamp where the law asks")))


def bai_sanoe_rakha(layout: Layout) -> None:
    """Seller and buyer in boxes over the table; the amount in words in brackets under it; both sides sign."""
    layout.letterhead("{{ cover.offered_by.name }}", PLACE + " · " + TAX_NUMBER)
    title(layout, label("Quotation"), centred=True)
    facts(layout, (
        (label("Attention"), ATTENTION),
        (label("Company"), "{{ cover.buyer.name }}{% if cover.buyer.place %}, {{ cover.buyer.place }}{% endif %}, {{ cover.market }}"),
        (label("Buyer's tax number"), BLANK),
        (label("Quotation number"), "{{ offer.number }}"), (label("Date"), "{{ cover.day }}"),
        (label("Valid until"), "{{ cover.valid_until }}"), (label("Subject"), "{{ offer.subject }}"),
    ))
    prices(layout, total=label("Total price"), words="({{ price.total|spell }})", numbered=True)
    besides(layout)
    terms(layout)
    closing(layout, label("Yours sincerely,"))
    layout.signatures(
        (label("Accepted for the buyer"), "{{ cover.buyer.name }}", "", label("Authorised signature and company stamp")),
        (label("For the seller"), "{{ cover.offered_by.name }}", "", SIGNS, label("Authorised signature and company stamp")))


def gyeonjeokseo(layout: Layout) -> None:
    """수신 at the left, 공급자 at the right with the place of the 직인; the sum in words before the table."""
    title(layout, label("Quotation"), centred=True)
    table = layout.bare_table((82, 6, 82))
    row = table.add_row()
    keep(row)
    for cell, lines in (
        (row.cells[0], (("{{ _(\"No.: {number}\", number=offer.number) }}", "Cell"), ("{{ cover.day }}", "Cell"),
                        ("{{ cover.buyer.name }}", "Cell Total"), (ATTENTION, "Cell"),
                        (label("We quote as follows."), "Cell Label"))),
        (row.cells[2], ((label("Supplier of this offer"), "Cell Label"), ("{{ cover.offered_by.name }}", "Cell Total"), (TAX_NUMBER, "Cell"),
                        (PLACE, "Cell"), (label("Representative") + ": " + SIGNS + " " + label("(seal)"), "Cell"))),
    ):
        for number, (words, style) in enumerate(lines):
            fill(cell, words, style, more=number > 0)
    layout.paragraph("", "After Table")
    facts(layout, (
        (label("Subject"), "{{ offer.subject }}"),
        (label("Total price"), "{{ price.total|spell }} ({{ price.total }})"),
    ))
    prices(layout, total=label("Total price"), numbered=True)
    besides(layout)
    terms(layout)
    closing(layout, None)


# Their parts ---------------------------------------------------------------------------------

IN_WORDS = label("Amount in words") + ": {{ price.total|spell }}."
BLANK = "________________"
"""Where a form asks for what the register does not hold, it is written by hand."""
TAX_NUMBER = label("Tax number in Korea") + ": {% if cover.offered_by.tax_number %}{{ cover.offered_by.tax_number }}{% else %}" + BLANK + "{% endif %}"
SIGNS = "{% if cover.offered_by.representative %}{{ cover.offered_by.representative }}{% else %}" + BLANK + "{% endif %}"
PLACE = "{% if cover.offered_by.place %}{{ cover.offered_by.place }}, {% endif %}{{ _(\"Korea\") }}"
OF = QUIET + "{% if line.detail %} · {{ line.detail }}{% endif %}"
ENCLOSED = "{% for paper in offer.enclosed %}{{ \": \" if loop.first else \"; \" }}{{ paper }}{% endfor %}"
ATTENTION = "{% if cover.attention %}{{ cover.attention }}{% else %}{{ _(\"the management\") }}{% endif %}"


UNIT = 16.5
"""The width of the column of units in mm: the longest of them, "Bản quyền", stands on one line."""


def title(layout: Layout, words: str, *, centred: bool = False) -> None:
    paragraph = layout.paragraph(words, "Letter Title")
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def line(layout: Layout, words: str, *, centred: bool = False, bold: bool | None = None) -> None:
    paragraph = layout.paragraph(words, "Letter Line", bold=bold)
    if centred:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.paragraph_format.space_after = Pt(8)


def pair(layout: Layout, left: str, right: str) -> None:
    row = layout.bare_table((TEXT_WIDTH / 2, TEXT_WIDTH / 2)).add_row()
    keep(row)
    fill(row.cells[0], left, "Cell")
    flush(row.cells[1])
    fill(row.cells[1], right, "Cell", right=True)


def facts(layout: Layout, rows: tuple[tuple[str, str], ...]) -> None:
    table = layout.bare_table((32, TEXT_WIDTH - 32))
    for name, value in rows:
        row = table.add_row()
        keep(row)
        fill(row.cells[0], name, "Cell Label")
        fill(row.cells[1], value, "Cell")
    layout.paragraph("", "After Table")


def prices(layout: Layout, *, total: str, words: str | None = None, numbered: bool = False) -> None:
    unit = "{% if line.unit_shown is not none %}{{ line.unit_shown }}{% else %}{{ line.amount }}{% endif %}"
    count = "{% if line.qty %}{{ line.qty }}{% if line.months %} × {{ line.months }}{% endif %}{% else %}1{% endif %}"
    measure = ("{% if line.months %}{{ _(\"Month\") }}{% elif not line.qty %}{{ _(\"Lot\") }}"
               "{% elif group.code == 'software_licence' %}{{ _(\"Licence\") }}"
               "{% elif group.code == 'services' %}{{ _(\"Job\") }}{% else %}{{ _(\"Piece\") }}{% endif %}")
    columns = (Column(label("Item"), TEXT_WIDTH - UNIT - 68), Column(label("Unit"), UNIT), Column(label("Quantity"), 16, True),
               Column(label("Unit price"), 27, True), Column(label("Amount"), 25, True))
    cells: tuple[str, ...] = (
        "{{ line.name }}" + OF, measure, count, unit, "{{ line.amount }}")
    totals = (total, "", "", "", "{{ price.total }}")
    if numbered:
        columns = (Column(label("No."), 8), Column(label("Item"), columns[0].width - 8), *columns[1:])
        cells = ("{{ loop.index }}", *cells)
        totals = (" ", *totals)
    layout.table(columns, loop="group in price.groups", inner="line in group.lines", text="Cell Small",
                 group=("{{ group.name }}", "{{ group.subtotal }}"), cells=cells, total=totals, words=words)


def besides(layout: Layout) -> None:
    """What the buyer pays besides the price, so that nobody is surprised: it is not part of the offer."""
    layout.tag("if landed.blocks|length > 3")
    layout.heading(label("Taxes and charges besides this price"), 3)
    layout.table(
        (Column(label("Charge"), 128), Column(label("Amount"), 42, True)),
        loop="block in landed.blocks if block.kind == 'part'", whole=True, text="Cell Small",
        cells=("{{ block.name }}", "{{ block.amount }}"),
        total=(label("Price and charges together"), "{{ landed.cash_out }}"), leads=True)
    layout.paragraph("{{ _(\"Reckoned under the law of {country} on {day}; {back} of it comes back to the buyer. The authorities decide.\", country=cover.market, day=cover.day, back=landed.recoverable) }}", "Note")
    layout.tag("endif")


def terms(layout: Layout) -> None:
    layout.heading(label("Terms"), 3)
    facts(layout, (
        (label("Validity"), "{{ _(\"{days} days, until {day}\", days=offer.days, day=cover.valid_until) }}"),
        (label("Delivery"), "{{ terms.delivery }}"),
        (label("Time"), "{{ _(\"{time} from the order to go-live\", time=offer.time) }}"),
        (label("Taxes"), "{{ terms.taxes }}"),
        (label("Warranty"), "{{ terms.warranty }}"),
        (label("Acceptance"), "{{ terms.acceptance }}"),
    ))
    layout.heading(label("Payment"), 3)
    layout.table(
        (Column(label("No."), 8), Column(label("When"), 119), Column(label("Part"), 15, True), Column(label("Amount"), 28, True)),
        loop="payment in terms.payments", whole=True, text="Cell Small",
        cells=("{{ payment.no }}", "{{ payment.when }}", "{{ payment.share }}", "{{ payment.amount }}"),
        total=(" ", label("Total"), "", "{{ price.total }}"), leads=True)


def closing(layout: Layout, farewell: str | None) -> None:
    """The last words, never parted from the signatures, nor from the payments above: nobody signs a page that says no more."""
    words = label("We would be glad to answer your questions and to present the proposal at your plant.")
    for number, paragraph in enumerate((words, *(() if farewell is None else (farewell,)))):
        form = layout.paragraph(paragraph).paragraph_format
        form.keep_with_next = True
        if number == 0:
            form.space_before = Pt(6)


if __name__ == "__main__":
    write_layouts(Path(__file__).parent, layouts())
