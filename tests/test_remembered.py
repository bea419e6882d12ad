"""Nothing is done unseen: every use case that writes leaves a row in the history, and none that writes is called reading."""

from __future__ import annotations

import ast
import time
from collections.abc import Callable, Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from packagekit import workflow as work
from packagekit.domain.history import Asked
from packagekit.domain.person import Person
from packagekit.domain.review import Remark
from packagekit.domain.team_value import Figure
from packagekit.storage.sign_ins import digest
from packagekit.ui import told
from packagekit.ui.places import LABELS
from packagekit.workflow import signing_in
from packagekit.workflow.economy import refresh_indicators, start_indicators
from packagekit.workflow.exchange import confirm_rate, refresh_rates, refuse_rate, start_refresh
from packagekit.workflow.rights import RIGHTS, UNSAID, WRITING
from tests.conftest import DAY, ROOT
from tests.feed_server import FeedServer, serving, world_bank
from tests.feeds.asking import SUNDAY, asked_of, speak_all
from tests.people import enrol, sign_in
from tests.test_importing import HEADS, ROW, csv_of
from tests.test_registering import JUDGE, OWN, form

KIM = Person(id="kim", name="Sample Kim", role="export_team")
LEE = Person(id="lee", name="Sample Lee", role="approver")
PASSWORD = "a sample of a long password"
CALLER = signing_in.Caller(address="192.0.2.7")


@pytest.fixture(scope="module")
def server() -> Iterator[FeedServer]:
    with pytest.MonkeyPatch.context() as patch, serving() as feed:
        patch.setenv("NO_PROXY", "127.0.0.1")
        yield feed


class Day:
    """One day of a house, told use case by use case, with what each wrote."""

    def __init__(self, house: work.House) -> None:
        self.house, self.left = house, {}

    def does(self, name: str, act: Callable[[], Any]) -> Any:
        before = self.house.store.history.size()
        given = act()
        self.left.setdefault(name, self.house.store.history.size() - before)
        return given


def test_every_use_case_that_writes_leaves_a_row(tmp_path: Path, server: FeedServer) -> None:
    house = enrol(work.open_house(tmp_path), KIM, LEE, OWN, JUDGE)
    owner, day = work.desk_owner(house), Day(house)
    for part in (deals, rates, values, cases, files, people):
        part(day, owner) if part is not rates else part(day, owner, server)
    day.does("back_up", lambda: work.back_up(house, owner, tmp_path / "sample.backup"))
    assert set(day.left) == WRITING
    assert [name for name, rows in day.left.items() if rows < 1] == []
    assert house.store.history.faults() == ()
    unnamed(house)
    house.store.close()


def unnamed(house: work.House) -> None:
    """Every field that the day left in the history has a name; texts and tables are named by what they hold."""
    found = house.store.history.find(Asked(), most=10_000)
    missing = set()
    for entry in found.entries:
        for change in entry.changes:
            names = [part for part in told._parts(change.where) if isinstance(part, str)]
            whole = ".".join(names) in LABELS and entry.kind in told.FACTORY_FORMS
            if entry.kind != "indicators" and not whole and told.label(entry.kind, names[0]) is None:
                missing.add((entry.kind, change.where))
    assert missing == set()


def deals(day: Day, owner: Person) -> None:
    house = day.house
    one = day.does("start_deal", lambda: work.start_deal(house, KIM, "nhua-mau-1"))
    day.does("draft_bundle", lambda: work.draft_bundle(house, KIM, "nhua-mau-1", "coop-plastics", on=DAY))
    mine = day.does("save_deal", lambda: work.save_deal(house, KIM, one.model_copy(update={"option": "standard"})))
    other = one.model_copy(update={"option": "essential"})
    merged = day.does("merge_deal", lambda: work.merge_deal(house, KIM, other, mine, ["option"]))
    day.does("restore_deal", lambda: work.restore_deal(house, KIM, merged, 1))
    day.does("remove_deal", lambda: work.remove_deal(house, KIM, one.id))
    day.does("bring_back_deal", lambda: work.bring_back_deal(house, KIM, one.id))


