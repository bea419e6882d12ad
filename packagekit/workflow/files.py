"""Files under rights: evidence kept with a record, documents kept with a deal, and who may take them away."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Mapping, Sequence

from packagekit.domain.kept_file import KeptFile
from packagekit.domain.person import Person, Role
from packagekit.domain.text import N_, Problem, Refusal
from packagekit.storage.inspection import Inspected, inspect
from packagekit.storage.kept_files import no_file
from packagekit.workflow.deals import open_deal
from packagekit.workflow.house import House, registry
from packagekit.workflow.proposing import Document
from packagekit.workflow.rights import use_case
from packagekit.workflow.team_values import evidence_of

MOST_IN_ARCHIVE = 100  # files


@use_case
def keep_file(house: House, who: Person, name: str, data: bytes, *, kind: str, ref: str) -> KeptFile:
    """Keep what somebody brought as evidence of a registered record this person sees.

    Raises Refusal for a file that is not what it seems, of a kind that is not kept, or beyond the quota.
    """
    if kind == "imports" or not _sees(house, who, kind, ref):
        raise Refusal(Problem(
            where=f"{kind}/{ref}", what=N_("There is no such record."), how=N_("Go back to the list and choose one.")))
    (kept,) = house.store.files.keep(
        [inspect(name, data)], kind=kind, ref=ref, by=who.id, quota=house.settings.quota)
    return kept


@use_case
def keep_documents(house: House, who: Person, deal_id: str, documents: Sequence[Document]) -> tuple[KeptFile, ...]:
    """Keep documents made of a deal with it, for ever: the same documents made again are the same files."""
    open_deal(house, who, deal_id)  # refuses one that this person does not see
    made = [Inspected(document.name, document.mime, document.data) for document in documents]
    return house.store.files.keep(made, kind="deals", ref=deal_id, by=who.id, quota=house.settings.quota)


@use_case
def documents_of(house: House, who: Person, deal_id: str) -> tuple[KeptFile, ...]:
    """Every document ever made of a deal, the newest first."""
    open_deal(house, who, deal_id)
    return house.store.files.of("deals", deal_id)


@use_case
def files_of(house: House, who: Person, kind: str, ref: str) -> tuple[KeptFile, ...]:
    """The evidence kept with a record this person sees, the newest first; of another there is none."""
    return house.store.files.of(kind, ref, by=_brought_by(who, kind)) if _sees(house, who, kind, ref) else ()


@use_case
def evidence_of_case(house: House, who: Person, case: str) -> tuple[KeptFile, ...]:
    """The files that were brought with the drafts of a case, as far as they are for this person."""
    found = registry(house, who).cases.get(case)
    if found is None:
        return ()
    drafts = {f"cases-{case}", f"cases-{found.revises or case}", *(a.draft for a in house.store.register.acts(found.revises or case) if a.draft)}
    return tuple(file for draft in sorted(drafts) for file in files_of(house, who, "drafts", draft))


@use_case
def open_file(house: House, who: Person, key: str) -> tuple[KeptFile, bytes]:
    """A file and its bytes. One that is not for this person is refused in the words of one that is not there."""
    file = house.store.files.file(key, by=None if who.role in _JUDGES else who.id, shared=_SHARED)
    if not _sees(house, who, file.kind, file.ref):
        raise Refusal(no_file(key))
    return file, house.store.files.bytes_of(file)


@use_case
def archive_of(house: House, who: Person, keys: Sequence[str]) -> bytes:
    """Several files as one archive; refused whole where one of them is."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for key in dict.fromkeys(keys[:MOST_IN_ARCHIVE]):
            file, data = open_file(house, who, key)
            archive.writestr(zipfile.ZipInfo(file.name, file.at.timetuple()[:6]), data)
    return packed.getvalue()


# Who may see what a file belongs to -----------------------------------------------------------


def _brought_by(who: Person, kind: str) -> str | None:
    """Whose files of a record a person sees beside it; None: everybody's."""
    return None if kind in _SHARED or who.role in _JUDGES else who.id


def _sees(house: House, who: Person, kind: str, ref: str) -> bool:
    """Whether a person sees the record that files belong to."""
    try:
        return kind in _SEEN and _SEEN[kind](house, who, ref)
    except Refusal:
        return False


def _sees_deal(house: House, who: Person, ref: str) -> bool:
    return open_deal(house, who, ref) is not None


def _sees_team_value(house: House, who: Person, ref: str) -> bool:
    return evidence_of(house, who, int(ref)) is not None


def _registered(kind: str) -> Callable[[House, Person, str], bool]:
    return lambda house, who, ref: ref in getattr(registry(house, who), kind)


def _sees_draft(house: House, who: Person, ref: str) -> bool:
    """A draft's files are seen by who sees the draft, and then by who sees the case that was made of it."""
    seen = registry(house, who)
    return ref in seen.drafts or any(case in seen.cases for case in house.store.register.made_of(ref))


_SEEN: Mapping[str, Callable[[House, Person, str], bool]] = {
    "deals": _sees_deal, "team values": _sees_team_value, "drafts": _sees_draft,
    "imports": lambda house, who, ref: ref == who.id,
    **{kind: _registered(kind) for kind in ("cooperatives", "suppliers", "solutions", "cases", "factories")},
}
_JUDGES: frozenset[Role] = frozenset({"administrator", "approver", "cooperative"})
_SHARED = frozenset({"deals", "team values"})
"""Whose files everybody sees who sees the record; evidence of a registered one is for those who judge it."""
