"""The catalogs of messages on disk: merged with what was extracted, without losing a translation."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import polib

from packagekit.words.extract import Message
from packagekit.words.languages import CATALOG, facts_of, languages

SCREENS = (
    "packagekit/ui/", "packagekit/cli", "packagekit/server", "app.py",
    "packagekit/workflow/", "packagekit/storage/", "packagekit/verify/", "packagekit/feeds/", "packagekit/domain/", "packagekit/compose/",
    "packagekit/words/check", "packagekit/words/rules", "packagekit/words/glossary", "packagekit/words/extract",
    "packagekit/documents/template", "packagekit/documents/facing",
)
"""Where a message is said to the people at the screen only (refusals, clashing wishes); any other may reach a document."""


def read(path: Path) -> polib.POFile:
    """A catalog that will be written with one line per message, whatever its length."""
    return polib.pofile(str(path), encoding="utf-8", wrapwidth=0)


def on_screens_only(message: Message) -> bool:
    return bool(message.locations) and all(where.startswith(SCREENS) for where in message.locations)


def wanted(scope: str, messages: Iterable[Message]) -> tuple[Message, ...]:
    """The messages a language of this scope has to translate."""
    if scope == "all":
        return tuple(messages)
    if scope == "documents":
        return tuple(m for m in messages if not on_screens_only(m))
    return ()


def update(root: Path, messages: tuple[Message, ...]) -> dict[str, int]:
    """Bring every catalog under ``root`` up to the messages; the answer counts each language's messages in use.

    Translations, their reviews (``fuzzy``) and translators' comments stay. A message nobody says any more
    is kept as obsolete if it was translated, and comes back when it is said again. The order is by context
    and text, so that the same messages always give the same file.
    """
    counts = {}
    for code in languages(root):
        path = root / code / CATALOG
        before = path.read_text("utf-8")
        po = merged(read(path), messages)
        if str(po) != before:
            path.write_text(str(po), "utf-8")
        counts[code] = sum(not entry.obsolete for entry in po)
    return counts


def merged(po: polib.POFile, messages: Iterable[Message]) -> polib.POFile:
    """A new catalog with the header of ``po`` and an entry for every message its language is for."""
    scope = facts_of(po)["Scope"]
    new = polib.POFile(wrapwidth=0)
    new.header, new.metadata, new.metadata_is_fuzzy = po.header, po.metadata, po.metadata_is_fuzzy
    old = {(entry.msgctxt or "", entry.msgid): entry for entry in po}
    messages = tuple(messages)
    said = {m.key for m in messages} if scope == "source" else {m.key for m in wanted(scope, messages)}
    for message in sorted(messages, key=lambda m: m.key):
        entry = old.pop(message.key, None) if message.key in said else None
        if scope == "source" and (entry is None or not _translated(entry)):
            continue  # the message is its own text
        if message.key in said:
            new.append(_entry(message, entry, forms=_forms(po)))
    for key in sorted(old):
        if _translated(old[key]):
            old[key].obsolete, old[key].occurrences = True, []
            new.append(old[key])
    return new


def _translated(entry: polib.POEntry) -> bool:
    return bool(entry.msgstr or any(entry.msgstr_plural.values()))


def _forms(po: polib.POFile) -> int:
    return int(po.metadata["Plural-Forms"].partition("nplurals=")[2].partition(";")[0])


def _entry(message: Message, known: polib.POEntry | None, forms: int) -> polib.POEntry:
    entry = known or polib.POEntry(msgid=message.msgid, msgctxt=message.context)
    entry.obsolete = False
    entry.comment = "\n".join(message.comments)
    entry.occurrences = [(where, "") for where in message.locations]
    if message.plural:
        entry.msgid_plural = message.plural
        entry.msgstr_plural = entry.msgstr_plural or dict.fromkeys(range(forms), entry.msgstr)
        entry.msgstr = ""
    elif entry.msgid_plural:
        entry.msgstr = entry.msgstr_plural.get(0, "")
        entry.msgid_plural, entry.msgstr_plural = "", {}
    return entry
