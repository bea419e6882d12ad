"""A buyer's factory read from a form or a file: every fault named at once, nothing half done."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterator, Mapping
from decimal import Decimal, InvalidOperation
from difflib import get_close_matches
from typing import Any

from pydantic import ValidationError

from packagekit.documents.fonts.letters import covered
from packagekit.domain.factory import Factory
from packagekit.domain.person import Person
from packagekit.domain.signs import Fault, typed
from packagekit.domain.taxonomy import Direction, Taxonomy
from packagekit.domain.text import N_, Problem, Refusal, Text, name_of
from packagekit.storage import strict_yaml
from packagekit.storage.catalogs import Catalogs
from packagekit.storage.faults import path_of, problems_of
from packagekit.workflow.house import House
from packagekit.workflow.rights import use_case

Reading = tuple[Factory | None, tuple[Problem, ...]]


@use_case
def read_form(house: House, who: Person, form: Mapping[str, Any]) -> Reading:
    """The factory in a form; ``where`` of each problem is the field's path, such as ``goals[0].target``."""
    return _read(dict(form), house.catalogs, where="")


def form_in_file(text: str, name: str = "factory.yaml") -> dict[str, Any] | None:
    """What a factory file says, right or wrong, to be mended in the form; None where it holds no fields."""
    try:
        data = strict_yaml.parse(text, name)
    except Refusal:
        return None
    if not isinstance(data, dict):
        return None
    data.setdefault("id", slug(name.rsplit(".", 1)[0]))
    return data


@use_case
def read_factory_file(house: House, who: Person, text: str, name: str = "factory.yaml") -> Reading:
    """The factory in a YAML file; ``name`` gives the factory its id where the file has none."""
    try:
        data = strict_yaml.parse(text, name)
    except Refusal as refusal:
        return None, refusal.problems
    if not isinstance(data, dict):
        return None, (Problem(
            where=name, what=N_("The file holds no fields."), how=N_("Write it as “name: value” lines."),
        ),)
    data.setdefault("id", slug(name.rsplit(".", 1)[0]))
    return _read(data, house.catalogs, where=name)


def form_of(factory: Factory) -> dict[str, Any]:
    """The factory as plain form values, the inverse of ``read_form``."""
    return factory.model_dump(mode="json")


@use_case
def list_factories(house: House, who: Person) -> tuple[Factory, ...]:
    return tuple(house.whole_registry().factories.values())


def slug(text: str) -> str:
    """A name as it may stand in a file name and a link: ``Nhựa Mẫu Số 1`` becomes ``nhua-mau-so-1``."""
    plain = unicodedata.normalize("NFKD", text.replace("đ", "d").replace("Đ", "D"))
    short = re.sub(r"[^a-z0-9]+", "-", plain.encode("ascii", "ignore").decode().lower()).strip("-")[:60].strip("-")
    return short or "factory-" + hashlib.sha256(text.encode()).hexdigest()[:8]


def _read(form: dict[str, Any], catalogs: Catalogs, where: str) -> Reading:
    read, unfit = typed(form, covered())
    data = _filled_in(read)
    if not data.get("id"):
        data["id"] = slug(str(data.get("name") or "factory"))
    _count_members(data)
    problems = [Problem(where=f"{where}: {path_of(path)}" if where else path_of(path), what=what, how=how) for path, what, how in unfit]
    factory = None
    try:
        factory = Factory.model_validate(data)
    except ValidationError as fault:
        unfit_places = {problem.where for problem in problems}
        problems.extend(problem for problem in problems_of(fault, where) if problem.where not in unfit_places)
    known = {problem.where for problem in problems}
    for path, what, how in _against_catalogs(data, catalogs):
        place = path_of(path)
        place = f"{where}: {place}" if where else place
        if not any(place == other or place.startswith((other + ".", other + "[")) for other in known):
            problems.append(Problem(where=place, what=what, how=how))
    return (None if problems else factory), tuple(problems)


def _filled_in(value: Any) -> Any:
    """A form, each of its texts in one line, without its empty fields: they are missing. A contact of whom nothing is said is none."""
    if isinstance(value, str):
        return re.sub(r"[ \t\n]+", " ", value).strip()
    if isinstance(value, dict):
        kept = {name: _filled_in(part) for name, part in value.items()}
        return {name: part for name, part in kept.items() if part not in ("", {})}
    return [_filled_in(part) for part in value] if isinstance(value, list) else value


def _count_members(data: dict[str, Any]) -> None:
    """A joint build that leaves its totals out gets the sums of its members."""
    members = data.get("members")
    if not isinstance(members, list) or not members or not all(isinstance(m, dict) for m in members):
        return
    for field in ("employees", "machines", "lines"):
        if data.get(field) in (None, ""):
            counts = [_number(m.get(field, 1 if field == "lines" else None)) for m in members]
            if None not in counts:
                data[field] = str(sum(counts))


