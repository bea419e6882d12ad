"""A server that speaks as the services do, and a house that takes their rates in."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from packagekit.domain.exchange import ExchangeRates
from packagekit.feeds.web import Web
from packagekit.storage.catalogs import Catalogs
from packagekit.storage.database import Store
from packagekit.storage.engine import embedded
from packagekit.workflow import House, Settings
from tests.feed_server import (
    FeedServer,
    serving,
)
from tests.feeds.asking import (
    GUEST,
    KIM,
    LEE,
    rate,
)
from tests.people import enrol


@pytest.fixture(scope="module")
def only_server() -> Iterator[FeedServer]:
    with pytest.MonkeyPatch.context() as patch, serving() as feed:
        patch.setenv("NO_PROXY", "127.0.0.1")
        yield feed


@pytest.fixture
def server(only_server: FeedServer) -> FeedServer:
    only_server.replies.clear()
    only_server.asked.clear()
    return only_server


@pytest.fixture
def web() -> Web:
    return Web(seconds=5, connect=1, read=0.4, pause=0.01)


@pytest.fixture(scope="module")
def empty_database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("empty")
    Store(embedded(home)).close()
    return home


@pytest.fixture
def house(tmp_path: Path, empty_database: Path, catalogs: Catalogs) -> Iterator[House]:
    """A house that sells to Vietnam and Indonesia, with the rates of 30 October 2026 as its snapshot."""
    shutil.copytree(empty_database, tmp_path, dirs_exist_ok=True)
    october = date(2026, 10, 30)
    snapshot = ExchangeRates(rates=(
        rate("EUR", "USD", "1.1172", october), rate("EUR", "KRW", "1491.76", october),
        rate("EUR", "IDR", "20275.17", october), rate("USD", "VND", "25800", october),
    ))
    markets = {code: catalogs.markets[code] for code in ("ID", "VN")}
    made = House(
        settings=Settings(home=tmp_path), catalogs=catalogs.model_copy(update={"rates": snapshot, "markets": markets}),
        store=Store(embedded(tmp_path)), problems=(),
    )
    made.store.people.found_house()
    yield enrol(made, KIM, LEE, GUEST)
    made.store.close()
