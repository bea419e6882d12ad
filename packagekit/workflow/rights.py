"""Who may do what: a table of use cases and roles, held where the work is done.

A use case is a function that takes the house and who is asking and is marked ``@use_case``; one that
is not in the table cannot be defined. Whatever a caller believes about the person, role and standing
are read from the database at every call: a fragment, a dialog, a download made later and the shell
meet the same check. What a role *sees* of what it may ask for is said by the use case itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, TypeVar

from packagekit.domain.person import ROLES, Person, Role
from packagekit.domain.record import read_only
from packagekit.domain.text import N_, Problem, Refusal

if TYPE_CHECKING:
    from packagekit.workflow.house import House

Given = ParamSpec("Given")
Result = TypeVar("Result")

_EVERYONE: frozenset[Role] = frozenset(ROLES)
_MEMBERS: frozenset[Role] = _EVERYONE - {"guest"}
_HOUSE: frozenset[Role] = frozenset({"administrator", "export_team", "approver"})
_TRADING: frozenset[Role] = frozenset({"administrator", "export_team"})
_MATCHING: frozenset[Role] = _HOUSE | {"cooperative"}
_KEEPING: frozenset[Role] = _TRADING | {"cooperative"}
_REGISTERING: frozenset[Role] = _TRADING | {"cooperative", "supplier"}
_KEEPER: frozenset[Role] = frozenset({"administrator"})

TABLE: Mapping[str, Mapping[str, frozenset[Role]]] = read_only({
    "Deals": {
        "list_deals": _MATCHING, "unread_deals": _MATCHING, "open_deal": _MATCHING, "start_deal": _KEEPING, "save_deal": _KEEPING, "merge_deal": _KEEPING,
        "remove_deal": _KEEPING, "removed_deals": _KEEPING, "bring_back_deal": _KEEPING,
        "history_of_deal": _MATCHING, "deal_at": _MATCHING, "earlier_of_deal": _MATCHING, "restore_deal": _KEEPING,
    },
    "From a factory to a proposal": {
        "read_form": _MATCHING, "read_factory_file": _MATCHING, "list_factories": _MATCHING,
        "match_factory": _MATCHING, "match_chosen": _MATCHING,
        "compose_bundle": _HOUSE, "make_bundle": _HOUSE,
        "estimate_bundle": _HOUSE, "estimate_options": _HOUSE, "structure_bundle": _HOUSE, "supply_gaps": _HOUSE,
        "draft_proposal": _HOUSE, "kinds_of_documents": _HOUSE, "preview_proposal": _HOUSE, "propose_documents": _HOUSE,
        "check_template": _TRADING, "demo": _TRADING,
    },
    "Law, rates and words": {
        "catalogs": _MEMBERS, "catalog_problems": _MEMBERS, "landed": _MEMBERS, "contract_tax": _MEMBERS, "certificates": _MEMBERS, "indicators": _MEMBERS,
        "rate_ages": _MEMBERS, "refreshing": _MEMBERS, "refreshing_indicators": _MEMBERS, "check_words": _MEMBERS,
        "check_catalogs": _HOUSE, "freshness": _HOUSE,
        "refresh_rates": _TRADING, "start_refresh": _TRADING, "refresh_indicators": _TRADING,
        "start_indicators": _TRADING, "check_rate": _TRADING, "enter_rate": _TRADING,
        "held_rates": _HOUSE, "decided_rates": _HOUSE, "confirm_rate": _HOUSE, "refuse_rate": _HOUSE, "export_rates": _HOUSE,
        "enter_value": _TRADING, "withdraw_value": _TRADING,
        "list_team_values": _HOUSE, "confirm_value": _HOUSE, "refuse_value": _HOUSE, "evidence_of": _HOUSE,
        "export_team_values": _HOUSE,
        "update_words": _KEEPER,
    },
    "The register": {
        "registry": _MEMBERS, "restore_record": _KEEPER,
        "start_draft": _REGISTERING, "open_draft": _REGISTERING, "save_draft": _REGISTERING, "drop_draft": _REGISTERING,
        "read_draft": _REGISTERING, "submit_case": _REGISTERING, "save_sheet": _REGISTERING,
        "my_rows": _REGISTERING, "choices": _MEMBERS, "find_listed": _MEMBERS, "cases_of": _MEMBERS, "supplier_page": _MEMBERS,
        "solution_page": _MEMBERS, "solutions_of": _MEMBERS, "cooperative_page": _MEMBERS, "members_of": _MEMBERS,
        "capability_map": _MEMBERS, "excellent_suppliers": _MEMBERS, "excellent_file": _MEMBERS, "chances": _MATCHING,
        "draft_bundle": _KEEPING,
        "evidence_of_case": _MEMBERS,
        "form_file": _REGISTERING, "read_import": _REGISTERING, "save_import": _REGISTERING, "list_imports": _REGISTERING,
        "undo_import": _REGISTERING, "keep_faulty_rows": _REGISTERING, "export_file": _REGISTERING | _HOUSE,
        "review_queue": _MEMBERS, "consent_ended": _MEMBERS, "case_file": _MEMBERS, "case_changes": _MEMBERS,
        "versions_of_case": _MEMBERS, "do_case_act": _MEMBERS,
    },
    "One's own account": {
        "my_account": _EVERYONE, "my_sign_ins": _EVERYONE, "change_my_name": _EVERYONE, "change_my_password": _EVERYONE,
        "unsaved_at": _MEMBERS, "unsaved_since": _MEMBERS, "keep_unsaved": _MEMBERS, "drop_unsaved": _MEMBERS,
        "owner_link": _KEEPER, "end_my_sign_in": _EVERYONE, "sign_out_everywhere": _EVERYONE,
    },
    "People": {
        "list_people": _KEEPER, "list_organisations": _KEEPER, "list_invitations": _KEEPER, "list_domain_rules": _KEEPER,
        "list_sign_ins": _KEEPER, "add_organisation": _KEEPER, "change_organisation": _KEEPER,
        "invite": _KEEPER, "withdraw_invitation": _KEEPER, "change_person": _KEEPER, "block_person": _KEEPER,
        "unblock_person": _KEEPER, "make_reset_link": _KEEPER, "sign_out_person": _KEEPER,
        "keep_domain_rule": _KEEPER, "remove_domain_rule": _KEEPER,
    },
    "Files": {
        "keep_file": _MEMBERS, "files_of": _MEMBERS, "open_file": _MEMBERS, "archive_of": _MEMBERS,
        "my_room": _MEMBERS, "drop_file": _MEMBERS, "room_of": _KEEPER, "room_of_all": _KEEPER,
        "keep_documents": _HOUSE, "documents_of": _MATCHING,
    },
    "The house itself": {"back_up": _KEEPER, "check_house": _KEEPER},
    "The history": {
        "search_history": _KEEPER, "history_choices": _KEEPER, "history_faults": _KEEPER,
    },
})
"""By subject, each use case with the roles that may ask for it; ``docs/rights.md`` is printed from it."""

RIGHTS: Mapping[str, frozenset[Role]] = read_only(
    {name: roles for rows in TABLE.values() for name, roles in rows.items()})

WRITING: frozenset[str] = frozenset({
    "start_deal", "save_deal", "draft_bundle", "merge_deal", "remove_deal", "bring_back_deal", "restore_deal",
    "refresh_rates", "start_refresh", "refresh_indicators", "start_indicators", "enter_rate", "confirm_rate", "refuse_rate",
    "enter_value", "withdraw_value", "confirm_value", "refuse_value",
    "restore_record", "start_draft", "save_draft", "drop_draft", "submit_case", "save_sheet", "save_import", "undo_import",
    "do_case_act",
    "change_my_name", "change_my_password", "owner_link", "end_my_sign_in", "sign_out_everywhere",
    "add_organisation", "change_organisation", "invite", "withdraw_invitation", "change_person", "block_person",
    "unblock_person", "make_reset_link", "sign_out_person", "keep_domain_rule", "remove_domain_rule",
    "keep_file", "keep_documents", "keep_faulty_rows", "drop_file", "back_up",
})
"""Use cases that change what the house keeps: each leaves who did it, and what, in the history."""
UNSAID: frozenset[str] = frozenset({"keep_unsaved", "drop_unsaved"})
"""Those that keep only what a person has typed and not saved: nothing was done yet."""


class NotAllowed(Refusal):
    """The person's role does not have the right."""


