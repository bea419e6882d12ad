"""Writers that are killed: run as ``python -m tests.killing HOME ROUNDS``; prints what was acknowledged, as JSON.

Each round forks a process that opens the house's database of its own and saves until it is killed
with SIGKILL, at a moment nobody chose. A save counts as acknowledged once the writer has said so.
"""

from __future__ import annotations

import json
import os
import random
import select
import signal
import sys
import time
from pathlib import Path

from packagekit.domain.deal import Deal
from packagekit.storage.database import Store
from packagekit.storage.engine import embedded
from packagekit.storage.inspection import Inspected
from tests.conftest import DAY

EVERY = 7  # saves between two files
LONGEST = 0.06  # seconds a writer lives after its first word


def write(home: Path, number: int, said: int) -> None:
    """Save one deal again and again, and now and then a file of it; say each when it is kept."""
    store = Store(embedded(home))
    deal = Deal(id=f"r{number}", title="0", on=DAY)
    while True:
        deal = store.save_deal("kim", deal.model_copy(update={"title": str(deal.version + 1), "form": {"name": "x" * 500}}))
        os.write(said, f"d {deal.version}\n".encode())
        if deal.version % EVERY == 0:
            data = f"{number} {deal.version}".encode() * 50
            (file,) = store.files.keep([Inspected("a", "text/plain", data)], kind="deals", ref=deal.id, by="kim", quota=10**9)
            os.write(said, f"f {file.key}\n".encode())


def round_of(home: Path, number: int, chance: random.Random) -> dict[str, object]:
    """One writer from its birth to its death; what it had acknowledged by then."""
    listening, said = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(listening)
        try:
            write(home, number, said)
        finally:
            os._exit(1)
    os.close(said)
    select.select([listening], [], [], 20)
    time.sleep(chance.uniform(0, LONGEST))
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    heard = b""
    while chunk := os.read(listening, 65_536):
        heard += chunk
    os.close(listening)
    lines = [line.split() for line in heard.decode().split("\n")[:-1]]
    return {"deal": f"r{number}", "version": max((int(v) for k, v in lines if k == "d"), default=0),
            "files": [v for k, v in lines if k == "f"]}


def main(home: Path, rounds: int) -> None:
    Store(embedded(home)).close()
    chance = random.Random(20261125)
    print(json.dumps([round_of(home, number, chance) for number in range(rounds)]))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
