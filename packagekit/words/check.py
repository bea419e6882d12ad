"""Every catalog of messages checked: nothing missing, nothing misleading, nothing that would break when filled."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Literal

import polib
from babel import Locale, UnknownLocaleError

from packagekit.domain.record import Record
from packagekit.domain.text import N_, Text
from packagekit.words import rules
from packagekit.words.catalogs import read, wanted
from packagekit.words.extract import Message
from packagekit.words.glossary import Forbidden, Term
from packagekit.words.languages import CATALOG, SCOPES, facts_of, languages

Kind = Literal[
    "header", "missing", "unreviewed", "placeholder", "number", "glossary", "forbidden", "script", "form",
    "unchanged", "edge", "era",
]

HOW: dict[str, Text] = {
    "header": N_("Correct the header of the file."),
    "missing": N_("Translate the message."),
    "unreviewed": N_("Review the translation and take its mark \"fuzzy\" away."),
    "placeholder": N_("Use the placeholders of the message, each at least once, and no others."),
    "number": N_("Write the numbers of the message, no others."),
    "era": N_("Write the year in the era of the language."),
    "glossary": N_("Use the term of the glossary, or add another accepted form to it."),
    "forbidden": N_("Write it with other words."),
    "script": N_("Write the translation in the letters of its language."),
    "form": N_("Type it again in composed letters, marks in their usual order and single spaces."),
    "unchanged": N_("Translate the sentence; it is still in English."),
    "edge": N_("Begin and end the translation as the message does."),
}


class WordsProblem(Record):
    """One fault of one message in one language; ``where``, ``what`` and ``how`` read like any ``Problem``."""

    language: str
    kind: Kind
    where: str  # the catalog's file
    context: str | None = None
    msgid: str = ""
    translation: str = ""
    what: Text

    @property
    def how(self) -> Text:
        return HOW[self.kind]


def check(
    root: Path, messages: Iterable[Message], glossary: Sequence[Term], forbidden: Sequence[Forbidden]
) -> tuple[WordsProblem, ...]:
    """All faults of all catalogs under ``root``, ordered by language, then by message.

    What a language must translate follows from its scope: screens and documents (``all``), all but what
    only screens say (``documents``), nothing (``source``, ``formats``). What it translates is checked
    in any case.
    """
    messages = tuple(messages)
    found: list[WordsProblem] = []
    for code in languages(root):
        po = read(root / code / CATALOG)
        words = tuple(word for word in forbidden if word.language == code)
        found += _header(code, po)
        found += _messages(code, po, messages, glossary, words)
    return tuple(found)


def _problem(code: str, kind: Kind, what: Text, entry: polib.POEntry | None = None, translation: str = "") -> WordsProblem:
    return WordsProblem(
        language=code, kind=kind, where=f"locales/{code}/{CATALOG}", what=what, translation=translation,
        context=entry.msgctxt if entry else None, msgid=entry.msgid if entry else "",
    )


def _header(code: str, po: polib.POFile) -> Iterator[WordsProblem]:
    facts = facts_of(po)
    for name in ("Locale", "Name", "Scope"):
        if not facts.get(name):
            yield _problem(code, "header", N_("The header has no field X-Packagekit-{field}.", field=name))
    if facts.get("Scope") and facts["Scope"] not in SCOPES:
        yield _problem(code, "header", N_("{scope} is not a scope. There are: {scopes}.", scope=facts["Scope"], scopes=SCOPES))
    if po.metadata.get("Language") != code:
        yield _problem(code, "header", N_("The header's language is not that of its folder, {language}.", language=code))
    try:
        locale = Locale.parse(facts.get("Locale", code))
    except (ValueError, UnknownLocaleError):
        yield _problem(code, "header", N_("CLDR knows no locale {locale}.", locale=facts["Locale"]))
        return
    # CLDR's rules name every form but "other". Babel's own table gives Indonesian two forms; CLDR gives it one.
    expected = len(locale.plural_form.rules) + 1
    if f"nplurals={expected};" not in po.metadata.get("Plural-Forms", "").replace(" ", ""):
        yield _problem(code, "header", N_("The language has {n} plural forms, the header says otherwise.", n=expected))


def _messages(
    code: str, po: polib.POFile, messages: tuple[Message, ...], glossary: Sequence[Term], words: Sequence[Forbidden]
) -> Iterator[WordsProblem]:
    scope = facts_of(po).get("Scope", "all")
    entries = {(e.msgctxt or "", e.msgid): e for e in po if not e.obsolete}
    needed = {m.key for m in wanted(scope, messages)}
    script = rules.script_of(facts_of(po).get("Locale", code))
    years_ahead = int(facts_of(po).get("Years-Ahead", "0"))
    for message in sorted(messages, key=lambda m: m.key):
        entry = entries.get(message.key)
        translations = _translations(entry) if entry else ()
        if not entry or not all(translations):
            if message.key in needed:
                yield _problem(code, "missing", N_("The message is not translated."),
                               entry or polib.POEntry(msgid=message.msgid, msgctxt=message.context))
            continue
        if entry.fuzzy:
            yield _problem(code, "unreviewed", N_("The translation was not reviewed."), entry, translations[0])
            continue
        for translation in translations:
            pair = rules.Pair(
                context=message.context, message=message.msgid, plural=message.plural, translation=translation,
                language=code, script=script, source=scope == "source", years_ahead=years_ahead, free=rules.FREE in entry.flags,
            )
            for kind, what in rules.faults(pair, glossary, words):
                yield _problem(code, kind, what, entry, translation)


def _translations(entry: polib.POEntry) -> tuple[str, ...]:
    if entry.msgid_plural:
        return tuple(entry.msgstr_plural[form] for form in sorted(entry.msgstr_plural)) or ("",)
    return (entry.msgstr,)