def rates(day: Day, owner: Person, server: FeedServer) -> None:
    house = day.house
    entered = partial(work.enter_rate, house, KIM, base="USD", quote="VND", source_title="Sample bank", href="https://bank.example/")
    day.does("enter_rate", lambda: entered(day=date(2026, 11, 20), rate="26,350"))
    for name, act, written, rate in (  # each ten times the last one: held until somebody has looked
            ("confirm_rate", confirm_rate, date(2026, 11, 21), "2635"), ("refuse_rate", refuse_rate, date(2026, 11, 22), "26350")):
        held = entered(day=written, rate=rate)
        assert held.state == "held"
        day.does(name, lambda act=act, held=held: act(house, LEE, held.id))
    speak_all(server)
    day.does("refresh_rates", lambda: refresh_rates(house, KIM, on=SUNDAY, asked=asked_of(server, "open_er"), seconds=5))
    day.does("start_refresh", lambda: waited(
        house.rate_refresh, start_refresh(house, KIM, on=SUNDAY, asked=asked_of(server, "frankfurter_v2"))))
    here = {"world_bank": server.address, "ilo": server.address}
    for name, act, value in (
            ("refresh_indicators", partial(refresh_indicators, seconds=5), 3.1),
            ("start_indicators", lambda *a, **b: waited(house.indicator_refresh, start_indicators(*a, **b)), 3.2)):
        codes = ";".join(sorted(house.catalogs.markets))
        server.says(f"/v2/country/{codes}/indicator/NV.IND.MANF.ZS", world_bank("NV.IND.MANF.ZS", [("VN", "VNM", "2024", value)]))
        server.says(f"/v2/country/{codes}/indicator/NV.IND.MANF.CD", world_bank("NV.IND.MANF.CD", [("VN", "VNM", "2024", value)]))
        day.does(name, lambda act=act: act(house, KIM, on=SUNDAY, addresses=here))


def waited(errand: Any, begun: bool) -> None:
    assert begun
    while errand.state.running:
        time.sleep(0.01)


def values(day: Day, owner: Person) -> None:
    house = day.house

    def entry(value: str) -> work.Entry:
        return work.Entry(figure=Figure("market", "VN", "vat"), value=value, since=date(2027, 3, 1), source_title="Sample law 1/2027",
                          document="1/2027")

    first = day.does("enter_value", lambda: work.enter_value(house, KIM, entry("0.09")))
    day.does("refuse_value", lambda: work.refuse_value(house, LEE, first.id, "Not passed."))
    second = work.enter_value(house, KIM, entry("0.095"))
    day.does("confirm_value", lambda: work.confirm_value(house, LEE, second.id))
    day.does("withdraw_value", lambda: work.withdraw_value(house, KIM, second.id, "Repealed."))


def cases(day: Day, owner: Person) -> None:
    house = day.house
    dropped = day.does("start_draft", lambda: work.start_draft(house, OWN, "cases"))
    day.does("drop_draft", lambda: work.drop_draft(house, OWN, dropped))
    begun = work.start_draft(house, OWN, "cases")
    draft = day.does("save_draft", lambda: work.save_draft(house, OWN, begun, form(house)))
    case = day.does("submit_case", lambda: work.submit_case(house, OWN, draft, on=DAY))
    file = work.case_file(house, JUDGE, case.id, on=DAY)
    for act in ("comment", "take"):
        left = house.store.history.size()
        day.does("do_case_act", lambda act=act: work.do_case_act(
            house, JUDGE, case.id, act, seen=file.version, on=DAY, remarks=[Remark(words="Sample")]))
        assert house.store.history.size() > left, act
    sheet = work.start_draft(house, OWN, "suppliers", "s01-yesi")
    sheet = work.save_draft(house, OWN, sheet, {**sheet.draft.form, "employees": 71})
    day.does("save_sheet", lambda: work.save_sheet(house, OWN, sheet, on=DAY))
    reading = work.read_import(house, owner, "members", "m.csv", csv_of(HEADS, ROW))
    made = day.does("save_import", lambda: work.save_import(house, owner, reading, "m.csv"))
    day.does("undo_import", lambda: work.undo_import(house, owner, made.id))
    entry = next(e for run in work.search_history(house, owner, Asked(kind="suppliers", ref="s01-yesi")).runs for e in run if e.revision == 1)
    day.does("restore_record", lambda: work.restore_record(house, owner, entry))


