"""Two versions of one deal: every difference is named once, and what a person takes is what stands."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from packagekit.domain.deal import Deal
from packagekit.domain.history import Change, Entry, in_all, together
from packagekit.domain.merging import differences, merged
from tests.conftest import DAY

words = st.text(max_size=3)
rows = st.lists(st.fixed_dictionaries({"kpi": words}), max_size=2)
forms = st.fixed_dictionaries({}, optional={
    "name": words | st.none(), "processes": st.lists(words, max_size=2), "goals": rows,
    "contact": st.fixed_dictionaries({}, optional={"name": words, "title": words}),
})
deals = st.builds(
    Deal, id=st.just("d"), title=st.just(""), form=forms, on=st.sampled_from([DAY, date(2027, 1, 1)]),
    option=st.sampled_from([None, "standard", "advanced"]), cases=st.sampled_from([(), ("c1",)]), version=st.just(3))


def deal(**given: object) -> Deal:
    return Deal(**{"id": "d", "title": "", "on": DAY, "form": {"name": "A", "region": "X", "contact": {"name": "Kim"}}, **given})


def test_what_only_one_changed_is_proposed_and_what_both_changed_is_asked() -> None:
    before = deal()
    mine = deal(form={"name": "B", "region": "X", "contact": {"name": "Lee"}}, option="advanced")
    theirs = deal(form={"name": "A", "region": "Y", "contact": {"name": "Park"}})
    assert {one.where: one.proposed for one in differences(before, mine, theirs)} == {
        "form.name": "mine", "form.region": "theirs", "form.contact.name": None, "option": "mine"}
    made = merged(mine, theirs, ["form.name", "form.contact.name", "option"])
    assert made.form == {"name": "B", "region": "Y", "contact": {"name": "Lee"}} and made.option == "advanced"


def test_an_emptied_field_can_be_taken() -> None:
    mine = deal(form={"region": "X", "contact": {}})
    assert merged(mine, deal(), ["form.name", "form.contact.name"]).form == {"region": "X", "contact": {}}


@settings(deadline=None)
@given(deals, deals, deals)
def test_taking_everything_is_mine_and_nothing_is_theirs(before: Deal, mine: Deal, theirs: Deal) -> None:
    apart = differences(before, mine, theirs)
    assert merged(mine, theirs, []) == theirs
    everything = merged(mine, theirs, [one.where for one in apart])
    assert differences(before, mine, everything) == ()
    for one in apart:
        left = differences(before, mine, merged(mine, theirs, [one.where]))
        assert {d.where for d in left} == {d.where for d in apart} - {one.where}


def entry(number: int, minute: int, act: str = "saved", by: str = "kim", **change: object) -> Entry:
    return Entry(
        number=number, at=datetime(2026, 11, 25, 9, minute, tzinfo=UTC), by=by, act=act, kind="deals", ref="d", name="A",
        revision=number, changes=(Change(where="employees", **change),))


def test_saves_in_one_go_are_told_as_one() -> None:
    """Typing 180 saves 1, 18, 180: one act, from nothing to 180; a colleague's save and a later one stand alone."""
    typed = [
        entry(5, 40, before="180", after="190"), entry(4, 21, by="lee", before="180", after="180"),
        entry(3, 2, before="18", after="180"), entry(2, 1, before="1", after="18"), entry(1, 0, before=None, after="1"),
        entry(0, 0, act="begun", before=None, after="x"),
    ]
    told = together(typed, timedelta(minutes=10))
    assert [(e.number, e.by, e.act) for e in told] == [
        (5, "kim", "saved"), (4, "lee", "saved"), (3, "kim", "saved"), (0, "kim", "begun")]
    assert told[2].changes == (Change(where="employees", before=None, after="180"),)


def test_what_a_run_changed_in_all_is_what_its_first_found_and_its_last_left() -> None:
    run = [entry(3, 2, before="18", after="180"), entry(2, 1, before="1", after="18"), entry(1, 0, before=None, after="1")]
    assert in_all(run) == (Change(where="employees", before=None, after="180"),)
    assert in_all([entry(2, 1, before="1", after=None), *run[2:]]) == (), "what came and went again"
