"""What every test may ask for: the catalogs and samples as shipped, and a house of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy.engine import URL

from packagekit import workflow as work
from packagekit.domain.proposal import Proposal
from packagekit.propose import changes
from packagekit.storage.catalogs import Catalogs, read_catalogs
from packagekit.storage.database import Store
from packagekit.storage.engine import embedded
from packagekit.storage.registry import Registry, read_registry
from tests import postgres
from tests.oracles import open_xml

ROOT = Path(__file__).resolve().parents[1]
DAY = date(2026, 11, 22)
"""The day of law and rates in tests that do not say another one."""


@pytest.fixture(scope="session")
def catalogs() -> Catalogs:
    read, problems = read_catalogs(ROOT / "catalogs")
    assert problems == ()
    return read


@pytest.fixture(scope="session")
def samples() -> Registry:
    read, problems = read_registry(ROOT / "catalogs" / "samples")
    assert problems == ()
    return read


@pytest.fixture(scope="session")
def house(tmp_path_factory: pytest.TempPathFactory) -> work.House:
    """One open house for tests that only read; tests that write deals make their own people."""
    return work.open_house(tmp_path_factory.mktemp("home"))


@pytest.fixture
def who(house: work.House) -> work.Person:
    return work.desk_owner(house)


@pytest.fixture(scope="session")
def postgresql() -> Iterator[Path]:
    """The socket of a PostgreSQL server of our own."""
    with postgres.serving() as socket:
        yield socket


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> URL:
    """An empty database: what uses it is tested on both kinds."""
    if request.param == "sqlite":
        return embedded(tmp_path)
    return postgres.new_database(request.getfixturevalue("postgresql"))


@pytest.fixture
def store(database: URL, tmp_path: Path) -> Iterator[Store]:
    made = Store(database, tmp_path / "files")
    yield made
    made.close()


@pytest.fixture(scope="session")
def sample_proposals(house: work.House) -> list[Proposal]:
    """A proposal for every sample factory."""
    who = work.desk_owner(house)
    made = []
    for factory in house.whole_registry().factories.values():
        bundle = work.make_bundle(house, who, factory, work.compose_bundle(house, who, factory, on=DAY), on=DAY)
        proposal = work.draft_proposal(house, who, bundle, on=DAY)
        made.append(proposal.model_copy(update={"changes": changes(proposal, proposal)}))
    return made


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Tests that need a program beside Python are skipped where it is neither required nor installed."""
    required = os.environ.get("PACKAGEKIT_REQUIRE", "").split()
    installed = {
        "chromium": shutil.which("chromium"), "soffice": shutil.which("soffice"), "postgresql": postgres.programs(),
        "open_xml": open_xml.validator(),
    }
    for mark, program in (("browser", "chromium"), ("office", "soffice"), ("postgresql", "postgresql"), ("open_xml", "open_xml")):
        if program in required or installed[program]:
            continue
        for item in items:
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.skip(reason=f"{program} is not installed"))
