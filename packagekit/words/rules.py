"""What must hold between a message and its translation: one small function per rule."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from babel.core import get_global

from packagekit.domain.text import N_, Text
from packagekit.words.glossary import Forbidden, Term
from packagekit.words.placeholders import BadPlaceholder, names

SCRIPTS = {
    # ISO 15924 code: how the names of its letters begin in Unicode
    "Latn": ("LATIN",), "Kore": ("HANGUL",), "Thai": ("THAI",), "Khmr": ("KHMER",), "Laoo": ("LAO",),
    "Mymr": ("MYANMAR",), "Jpan": ("HIRAGANA", "KATAKANA", "CJK"), "Hans": ("CJK",), "Hant": ("CJK",),
}
_ASCII = frozenset("abcdefghijklmnopqrstuvwxyz")
ALPHABETS = {
    # language: the letters and marks its Latin letters are made of
    "vi": _ASCII | frozenset("đ\u0300\u0301\u0302\u0303\u0306\u0309\u031b\u0323"),
    "id": _ASCII, "ko": _ASCII, "th": _ASCII,
}
SENTENCE = 4  # words from which a text is taken for a sentence, not a name or an abbreviation
_WORDS = re.compile(r"[^\W\d_]{2,}")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_YEAR = re.compile(r"(?<![\d/.,-])(?:19|20)\d\d(?![\d/-])")
_WHEN = r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December|of|in|from|since|for) "
"""Before a year that says when; one in a name, such as Incoterms 2020, stays as it is."""
_PLACEHOLDER = re.compile(r"\{\w*\}")
_ASIDE = re.compile(r"\{\w*\}|\([^()]*\)")  # what does not make a text longer: fillings and brackets
_SPELLED = {
    # numbers a message spells and a translation may write in figures
    "no": 0, "zero": 0, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "single": 1, "once": 1, "twice": 2, "both": 2, "half": 2, "pair": 2,
    "tenth": 10, "quarter": 4, "thirds": 3, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "january": 1, "february": 2, "march": 3,
    "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9, "october": 10, "november": 11,
    "december": 12,
}


FREE = "no-python-brace-format"
"""gettext's own flag at an entry of a .po: a letter in Indonesian greets nobody by name, whatever the message fills in."""


class Pair(NamedTuple):
    context: str | None
    message: str
    plural: str | None
    translation: str
    language: str
    script: str  # ISO 15924
    source: bool  # the translation is in the messages' own language
    years_ahead: int = 0  # of the era of the language: 543 for the Buddhist one
    free: bool = False  # the translator says that the language leaves out what another fills in


def script_of(locale: str) -> str:
    """The script CLDR expects of a locale: ``ko`` is written in ``Kore``."""
    likely: str = get_global("likely_subtags").get(locale.split("_")[0], "und_Latn_ZZ")
    return likely.split("_")[1]


def faults(pair: Pair, glossary: Sequence[Term], forbidden: Sequence[Forbidden]) -> Iterator[tuple[str, Text]]:
    """Every fault of one translation as (kind, what)."""
    for rule in RULES:
        yield from rule(pair)
    if not pair.source:
        yield from _terms(pair, glossary)
    for word in forbidden:
        if word.stands_in(pair.translation):
            yield "forbidden", N_("\"{word}\" misleads: {why}. Write: {instead}.",
                                  word=word.word, why=word.why, instead=word.use_instead)


def _placeholders(pair: Pair) -> Iterator[tuple[str, Text]]:
    try:
        asked = names(pair.message) | names(pair.plural or "")
        used = names(pair.translation)
    except BadPlaceholder as fault:
        yield "placeholder", N_("The braces are wrong: {fault}.", fault=str(fault))
        return
    # A plural form may leave the number out ("one month"), a form that is the only one may not.
    optional = {"n"} if pair.plural and pair.source else set()
    for name in () if pair.free else sorted(asked - used - optional):
        yield "placeholder", N_("The placeholder {name} is missing.", name=f"{{{name}}}")
    for name in sorted(used - asked):
        yield "placeholder", N_("The message has no placeholder {name}.", name=f"{{{name}}}")


def _numbers(pair: Pair) -> Iterator[tuple[str, Text]]:
    if pair.context == "unit":
        return  # a code such as 1/yr, which a language may put in words
    said, written = _figures(pair.message), _figures(pair.translation)
    if pair.years_ahead:
        for year in _YEAR.findall(pair.message):
            own = str(int(year) + pair.years_ahead)
            if own in written:
                written = (written - {own}) | {year}
            elif year in written and re.search(_WHEN + year, pair.message):
                yield "era", N_("The year {year} is {own} in the era of this language.", year=year, own=own)
    # English says the one by "a" and "each", or not at all.
    spelled = {"1"} | {str(_SPELLED[word]) for word in _WORDS.findall(pair.message.lower()) if word in _SPELLED}
    for number in sorted(said - written):
        yield "number", N_("The number {number} is missing.", number=number)
    for number in sorted(written - said - spelled):
        yield "number", N_("The message has no number {number}.", number=number)


