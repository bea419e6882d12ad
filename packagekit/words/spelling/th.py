"""Amounts in Thai words: "หนึ่งล้านสองแสนบาทถ้วน", the form the BAHTTEXT function of spreadsheets writes.

After any higher digit a last 1 is เอ็ด and two tens are ยี่สิบ; ล้าน (10^6) multiplies what stands before it.
ถ้วน ("exactly") closes an amount without small units.
"""

from __future__ import annotations

from packagekit.words.spelling.parts import Parts, groups

DIGITS = ("ศูนย์", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
MILLION = 10**6

CURRENCIES = {
    "THB": ("บาท", "สตางค์"),
    "USD": ("ดอลลาร์สหรัฐ", "เซนต์"),
    "VND": ("ดองเวียดนาม", None),
    "IDR": ("รูเปียห์อินโดนีเซีย", "เซน"),
    "KRW": ("วอนเกาหลีใต้", None),
    "EUR": ("ยูโร", "เซนต์"),
    "MYR": ("ริงกิตมาเลเซีย", "เซน"),
    "SGD": ("ดอลลาร์สิงคโปร์", "เซนต์"),
    "PHP": ("เปโซฟิลิปปินส์", "เซนตาโว"),
    "JPY": ("เยนญี่ปุ่น", None),
    "KHR": ("เรียลกัมพูชา", "เซน"),
    "LAK": ("กีบลาว", None),
    "MMK": ("จ๊าดเมียนมา", None),
    "BND": ("ดอลลาร์บรูไน", "เซนต์"),
}


def _digit(digit: int, place: int, alone: bool) -> str:
    if place == 0 and digit == 1 and not alone:
        return "เอ็ด"
    if place == 1 and digit == 1:
        return PLACES[1]
    if place == 1 and digit == 2:
        return "ยี่" + PLACES[1]
    return DIGITS[digit] + PLACES[place]


def cardinal(number: int) -> str:
    """A number from 0 up in words, without spaces."""
    if number == 0:
        return DIGITS[0]
    millions, rest = divmod(number, MILLION)
    words = cardinal(millions) + "ล้าน" if millions else ""
    return words + "".join(
        _digit(digit, place, alone=number == 1)
        for place, digit in reversed(list(enumerate(groups(rest, 1))))
        if digit
    )


def amount(parts: Parts) -> str:
    whole_name, small_name = CURRENCIES.get(parts.currency, (parts.name("th"), None))
    words = f"{cardinal(parts.whole)}{whole_name}"
    if not parts.small:
        words += "ถ้วน"
    elif small_name:
        # BAHTTEXT leaves zero baht unsaid before satang.
        words = (words if parts.whole else "") + f"{cardinal(parts.small)}{small_name}"
    else:
        words += f" {parts.fraction}"
    return f"ลบ{words}" if parts.negative else words
