"""The shell's face of the workflow: verbs in, human text or one JSON document out.

Exit codes: 0 done, 1 refused (the problems are said), 2 bad usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from packagekit import workflow as work
from packagekit.domain.bundle import Bundle, Composition
from packagekit.domain.estimate import Estimate
from packagekit.domain.factory import Factory
from packagekit.domain.matching import Match
from packagekit.domain.text import N_, Problem, Refusal, Speaks, Text

Answer = tuple[dict[str, Any], str, int]
"""What a verb gives: the JSON document, the same for people, the exit code."""


class Shell:
    """What every verb needs: the house, who asks, and the reader's language."""

    def __init__(self, arguments: argparse.Namespace) -> None:
        self.arguments = arguments
        self.say: Speaks = work.language(_reader())
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


def _reader() -> str:
    """The language of the person at this terminal: Korean where the system says so, else English."""
    chosen = os.environ.get("PACKAGEKIT_LANGUAGE") or os.environ.get("LC_ALL") or os.environ.get("LANG") or ""
    return "ko" if chosen.startswith("ko") else "en"


# Verbs ----------------------------------------------------------------------------------------


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


def landed(shell: Shell) -> Answer:
    case = shell.case()
    found, certificates = (verb(shell.house, shell.who, case) for verb in (work.landed, work.certificates))
    return (work.landed_answer(found, certificates, shell.say), work.landed_text(found, certificates, shell.say), 0)


def contract_tax(shell: Shell) -> Answer:
    found = work.contract_tax(shell.house, shell.who, shell.case())
    return work.contract_tax_answer(found, shell.say), work.contract_tax_text(found, shell.say), 0


def rates(shell: Shell) -> Answer:
    """What is in force and what waits, a refresh, a rate read somewhere, a decision, or the entered ones as a file."""
    house, who, say, asked = shell.house, shell.who, shell.say, shell.arguments
    if asked.act == "show":
        ages, held = work.rate_ages(house, who, on=shell.on, base=asked.base), work.held_rates(house, who)
        return work.rates_answer(ages, held, say), work.rates_text(ages, held, say), 0
    if asked.act == "refresh":
        found = work.refresh_rates(house, who, on=shell.on)
        answered = any(answer.rates for answer in found.answers)
        return work.refreshed_answer(found, say), work.refreshed_text(found, say), 0 if answered else 1
    if asked.act == "export":
        table = work.export_rates(house, who)
        return {"csv": table}, table.rstrip("\n"), 0
    if asked.act == "enter":
        stored = work.enter_rate(
            house, who, base=asked.base, quote=asked.quote, day=shell.on, rate=asked.rate, unit=asked.unit,
            source_title=asked.source, href=asked.href)
    else:
        stored = {"confirm": work.confirm_rate, "refuse": work.refuse_rate}[asked.act](house, who, asked.id)
    return work.stored_rate_answer(stored, say), work.stored_rate_text(stored, say), 0


def indicators(shell: Shell) -> Answer:
    """What a market makes and pays in its factories, as last fetched."""
    code = shell.arguments.market.upper()
    work.catalogs(shell.house, shell.who).market(code)
    done = work.refresh_indicators(shell.house, shell.who, on=shell.on) if shell.arguments.refresh else None
    figures = work.indicators(shell.house, shell.who, code)
    refused = done is not None and not done.stored
    return (work.indicators_answer(code, figures, done, shell.say),
            work.indicators_text(code, figures, done, shell.say), 1 if refused else 0)


