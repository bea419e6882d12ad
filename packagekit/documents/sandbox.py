"""Where a template's tags are worked out: names of records and nothing behind them, every value said in the language."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal
from typing import Any

from jinja2 import StrictUndefined, TemplateRuntimeError, Undefined, nodes, pass_context, pass_eval_context
from jinja2.compiler import CodeGenerator
from jinja2.filters import do_join
from jinja2.runtime import LoopContext, Macro
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import escape

from packagekit.domain import signs
from packagekit.domain.money import Money, UnitPrice
from packagekit.domain.record import Record
from packagekit.domain.text import Localized, Measure, Percent, Speaks, Text

NOT_XML = re.compile("[\ufffe\uffff\ud800-\udfff]")
"""What no XML file can hold beside the signs that nobody sees."""

LONGEST, TURNS, WHOLE = 100_000, 200_000, 20_000_000
"""The most characters a text may have, the most turns of nested loops, the most characters a document may be filled with."""

TURN = "_turn"
"""What counts the turns of nested loops, by the name a program calls it."""

NUMBERS = (int, Decimal, float)
SWELLING = frozenset(("center", "format", "indent", "wordwrap", "batch", "slice", "replace", "xmlattr", "urlize", "pprint",
                      "random", "safe", "tojson", "filesizeformat", "forceescape", "striptags", "attr"))
"""Filters of Jinja that make much of little, or markup of a text."""

FILTERS = ("alone", "money", "money_in", "percent", "day", "short_day", "months", "spell")
"""What templates may use beside Jinja's own filters."""

_SPOKEN = frozenset({Text, Money, UnitPrice, Localized, Measure, Percent, int, Decimal})
PLAIN = re.compile("[\t\n -!#-%(-;=?-~\xa0-\xac\xae-\u02ff\u0e01-\u0e5b\u1e00-\u1eff\uac00-\ud7a3\u2010-\u2027\u20a0-\u20bf]*").fullmatch
"""A text of letters and signs that XML and ``clean`` leave as they are, as most texts are: one set, looked up fast."""


LOOP = frozenset({"first", "last", "index", "index0", "revindex", "revindex0", "length", "depth", "depth0"})
"""What a loop says of itself without being called."""

_RECORDS: set[type] = set()
"""The kinds of records seen so far: asking a class of pydantic what it is a kind of takes longer than reading a field."""


def _is_record(kind: type) -> bool:
    if issubclass(kind, Record):
        _RECORDS.add(kind)
        return True
    return False


def clean(words: str) -> str:
    """``words`` without the characters XML forbids and those that nobody sees, line ends as one kind."""
    return NOT_XML.sub("", signs.without_unseen(words))


class _Unescaped(CodeGenerator):
    """Writes each value as ``finalize`` gives it, which has escaped it: Jinja would wrap it in two more objects."""

    def _output_child_pre(self, node: Any, frame: Any, finalize: Any) -> None:
        self.write(f"({finalize.src}")


