"""A killed process and a full disk: every acknowledged save is there afterwards, nothing half-saved beside it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest
import sqlalchemy as sa
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    invariant,
    rule,
    run_state_machine_as_test,
)

from packagekit.domain.deal import Deal
from packagekit.domain.history import Asked
from packagekit.domain.text import Refusal
from packagekit.storage.backup import database_faults
from packagekit.storage.database import StaleSave, Store, read_deal
from packagekit.storage.engine import embedded
from packagekit.storage.inspection import Inspected
from tests.conftest import DAY, ROOT

KILLS = 200


def test_every_acknowledged_save_survives_a_kill(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """SIGKILL 200 times in the middle of writing, one database for all of them."""
    begun = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "tests.killing", str(tmp_path), str(KILLS)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    rounds = json.loads(done.stdout)
    store = Store(embedded(tmp_path))
    saves = files = unheard = 0
    for one in rounds:
        saves += one["version"]
        files += len(one["files"])
        try:
            kept = store.deal("kim", one["deal"])
        except Refusal:
            kept = None
        assert kept is not None or one["version"] == 0, "an acknowledged deal is lost"
        if kept is not None:
            assert one["version"] <= kept.version <= one["version"] + 1, "an acknowledged save is lost"
            assert kept.title == str(kept.version), "a save is torn"
            unheard += kept.version - one["version"]
        for key in one["files"]:
            store.files.bytes_of(store.files.file(key))
    assert list(database_faults(store.engine)) == []
    assert store.history.faults() == () and list(store.files.faults()) == []
    assert len(rounds) == KILLS and sum(one["version"] > 0 for one in rounds) >= KILLS * 0.9, "writers were killed while writing"
    with capsys.disabled():
        print(f"\n{KILLS} kills: {saves} saves and {files} files acknowledged, 0 lost, 0 torn; {unheard} kept before they "
              f"could be acknowledged; {time.monotonic() - begun:.0f} s")
    store.close()


SMALL_DISK = """
import resource, signal, sys
from pathlib import Path
from packagekit.domain.deal import Deal
from packagekit.domain.text import Refusal
from packagekit.storage.backup import write_backup
from packagekit.storage.database import Store
from packagekit.storage.engine import embedded
from packagekit.storage.inspection import Inspected
from tests.conftest import DAY
home = Path(sys.argv[1])
store = Store(embedded(home))
kept = store.save_deal("kim", Deal(id="d1", title="kept", on=DAY))
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (400_000, 400_000))
for act in (
    lambda: store.files.keep([Inspected("a", "text/plain", b"x" * 2_000_000)], kind="deals", ref="d1", by="kim", quota=10**9),
    lambda: store.save_deal("kim", kept.model_copy(update={"form": {"name": "x" * 2_000_000}})),
    lambda: write_backup(store.engine, store.files, home / "house.zip"),
):
    try:
        act()
        print("done")
    except Refusal as refusal:
        print("refused:", refusal)
