"""A form in Excel: heads in Korean and English, drop-downs, instructions, and faults beside their cells."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_col_to_name

from packagekit.domain.form import Form
from packagekit.domain.text import Localized

MADE = datetime(2026, 1, 1)  # equal forms give equal bytes
FIRST_ROW = 5  # of what people fill in, from 0
FILLED_ROWS = 5_000  # that have drop-downs
DATA, CODES, HELP = "입력 Data", "코드 Codes", "안내 Help"

INSTRUCTIONS: tuple[tuple[str, str], ...] = (
    ("‘입력 Data’ 시트의 여섯째 행부터 채우고, 회색 예시 행은 지우거나 그대로 두십시오.",
     "Fill in the sheet “입력 Data” from its sixth row; delete the grey example row or leave it."),
    ("별표(*)가 있는 열은 반드시 채웁니다.", "Columns with a star (*) must be filled in."),
    ("한 자료에 여러 값이 있으면(회원사, 지표, 비용, 가격 등) 같은 번호로 아래에 행을 더합니다. 나머지 칸은 비워 둡니다.",
     "Where a record has several (members, KPIs, costs, prices), add rows below with the same id and leave the other cells empty."),
    ("금액은 120000000, 1억 2천만원처럼, 날짜는 2026-11-22처럼 씁니다.",
     "Write amounts as 120000000 or 1억 2천만원, days as 2026-11-22."),
    ("셀을 병합하거나 수식을 쓰지 마십시오.", "Do not merge cells or use formulas."),
    ("여러 코드는 쉼표로 나눕니다. 코드는 ‘코드 Codes’ 시트에 있습니다.",
     "Several codes are set off by commas; the codes stand in the sheet “코드 Codes”."),
    ("가져오면 먼저 검사만 합니다. 저장은 따로 확인하며, 한 번에 취소할 수 있습니다.",
     "Bringing the file checks it first. Saving is asked for separately, and can be undone in one act."),
    ("이미 등록된 자료에서 빈 칸은 등록된 값을 그대로 둡니다.", "For a record already registered, an empty cell leaves what is registered."),
)


def form_sheet(
    form: Form, choices: Mapping[str, Sequence[tuple[str, Sequence[str]]]], rows: Sequence[Sequence[str]] = (),
    faults: Mapping[tuple[int, int], str] | None = None,
) -> bytes:
    """The form, empty or with rows of text in the order of its columns; ``faults`` are notes at row and column of these."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": form.title.best("en")[0], "created": MADE})
    looks = _looks(book)
    data, codes, instructions = book.add_worksheet(DATA), book.add_worksheet(CODES), book.add_worksheet(HELP)
    ranges = _codes(codes, form, choices, looks)
    data.write_string(0, 0, f"packagekit:{form.kind}:{form.version}", looks["mark"])
    data.write_string(0, 1, f"{form.title.best('ko')[0]} / {form.title.best('en')[0]}", looks["title"])
    for at, column in enumerate(form.columns):
        star = " *" if column.required else ""
        head = looks["must" if column.required else "head"]
        data.write_string(1, at, column.ko + star, head)
        data.write_string(2, at, column.en + star, looks["english"])
        data.write_string(3, at, column.name, looks["field"])
        data.write_string(4, at, column.example, looks["example"])
        data.set_column(at, at, 34 if column.form == "long" else max(13, min(28, len(column.ko) * 2.2, )))
        if column.hint is not None:
            data.write_comment(1, at, _both(column.hint), {"x_scale": 1.6})
        if column.form == "code" and column.of in ranges:
            data.data_validation(FIRST_ROW, at, FIRST_ROW + FILLED_ROWS, at, {
                "validate": "list", "source": ranges[column.of], "error_type": "warning",
                "error_title": "코드 / Code", "error_message": "목록에서 고르십시오. / Choose one from the list."})
    data.set_row(3, 11)
    data.freeze_panes(FIRST_ROW, 1)
    for number, row in enumerate(rows):
        for at, text in enumerate(row):
            note = (faults or {}).get((number, at))
            if text or note:
                data.write_string(FIRST_ROW + number, at, text, looks["fault" if note else "cell"])
            if note:
                data.write_comment(FIRST_ROW + number, at, note, {"x_scale": 2})
    _instructions(instructions, form, looks)
    book.close()
    return content.getvalue()


def _looks(book: Any) -> dict[str, Any]:
    font = {"font_name": "맑은 고딕", "font_size": 10, "valign": "top"}
    return {
        "mark": book.add_format({**font, "font_color": "#94A3B8", "font_size": 8}),
        "title": book.add_format({**font, "bold": True, "font_size": 13, "font_color": "#0F2A4A"}),
        "head": book.add_format({**font, "bold": True, "bg_color": "#E8EEF6", "border": 1, "border_color": "#C7D2E0"}),
        "must": book.add_format({**font, "bold": True, "bg_color": "#0F4C81", "font_color": "#FFFFFF", "border": 1, "border_color": "#C7D2E0"}),
        "english": book.add_format({**font, "bg_color": "#F4F7FB", "font_color": "#475569", "border": 1, "border_color": "#C7D2E0"}),
        "field": book.add_format({**font, "font_size": 7, "font_color": "#94A3B8"}),
        "example": book.add_format({**font, "italic": True, "font_color": "#94A3B8", "num_format": "@"}),
        "cell": book.add_format({**font, "num_format": "@", "text_wrap": False}),
        "fault": book.add_format({**font, "num_format": "@", "bg_color": "#FDE7E9", "border": 1, "border_color": "#D64550"}),
        "text": book.add_format({**font, "text_wrap": True}),
        "code": book.add_format({**font, "num_format": "@"}),
    }


def _codes(sheet: Any, form: Form, choices: Mapping[str, Sequence[tuple[str, Sequence[str]]]], looks: dict[str, Any]) -> dict[str, str]:
    """A pair of columns for each vocabulary of the form; returns the range its drop-down shows."""
    ranges = {}
    for number, name in enumerate(dict.fromkeys(c.of for c in form.columns if c.of)):
        column = next(c for c in form.columns if c.of == name)
        sheet.write_string(0, number, f"{column.ko} / {column.en}", looks["head"])
        sheet.set_column(number, number, 38)
        listed = choices.get(name, ())
        for row, (code, names, *_) in enumerate(listed):
            sheet.write_string(row + 1, number, f"{code} – {' / '.join(names)}", looks["code"])
        if listed:
            letter = xl_col_to_name(number)
            ranges[name] = f"='{CODES}'!${letter}$2:${letter}${len(listed) + 1}"
    sheet.freeze_panes(1, 0)
    return ranges


def _instructions(sheet: Any, form: Form, looks: dict[str, Any]) -> None:
    sheet.set_column(0, 1, 70)
    sheet.write_string(0, 0, form.title.best("ko")[0], looks["title"])
    sheet.write_string(0, 1, form.title.best("en")[0], looks["title"])
    for row, (korean, english) in enumerate(INSTRUCTIONS):
        sheet.write_string(row + 2, 0, korean, looks["text"])
        sheet.write_string(row + 2, 1, english, looks["text"])


def _both(text: Localized) -> str:
    return "\n".join(text.root[language] for language in ("ko", "en") if language in text.root)
