"""A backup holds everything, is made while the house is in use, and comes to life in a new place of either kind."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import URL

from packagekit.domain.deal import Deal
from packagekit.domain.history import Asked
from packagekit.domain.text import Refusal
from packagekit.storage import backup
from packagekit.storage.backup import (
    LEFT_OUT,
    MANIFEST,
    _iso,
    database_faults,
    read_backup,
    restore_backup,
    write_backup,
)
from packagekit.storage.database import Store
from packagekit.storage.engine import Engine, embedded
from packagekit.storage.inspection import Inspected
from packagekit.storage.registry import Registry
from packagekit.storage.tables import metadata
from tests import postgres
from tests.conftest import DAY, ROOT

QUOTA = 10**9


def deal(key: str = "d1", **given: object) -> Deal:
    return Deal(**{"id": key, "title": "Nhựa 표본", "on": DAY, "form": {"name": "a & <b>"}, **given})


@pytest.fixture
def full(store: Store, samples: Registry) -> Store:
    """A house with something of everything, a lone surrogate and a NUL among it."""
    store.take_in(samples)
    store.people.found_house()
    kept = store.save_deal("kim", deal())
    store.save_deal("kim", kept.model_copy(update={"form": {"name": "\ud800 \0 changed"}}))
    store.save_deal("kim", deal("d2"))
    store.remove_deal("kim", "d2")
    store.files.keep([Inspected("a.pdf", "application/pdf", b"%PDF sample"), Inspected("b", "text/plain", b"x" * 3_000_000)],
                     kind="deals", ref="d1", by="kim", quota=QUOTA)
    return store


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def elsewhere(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """A new place of each kind."""
    made = Engine(embedded(tmp_path / "new") if request.param == "sqlite"
                  else postgres.new_database(request.getfixturevalue("postgresql")))
    (tmp_path / "new").mkdir()
    yield made
    made.close()


def rows(engine: Engine) -> dict[str, list[dict[str, object]]]:
    with engine.read() as connection:
        return {
            table.name: [
                {name: _iso(value) if hasattr(value, "isoformat") else value for name, value in row.items()}
                for row in connection.execute(sa.select(table).order_by(*table.primary_key.columns)).mappings()]
            for table in metadata.sorted_tables if table.name not in LEFT_OUT
        }


def test_everything_comes_back_in_a_new_place(full: Store, elsewhere: Engine, tmp_path: Path) -> None:
    """From each kind of database to each kind."""
    before = rows(full.engine)
    write_backup(full.engine, full.files, tmp_path / "house.zip")
    restore_backup(tmp_path / "house.zip", elsewhere, tmp_path / "new" / "files")
    again = Store(elsewhere.url, tmp_path / "new" / "files")
    after = rows(again.engine)
    restored = after["history"].pop()
    assert (restored["act"], restored["by"]) == ("restored", "house")
    for name, table in before.items():
        if name != "counters":
            assert after[name] == table, name
    assert again.registry() == full.registry()
    assert again.deal("kim", "d1") == full.deal("kim", "d1")
    assert [again.files.bytes_of(file) for file in again.files.of("deals", "d1")] \
        == [full.files.bytes_of(file) for file in full.files.of("deals", "d1")]
    assert again.history.faults() == () and list(again.files.faults()) == []
    again.save_deal("kim", deal("d3"))  # and work goes on, its history on the same chain
    assert again.bring_back_deal("kim", "d2").id == "d2"
    assert again.history.faults() == ()
    again.close()


def test_numbers_go_on_where_they_were(store: Store, elsewhere: Engine, tmp_path: Path, catalogs) -> None:
    """PostgreSQL counts ids apart from the rows: the next one must not be one that is taken."""
    from packagekit.domain.dated import DatedValue, Source, Status
    from packagekit.domain.team_value import Figure

    def value(year: int) -> DatedValue:
        return DatedValue(value="0.1", since=DAY.replace(year=year), status=Status.USER, source=Source(title="Sample"))

    figure = Figure("market", "VN", "vat")
    for year in (2027, 2028):
        store.team_values.enter(figure, "ratio", value(year), by="kim")
    write_backup(store.engine, store.files, tmp_path / "house.zip")
    restore_backup(tmp_path / "house.zip", elsewhere, tmp_path / "new" / "files")
    again = Store(elsewhere.url, tmp_path / "new" / "files")
    assert again.team_values.enter(figure, "ratio", value(2029), by="kim").id == 3
    again.close()


def test_a_backup_made_while_people_write_is_one_moment(store: Store, elsewhere: Engine, tmp_path: Path) -> None:
    """Deals and history are read at different times; that they fit together shows one look at both."""
    stop = threading.Event()
    faults: list[BaseException] = []

    def write(person: str) -> None:
        try:
            kept = store.save_deal(person, deal(f"of-{person}"))
            while not stop.is_set():
                kept = store.save_deal(person, kept.model_copy(update={"title": kept.title + "."}))
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=write, args=(name,)) for name in ("kim", "lee")]
    for thread in threads:
        thread.start()
    time.sleep(0.1)
    written = []
    for number in range(3):
        manifest, problems = write_backup(store.engine, store.files, tmp_path / f"{number}.zip")
        assert problems == ()
        written.append(manifest.rows())
        with zipfile.ZipFile(tmp_path / f"{number}.zip") as archive:
            counted = {row["name"]: row["value"] for row in map(json.loads, archive.read("tables/counters.jsonl").splitlines())}
            assert counted["history"] == len(archive.read("tables/history.jsonl").splitlines()), "two moments in one backup"
    stop.set()
    for thread in threads:
        thread.join()
    assert faults == [] and written == sorted(written) and written[0] < written[-1]
    restore_backup(tmp_path / "1.zip", elsewhere, tmp_path / "new" / "files")  # verifies chain and records


def test_live_sign_ins_are_not_in_a_backup(full: Store, tmp_path: Path) -> None:
    write_backup(full.engine, full.files, tmp_path / "house.zip")
    with zipfile.ZipFile(tmp_path / "house.zip") as archive:
        tables = {Path(name).stem for name in archive.namelist() if name.startswith("tables/")}
    assert tables == set(metadata.tables) - LEFT_OUT and set(metadata.tables) >= LEFT_OUT


@pytest.mark.parametrize("part", [MANIFEST, "tables/deals.jsonl", "tables/history.jsonl", "files/"])
def test_a_backup_changed_in_any_part_is_refused(full: Store, tmp_path: Path, part: str) -> None:
    path = tmp_path / "house.zip"
    write_backup(full.engine, full.files, path)
    with zipfile.ZipFile(path) as archive:
        held = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, data in held.items():
            archive.writestr(name, data.replace(b"a", b"b", 1) if name.startswith(part) else data)
    with pytest.raises(Refusal):
        read_backup(path)


@pytest.mark.parametrize("spoil", [
    lambda data: data[:len(data) // 2], lambda data: data[:-30], lambda data: b"", lambda data: b"PK\x03\x04" + bytes(90),
    lambda data: data[:2000] + bytes([data[2000] ^ 255]) + data[2001:],
], ids=["half", "end", "empty", "nothing", "one byte"])
def test_a_damaged_backup_is_refused_and_nothing_is_made_of_it(full: Store, tmp_path: Path, spoil) -> None:
    path = tmp_path / "house.zip"
    write_backup(full.engine, full.files, path)
    path.write_bytes(spoil(path.read_bytes()))
    new = Engine(embedded(tmp_path / "new"))
    (tmp_path / "new").mkdir()
    with pytest.raises(Refusal):
        restore_backup(path, new, tmp_path / "new" / "files")
    assert sa.inspect(new.engine).get_table_names() == []
    new.close()


def test_a_missing_file_is_named_and_the_rest_is_saved(full: Store, tmp_path: Path) -> None:
    gone = full.files.of("deals", "d1")[0]
    full.files.path(gone.sha256).unlink()
    manifest, problems = write_backup(full.engine, full.files, tmp_path / "house.zip")
    assert [problem.where for problem in problems] == [f"files/{gone.sha256}"]
    assert manifest.files() == 1 and read_backup(tmp_path / "house.zip") == manifest


@pytest.mark.parametrize("after", ["files", "history"])
def test_a_file_freed_while_a_backup_runs_leaves_a_backup_that_is_whole(
    full: Store, elsewhere: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    """Freed before its row is written, it is in neither; freed after it, its bytes are there already."""
    freed = full.files.of("deals", "d1")[0]
    write_table = backup._table

    def then_freed(archive: zipfile.ZipFile, connection: sa.Connection, table: sa.Table) -> object:
        part = write_table(archive, connection, table)
        if table.name == after:
            free = threading.Thread(target=full.files.drop, args=(freed.key,), kwargs={"by": "kim"})
            free.start()
            free.join()
        return part

    monkeypatch.setattr(backup, "_table", then_freed)
    _, problems = write_backup(full.engine, full.files, tmp_path / "house.zip")
    assert problems == () and not full.files.path(freed.sha256).exists()
    restore_backup(tmp_path / "house.zip", elsewhere, tmp_path / "new" / "files")
    again = Store(elsewhere.url, tmp_path / "new" / "files")
    assert list(again.files.faults()) == [] and len(again.files.of("deals", "d1")) == 2
    again.close()


def test_a_backup_that_fails_leaves_the_one_before(full: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "house.zip"
    write_backup(full.engine, full.files, path)
    before = path.read_bytes()

    def full_disk(*given: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("packagekit.storage.backup._file", full_disk)
    monkeypatch.setattr("packagekit.storage.backup._table", full_disk)
    with pytest.raises(Refusal, match="No space left"):
        write_backup(full.engine, full.files, path)
    assert path.read_bytes() == before
    assert [name.name for name in tmp_path.glob("*house.zip*")] == ["house.zip"]


def test_a_damaged_database_is_found(tmp_path: Path, samples: Registry) -> None:
    store = Store(embedded(tmp_path))
    store.take_in(samples)
    assert list(database_faults(store.engine)) == []
    store.engine.settle()
    store.close()
    path = tmp_path / "packagekit.db"
    data = bytearray(path.read_bytes())
    middle = len(data) // 2 // 4096 * 4096
    data[middle:middle + 4096] = os.urandom(4096)
    path.write_bytes(data)
    engine = Engine(embedded(tmp_path))
    try:
        found = [problem.where for problem in database_faults(engine)]
    except sa.exc.DatabaseError:
        found = ["database"]
    assert found and set(found) == {"database"}
    engine.close()


# In the shell ---------------------------------------------------------------------------------


def shell(home: Path, *words: str, **environment: str) -> tuple[int, dict[str, object]]:
    done = subprocess.run(
        [sys.executable, "-m", "packagekit", *words, "--json"], cwd=ROOT, capture_output=True, text=True,
        env={**os.environ, "PACKAGEKIT_HOME": str(home), "PACKAGEKIT_LANGUAGE": "en", **environment})
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)


def test_a_backup_goes_through_the_shell_and_back(tmp_path: Path) -> None:
    old, new, path = tmp_path / "old", tmp_path / "new", tmp_path / "house.zip"
    code, made = shell(old, "backup", str(path))
    assert code == 0 and made["rows"] > 200 and made["problems"] == []
    assert shell(old, "check")[0] == 0 and shell(old, "check", str(path))[0] == 0
    code, restored = shell(new, "restore", str(path))
    assert code == 0 and restored["rows"] == made["rows"]
    assert shell(new, "check")[0] == 0
    code, refused = shell(new, "restore", str(path))
    assert code == 1 and "already" in refused["problems"][0]["what"]
    code, _ = shell(new, "restore", str(path), "--replace")
    assert code == 0 and len(list(new.glob("packagekit-replaced-*.db"))) == 1
    code, answer = shell(new, "check", str(tmp_path / "nothing.zip"))
    assert code == 1 and answer["problems"]


def test_a_start_changes_nothing_in_a_house_that_is_there(tmp_path: Path) -> None:
    """Samples are taken in once, whatever order a set has in another process."""
    sizes = [shell(tmp_path, "check", PYTHONHASHSEED=seed)[1]["history"] for seed in ("1", "2")]
    assert sizes[0] == sizes[1]


def test_a_backup_killed_in_its_middle_leaves_no_half_of_one(tmp_path: Path) -> None:
    """Killed at ten moments: what bears the name is the whole backup of before, and the house is untouched."""
    store = Store(embedded(tmp_path))
    store.save_deal("kim", deal())
    store.files.keep([Inspected("big", "text/plain", os.urandom(30_000_000))], kind="deals", ref="d1", by="kim", quota=QUOTA)
    path = tmp_path / "house.zip"
    write_backup(store.engine, store.files, path)
    before = path.read_bytes()
    program = (
        "import sys; from pathlib import Path; from packagekit.storage.database import Store; "
        "from packagekit.storage.engine import embedded; from packagekit.storage.backup import write_backup; "
        "home = Path(sys.argv[1]); store = Store(embedded(home)); print('ready', flush=True); "
        "[write_backup(store.engine, store.files, home / 'house.zip') for _ in range(99)]"
    )
    halves = 0
    for moment in range(10):
        child = subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], cwd=ROOT, stdout=subprocess.PIPE)
        child.stdout.readline()
        time.sleep(0.05 + 0.07 * moment)
        child.send_signal(signal.SIGKILL)
        child.wait()
        halves += any(tmp_path.glob(".house.zip.*"))
        read_backup(path)
        for half in tmp_path.glob(".house.zip.*"):
            half.unlink()
    assert halves > 0, "none was hit in its middle"
    assert read_backup(path).files() == 1 and len(path.read_bytes()) == pytest.approx(len(before), rel=0.01)
    assert store.history.faults() == () and list(store.files.faults()) == []
    store.close()


def test_an_older_backup_comes_up_to_date_on_the_way(tmp_path: Path) -> None:
    """Made of the database of 0003 as its code would have: the tables of then, the migrations since."""
    import shutil

    (tmp_path / "older").mkdir()
    shutil.copy(ROOT / "tests/stored/packagekit-0003.db", tmp_path / "older" / "packagekit.db")
    store = Store(embedded(tmp_path / "older"))
    write_backup(store.engine, store.files, tmp_path / "new.zip")
    deal_before = store.deals_of("kim")
    store.close()
    _as_of_0004(tmp_path / "new.zip", tmp_path / "old.zip")
    (tmp_path / "new").mkdir()
    engine = Engine(embedded(tmp_path / "new"))
    assert restore_backup(tmp_path / "old.zip", engine, tmp_path / "new" / "files").revision == "0004"
    again = Store(engine.url)
    assert again.deals_of("kim") == deal_before
    again.close()
    engine.close()


def _as_of_0004(path: Path, target: Path) -> None:
    """The same backup without the tables and columns that came with later migrations."""
    import hashlib

    later = {"files", "organisations", "people", "domain_rules", "case_acts", "imports", "unsaved", "parties", "history_runs"}
    columns = {"deals": {"organisation"}, "registered": {"registrant", "status"}}
    with zipfile.ZipFile(path) as archive, zipfile.ZipFile(target, "w") as older:
        manifest = json.loads(archive.read(MANIFEST))
        manifest["revision"] = "0004"
        manifest["parts"] = [part for part in manifest["parts"] if Path(part["name"]).stem not in later]
        for part in manifest["parts"]:
            data = archive.read(part["name"])
            if gone := columns.get(Path(part["name"]).stem):
                held = [json.loads(line) for line in data.splitlines()]
                data = "".join(json.dumps({k: v for k, v in row.items() if k not in gone}) + "\n" for row in held).encode()
                part.update(sha256=hashlib.sha256(data).hexdigest(), size=len(data))
            older.writestr(part["name"], data)
        older.writestr(MANIFEST, json.dumps(manifest))


@pytest.mark.postgresql
def test_the_database_of_a_url_is_restored_into_by_the_shell(postgresql: Path, tmp_path: Path) -> None:
    url: URL = postgres.new_database(postgresql)
    shell(tmp_path / "old", "backup", str(tmp_path / "house.zip"))
    code, _ = shell(tmp_path / "new", "restore", str(tmp_path / "house.zip"),
                    PACKAGEKIT_DATABASE_URL=url.render_as_string(hide_password=False))
    assert code == 0
    code, answer = shell(tmp_path / "new", "check", PACKAGEKIT_DATABASE_URL=url.render_as_string(hide_password=False))
    assert code == 0 and answer["history"] > 100
    assert not (tmp_path / "new" / "packagekit.db").exists()


def test_history_finds_who_made_a_backup(tmp_path: Path) -> None:
    shell(tmp_path, "backup", str(tmp_path / "house.zip"))
    store = Store(embedded(tmp_path))
    (entry,) = store.history.find(Asked(kind="house")).entries
    assert (entry.by, entry.act, entry.ref) == ("desk", "backed up", "house.zip")
    store.close()
