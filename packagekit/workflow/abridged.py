"""The register abridged to what lists, searches and matching need, kept in a file so that a start reads no record."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from functools import cache, partial
from inspect import getsourcefile
from pathlib import Path
from sys import version as python_version
from typing import Any, NamedTuple

from packagekit.domain.listing import Listing
from packagekit.domain.record import read_only
from packagekit.domain.taxonomy import Taxonomy
from packagekit.domain.text import Localized, Refusal
from packagekit.match import Row
from packagekit.match.columns import Figure
from packagekit.match.features import Plant
from packagekit.search import Index, Packed
from packagekit.search.letters import words
from packagekit.storage.beside import read_beside, write_beside
from packagekit.storage.database import Store


class Abridged(NamedTuple):
    """What is known of the large kinds at the versions named."""

    versions: Mapping[str, Mapping[str, int]]
    listings: Mapping[str, Mapping[str, Listing]]
    rows: Mapping[str, Row]
    indexes: Mapping[str, Callable[[], Packed]]


def mark_of(taxonomy: Taxonomy, names: Mapping[str, Iterable[str]]) -> str:
    """Changes with everything an abridged record is made by: the program, the catalogs and their words."""
    said = hashlib.sha256(_program())
    for vocabulary in type(taxonomy).model_fields:
        try:
            said.update(repr(dict(getattr(taxonomy, vocabulary))).encode())
        except Refusal:  # its file could not be read
            said.update(vocabulary.encode())
    said.update(json.dumps({code: list(each) for code, each in names.items()}).encode())
    return said.hexdigest()


@cache
def _program() -> bytes:
    sources = (Path(getsourcefile(made) or "").read_bytes() for made in (Listing, Row, Plant, Index, words))
    return python_version.encode() + Path(__file__).read_bytes() + b"".join(sources)


def keep(path: Path, mark: str, known: Abridged, store: Store) -> None:
    """Write what is known, with the last link of the history: only what grew out of it will read it again."""
    write_beside(path, mark, _parts(known, store.history.last()))


def _parts(known: Abridged, last: tuple[int, str]) -> Iterator[Any]:
    """One part after the other, so that the whole is never there a second time."""
    yield last
    yield [_plain_row(row) for row in known.rows.values()]
    for kind, versions in known.versions.items():
        yield kind, dict(versions), [_plain(one) for one in known.listings[kind].values()]
        yield known.indexes[kind]()


def kept(path: Path, mark: str, store: Store) -> Abridged | None:
    """What was kept of this database. None where nothing was, or where it is of another database or an older program."""
    found = read_beside(path, mark)
    if found is None or not store.history.holds(*found[0]):
        return None
    _, rows, *kinds = found
    once: dict[int, Localized] = {}  # regions are few: the same dictionary is the same text
    versions, listings, indexes = {}, {}, {}
    for (kind, seen, plain), index in zip(kinds[::2], kinds[1::2], strict=True):
        versions[kind], indexes[kind] = seen, partial(_itself, index)
        listings[kind] = {one[1]: _listing(one, once) for one in plain}
    return Abridged(versions, listings, {one[0]: _row(one) for one in rows}, indexes)


def _itself(index: Packed) -> Packed:
    return index


_TITLE, _REGION, _SHOWN, _SINCE, _CERTIFIED = map(Listing._fields.index, ("title", "region", "shown", "since", "certified"))


def _plain(one: Listing) -> tuple[Any, ...]:
    said: list[Any] = list(one)
    said[_TITLE] = dict(one.title.root)
    said[_REGION] = None if one.region is None else _told(one.region)
    said[_SHOWN] = None if one.shown is None else tuple(day.toordinal() for day in one.shown)
    for at in (_SINCE, _CERTIFIED):
        said[at] = said[at] and said[at].toordinal()
    return tuple(said)


@cache
def _told(region: Localized) -> dict[str, str]:
    return dict(region.root)


def _listing(said: tuple[Any, ...], once: dict[int, Localized]) -> Listing:
    values = list(said)
    values[_TITLE] = Localized.model_construct(read_only(said[_TITLE]))
    region = said[_REGION]
    if region is not None:
        if id(region) not in once:
            once[id(region)] = Localized.model_construct(read_only(region))
        values[_REGION] = once[id(region)]
    values[_SHOWN] = said[_SHOWN] and tuple(map(date.fromordinal, said[_SHOWN]))
    for at in (_SINCE, _CERTIFIED):
        values[at] = said[at] and date.fromordinal(said[at])
    return Listing._make(values)


def _plain_row(row: Row) -> tuple[Any, ...]:
    return (*row[:-1], tuple(tuple(figure) for figure in row.figures))


def _row(said: tuple[Any, ...]) -> Row:
    return Row(*said[:-1], tuple(map(Figure._make, said[-1])))
