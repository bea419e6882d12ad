"""The use cases: what a person, a script or another program can ask of the house."""

from packagekit.domain.person import Person
from packagekit.storage.files import write_whole
from packagekit.words.languages import Language, language
from packagekit.workflow.answers import (
    composition_answer,
    estimate_answer,
    matches_answer,
    problems_answer,
)
from packagekit.workflow.checks import CatalogReport, catalog_answer, catalog_text, check_catalogs
from packagekit.workflow.deals import list_deals, open_deal, remove_deal, save_deal, start_deal
from packagekit.workflow.exchange import (
    confirm_rate,
    enter_rate,
    export_rates,
    held_rates,
    rate_ages,
    rates,
    refresh_rates,
    refreshing,
    refuse_rate,
    start_refresh,
)
from packagekit.workflow.factories import form_of, list_factories, read_factory_file, read_form, slug
from packagekit.workflow.house import House, catalogs, desk_owner, open_house, registry
from packagekit.workflow.indicators import indicators, refresh_indicators, start_indicators
from packagekit.workflow.law import contract_tax, landed, read_case
from packagekit.workflow.law_answers import (
    contract_tax_answer,
    contract_tax_text,
    landed_answer,
    landed_text,
)
from packagekit.workflow.proposing import (
    FORMATS,
    Document,
    demo,
    draft_proposal,
    preview_proposal,
    propose_documents,
    write_documents,
)
from packagekit.workflow.quoting import (
    compose_bundle,
    estimate_bundle,
    estimate_options,
    make_bundle,
    match_factory,
    options_of,
)
from packagekit.workflow.rights import RIGHTS, may, require
from packagekit.workflow.settings import Setting, Settings, read_settings
from packagekit.workflow.wording import (
    check_words,
    languages_of_documents,
    languages_of_screens,
    spell,
    update_words,
)

__all__ = [
    "FORMATS",
    "RIGHTS",
    "CatalogReport",
    "Document",
    "House",
    "Language",
    "Person",
    "Setting",
    "Settings",
    "catalog_answer",
    "catalog_text",
    "catalogs",
    "check_catalogs",
    "check_words",
    "compose_bundle",
    "composition_answer",
    "confirm_rate",
    "contract_tax",
    "contract_tax_answer",
    "contract_tax_text",
    "demo",
    "desk_owner",
    "draft_proposal",
    "enter_rate",
    "estimate_answer",
    "estimate_bundle",
    "estimate_options",
    "export_rates",
    "form_of",
    "held_rates",
    "indicators",
    "landed",
    "landed_answer",
    "landed_text",
    "language",
    "languages_of_documents",
    "languages_of_screens",
    "list_deals",
    "list_factories",
    "make_bundle",
    "match_factory",
    "matches_answer",
    "may",
    "open_deal",
    "open_house",
    "options_of",
    "preview_proposal",
    "problems_answer",
    "propose_documents",
    "rate_ages",
    "rates",
    "read_case",
    "read_factory_file",
    "read_form",
    "read_settings",
    "refresh_indicators",
    "refresh_rates",
    "refreshing",
    "refuse_rate",
    "registry",
    "remove_deal",
    "require",
    "save_deal",
    "slug",
    "spell",
    "start_deal",
    "start_indicators",
    "start_refresh",
    "update_words",
    "write_documents",
    "write_whole",
]