def _against_catalogs(data: Mapping[str, Any], catalogs: Catalogs) -> Iterator[Fault]:
    """What a well-formed factory can still get wrong: codes nobody knows, goals that point backwards."""
    taxonomy = catalogs.taxonomy
    yield from _known(("market",), data.get("market"), tuple(sorted(catalogs.markets)), N_("market"))
    yield from _known(("industry",), data.get("industry"), tuple(taxonomy.industries), N_("ISIC industry"), list_all=False)
    for index, process in enumerate(_items(data, "processes")):
        yield from _known(("processes", index), process, tuple(taxonomy.processes), N_("process"), list_all=False)
    yield from _levels(data, taxonomy)
    yield from _goals(data, taxonomy)
    for index, kept in enumerate(_items(data, "keeps")):
        if isinstance(kept, dict):
            yield from _known(("keeps", index, "type"), kept.get("type"), tuple(taxonomy.solution_types),
                              N_("solution type"))
            for place, protocol in enumerate(_items(kept, "protocols")):
                yield from _known(("keeps", index, "protocols", place), protocol, tuple(taxonomy.protocols),
                                  N_("protocol"))
    yield from _budget(data)
    yield from _member_totals(data)


def _known(
    path: tuple[Any, ...], value: Any, choices: tuple[str, ...], kind: Text, *, list_all: bool = True
) -> Iterator[Fault]:
    if value in (None, "") or value in choices:
        return
    if list_all:
        how = N_("Choose one of: {choices}.", choices=choices)
    else:
        how = N_("Choose one from the list; similar ones are: {choices}.", choices=_nearest(str(value), choices))
    yield path, N_("There is no {kind} called “{typed}”.", kind=kind, typed=str(value)[:60]), how


def _nearest(typed: str, choices: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(get_close_matches(typed, choices, n=5, cutoff=0.3)) or choices[:5]


def _levels(data: Mapping[str, Any], taxonomy: Taxonomy) -> Iterator[Fault]:
    now, wanted = (taxonomy.levels.get(str(data.get(name))) for name in ("level", "target_level"))
    if now is not None and wanted is not None and wanted.rank < now.rank:
        yield (("target_level",),
               N_("The level wanted, {wanted}, is below the present one, {now}.",
                  wanted=name_of(wanted.name, "level"), now=name_of(now.name, "level")),
               N_("Choose the present level or a higher one."))


def _goals(data: Mapping[str, Any], taxonomy: Taxonomy) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, goal in enumerate(_items(data, "goals")):
        if not isinstance(goal, dict):
            continue
        code = goal.get("kpi")
        yield from _known(("goals", index, "kpi"), code, tuple(taxonomy.kpis), N_("KPI"))
        kpi = taxonomy.kpis.get(str(code))
        if kpi is None:
            continue
        name = name_of(kpi.name, "kpi")
        if kpi.code in seen:
            yield (("goals", index, "kpi"), N_("{kpi} stands twice among the goals.", kpi=name),
                   N_("Keep one goal per KPI."))
        seen.add(kpi.code)
        values = {field: _number(goal.get(field)) for field in ("now", "target")}
        for field, value in values.items():
            if value is not None and ((kpi.minimum is not None and value < kpi.minimum)
                                      or (kpi.maximum is not None and value > kpi.maximum)):
                yield (("goals", index, field),
                       N_("{value} lies outside what {kpi} can be.", value=value, kpi=name),
                       _bounds(kpi.minimum, kpi.maximum))
        now, target = values["now"], values["target"]
        if now is None or target is None or now == target:
            if now is not None and now == target:
                yield (("goals", index, "target"), N_("The target of {kpi} is the value of today.", kpi=name),
                       N_("Enter the value wanted, or take the goal out."))
            continue
        if (target > now) != (kpi.direction is Direction.HIGHER):
            better = N_("higher is better") if kpi.direction is Direction.HIGHER else N_("lower is better")
            yield (("goals", index, "target"),
                   N_("The target of {kpi} is worse than today: {better}.", kpi=name, better=better),
                   N_("Check whether the two values were swapped."))


def _bounds(low: Decimal | None, high: Decimal | None) -> Text:
    if low is not None and high is not None:
        return N_("Enter a value from {low} to {high}.", low=low, high=high)
    if low is not None:
        return N_("Enter a value of {low} or more.", low=low)
    return N_("Enter a value of {high} or less.", high=high)


def _budget(data: Mapping[str, Any]) -> Iterator[Fault]:
    for field in ("budget", "annual_output"):
        money = data.get(field)
        amount = _number(money.get("amount")) if isinstance(money, dict) else None
        if amount is not None and amount <= 0:
            yield (field, "amount"), N_("The amount must be above zero."), N_("Enter the full amount, such as 350000.")


def _member_totals(data: Mapping[str, Any]) -> Iterator[Fault]:
    members = [m for m in _items(data, "members") if isinstance(m, dict)]
    if not members:
        return
    if len(members) == 1:
        yield (("members",), N_("A joint build has at least two members."),
               N_("Add the other plants, or leave the members out."))
    for field in ("employees", "machines"):
        counts = [_number(m.get(field)) for m in members]
        whole = _number(data.get(field))
        if None not in counts and whole is not None and sum(counts) != whole:
            yield ((field,),
                   N_("The members add up to {sum}, the whole says {whole}.", sum=sum(counts), whole=whole),
                   N_("Correct the members or the whole; leave the whole empty to have it added up."))


def _items(data: Mapping[str, Any], field: str) -> list[Any]:
    value = data.get(field)
    return value if isinstance(value, list) else []


def _number(value: Any) -> Decimal | None:
    try:
        number = Decimal(str(value)) if value not in (None, "") else None
    except InvalidOperation:
        return None
    return number if number is not None and number.is_finite() else None
