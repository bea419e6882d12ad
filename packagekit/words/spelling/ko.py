"""Amounts in Korean words as contracts write them: "금 일백이십삼만원정", "미화 일천달러 오십센트정".

Every digit is said, the one too (일백, 일천, 일십), so that no digit can be put before it. The suffix
정(整) closes the amount and is written without a space, being a suffix.
"""

from __future__ import annotations

from packagekit.words.spelling.parts import Parts, groups

DIGITS = ("영", "일", "이", "삼", "사", "오", "육", "칠", "팔", "구")
PLACES = ("", "십", "백", "천")
GROUPS = ("", "만", "억", "조", "경")

CURRENCIES = {
    "KRW": ("금", "원", None),
    "USD": ("미화", "달러", "센트"),
    "VND": ("베트남화", "동", None),
    "IDR": ("인도네시아화", "루피아", "센"),
    "THB": ("태국화", "바트", "사탕"),
    "EUR": ("유로화", "유로", "센트"),
    "MYR": ("말레이시아화", "링깃", "센"),
    "SGD": ("싱가포르화", "달러", "센트"),
    "PHP": ("필리핀화", "페소", "센타보"),
    "JPY": ("일본화", "엔", None),
    "KHR": ("캄보디아화", "리엘", "센"),
    "LAK": ("라오스화", "킵", None),
    "MMK": ("미얀마화", "짜트", None),
    "BND": ("브루나이화", "달러", "센트"),
}


def _group(number: int) -> str:
    return "".join(
        DIGITS[digit] + PLACES[place] for place, digit in reversed(list(enumerate(groups(number, 1)))) if digit
    )


def cardinal(number: int) -> str:
    """A number from 0 up in words, in groups of ten thousand and without spaces."""
    if number == 0:
        return DIGITS[0]
    return "".join(
        _group(group) + GROUPS[rank] for rank, group in reversed(list(enumerate(groups(number, 4)))) if group
    )


def amount(parts: Parts) -> str:
    before, whole_name, small_name = CURRENCIES.get(parts.currency, (parts.name("ko"), "", None))
    words = f"{cardinal(parts.whole)}{whole_name}"
    if parts.small and small_name:
        words += f" {cardinal(parts.small)}{small_name}"
    elif parts.small:
        words += f" {parts.fraction}"
    minus = "마이너스 " if parts.negative else ""
    return f"{before} {minus}{words}정"
