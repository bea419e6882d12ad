"""Files into the register: whatever people bring, each fault is beside its cell and nothing is half saved."""

from __future__ import annotations

import io
import json
import os
import resource
import signal
import subprocess
import sys
import textwrap
import time
import zipfile
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from packagekit import workflow as work
from packagekit.cli import main
from packagekit.domain.form import Misread, day, number
from packagekit.domain.person import Person
from packagekit.domain.text import Refusal
from packagekit.storage.grid import MOST_ROWS, place
from packagekit.workflow.importing import KINDS, form_for
from tests.conftest import ROOT
from tests.people import enrol

OWN = Person(id="coop", name="Sample Kim", role="cooperative", stands_for="coop-plastics", organisation="coop-plastics")
HEADS = ("회원사 번호", "협동조합", "기업명(국문)", "지역", "업종(ISIC 4차)", "인원", "설비 수")
ROW = ("sample-m-1", "coop-plastics", "표본사출공업", "인천광역시", "2220", "34", "11")


@pytest.fixture
def house(tmp_path: Path) -> work.House:
    return enrol(work.open_house(tmp_path), OWN)


def csv_of(*rows: Sequence[str], encoding: str = "utf-8") -> bytes:
    return "\r\n".join(",".join(f'"{c}"' for c in row) for row in rows).encode(encoding)


def excel(rows: Sequence[Sequence[Any]], *, sheet: str = "Sheet1", merge: str | None = None, before: str | None = None) -> bytes:
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content)
    if before:
        book.add_worksheet(before).write(0, 0, "Notes of mine")
    page = book.add_worksheet(sheet)
    for r, row in enumerate(rows):
        for c, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(r, c, value, book.add_format({"num_format": "yyyy-mm-dd"}))
            elif isinstance(value, str) and value.startswith("="):
                page.write_formula(r, c, value, value="")
            else:
                page.write(r, c, value)
    if merge:
        page.merge_range(merge, rows[1][1])
    book.close()
    return content.getvalue()


def read(house: work.House, data: bytes, kind: str = "members", who: Person = OWN, name: str = "f") -> work.Reading:
    return work.read_import(house, who, kind, name, data)


def faults(reading: work.Reading) -> list[tuple[str, str]]:
    return [(p.where, p.what.msgid) for one in reading.brought for p in one.problems]


@pytest.mark.parametrize("text, value", [
    ("1억 2천만원", 120_000_000), ("1억2천만", 120_000_000), ("3,200만 원", 32_000_000), ("₩1,200", 1200), ("1.2억", 120_000_000),
    ("천만원", 10_000_000), ("2조 3백억", 2_030_000_000_000), ("만", 10_000), ("삼", None), ("１２３", 123), ("-4.5", "-4.5"), ("12.5 %", "12.5"),
    ("34명", 34), ("1,20", None), ("약 3억", None), ("1만 2억", None), ("2천3천", None), ("", None), ("1e5", None), ("5천만 20", 50_000_020),
])
def test_numbers_as_koreans_write_them(text: str, value: Any) -> None:
    if value is None:
        with pytest.raises(Misread):
            number(text)
    else:
        assert number(text) == Decimal(value)


@given(st.integers(0, 10**15))
def test_a_number_in_korean_units_is_itself(amount: int) -> None:
    parts, left = [], amount
    for unit, size in (("조", 10**12), ("억", 10**8), ("만", 10**4)):
        if left >= size:
            parts.append(f"{left // size}{unit}")
            left %= size
    parts += [str(left)] if left or not parts else []
    assert number(" ".join(parts) + "원") == amount


@pytest.mark.parametrize("text, expected", [
    ("2024-01-31", "2024-01-31"), ("2024. 1. 31.", "2024-01-31"), ("2024년 1월 31일", "2024-01-31"), ("20240131", "2024-01-31"),
    ("2024/1/31", "2024-01-31"), ("45322", "2024-01-31"), ("31/01/2024", None), ("2024-02-30", None), ("2024-01", None), ("어제", None),
])
def test_days_as_people_write_them(text: str, expected: str | None) -> None:
    if expected is None:
        with pytest.raises(Misread):
            day(text)
    else:
        assert day(text) == date.fromisoformat(expected)


def test_cells_are_named_as_in_excel() -> None:
    assert [place(0, 0), place(6, 1), place(0, 25), place(0, 26), place(9, 701), place(0, 702)] == ["A1", "B7", "Z1", "AA1", "ZZ10", "AAA1"]


