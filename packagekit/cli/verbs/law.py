"""Law and rates: what a border and a contract cost, exchange rates, indicators, and how sure the catalogs are."""

from __future__ import annotations

import argparse

from packagekit import workflow as work
from packagekit.cli.shell import Answer, Shell, Verb, acts


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


def catalog(shell: Shell) -> Answer:
    report = work.check_catalogs(shell.house, shell.who, on=shell.on)
    return work.catalog_answer(report, shell.say), work.catalog_text(report, shell.say), 1 if report.problems else 0


def _case(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("case", metavar="CASE.json")


def _of_rates(parser: argparse.ArgumentParser) -> None:
    act = acts(parser)
    show = act("show", "each rate with its age, status and sources, and what waits for a person")
    show.add_argument("--base", type=str.upper, default=None, metavar="CURRENCY", help="one unit of what (default: the seller's currency)")
    act("refresh", "ask every source; what jumps is held for a person")
    enter = act("enter", "a rate read somewhere: RATE units of QUOTE for one of BASE, of the day --on")
    enter.add_argument("base", metavar="BASE", type=str.upper)
    enter.add_argument("quote", metavar="QUOTE", type=str.upper)
    enter.add_argument("rate", metavar="RATE")
    enter.add_argument("--source", required=True, help="the bank or page where it was read")
    enter.add_argument("--href", default=None, help="its web address")
    enter.add_argument("--unit", type=int, default=1, help="units of BASE that RATE is quoted for: 1, 10, 100, 1000")
    for name, summary in (("confirm", "take a held rate into force"), ("refuse", "put a held rate away")):
        act(name, summary).add_argument("id", type=int)
    act("export", "the entered rates as a file for catalogs/rates/")


def _of_indicators(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("market", metavar="MARKET")
    parser.add_argument("--refresh", action="store_true", help="ask the World Bank and the ILO first")


def _of_catalog(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("act", choices=("check",))


VERBS = (
    Verb("landed", landed, "what a shipment costs at the border of a market", _case),
    Verb("contract-tax", contract_tax, "what the buyer's country takes from the seller's contract", _case),
    Verb("rates", rates, "exchange rates: in force, refreshed, entered, decided", _of_rates),
    Verb("indicators", indicators, "what a market makes and pays in its factories", _of_indicators),
    Verb("catalog", catalog, "what the catalogs hold, how old and how sure it is", _of_catalog),
)
