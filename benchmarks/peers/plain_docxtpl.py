"""A template filled by docxtpl as its manual shows, and the part of that work that nobody can avoid."""

from __future__ import annotations

import re
import zlib
from collections.abc import Callable, Mapping
from importlib.metadata import version
from io import BytesIO
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup

from packagekit.documents.archive import parts
from packagekit.documents.drawings import PICTURES
from packagekit.documents.layout import TEXT_WIDTH
from packagekit.documents.picture import Picture
from packagekit.domain.money import Money
from packagekit.domain.proposal import Proposal
from packagekit.domain.text import Speaks

NAME = f"docxtpl {version('docxtpl')}"
DEFLATE = 6  # the level our own archives are written with
FILLED = re.compile(r"word/(document|header\d+|footer\d+)\.xml")


def rendered(template: bytes, proposal: Proposal, language: Speaks, pictures: Mapping[str, Picture]) -> bytes:
    """The document: opened, filled, saved; nothing is checked."""
    document = DocxTemplate(BytesIO(template))
    inlined = {
        name: InlineImage(document, BytesIO(pictures[name].png()), width=Mm(TEXT_WIDTH)) if name in pictures else None
        for name in PICTURES
    }
    document.render({**_values(proposal), "pictures": inlined}, environment(language), autoescape=True)
    buffer = BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def least_work(template: bytes, proposal: Proposal, language: Speaks) -> Callable[[], object]:
    """Filling the compiled text of each part and deflating it: what is left when all else is done beforehand."""
    patch = DocxTemplate(BytesIO(template)).patch_xml
    jinja = environment(language)
    jinja.autoescape = True
    compiled = [
        jinja.from_string(patch(part.decode())) for name, part in parts(template).items() if FILLED.fullmatch(name)
    ]
    values = {**_values(proposal), "pictures": dict.fromkeys(PICTURES, Markup("<w:drawing/>"))}
    return lambda: [zlib.compress(part.render(values).encode(), DEFLATE) for part in compiled]


def environment(language: Speaks) -> SandboxedEnvironment:
    """The names our templates use, in plain Jinja."""
    def shown(value: Any) -> Any:
        return value if hasattr(value, "__html__") else language.show(value)

    jinja = SandboxedEnvironment(finalize=shown)
    jinja.globals = {"_": language.gettext}
    jinja.filters |= {
        "money": language.money, "percent": language.percent, "day": language.day, "short_day": language.short_day,
        "months": language.months, "spell": language.spell,
        "money_in": lambda amount, currency: language.money(Money(amount=amount, currency=currency)),
    }
    return jinja


def _values(proposal: Proposal) -> dict[str, Any]:
    return {name: getattr(proposal, name) for name in type(proposal).model_fields}