class Overrun(TemplateRuntimeError):
    """A template that asks for more than any document holds."""


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja that reads the fields of records and calls nothing but what ``environment`` gives it.

    Constants are not worked out when a template is compiled, so that one program serves every language. What a
    template makes is bounded: texts in length, loops within loops within loops in turns.
    """

    code_generator_class = _Unescaped
    intercepted_binops = frozenset(("+", "*", "**", "%"))

    def __init__(self) -> None:
        super().__init__(autoescape=True, undefined=StrictUndefined, optimized=False, finalize=_unsaid, cache_size=0)
        self.globals = {}
        self.filters = {name: kept for name, kept in self.filters.items() if name not in SWELLING}
        self.filters |= dict.fromkeys(FILTERS, str)  # known by name; ``environment`` says what they do
        self.filters["join"] = _joined
        self.gettext: Callable[..., str] | None = None
        self.said: list[str] = []  # each text that was put into a document, for the gates

    def getattr(self, obj: Any, attribute: str) -> Any:
        kind = type(obj)
        if kind in _RECORDS or _is_record(kind):  # a field or nothing: methods of records are not for templates
            try:
                return obj.__dict__[attribute]
            except KeyError:
                return self.undefined(obj=obj, name=attribute)
        if kind is LoopContext and attribute in LOOP:  # asked at every turn
            return getattr(obj, attribute)
        return super().getattr(obj, attribute)

    def call(__self, __context: Any, __obj: Any, /, *args: Any, **kwargs: Any) -> Any:  # names a message may use
        if __obj is __self.gettext:
            return _bounded(__obj(*args, **kwargs))
        return super().call(__context, __obj, *args, **kwargs)

    def is_safe_callable(self, obj: Any) -> bool:
        """Messages, what belongs to loops, and macros of the template itself: no methods of texts or records."""
        return isinstance(obj, Macro | LoopContext) or isinstance(getattr(obj, "__self__", None), LoopContext) or (
            getattr(obj, "for_templates", False))

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:
        """Sums and products of numbers; texts are joined while they are short, never multiplied or formatted."""
        if operator != "+" and not (isinstance(left, NUMBERS) and isinstance(right, NUMBERS)):
            raise Overrun(f"{operator} is for numbers")
        if operator == "**" and abs(right) > 16:
            raise Overrun("the power is too high")
        result = super().call_binop(context, operator, left, right)
        return _bounded(result) if isinstance(result, str) else result

    def _parse(self, source: str, name: str | None, filename: str | None) -> nodes.Template:
        tree = super()._parse(source, name, filename)
        _counted(tree, 0)
        return tree


def _counted(node: nodes.Node, depth: int) -> None:
    """Puts a count of turns into loops within loops within loops; others end with the records they go over."""
    if isinstance(node, nodes.For):
        depth += 1
        if depth > 2:
            turn = nodes.Name(TURN, "load", lineno=node.lineno)
            node.body.insert(0, nodes.ExprStmt(nodes.Call(turn, [], [], None, None, lineno=node.lineno), lineno=node.lineno))
    for field, value in node.iter_fields():
        if isinstance(value, list):
            value[:] = [_joining(child) for child in value]
        elif isinstance(value, nodes.Concat):
            setattr(node, field, _joining(value))
    for child in node.iter_child_nodes():
        _counted(child, depth)


def _joining(child: Any) -> Any:
    """``a ~ b`` as a filter that looks at the length."""
    if not isinstance(child, nodes.Concat):
        return child
    pieces = nodes.List(list(child.nodes), lineno=child.lineno)
    return nodes.Filter(pieces, "join", [], [], None, None, lineno=child.lineno)


def _bounded(words: str) -> str:
    if len(words) > LONGEST:
        raise Overrun(f"a text of more than {LONGEST} characters")
    return words


@pass_eval_context
def _joined(eval_ctx: Any, value: Any, d: str = "", attribute: Any = None) -> str:
    """Jinja's own ``join``, its result bounded."""
    return _bounded(do_join(eval_ctx, value, d, attribute))


def turns() -> Callable[[], str]:
    """The count of turns of one document."""
    left = iter(range(TURNS))

    def turn() -> str:
        if next(left, None) is None:
            raise Overrun(f"more than {TURNS} turns of loops within loops")
        return ""

    turn.for_templates = True  # type: ignore[attr-defined]
    return turn


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
    room = WHOLE
    known: dict[int, str] = {}  # what stands for a value, by its identity
    held: list[Any] = []  # these values, so that no other takes the place of one
    escaped: dict[str, str] = {}  # the words of what stands there changed

    def finalize(_context: Any, value: Any) -> str:
        nonlocal room
        key = id(value)
        safe = known.get(key)
        if safe is not None:
            words = escaped.get(safe, safe)  # one value in three of a proposal was said before: who pays, which country
        else:
            kind = type(value)
            if kind is str:
                words = value
            elif kind in _SPOKEN:
                words = show(value)
            elif isinstance(value, Undefined):
                return str(value)  # raises
            elif hasattr(kind, "__html__"):
                safe = value.__html__()
                room -= len(safe)
                if room < 0:
                    raise Overrun(f"more than {WHOLE} characters")
                return safe
            else:
                words = show(value)
            safe = words
            if not PLAIN(words):
                words = clean(words)
                safe = str(escape(words))
                if safe != words:
                    escaped[safe] = words
            known[key] = safe
            held.append(value)
        room -= len(words)
        if room < 0:
            raise Overrun(f"more than {WHOLE} characters")
        tell(words)
        return safe

    return finalize


def _filters(language: Speaks) -> dict[str, Callable[..., Any]]:
    return {
        "alone": language.alone,
        "money": language.money,
        "money_in": lambda amount, currency: language.money(Money(amount=amount, currency=currency)),
        "percent": language.percent,
        "day": language.day,
        "short_day": language.short_day,
        "months": language.months,
        "spell": language.spell,
    }