def files(day: Day, owner: Person) -> None:
    house = day.house
    day.does("keep_file", lambda: work.keep_file(house, owner, "sample.csv", b"a,b\n1,2\n", kind="suppliers", ref="s01-yesi"))
    deal = work.start_deal(house, KIM)
    made = work.Document("sample.txt", "text/plain", b"sample")
    day.does("keep_documents", lambda: work.keep_documents(house, KIM, deal.id, [made]))
    faulty = work.read_import(house, owner, "members", "m.csv", csv_of(HEADS, (*ROW[:5], "many", *ROW[6:])))
    mended = day.does("keep_faulty_rows", lambda: work.keep_faulty_rows(house, owner, faulty, work.language("ko")))
    day.does("drop_file", lambda: work.drop_file(house, owner, mended.key))


def people(day: Day, owner: Person) -> None:
    house, email = day.house, "sample@firm.example"
    firm = day.does("add_organisation", lambda: work.add_organisation(house, owner, name="Sample buyer", kind="buyer"))
    day.does("change_organisation", lambda: work.change_organisation(house, owner, firm.id, name="Sample buyer 2"))
    work.invite(house, owner, email=email, role="guest", organisation=firm.id)
    (link,) = work.list_invitations(house, owner)
    day.does("withdraw_invitation", lambda: work.withdraw_invitation(house, owner, link.id))
    secret = day.does("invite", lambda: work.invite(house, owner, email=email, role="guest", organisation=firm.id))
    signing_in.accept_invitation(house, secret, name="Sample Guest", password=PASSWORD, again=PASSWORD, caller=CALLER)
    key = house.store.people.named(email)
    guest = house.store.people.standing(key)
    day.does("change_my_name", lambda: work.change_my_name(house, guest, "Sample Guest 2"))
    day.does("change_my_password", lambda: work.change_my_password(
        house, guest, old=PASSWORD, password=PASSWORD + " 2", again=PASSWORD + " 2"))
    ended = digest(sign_in(house, guest))
    day.does("end_my_sign_in", lambda: work.end_my_sign_in(house, guest, ended))
    sign_in(house, guest)
    day.does("sign_out_everywhere", lambda: work.sign_out_everywhere(house, guest))
    sign_in(house, guest)
    day.does("sign_out_person", lambda: work.sign_out_person(house, owner, key))
    day.does("make_reset_link", lambda: work.make_reset_link(house, owner, key))
    day.does("change_person", lambda: work.change_person(house, owner, KIM.id, role="approver", organisation="house"))
    day.does("block_person", lambda: work.block_person(house, owner, key))
    day.does("unblock_person", lambda: work.unblock_person(house, owner, key))
    day.does("owner_link", lambda: work.owner_link(house, owner))
    day.does("keep_domain_rule", lambda: work.keep_domain_rule(
        house, owner, domain="firm.example", role="guest", organisation=firm.id))
    day.does("remove_domain_rule", lambda: work.remove_domain_rule(house, owner, "firm.example"))


def test_no_use_case_that_reaches_a_write_is_called_reading() -> None:
    """By the source: whatever calls a method of the store that opens a write transaction, itself or through others."""
    writers = {function.name for path in (ROOT / "packagekit" / "storage").glob("*.py") for function in functions(path)
               if "self._write()" in ast.unparse(function)}
    calls: dict[str, set[str]] = {}
    for path in (ROOT / "packagekit" / "workflow").glob("*.py"):
        for function in functions(path):
            called = [ast.unparse(node.func) for node in ast.walk(function) if isinstance(node, ast.Call)]
            calls.setdefault(function.name, set()).update(
                "!" if name.startswith("house.store.") and name.rpartition(".")[2] in writers else name for name in called)
    reaching = {name for name, called in calls.items() if "!" in called}
    while grown := {name for name, called in calls.items() if called & reaching} - reaching:
        reaching |= grown
    assert len(writers) > 20
    assert reaching & set(RIGHTS) <= WRITING | UNSAID
    assert reaching >= WRITING | UNSAID


def functions(path: Path) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef):
            yield node
