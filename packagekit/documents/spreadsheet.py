"""Pages of cells to the bytes of an Excel file: the looks are XlsxWriter's, made once, the sheets are strings.

XlsxWriter keeps every cell as an object and writes it twice. Here a cell is written once, as it comes, and only what
the looks need (styles and theme) is XlsxWriter's own, which a test compares cell by cell with the whole written by it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

from packagekit.documents.archive import Member, deflated, joined, ordered, parts

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATED = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml"
DECLARED = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MARGIN = 0.7109375
"""What Excel adds to a column's width in characters for the padding and the grid line."""

UNIT, PADDING = 5.25, 3.75
"""The points of one character of a column's width in Excel's own type, and what a column has besides."""

NORMAL = {"font_name": "Arial", "font_size": 9.5, "font_scheme": False}
"""The type a column's width is counted in. Its figures have seven pixels without rounding, which Excel does and others
do not: so columns are as wide, and rows break, in all of them alike."""

ROW, PIXEL = 15, 0.75
"""The usual height of a row, and the points that a screen's pixel has: Excel keeps whole pixels."""

A4, A3 = 9, 8
"""Sizes of paper as Excel numbers them."""

READABLE = 1160
"""The points of columns that a printed A4 sheet on its side holds in type of six points; wider sheets are for A3."""

PRINTED = {A4: (770.0, 501.0), A3: (1118.0, 748.0)}
"""Width and height in points between the margins of a sheet of paper on its side."""

SPILL = 0.2
"""The part of a page that is not worth one of its own: the sheet is printed a little smaller instead."""

_CODED = re.compile("_x[0-9a-fA-F]{4}_")
"""Excel reads this as a character by its number; in a buyer's text it is no such thing."""

_HELD = re.compile(r"^\s|\s$|\n")


@dataclass(frozen=True)
class Formula:
    """A formula and the exact result it must give; the result is what viewers without a calculator show."""

    text: str
    result: Decimal


Value = str | float | Formula | None
Cell = tuple[int, Value, str]
"""Column from 0, what stands in it, the name of its look."""


@dataclass
class Page:
    """One sheet: its cells row by row, how wide columns and high rows are, what is said around it."""

    name: str
    rows: dict[int, dict[int, tuple[Value, str]]] = field(default_factory=dict)  # from 0
    heights: dict[int, float] = field(default_factory=dict)  # in points
    widths: dict[int, float] = field(default_factory=dict)  # in characters
    frozen: tuple[int, int] | None = None  # rows and columns that stay
    repeated: int | None = None  # the row on top of every printed page
    filtered: tuple[int, int, int] | None = None  # the first and the last row and the last column of a table whose head filters it
    header: str = ""
    footer: str = ""


    @property
    def wide(self) -> float:
        return sum(wide * UNIT + PADDING for wide in self.widths.values())

    @property
    def paper(self) -> int:
        """Wide sheets are printed on larger paper: on A4 nobody could read them."""
        return A4 if self.wide <= READABLE else A3

    @property
    def tall(self) -> int:
        """The printed pages it is made to fit, so that no total stands alone on the last one; 0 for as many as it takes."""
        across, down = PRINTED[self.paper]
        page = down / min(1.0, across / self.wide) if self.wide else down
        head = 0.0 if self.repeated is None else self.heights.get(self.repeated, ROW)
        high = sum(self.heights.get(row, ROW) for row in range(max(self.rows, default=0) + 1))
        pages = (high - head) / (page - head)
        whole = round(pages)
        return whole if whole and whole - SPILL / 4 < pages <= whole + SPILL else 0


@dataclass(frozen=True)
class About:
    title: str
    subject: str
    author: str
    day: date


def written(pages: Sequence[Page], looks: Mapping[str, Mapping[str, Any]], about: About) -> bytes:
    """The file; equal pages give equal bytes. ``looks`` says each name that a cell uses in XlsxWriter's words."""
    used = {look for page in pages for row in page.rows.values() for _, look in row.values()}
    skeleton = _skeleton(tuple((name, tuple(sorted(looks[name].items()))) for name in sorted(used)))
    texts: dict[str, int] = {}
    made = [_sheet(page, skeleton.styles, texts, first=page is pages[0]) for page in pages]
    count = len(pages)
    return joined(ordered([
        *skeleton.members,
        *_frame(count),
        deflated("xl/workbook.xml", _book(pages).encode()),
        deflated("xl/sharedStrings.xml", _texts(texts).encode()),
        deflated("docProps/core.xml", _core(about).encode()),
        *(deflated(f"xl/worksheets/sheet{n}.xml", sheet.encode()) for n, sheet in enumerate(made, start=1)),
    ]))


@dataclass(frozen=True)
class _Skeleton:
    members: tuple[Member, ...]  # styles and theme
    styles: Mapping[str, str]  # the number of each look, as a cell says it


