"""The shell's face of the workflow: verbs in, human text or one JSON document out.

Exit codes: 0 done, 1 refused (the problems are said), 2 bad usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from importlib import import_module
from pkgutil import iter_modules

from packagekit import workflow as work
from packagekit.cli import verbs as families
from packagekit.cli.shell import Shell, Verb, problems_text, usual
from packagekit.domain.text import Refusal


def verbs() -> Iterator[Verb]:
    """Every verb of every file in ``verbs``."""
    for module in iter_modules(families.__path__, f"{families.__name__}."):
        yield from import_module(module.name).VERBS


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="python -m packagekit", description="From a factory to a proposal.")
    known = made.add_subparsers(dest="verb", required=True)
    for verb in verbs():
        sub = known.add_parser(verb.name, help=verb.summary, description=verb.summary)
        usual(sub)
        verb.arguments(sub)
        sub.set_defaults(run=verb.run)
    sub = known.add_parser("serve", help="open the app in the browser")
    sub.add_argument("--host", default="127.0.0.1")
    sub.add_argument("--port", type=int, default=8501)
    sub.add_argument("--open", action="store_true", help="open the browser as well")
    return made


def main(serve: Callable[..., int], typed: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code. ``serve`` opens the app: its frame stands above the shell."""
    arguments = parser().parse_args(typed)
    shell = Shell(arguments)
    try:
        if arguments.verb == "serve":
            return serve(host=arguments.host, port=arguments.port, open_browser=arguments.open)
        answer, text, code = arguments.run(shell)
    except Refusal as refusal:
        answer = work.problems_answer(refusal.problems, shell.say)
        text, code = problems_text(refusal.problems, shell.say), 1
    as_json = getattr(arguments, "json", False)  # serve answers in pages
    reader = sys.stdout if as_json or code == 0 else sys.stderr
    try:
        print(json.dumps(answer, ensure_ascii=False, indent=1) if as_json else text, file=reader, flush=True)
    except BrokenPipeError:  # whoever read us has seen enough, as `| head` does: the verb is done all the same
        os.dup2(os.open(os.devnull, os.O_WRONLY), reader.fileno())  # or the interpreter complains while it ends
    return code
