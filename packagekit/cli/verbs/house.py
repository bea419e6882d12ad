"""The house itself: backup, restore, check, settings, and who may come in."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from packagekit import workflow as work
from packagekit.cli.shell import Answer, Shell, Verb, problems_text
from packagekit.domain.text import Problem


def backup(shell: Shell) -> Answer:
    held, problems = work.back_up(shell.house, shell.who, Path(shell.arguments.file))
    text = shell.say.gettext(
        "{rows} rows and {files} files in {name}, checked", rows=held["rows"], files=held["files"], name=shell.arguments.file)
    return _kept({"file": shell.arguments.file, **held}, text, problems, shell)


def restore(shell: Shell) -> Answer:
    settings = work.read_settings()
    held = work.restore(Path(shell.arguments.file), settings, replace=shell.arguments.replace)
    text = shell.say.gettext(
        "{rows} rows and {files} files restored to {name}", rows=held["rows"], files=held["files"], name=str(settings.home))
    return {"home": str(settings.home), **held}, text, 0


def check(shell: Shell) -> Answer:
    if shell.arguments.file:
        held, problems = work.check_backup(Path(shell.arguments.file)), ()
        text = shell.say.gettext(
            "{rows} rows and {files} files in {name}, checked", rows=held["rows"], files=held["files"],
            name=shell.arguments.file)
    else:
        held, problems = work.check_house(shell.house, shell.who)
        text = shell.say.gettext("{rows} acts in the history and {files} files, checked", rows=held["history"], files=held["files"])
    return _kept(held, text, problems, shell)


def _kept(held: Mapping[str, Any], text: str, problems: Sequence[Problem], shell: Shell) -> Answer:
    if problems:
        text += "\n" + problems_text(problems, shell.say)
    return {**held, **work.problems_answer(problems, shell.say)}, text, 1 if problems else 0


def settings(shell: Shell) -> Answer:
    rows = work.read_settings().described()
    answer = {"settings": [
        {"name": r.name, "meaning": r.meaning, "value": "***" if r.secret and r.value else r.value} for r in rows
    ]}
    return answer, "\n".join(f"{r['name']}={r['value']}\n    {r['meaning']}" for r in answer["settings"]), 0


def link(shell: Shell) -> Answer:
    secret = work.owner_link(shell.house, shell.who)
    address = f"{_address(shell)}/account/owner/{secret}"
    return {"link": address}, address, 0


def rights(shell: Shell) -> Answer:
    return {"rights": {name: sorted(roles) for name, roles in work.RIGHTS.items()}}, work.printed_rights().rstrip("\n"), 0


def people(shell: Shell) -> Answer:
    if shell.arguments.act == "reset":
        key = work.person_called(shell.house, shell.arguments.user).id
        address = f"{_address(shell)}/account/reset/{work.make_reset_link(shell.house, shell.who, key)}"
        return {"link": address}, address, 0
    found = work.list_people(shell.house, shell.who)
    answer = {"people": [account.model_dump(mode="json") for account in found]}
    return answer, "\n".join(
        f"{a.id:<14} {a.role:<14} {a.state:<8} {a.organisation:<20} {a.email or '-':<30} {a.name}" for a in found), 0


def _address(shell: Shell) -> str:
    asked = shell.arguments.address
    return (asked or shell.house.settings.address or "http://localhost:8501").rstrip("/")


def _file(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE")


def _of_restore(parser: argparse.ArgumentParser) -> None:
    _file(parser)
    parser.add_argument("--replace", action="store_true", help="set an embedded database that is there aside")


def _of_check(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", nargs="?")


def _served_at(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--address", default=None, help="where the app is served (default: PACKAGEKIT_ADDRESS, or port 8501 here)")


def _of_people(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=("list", "reset"))
    parser.add_argument("user", metavar="USER", nargs="?", default="", help="for reset: id or e-mail address")
    _served_at(parser)


VERBS = (
    Verb("backup", backup, "everything the house keeps in one file, while it is in use", _file),
    Verb("restore", restore, "a backup into a new place (PACKAGEKIT_HOME, PACKAGEKIT_DATABASE_URL)", _of_restore),
    Verb("check", check, "the database, the history and every kept file; with FILE, a backup", _of_check),
    Verb("settings", settings, "the environment variables and their values"),
    Verb("link", link, "print a link that lets the owner in, once", _served_at),
    Verb("rights", rights, "the table of roles and use cases, as docs/rights.md shows it"),
    Verb("people", people, "who is known, or a link by which somebody sets a new password, once", _of_people),
)
