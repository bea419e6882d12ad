"""A PostgreSQL server of the tests' own: made in a temporary folder, reached by its socket, gone afterwards."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

import psycopg
from sqlalchemy.engine import URL

_OTHER_USER = "postgres"  # the server refuses to run as root
_numbers = count(1)


def programs() -> Path | None:
    """The folder of the installed server's programs; Debian keeps them off the path."""
    on_path = shutil.which("initdb")
    found = [Path(on_path).parent] if on_path else sorted(Path("/usr/lib/postgresql").glob("*/bin"))
    return found[-1] if found else None


@contextmanager
def serving() -> Iterator[Path]:
    """The folder of the socket of a running server. It trusts every user of this machine and listens on no port."""
    bin_folder = programs()
    assert bin_folder is not None, "PostgreSQL is not installed: on Debian, apt-get install postgresql"
    folder = Path(tempfile.mkdtemp(prefix="packagekit-pg-", dir="/tmp"))  # the path of a socket must be short
    as_other = ["runuser", "-u", _OTHER_USER, "--"] if os.geteuid() == 0 else []
    if as_other:
        shutil.chown(folder, _OTHER_USER)

    def run(program: str, *arguments: str) -> None:
        with (folder / "said").open("ab") as said:  # a pipe would stay open as long as the server runs
            done = subprocess.run(
                [*as_other, str(bin_folder / program), "-D", str(folder / "data"), *arguments], cwd=folder,
                stdout=said, stderr=said, stdin=subprocess.DEVNULL)
        if done.returncode:
            raise RuntimeError((folder / "said").read_text(errors="replace"))

    try:
        run("initdb", "--auth=trust", "--username=packagekit", "--encoding=UTF8", "--no-sync")
        run("pg_ctl", "-w", "-o", f"-c listen_addresses='' -c unix_socket_directories={folder} -c max_connections=50", "start")
        try:
            yield folder
        finally:
            run("pg_ctl", "-w", "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def new_database(socket: Path) -> URL:
    """An empty database of that server."""
    name = f"test_{next(_numbers)}"
    with psycopg.connect(host=str(socket), user="packagekit", dbname="postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")
    return URL.create("postgresql+psycopg", username="packagekit", database=name, query={"host": str(socket)})
