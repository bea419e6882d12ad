"""Files beside the database that only spare work: anyone may delete them, and one that is not sound is not read."""

from __future__ import annotations

import hashlib
import marshal
from collections.abc import Iterable
from itertools import chain
from pathlib import Path
from typing import Any

from packagekit.storage.files import moved_whole

_SIZE, _DIGEST = 8, hashlib.sha256().digest_size


def write_beside(path: Path, mark: str, parts: Iterable[Any]) -> None:
    """Keep parts of plain values (texts, numbers, bytes, tuples, dicts) under a mark; a disk that refuses keeps none."""
    try:
        with moved_whole(path) as beside, beside.open("wb") as file:
            for part in chain((mark,), parts):
                said = marshal.dumps(part)
                for piece in (len(said).to_bytes(_SIZE), hashlib.sha256(said).digest(), said):
                    file.write(piece)
    except OSError:
        return


def read_beside(path: Path, mark: str) -> list[Any] | None:
    """The parts that were kept under the mark; None where there are none, they are of another mark, or damaged."""
    found: list[Any] = []
    try:
        with path.open("rb") as file:
            while size := file.read(_SIZE):
                digest, said = file.read(_DIGEST), file.read(int.from_bytes(size))
                if hashlib.sha256(said).digest() != digest:
                    return None
                found.append(marshal.loads(said))
                if found[0] != mark:
                    return None
    except (OSError, ValueError, EOFError, TypeError, OverflowError, MemoryError):
        return None  # not there, cut off, or written by another Python
    return found[1:] or None
