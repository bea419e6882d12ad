"""Where a template's tags are worked out: names of records and nothing behind them, every value said in the language."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from jinja2 import StrictUndefined, Undefined, pass_context
from jinja2.compiler import CodeGenerator
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import escape

from packagekit.domain.money import Money
from packagekit.domain.record import Record
from packagekit.domain.text import Localized, Measure, Percent, Speaks, Text

NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")
"""What no XML file can hold; everything else in a text comes out as it went in."""

FILTERS = ("money", "money_in", "percent", "day", "short_day", "months", "spell")
"""What templates may use beside Jinja's own filters."""

_SPOKEN = frozenset({Text, Money, Localized, Measure, Percent, int, Decimal})
_UNSAFE = re.compile("[&<>\"'\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]").search
_UNCLEAN = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff\ud800-\udfff]").search


def clean(words: str) -> str:
    """``words`` without the characters XML forbids, line ends as one kind."""
    if not _UNCLEAN(words):
        return words
    return NOT_XML.sub("", words.replace("\r\n", "\n").replace("\r", "\n"))


class _Unescaped(CodeGenerator):
    """Writes each value as ``finalize`` gives it, which has escaped it: Jinja would wrap it in two more objects."""

    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        self.write(f"({finalize.src}")


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja that reads the fields of records and calls nothing but what ``environment`` gives it.

    Constants are not worked out when a template is compiled, so that one program serves every language.
    """

    code_generator_class = _Unescaped

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, optimized=False, finalize=_unsaid, cache_size=0)
        self.globals = {}
        self.filters |= dict.fromkeys(FILTERS, str)  # known by name; ``environment`` says what they do
        self.gettext: Callable[..., str] | None = None
        self.said: list[str] = []  # each text that was put into a document, for the gates

    def getattr(self, obj: Any, attribute: str) -> Any:
        if isinstance(obj, Record):  # a field or nothing: methods of records are not for templates
            try:
                return obj.__dict__[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        return super().getattr(obj, attribute)

    def call(__self, __context: Any, __obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # names a message may use
        if __obj is __self.gettext:
            return __obj(*args, **kwargs)
        return super().call(__context, __obj, *args, **kwargs)


@pass_context
def _unsaid(_context: Any, value: Any) -> Any:
    """Stands in the compiler for the ``finalize`` of a language, and keeps constants from being worked out there."""
    return value


def environment(language: Speaks) -> Sandbox:
    made = Sandbox()
    made.finalize = pass_context(_finalize(language.show, made.said.append))
    made.gettext = language.gettext
    made.globals = {"_": made.gettext}
    made.filters |= _filters(language)
    return made


def _finalize(show: Callable[[Any], str], tell: Callable[[str], None]) -> Callable[[Any, Any], str]:
    """What stands at a tag: text in the language, told and made safe; what brings its own XML stays as it is."""
    def finalize(_context: Any, value: Any) -> str:
        kind = type(value)
        if kind is str:
            words = value
        elif kind in _SPOKEN:
            words = show(value)
        elif isinstance(value, Undefined):
            return str(value)  # raises
        elif hasattr(kind, "__html__"):
            return value.__html__()
        else:
            words = show(value)
        if not _UNSAFE(words):
            tell(words)
            return words
        words = clean(words)
        tell(words)
        return str(escape(words))

    return finalize


def _filters(language: Speaks) -> dict[str, Callable[..., Any]]:
    return {
        "money": language.money,
        "money_in": lambda amount, currency: language.money(Money(amount=amount, currency=currency)),
        "percent": language.percent,
        "day": language.day,
        "short_day": language.short_day,
        "months": language.months,
        "spell": language.spell,
    }
