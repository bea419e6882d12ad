"""Gaps in a bundle's supply chain, by hand."""

from __future__ import annotations

from pathlib import Path

from packagekit import workflow as work
from packagekit.domain.text import Text
from packagekit.storage.register import Writing
from tests.conftest import DAY


def msgids(found: tuple[work.Gap, ...]) -> list[tuple[str, list[str]]]:
    return [(gap.what.msgid, [way.msgid for way in gap.ways]) for gap in found]


def test_a_supplier_without_a_partner_or_the_language_is_named_with_who_closes_the_gap(tmp_path: Path) -> None:
    """The MES maker of the bundle loses its partners and its Vietnamese: others of the trade have both."""
    house = work.open_house(tmp_path)
    who = work.desk_owner(house)
    factory = house.whole_registry().factories["nhua-mau-1"]
    composition = work.compose_bundle(house, who, factory, on=DAY)
    bundle = work.make_bundle(house, who, factory, composition, on=DAY)
    assert "s01-yesi" in {line.supplier for line in bundle.option.lines}
    assert "s01-yesi" not in {gap.supplier.id for gap in work.supply_gaps(house, who, bundle)}

    maker, version = house.store.register.record("suppliers", "s01-yesi")
    bare = maker.model_copy(update={"partners": (), "languages": ("ko",)})
    house.store.register.save(Writing("suppliers", bare, version), by=who.id, act="changed")
    own = tuple(gap for gap in work.supply_gaps(house, who, bundle) if gap.supplier.id == "s01-yesi")
    assert {what for what, _ in msgids(own)} == {
        "{supplier} has no partner in the buyer's country.", "{supplier} does not support in the buyer's language."}
    closing = {way for _, ways in msgids(own) for way in ways}
    assert closing <= {"{partner} already serves such solutions there: {services}.", "{supplier} sells the same type and has a partner there."}
    assert closing
    assert all(isinstance(way, Text) and way.args for gap in own for way in gap.ways)
