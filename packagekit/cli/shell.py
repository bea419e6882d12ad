"""What every verb has at hand: the house, who asks, the reader's language, files; and what a verb is."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from pydantic import ValidationError

from packagekit import workflow as work
from packagekit.domain.bundle import Bundle
from packagekit.domain.factory import Factory
from packagekit.domain.text import N_, Problem, Refusal, Speaks, Text

Answer = tuple[dict[str, Any], str, int]
"""What a verb gives: the JSON document, the same for people, the exit code."""


class Shell:
    """What every verb needs: the house, who asks, and the reader's language."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.say: Speaks = work.language(reader_language())
        self._house: work.House | None = None

    @property
    def house(self) -> work.House:
        if self._house is None:
            self._house = work.open_house()
        return self._house

    @property
    def who(self) -> work.Person:
        """The person named by ``--as``; else the owner: who has the shell of the machine has its database as well."""
        named = self.arguments.as_user
        return work.desk_owner(self.house) if named is None else work.person_called(self.house, named)

    @property
    def on(self) -> date:
        return self.arguments.on or self.house.today()

    def read_bytes(self, name: str) -> bytes:
        """What a file holds, or standard input for ``-``."""
        try:
            return sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        except OSError as fault:
            raise Refusal(Problem(
                where=name, what=N_("The file cannot be read: {reason}.", reason=fault.strerror or ""),
                how=N_("Check the path."),
            )) from fault

    def read(self, name: str) -> str:
        """The text of a file, or of standard input for ``-``."""
        try:
            return self.read_bytes(name).decode("utf-8-sig")
        except UnicodeDecodeError as fault:
            raise Refusal(Problem(
                where=name, what=N_("The file is not UTF-8 text."), how=N_("Save it as UTF-8."),
            )) from fault

    def factory(self) -> Factory:
        name = self.arguments.factory
        factory, problems = work.read_factory_file(
            self.house, self.who, self.read(name), "factory.yaml" if name == "-" else Path(name).name)
        if factory is None:
            raise Refusal(*problems)
        return factory

    def case(self) -> dict[str, Any]:
        """The case of a calculator; a day on the command line goes before the one in the file."""
        case = work.read_case(self.read(self.arguments.case), self.arguments.case)
        return case if self.arguments.on is None else {**case, "on": self.arguments.on}

    def bundle(self, name: str | None = None) -> Bundle:
        name = name or self.arguments.bundle
        try:
            return Bundle.model_validate_json(self.read(name))
        except ValidationError as fault:
            raise Refusal(Problem(
                where=name, what=N_("The file is not a bundle written by “compose”."),
                how=N_("Make it with: python -m packagekit compose FACTORY.yaml -o BUNDLE.json"),
            )) from fault


def no_arguments(parser: argparse.ArgumentParser) -> None:
    """Of a verb that is asked nothing."""


class Verb(NamedTuple):
    """One word of the shell; a file of ``verbs`` lists its own under ``VERBS``."""

    name: str
    run: Callable[[Shell], Answer]
    summary: str
    arguments: Callable[[argparse.ArgumentParser], None] = no_arguments  # adds what the verb is asked beside the usual


def reader_language() -> str:
    """The language of the person at this terminal: Korean where the system says so, else English."""
    chosen = os.environ.get("PACKAGEKIT_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "ko" if chosen.startswith("ko") else "en"


def usual(parser: argparse.ArgumentParser, *, again: bool = False) -> None:
    """What every verb can be asked; ``again``: below a verb that was asked it already."""
    def default(value: Any) -> Any:
        return argparse.SUPPRESS if again else value

    parser.add_argument("--as", dest="as_user", metavar="USER", default=default(None),
                        help="act as this person (id or e-mail address; default: the owner)")
    parser.add_argument("--json", action="store_true", default=default(False), help="one JSON document instead of text")
    parser.add_argument("--on", type=day, default=default(None), metavar="DAY", help="the day of law and rates (default: today)")


def acts(parser: argparse.ArgumentParser) -> Callable[[str, str], argparse.ArgumentParser]:
    """For a verb of several acts: adds one by its name and summary."""
    known = parser.add_subparsers(dest="act", required=True)

    def act(name: str, summary: str) -> argparse.ArgumentParser:
        added = known.add_parser(name, help=summary, description=summary)
        usual(added, again=True)
        return added

    return act


def day(text: str) -> date:
    return date.fromisoformat(text)


def listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


def problems_text(problems: Sequence[Problem], say: Speaks) -> str:
    return "\n".join(f"{p.where}: {say.show(p.what)}\n    {say.show(p.how)}" for p in problems)


def progress(shell: Shell) -> Callable[[float, Text], None]:
    def show(share: float, what: Text) -> None:
        if not shell.arguments.json:
            print(f"{share:4.0%}  {shell.say.show(what)}", file=sys.stderr, flush=True)

    return show
