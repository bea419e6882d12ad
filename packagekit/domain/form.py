"""A form for many records at once: its columns, and what people write into cells read as what they meant."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any, Literal

from packagekit.domain.record import Record, Table
from packagekit.domain.text import N_, Localized, Text

CellForm = Literal["text", "long", "number", "whole", "share", "money", "date", "code", "codes", "yesno", "words"]


class Column(Record):
    """A field of the record; ``members[].employees`` is one of which a record has several."""

    name: str
    ko: str
    en: str
    form: CellForm
    of: str | None = None  # the vocabulary of a code
    required: bool = False
    example: str = ""
    hint: Localized | None = None

    @property
    def group(self) -> str | None:
        """The list this column is a part of."""
        return self.name.partition("[]")[0] if "[]" in self.name else None


class Form(Record):
    kind: str
    version: int
    title: Localized
    columns: tuple[Column, ...]

    def heads(self) -> dict[str, Column]:
        """What may stand above a column: its field, its Korean or its English name; see ``bare``."""
        return {bare(name): c for c in self.columns for name in (c.en, c.ko, c.name)}


class Misread(Exception):
    """What stands in a cell cannot be read as what the column is for."""

    def __init__(self, what: Text, how: Text) -> None:
        self.what, self.how = what, how
        super().__init__(what.msgid)


def bare(head: str) -> str:
    """A head however it is spaced, starred or written large."""
    return re.sub(r"[\s*()（）\[\]·:]+", "", unicodedata.normalize("NFKC", head)).casefold()


# Cells ----------------------------------------------------------------------------------------

SMALL = {"십": 10, "백": 100, "천": 1_000}
BIG = {"만": 10**4, "억": 10**8, "조": 10**12}
_AFTER = re.compile(r"(원|krw|won|명|대|개사|개|건|개월|월|년|시간|일|h|%)$", re.IGNORECASE)
_NUMBER = re.compile(r"\d[\d,]*(?:\.\d+)?|\.\d+|[십백천만억조]")
_PLAIN = re.compile(r"[+-]?\d+(?:\.\d+)?")
_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_DAY = re.compile(r"(\d{4})\s*[-./년]\s*(\d{1,2})\s*[-./월]\s*(\d{1,2})\s*[.일]?(?:[ T]00:00(?::00)?)?")
_FIRST_DAY = date(1899, 12, 30)  # day 0 of Excel's calendar, with its wrong leap year of 1900
_EARLIEST, _LATEST = 20_000, 60_000  # 1954 to 2064: numbers that are days and not amounts


def number(text: str) -> Decimal:
    """``1억 2천만원`` is 120,000,000; ``3,200`` is three thousand two hundred; ``12.5 %`` is 12.5."""
    said = unicodedata.normalize("NFKC", text).replace("₩", "").replace("−", "-").strip()
    bare = _AFTER.sub("", said.replace(" ", ""))
    if _PLAIN.fullmatch(bare):
        return Decimal(bare)
    if _THOUSANDS.fullmatch(bare):
        return Decimal(bare.replace(",", ""))
    found = _korean(bare)
    if found is None:
        raise Misread(N_("“{typed}” is not a number.", typed=text[:60]), N_("Write digits with a point, such as 4.8, or 1억 2천만원."))
    return found


def _korean(text: str) -> Decimal | None:
    """Digits and Korean units, each unit smaller than the one before: 1조 2천3백억 5백만."""
    tokens = _NUMBER.findall(text)
    if not tokens or "".join(tokens) != text or not any(t in BIG or t in SMALL for t in tokens):
        return None
    total, section, digits, last_big, last_small = Decimal(0), Decimal(0), None, None, None
    for token in tokens:
        if token in BIG:
            if last_big is not None and BIG[token] >= last_big:
                return None
            part = section + (digits or 0)
            total += (part if part or digits is not None else 1) * BIG[token]
            section, digits, last_big, last_small = Decimal(0), None, BIG[token], None
        elif token in SMALL:
            if last_small is not None and SMALL[token] >= last_small:
                return None
            section += (Decimal(1) if digits is None else digits) * SMALL[token]
            digits, last_small = None, SMALL[token]
        elif digits is not None:
            return None
        else:
            try:
                digits = Decimal(token.replace(",", ""))
            except InvalidOperation:
                return None
    return total + section + (digits or 0)


def whole(text: str) -> int:
    found = number(text)
    if found != found.to_integral_value():
        raise Misread(N_("“{typed}” is not a whole number.", typed=text[:60]), N_("Write it without a fraction."))
    return int(found)


def day(text: str) -> date:
    """``2024-01-31``, ``2024. 1. 31.``, ``2024년 1월 31일``, ``20240131``, or a day as Excel counts it."""
    said = unicodedata.normalize("NFKC", text).strip()
    found = _DAY.fullmatch(said)
    parts = found.groups() if found else None
    if parts is None and re.fullmatch(r"(19|20)\d{6}", said):
        parts = said[:4], said[4:6], said[6:]
    if parts is None and re.fullmatch(r"\d{5}(\.0+)?", said) and _EARLIEST <= int(float(said)) <= _LATEST:
        return _FIRST_DAY + timedelta(days=int(float(said)))
    try:
        if parts is None:
            raise ValueError
        return date(*map(int, parts))
    except ValueError as fault:
        raise Misread(N_("“{typed}” is not a date.", typed=text[:60]), N_("Write it as 2026-11-22.")) from fault


def yes(text: str) -> bool:
    said = text.strip().casefold()
    if said in ("yes", "y", "true", "1", "예", "네", "o", "있음"):
        return True
    if said in ("no", "n", "false", "0", "아니오", "아니요", "x", "없음"):
        return False
    raise Misread(N_("“{typed}” is neither yes nor no.", typed=text[:60]), N_("Write yes or no."))


def several(text: str) -> tuple[str, ...]:
    """Words set off by commas, semicolons, bars or lines."""
    return tuple(part.strip() for part in re.split(r"[,;|、\n]+", text) if part.strip())


def read_cell(column: Column, text: str, codes: Table[str, str]) -> Any:
    """What a cell of the column says, as the record takes it; ``codes`` gives the code of each name and code.

    Raises ``Misread``.
    """
    match column.form:
        case "number":
            return str(number(text))
        case "share":
            return str(number(text) / 100)
        case "whole":
            return whole(text)
        case "money":
            return {"amount": str(number(text)), "currency": "KRW"}
        case "date":
            return day(text).isoformat()
        case "yesno":
            return yes(text)
        case "words":
            return list(several(text))
        case "code":
            return _code(text, codes)
        case "codes":
            return [_code(part, codes) for part in several(text)]
    return text.strip()


def _code(text: str, codes: Table[str, str]) -> str:
    """A code, its name, or both as the drop-down writes them: ``2220 – 플라스틱 제품 제조업``."""
    said = text.strip()
    for candidate in (said, said.split(" – ")[0].strip()):
        found = codes.get(candidate.casefold())
        if found is not None:
            return found
    raise Misread(N_("“{typed}” is not one of the choices.", typed=said[:60]), N_("Choose one from the list of the form."))
