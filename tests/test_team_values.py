"""Values a team adds: nobody confirms their own, nothing is overwritten, and files carry them home unchanged."""

from __future__ import annotations

import hashlib
import shutil
import stat
from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Thread

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from packagekit import workflow as work
from packagekit.domain.bundle import Bundle
from packagekit.domain.dated import DatedValue, NoRate, Parameter, Parameters, Source, Status
from packagekit.domain.market import Tariff, TariffLine
from packagekit.domain.person import Person
from packagekit.domain.signs import one_line
from packagekit.domain.team_value import EvidenceFile, Figure, TeamValue, parameters_with, tariff_with
from packagekit.domain.text import Refusal
from packagekit.storage.catalogs import Catalogs, read_catalogs
from packagekit.storage.team_values import catalog_files
from packagekit.workflow import Entry, House
from packagekit.workflow.team_values import MOST_FILE_BYTES
from tests.conftest import DAY, ROOT
from tests.people import enrol

KIM = Person(id="kim", name="Kim", role="export_team")
LEE = Person(id="lee", name="Lee", role="administrator")
STRANGERS = [Person(id=role, name=role, role=role) for role in ("guest", "supplier", "cooperative")]
VAT = Figure("market", "VN", "vat")
PANELS = Figure("tariff", "VN", "85371099", "mfn")
PLANNER = Figure("seller", "KR", "day_rate.it_planner")
MARCH = date(2027, 3, 1)


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    opened = work.open_house(tmp_path / "home")
    yield enrol(opened, KIM, LEE, *STRANGERS)
    opened.store.close()


@pytest.fixture(scope="module")
def empty_house(tmp_path_factory: pytest.TempPathFactory) -> House:
    """For what is refused: nothing is ever kept in it."""
    return enrol(work.open_house(tmp_path_factory.mktemp("home")), KIM, LEE)


def entry(figure: Figure = VAT, **changed: object) -> Entry:
    return Entry.model_validate({
        "figure": figure, "value": "0.09", "since": MARCH, "source_title": "Sample law 1/2027", "document": "1/2027",
        **changed,
    })


def confirmed(house: House, *entries: Entry) -> None:
    for one in entries:
        work.confirm_value(house, LEE, work.enter_value(house, KIM, one).id)


def vat(house: House, day: date) -> Decimal:
    return house.whole_catalogs().market("VN").parameters.value("vat", day)


def refused(house: House, *, who: Person = KIM, **changed: object) -> list[str]:
    """Where the faults of an entry stand; nothing of it may be kept."""
    with pytest.raises(Refusal) as caught:
        work.enter_value(house, who, entry(**changed))
    return [problem.where for problem in caught.value.problems]


# Entering and confirming ----------------------------------------------------------------------


def test_a_confirmed_value_holds_from_its_day_and_not_before(house: House) -> None:
    """Vietnam's VAT is 10 % from 2027-01-01 as shipped; the team's 9 % begins on 1 March."""
    waiting = work.enter_value(house, KIM, entry())
    assert (waiting.state, waiting.value.status, waiting.value.source.seen) == ("waiting", Status.USER, house.today())
    assert vat(house, MARCH) == Decimal("0.10"), "a waiting value is not read"
    work.confirm_value(house, LEE, waiting.id)
    assert vat(house, MARCH - timedelta(days=1)) == Decimal("0.10")
    assert vat(house, MARCH) == vat(house, date(2030, 1, 1)) == Decimal("0.09")
    assert house.catalogs.market("VN").parameters.value("vat", MARCH) == Decimal("0.10"), "the shipped one is kept"


def test_every_reading_of_the_law_uses_it(house: House) -> None:
    """1,000 dollars of panels: duty as entered, VAT of 9 % on value and duty; the contract's VAT as entered, too."""
    confirmed(
        house, entry(), entry(PANELS, value="3 %", since=date(2026, 12, 1)), entry(PLANNER, value="600000"),
        entry(Figure("market", "VN", "contractor_income_tax.services"), value="0.07"),
    )
    goods = {"id": "panel", "hs": PANELS.name, "value": "1000", "preference": "none"}
    case = {"market": "VN", "on": MARCH, "currency": "USD", "fx": {"USD": "25000"}, "lines": [goods]}
    found = work.landed(house, KIM, case)
    assert [(c.name, c.rate, c.amount, c.status) for c in found.charges if c.rate] == [
        ("import_duty", Decimal("0.03"), 750_000, Status.USER), ("vat", Decimal("0.09"), 2_317_500, Status.USER)]
    taxed = work.contract_tax(house, KIM, {
        "market": "VN", "on": MARCH, "currency": "USD",
        "lines": [{"id": "a", "activity": "services", "amount": "1000"}]})
    assert taxed.lines[0].income_tax.rate == Decimal("0.07")
    catalogs = work.catalogs(house, KIM)
    assert catalogs.seller.parameters.value(PLANNER.name, MARCH) == 600_000
    checked = {(v.owner, v.name, v.since) for v in work.check_catalogs(house, KIM, on=MARCH).values}
    assert checked >= {("VN", "vat", MARCH), ("VN", "tariff 85371099 mfn", date(2026, 12, 1)), ("KR", PLANNER.name, MARCH)}