@pytest.mark.parametrize("kind", KINDS)
def test_every_form_reads_back_what_it_exports(kind: str, house: work.House) -> None:
    """And the form itself, as downloaded, holds no record but its example."""
    who = work.desk_owner(house)
    form = form_for(house.root, kind)
    assert len({c.name for c in form.columns}) == len(form.columns)
    empty = read(house, work.form_file(house, who, kind), kind, who)
    assert empty.brought == () and [p.what.msgid for p in empty.problems] == ["There is no row below the heads."]
    back = read(house, work.export_file(house, who, kind), kind, who)
    assert {one.state for one in back.brought} <= {"same"}
    assert len(back.brought) == len(getattr(house.whole_registry(), kind))


@pytest.mark.parametrize("data", [
    csv_of(HEADS, ROW), csv_of(HEADS, ROW, encoding="cp949"), csv_of(HEADS, ROW, encoding="utf-8-sig"),
    csv_of(HEADS, ROW).replace(b",", b";"), excel([HEADS, ROW]), excel([HEADS, ROW], before="메모"),
    excel([HEADS, (*ROW[:5], 34, 11.0)]), csv_of(("Member id", "cooperative *", "name.ko", "Region", "ISIC", "Industry (ISIC Rev.4)", "Employees", "Machines"),
                                              (*ROW[:4], "", "2220 – 플라스틱", "34명", "11")),
    json.dumps([{"id": "sample-m-1", "cooperative": "coop-plastics", "name": {"ko": "표본사출공업"}, "region": {"ko": "인천광역시"},
                 "industry": "2220", "employees": 34, "machines": 11}]).encode(),
], ids=["utf8", "euckr", "bom", "semicolon", "xlsx", "second sheet", "numbers", "english heads", "json"])
def test_one_member_in_every_kind_of_file(data: bytes, house: work.House) -> None:
    reading = read(house, data)
    assert len(reading.good) == 1 and not reading.faulty
    work.save_import(house, OWN, reading, "members.csv")
    member = house.whole_registry().members["sample-m-1"]
    assert (member.employees, member.machines, member.industry) == (34, 11, "2220")
    assert house.holdings.find("members", "표본사출")[0].id == "sample-m-1"


def test_each_fault_is_beside_its_cell_and_the_good_rows_wait(house: work.House) -> None:
    rows = [HEADS, ROW, ("m-2", "coop-plastics", "표본 둘", "인천", "2220", "many", ""), ("m-3", "coop-none", "표본 셋", "인천", "2220", "3", ""),
            ("m-4", "coop-plastics", "", "인천", "2220", "3", ""), ("m-5", "coop-plastics", "표본 다섯", "인천", "2220", "0", ""),
            ("m-2", "coop-plastics", "표본 또", "인천", "2220", "5", "1"), ("m-6", "coop-moulds", "표본 남", "인천", "2593", "5", "1")]
    reading = read(house, csv_of(*rows))
    assert [one.id for one in reading.good] == ["sample-m-1"]
    assert faults(reading) == [
        ("F3", "“{typed}” is not a number."), ("B4", "“{typed}” is not one of the choices."), ("C5", "{field}: {what}"),
        ("F6", "{field}: {what}"), ("A7", "The id {id} stands in this file before, in {cell}."),
        ("A8", "This belongs to another organisation.")]
    assert "sample-m-1" not in house.whole_registry().members  # reading saves nothing
    kept = work.keep_faulty_rows(house, OWN, reading, work.language("ko"))
    corrected = work.open_file(house, OWN, kept.key)[1]
    with pytest.raises(Refusal):
        work.open_file(house, work.desk_owner(house), kept.key)  # it is of use to nobody else
    assert work.keep_faulty_rows(house, OWN, reading, work.language("vi")) != kept
    assert len(work.my_room(house, OWN).held) == 1, "the one before made room"
    again = read(house, corrected)
    assert len(again.faulty) == 6 and not again.good  # the same faults, now at the cells of the form
    assert work.read_import(house, OWN, "members", "f", csv_of(HEADS, ROW)).good


