"""The pages before the app as HTML: a card with a form, in the reader's language, without any script."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from packagekit.domain.text import Problem
from packagekit.words.languages import Language, language

STYLE = "/account/style.css"
NOTHING = Markup("")

_PAGE = Markup("""<!doctype html>
<html lang="{locale}">
<head>
<meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>{title} · packagekit</title>
<link rel="icon" href="/favicon.png"><link rel="stylesheet" href="{style}">
</head>
<body>
<div class="side" aria-hidden="true"><img src="/account/wordmark.svg" alt="">
<p>{motto}</p></div>
<main>
<div class="card">
<h1>{title}</h1>
{lead}{problems}{body}
</div>
{languages}
</main>
</body>
</html>
""")


class Field(NamedTuple):
    """One line to fill in."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    fills: str = ""  # what a browser's password keeper takes it for
    hint: str = ""
    most: int = 254
    optional: bool = False


def page(
    speak: Language, title: str, *, lead: str = "", body: Markup = NOTHING, problems: Sequence[Problem] = (),
    languages: Sequence[tuple[str, str]] = (),
) -> str:
    """The whole page; ``languages`` are codes with the address of the same page in each."""
    _ = speak.gettext
    return str(_PAGE.format(
        locale=speak.locale, title=title, style=STYLE, motto=_("A factory comes in, a proposal goes out"),
        lead=Markup('<p class="lead">{}</p>').format(lead) if lead else "", problems=_problems(speak, problems), body=body,
        languages=_languages(speak, languages),
    ))


def form(
    speak: Language, address: str, token: str, fields: Sequence[Field], act: str, *, problems: Sequence[Problem] = (),
    hidden: Sequence[tuple[str, str]] = (),
) -> Markup:
    """A form that posts to ``address``; each fault stands at its field as well."""
    inputs = Markup("").join(_input(speak, field, [p for p in problems if p.where == field.name]) for field in fields)
    carried = Markup("").join(
        Markup('<input type="hidden" name="{}" value="{}">').format(name, value) for name, value in (("token", token), *hidden))
    return Markup('<form method="post" action="{}">{}{}<button type="submit">{}</button></form>').format(
        address, carried, inputs, act)


def link(address: str, words: str, kind: str = "other") -> Markup:
    return Markup('<a class="{}" href="{}">{}</a>').format(kind, address, words)


def rule(words: str) -> Markup:
    """A line between two ways in."""
    return Markup('<div class="or"><span>{}</span></div>').format(words)


def _input(speak: Language, field: Field, problems: Sequence[Problem]) -> Markup:
    faults = Markup("").join(
        Markup('<span class="fault">{} {}</span>').format(speak.show(p.what), speak.show(p.how)) for p in problems)
    hint = Markup('<span class="hint">{}</span>').format(field.hint) if field.hint else ""
    return Markup(
        '<label class="{state}">{label}{hint}<input name="{name}" type="{kind}" value="{value}" autocomplete="{fills}" '
        'maxlength="{most}"{required}{invalid}></label>{faults}',
    ).format(
        required=Markup("" if field.optional else " required"),
        state="faulty" if problems else "", label=field.label, hint=hint, name=field.name, kind=field.kind,
        value="" if field.kind == "password" else field.value, fills=field.fills, most=field.most,
        invalid=Markup(' aria-invalid="true"') if problems else "", faults=faults)


def _problems(speak: Language, problems: Sequence[Problem]) -> Markup:
    if not problems:
        return Markup("")
    items = Markup("").join(Markup("<li>{} <span>{}</span></li>").format(speak.show(p.what), speak.show(p.how)) for p in problems)
    return Markup('<div class="problems" role="alert"><ul>{}</ul></div>').format(items)


def _languages(speak: Language, addresses: Sequence[tuple[str, str]]) -> Markup:
    links = Markup("").join(
        Markup('<a href="{}" hreflang="{}"{}>{}</a>').format(
            address, code, Markup(' aria-current="true"') if code == speak.code else "", language(code).name)
        for code, address in addresses)
    return Markup('<nav class="languages">{}</nav>').format(links) if links else Markup("")