def test_an_estimate_follows_a_value_from_its_day(house: House) -> None:
    factory = house.whole_registry().factories["nhua-mau-1"]
    bundle: Bundle = work.make_bundle(
        house, KIM, factory, work.compose_bundle(house, KIM, factory, on=DAY), on=DAY)
    before = work.estimate_bundle(house, KIM, bundle, on=DAY)
    confirmed(house, entry(since=DAY, value="0.5"))
    after = work.estimate_bundle(house, KIM, bundle, on=DAY)
    assert after.buyer_cash_out.amount > before.buyer_cash_out.amount
    assert work.estimate_bundle(house, KIM, bundle, on=DAY - timedelta(days=1)).buyer_cash_out.amount < \
        after.buyer_cash_out.amount


def test_nobody_confirms_their_own(house: House) -> None:
    mine = work.enter_value(house, LEE, entry())
    for act in (lambda: work.confirm_value(house, LEE, mine.id), lambda: work.refuse_value(house, LEE, mine.id, "x")):
        with pytest.raises(Refusal) as caught:
            act()
        assert caught.value.problems[0].what.msgid == "You entered this value yourself."
    assert vat(house, MARCH) == Decimal("0.10")
    assert work.confirm_value(house, KIM, mine.id).decisions[0].by == "kim"


@pytest.mark.parametrize("stranger", STRANGERS, ids=lambda p: p.role)
def test_others_may_do_none_of_it(house: House, stranger: Person) -> None:
    kept = work.enter_value(house, KIM, entry(file=("a.txt", b"sample"))).id
    for act in (
        lambda: work.enter_value(house, stranger, entry(since=DAY)), lambda: work.confirm_value(house, stranger, kept),
        lambda: work.refuse_value(house, stranger, kept, "x"), lambda: work.withdraw_value(house, stranger, kept, "x"),
        lambda: work.list_team_values(house, stranger), lambda: work.export_team_values(house, stranger),
        lambda: work.evidence_of(house, stranger, kept),
    ):
        with pytest.raises(Refusal) as caught:
            act()
        assert "may not do this" in caught.value.problems[0].what.msgid
    assert [v.state for v in work.list_team_values(house, KIM)] == ["waiting"]


def test_refusal_and_withdrawal_are_kept_and_free_the_day(house: House) -> None:
    first = work.enter_value(house, KIM, entry())
    work.refuse_value(house, LEE, first.id, "The law was not passed.")
    second = work.enter_value(house, KIM, entry(value="0.095"))
    work.confirm_value(house, LEE, second.id)
    assert vat(house, MARCH) == Decimal("0.095")
    work.withdraw_value(house, KIM, second.id, "Repealed.")
    assert vat(house, MARCH) == Decimal("0.10")
    work.enter_value(house, KIM, entry(value="0.085"))
    told = [(v.state, v.value.value, [(d.act, d.by, d.why) for d in v.decisions])
            for v in reversed(work.list_team_values(house, LEE))]
    assert told == [
        ("refused", Decimal("0.09"), [("refused", "lee", "The law was not passed.")]),
        ("withdrawn", Decimal("0.095"), [("confirmed", "lee", ""), ("withdrawn", "kim", "Repealed.")]),
        ("waiting", Decimal("0.085"), []),
    ]
    for act in (lambda: work.confirm_value(house, LEE, first.id), lambda: work.confirm_value(house, LEE, 99),
                lambda: work.withdraw_value(house, LEE, 3, "not mine"), lambda: work.refuse_value(house, LEE, 3, "  ")):
        with pytest.raises(Refusal):
            act()