def test_merged_cells_and_formulas_are_named(house: work.House) -> None:
    merged = excel([HEADS, ROW, ("m-2", "", "표본 둘", "인천", "2220", "3", "1")], merge="B2:B3")
    assert ("B3", "This cell is part of the merged cells {cells}.") in faults(read(house, merged))
    formula = excel([HEADS, (*ROW[:5], "=1+33", "11")])
    assert ("F2", "The formula in this cell has no result.") in faults(read(house, formula))


def test_a_wrong_sheet_or_form_is_said(house: work.House) -> None:
    with pytest.raises(Refusal) as refused:
        read(house, excel([("Name", "Phone"), ("Kim", "1")]))
    assert refused.value.problems[0].what.msgid == "No sheet has the heads of the form “{form}”."
    with pytest.raises(Refusal) as refused:
        read(house, work.form_file(house, work.desk_owner(house), "suppliers"))
    assert refused.value.problems[0].what.msgid == "This form is for {kind}."


def test_an_older_form_is_read_and_said(house: work.House) -> None:
    """Its mark is of version 0, it lacks a column of today's and has one that is gone."""
    rows = [("packagekit:members:0",), ("회원사 번호", "협동조합", "기업명(국문)", "업종(ISIC 4차)", "인원", "팩스"),
            ("m-1", "coop-plastics", "표본", "2220", "5", "032")]
    reading = read(house, csv_of(*rows))
    said = {(p.where, p.what.msgid) for p in reading.problems}
    assert ("f", "The file is a form of version {theirs}; today's is {ours}.") in said
    assert ("F2", "No column is called “{name}”; it was left out.") in said
    assert ("f", "The column {name} is missing.") in said
    assert reading.faulty[0].problems[0].what.msgid == "{field}: {what}"  # the region


def test_a_case_over_several_rows_with_dates_as_text_and_korean_amounts(house: work.House) -> None:
    who = work.desk_owner(house)
    form = form_for(house.root, "cases")
    first = {c.name: c.example for c in form.columns} | {"id": "sample-brought"}
    more = [{"id": "sample-brought", "members[].alias.ko": f"회원사 {n}", "members[].employees": "30", "members[].machines": "9",
             "go_live": "2024년 12월 16일" if n == "B" else ""} for n in "BCDE"]
    rows = [[c.ko for c in form.columns], *([line.get(c.name, "") for c in form.columns] for line in (first, *more))]
    reading = read(house, csv_of(*rows), "cases", who)
    (one,) = reading.good
    case = one.record
    assert (len(case.members), case.members[4].alias.root["ko"]) == (5, "회원사 E")
    assert case.costs[0].amount.amount == 120_000_000 and case.subsidy_share == Decimal("0.5")
    assert (case.status, case.kpis[0].grade.value) == ("draft", "B")
    rows[3][form.columns.index(next(c for c in form.columns if c.name == "industry"))] = "2593"
    (where, what), = faults(read(house, csv_of(*rows), "cases", who))
    assert what == "This row says otherwise than the record's first row, {cell}." and where == "J4"


def test_a_text_that_stays_keeps_its_translations_and_a_new_one_loses_them(house: work.House) -> None:
    who = work.desk_owner(house)
    form = form_for(house.root, "suppliers")
    heads = [c.name for c in form.columns if c.name in ("id", "name.ko", "about.ko", "employees")]
    name = house.whole_registry().suppliers["s01-yesi"].name.root["ko"]
    reading = read(house, csv_of(heads, ["s01-yesi", name, "표본 새 소개", "63"]), "suppliers", who)
    (one,) = reading.good
    assert one.state == "changed" and one.record.employees == 63
    assert set(one.record.name.root) > {"ko", "en", "vi"} and set(one.record.about.root) == {"ko"}


def test_a_whole_import_is_undone_in_one_act(house: work.House) -> None:
    who = work.desk_owner(house)
    before = house.store.registry()[0]
    rows = [("id", "employees"), ("s01-yesi", "99"), ("s02-haneul", "98")]
    reading = read(house, csv_of(*rows), "suppliers", who)
    made = work.save_import(house, who, reading, "f.csv")
    more = work.save_import(house, who, read(house, csv_of(HEADS, ROW), who=who), "m.csv")
    assert house.whole_registry().suppliers["s01-yesi"].employees == 99
    work.undo_import(house, who, more.id)
    work.undo_import(house, who, made.id)
    assert house.store.registry()[0] == before and "sample-m-1" not in house.whole_registry().members
    assert house.store.history.faults() == ()
    with pytest.raises(Refusal):
        work.undo_import(house, who, made.id)
    with pytest.raises(Refusal):  # somebody else's
        work.undo_import(house, OWN, work.save_import(house, who, read(house, csv_of(*rows), "suppliers", who), "f.csv").id)