def _figures(text: str) -> set[str]:
    return {re.sub("[.,]", "", number) for number in _NUMBER.findall(_PLACEHOLDER.sub(" ", text))}


def _letters(pair: Pair) -> Iterator[tuple[str, Text]]:
    own = SCRIPTS.get(pair.script, ())
    foreign = {
        letter for letter in set(pair.translation) - set(pair.message)
        if unicodedata.category(letter) in ("Lo", "Ll", "Lu", "Lt", "Lm")
        and not unicodedata.name(letter, "").startswith(("LATIN", "MICRO", "OHM", *own))
    }
    # An alphabet has letters that look alike in others: ð is no đ, and Indonesian writes without marks.
    foreign |= {
        letter for letter in set(pair.translation) - set(pair.message)
        if pair.language in ALPHABETS and unicodedata.name(letter, "").startswith("LATIN")
        and not set(unicodedata.normalize("NFD", letter.lower())) <= ALPHABETS[pair.language]
    }
    if foreign:
        yield "script", N_("There are letters of another script: {letters}.", letters="".join(sorted(foreign)))
    if pair.script != "Latn" and _sentence(pair.message) and not any(
        unicodedata.name(letter, "").startswith(own) for letter in pair.translation
    ):
        yield "script", N_("There is no letter of the language's own script.")


_DISORDER = re.compile(
    # Thai is typed consonant, vowel above or below, tone mark, sara am; a screen hides any other order from the eye.
    "[\u0e48-\u0e4c][\u0e31\u0e34-\u0e3a\u0e47]"  # a tone mark before the vowel it stands over
    "|[\u0e48-\u0e4b]{2}|\u0e31{2}|[\u0e34-\u0e39]{2}"  # a mark twice
    "|\u0e4d[\u0e48-\u0e4b]?\u0e32|\u0e32\u0e4d"  # sara am in two pieces
    "|\u0e40\u0e40"  # two sara e for one sara ae
    "|(?<![\u0e01-\u0e2e\u0e31-\u0e3a])[\u0e48-\u0e4b]|(?<![\u0e01-\u0e2e])[\u0e31\u0e34-\u0e39]"  # a mark over nothing
)


def _form(pair: Pair) -> Iterator[tuple[str, Text]]:
    if unicodedata.normalize("NFC", pair.translation) != pair.translation:
        yield "form", N_("A letter and its mark are two characters; they are one in composed form (NFC).")
    if "  " in pair.translation.strip() and "  " not in pair.message.strip():
        yield "form", N_("There are two spaces in a row.")
    wrong = _DISORDER.search(pair.translation)
    if wrong:
        yield "form", N_("Marks of Thai stand in the wrong order near “{letters}”.",
                         letters=pair.translation[max(0, wrong.start() - 3):wrong.end() + 2])


def _changed(pair: Pair) -> Iterator[tuple[str, Text]]:
    if not pair.source and _sentence(pair.message) and pair.translation == pair.message:
        yield "unchanged", N_("The translation is the message itself.")


def _sentence(text: str) -> bool:
    return len(_WORDS.findall(_ASIDE.sub(" ", text))) >= SENTENCE


def _edges(pair: Pair) -> Iterator[tuple[str, Text]]:
    for text, other in ((pair.message, pair.translation), (pair.message[::-1], pair.translation[::-1])):
        if text[: len(text) - len(text.lstrip())] != other[: len(other) - len(other.lstrip())]:
            yield "edge", N_("The space at the beginning or the end differs.")
    # "No.", "Rate no.": each language shortens its own way and puts the word where it belongs
    abbreviated = pair.message.endswith(".") and (" " not in pair.message or pair.message.endswith(" no."))
    for mark in (".", ":", "…"):
        # Thai sentences end without a full stop.
        if not abbreviated and pair.script != "Thai" and pair.message.endswith(mark) != pair.translation.endswith(mark):
            yield "edge", N_("The mark {mark} at the end is missing or too much.", mark=mark)


RULES: tuple[Callable[[Pair], Iterator[tuple[str, Text]]], ...] = (_placeholders, _numbers, _letters, _form, _changed, _edges)


def _terms(pair: Pair, glossary: Sequence[Term]) -> Iterator[tuple[str, Text]]:
    message = _PLACEHOLDER.sub(" ", pair.message)
    spans = [(found.span(), term) for term in glossary for found in term.english.finditer(message)]
    written = _bare(pair.translation)
    asked: dict[str, Term] = {}
    for (start, end), term in spans:
        inside_longer = any(a <= start and end <= b and (b - a) > (end - start) for (a, b), _ in spans)
        if not inside_longer and term.accepted(pair.language):
            asked[term.en] = term
    for term in asked.values():
        if not any(_bare(form) in written for form in term.accepted(pair.language)):
            yield "glossary", N_("\"{term}\" is written otherwise than the glossary says: {accepted}.",
                                 term=term.en, accepted=term.by_language[pair.language])


def _bare(text: str) -> str:
    """Without case and spaces: Korean writers differ in where they put them."""
    return "".join(text.casefold().split())
