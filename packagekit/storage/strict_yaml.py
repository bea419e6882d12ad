"""YAML as people mean it: only true and false are booleans, numbers stay text, a key stands once."""

from __future__ import annotations

import re
from typing import Any

import yaml

from packagekit.domain.text import N_, Problem, Refusal

MOST_BYTES = 200_000  # a hand-written record is a few kB; more is a mistake or an attack
MOST_DEEP = 20

_OPENS = (yaml.BlockMappingStartToken, yaml.BlockSequenceStartToken, yaml.FlowMappingStartToken,
          yaml.FlowSequenceStartToken)
_CLOSES = (yaml.BlockEndToken, yaml.FlowMappingEndToken, yaml.FlowSequenceEndToken)


class _Loader(getattr(yaml, "CSafeLoader", yaml.SafeLoader)):  # libyaml reads ten times as fast, where it is built in
    """SafeLoader without YAML 1.1's guesses (``on``, ``no``, 1_000, sexagesimals, dates)."""


_Loader.yaml_implicit_resolvers = {}
_Loader.add_implicit_resolver("tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), list("tf"))
_Loader.add_implicit_resolver("tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""])


def _mapping(loader: _Loader, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
    seen: set[Any] = set()
    for key_node, _ in node.value:
        key = loader.construct_object(key_node, deep=True)
        if not isinstance(key, str):
            raise yaml.constructor.ConstructorError(None, None, "a key must be plain text", key_node.start_mark)
        if key in seen:
            raise yaml.constructor.ConstructorError(None, None, f"the key {key!r} stands twice", key_node.start_mark)
        seen.add(key)
    return yaml.SafeLoader.construct_mapping(loader, node, deep=True)


def _no_alias(loader: _Loader, node: yaml.Node) -> Any:
    raise yaml.constructor.ConstructorError(None, None, "merge keys are not used here", node.start_mark)


_Loader.add_constructor("tag:yaml.org,2002:map", _mapping)
_Loader.add_constructor("tag:yaml.org,2002:merge", _no_alias)


def _look_through(text: str) -> None:
    """Refuse what could grow without bound, aliases and endless nesting, before anything is built."""
    depth = 0
    for token in yaml.scan(text, Loader=_Loader):
        depth += isinstance(token, _OPENS) - isinstance(token, _CLOSES)
        if isinstance(token, yaml.AliasToken):
            raise yaml.constructor.ConstructorError(None, None, "aliases are not used here", token.start_mark)
        if depth > MOST_DEEP:
            raise yaml.constructor.ConstructorError(None, None, "nested too deeply", token.start_mark)


def parse(text: str, where: str) -> Any:
    """The document in ``text``; raises Refusal with line and column when it is not YAML."""
    if len(text.encode()) > MOST_BYTES:
        raise Refusal(Problem(
            where=where, what=N_("The file is larger than {most} bytes.", most=MOST_BYTES),
            how=N_("Send one record per file."),
        ))
    try:
        _look_through(text)
        return yaml.load(text, Loader=_Loader)
    except yaml.MarkedYAMLError as fault:
        mark = fault.problem_mark or fault.context_mark
        place = f"{where}:{mark.line + 1}:{mark.column + 1}" if mark else where
        raise Refusal(Problem(
            where=place, what=N_("The file is not readable as YAML: {reason}.", reason=fault.problem or "syntax"),
            how=N_("Mend the line and read the file again."),
        )) from fault
    except (yaml.YAMLError, RecursionError) as fault:
        raise Refusal(Problem(
            where=where, what=N_("The file is not readable as YAML: {reason}.", reason=type(fault).__name__),
            how=N_("Save it as plain UTF-8 text without control characters."),
        )) from fault


def write(data: Any) -> str:
    """Plain data as YAML with keys in their own order; every text that could be misread is quoted."""
    return yaml.safe_dump(data, allow_unicode=True, sort_keys=False, width=110)
