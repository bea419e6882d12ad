"""The terms every translation must use, and the words it must not."""

from __future__ import annotations

import csv
import re
from functools import cached_property
from pathlib import Path

from packagekit.domain.record import Record
from packagekit.words.languages import LOCALES

OR = "|"  # between forms of equal standing in one cell
_BRACKETS = re.compile(r"\(([^()]*)\)")


class Term(Record):
    """A term of the trade by language. A cell may hold several forms, ``a|b``, the first being preferred.

    What stands in brackets is a form too in a translation; in English only an abbreviation is, other
    brackets explain.
    """

    en: str
    by_language: dict[str, str]
    domain: str
    note: str = ""

    @cached_property
    def english(self) -> re.Pattern[str]:
        """Finds the term in an English message, in the singular or the plural; abbreviations as they are written."""
        words = [form for form in forms(_BRACKETS.sub(" ", self.en)) if form not in self.abbreviations]
        tails = [rf"(?i:{re.escape(form)}(?:e?s)?)" for form in words] + [rf"{re.escape(a)}s?" for a in self.abbreviations]
        return re.compile(rf"(?<![\w-])(?:{'|'.join(tails)})(?![\w-])")

    @cached_property
    def abbreviations(self) -> tuple[str, ...]:
        """Forms such as MES that every language understands."""
        return tuple(form for form in forms(self.en) if sum(letter.isupper() for letter in form) > 1 and " " not in form)

    def accepted(self, language: str) -> tuple[str, ...]:
        cell = self.by_language.get(language, "")
        return (*forms(cell), *self.abbreviations) if cell else ()


class Forbidden(Record):
    """A word that misleads readers of one language, and what to write instead.

    ``use_instead`` may hold several forms and may contain the word itself in a longer phrase that does
    not mislead.
    """

    language: str
    word: str
    use_instead: str
    why: str

    def stands_in(self, text: str) -> bool:
        for phrase in forms(self.use_instead):
            text = re.sub(re.escape(phrase), "", text, flags=re.I)
        return re.search(rf"(?<!\w){re.escape(self.word)}(?!\w)", text, re.I) is not None


def forms(cell: str) -> tuple[str, ...]:
    """The forms a cell holds: each alternative, without its brackets and as what stands in them."""
    found: list[str] = []
    for alternative in cell.split(OR):
        found += [" ".join(_BRACKETS.sub(" ", alternative).split()), *_BRACKETS.findall(alternative)]
    return tuple(dict.fromkeys(form.strip() for form in found if form.strip()))


def read_glossary(root: Path = LOCALES) -> tuple[Term, ...]:
    """The terms of ``glossary.csv``: columns ko, en, vi, id, th (or other codes), domain, note."""
    rows = _rows(root / "glossary.csv")
    return tuple(
        Term(
            en=row["en"], domain=row["domain"], note=row["note"],
            by_language={key: cell for key, cell in row.items() if key not in ("en", "domain", "note") and cell},
        )
        for row in rows
    )


def read_forbidden(root: Path = LOCALES) -> tuple[Forbidden, ...]:
    """The words of ``forbidden.csv``: columns lang, word, use_instead, why."""
    return tuple(
        Forbidden(language=row["lang"], word=row["word"], use_instead=row["use_instead"], why=row["why"])
        for row in _rows(root / "forbidden.csv")
    )


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
