"""Words: translations, Word templates, amounts spelled."""

from __future__ import annotations

import argparse
from decimal import Decimal, InvalidOperation

from packagekit import workflow as work
from packagekit.cli.shell import Answer, Shell, Verb, problems_text
from packagekit.domain.text import N_, Problem, Refusal


def words(shell: Shell) -> Answer:
    if shell.arguments.act == "update":
        counts = work.update_words(shell.house, shell.who)
        return {"messages": counts}, "\n".join(f"{code}: {count}" for code, count in counts.items()), 0
    answer, text, clean = work.check_words(shell.house, shell.who, shell.say)
    return answer, text, 0 if clean else 1


def template(shell: Shell) -> Answer:
    name = shell.arguments.file
    problems = work.check_template(shell.house, shell.who, shell.read_bytes(name))
    text = problems_text(problems, shell.say) or shell.say.gettext("{name} can be used.", name=name)
    return work.problems_answer(problems, shell.say), text, 1 if problems else 0


def spell(shell: Shell) -> Answer:
    arguments = shell.arguments
    try:
        amount = Decimal(arguments.amount)
        if not amount.is_finite():
            raise InvalidOperation
    except InvalidOperation as fault:
        raise Refusal(Problem(
            where=arguments.amount, what=N_("“{typed}” is not a number.", typed=arguments.amount),
            how=N_("Write digits with a point, such as 4.8."),
        )) from fault
    said = work.spell(amount, arguments.currency, arguments.lang)
    return {"amount": arguments.amount, "currency": arguments.currency, "lang": arguments.lang, "words": said}, said, 0


def _of_words(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=("check", "update"))


def _of_template(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=("check",))
    parser.add_argument("file", metavar="FILE.docx")


def _of_spell(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("amount")
    parser.add_argument("currency")
    parser.add_argument("--lang", required=True)


VERBS = (
    Verb("words", words, "check the translations, or collect new messages", _of_words),
    Verb("template", template, "find unknown names and broken tags in a Word template", _of_template),
    Verb("spell", spell, "an amount in words", _of_spell),
)
