"""Compose: the offered options side by side and what the chosen one consists of, or the wishes that clash."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from packagekit.domain.bundle import BundleLine, Composition, Conflict, Option, OptionName
from packagekit.domain.estimate import Estimate
from packagekit.domain.text import Refusal, name_of
from packagekit.propose import names
from packagekit.ui import drawings, marks, results, widgets
from packagekit.ui.state import Session, current
from packagekit.workflow import catalogs, registry, supply_gaps


def show(session: Session) -> None:
    _ = session.gettext
    widgets.step_head(
        session, "compose", _("The bundle"),
        _("Each option is proven the best of its kind for this factory's goals, data flows, budget and deadline."),
    )
    with st.spinner(_("Composing the options…")):
        composition = results.composition(session)
    if composition.conflict is not None:
        clash(session, composition.conflict)
    if not composition.options:
        return
    option, found = results.bundle(session).option, costs(session)
    options(session, composition, option, found)
    widgets.onward(session, "estimate", _("Estimate the full cost"))
    gaps(session)
    made_of(session, option, priced=bool(found))


def gaps(session: Session) -> None:
    """Whose supplier cannot stand in the buyer's country yet, and who closes the gap."""
    _ = session.gettext
    found = supply_gaps(session.house, session.person, results.bundle(session))
    if not found:
        return
    with st.expander(session.ngettext("{n} gap in the supply chain", "{n} gaps in the supply chain", len(found)), icon=":material/link_off:"):
        for gap in found:
            widgets.write(
                marks.Markup('<div class="card-sub"><b>{}</b> · {}</div>').format(session.show(gap.solution.name), session.show(gap.what)),
                marks.points((session.show(way) for way in gap.ways), "fits") if gap.ways else marks.points(
                    (_("Nobody in the register closes it: look for a partner first."),), "differs"))


def clash(session: Session, conflict: Conflict) -> None:
    """The wishes that cannot all be met, and what would let the rest be met."""
    _ = session.gettext
    lead = _("These wishes cannot be met together; giving up any one of them is enough.") if conflict.minimal \
        else _("These wishes cannot all be met together.")
    widgets.notice(marks.Markup("<b>{}</b>{}<b>{}</b>{}").format(
        lead, marks.points(session.show(wish.text) for wish in conflict.wishes),
        _("Ways out"), marks.points(session.show(way.text) for way in conflict.ways_out)), "care")
    if st.button(_("Change the wishes"), icon=":material/edit:", key=session.key("change-wishes")):
        session.go("factory")


def options(
    session: Session, composition: Composition, chosen: Option, found: Mapping[OptionName, Estimate]
) -> None:
    for option, column in widgets.rows(composition.options, len(composition.options), "options"):
        with column:
            option_card(session, option, found.get(option.name), picked=option.name == chosen.name)


def costs(session: Session) -> Mapping[OptionName, Estimate]:
    """Every option's estimate; where a rate is missing the options stand without cost and the reason is said."""
    try:
        return results.estimates(session)
    except Refusal as refusal:
        widgets.problems(session, refusal.problems, session.gettext("The full cost cannot be estimated yet"))
        return {}


def option_card(session: Session, option: Option, estimate: Estimate | None, *, picked: bool) -> None:
    _ = session.gettext
    held = registry(session.house, session.person)
    solutions = dict.fromkeys(line.solution for line in option.lines)
    tags = [marks.badge(_("Recommended"), "good")] if option.recommended else []
    tags.append(marks.badge(_("Proven optimal"), "info", _("The solver proved that no better bundle exists."))
                if option.optimal else marks.badge(_("Best found"), "care", _("The solver ran out of time before its proof.")))
    with widgets.card(f"option-{option.name}", picked=picked):
        widgets.write(
            marks.Markup('<div class="card-title">{}</div>').format(session.show(names.OPTIONS[option.name])),
            marks.Markup('<div class="chips">{}</div>').format(marks.Markup("").join(tags)),
            marks.Markup('<div class="big">{}</div>').format(
                session.show(estimate.seller_price if estimate else option.price)),
            marks.Markup('<div class="card-sub">{}</div>').format(
                _("Quotation price") if estimate else _("Ex works and engineering")),
            marks.facts((
                (_("Buyer's cost"), session.show(estimate.buyer_cost) if estimate else None),
                (_("Payback"), results.payback(session, estimate.returns.payback_months.p50, estimate.returns.horizon_years) if estimate else None),
                (_("Go-live after"), session.language.months(option.months)),
                (_("Capabilities"), session.show(len(option.covers))),
                (_("Benefit covered"), session.language.percent(option.benefit, 0)),
            )),
            marks.bar(float(option.benefit), _("Benefit covered")),
            marks.minihead(session.ngettext("{n} solution", "{n} solutions", len(solutions))),
            marks.points(session.show(held.solutions[key].name) for key in solutions),
        )
        if picked:
            st.button(_("Chosen"), icon=":material/check:", disabled=True, width="stretch",
                      key=session.key(f"option-{option.name}"))
        else:
            st.button(_("Choose this option"), width="stretch", key=session.key(f"option-{option.name}"),
                      on_click=session.keep, kwargs={"option": option.name})


def made_of(session: Session, option: Option, *, priced: bool) -> None:
    """The chosen option looked at: how it hangs together, what it costs by line, what else was possible."""
    _ = session.gettext
    name = session.show(names.OPTIONS[option.name])
    drawn, lines, front = st.tabs([_("Architecture"), _("Lines of the price"), _("Price and benefit")])
    with drawn:
        widgets.section(_("How it hangs together"), name)
        drawings.architecture(session)
    with lines:
        widgets.section(_("What it consists of"), name)
        widgets.write(line_table(session, option))
        widgets.section(_("What it covers"), _("required ones first"))
        taxonomy = catalogs(session.house, session.person).taxonomy
        widgets.write(marks.chips(
            session.show(name_of(taxonomy.capabilities[code].name, "capability")) for code in option.covers))
    with front:
        widgets.section(_("No bundle beats these on both price and benefit"))
        if priced:
            drawings.front(session)
        else:
            widgets.empty(_("No price yet"), _("The drawing needs the full cost of each option."))


def line_table(session: Session, option: Option) -> marks.Markup:
    _ = session.gettext
    rows: list[tuple[object, ...]] = []
    for kind, words in names.KINDS.items():
        held = [line for line in option.lines if line.kind == kind]
        if held:
            rows.append((session.show(words),))
            rows.extend(line_row(session, line) for line in held)
    heads = (_("Line"), _("Solution"), _("Supplier"), _("Quantity"), _("Unit price"), _("Price ex works"))
    return marks.table(heads, rows, numbers=(3, 4, 5))


def line_row(session: Session, line: BundleLine) -> tuple[object, ...]:
    _ = session.gettext
    held = registry(session.house, session.person)
    solution = held.solutions[line.solution]
    part = next((price for price in solution.prices if price.code == line.component), None)
    label = marks.Markup.escape(session.show(part.name) if part else line.component)
    if line.role == "gateway":
        label += marks.badge(_("gateway"), "info", _("Joins systems that share no protocol"))
    elif line.role == "prerequisite":
        label += marks.badge(_("prerequisite"), "", _("Another solution of the bundle needs it"))
    quantity = session.show(line.qty) if line.months is None else \
        _("{quantity} × {months}", quantity=line.qty, months=session.language.months(line.months))
    return (label, session.show(solution.name), session.show(held.suppliers[line.supplier].name), quantity,
            session.show(line.unit_price), session.show(line.price))


show(current())
