"""Amounts in Vietnamese words: "Một tỷ không trăm linh năm triệu đồng chẵn".

The formal reading of invoices and contracts: every group after the first is read with its hundreds
(``không trăm``) and a missing ten is ``linh``; the southern ``lẻ`` is understood but not written here.
After a ten of two or more, 1 is ``mốt`` and 4 is ``tư``; after any ten 5 is ``lăm``. ``tỷ`` (10^9)
multiplies what stands before it, so 10^12 is ``một nghìn tỷ`` and 10^15 ``một triệu tỷ``.
"""

from __future__ import annotations

from packagekit.words.spelling.parts import Parts, sentence

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
BILLION = 10**9

CURRENCIES = {
    "VND": ("đồng", None),
    "USD": ("đô la Mỹ", "xu"),
    "KRW": ("won Hàn Quốc", None),
    "IDR": ("rupiah Indonesia", "sen"),
    "THB": ("baht Thái Lan", "satang"),
    "EUR": ("euro", "cent"),
    "MYR": ("ringgit Malaysia", "sen"),
    "SGD": ("đô la Singapore", "xu"),
    "PHP": ("peso Philippines", "centavo"),
    "JPY": ("yên Nhật Bản", None),
    "KHR": ("riel Campuchia", "sen"),
    "LAK": ("kíp Lào", None),
    "MMK": ("kyat Myanmar", None),
    "BND": ("đô la Brunei", "xu"),
}


def _below_hundred(number: int, after_hundreds: bool) -> list[str]:
    tens, ones = divmod(number, 10)
    if tens == 0:
        if ones == 0:
            return []
        return (["linh"] if after_hundreds else []) + [DIGITS[ones]]
    words = ["mười"] if tens == 1 else [DIGITS[tens], "mươi"]
    if ones == 1 and tens > 1:
        words.append("mốt")
    elif ones == 4 and tens > 1:
        words.append("tư")
    elif ones == 5:
        words.append("lăm")
    elif ones:
        words.append(DIGITS[ones])
    return words


def _group(number: int, first: bool) -> list[str]:
    """Three digits; only the first group of a number leaves its missing hundreds unsaid."""
    hundreds, rest = divmod(number, 100)
    with_hundreds = bool(hundreds) or not first
    return ([DIGITS[hundreds], "trăm"] if with_hundreds else []) + _below_hundred(rest, with_hundreds)


def _below_billion(number: int, first: bool) -> list[str]:
    words: list[str] = []
    for unit, name in ((10**6, "triệu"), (10**3, "nghìn"), (1, None)):
        group, number = divmod(number, unit)
        if group:
            words += _group(group, first and not words) + ([name] if name else [])
    return words


def cardinal(number: int) -> str:
    """A number from 0 up in words."""
    if number == 0:
        return DIGITS[0]
    billions, rest = divmod(number, BILLION)
    words = [cardinal(billions), "tỷ"] if billions else []
    return " ".join(words + _below_billion(rest, first=not billions))


def amount(parts: Parts) -> str:
    """``chẵn`` ("even") closes an amount without small units, so that nothing can be added to it."""
    whole_name, small_name = CURRENCIES.get(parts.currency, (parts.name("vi"), None))
    words = f"{cardinal(parts.whole)} {whole_name}"
    if not parts.small:
        words += " chẵn"
    elif small_name:
        words += f" và {cardinal(parts.small)} {small_name}"
    else:
        words += f" và {parts.fraction}"
    return sentence(f"âm {words}" if parts.negative else words)
