"""Filling ``{name}`` placeholders and nothing else: no attributes, no indexes, no format codes."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from string import Formatter
from typing import Any


class BadPlaceholder(ValueError):
    """A message and what fills it do not fit; the error names the message."""


_IN_SENTENCE = re.compile(r"[\w,:;(-]\s$")


@lru_cache(maxsize=8192)
def parts(message: str) -> tuple[tuple[str, str | None, bool], ...]:
    """The message as pieces of text, each followed by the name of a placeholder or by None, and whether what fills
    that stands in the middle of a sentence.

    ``{{`` and ``}}`` are braces. Raises ``BadPlaceholder`` for a lone brace and for anything but a
    plain name between braces: translations come from outside and must not reach into values.
    """
    pieces = []
    try:
        for literal, name, spec, conversion in Formatter().parse(message):
            if name is not None and (spec or conversion or not name.isidentifier()):
                raise BadPlaceholder(f"only a plain name may stand between braces: {message!r}")
            pieces.append((literal, name, _IN_SENTENCE.search(literal) is not None))
    except BadPlaceholder:
        raise
    except ValueError as fault:
        raise BadPlaceholder(f"{fault}: {message!r}") from fault
    return tuple(pieces)


def names(message: str) -> frozenset[str]:
    """The placeholders of a message."""
    return frozenset(name for _, name, _ in parts(message) if name is not None)


def fill(
    message: str, args: Mapping[str, Any], show: Callable[[Any, bool], str], join: Callable[[Iterable[str]], str] = "".join,
) -> str:
    """The message with each placeholder replaced by what ``show`` makes of its argument, told whether it stands within
    a sentence."""
    said = []
    for literal, name, within in parts(message):
        said.append(literal)
        if name is None:
            continue
        try:
            value = args[name]
        except KeyError:
            raise BadPlaceholder(f"nothing fills {{{name}}} in {message!r}") from None
        said.append(show(value, within))
    return join(said)
