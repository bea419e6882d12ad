"""What people type, cleaned where it comes in: signs nobody sees are left out, signs that mislead are named.

Everything typed or brought passes ``cleaned`` on its way into a record. Line ends and tabs stay; letters are written
in one way (NFC), so that a name typed on one machine is the name typed on another. Letters that no font of the documents
has are named too where they are to be printed: which letters the fonts have is for whoever holds the fonts to say.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from functools import lru_cache
from typing import Any

from packagekit.domain.text import N_, Problem, Text

MOST_MARKS = 4
"""Marks over and under one letter: Vietnamese needs two and Thai three, more of them run into the lines beside."""

NAME, SENTENCES = 200, 2_000
"""The most letters of a name, a title or a place, and of a text of some sentences: more of them fill the cells of a table
over the end of its page."""

SAYING = frozenset(("problem", "built", "lessons", "about", "services", "summary", "method", "scope"))
"""The fields of some sentences."""

NOT_PRINTED = frozenset(("evidence", "verifier", "by"))
"""The fields that stand in no document: names of files, and who vouches for figures or has agreed to their showing."""

FEW = 5
"""So many signs of a text are named: whoever reads five knows the others."""

COPIED = N_("Copy the address as the browser's own line gives it, with % in place of such letters.")

OVERRIDES = "\N{LEFT-TO-RIGHT OVERRIDE}\N{RIGHT-TO-LEFT OVERRIDE}"

_PLAIN = re.compile("[\t\n\x20-\x7e\xa0-\xac\xae-\u02ff\u1e00-\u1eff\uac00-\ud7a3\u2010-\u2027\u20a0-\u20b9]*")
"""Letters without marks of their own, which need no second look."""

_LINE_ENDS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")

_UNSEEN = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u200b-\u200f\u202a-\u202c"
    "\u2060-\u206f\ufeff\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001-\U000e007f"
    "\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
"""The categories Cc and Cf of Unicode; then fillers, and choices between forms of a letter. The overrides are not among them."""

_SPACES = re.compile("[\u1680\u2000-\u200a\u202f\u205f\u3000]")
"""Spaces of other widths."""

_HALVES = re.compile("[\ud800-\udbff][\udc00-\udfff]")
"""One sign in the two halves of UTF-16, as JSON may bring it."""


def cleaned(words: str) -> str:
    """``words`` without the signs nobody sees, its spaces and letters written in one way. What misleads stays."""
    if _PLAIN.fullmatch(words):
        return words
    words = _HALVES.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), words)
    return unicodedata.normalize("NFC", without_unseen(words))


def without_unseen(words: str) -> str:
    """``words`` without the signs nobody sees, spaces and line ends of one kind."""
    return _SPACES.sub(" ", _UNSEEN.sub("", _LINE_ENDS.sub("\n", words)))


def one_line(words: str) -> str:
    """``words`` in one line, and only what can be printed: for titles, and for what goes into YAML, CSV and comments of files."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in cleaned(words)).split())


def misleading(words: str) -> str | None:
    """The first sign of ``words`` that turns them around, stands for no letter, or is a mark on none or one too many."""
    if _PLAIN.fullmatch(words):
        return None
    signs = set(words)
    if any(map(_is_none, signs)):
        return next(filter(_is_none, words))
    if not any(map(_is_mark, signs)):
        return None
    marks = MOST_MARKS
    for sign in words:
        marks = marks + 1 if _is_mark(sign) else MOST_MARKS if sign.isspace() else 0
        if marks > MOST_MARKS:
            return sign
    return None


@lru_cache(maxsize=1 << 12)
def _is_none(sign: str) -> bool:
    return sign in OVERRIDES or sign == "\N{REPLACEMENT CHARACTER}" or unicodedata.category(sign) in ("Cn", "Co", "Cs")


@lru_cache(maxsize=1 << 12)
def _is_mark(sign: str) -> bool:
    return unicodedata.category(sign) in ("Mn", "Me")


def unprinted(words: str, printed: AbstractSet[str]) -> tuple[str, ...]:
    """The signs of ``words`` that are not among the ``printed`` ones, each once, as they stand; marks are drawn with the letter under them."""
    lacking = (sign for sign in set(words) - printed if unicodedata.category(sign) not in ("Cf", "Zs", "Cc", "Mn"))
    return tuple(sorted(lacking, key=words.index))


def unprintable(where: str, signs: Sequence[str]) -> Problem:
    """``unprinted`` signs as a fault at their place."""
    letters = any(unicodedata.category(sign) in ("Lo", "Lu", "Ll", "Lt", "Lm", "Mc") for sign in signs)
    return Problem(
        where=where,
        what=N_("No font of our documents has these signs: {signs}.", signs=tuple(f"{sign} (U+{ord(sign):04X})" for sign in signs[:FEW])),
        how=N_("Write it in Latin letters.") if letters else N_("Leave them out, or say it in words."))


def named(where: str, sign: str) -> Problem:
    """A ``misleading`` sign as a fault at its place."""
    return Problem(where=where, what=_why(sign), how=N_("Type the text anew without this sign, instead of copying it."))


def _why(sign: str) -> Text:
    number = f"U+{ord(sign):04X}"
    if sign in OVERRIDES:
        return N_("The text holds the unseen sign {number}, which turns the letters after it around.", number=number)
    if _is_mark(sign):
        return N_("The mark {number} stands on no letter, or on one with {most} marks already.", most=MOST_MARKS, number=number)
    return N_("The text holds the sign {number}, which stands for no letter.", number=number)


Place = tuple[str | int, ...]
"""Where a text stands in a form: ``("members", 0, "name")``."""

Fault = tuple[Place, Text, Text]
"""Where something is wrong, what, and how to mend it."""


def typed(form: Any, printed: AbstractSet[str]) -> tuple[Any, tuple[Fault, ...]]:
    """A form with every text in it ``cleaned``; and each text that misleads, is too long for a document, or has signs
    that are not ``printed`` and stands in documents."""
    found: list[Fault] = []

    def taken(part: Any, place: Place) -> Any:
        if isinstance(part, str):
            words = cleaned(part)
            letters = words if NOT_PRINTED.isdisjoint(place) else ""
            wrong = tuple(faults(words, SENTENCES if SAYING.intersection(place) else NAME)) or unfit_for_print(letters, printed)
            found.extend((place, problem.what, problem.how) for problem in wrong)
            return words
        if isinstance(part, Mapping):
            return {key: taken(one, (*place, str(key))) for key, one in part.items()}
        if isinstance(part, list | tuple):
            return [taken(one, (*place, number)) for number, one in enumerate(part)]
        return part

    return taken(form, ()), tuple(found)


def unfit_for_print(words: str, printed: AbstractSet[str], where: str = "") -> tuple[Problem, ...]:
    """The one fault of ``words``, or of an address, that have signs no document can show."""
    if not (signs := unprinted(words, printed)):
        return ()
    problem = unprintable(where, signs)
    return (problem.model_copy(update={"how": COPIED}) if where == "href" else problem,)


def faults(words: str, most: int, where: str = "") -> Iterator[Problem]:
    """What is wrong with cleaned ``words`` that may have ``most`` letters."""
    if (sign := misleading(words)) is not None:
        yield named(where, sign)
    if len(words) > most:
        yield Problem(where=where, what=N_("The text is longer than {most} characters.", most=most), how=N_("Shorten it."))
