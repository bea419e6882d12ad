"""Names of countries and languages from CLDR, found by their English names."""

from __future__ import annotations

from functools import lru_cache

from babel import Locale

_TABLES = {"market": "territories", "language": "languages"}  # vocabulary: CLDR's table


def name(vocabulary: str, english: str, locale: Locale) -> str | None:
    """The name in the locale's language; None where the vocabulary or the name is not CLDR's."""
    table = _TABLES.get(vocabulary)
    code = _codes(table).get(english) if table else None
    return getattr(locale, table).get(code) if table and code else None


@lru_cache(maxsize=len(_TABLES))
def _codes(table: str) -> dict[str, str]:
    """Codes by English name; of two codes with one name the shorter, usual one."""
    names = getattr(Locale("en"), table)
    return {names[code]: code for code in sorted(names, key=lambda code: (-len(code), code))}