class SignedOut(Refusal):
    """Nobody with standing is asking: signed out, expired, blocked, or never known."""


def may(who: Person, use_case: str) -> bool:
    """For comfort only, such as which pages are listed: the use case checks again."""
    return who.role in RIGHTS[use_case]


def standing(house: House, who: Person) -> Person:
    """The person as the database has it now; raises ``SignedOut`` for one without standing."""
    found = house.store.people.standing(who.id, who.session)
    if found is None:
        raise SignedOut(Problem(
            where=who.id, what=N_("You are not signed in any more."),
            how=N_("Sign in again; if that is refused, ask the administrator of your team."),
        ))
    return found


def use_case(
    function: Callable[Concatenate[House, Person, Given], Result]
) -> Callable[Concatenate[House, Person, Given], Result]:
    """The function behind the check of its right; it is given the person as read just now."""
    roles = RIGHTS[function.__name__]

    @wraps(function)
    def checked(house: House, who: Person, /, *args: Any, **named: Any) -> Result:
        found = standing(house, who)
        if found.role not in roles:
            raise NotAllowed(Problem(
                where=found.id, what=N_("{person} may not do this.", person=found.name),
                how=N_("Ask the administrator of your team for the right."),
            ))
        return function(house, found, *args, **named)

    return checked


def printed_rights() -> str:
    """The table as ``docs/rights.md`` shows it."""
    lines = [
        "# Who may ask for what", "",
        "Printed from `packagekit/workflow/rights.py` by `python -m packagekit rights`; a test holds it true. What somebody",
        "*sees* of what they may ask for is narrower: deals of their own and of their organisation's team, a supplier's own rows,",
        "a cooperative's own unpublished cases and nobody's prices, one's own account.",
    ]
    for subject, rows in TABLE.items():
        lines += ["", f"## {subject}", "", "| Use case | " + " | ".join(role.replace("_", " ") for role in ROLES) + " |",
                  "|---|" + "---|" * len(ROLES)]
        lines += [f"| `{name}` | " + " | ".join("●" if role in roles else "" for role in ROLES) + " |" for name, roles in rows.items()]
    return "\n".join(lines) + "\n"