"""


def test_where_no_more_can_be_written_it_is_said_and_nothing_is_lost(tmp_path: Path) -> None:
    """The system's own limit on the size of a file stands for the end of the disk, for bytes, rows and backup alike."""
    store = Store(embedded(tmp_path))
    store.files.keep([Inspected("random", "text/plain", os.urandom(600_000))], kind="deals", ref="d0", by="kim", quota=10**9)
    store.close()
    done = subprocess.run([sys.executable, "-c", SMALL_DISK, str(tmp_path)], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert [line.split(":")[0] for line in done.stdout.splitlines()] == ["refused"] * 3, done.stdout
    again = Store(embedded(tmp_path))
    assert again.deal("kim", "d1").title == "kept"
    assert again.files.of("deals", "d1") == () and len(again.files.of("deals", "d0")) == 1
    assert again.history.faults() == () and list(again.files.faults()) == [] and list(database_faults(again.engine)) == []
    assert [path.name for path in tmp_path.rglob("*") if ".house.zip" in path.name or path.name == "house.zip"] == []
    again.close()


# Any order of acts ----------------------------------------------------------------------------


class Deals(RuleBasedStateMachine):
    """Deals begun, edited, saved stale, removed, brought back and restored, held to a model that is a dictionary."""

    kept = Bundle("kept")  # ids of deals in the list
    gone = Bundle("gone")  # ids of removed ones
    people = 0

    def __init__(self, store: Store) -> None:
        super().__init__()
        self.store = store
        Deals.people += 1
        self.owner = f"p{Deals.people}"
        self.model: dict[str, list[Deal]] = {}  # every state, the newest last
        self.removed: set[str] = set()

    @rule(target=kept, title=st.text(max_size=5))
    def begin(self, title: str) -> str:
        key = f"{self.owner}-{len(self.model)}"
        self.model[key] = [self.store.save_deal(self.owner, Deal(id=key, title=title, on=DAY))]
        return key

    @rule(key=kept, title=st.text(max_size=5))
    def edit(self, key: str, title: str) -> None:
        if key not in self.removed:
            states = self.model[key]
            states.append(self.store.save_deal(self.owner, states[-1].model_copy(update={"title": title})))

    @rule(key=kept, data=st.data())
    def save_stale(self, key: str, data: st.DataObject) -> None:
        states = self.model[key]
        if len(states) < 2 or key in self.removed:
            return
        stale = data.draw(st.sampled_from(states[:-1]))
        with pytest.raises(StaleSave):
            self.store.save_deal(self.owner, stale.model_copy(update={"title": "stale"}))

    @rule(key=kept, data=st.data())
    def restore(self, key: str, data: st.DataObject) -> None:
        if key in self.removed:
            return
        states = self.model[key]
        earlier = data.draw(st.sampled_from(states))
        data_of_then = read_deal(self.store.history.state("deals", key, earlier.version), key)
        assert data_of_then == earlier
        states.append(self.store.save_deal(
            self.owner, earlier.model_copy(update={"version": states[-1].version}), act="restored"))

    @rule(target=gone, key=consumes(kept))
    def remove(self, key: str) -> str:
        self.store.remove_deal(self.owner, key)
        self.removed.add(key)
        return key

    @rule(key=gone)
    def save_removed(self, key: str) -> None:
        if key in self.removed:
            with pytest.raises(Refusal):
                self.store.save_deal(self.owner, self.model[key][-1])

    @rule(target=kept, key=consumes(gone))
    def bring_back(self, key: str) -> str:
        assert self.store.bring_back_deal(self.owner, key) == self.model[key][-1]
        self.removed.discard(key)
        return key

    @invariant()
    def the_list_is_the_model(self) -> None:
        listed = {deal.id: deal for deal in self.store.deals_of(self.owner)[0]}
        assert listed == {key: states[-1] for key, states in self.model.items() if key not in self.removed}
        assert {deal.id for deal in self.store.deals_of(self.owner, removed=True)[0]} == self.removed

    def teardown(self) -> None:
        for key, states in self.model.items():
            told = self.store.history.find(Asked(kind="deals", ref=key), most=500).entries
            assert sorted(entry.revision for entry in told if entry.revision) == [state.version for state in states]
        assert self.store.history.faults() == ()


def test_any_order_of_acts_on_deals_keeps_to_the_model(store: Store) -> None:
    run_state_machine_as_test(
        lambda: Deals(store), settings=settings(max_examples=12, stateful_step_count=25, deadline=None))


def test_a_save_that_fails_in_its_middle_leaves_no_trace(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """The change and its history are one transaction: where the second cannot be written, the first is not."""
    kept = store.save_deal("kim", Deal(id="d1", title="kept", on=DAY))

    def fail(connection: sa.Connection, *deeds: object) -> None:
        raise RuntimeError("in the middle")

    monkeypatch.setattr("packagekit.storage.database.remember", fail)
    with pytest.raises(RuntimeError):
        store.save_deal("kim", kept.model_copy(update={"title": "lost"}))
    assert store.deal("kim", "d1") == kept and store.history.faults() == ()
