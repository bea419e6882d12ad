"""Whether a Word template asks only for what a proposal has: every unknown name and broken tag, and where it stands."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from types import UnionType
from typing import Any, Union, get_args, get_origin

from jinja2 import Environment, TemplateSyntaxError, nodes

from packagekit.documents.archive import Damaged
from packagekit.documents.compiled import FILE, Source, compiled, read
from packagekit.documents.drawings import PICTURES
from packagekit.documents.media import unsound_pictures
from packagekit.documents.sandbox import TURN, Sandbox
from packagekit.documents.template_file import damaged, opened
from packagekit.domain.proposal import Proposal
from packagekit.domain.record import Record
from packagekit.domain.signs import OVERRIDES, named
from packagekit.domain.text import N_, Problem

FUNCTIONS = ("_",)
OVERRIDE = re.compile(f"[{OVERRIDES}]")
MACRO = ("caller", "varargs", "kwargs")
"""What every macro can ask for beside its own parameters."""

Scope = Mapping[str, Any]
"""Names and what is known of them: an annotation, a set of names, or None for what cannot be followed."""


def paragraph(source: str, line: int | None) -> str:
    """The words of the paragraph on that line of a ``compiled.Source``."""
    lines = source.split("\n")
    found = lines[line - 1].partition("</w:p>")[0] if line and line <= len(lines) else ""
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


@lru_cache(maxsize=32)
def check(template: bytes) -> tuple[Problem, ...]:
    """Every fault of the template, each with the paragraph it stands in; empty when it can be filled."""
    parts, unfit = opened(template)
    if unfit:
        return unfit
    problems: list[Problem] = []
    try:
        problems += unsound_pictures(parts.values())
        sources, _ = read(template)
        for source in sources:
            problems += _misasked(source)
        problems += () if problems else _uncompiled(template, sources)
    except Damaged as fault:
        return (damaged(fault.why),)
    except (RecursionError, SyntaxError):  # of Jinja's reader, and of Python where it compiles what Jinja wrote
        problems.append(Problem(where="template", what=N_("The tags of the template stand too deep within one another."),
                                how=N_("Let it do with fewer loops, conditions and brackets within one another.")))
    return tuple(dict.fromkeys(problems))


def _misasked(source: Source) -> Iterator[Problem]:
    """Faults of the tags of one part, the broken one first, for it hides the others."""
    environment, text = Sandbox(), source.text
    yield from (named(paragraph(text, text[:at.start()].count("\n") + 1), at[0]) for at in OVERRIDE.finditer(text))
    known: dict[str, Any] = {name: field.annotation for name, field in Proposal.model_fields.items()}
    known |= {"pictures": frozenset(PICTURES)} | dict.fromkeys((*FUNCTIONS, TURN))
    try:
        tree = environment.parse(text)
    except TemplateSyntaxError as error:
        yield _broken(text, error)
        return
    walk = _Walk(text, environment)
    walk.body(tree.body, known)
    yield from walk.problems


def _uncompiled(template: bytes, sources: Iterable[Source]) -> Iterator[Problem]:
    """A tag that is read but means nothing where it stands: two blocks of one name."""
    try:
        compiled(template)
    except TemplateSyntaxError as error:
        yield _broken(next((source.text for source in sources if FILE + source.name == error.filename), ""), error)


def _broken(text: str, error: TemplateSyntaxError) -> Problem:
    return Problem(
        where=paragraph(text, error.lineno), what=N_("This tag of the template is broken: {fault}.", fault=str(error.message)),
        how=N_("Correct the tag; loops and conditions stand in a paragraph or row of their own."),
    )


class _Walk:
    """Follows names through a template by the annotations of the records."""

    def __init__(self, source: str, environment: Environment) -> None:
        self.source, self.environment = source, environment
        self.problems: list[Problem] = []

    def body(self, statements: list[nodes.Node], scope: Scope) -> None:
        here = dict(scope)
        for statement in statements:
            match statement:
                case nodes.For():
                    inner = {**here, "loop": None, **self.bound(statement.target, _element(self.type(statement.iter, here)))}
                    if statement.test is not None:
                        self.type(statement.test, inner)
                    self.body(statement.body, inner)
                    self.body(statement.else_, here)
                case nodes.If():
                    self.type(statement.test, here)
                    for branch in (statement.body, *([e] for e in statement.elif_), statement.else_):
                        self.body(branch, here)
                case nodes.Assign():
                    here |= self.bound(statement.target, self.type(statement.node, here))
                case nodes.AssignBlock():
                    self.body(statement.body, here)
                    here |= self.bound(statement.target, None)
                case nodes.With():
                    given = [self.type(value, here) for value in statement.values]
                    named = [self.bound(*pair) for pair in zip(statement.targets, given, strict=True)]
                    self.body(statement.body, {**here, **{name: kind for one in named for name, kind in one.items()}})
                case nodes.Macro():
                    here[statement.name] = None  # it may call itself
                    self.body(statement.body, {**here, **self.parameters(statement, here), **dict.fromkeys(MACRO)})
                case nodes.CallBlock():
                    self.type(statement.call, here)
                    self.body(statement.body, {**here, **self.parameters(statement, here)})
                case nodes.FilterBlock():
                    self.type(statement.filter, here)
                    self.body(statement.body, here)
                case nodes.Include() | nodes.Import() | nodes.FromImport() | nodes.Extends():
                    self.problems.append(Problem(
                        where=paragraph(self.source, statement.lineno), what=N_("The template asks for another template, and there is none beside it."),
                        how=N_("Write what it holds into this template."),
                    ))
                case _:
                    for child in statement.iter_child_nodes():
                        self.type(child, here)

    def parameters(self, taker: nodes.Macro | nodes.CallBlock, scope: Scope) -> dict[str, Any]:
        """What a macro or the block of a call is given; nobody says what of, so it is not followed."""
        for usual in taker.defaults:
            self.type(usual, scope)
        return dict.fromkeys(argument.name for argument in taker.args)

    def bound(self, target: nodes.Node, kind: Any) -> dict[str, Any]:
        if isinstance(target, nodes.Name):
            return {target.name: kind}
        return dict.fromkeys(name.name for name in target.find_all(nodes.Name))

    def type(self, node: nodes.Node, scope: Scope) -> Any:
        """What an expression is, None where it cannot be followed; notes every name that does not exist."""
        match node:
            case nodes.Name():
                if node.name not in scope:
                    self.unknown(node.name, node.lineno)
                return scope.get(node.name)
            case nodes.Getattr():
                return self.member(node, self.type(node.node, scope))
            case nodes.Getitem():
                return _element(self.type(node.node, scope))
            case nodes.Filter() if node.name not in self.environment.filters:
                self.unknown(node.name, node.lineno)
            case nodes.Test() if node.name not in self.environment.tests:
                self.unknown(node.name, node.lineno)
        for child in node.iter_child_nodes():
            self.type(child, scope)
        return None

    def member(self, node: nodes.Getattr, owner: Any) -> Any:
        if isinstance(owner, frozenset):
            if node.attr not in owner:
                self.unknown(_path(node), node.lineno)
            return None
        kinds = _kinds(owner)
        records = [kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Record)]
        found = [record.model_fields[node.attr].annotation for record in records if node.attr in record.model_fields]
        if found:
            return found[0]
        if kinds and Any not in kinds:
            self.unknown(_path(node), node.lineno)
        return None

    def unknown(self, name: str, line: int) -> None:
        self.problems.append(Problem(
            where=paragraph(self.source, line),
            what=N_("The template asks for {name}, which a proposal does not have.", name=name),
            how=N_("Correct the name in this paragraph of the template."),
        ))


def _kinds(annotation: Any) -> tuple[Any, ...]:
    """The alternatives of an annotation without None; empty where nothing is known."""
    if annotation is None:
        return ()
    if get_origin(annotation) in (Union, UnionType):
        return tuple(kind for part in get_args(annotation) if part is not type(None) for kind in _kinds(part))
    return (annotation,)


def _element(annotation: Any) -> Any:
    """What a tuple holds."""
    for kind in _kinds(annotation):
        if get_origin(kind) is tuple:
            return get_args(kind)[0]
    return None


def _path(node: nodes.Node) -> str:
    if isinstance(node, nodes.Getattr):
        return f"{_path(node.node)}.{node.attr}"
    if isinstance(node, nodes.Getitem):
        return f"{_path(node.node)}[]"
    return node.name if isinstance(node, nodes.Name) else "…"
