"""The forms of solutions, suppliers, cooperatives and their members: everything a page of theirs shows can be written here."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import streamlit as st

from packagekit.domain.places import ASEAN
from packagekit.domain.solution import Solution
from packagekit.domain.text import name_of
from packagekit.ui import marks, prices, widgets
from packagekit.ui.places import value_at, with_value
from packagekit.ui.register_sheet import CURRENCIES, Sheet, label
from packagekit.workflow import catalogs, registry

DAY = "2026-01-01"


def fields(of: str) -> Callable[[Sheet, str], None]:
    """What draws the form of a kind; it is given the sheet and the id of the record it makes or changes."""
    return {"solutions": _solution, "suppliers": _supplier, "cooperatives": _cooperative, "members": _member}[of]


def _solution(sheet: Sheet, record: str) -> None:
    """A data sheet; what its type asks for is said first and marked at its fields."""
    form, session = sheet.form, sheet.session
    _ = session.gettext
    own = session.person.role == "supplier"
    sheet.row(lambda: sheet.choice("type", "solution_types"),
              *(() if own else (lambda: sheet.registered("supplier", "suppliers"),)), lambda: form.text("version"))
    _asked(sheet)
    sheet.tongue_choice()
    sheet.said("name")
    sheet.said("summary", long=True)
    sheet.group(_("What it does"), _("Its place in the plant, and what it gives to and needs from other systems."))
    sheet.row(lambda: sheet.choices("capabilities", "capabilities"), lambda: sheet.choice("isa95_level", "layers"),
              lambda: form.text("months"), widths=(3, 1.4, 1))
    sheet.row(lambda: sheet.choices("gives_data", "data_kinds"), lambda: sheet.choices("needs_data", "data_kinds"))
    sheet.row(lambda: sheet.choices("protocols_in", "protocols"), lambda: sheet.choices("protocols_out", "protocols"))
    sheet.row(lambda: sheet.choices("needs_types", "solution_types"), lambda: _excludes(sheet), lambda: sheet.choice("needs_level", "levels"))
    sheet.choices("industries", "industries", about=_("Those it is made for; none chosen: any."))
    sheet.group(_("Languages and place"))
    sheet.row(lambda: sheet.languages("ui_languages"), lambda: sheet.languages("manual_languages"), lambda: sheet.choice("hosting", "hostings"))
    sheet.group(_("Papers and the grid abroad"))
    sheet.row(lambda: form.words("certificates", about=_("Such as CE, KC, IEC 62443, IP65.")),
              lambda: form.choices("frequency_hz", ("50", "60"), lambda hertz: f"{hertz} Hz"), lambda: form.text("sites_live"), widths=(3, 1.4, 1))
    sheet.row(lambda: form.switch("radio"), lambda: form.switch("aas_submodel"))
    _prices(sheet, record)
    sheet.group(_("Engineering days"), _("Days in any case, and days for each machine, line or user."))
    sheet.lines("efforts", _("Add engineering days"), (
        lambda path: sheet.choice(f"{path}.role", "roles"), lambda path: sheet.choice(f"{path}.where", "wheres"),
        lambda path: sheet.choice(f"{path}.purpose", "purposes"), lambda path: form.text(f"{path}.fixed"),
        lambda path: form.text(f"{path}.per_unit"), lambda path: sheet.choice(f"{path}.driver", "drivers")), (2, 1.2, 1.3, 1, 1, 1.2))


def _asked(sheet: Sheet) -> None:
    """What a solution of the type states, with what is still missing."""
    session, _ = sheet.session, sheet.session.gettext
    kind = catalogs(session.house, session.person).taxonomy.solution_types.get(str(value_at(sheet.form.form, "type")))
    if kind is None or not kind.facts:
        return
    missing = [fact for fact in kind.facts if value_at(sheet.form.form, fact) in (None, "", 0, [], ())]
    chips = marks.chips((session.show(label(fact)) for fact in kind.facts if fact not in missing), "good")
    widgets.notice(marks.Markup("{} {}{}").format(
        _("A solution of the type {type} states these facts; those still missing are marked.", type=name_of(kind.name, "solution_type")),
        marks.chips((session.show(label(fact)) for fact in missing), "care"), chips))


def _excludes(sheet: Sheet) -> None:
    """Types or single solutions that cannot stand in one bundle with it."""
    types, solutions = sheet.named("solution_types"), sheet.named("solutions")
    sheet.form.choices("excludes", list(sheet.known["solution_types"]), lambda code: types(code) if code in sheet.known["solution_types"] else solutions(code))


def _prices(sheet: Sheet, record: str) -> None:
    """Prices given before stand as their history; each further one has its part, its quantity and its days."""
    form, session = sheet.form, sheet.session
    _ = session.gettext
    sheet.group(_("Prices"), _("A price once given stays; a newer one is added with a later day."))
    stored = registry(session.house, session.person).solutions.get(record)
    given = _given(stored)
    if stored is not None and given:
        widgets.write(marks.minihead(_("Prices given so far")), prices.history(session, stored))
        words, act = st.columns([3, 1.4], vertical_alignment="bottom")
        parts = {price.code: price for price in stored.prices}
        with words:
            chosen = st.selectbox(_("Part with a new price"), list(parts), index=None, placeholder=_("Choose"),
                                  key=session.key(f"part-{record}"), format_func=lambda code: session.show(parts[code].name))
        with act:
            st.button(_("New price"), icon=":material/price_change:", key=session.key(f"new-price-{record}"), disabled=chosen is None,
                      on_click=_new_price, args=(sheet, chosen))
    held = value_at(form.form, "prices")
    held = held if isinstance(held, list) else []
    for number, price in enumerate(held):
        if (price.get("code"), price.get("valid_from")) in given:
            continue
        path = f"prices[{number}]"
        with widgets.card(f"price-{number}"):
            words, drop = st.columns([6, 1], vertical_alignment="center")
            with words:
                widgets.write(marks.minihead(_("Price {n}", n=number + 1)))
            with drop:
                form.drop_button("prices", number)
            _price(sheet, path)
    form.add_button("prices", _("Add a priced part"))


def _given(stored: Solution | None) -> set[tuple[str, str]]:
    return {(price.code, price.valid_from.isoformat()) for price in stored.prices} if stored is not None else set()


def _new_price(sheet: Sheet, code: str) -> None:
    """A row that is like the part's last one but for its price and days."""
    now = sheet.form.now()
    held = [price for price in (value_at(now, "prices") or []) if isinstance(price, Mapping)]
    last = next(price for price in reversed(held) if price.get("code") == code)
    amount = {"currency": last.get("unit_price", {}).get("currency", CURRENCIES[0])}
    fresh: dict[str, Any] = {**last, "unit_price": amount}
    for name in ("valid_from", "valid_to"):
        fresh.pop(name, None)
    sheet.session.edition += 1
    sheet.form.save(with_value(now, "prices", [*held, fresh]))


