"""The prices of a solution with the days they held: what is in force, what was, what will be."""

from __future__ import annotations

from packagekit.domain.solution import PriceComponent, Solution
from packagekit.domain.text import N_
from packagekit.ui import marks
from packagekit.ui.state import Session
from packagekit.workflow import choices

_STATES = {"now": (N_("in force"), "good"), "over": (N_("earlier"), ""), "coming": (N_("to come"), "info")}


def history(session: Session, solution: Solution) -> marks.Markup:
    """Every price of every part, the newest first, with how the quantity is counted."""
    _, today = session.gettext, session.house.today()
    order = {code: at for at, code in enumerate(dict.fromkeys(price.code for price in solution.prices))}
    rows = []
    for price in sorted(solution.prices, key=lambda p: (order[p.code], -p.valid_from.toordinal())):
        words, tone = _STATES["now" if price.holds(today) else "coming" if price.valid_from > today else "over"]
        rows.append((
            session.show(price.name), session.show(price.unit_price) + (" " + _("a month") if price.months else ""),
            counted(session, price), session.language.short_day(price.valid_from),
            session.language.short_day(price.valid_to) if price.valid_to else _("open"), marks.badge(session.show(words), tone)))
    return marks.table((_("Priced part"), _("Unit price"), _("Quantity"), _("Price from"), _("Price until"), _("State")), rows, numbers=(1,))


def counted(session: Session, price: PriceComponent) -> str:
    """How many are sold: a fixed number, and one for each so many of what is counted."""
    _ = session.gettext
    if price.driver == "site":
        each = session.language.number(price.fixed + 1)
    else:
        driver = session.show(choices(session.house, session.person)["drivers"][price.driver].said)
        each = _("1 for each {n} of: {driver}", n=price.per, driver=driver) if price.per > 1 else _("counted by: {driver}", driver=driver)
        if price.fixed:
            each = _("{n}, and {each}", n=price.fixed, each=each)
    return f"{each} × {session.language.months(price.months)}" if price.months else each
