"""The README stays true: its commands exist, its pictures are there, what it lists is what there is."""

from __future__ import annotations

import re
import subprocess

import pytest

from packagekit.cli import main
from tests.conftest import ROOT

README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_pictures_are_there_and_small() -> None:
    pictures = re.findall(r"\((docs/pictures/[^)]+)\)", README)
    assert len(pictures) >= 10
    for name in pictures:
        assert 1_000 < (ROOT / name).stat().st_size < 400_000, name


def test_links_to_files_lead_somewhere() -> None:
    for name in re.findall(r"\]\(((?!http)[^)#]+)\)", README):
        assert (ROOT / name).exists(), name


@pytest.mark.parametrize("verb", re.findall(r"^make (\w+)", README, re.MULTILINE))
def test_its_make_verbs_exist(verb: str) -> None:
    done = subprocess.run(["make", "-n", verb], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


def test_its_shell_commands_run_as_printed(tmp_path, monkeypatch, capsys) -> None:
    monkeypatch.setenv("PACKAGEKIT_HOME", str(tmp_path / "home"))
    commands = [line.split()[3:] for line in README.splitlines() if line.startswith("python -m packagekit ")]
    assert [words[0] for words in commands] == ["match", "compose", "estimate", "propose", "propose"]
    for words in commands:
        words = [str(tmp_path / w) if w in ("bundle.json", "out") else w for w in words]
        words = [str(ROOT / w) if w.startswith("catalogs/") else w for w in words]
        assert main(lambda **_: 1, words) == 0, words
    assert len(list((tmp_path / "out").iterdir())) == 2 * 3 + 2  # the proposal in two languages and three formats, two further kinds
    assert capsys.readouterr().out


def test_every_verb_of_the_shell_is_named(capsys) -> None:
    with pytest.raises(SystemExit):
        main(lambda **_: 1, ["--help"])
    verbs = re.search(r"\{([a-z,-]+)\}", capsys.readouterr().out).group(1).split(",")
    for verb in verbs:
        assert re.search(rf"\b{verb}\b", README), verb
