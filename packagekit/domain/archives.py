"""What reading an archive may raise where the archive is not whole: one list for every room that opens one."""

from __future__ import annotations

import struct
import zipfile
import zlib
from lzma import LZMAError

SPOILT: tuple[type[Exception], ...] = (
    zipfile.BadZipFile, zlib.error, LZMAError, struct.error, EOFError, IndexError, NotImplementedError, RuntimeError, ValueError, OSError,
)
"""What ``zipfile`` lets through of a file that is no archive, is cut off or altered, is locked by a password (RuntimeError), or
is packed in a way it does not know. Spoilt data of bzip2 is an OSError without ``errno``; a file that cannot be read has one."""
