"""The use cases: what a person, a script or another program can ask of the house.

Each name is loaded from its module when it is first asked for: a verb of the shell that only spells
an amount does not wait for the solver, the charts and the word processor to be read from disk.
"""

from importlib import import_module
from typing import Any

_USE_CASES: dict[str, tuple[str, ...]] = {
    "packagekit.documents.supplier_list": ("CRITERIA",),
    "packagekit.domain.person": ("Person",),
    "packagekit.storage.database": ("StaleSave",),
    "packagekit.storage.files": ("write_whole",),
    "packagekit.words.languages": ("Language", "language"),
    "packagekit.workflow.account": (
        "change_my_name", "change_my_password", "end_my_sign_in", "my_account", "my_sign_ins", "sign_out_everywhere",
    ),
    "packagekit.workflow.answers": (
        "composition_answer", "estimate_answer", "matches_answer", "problems_answer",
    ),
    "packagekit.workflow.checks": ("CatalogReport", "catalog_answer", "catalog_text", "check_catalogs"),
    "packagekit.workflow.deals": (
        "bring_back_deal", "list_deals", "merge_deal", "open_deal", "remove_deal", "removed_deals", "save_deal", "start_deal",
        "unread_deals",
    ),
    "packagekit.workflow.demonstration": ("demo",),
    "packagekit.workflow.directory": (
        "LEAST", "Wanted", "capability_map", "cases_of", "excellent_file", "excellent_suppliers",
        "cooperative_page", "find_listed", "members_of", "solution_page", "solutions_of", "supplier_page",
    ),
    "packagekit.workflow.economy": ("indicators", "refresh_indicators", "refreshing_indicators", "start_indicators"),
    "packagekit.workflow.exchange": (
        "check_rate", "confirm_rate", "currencies", "decided_rates", "enter_rate", "export_rates", "held_rates", "rate_ages", "rates",
        "refresh_rates", "refreshing", "refuse_rate", "start_refresh",
    ),
    "packagekit.workflow.factories": ("form_in_file", "form_of", "list_factories", "read_factory_file", "read_form", "slug"),
    "packagekit.workflow.files": ("archive_of", "documents_of", "evidence_of_case", "files_of", "keep_documents", "keep_file", "open_file"),
    "packagekit.workflow.gaps": ("Gap", "supply_gaps"),
    "packagekit.workflow.history": (
        "deal_at", "earlier_of_deal", "history_choices", "history_faults", "history_of_deal", "restore_deal", "restore_record", "search_history",
    ),
    "packagekit.workflow.house": ("House", "catalog_problems", "catalogs", "desk_owner", "open_house", "registry"),
    "packagekit.workflow.importing": (
        "export_file", "form_file", "keep_faulty_rows", "list_imports", "read_import", "save_import", "undo_import",
    ),
    "packagekit.workflow.import_answers": ("import_answer", "import_text"),
    "packagekit.workflow.intake": ("Brought", "Reading"),
    "packagekit.workflow.keeping": ("back_up", "check_backup", "check_house", "restore"),
    "packagekit.workflow.law": ("Certificates", "certificates", "contract_tax", "landed", "read_case"),
    "packagekit.workflow.law_answers": (
        "contract_tax_answer", "contract_tax_text", "landed_answer", "landed_text",
    ),
    "packagekit.workflow.matchmaking": ("Chance", "Drafted", "chances", "draft_bundle"),
    "packagekit.workflow.people": (
        "add_organisation", "block_person", "change_organisation", "change_person", "invite", "keep_domain_rule",
        "list_domain_rules", "list_invitations", "list_organisations", "list_people", "list_sign_ins", "make_reset_link",
        "person_called", "remove_domain_rule", "sign_out_person", "unblock_person", "withdraw_invitation",
    ),
    "packagekit.workflow.proposing": (
        "FORMATS", "LONGEST_REASON", "Beside", "Document", "Preview", "Since", "check_template", "draft_proposal", "kinds_of_documents", "preview_proposal",
        "propose_documents", "write_documents",
    ),
    "packagekit.workflow.quoting": (
        "compose_bundle", "estimate_bundle", "estimate_options", "make_bundle", "match_factory", "options_of",
    ),
    "packagekit.workflow.rate_answers": (
        "indicators_answer", "indicators_text", "rates_answer", "rates_text", "refreshed_answer", "refreshed_text",
        "stored_rate_answer", "stored_rate_text",
    ),
    "packagekit.workflow.registering": (
        "OpenDraft", "Sheet", "drop_draft", "open_draft", "read_draft", "save_draft", "save_sheet", "start_draft", "submit_case",
    ),
    "packagekit.workflow.reviewing": (
        "CaseFile", "Queued", "case_changes", "case_file", "consent_ended", "do_case_act", "review_queue", "versions_of_case",
        "waiting_for",
    ),
    "packagekit.workflow.rows": ("Row", "choices", "KINDS_OF", "my_rows"),
    "packagekit.workflow.room": ("HeldFile", "Room", "drop_file", "my_room", "room_of", "room_of_all"),
    "packagekit.workflow.rights": ("RIGHTS", "NotAllowed", "SignedOut", "may", "printed_rights", "standing"),
    "packagekit.workflow.settings": ("Setting", "Settings", "read_settings"),
    "packagekit.workflow.signing_in": (
        "Caller", "accept_invitation", "arrive", "link_of", "owner_is_set_up", "owner_link", "person_of", "reset_password",
        "owner_is_named", "session_of", "set_up_owner", "sign_in", "sign_out", "use_owner_link",
    ),
    "packagekit.workflow.structure_answers": ("structures_answer",),
    "packagekit.workflow.structuring": ("ADVICE", "structure_bundle"),
    "packagekit.workflow.team_values": (
        "Entry", "confirm_value", "enter_value", "evidence_of", "export_team_values", "list_team_values",
        "refuse_value", "withdraw_value",
    ),
    "packagekit.workflow.unsaved": ("drop_unsaved", "keep_unsaved", "unsaved_at", "unsaved_since"),
    "packagekit.workflow.wording": (
        "check_words", "languages_of_documents", "languages_of_screens", "spell", "update_words",
    ),
}
_HOME = {name: module for module, names in _USE_CASES.items() for name in names}

__all__ = sorted(_HOME)


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = globals()[name] = getattr(import_module(_HOME[name]), name)
    return found


def __dir__() -> list[str]:
    return __all__