def _price(sheet: Sheet, path: str) -> None:
    form = sheet.form
    sheet.row(lambda: form.text(f"{path}.code", hint="licence", whole=path), lambda: sheet.choice(f"{path}.kind", "line_kinds"),
              lambda: form.text(f"{path}.unit_price.amount"), lambda: form.choice(f"{path}.unit_price.currency", CURRENCIES, str),
              widths=(1.2, 2, 1.4, 1))
    sheet.said(f"{path}.name")
    sheet.row(lambda: form.text(f"{path}.fixed", hint="0"), lambda: sheet.choice(f"{path}.driver", "drivers"), lambda: form.text(f"{path}.per", hint="1"),
              lambda: form.text(f"{path}.months"))
    sheet.row(lambda: form.text(f"{path}.valid_from", hint=DAY), lambda: form.text(f"{path}.valid_to"),
              *((lambda: form.text(f"{path}.hs", hint="847150"), lambda: form.text(f"{path}.kg_per_unit"))
                if value_at(form.form, f"{path}.kind") == "goods" else ()))


def _supplier(sheet: Sheet, record: str) -> None:
    """The page of a supplier that a buyer could be shown."""
    form, _ = sheet.form, sheet.session.gettext
    sheet.tongue_choice()
    sheet.said("name")
    sheet.said("about", long=True)
    sheet.said("region")
    sheet.row(lambda: sheet.choices("areas", "areas"), lambda: form.text("founded"), lambda: form.text("employees"), widths=(2, 1, 1))
    sheet.row(lambda: sheet.markets("markets"), lambda: sheet.languages("languages"))
    sheet.group(_("After-care"), _("How soon a fault is answered, and how soon somebody stands on site in each country."))
    form.text("response_hours")
    countries = sorted(ASEAN, key=sheet.market)
    for start in range(0, len(countries), 4):
        sheet.row(*((lambda code=code: form.text(f"reach.{code}")) for code in countries[start:start + 4]), *(
            (lambda: None,) * (4 - len(countries[start:start + 4]))))
    sheet.group(_("Local partners"), _("Who stands on site in the buyer's country."))
    sheet.lines("partners", _("Add a partner"), (
        lambda path: form.choice(f"{path}.market", countries, sheet.market), lambda path: form.text(f"{path}.name"),
        lambda path: form.text(f"{path}.services.ko"), lambda path: form.text(f"{path}.services.en")), (1, 1.6, 2, 2))
    sheet.group(_("Capability grade"), _("As it was issued; nobody here works it out."))
    sheet.row(lambda: form.text("capability.level", hint="Level 2+"), lambda: form.text("capability.day", hint="2025-09-18"),
              lambda: form.text("capability.number"))
    _issuer(sheet)
    sheet.group(_("Certificates"), _("With issuer and last day."))
    sheet.lines("certificates", _("Add a certificate"), (
        lambda path: form.text(f"{path}.name", hint="ISO 9001"), lambda path: form.text(f"{path}.issuer"),
        lambda path: form.text(f"{path}.number"), lambda path: form.text(f"{path}.expires", hint="2028-06-01")), (2, 2, 1.4, 1.2))
    _identity(sheet)


