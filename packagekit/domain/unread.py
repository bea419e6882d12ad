"""A table whose file could not be read: the house is open without it, and whoever needs it is refused by name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from packagekit.domain.text import N_, Problem, Refusal


class Unread(Mapping[str, Any]):
    """Stands where the table would; looking into it, or even counting it, raises Refusal with the file's name."""

    def __init__(self, file: str) -> None:
        self.file = file

    def __getitem__(self, key: str) -> NoReturn:
        self._refuse()

    def __iter__(self) -> Iterator[str]:
        self._refuse()

    def __len__(self) -> int:
        self._refuse()

    def _refuse(self) -> NoReturn:
        raise Refusal(Problem(
            where=self.file, what=N_("This cannot be done without the file {file}, which could not be read.", file=self.file),
            how=N_("Mend the file and start the program again; the page Markets says what is wrong with it."),
        ))
