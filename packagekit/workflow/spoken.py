"""The names of catalog codes in the languages people search in."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from packagekit.domain.taxonomy import Taxonomy
from packagekit.domain.text import name_of
from packagekit.domain.unread import Unread
from packagekit.words.languages import language

SPOKEN = ("ko", "en")
VOCABULARIES = {
    "industries": "industry", "processes": "process", "capabilities": "capability", "solution_types": "solution_type",
    "kpis": "kpi", "levels": "level", "data_kinds": "data_kind", "protocols": "protocol",
}
"""Each vocabulary of the taxonomy with the context its names are translated in."""


@lru_cache(maxsize=4)
def _names(codes: tuple[tuple[str, str, str], ...]) -> Mapping[str, tuple[str, ...]]:
    said = [language(code) for code in SPOKEN]
    return {code: tuple(dict.fromkeys(each.show(name_of(name, context)) for each in said)) for code, name, context in codes}


def spoken_names(taxonomy: Taxonomy) -> Mapping[str, tuple[str, ...]]:
    """Every code of the vocabularies that could be read with its Korean and English name."""
    read = ((getattr(taxonomy, vocabulary), context) for vocabulary, context in VOCABULARIES.items())
    return _names(tuple(
        (code, entry.name, context) for entries, context in read if not isinstance(entries, Unread)
        for code, entry in entries.items()))
