"""How packagekit-0003.db was made: by the code of that day, so that its rows are what that code wrote.

    git worktree add /tmp/old 5c702a6 && cd /tmp/old && PYTHONPATH=. python <here>/make_0003.py <here>/packagekit-0003.db
"""

from __future__ import annotations

import sqlite3
import sys
import tempfile
from datetime import date
from pathlib import Path

from packagekit import workflow as work
from packagekit.domain.person import Person
from packagekit.domain.team_value import Figure
from packagekit.storage.registry import Registry

KEPT = {"suppliers": ("s01-yesi",), "factories": ("nhua-mau-1",), "cooperatives": ("coop-moulds",)}


def main(target: Path) -> None:
    with tempfile.TemporaryDirectory() as folder:
        house = work.open_house(Path(folder))
        kim, lee = (Person(id=name, name=name, role="export_team") for name in ("kim", "lee"))
        deal = work.start_deal(house, kim, "nhua-mau-1")
        deal = work.save_deal(house, kim, deal.model_copy(update={"title": "표본 공장", "option": "advanced"}))
        work.save_deal(house, kim, deal.model_copy(update={"languages": ("vi", "ko")}))
        work.enter_rate(
            house, kim, base="USD", quote="VND", day=date(2026, 11, 20), rate="26000", source_title="Sample bank")
        entered = work.enter_value(house, kim, work.Entry(
            figure=Figure("market", "VN", "vat"), value="0.09", since=date(2027, 7, 1), source_title="Sample decree",
            document="1/2027", file=("decree.pdf", b"%PDF-1.4 sample")))
        work.confirm_value(house, lee, entered.id)
        whole = house.whole_registry()
        assert isinstance(whole, Registry)
        house.store.close()
        with sqlite3.connect(Path(folder) / "packagekit.db", isolation_level=None) as database:
            for kind, keys in KEPT.items():  # a few records are enough, and keep the file small
                database.execute(
                    f"DELETE FROM registered WHERE kind = ? AND id NOT IN ({','.join('?' * len(keys))})", (kind, *keys))
            database.execute(f"DELETE FROM registered WHERE kind NOT IN ({','.join('?' * len(KEPT))})", tuple(KEPT))
            database.execute("VACUUM INTO ?", (str(target),))


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve())
