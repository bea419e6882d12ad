"""Countries and languages by code: their English names as message ids, and who belongs to ASEAN."""

from __future__ import annotations

from babel import Locale, UnknownLocaleError

from packagekit.domain.text import Text, name_of

ASEAN = frozenset({"BN", "ID", "KH", "LA", "MM", "MY", "PH", "SG", "TH", "TL", "VN"})
"""Members of the Association of Southeast Asian Nations; Timor-Leste since 26 October 2025."""

_ENGLISH = Locale("en")


def country_name(code: str) -> Text:
    """The country's English CLDR name in the vocabulary ``market``; the code itself where CLDR has none."""
    return name_of(_ENGLISH.territories.get(code, code), "market")


def language_name(code: str) -> Text:
    """The language's English CLDR name in the vocabulary ``language``; the code itself where CLDR has none."""
    try:
        return name_of(Locale.parse(code).english_name or code, "language")
    except (UnknownLocaleError, ValueError):
        return name_of(code, "language")
