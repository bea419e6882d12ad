"""The team's own dated values: listed, entered with their source, decided by a second person, given out as catalog files."""

from __future__ import annotations

import argparse
from pathlib import Path

from packagekit import workflow as work
from packagekit.cli.shell import Answer, Shell, Verb, acts, day
from packagekit.domain.record import plain
from packagekit.domain.team_value import Figure, TeamValue


def values(shell: Shell) -> Answer:
    """Nothing is overwritten: a value begins on a day of its own, and holds once a second person has confirmed it."""
    house, who, asked = shell.house, shell.who, shell.arguments
    if asked.act == "list":
        found = work.list_team_values(house, who)
        return {"values": [_answer(one) for one in found]}, "\n".join(map(_text, found)), 0
    if asked.act == "export":
        files = work.export_team_values(house, who)
        if asked.output is not None:
            for path, text in files.items():
                work.write_whole(Path(asked.output) / path, text.encode())
        return {"files": dict(files)}, "\n".join(f"# {path}\n{text}" for path, text in files.items()).rstrip("\n"), 0
    if asked.act == "enter":
        file = None if asked.file is None else (Path(asked.file).name, shell.read_bytes(asked.file))
        done = work.enter_value(house, who, work.Entry(
            figure=Figure(asked.area, asked.owner.upper(), asked.name, asked.rate), value=asked.value, since=asked.since,
            until=asked.until, source_title=asked.source, href=asked.href, document=asked.document, note=asked.note, file=file))
    elif asked.act == "confirm":
        done = work.confirm_value(house, who, asked.id)
    else:
        done = {"refuse": work.refuse_value, "withdraw": work.withdraw_value}[asked.act](house, who, asked.id, asked.why)
    return _answer(done), _text(done), 0


def _answer(one: TeamValue) -> dict[str, object]:
    return {**one.model_dump(mode="json", exclude={"figure"}), **one.figure._asdict(), "state": one.state}


def _text(one: TeamValue) -> str:
    value = one.value
    said = "?" if value.value is None else plain(value.value)
    return (f"{one.id:>5}  {one.state:<10} {' '.join(part for part in one.figure if part):<50} {said:>12} {one.unit:<8} "
            f"{value.since} .. {value.until or '          '}  {value.source.title}")


def _arguments(parser: argparse.ArgumentParser) -> None:
    act = acts(parser)
    act("list", "every value ever entered, with what became of it")
    enter = act("enter", "a newer value of a figure, with its source; a second person confirms it")
    enter.add_argument("area", choices=("market", "tariff", "seller"))
    enter.add_argument("owner", metavar="CODE", help="the market, or the seller's country")
    enter.add_argument("name", metavar="NAME", help="of the parameter, or the code of the tariff line")
    enter.add_argument("value", metavar="VALUE", help="a number; a rate as 0.08 or 8 %%")
    enter.add_argument("--rate", default="", help="of a tariff line: mfn or an agreement")
    enter.add_argument("--since", type=day, required=True, metavar="DAY", help="its first day")
    enter.add_argument("--until", type=day, default=None, metavar="DAY", help="its last day, where one is known")
    enter.add_argument("--source", required=True, help="name of the law, the agency or the page")
    enter.add_argument("--href", default="", help="its web address")
    enter.add_argument("--document", default="", help="number of the document")
    enter.add_argument("--note", default="")
    enter.add_argument("--file", default=None, help="a copy of the source, kept with the value")
    act("confirm", "take a colleague's value into force").add_argument("id", type=int)
    for name, summary in (("refuse", "put a colleague's value away"), ("withdraw", "take one's own back, or a confirmed one out of force")):
        ended = act(name, summary)
        ended.add_argument("id", type=int)
        ended.add_argument("--why", required=True)
    act("export", "the confirmed values as files of the catalogs").add_argument(
        "-o", "--output", metavar="DIR", default=None, help="the catalogs folder to lay them into (default: print them)")


VERBS = (Verb("values", values, "the team's own values of law, tariff and day rates", _arguments),)
