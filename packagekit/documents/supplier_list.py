"""The list of excellent suppliers as a Word document in the house's own form: the criteria first, then who meets which."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache

from packagekit.documents import lint
from packagekit.documents.archive import joined, ordered
from packagekit.documents.compiled import compiled
from packagekit.documents.layout import Layout
from packagekit.documents.properties import about
from packagekit.documents.rows import Column
from packagekit.documents.sandbox import environment
from packagekit.domain.places import country_name
from packagekit.domain.supplier import Supplier
from packagekit.domain.text import N_, Speaks, Text

CRITERIA: Mapping[str, Text] = {
    "grade": N_("A capability grade of Level 2+ or better, issued in the last three years"),
    "case": N_("A published case with figures of grade A or B"),
    "abroad": N_("A partner in an ASEAN market"),
    "language": N_("Support in the language of an ASEAN market"),
    "certificate": N_("A certificate that is valid today"),
}
"""What makes a supplier excellent to this house, each by itself and open to all."""

TITLE = N_("Suppliers that meet the house's criteria")
MADE = datetime(2026, 11, 26)
MET, MARK = "●", 8.5  # and the width of its column in mm


@cache
def _layout() -> bytes:
    layout = Layout("nothing")
    layout.running(header=("{{ title }}", "{{ day }}"), footer="{{ title }}", notice="sample", first=True)
    layout.masthead("{{ title }}", "{{ lead }}", ("{{ day }}",))
    layout.facts("criterion in criteria", "{{ criterion.number }}", "{{ criterion.words }}", widths=(10, 160))
    layout.paragraph("{{ note }}", "Cell Note")
    layout.paragraph("", "After Table")
    marks = range(len(CRITERIA))
    layout.table(
        (Column("{{ heads[0] }}", 50), Column("{{ heads[1] }}", 46), Column("{{ heads[2] }}", 74 - len(CRITERIA) * MARK),
         *(Column(str(number + 1), MARK) for number in marks)),
        loop="firm in firms", text="Cell Small",
        cells=(("{{ firm.name }}", "{{ firm.region }}"),
               ("{{ firm.grade }}", "{%p if firm.issued %}", "{{ firm.issued }}", "{%p endif %}"), "{{ firm.markets }}",
               *("{{ firm.met[" + str(number) + "] }}" for number in marks)))
    return layout.saved(MADE)


def supplier_list(
    judged: Sequence[tuple[Supplier, Sequence[str]]], least: int, on: date, say: Speaks
) -> bytes:
    """The list in one language, as of a day; equal inputs give equal bytes."""
    _ = say.gettext
    title = say.show(TITLE)
    values = {
        "title": title, "day": say.day(on),
        "lead": _("Listed is who meets at least {least} of {count} criteria.", least=least, count=len(CRITERIA)),
        "criteria": [{"number": str(number), "words": say.show(words)} for number, words in enumerate(CRITERIA.values(), 1)],
        "note": _("The criteria are a rule of this house; the list is no public designation and no recommendation of an authority."),
        "sample": _("Sample data: the firms in this list are fictitious.") if any(firm.origin == "sample" for firm, _met in judged) else "",
        "heads": (_("Supplier"), _("Grade as issued"), _("Markets served")),
        "firms": [_firm(firm, met, say) for firm, met in judged],
    }
    parts = compiled(_layout()).filled(values, environment(say), {})
    made = parts | about(parts, title, say.day(on), "", on, say)
    lint.judge(made)
    return joined(ordered(list(made.values())))


def _firm(firm: Supplier, met: Sequence[str], say: Speaks) -> Mapping[str, object]:
    grade = firm.capability
    return {
        "name": say.show(firm.name), "region": say.show(firm.region), "grade": grade.level if grade else "–",
        "issued": f"{say.show(grade.issuer)}, {say.short_day(grade.day)}" if grade else "",
        "markets": say.show(tuple(map(country_name, firm.markets))) if firm.markets else "–",
        "met": [MET if code in met else "" for code in CRITERIA],
    }
