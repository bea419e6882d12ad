"""Benchmarks say what they measured in one shape, beside peers that came to the same result."""

from __future__ import annotations

import json
from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest

from benchmarks import __main__ as command
from benchmarks import law, match, register, rights, scale
from benchmarks.measuring.cases import cases
from benchmarks.measuring.measure import Benchmark, OtherWork, Peer, agree, measure, unmeasured
from packagekit.domain.case import Case
from packagekit.storage.registry import Registry

FIELDS = {"name", "ours", "peer", "peer_name", "ratio", "limit_ratio", "n"}


def in_shape(said: Mapping[str, Any]) -> None:
    """Seconds and ratios are exact texts or null, and a missing ratio has its reason."""
    assert set(said) >= FIELDS
    assert isinstance(said["name"], str) and isinstance(said["peer_name"], str) and isinstance(said["n"], int)
    for name in ("ours", "peer", "ratio", "limit_ratio"):
        assert said[name] is None or Decimal(said[name]) > 0
        assert said[name] is None or "E" not in said[name]
    assert said["ratio"] is not None or said["why"]


def test_the_groups_are_the_files_of_the_folder() -> None:
    assert set(command.groups()) == {"docx", "xlsx", "pdf", "full_set", "match", "compose", "estimate", "register", "scale", "ui", "law", "rights"}


def test_a_quick_group_answers_in_the_shape_of_the_contract(monkeypatch: pytest.MonkeyPatch) -> None:
    """The goods are fewer here: that the peer comes to our total is what is held, not how fast."""
    monkeypatch.setattr(law, "LINES", 20)
    found = list(law.benchmarks(n=1))
    assert [one.name for one in found] == list(law.TARGETS)
    for one in found:
        said = json.loads(json.dumps(one.answer()))
        in_shape(said)
        assert said["n"] == 1 and said["ours"] is not None and said["peer"] is not None and said["target_ratio"]
    assert found[1].more["markets"] == 11 and found[2].more["files"] > 40


def test_signing_in_and_the_rights_of_a_page_are_measured_whole() -> None:
    sign_in, page = rights.benchmarks(n=1)
    for one in (sign_in, page):
        in_shape(one.answer())
        assert one.ours and one.peer and one.more["target_ratio"]
    assert sign_in.ours > sign_in.peer * 0.5, "the hash is in it"
    assert page.more["looks"] > 10 and page.ours < page.peer


def test_pandas_ranks_generated_cases_as_we_do() -> None:
    """The peer works the score out by itself; ``benchmarks`` raises where the best cases differ."""
    (found,) = match.benchmarks(n=1, count=300)
    in_shape(found.answer())
    assert found.peer is not None and found.more["cases"] == 300


def test_pandas_finds_the_generated_cases_that_we_find() -> None:
    (found,) = register.benchmarks(n=1, share=0.01)
    in_shape(found.answer())
    assert found.peer is not None and found.more["cases"] == 330


def test_the_command_prints_one_json_document(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(law, "LINES", 20)
    assert command.main(["law", "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert set(said) == {"machine", "benchmarks"}
    assert [b["name"] for b in said["benchmarks"]] == list(law.TARGETS)


def test_an_unknown_group_is_bad_usage(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["carbone"])
    assert ended.value.code == 2
    assert "carbone" in capsys.readouterr().err


def test_ratios_are_the_peer_over_ours_and_ours_over_the_limit() -> None:
    """2 s against 5 s: the peer takes 2.5 times as long; the limit of 1.6 s is reached to 1.25."""
    said = Benchmark(name="b", peer_name="p", n=3, ours=2.0, peer=5.0, limit=1.6, more={"gap": 0.5, "cases": 7}).answer()
    assert (said["ratio"], said["limit_ratio"], said["gap"], said["cases"]) == ("2.5", "1.25", "0.5", 7)


def test_turns_alternate_and_each_is_warm_when_it_counts() -> None:
    turns: list[str] = []
    found = measure("b", lambda: turns.append("ours"), Peer("p", lambda: turns.append("peer")), n=3)
    assert turns == [way for way in ("ours", "peer", "peer", "ours", "ours", "peer") for _ in range(2)]
    assert found.n == 3


def test_what_cannot_be_measured_is_said_and_not_left_out() -> None:
    missing = measure("b", lambda: None, Peer("carbone", why="not installed"), n=1).answer()
    assert missing["ours"] is not None and missing["ratio"] is None and missing["why"] == "not installed"
    in_shape(unmeasured("b", Peer("LibreOffice"), "not installed").answer())


def test_another_result_is_no_peer() -> None:
    agree("b", [1, 2], [1, 2])
    with pytest.raises(OtherWork):
        agree("b", [1, 2], [1, 3])


def test_generated_cases_are_sound_unlike_and_the_same_each_time(samples: Registry) -> None:
    patterns = tuple(samples.cases.values())
    made = cases(120, patterns)
    assert made == cases(120, patterns) != cases(120, patterns, seed=2)
    assert len({case.id for case in made}) == 120
    assert len({(c.industry, c.processes, c.employees, c.go_live) for c in made}) > 110
    for case in made:
        assert Case.model_validate_json(case.model_dump_json()) == case


def test_the_register_at_a_hundredth_of_its_size_is_brought_in_opened_and_measured() -> None:
    """Every page is sent whole and every row of both files is taken in: how fast is what the whole size is for."""
    found = {one.name: one for one in scale.benchmarks(n=1, share=0.01, rows=120)}
    assert {"import_120_rows_of_cases", "import_120_rows_of_members", "first_page_after_a_start", "megabytes_at_hand"} < found.keys()
    assert {f"page_{name}" for name in scale.PAGES} < found.keys()
    for one in found.values():
        in_shape(one.answer())
        assert one.ours is not None and one.why
