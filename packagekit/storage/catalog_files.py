"""The files of a catalog folder, read one by one: what is wrong with one is told and hides no other."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError

from packagekit.domain.text import N_, Problem, Refusal, Text
from packagekit.storage import strict_yaml
from packagekit.storage.faults import problems_of

Found = TypeVar("Found")


def each(folder: Path, pattern: str, read: Callable[[Path], Found], problems: list[Problem]) -> Iterator[Found]:
    """What could be read of a folder, in the order of the files' names."""
    yield from tried(sorted(folder.glob(pattern)), read, problems)


def tried(paths: Iterable[Path], read: Callable[[Path], Found], problems: list[Problem]) -> Iterator[Found]:
    """What could be read of the files; what was wrong with the others is added to the problems."""
    for path in paths:
        try:
            yield read(path)
        except Refusal as refusal:
            problems.extend(refusal.problems)
        except ValidationError as fault:
            problems.extend(problems_of(fault, shown(path)))
        except UnicodeDecodeError:
            problems.append(_not_text(path))
        except OSError as fault:
            problems.append(_unread(path, fault))


def _not_text(path: Path) -> Problem:
    return Problem(where=shown(path), what=N_("The file is not UTF-8 text."), how=N_("Save it as UTF-8."))


def _unread(path: Path, fault: OSError) -> Problem:
    return Problem(
        where=shown(path), what=N_("The file cannot be read: {reason}.", reason=fault.strerror or ""),
        how=N_("Check the path."),
    )


def waits(file: str, what: Text) -> Problem:
    """What of the house is not available while a file cannot be read."""
    return Problem(where=file, what=what, how=N_("Mend the file and start the program again."))


def shown(path: Path) -> str:
    """The path as a newcomer sees it: from the catalogs folder on."""
    parts = path.parts
    return "/".join(parts[parts.index("catalogs"):]) if "catalogs" in parts else path.name


def load(path: Path) -> dict[str, Any]:
    """The fields of a YAML file. Raises Refusal when it is none."""
    data = strict_yaml.parse(text_of(path), shown(path))
    if not isinstance(data, dict):
        raise Refusal(Problem(
            where=shown(path), what=N_("The file holds no fields."), how=N_("Write it as “name: value” lines."),
        ))
    return data


def text_of(path: Path) -> str:
    """Raises Refusal for a file that cannot be read or is no UTF-8 text."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError as fault:
        raise Refusal(_not_text(path)) from fault
    except OSError as fault:
        raise Refusal(_unread(path, fault)) from fault