def test_one_of_many_at_once_is_taken(house: House) -> None:
    """Eight people confirm one value, and eight enter one of the same day: one of each is done."""
    key = work.enter_value(house, KIM, entry()).id
    done: list[str] = []

    def decide() -> None:
        try:
            work.confirm_value(house, LEE, key)
            done.append("confirmed")
        except Refusal:
            pass

    def enter() -> None:
        try:
            work.enter_value(house, KIM, entry(since=date(2027, 6, 1)))
            done.append("entered")
        except Refusal:
            pass

    threads = [Thread(target=act) for act in (decide, enter) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(done) == ["confirmed", "entered"]


# What may be wrong ----------------------------------------------------------------------------


@pytest.mark.parametrize(("where", "changed"), [
    (["value"], {"value": "-0.01"}), (["value"], {"value": "10.5"}), (["value"], {"value": "8,5"}),
    (["value"], {"value": "1e1"}), (["value"], {"value": ""}), (["value"], {"value": "٨"}), (["value"], {"value": "nan"}),
    (["value"], {"figure": PLANNER, "value": "5 %"}), (["value"], {"value": "1200 %"}),
    (["source_title"], {"source_title": "  "}), (["href"], {"document": ""}),
    (["href"], {"href": "javascript:alert(1)"}), (["href"], {"href": 'https://a.test/"onload='}),
    (["source_title"], {"source_title": "=cmd()"}), (["note"], {"note": "x" * 401}),
    (["source_title", "document"], {"source_title": "ກົດໝາຍ", "document": "លេខ ១", "note": "ກົດໝາຍ"}),
    (["name"], {"figure": Figure("market", "VN", "vta")}), (["name"], {"figure": Figure("market", "VN", "vat", "mfn")}),
    (["owner"], {"figure": Figure("market", "XX", "vat")}), (["owner"], {"figure": Figure("tariff", "XX", "1", "mfn")}),
    (["name"], {"figure": Figure("tariff", "VN", "99999999", "mfn")}),
    (["rate"], {"figure": Figure("tariff", "VN", "85371099", "KSFTA")}),
    (["name"], {"figure": Figure("seller", "US", "overhead")}),
    (["since"], {"since": date(2027, 1, 1)}), (["since"], {"since": date(2127, 1, 1)}), (["since"], {"since": date(202, 1, 1)}),
    (["until"], {"until": date(2027, 2, 28)}),
    (["file"], {"file": ("a.pdf", b"")}), (["file"], {"file": ("a.pdf", b"x" * (MOST_FILE_BYTES + 1))}),
    (["value", "until", "source_title", "href"],
     {"value": "x", "until": date(2020, 1, 1), "source_title": "", "document": ""}),
], ids=str)
def test_each_fault_is_named_and_nothing_is_kept(
    empty_house: House, where: list[str], changed: dict[str, object]
) -> None:
    assert refused(empty_house, **changed) == where
    assert work.list_team_values(empty_house, KIM) == ()
    assert not list((empty_house.settings.home / "files").rglob("*"))


def test_a_day_that_has_a_value_is_refused_whoever_entered_it(house: House) -> None:
    work.enter_value(house, KIM, entry())
    assert refused(house, who=LEE) == ["since"]
    work.confirm_value(house, LEE, 1)
    assert refused(house) == ["since"]
    assert refused(house, figure=PANELS, since=house.catalogs.through_time(PANELS)[1][0].since) == ["since"]


# Evidence -------------------------------------------------------------------------------------


def test_a_file_is_kept_by_its_hash_under_a_harmless_name(house: House) -> None:
    data = b"#!/bin/sh\necho sample\n"
    first = work.enter_value(house, KIM, entry(file=("..\\..\\evil\x00\n.sh", data)))
    work.enter_value(house, KIM, entry(figure=PLANNER, value="1", file=("/etc/copy.sh", data)))
    kept = [path for path in (house.settings.home / "files").rglob("*") if path.is_file()]
    assert [path.name for path in kept] == [hashlib.sha256(data).hexdigest()]
    assert not kept[0].stat().st_mode & (stat.S_IXUSR | stat.S_IXGRP | stat.S_IXOTH)
    file = work.evidence_of(house, LEE, first.id)
    assert file.name == "evil.sh.txt" and work.open_file(house, LEE, file.key) == (file, data)
    assert work.evidence_of(house, LEE, 2).name == "copy.sh.txt"
    kept[0].write_bytes(b"changed")
    with pytest.raises(Refusal):
        work.open_file(house, LEE, file.key)


def test_evidence_that_lay_elsewhere_before_is_taken_over_once(house: House) -> None:
    value = work.enter_value(house, KIM, entry(file=("a.txt", b"sample")))
    older = house.settings.home / "evidence"
    older.mkdir()
    (older / value.file.sha256).write_bytes(b"sample")
    with house.store._write() as connection:  # as a database of before 2026-11-25 has it
        connection.exec_driver_sql("DELETE FROM files")
    for _ in range(2):
        again = work.open_house(house.settings.home)
        file = work.evidence_of(again, LEE, value.id)
        assert len(again.store.files.of("team values", str(value.id))) == 1
        assert work.open_file(again, LEE, file.key)[1] == b"sample"


def test_a_value_without_a_file_has_none_to_show(house: House) -> None:
    work.enter_value(house, KIM, entry())
    with pytest.raises(Refusal):
        work.evidence_of(house, LEE, 1)


# Export ---------------------------------------------------------------------------------------

ENDED = {"until": date(2027, 12, 31), "href": "https://example.test/a?b=c#d", "note": "Sample # note"}


def test_exported_files_beside_the_shipped_ones_read_as_the_house_does(house: House, tmp_path: Path) -> None:
    confirmed(
        house, entry(**ENDED), entry(PANELS, value="3 %", **ENDED), entry(PANELS, value="0.04", since=date(2028, 1, 1)),
        entry(PANELS._replace(rate="RCEP"), value="2.5 %", file=("a # b.pdf", b"x")),
        entry(PLANNER, value="612,345.5"), entry(Figure("market", "ID", "vat"), value="0.12345", since=date(2027, 5, 2)),
    )
    work.enter_value(house, KIM, entry(since=date(2029, 1, 1)))
    files = work.export_team_values(house, LEE)
    assert sorted(files) == [
        "markets/id/rates.team.yaml", "markets/vn/rates.team.yaml", "seller/kr.team.yaml", "tariffs/vn.team.csv"]
    shutil.copytree(ROOT / "catalogs", tmp_path / "catalogs", ignore=shutil.ignore_patterns("samples"))
    read, whole = laid_in(tmp_path / "catalogs", files), house.whole_catalogs()
    assert (read.markets, read.tariffs, read.seller) == (whole.markets, whole.tariffs, whole.seller)


def laid_in(root: Path, files: Mapping[str, str]) -> Catalogs:
    for path, text in files.items():
        (root / path).write_text(text, encoding="utf-8")
    read, problems = read_catalogs(root)
    assert problems == ()
    return read


@pytest.fixture(scope="module")
def vietnam_only(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The catalogs of one market, quick to read again."""
    root = tmp_path_factory.mktemp("one") / "catalogs"
    for folder in ("taxonomy", "seller", "markets/vn"):
        shutil.copytree(ROOT / "catalogs" / folder, root / folder)
    (root / "tariffs").mkdir()
    shutil.copy(ROOT / "catalogs/tariffs/vn.csv", root / "tariffs/vn.csv")
    return root


@settings(deadline=None, max_examples=15)
@given(said=some.lists(some.text(max_size=60), min_size=4, max_size=4))
def test_whatever_a_source_is_called_its_file_reads_back(vietnam_only: Path, said: list[str]) -> None:
    title, document, note, name = ("a" + one_line(text) for text in said)
    value = DatedValue(
        value="0.09", since=MARCH, status=Status.USER, note=note, source=Source(title=title, document=document, seen=DAY))
    values = [
        TeamValue(
            id=key, figure=figure, unit=unit, value=value, entered_by="kim", entered=datetime(2026, 11, 22, tzinfo=UTC),
            file=EvidenceFile(sha256="0" * 64, name=name, size=1), decisions=(),
        ) for key, (figure, unit) in enumerate(((VAT, "ratio"), (PANELS, "ratio"), (PLANNER, "KRW/day")), 1)
    ]
    read = laid_in(vietnam_only, catalog_files(values, {}))
    for one in values:
        found = read.through_time(one.figure)
        assert found is not None and found[1][-1] == value


def test_a_faulty_added_file_stops_only_itself(tmp_path: Path) -> None:
    root = tmp_path / "catalogs"
    shutil.copytree(ROOT / "catalogs", root, ignore=shutil.ignore_patterns("samples"))
    (root / "markets/vn/rates.team.yaml").write_text("parameters: [", encoding="utf-8")
    (root / "tariffs/vn.team.csv").write_text("hs,text,mfn\n85371099,x,0.1\n", encoding="utf-8")
    (root / "tariffs/id.team.csv").write_text(
        "hs,text,mfn,source,status,since\n99999999,x,0.1,s,user,2027-01-01\n85371099,x,0.1,s,user,someday\n", encoding="utf-8")
    (root / "seller/kr.team.yaml").write_text(
        "parameters:\n  overhead: {unit: KRW, values: [{value: '1', since: 2030-01-01, source: {title: s}, status: user}]}\n"
        "  margin: {unit: ratio, values: [{value: '0.2', since: 2030-01-01, source: {title: s}, status: user}]}\n",
        encoding="utf-8")
    read, problems = read_catalogs(root)
    shipped, _ = read_catalogs(ROOT / "catalogs")
    assert {p.where.split(":")[0] for p in problems} == {
        "catalogs/markets/vn/rates.team.yaml", "catalogs/tariffs/vn.team.csv", "catalogs/tariffs/id.team.csv",
        "catalogs/seller/kr.team.yaml"}
    assert read.markets == shipped.markets and read.tariffs == shipped.tariffs
    assert read.seller.parameters.value("margin", date(2030, 1, 1)) == Decimal("0.2")
    assert read.seller.parameters.by_name["overhead"] == shipped.seller.parameters.by_name["overhead"]


def test_a_reviewed_value_of_the_same_day_goes_before_the_teams(house: House, catalogs: Catalogs) -> None:
    """Once the catalog itself has learned the value of that day, the team's own steps back."""
    confirmed(house, entry())
    reviewed = DatedValue(value="0.08", since=MARCH, source=Source(title="Sample"), status=Status.S)
    house.catalogs = catalogs.with_values({VAT: [reviewed]})
    house._catalogs = None
    assert vat(house, MARCH) == Decimal("0.08")


# Laws of joining ------------------------------------------------------------------------------

DAYS = some.dates(date(2020, 1, 1), date(2030, 12, 31))


@some.composite
def dated(draw: some.DrawFn) -> DatedValue:
    since = draw(DAYS)
    until = draw(some.none() | some.integers(0, 900).map(lambda days: since + timedelta(days=days)))
    return DatedValue(value=Decimal(draw(some.integers(0, 99))) / 100, since=since, until=until,
                      source=Source(title="Sample"), status=Status.USER)


MANY = some.lists(dated(), min_size=1, max_size=5, unique_by=lambda value: value.since)


def parameters(values: list[DatedValue]) -> Parameters:
    return Parameters(owner="XX", by_name={"vat": Parameter(name="vat", owner="XX", unit="ratio", values=tuple(values))})


def told(known: Parameters, day: date) -> DatedValue | None:
    try:
        return known.named("vat").record_on(day)
    except NoRate:
        return None


@settings(deadline=None, max_examples=60)
@given(shipped=MANY, team=MANY, day=DAYS)
def test_joining_keeps_what_was_shipped(shipped: list[DatedValue], team: list[DatedValue], day: date) -> None:
    before, after = parameters(shipped), parameters_with(parameters(shipped), {"vat": team})
    if day < min(value.since for value in team):
        assert told(after, day) == told(before, day)
    was, now = told(before, day), told(after, day)
    if was is not None:
        assert now is not None and now.since >= was.since, "never an older one in place of a newer"
        assert now == was or now in team
    assert set(map(id, shipped)) <= set(map(id, after.named("vat").values)), "nothing is overwritten"
    assert parameters_with(after, {"vat": team}) is after, "once is enough"
    assert parameters_with(before, {"vat": team[::-1]}).named("vat") == after.named("vat"), "in any order"


@settings(deadline=None, max_examples=60)
@given(shipped=MANY, team=MANY, day=DAYS, preferred=some.booleans())
def test_joining_a_tariff_keeps_what_was_shipped(
    shipped: list[DatedValue], team: list[DatedValue], day: date, preferred: bool
) -> None:
    first, rate = shipped[0], "RCEP" if preferred else "mfn"
    line = TariffLine(hs="85371099", text="x", mfn=first, preferences={"RCEP": first})
    before = Tariff(market="XX", lines=(line,))
    after = tariff_with(before, {Figure("tariff", "XX", "85371099", rate): team})

    def read(tariff: Tariff) -> DatedValue:
        on = tariff.lines[0].on(day)
        return on.preferences["RCEP"] if preferred else on.mfn

    if day < min(value.since for value in team):
        assert read(after) == read(before)
    if first.since <= day and (first.until is None or day <= first.until):
        assert read(after).since >= first.since
    other = after.lines[0].on(day)
    assert (other.mfn if preferred else other.preferences["RCEP"]) == first, "the other rate of the line is left alone"
