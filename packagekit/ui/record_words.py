"""What the history calls things: each act, each kind of record, each field of a record and the codes in it."""

from __future__ import annotations

from collections.abc import Mapping

from packagekit.domain.history import Act, RecordKind
from packagekit.domain.text import N_, Text
from packagekit.propose.names import OPTIONS
from packagekit.ui.people import KIND_WORDS, ROLE_WORDS, WAY_WORDS
from packagekit.verify import STATUS_WORDS
from packagekit.workflow.codes import FIXED

ACTS: Mapping[Act, tuple[Text, str]] = {
    "begun": (N_("Begun"), "info"), "saved": (N_("Saved"), ""), "merged": (N_("Two versions merged"), "info"),
    "removed": (N_("Removed"), "bad"), "brought back": (N_("Brought back"), "good"), "restored": (N_("Earlier version restored"), "care"),
    "adopted": (N_("Taken into the history"), ""), "taken in": (N_("Taken in"), ""), "imported": (N_("Imported"), "info"),
    "undone": (N_("Import undone"), "care"), "entered": (N_("Entered"), "info"), "changed": (N_("Changed"), ""),
    "fetched": (N_("Fetched"), ""), "confirmed": (N_("Confirmed"), "good"), "refused": (N_("Refused"), "bad"),
    "withdrawn": (N_("Withdrawn"), "care"), "kept": (N_("File kept"), "info"), "backed up": (N_("Backed up"), "info"),
    "enrolled": (N_("Enrolled"), "info"), "invited": (N_("Invited"), "info"), "owner link": (N_("Link for the owner made"), "care"),
    "reset link": (N_("Link for a new password made"), "care"), "password set": (N_("Password set"), "info"),
    "password changed": (N_("Password changed"), "info"), "password rehashed": (N_("Password stored in a stronger way"), ""),
    "provider bound": (N_("Bound to the organisation's account"), "info"), "role changed": (N_("Role changed"), "care"),
    "blocked": (N_("Blocked"), "bad"), "let in again": (N_("Let in again"), "good"), "signed in": (N_("Sign-in"), ""),
    "signed out": (N_("Sign-out"), ""), "sign-in failed": (N_("Sign-in failed"), "care"),
    "locked out": (N_("Locked after too many attempts"), "bad"), "submitted": (N_("Submitted"), "info"),
    "taken up": (N_("Taken up for review"), "info"), "returned": (N_("Returned"), "care"), "verified": (N_("Verified"), "good"),
    "published": (N_("Published"), "good"), "expired": (N_("Expired"), "care"), "registered": (N_("Registered"), "good"),
    "commented": (N_("Commented"), ""),
}
KINDS: Mapping[RecordKind, Text] = {
    "deals": N_("Deal"), "cooperatives": N_("Cooperative"), "members": N_("Member plant"), "suppliers": N_("Supplier"),
    "solutions": N_("Solution"), "cases": N_("Case"), "factories": N_("Factory to be equipped"), "drafts": N_("Draft of a record"),
    "rates": N_("Exchange rate"), "indicators": N_("Indicator"), "team values": N_("Value of our team"), "files": N_("File"),
    "people": N_("Person"), "organisations": N_("Organisation"), "domain_rules": N_("Rule for a domain"), "house": N_("House"),
}

