"""Small pieces of markup in our own classes: badges, lists, figures, tables; every text is escaped."""

from __future__ import annotations

from collections.abc import Container, Iterable, Sequence
from typing import Any

from markupsafe import Markup

from packagekit.domain.case import Grade
from packagekit.domain.dated import Source, Status
from packagekit.domain.places import language_name
from packagekit.domain.text import N_, Localized, Speaks, Text

STATUS_WORDS: dict[Status, tuple[Text, Text, str]] = {
    Status.S: (N_("Verified"), N_("The text of the law or of the agency was read."), "good"),
    Status.S2: (N_("Second source"), N_("A law firm, an auditor or the press was read."), "info"),
    Status.USER: (N_("Entered"), N_("Entered by a person, with a source."), "info"),
    Status.W: (N_("Weak – confirm"), N_("An unchecked compilation, or sources that contradict each other."), "care"),
    Status.GK: (N_("Unverified – confirm"), N_("General knowledge; confirm it before you sign."), "care"),
}
GRADE_WORDS: dict[Grade, tuple[Text, str]] = {
    Grade.A: (N_("Independent report, or a system export verified by a third party"), "good"),
    Grade.B: (N_("System export, attested by the supplier"), "info"),
    Grade.C: (N_("Self-reported by the factory"), ""),
    Grade.D: (N_("Claim of the supplier only; never shown to a buyer"), "bad"),
}


def badge(words: str, tone: str = "", title: str = "") -> Markup:
    """A word on coloured ground; ``tone`` is good, info, care, bad or none."""
    return Markup('<span class="badge {}" title="{}">{}</span>').format(tone, title, words)


def status_badge(language: Speaks, status: Status) -> Markup:
    """How a figure is known, in plain words."""
    words, meaning, tone = STATUS_WORDS[status]
    return badge(language.show(words), tone, language.show(meaning))


def grade_badge(language: Speaks, grade: Grade) -> Markup:
    """The grade of a case's evidence, with what it means."""
    meaning, tone = GRADE_WORDS[grade]
    return badge(grade.value, tone, language.show(meaning))


def source_note(language: Speaks, status: Status, *sources: Source) -> Markup:
    """The status badge; opened, it says where the figure was read, or the figures it is made of."""
    read = Markup("<br>").join(_read(language, source) for source in dict.fromkeys(sources))
    return Markup('<details class="source"><summary>{}</summary><div>{}</div></details>').format(
        status_badge(language, status), read)


def _read(language: Speaks, source: Source) -> Markup:
    said = language.show(source.said)
    title = Markup('<a href="{}" target="_blank" rel="noopener">{}</a>').format(source.href, said) \
        if source.href else Markup.escape(said)
    parts = [title]
    if source.document:
        parts.append(Markup.escape(source.document))
    if source.seen:
        parts.append(Markup.escape(language.gettext("read on {day}", day=source.seen)))
    return Markup(" · ").join(parts)


def said(language: Speaks, text: Localized) -> Markup:
    """A text in the reader's language; in another one it is marked, for the eye and for who has it read aloud."""
    words, written = text.best(language.code)
    if written == language.code:
        return Markup.escape(words)
    name = language.show(language_name(written))
    return Markup('<span lang="{}">{}</span> <span class="badge tongue" title="{}">{}</span>').format(
        written, words, language.gettext("Written in {language}; there is no text in yours.", language=name), name)


def chips(words: Iterable[str], tone: str = "") -> Markup:
    return Markup('<div class="chips">{}</div>').format(Markup("").join(badge(word, tone) for word in words))


def points(texts: Iterable[str], kind: str = "plain") -> Markup:
    """A list whose signs say what it is: fits, differs or plain."""
    items = Markup("").join(Markup("<li>{}</li>").format(text) for text in texts)
    return Markup('<ul class="points {}">{}</ul>').format(kind, items)


def facts(pairs: Iterable[tuple[str, Any]]) -> Markup:
    """Labels and what stands beside them; empty ones are left out."""
    rows = Markup("").join(
        Markup("<dt>{}</dt><dd>{}</dd>").format(label, value) for label, value in pairs if value not in (None, ""))
    return Markup('<dl class="facts">{}</dl>').format(rows)


def figure(label: str, value: str, detail: str = "", *, lead: bool = False) -> Markup:
    """A headline number."""
    return Markup(
        '<div class="figure {}"><div class="label">{}</div><div class="value">{}</div><div class="detail">{}</div></div>'
    ).format("lead" if lead else "", label, value, detail)


def figures(tiles: Iterable[Markup]) -> Markup:
    return Markup('<div class="figures">{}</div>').format(Markup("").join(tiles))


def bar(ratio: float, title: str) -> Markup:
    """A share of the whole as a bar; ``ratio`` from 0 to 1 is only ever a length on the screen."""
    width = round(max(0.0, min(1.0, ratio)) * 100)
    return Markup('<div class="bar" role="img" aria-label="{}"><i style="width:{}%"></i></div>').format(title, width)


def table(heads: Sequence[str], rows: Iterable[Sequence[Any]], *, numbers: Container[int] = ()) -> Markup:
    """A plain table; ``numbers`` are the columns set flush right. A row of one cell is a heading over rows."""
    def cells(tag: str, values: Sequence[Any]) -> Markup:
        return Markup("").join(
            Markup("<{}{}>{}</{}>").format(Markup(tag), Markup(' class="num"' if at in numbers else ""), value, Markup(tag))
            for at, value in enumerate(values)
        )

    body = Markup("").join(
        Markup('<tr class="group"><td colspan="{}">{}</td></tr>').format(len(heads), row[0])
        if len(row) == 1 and len(heads) > 1 else Markup("<tr>{}</tr>").format(cells("td", row))
        for row in rows
    )
    return Markup('<div class="scroll"><table><thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>').format(
        cells("th", heads), body)


def minihead(words: str) -> Markup:
    return Markup('<div class="minihead">{}</div>').format(words)
