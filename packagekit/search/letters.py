"""Spells words letter by letter for comparison: Hangul by its keys, Latin without its marks."""

from __future__ import annotations

import re
import unicodedata

_FIRST = ["ㄱ", "ㄲ", "ㄴ", "ㄷ", "ㄸ", "ㄹ", "ㅁ", "ㅂ", "ㅃ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅉ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ"]
_MIDDLE = ["ㅏ", "ㅐ", "ㅑ", "ㅒ", "ㅓ", "ㅔ", "ㅕ", "ㅖ", "ㅗ", "ㅗㅏ", "ㅗㅐ", "ㅗㅣ", "ㅛ", "ㅜ", "ㅜㅓ", "ㅜㅔ", "ㅜㅣ", "ㅠ", "ㅡ", "ㅡㅣ", "ㅣ"]
_LAST = ["", *["ㄱ", "ㄲ", "ㄱㅅ", "ㄴ", "ㄴㅈ", "ㄴㅎ", "ㄷ", "ㄹ", "ㄹㄱ", "ㄹㅁ", "ㄹㅂ", "ㄹㅅ", "ㄹㅌ", "ㄹㅍ", "ㄹㅎ", "ㅁ", "ㅂ", "ㅂㅅ", "ㅅ", "ㅆ", "ㅇ", "ㅈ", "ㅊ", "ㅋ", "ㅌ", "ㅍ", "ㅎ"]]
_GA, _HIH = 0xAC00, 0xD7A3
_SPELLED = {
    _GA + (first * 21 + middle) * 28 + last: _FIRST[first] + _MIDDLE[middle] + _LAST[last]
    for first in range(19) for middle in range(21) for last in range(28)
}
"""Every syllable by the keys of a Korean keyboard, so that one wrong key is one wrong letter."""

_INITIAL = {code: _FIRST[(code - _GA) // 588] for code in range(_GA, _HIH + 1)}
_CONSONANTS = frozenset(_FIRST)
_KEYS = str.maketrans(
    "rRseEfaqQtTdwWczxvgkoiOjpuPhynbml" + "SFAQDZXCVGKIJUHYNBML",
    "ㄱㄲㄴㄷㄸㄹㅁㅂㅃㅅㅆㅇㅈㅉㅊㅋㅌㅍㅎㅏㅐㅑㅒㅓㅔㅕㅖㅗㅛㅜㅠㅡㅣ" + "ㄴㄹㅁㅃㅇㅋㅌㅊㅍㅎㅏㅑㅓㅕㅗㅛㅜㅠㅡㅣ",
)
"""The Korean letter on each key of a Latin keyboard; held down, most keys give the same letter."""

_LOOSE = {
    **{0x1100 + n: letter for n, letter in enumerate(_FIRST)}, **{0x1161 + n: letter for n, letter in enumerate(_MIDDLE)},
    **{0x11A7 + n: letter for n, letter in enumerate(_LAST) if letter},
}
"""Letters that make no syllable, as Unicode's normal form leaves them, back to those of the keyboard."""

_WORD = re.compile(r"[^\W_]+")


def words(text: str) -> list[str]:
    """The words of a text in lower case and without marks: ``Nhựa Mẫu`` is ``nhua``, ``mau``."""
    plain = unicodedata.normalize("NFKC", text).casefold().replace("đ", "d")
    if not plain.isascii():
        parts = unicodedata.normalize("NFD", plain)
        plain = unicodedata.normalize("NFC", "".join(c for c in parts if not unicodedata.combining(c)))
    return _WORD.findall(plain.translate(_LOOSE))


def spelled(word: str) -> str:
    """A word letter by letter: ``사출`` is ``ㅅㅏㅊㅜㄹ``."""
    return word.translate(_SPELLED)


def initials(word: str) -> str:
    """The first consonant of each syllable: ``사출`` is ``ㅅㅊ``; other letters stay."""
    return word.translate(_INITIAL)


def only_initials(word: str) -> bool:
    """Whether somebody typed first consonants only; one alone finds everything and so counts as a letter."""
    return len(word) > 1 and all(letter in _CONSONANTS for letter in word)


def on_korean_keys(typed: str) -> str:
    """What would stand there had the keyboard been set to Korean: ``tkcnf`` is ``사출``, letter by letter."""
    return typed.translate(_KEYS)