FIELDS: Mapping[str, Text] = {
    # of a deal
    "on": N_("Law and rates of"), "cases": N_("Cases"), "option": N_("Option"), "languages": N_("Languages"), "step": N_("Step"),
    "terms": N_("Terms"), "incoterm": N_("Incoterm"), "split_contract": N_("Split contract"), "treaty": N_("Tax treaty"),
    "income_tax_borne_by": N_("Income tax borne by"), "vat_borne_by": N_("VAT borne by"),
    "importer_registered": N_("Registered importer"), "origin_proof": N_("Proof of origin"),
    "factory": N_("Factory to be equipped"), "form": N_("Form"), "saved": N_("Saved"),
    # of many
    "id": N_("Mark of the record"), "title": N_("Title"), "name": N_("Name"), "alias": N_("Public alias"), "about": N_("About"),
    "summary": N_("Summary"), "region": N_("Region"), "country": N_("Country"), "market": N_("Country"), "markets": N_("Delivered to"),
    "industry": N_("Industry"), "industries": N_("Industries"), "processes": N_("Processes"), "employees": N_("Employees"),
    "machines": N_("Machines"), "level": N_("Level"), "currency": N_("Currency"), "amount": N_("Amount"), "state": N_("State"),
    "status": N_("State"), "kind": N_("Kind"), "type": N_("Type"), "code": N_("Code"), "version": N_("Version"),
    "origin": N_("Origin"), "certificates": N_("Certificates"), "issuer": N_("Issued by"), "number": N_("Number"),
    "expires": N_("Ends"), "services": N_("Services"), "months": N_("Months to go-live"), "scope": N_("Scope"),
    # of a case
    "cooperative": N_("Cooperative"), "members": N_("Member plants"), "problem": N_("The problem"), "built": N_("What was built"),
    "lessons": N_("What was learnt"), "level_before": N_("Level before"), "level_after": N_("Level after"),
    "systems": N_("Systems"), "solution": N_("Solution"), "supplier": N_("Supplier"), "qty": N_("Quantity"),
    "started": N_("Started"), "go_live": N_("Live since"), "months_planned": N_("Months planned"),
    "months_actual": N_("Months needed"), "costs": N_("Cost by line"), "price_year": N_("Price year"),
    "subsidy_share": N_("Public support, as a share of 1"), "kpis": N_("KPI"), "kpi": N_("KPI"), "before": N_("Before"),
    "after": N_("After"), "before_from": N_("Before: from"), "before_to": N_("Before: to"), "after_from": N_("After: from"),
    "after_to": N_("After: to"), "n": N_("Observations (n)"), "method": N_("Method, and what was left out"),
    "source_system": N_("Source of the figures"), "attested": N_("Who stands behind them"),
    "independent_report": N_("There is an independent report"), "grade": N_("Grade"), "evidence": N_("Evidence"),
    "verifier": N_("Third-party verifier"), "relation": N_("The verifier is"), "consent": N_("Consent"),
    "by": N_("Consent given by"), "given": N_("Consent from"), "registrant": N_("Registered by"), "revises": N_("Revises"), "remarks": N_("Remarks"), "words": N_("Words"),
    # of a draft
    "of": N_("Kind of record"), "record": N_("Record"),
    # of a solution
    "isa95_level": N_("ISA-95 level"), "capabilities": N_("Capabilities"), "gives_data": N_("Gives data"), "needs_data": N_("Needs data"),
    "protocols_in": N_("Protocols in"), "protocols_out": N_("Protocols out"), "prices": N_("Prices"), "unit_price": N_("Unit price"),
    "driver": N_("Counted by"), "per": N_("For each"), "fixed": N_("Fixed number"), "hs": N_("HS code"),
    "kg_per_unit": N_("Gross weight of one (kg)"), "valid_from": N_("Price from"), "valid_to": N_("Price until"),
    "efforts": N_("Engineering days"), "role": N_("Role"), "where": N_("Where"), "purpose": N_("Purpose"),
    "per_unit": N_("Days for each"), "needs_types": N_("Needs solutions of type"), "excludes": N_("Cannot stand with"),
    "needs_level": N_("Needs level"), "ui_languages": N_("Screen languages"), "manual_languages": N_("Manual languages"),
    "hosting": N_("Hosting"), "frequency_hz": N_("Mains frequency"), "radio": N_("Needs a radio approval"),
    "aas_submodel": N_("Has an AAS submodel"), "sites_live": N_("Sites live"),
    # of a supplier, a cooperative, a member
    "areas": N_("Areas"), "founded": N_("Founded"), "partners": N_("Local partners"), "capability": N_("Capability grade, as issued"),
    "day": N_("Day"), "response_hours": N_("Hours to the first answer"), "reach": N_("Days until somebody is on site"),
    "trade": N_("Trade"), "members_count": N_("Number of members"), "exports_to": N_("Exports to"),
    "identity": N_("Registration data"), "representative": N_("Representative"), "tax_number": N_("Tax number"),
    # of a rate or a value of the team
    "rate": N_("Rate"), "unit": N_("Unit"), "source": N_("Source"), "href": N_("Address of the source"),
    "document": N_("Number of the document"), "seen": N_("Read on"), "held_for": N_("Held for"), "value": N_("Value"),
    "since": N_("First day"), "until": N_("Last day"), "note": N_("Note"), "low": N_("At least"), "high": N_("At most"),
    "why": N_("Reason"), "file": N_("File"),
    # of a file and of the house
    "size": N_("Size in bytes"), "sha256": N_("Hash of the content"), "mime": N_("Kind of file"), "ref": N_("Belongs to"),
    "rows": N_("Rows"), "files": N_("Files"), "made": N_("Made on"),
    # of people and organisations
    "email": N_("E-mail"), "organisation": N_("Organisation"), "stands_for": N_("Registered firm it stands for"),
    "way": N_("Way of signing in"), "address": N_("Network address"), "sign_ins": N_("Sign-ins ended"),
}
"""Fields by their own name; those of a factory are called as its form calls them (``ui/places.py``)."""

_RECORDS: Mapping[str, Text] = {**KINDS}
CODES: Mapping[str, Mapping[str, Text]] = {
    "role": ROLE_WORDS, "way": WAY_WORDS, "of": _RECORDS, "option": OPTIONS, "hosting": FIXED["hostings"],
    "areas": FIXED["areas"], "scope": FIXED["consent"], "source_system": FIXED["sources"], "attested": FIXED["standers"],
    "relation": FIXED["relations"], "where": FIXED["wheres"], "purpose": FIXED["purposes"], "driver": FIXED["drivers"],
    "status": STATUS_WORDS, "kind": {**_RECORDS, **KIND_WORDS, **FIXED["line_kinds"]},
    "income_tax_borne_by": {"buyer": N_("Buyer"), "seller": N_("Seller")}, "vat_borne_by": {"buyer": N_("Buyer"), "seller": N_("Seller")},
    "origin": {"sample": N_("Sample"), "user": N_("Entered by people")},
    "state": {
        "active": N_("Active"), "blocked": N_("Blocked"), "in_force": N_("In use"), "held": N_("Waiting for a person"),
        "refused": N_("Refused"), "waiting": N_("Waiting for a second person"), "confirmed": N_("Confirmed"), "withdrawn": N_("Withdrawn"),
    },
    "held_for": {
        "jump": N_("Far from the last rate"), "disagrees": N_("Sources disagree"), "unchecked": N_("No second source"),
    },
}
"""Codes in the fields of these names."""