def propose(shell: Shell) -> Answer:
    arguments = shell.arguments
    documents = work.propose_documents(
        shell.house, shell.who, shell.bundle(), on=shell.on, languages=_listed(arguments.lang),
        formats=_listed(arguments.format), kinds=_kinds(shell), progress=_progress(shell),
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
    asked = _listed(shell.arguments.kind)
    if asked != ("all",):
        return asked
    return tuple(k.code for k in work.kinds_of_documents(shell.house, shell.who) if k.reader == "buyer" and not k.compares)


def demo(shell: Shell) -> Answer:
    done, problems = work.demo(
        shell.house, shell.who, Path(shell.arguments.output), on=shell.on, formats=("docx", "xlsx", "pdf"),
        progress=_progress(shell))
    answer = {
        "files": [{"name": str(path), "sha256": digest} for path, digest in done],
        **work.problems_answer(problems, shell.say),
    }
    text = shell.say.gettext("{count} documents in {folder}", count=len(done), folder=shell.arguments.output)
    if problems:
        text += "\n" + _problems_text(problems, shell.say)
    return answer, text, 1 if problems else 0


def catalog(shell: Shell) -> Answer:
    report = work.check_catalogs(shell.house, shell.who, on=shell.on)
    return work.catalog_answer(report, shell.say), work.catalog_text(report, shell.say), 1 if report.problems else 0


def words(shell: Shell) -> Answer:
    if shell.arguments.act == "update":
        counts = work.update_words(shell.house, shell.who)
        return {"messages": counts}, "\n".join(f"{code}: {count}" for code, count in counts.items()), 0
    answer, text, clean = work.check_words(shell.house, shell.who, shell.say)
    return answer, text, 0 if clean else 1


def template(shell: Shell) -> Answer:
    name = shell.arguments.file
    problems = work.check_template(shell.house, shell.who, shell.read_bytes(name))
    text = _problems_text(problems, shell.say) or shell.say.gettext("{name} can be used.", name=name)
    return work.problems_answer(problems, shell.say), text, 1 if problems else 0


def cases(shell: Shell) -> Answer:
    """Bring a file of records in, or write those one may change as a form."""
    arguments = shell.arguments
    if arguments.act == "export":
        work.write_whole(Path(arguments.file), work.export_file(shell.house, shell.who, arguments.kind))
        return {"file": arguments.file, "kind": arguments.kind}, arguments.file, 0
    if arguments.act == "undo":
        undone = work.undo_import(shell.house, shell.who, int(arguments.file) if arguments.file.isdigit() else 0)
        words = shell.say.gettext("Import {number} is undone: {n} records are as they were before.", number=undone.id, n=len(undone.rows))
        return {"import": undone.id, "file": undone.file, "records": len(undone.rows)}, words, 0
    reading = work.read_import(
        shell.house, shell.who, arguments.kind, arguments.file, shell.read_bytes(arguments.file))
    saved = None
    if reading.good and not arguments.dry_run and (arguments.good_rows or not reading.faulty):
        saved = work.save_import(shell.house, shell.who, reading, Path(arguments.file).name)
    return work.import_answer(reading, saved, shell.say), work.import_text(reading, saved, shell.say), 1 if reading.faulty else 0


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
        text += "\n" + _problems_text(problems, shell.say)
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


# Texts for people -----------------------------------------------------------------------------


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


def _problems_text(problems: Sequence[Problem], say: Speaks) -> str:
    return "\n".join(f"{p.where}: {say.show(p.what)}\n    {say.show(p.how)}" for p in problems)


def _progress(shell: Shell) -> Callable[[float, Text], None]:
    def show(share: float, what: Text) -> None:
        if not shell.arguments.json:
            print(f"{share:4.0%}  {shell.say.show(what)}", file=sys.stderr, flush=True)

    return show


def _listed(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in text.split(",") if part.strip())


# The parser -----------------------------------------------------------------------------------


def day(text: str) -> date:
    return date.fromisoformat(text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m packagekit", description="From a factory to a proposal.")
    verbs = parser.add_subparsers(dest="verb", required=True)

    def verb(name: str, run: Callable[[Shell], Answer], summary: str) -> argparse.ArgumentParser:
        sub = verbs.add_parser(name, help=summary, description=summary)
        sub.add_argument("--as", dest="as_user", metavar="USER", default=None,
                         help="act as this person (id or e-mail address; default: the owner)")
        sub.add_argument("--json", action="store_true", help="one JSON document instead of text")
        sub.add_argument("--on", type=day, default=None, metavar="DAY", help="the day of law and rates (default: today)")
        sub.set_defaults(run=run)
        return sub

    sub = verb("match", match, "rank the proven cases that fit a factory")
    sub.add_argument("factory", metavar="FACTORY.yaml")
    sub.add_argument("--top", type=int, default=5)
    sub = verb("compose", compose, "choose solutions that work together, or say which wishes clash")
    sub.add_argument("factory", metavar="FACTORY.yaml")
    sub.add_argument("--case", action="append", default=[], metavar="ID")
    sub.add_argument("--option", choices=("essential", "standard", "advanced"), default=None)
    sub.add_argument("-o", "--output", metavar="BUNDLE.json", default=None)
    sub = verb("estimate", estimate, "price a bundle, landed and taxed")
    sub.add_argument("bundle", metavar="BUNDLE.json")
    sub = verb("landed", landed, "what a shipment costs at the border of a market")
    sub.add_argument("case", metavar="CASE.json")
    sub = verb("contract-tax", contract_tax, "what the buyer's country takes from the seller's contract")
    sub.add_argument("case", metavar="CASE.json")
    sub = verb("rates", rates, "exchange rates: in force, refreshed, entered, decided")
    acts = sub.add_subparsers(dest="act", required=True)

    def rates_act(name: str, summary: str) -> argparse.ArgumentParser:
        act = acts.add_parser(name, help=summary, description=summary)
        act.add_argument("--as", dest="as_user", metavar="USER", default=argparse.SUPPRESS)
        act.add_argument("--json", action="store_true", default=argparse.SUPPRESS)
        act.add_argument("--on", type=day, default=argparse.SUPPRESS, metavar="DAY")
        return act

    act = rates_act("show", "each rate with its age, status and sources, and what waits for a person")
    act.add_argument("--base", type=str.upper, default=None, metavar="CURRENCY", help="one unit of what (default: the seller's currency)")
    rates_act("refresh", "ask every source; what jumps is held for a person")
    act = rates_act("enter", "a rate read somewhere: RATE units of QUOTE for one of BASE, of the day --on")
    act.add_argument("base", metavar="BASE", type=str.upper)
    act.add_argument("quote", metavar="QUOTE", type=str.upper)
    act.add_argument("rate", metavar="RATE")
    act.add_argument("--source", required=True, help="the bank or page where it was read")
    act.add_argument("--href", default=None, help="its web address")
    act.add_argument("--unit", type=int, default=1, help="units of BASE that RATE is quoted for: 1, 10, 100, 1000")
    for name, summary in (("confirm", "take a held rate into force"), ("refuse", "put a held rate away")):
        rates_act(name, summary).add_argument("id", type=int)
    rates_act("export", "the entered rates as a file for catalogs/rates/")
    sub = verb("indicators", indicators, "what a market makes and pays in its factories")
    sub.add_argument("market", metavar="MARKET")
    sub.add_argument("--refresh", action="store_true", help="ask the World Bank and the ILO first")
    sub = verb("propose", propose, "write the proposal and the documents beside it")
    sub.add_argument("bundle", metavar="BUNDLE.json")
    sub.add_argument("--kind", default="proposal", help="kinds, such as proposal,offer; or all")
    sub.add_argument("--since", metavar="BUNDLE.json", default=None, help="an earlier bundle, for the kind that says what changed")
    sub.add_argument("--why", metavar="TEXT", default=None, help="why it changed, printed as it is given here")
    sub.add_argument("--lang", default="en", help="languages, such as vi,en")
    sub.add_argument("--format", default="docx", help="docx, xlsx, pdf")
    sub.add_argument("--bilingual", metavar="LANG", default=None, help="a second language beside each, such as en")
    sub.add_argument("--prevails", metavar="LANG", default=None, help="the language that counts where the two differ")
    sub.add_argument("-o", "--output", metavar="DIR", required=True)
    sub = verb("demo", demo, "the whole flow for every sample factory")
    sub.add_argument("-o", "--output", metavar="DIR", required=True)
    sub = verb("catalog", catalog, "what the catalogs hold, how old and how sure it is")
    sub.add_argument("act", choices=("check",))
    sub = verb("words", words, "check the translations, or collect new messages")
    sub.add_argument("act", choices=("check", "update"))
    sub = verb("template", template, "find unknown names and broken tags in a Word template")
    sub.add_argument("act", choices=("check",))
    sub.add_argument("file", metavar="FILE.docx")
    sub = verb("cases", cases, "bring records in from Excel, CSV or JSON, or write them as a form")
    sub.add_argument("act", choices=("import", "export", "undo"))
    sub.add_argument("file", metavar="FILE", help="of undo: the number of the import")
    sub.add_argument("--kind", choices=("cases", "suppliers", "solutions", "cooperatives", "members"), default="cases")
    sub.add_argument("--dry-run", action="store_true", help="say what the file would do, and save nothing")
    sub.add_argument("--good-rows", action="store_true", help="save the good rows even where others have faults")
    sub = verb("spell", spell, "an amount in words")
    sub.add_argument("amount")
    sub.add_argument("currency")
    sub.add_argument("--lang", required=True)
    sub = verb("backup", backup, "everything the house keeps in one file, while it is in use")
    sub.add_argument("file", metavar="FILE")
    sub = verb("restore", restore, "a backup into a new place (PACKAGEKIT_HOME, PACKAGEKIT_DATABASE_URL)")
    sub.add_argument("file", metavar="FILE")
    sub.add_argument("--replace", action="store_true", help="set an embedded database that is there aside")
    sub = verb("check", check, "the database, the history and every kept file; with FILE, a backup")
    sub.add_argument("file", metavar="FILE", nargs="?")
    verb("settings", settings, "the environment variables and their values")
    sub = verb("link", link, "print a link that lets the owner in, once")
    sub.add_argument("--address", default=None, help="where the app is served (default: PACKAGEKIT_ADDRESS, or port 8501 here)")
    verb("rights", rights, "the table of roles and use cases, as docs/rights.md shows it")
    sub = verb("people", people, "who is known, or a link by which somebody sets a new password, once")
    sub.add_argument("act", choices=("list", "reset"))
    sub.add_argument("user", metavar="USER", nargs="?", default="", help="for reset: id or e-mail address")
    sub.add_argument("--address", default=None, help="where the app is served (default: PACKAGEKIT_ADDRESS, or port 8501 here)")
    sub = verbs.add_parser("serve", help="open the app in the browser")
    sub.add_argument("--host", default="127.0.0.1")
    sub.add_argument("--port", type=int, default=8501)
    sub.add_argument("--open", action="store_true", help="open the browser as well")
    return parser


def main(serve: Callable[..., int], typed: Sequence[str] | None = None) -> int:
    """Run one verb; returns the exit code. ``serve`` opens the app: its frame stands above the shell."""
    arguments = _parser().parse_args(typed)
    shell = Shell(arguments)
    try:
        if arguments.verb == "serve":
            return serve(host=arguments.host, port=arguments.port, open_browser=arguments.open)
        answer, text, code = arguments.run(shell)
    except Refusal as refusal:
        answer = work.problems_answer(refusal.problems, shell.say)
        text, code = _problems_text(refusal.problems, shell.say), 1
    as_json = getattr(arguments, "json", False)  # serve answers in pages
    reader = sys.stdout if as_json or code == 0 else sys.stderr
    try:
        print(json.dumps(answer, ensure_ascii=False, indent=1) if as_json else text, file=reader, flush=True)
    except BrokenPipeError:  # whoever read us has seen enough, as `| head` does: the verb is done all the same
        os.dup2(os.open(os.devnull, os.O_WRONLY), reader.fileno())  # or the interpreter complains while it ends
    return code
