"""What the history says is said in words: every act, every kind, every field of every record, in the reader's language."""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from typing import Any, get_args, get_origin

import polib
import pytest
import sqlalchemy as sa

from packagekit.domain.deal import Deal
from packagekit.domain.history import ACTS, RECORD_KINDS
from packagekit.domain.record import Record
from packagekit.domain.text import Localized
from packagekit.storage.database import Store
from packagekit.storage.history import Deed, remember
from packagekit.storage.registry import KINDS
from packagekit.ui import record_words, told
from packagekit.ui.places import LABELS
from tests.conftest import ROOT

LANGUAGES = ("ko", "vi", "id", "th")


def test_every_act_and_every_kind_has_words() -> None:
    assert set(record_words.ACTS) == set(ACTS)
    assert set(record_words.KINDS) == set(RECORD_KINDS)


def test_the_history_takes_no_act_and_no_kind_without_words(store: Store) -> None:
    for act, kind in (("mangled", "deals"), ("saved", "trinkets")):
        with pytest.raises(ValueError, match="no word"), store.engine.write() as connection:
            remember(connection, Deed("kim", act, kind, "x"))
    with store.engine.read() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM history WHERE ref = 'x'")) == 0


def paths(model: type[Record], where: str = "") -> Iterator[str]:
    """Every field of a record by its path, rows left out; a text, a table and a plain list are one field."""
    for name, found in model.model_fields.items():
        path = f"{where}.{name}" if where else name
        inside = [part for part in _classes(found.annotation) if issubclass(part, Record) and not issubclass(part, Localized)]
        if path == "factory":  # of a deal: its form, read; the history leaves it out
            continue
        yield path
        for part in inside:
            yield from paths(part, path)


def _classes(annotation: Any) -> Iterator[type]:
    if inspect.isclass(annotation) and get_origin(annotation) is None:
        yield annotation
    for part in get_args(annotation):
        yield from _classes(part)


@pytest.mark.parametrize("kind", [*KINDS, "deals"])
def test_every_field_of_every_record_has_a_name(kind: str) -> None:
    """A group such as a factory's contact is named where its parts are: only they are ever said."""
    model = {**KINDS, "deals": Deal}[kind]
    every = set(paths(model))
    groups = {path for path in every if any(other.startswith(f"{path}.") for other in every)}
    whole = set(LABELS) if kind in told.FACTORY_FORMS else set()
    assert {path for path in every if told.label(kind, path) is None} <= {
        path for path in groups if all(part in whole for part in every if part.startswith(f"{path}."))}


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_words_of_the_history_are_translated(code: str) -> None:
    translated = {entry.msgid for entry in polib.pofile(str(ROOT / "locales" / code / "LC_MESSAGES" / "packagekit.po"))
                  if entry.msgctxt is None and entry.translated()}
    texts = [*(words for words, _ in record_words.ACTS.values()), *record_words.KINDS.values(), *record_words.FIELDS.values(),
             *(words for table in record_words.CODES.values() for words in table.values())]
    assert {text.msgid for text in texts} - translated == set()
