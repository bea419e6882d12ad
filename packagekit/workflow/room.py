"""Room for files: what each person keeps, how much of the quota it takes, and what of it may be taken away again."""

from __future__ import annotations

from collections.abc import Mapping

from packagekit.domain.kept_file import KeptFile
from packagekit.domain.person import Person
from packagekit.domain.record import Record
from packagekit.domain.text import N_, Problem, Refusal, Text
from packagekit.storage.kept_files import no_file
from packagekit.workflow.house import House
from packagekit.workflow.rights import use_case


class HeldFile(Record):
    """A file of a person; ``stays`` says why it cannot be taken away, None: it can."""

    file: KeptFile
    stays: Text | None


class Room(Record):
    """What a person keeps, the largest first. Bytes kept twice are counted once."""

    held: tuple[HeldFile, ...]
    used: int  # bytes
    quota: int  # bytes


@use_case
def my_room(house: House, who: Person) -> Room:
    """One's own files and how much room is left."""
    return _room(house, who.id)


@use_case
def room_of(house: House, who: Person, person: str) -> Room:
    """The same of somebody else, for an administrator."""
    return _room(house, person)


@use_case
def room_of_all(house: House, who: Person) -> Mapping[str, tuple[int, int]]:
    """By person, how many files each keeps and how many bytes they take."""
    return house.store.files.usage()


@use_case
def drop_file(house: House, who: Person, key: str) -> None:
    """Take away a file of one's own that nothing rests on; an administrator anybody's.

    Raises Refusal for a file that stays, and in the words of one that is not there for one that is not theirs.
    """
    file = house.store.files.file(key)
    if file.by != who.id and who.role != "administrator":
        raise Refusal(no_file(key))
    stays = _stays(house, file)
    if stays is not None:
        raise Refusal(Problem(where=file.name, what=stays, how=N_("Ask the administrator for more room (PACKAGEKIT_QUOTA_MB).")))
    house.store.files.drop(key, by=who.id)


def _room(house: House, person: str) -> Room:
    files = house.store.files.kept_by(person)
    return Room(
        held=tuple(HeldFile(file=file, stays=_stays(house, file)) for file in sorted(files, key=lambda file: (-file.size, file.name))),
        used=house.store.files.used(person), quota=house.settings.quota)


def _stays(house: House, file: KeptFile) -> Text | None:
    """What was sent or judged is frozen with its bytes; what nobody has relied on yet is not."""
    if file.kind == "imports":
        return None
    if file.kind == "drafts":
        return N_("A case was submitted with it.") if house.store.register.made_of(file.ref) else None
    if file.kind == "deals":
        return None if house.store.is_removed(file.ref) else N_("It may have been sent: it stays as long as its deal.")
    return N_("A record of the register rests on it.")
