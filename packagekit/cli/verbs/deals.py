"""The main flow: from a factory to its documents."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path

from packagekit import workflow as work
from packagekit.cli.shell import Answer, Shell, Verb, listed, problems_text, progress
from packagekit.domain.bundle import Composition
from packagekit.domain.estimate import Estimate
from packagekit.domain.matching import Match
from packagekit.domain.text import Speaks


def match(shell: Shell) -> Answer:
    matches = work.match_factory(
        shell.house, shell.who, shell.factory(), on=shell.on, top=shell.arguments.top)
    return work.matches_answer(matches, shell.say), _matches_text(matches, shell.say), 0


def compose(shell: Shell) -> Answer:
    factory = shell.factory()
    cases = tuple(shell.arguments.case)
    composition = work.compose_bundle(shell.house, shell.who, factory, on=shell.on, cases=cases)
    if shell.arguments.output and composition.options:
        bundle = work.make_bundle(
            shell.house, shell.who, factory, composition, option=shell.arguments.option, cases=cases, on=shell.on)
        work.write_whole(Path(shell.arguments.output), bundle.model_dump_json(indent=1).encode())
    answer = work.composition_answer(composition, shell.say)
    return answer, _composition_text(composition, shell.say), 0 if composition.options else 1


def estimate(shell: Shell) -> Answer:
    made = work.estimate_bundle(shell.house, shell.who, shell.bundle(), on=shell.on)
    return work.estimate_answer(made, shell.say), _estimate_text(made, shell.say), 0


def propose(shell: Shell) -> Answer:
    arguments = shell.arguments
    documents = work.propose_documents(
        shell.house, shell.who, shell.bundle(), on=shell.on, languages=listed(arguments.lang),
        formats=listed(arguments.format), kinds=_kinds(shell), progress=progress(shell),
        beside=work.Beside(arguments.bilingual, arguments.prevails) if arguments.bilingual else None,
        since=_since(shell, arguments.since, arguments.why) if arguments.since else None)
    files = work.write_documents(documents, Path(arguments.output))
    answer = {"files": [{"name": str(path), "sha256": digest} for path, digest in files]}
    return answer, "\n".join(str(path) for path, _ in files), 0


def _since(shell: Shell, file: str, why: str | None) -> work.Since:
    earlier = shell.bundle(file)
    return work.Since(earlier, on=earlier.composed_on, why=why)


def _kinds(shell: Shell) -> tuple[str, ...]:
    """The kinds asked for; ``all`` is everything a buyer may have that needs no earlier bundle."""
    asked = listed(shell.arguments.kind)
    if asked != ("all",):
        return asked
    return tuple(k.code for k in work.kinds_of_documents(shell.house, shell.who) if k.reader == "buyer" and not k.compares)


def demo(shell: Shell) -> Answer:
    done, problems = work.demo(
        shell.house, shell.who, Path(shell.arguments.output), on=shell.on, formats=("docx", "xlsx", "pdf"),
        progress=progress(shell))
    answer = {
        "files": [{"name": str(path), "sha256": digest} for path, digest in done],
        **work.problems_answer(problems, shell.say),
    }
    text = shell.say.gettext("{count} documents in {folder}", count=len(done), folder=shell.arguments.output)
    if problems:
        text += "\n" + problems_text(problems, shell.say)
    return answer, text, 1 if problems else 0


def _matches_text(matches: Sequence[Match], say: Speaks) -> str:
    blocks = []
    for match in matches:
        lines = [f"{say.number(match.score, 2)}  {say.show(match.case.title)}  ({match.case.id})"]
        lines += [f"      + {say.show(reason.text)}" for reason in match.reasons]
        lines += [f"      - {say.show(difference.text)}" for difference in match.differences]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks) or say.gettext("No published case fits.")


def _composition_text(composition: Composition, say: Speaks) -> str:
    if composition.conflict is not None:
        lines = [say.gettext("These wishes cannot all be met:")]
        lines += [f"  - {say.show(wish.text)}" for wish in composition.conflict.wishes]
        lines += [say.gettext("Ways out:")]
        lines += [f"  > {say.show(way.text)}" for way in composition.conflict.ways_out]
        return "\n".join(lines)
    blocks = []
    for option in composition.options:
        mark = "*" if option.recommended else " "
        lines = [f"{mark} {option.name}: {say.money(option.price)}, {say.percent(option.benefit)}"]
        lines += [f"      {line.qty} x {line.id}  {say.money(line.unit_price)}" for line in option.lines]
        blocks.append("\n".join(lines))
    return "\n\n".join(blocks)


def _estimate_text(made: Estimate, say: Speaks) -> str:
    lines = [
        f"{say.money(row.amount):>20}  {'*' if row.recoverable else ' '} {row.status.value:<4} {say.show(row.name)}"
        for row in made.ledger if row.payer == "buyer"
    ]
    for label, amount in (
        (say.gettext("Price"), made.seller_price), (say.gettext("The buyer pays"), made.buyer_cash_out),
        (say.gettext("Cost to the buyer after what comes back (*)"), made.buyer_cost),
    ):
        lines.append(f"{say.money(amount):>20}    {label}")
    lines += [f"! {say.show(warning.text)}" for warning in made.warnings]
    return "\n".join(lines)


def _factory(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("factory", metavar="FACTORY.yaml")


def _of_match(parser: argparse.ArgumentParser) -> None:
    _factory(parser)
    parser.add_argument("--top", type=int, default=5)


def _of_compose(parser: argparse.ArgumentParser) -> None:
    _factory(parser)
    parser.add_argument("--case", action="append", default=[], metavar="ID")
    parser.add_argument("--option", choices=("essential", "standard", "advanced"), default=None)
    parser.add_argument("-o", "--output", metavar="BUNDLE.json", default=None)


def _of_estimate(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", metavar="BUNDLE.json")


def _of_propose(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("bundle", metavar="BUNDLE.json")
    parser.add_argument("--kind", default="proposal", help="kinds, such as proposal,offer; or all")
    parser.add_argument("--since", metavar="BUNDLE.json", default=None, help="an earlier bundle, for the kind that says what changed")
    parser.add_argument("--why", metavar="TEXT", default=None, help="why it changed, printed as it is given here")
    parser.add_argument("--lang", default="en", help="languages, such as vi,en")
    parser.add_argument("--format", default="docx", help="docx, xlsx, pdf")
    parser.add_argument("--bilingual", metavar="LANG", default=None, help="a second language beside each, such as en")
    parser.add_argument("--prevails", metavar="LANG", default=None, help="the language that counts where the two differ")
    _of_demo(parser)


def _of_demo(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("-o", "--output", metavar="DIR", required=True)


VERBS = (
    Verb("match", match, "rank the proven cases that fit a factory", _of_match),
    Verb("compose", compose, "choose solutions that work together, or say which wishes clash", _of_compose),
    Verb("estimate", estimate, "price a bundle, landed and taxed", _of_estimate),
    Verb("propose", propose, "write the proposal and the documents beside it", _of_propose),
    Verb("demo", demo, "the whole flow for every sample factory", _of_demo),
)