def test_work_done_since_is_not_undone_along_with_the_file(house: work.House) -> None:
    who = work.desk_owner(house)
    first = work.save_import(house, who, read(house, csv_of(("id", "employees"), ("s01-yesi", "99")), "suppliers", who), "a")
    work.save_import(house, who, read(house, csv_of(("id", "employees"), ("s01-yesi", "100")), "suppliers", who), "b")
    with pytest.raises(Refusal) as refused:
        work.undo_import(house, who, first.id)
    assert refused.value.problems[0].where == "s01-yesi"
    assert house.whole_registry().suppliers["s01-yesi"].employees == 100


def bomb(size: int) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr("xl/worksheets/sheet1.xml", b"<row>" * (size // 5))
    return content.getvalue()


@pytest.mark.parametrize("data", [
    b"", b"PK\x03\x04broken", b"\xd0\xcf\x11\xe0old", bomb(100_000_000), b"\x00\x01\x02", b"{" * 100_000, b'{"a": 1}', b"[1, 2]",
    "번호\n1".encode("utf-16"), csv_of(*[("a", "b")] * (MOST_ROWS + 1)),
], ids=["empty", "broken zip", "old excel", "bomb", "binary", "deep json", "no list", "no records", "utf16", "long"])
def test_hostile_and_useless_files_are_refused(data: bytes, house: work.House) -> None:
    with pytest.raises(Refusal):
        read(house, data)


def million_rows(columns: int) -> bytes:
    """An Excel file of a million rows, written as a stream: no library holds a million of them in the time of a test."""
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as book:
        with zipfile.ZipFile(io.BytesIO(excel([HEADS, ROW]))) as small:
            for name in small.namelist():
                if name != "xl/worksheets/sheet1.xml":
                    book.writestr(name, small.read(name))
        cells = "".join("<c><v>1</v></c>" for _ in range(columns))
        rows = "".join(f'<row r="{{}}">{cells}</row>' for _ in range(1_000))
        with book.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            sheet.write(b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>')
            for start in range(1, MILLION, 1_000):
                sheet.write(rows.format(*range(start, start + 1_000)).encode())
            sheet.write(b"</sheetData></worksheet>")
    return content.getvalue()


MILLION = 1_000_000


@pytest.mark.parametrize("make", [
    lambda: million_rows(1), lambda: million_rows(7), lambda: b"x\n" * MILLION, lambda: b"[" + b"{}," * (MILLION - 1) + b"{}]",
    lambda: ("표본,2220\r\n" * MILLION).encode("cp949"),
], ids=["Excel, one column", "Excel, seven columns", "CSV", "JSON", "CSV in EUC-KR"])
def test_a_million_rows_are_refused_quickly_with_their_number(make: Any, house: work.House) -> None:
    data = make()
    before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime + time.process_time()
    with pytest.raises(Refusal) as refused:
        read(house, data)
    spent = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime + time.process_time() - before
    (problem,) = refused.value.problems
    assert problem.what.args == {"count": MILLION, "most": MOST_ROWS} and "split" in problem.how.msgid
    assert spent < 15


def test_a_file_of_a_million_full_rows_is_too_large_before_it_is_read(house: work.House) -> None:
    with pytest.raises(Refusal) as refused:
        read(house, (",".join(ROW) + "\r\n").encode() * MILLION)
    assert refused.value.problems[0].what.args == {"most": 20}


def test_what_a_formula_would_do_stays_text(house: work.House) -> None:
    reading = read(house, csv_of(HEADS, ("m-1", "coop-plastics", "=1+1", "@x", "2220", "3", "1")))
    work.save_import(house, OWN, reading, "f")
    exported = work.export_file(house, OWN, "members")
    with zipfile.ZipFile(io.BytesIO(exported)) as archive:
        assert not any(b"<f>" in archive.read(n) for n in archive.namelist() if n.startswith("xl/worksheets"))
    assert house.whole_registry().members["m-1"].name.root["ko"] == "=1+1"


KILLED = """
    import os, signal, sys
    from pathlib import Path
    from packagekit import workflow as work
    from packagekit.storage import register
    house = work.open_house(Path(sys.argv[1])); who = work.desk_owner(house)
    head = "id,cooperative,name.ko,region.ko,industry,employees\\n"
    data = head + "".join(f"k-{n},coop-plastics,표본 {n},인천,2220,5\\n" for n in range(400))
    reading = work.read_import(house, who, "members", "k", data.encode())
    after = int(sys.argv[2]); seen = 0
    written = register.remember
    def dying(*given):
        written(*given)
        if after == 0: os.kill(os.getpid(), signal.SIGKILL)
    register.remember = dying
    work.save_import(house, who, reading, "k")
    print("saved", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)
"""


@pytest.mark.parametrize("after, expected", [(0, 0), (1, 400)], ids=["in the middle", "after it was acknowledged"])
def test_a_killed_import_leaves_all_or_nothing(after: int, expected: int, tmp_path: Path) -> None:
    work.open_house(tmp_path).store.close()
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(KILLED), str(tmp_path), str(after)], cwd=ROOT, capture_output=True,
                          env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False)
    assert done.returncode == -signal.SIGKILL, done.stderr[-500:]
    assert (b"saved" in done.stdout) == bool(expected)
    house = work.open_house(tmp_path)
    assert len(house.whole_registry().members) == expected
    assert house.store.history.faults() == ()


WORKING = """
    import sys
    from pathlib import Path
    from packagekit import workflow as work
    house = work.open_house(Path(sys.argv[1])); who = work.desk_owner(house)
    head = "id,cooperative,name.ko,region.ko,industry,employees\\n"
    for number in range(int(sys.argv[2]), int(sys.argv[2]) + 1000):
        rows = "".join(f"f{number}-{n},coop-plastics,표본 {n},인천,2220,5\\n" for n in range(150))
        work.save_import(house, who, work.read_import(house, who, "members", f"f{number}", (head + rows).encode()), f"f{number}")
        print(number, flush=True)
"""


def test_killed_from_outside_at_any_moment_every_file_is_in_whole_or_not_at_all(tmp_path: Path) -> None:
    """A process that takes in file after file is killed six times, whatever it does just then."""
    work.open_house(tmp_path).store.close()
    acknowledged: set[str] = set()
    for round_ in range(6):
        process = subprocess.Popen(
            [sys.executable, "-c", textwrap.dedent(WORKING), str(tmp_path), str(round_ * 1000)], cwd=ROOT, stdout=subprocess.PIPE, text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)})
        first = process.stdout.readline()
        time.sleep(0.05 + 0.13 * round_)
        process.send_signal(signal.SIGKILL)
        acknowledged |= {f"f{line.strip()}" for line in (first, *process.stdout.read().splitlines()) if line.strip()}
        process.wait()
    house = work.open_house(tmp_path)
    counts: dict[str, int] = {}
    for key in house.whole_registry().members:
        counts[key.partition("-")[0]] = counts.get(key.partition("-")[0], 0) + 1
    taken = {i.file for i in work.list_imports(house, work.desk_owner(house))}
    assert set(counts.values()) == {150} and acknowledged <= counts.keys() and counts.keys() == taken
    assert len(acknowledged) >= 6 and house.store.history.faults() == ()
    house.store.close()


def test_the_shell_brings_in_dry_or_whole_and_undoes(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """The same three acts as on the screen: read, save, take the whole file back."""
    monkeypatch.setenv("PACKAGEKIT_HOME", str(tmp_path / "home"))
    file = tmp_path / "members.csv"
    file.write_bytes(csv_of(HEADS, ROW, ("sample-m-2", *ROW[1:])))

    def run(*arguments: str) -> tuple[int, dict[str, Any]]:
        code = main(lambda **_options: 0, ["cases", *arguments, "--json"])
        return code, json.loads(capsys.readouterr().out)

    def stored() -> int:
        house = work.open_house(tmp_path / "home")
        count = len(house.holdings.listings("members"))
        house.store.close()
        return count

    assert run("import", str(file), "--kind", "members", "--dry-run")[0] == 0 and stored() == 0
    code, said = run("import", str(file), "--kind", "members")
    assert code == 0 and stored() == 2
    number = said["import"]
    assert run("undo", str(number)) == (0, {"import": number, "file": "members.csv", "records": 2}) and stored() == 0
    assert run("undo", str(number))[0] == 1
    assert run("undo", "no number")[0] == 1
