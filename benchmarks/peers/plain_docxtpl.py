"""A template filled by docxtpl as its manual shows."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.metadata import version
from io import BytesIO
from typing import Any

from docx.shared import Mm
from docxtpl import DocxTemplate, InlineImage
from jinja2.sandbox import SandboxedEnvironment

from packagekit.documents.blank import TEXT_WIDTH
from packagekit.documents.drawings import PICTURES
from packagekit.documents.picture import Picture
from packagekit.domain.money import Money
from packagekit.domain.proposal import Proposal
from packagekit.domain.text import Speaks

NAME = f"docxtpl {version('docxtpl')}"


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


def environment(language: Speaks) -> SandboxedEnvironment:
    """The names our templates use, in plain Jinja."""
    def shown(value: Any) -> Any:
        return value if hasattr(value, "__html__") else language.show(value)

    jinja = SandboxedEnvironment(finalize=shown)
    jinja.globals = {"_": language.gettext}
    jinja.filters |= {
        "alone": language.alone, "money": language.money, "percent": language.percent, "day": language.day, "short_day": language.short_day,
        "months": language.months, "spell": language.spell,
        "money_in": lambda amount, currency: language.money(Money(amount=amount, currency=currency)),
    }
    return jinja


def _values(proposal: Proposal) -> dict[str, Any]:
    return {name: getattr(proposal, name) for name in type(proposal).model_fields}