@lru_cache(maxsize=64)
def _skeleton(looks: tuple[tuple[str, tuple[tuple[str, Any], ...]], ...]) -> _Skeleton:
    """XlsxWriter's styles for these looks, and the number it gives each."""
    buffer = BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "default_format_properties": NORMAL})
    sheet = book.add_worksheet()
    for row, (_, properties) in enumerate(looks):
        sheet.write_blank(row, 0, None, book.add_format(dict(properties)))
    book.close()
    made = parts(buffer.getvalue())
    numbers = re.findall(rb'<c r="A\d+" s="(\d+)"', made["xl/worksheets/sheet1.xml"])
    return _Skeleton(
        members=tuple(deflated(name, made[name]) for name in ("xl/styles.xml", "xl/theme/theme1.xml")),
        styles={name: f'" s="{int(number)}"' for (name, _), number in zip(looks, numbers, strict=True)},
    )


@lru_cache(maxsize=64)
def _frame(count: int) -> tuple[Member, ...]:
    """The parts of a file that only its number of sheets is asked for."""
    return (
        deflated("[Content_Types].xml", _types(count).encode()),
        _relations("_rels/.rels", (("officeDocument", "xl/workbook.xml"), ("extended-properties", "docProps/app.xml"),
                                   ("core", "docProps/core.xml"))),
        _relations("xl/_rels/workbook.xml.rels", (
            *(("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, count + 1)),
            ("theme", "theme/theme1.xml"), ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml"))),
        deflated("docProps/app.xml", (
            f'{DECLARED}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/extended-properties">'
            "<Application>Microsoft Excel</Application></Properties>").encode()),
    )


def letters(column: int) -> str:
    """The column as Excel names it, from 0: A, Z, AA."""
    named = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        named = chr(65 + rest) + named
    return named


LETTERS = tuple(letters(column) for column in range(256))


OPEN = tuple(f'<c r="{column}' for column in LETTERS)


def _sheet(page: Page, styles: Mapping[str, str], texts: dict[str, int], *, first: bool) -> str:
    pieces: list[str] = []
    add, place = pieces.append, texts.get
    for row, cells in sorted(page.rows.items()):
        number = str(row + 1)
        height = int(page.heights.get(row, ROW) / PIXEL) * PIXEL
        add(f'<row r="{number}">' if height == ROW else f'<row r="{number}" ht="{height:g}" customHeight="1">')
        for column, (value, look) in sorted(cells.items()):
            kind = type(value)
            if kind is str:
                at = place(value)
                if at is None:
                    at = texts[value] = len(texts)
                add(f'{OPEN[column]}{number}{styles[look]} t="s"><v>{at}</v></c>')
            elif value is None:
                add(f"{OPEN[column]}{number}{styles[look]}/>")
            elif kind is Formula:
                text = value.text.removeprefix("=")
                text = escape(text) if "&" in text or "<" in text or ">" in text else text
                add(f"{OPEN[column]}{number}{styles[look]}><f>{text}</f><v>{float(value.result)!r}</v></c>")
            else:
                add(f"{OPEN[column]}{number}{styles[look]}><v>{value!r}</v></c>")
        add("</row>")
    columns = "".join(f'<col min="{n + 1}" max="{n + 1}" width="{w + MARGIN!r}" customWidth="1"/>' for n, w in sorted(page.widths.items()))
    selected = ' tabSelected="1"' if first else ""
    around = (f"<oddHeader>{escape(page.header)}</oddHeader>" if page.header else "") + (
        f"<oddFooter>{escape(page.footer)}</oddFooter>" if page.footer else "")
    return (
        f'{DECLARED}<worksheet xmlns="{MAIN}" xmlns:r="{RELATED}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView showGridLines="0"{selected} workbookViewId="0"{"/>" if page.frozen is None else _frozen(*page.frozen)}</sheetViews>'
        f'<sheetFormatPr defaultRowHeight="{ROW}" customHeight="1"/>{f"<cols>{columns}</cols>" if columns else ""}<sheetData>{"".join(pieces)}</sheetData>'
        f'{"" if page.filtered is None else f"""<autoFilter ref="{_area(*page.filtered)}"/>"""}'
        '<pageMargins left="0.5" right="0.5" top="0.7" bottom="0.6" header="0.3" footer="0.3"/>'
        f'<pageSetup paperSize="{page.paper}" fitToHeight="{page.tall}" orientation="landscape"/>'
        f'{f"<headerFooter>{around}</headerFooter>" if around else ""}</worksheet>')


def _area(first: int, last: int, column: int, fixed: str = "") -> str:
    return f"{fixed}A{fixed}{first + 1}:{fixed}{letters(column)}{fixed}{last + 1}"


def _frozen(rows: int, columns: int) -> str:
    corner, right, below = f"{letters(columns)}{rows + 1}", f"{letters(columns)}1", f"A{rows + 1}"
    return (f'><pane xSplit="{columns}" ySplit="{rows}" topLeftCell="{corner}" activePane="bottomRight" state="frozen"/>'
            f'<selection pane="topRight" activeCell="{right}" sqref="{right}"/>'
            f'<selection pane="bottomLeft" activeCell="{below}" sqref="{below}"/><selection pane="bottomRight"/></sheetView>')


def _texts(texts: Mapping[str, int]) -> str:
    said = "</t></si><si>".join([  # most stand in the file as they are: asking so costs a third of one regular expression
        f"<t>{text}" if "&" not in text and "<" not in text and ">" not in text and "\n" not in text and "_x" not in text
        and text == text.strip() else f"<t{_space(text)}>{_safe(text)}" for text in texts])
    said = f"<si>{said}</t></si>" if texts else ""
    return f'{DECLARED}<sst xmlns="{MAIN}" uniqueCount="{len(texts)}">{said}</sst>'


def _space(text: str) -> str:
    return ' xml:space="preserve"' if _HELD.search(text) else ""


def _safe(text: str) -> str:
    if "_x" in text:
        text = _CODED.sub(lambda found: f"_x005F{found[0]}", text)
    return escape(text)


def _book(pages: Sequence[Page]) -> str:
    sheets = "".join(f'<sheet name={_quoted(page.name)} sheetId="{n}" r:id="rId{n}"/>' for n, page in enumerate(pages, start=1))
    filters = "".join(  # without a name that says it too, Excel shows the arrows but LibreOffice does not
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{n}" hidden="1">{escape(named(page.name))}!'
        f'{_area(*page.filtered, fixed="$")}</definedName>'
        for n, page in enumerate(pages) if page.filtered is not None)
    titles = filters + "".join(
        f'<definedName name="_xlnm.Print_Titles" localSheetId="{n}">{escape(named(page.name))}!${page.repeated + 1}:${page.repeated + 1}</definedName>'
        for n, page in enumerate(pages) if page.repeated is not None)
    return (
        f'{DECLARED}<workbook xmlns="{MAIN}" xmlns:r="{RELATED}"><workbookPr defaultThemeVersion="124226"/>'
        '<bookViews><workbookView xWindow="240" yWindow="15" windowWidth="16095" windowHeight="9660"/></bookViews>'
        f'<sheets>{sheets}</sheets>{f"<definedNames>{titles}</definedNames>" if titles else ""}'
        '<calcPr calcId="124519" fullCalcOnLoad="1"/></workbook>')


def named(sheet: str) -> str:
    """The name of a sheet as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def _types(sheets: int) -> str:
    overrides = (
        ("docProps/app.xml", "application/vnd.openxmlformats-officedocument.extended-properties"),
        ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties"),
        ("xl/styles.xml", f"{EXCEL}.styles"), ("xl/theme/theme1.xml", "application/vnd.openxmlformats-officedocument.theme"),
        ("xl/workbook.xml", f"{EXCEL}.sheet.main"), ("xl/sharedStrings.xml", f"{EXCEL}.sharedStrings"),
        *((f"xl/worksheets/sheet{n}.xml", f"{EXCEL}.worksheet") for n in range(1, sheets + 1)),
    )
    return (
        f'{DECLARED}<Types xmlns="{PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        + "".join(f'<Override PartName="/{name}" ContentType="{kind}+xml"/>' for name, kind in overrides) + "</Types>")


def _relations(name: str, targets: Sequence[tuple[str, str]]) -> Member:
    listed = "".join(
        f'<Relationship Id="rId{n}" Type="{PACKAGE + "/relationships/metadata/core-properties" if kind == "core" else f"{RELATED}/{kind}"}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1))
    return deflated(name, f'{DECLARED}<Relationships xmlns="{PACKAGE}/relationships">{listed}</Relationships>'.encode())


def _core(about: About) -> str:
    moment = f'xsi:type="dcterms:W3CDTF">{about.day:%Y-%m-%d}T00:00:00Z'
    author = escape(about.author)
    return (
        f'{DECLARED}<cp:coreProperties xmlns:cp="{PACKAGE}/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/" '
        'xmlns:dcterms="http://purl.org/dc/terms/" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(about.title)}</dc:title><dc:subject>{escape(about.subject)}</dc:subject><dc:creator>{author}</dc:creator>"
        f"<cp:lastModifiedBy>{author}</cp:lastModifiedBy><dcterms:created {moment}</dcterms:created>"
        f"<dcterms:modified {moment}</dcterms:modified></cp:coreProperties>")


def _quoted(text: str) -> str:
    return '"' + escape(text, {'"': "&quot;"}) + '"'