def _issuer(sheet: Sheet) -> None:
    """Who issued the grade: a name in one writing, or one for each language."""
    if isinstance(value_at(sheet.form.form, "capability.issuer"), str):
        sheet.form.text("capability.issuer")
    else:
        sheet.said("capability.issuer")


def _identity(sheet: Sheet) -> None:
    form, _ = sheet.form, sheet.session.gettext
    sheet.group(_("Registration data"), _("What papers say of the firm that signs them; what is left out stays a blank line."))
    form.text("identity.tax_number")
    sheet.said("identity.representative")
    sheet.said("identity.address")


def _cooperative(sheet: Sheet, record: str) -> None:
    form, _ = sheet.form, sheet.session.gettext
    sheet.tongue_choice()
    for where in ("name", "trade", "region"):
        sheet.said(where)
    sheet.row(lambda: sheet.choices("industries", "industries"), lambda: form.text("members_count"), lambda: sheet.languages("languages"),
              widths=(2, 1, 1.6))
    sheet.said("services", long=True, about=_("After-care, training, joint projects"))
    _identity(sheet)


def _member(sheet: Sheet, record: str) -> None:
    form = sheet.form
    if sheet.session.person.role != "cooperative":
        sheet.registered("cooperative", "cooperatives")
    sheet.said("name")
    sheet.said("region")
    sheet.row(lambda: sheet.choice("industry", "industries"), lambda: sheet.choices("processes", "processes"), widths=(1, 2))
    sheet.row(lambda: form.text("employees"), lambda: form.text("machines"), lambda: sheet.choice("level", "levels"),
              lambda: sheet.markets("exports_to"), widths=(1, 1, 1.4, 2))
