"""Korean particles after a placeholder: "{name}은(는)" becomes 은 or 는 by the sound the filled word ends in.

A translation marks the place by writing both forms, as Korean software does; here the right one is chosen.
The final consonant is exact for Hangul and figures. Letters are read by their Korean names in
abbreviations (MES는, PLM은) and by their usual transcription at the end of other Latin words; where
nothing tells, both forms stay.
"""

from __future__ import annotations

import re

# (after a consonant, after a vowel); ㄹ counts as a vowel before (으)로
PAIRS = {
    "은(는)": ("은", "는"), "이(가)": ("이", "가"), "을(를)": ("을", "를"), "과(와)": ("과", "와"),
    "(으)로": ("으로", "로"),
}
_MARK = re.compile("|".join(re.escape(mark) for mark in PAIRS))
_FIGURES = {"0": "ㅇ", "1": "ㄹ", "3": "ㅁ", "6": "ㄱ", "7": "ㄹ", "8": "ㄹ"}  # 영 일 삼 육 칠 팔
_LETTERS = {"L": "ㄹ", "M": "ㅁ", "N": "ㄴ", "R": "ㄹ"}  # 엘 엠 엔 알
_WORD_ENDS = {"l": "ㄹ", "m": "ㅁ", "n": "ㄴ"}
_SIGNS = {"%": "", "℃": ""}  # 퍼센트, 도
_RIEUL = 8  # the index of ㄹ among the final consonants of the Unicode block


def choose(text: str) -> str:
    """The text with every marked particle in the form its place asks for."""
    if "(" not in text:
        return text
    result, at = [], 0
    for found in _MARK.finditer(text):
        result.append(text[at:found.start()])
        final = _final("".join(result))
        mark, at = found.group(), found.end()
        if final is None:
            result.append(mark)
        else:
            after_consonant, after_vowel = PAIRS[mark]
            vowel = not final or (final == "ㄹ" and mark == "(으)로")
            result.append(after_vowel if vowel else after_consonant)
    return "".join([*result, text[at:]])


def _final(before: str) -> str | None:
    """The final consonant of what was said last: "" for none, None where it cannot be told."""
    before = re.sub(r"(?:\([^()]*\)|[\s\"'”’」』])+$", "", before)
    if not before:
        return None
    last = before[-1]
    if "가" <= last <= "힣":
        index = (ord(last) - ord("가")) % 28
        return "ㄹ" if index == _RIEUL else "ㄱ" if index else ""
    if last.isascii() and last.isdigit():
        return _FIGURES.get(last, "")
    if last in _SIGNS:
        return _SIGNS[last]
    if last.isascii() and last.isalpha():
        word = re.search(r"[A-Za-z]+$", before).group()  # type: ignore[union-attr]
        if word.isupper():
            return _LETTERS.get(last, "")
        return "ㅇ" if word.lower().endswith("ng") else _WORD_ENDS.get(last.lower(), "")
    return None
