"""Files written whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def write_whole(path: Path, data: bytes) -> None:
    """Write ``data`` beside ``path`` and move it there: a reader sees the old file or the new one.

    The folder is made when missing. Raises OSError where the disk refuses.
    """
    with moved_whole(path) as beside:
        beside.write_bytes(data)


@contextmanager
def moved_whole(path: Path) -> Iterator[Path]:
    """A file beside ``path`` to be written to; what it holds in the end is put on disk and moved to ``path``.

    Where anything goes wrong it is taken away again, and ``path`` is as it was.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    os.close(handle)
    beside = Path(name)
    try:
        yield beside
        with beside.open("rb+") as file:
            os.fsync(file.fileno())
        beside.chmod(0o644)
        beside.replace(path)
        _keep_name(path.parent)
    except BaseException:
        beside.unlink(missing_ok=True)
        raise


def _keep_name(folder: Path) -> None:
    """A new name is on disk only when its folder is."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
