"""Each gate closes for a document broken in exactly its way, names the place, and lets whole documents through."""

from __future__ import annotations

import re
from dataclasses import replace
from decimal import Decimal
from random import Random

import pytest
from lxml.etree import XMLSyntaxError

from packagekit.documents import gates, lint, soundness
from packagekit.documents.archive import Member, deflated, members, stored
from packagekit.documents.drawings import drawings
from packagekit.documents.faults import BrokenDocument
from packagekit.documents.reading import Read
from packagekit.documents.word import Filled, filled, word
from packagekit.domain.money import Money
from packagekit.domain.proposal import Proposal
from packagekit.domain.text import N_, Localized, Measure, Refusal
from packagekit.words.languages import language, languages
from tests import proposal_world as world
from tests.test_documents_engine import TEMPLATES, squares
from tests.word_templates import paragraphs

LAYOUT = next(path for path in TEMPLATES if path.parent.name == "proposal").read_bytes()
PROPOSAL = world.proposed(world.FACTORY.model_copy(update={"members": world.JOINT}), taken=world.ADVANCED)
EN = language("en")
BODY = "word/document.xml"


@pytest.fixture(scope="module")
def made() -> Filled:
    return filled(LAYOUT, PROPOSAL, EN, squares())


def changed(parts: dict[str, Member], name: str, old: str | re.Pattern[str], new: str, count: int = 1) -> dict[str, Member]:
    before = parts[name].content().decode()
    after = re.sub(old, new, before, count=count) if isinstance(old, re.Pattern) else before.replace(old, new, count)
    assert after != before
    return {**parts, name: deflated(name, after.encode())}


@pytest.mark.parametrize("code", languages())
@pytest.mark.parametrize("path", TEMPLATES, ids=lambda p: f"{p.parent.name}/{p.name}")
def test_every_document_of_every_sample_passes_in_every_language(path, code, sample_proposals):
    for proposal in sample_proposals:
        whole = filled(path.read_bytes(), proposal, language(code), squares())
        lint.judge(whole.parts)
        assert gates.judged(whole.parts, [whole.voice], proposal) == ()


STRUCTURE = {
    "properties of a paragraph do not stand first": (BODY, re.compile(r"(<w:pPr>.*?</w:pPr>)(<w:r>.*?</w:r>)"), r"\2\1"),
    "properties of a run do not stand first": (BODY, re.compile(r"(<w:rPr>(?:(?!</w:rPr>).)*</w:rPr>)(<w:t(?: [^>]*)?>[^<]*</w:t>)"), r"\2\1"),
    "properties of a cell do not stand first": (BODY, re.compile(r"(<w:tcPr>.*?</w:tcPr>)(<w:p>.*?</w:p>)"), r"\2\1"),
    "an element inside a text": (BODY, re.compile(r"(<w:t xml:space=\"preserve\">)([^<]+)"), r"\1<w:b/>\2"),
    "a cell does not end in a paragraph": (BODY, "</w:p></w:tc>", "</w:p><w:bookmarkStart w:id=\"9999\" w:name=\"x\"/><w:bookmarkEnd w:id=\"9999\"/></w:tc>"),
    "a text stands outside a paragraph": (BODY, "<w:body>", "<w:body><w:r><w:t>lost</w:t></w:r>"),
    "follows the end of the last section": (BODY, "</w:body>", "<w:p/></w:body>"),
    "a table has no rows": (BODY, re.compile(r"<w:tr>.*?</w:tr>(?=(?:(?!<w:tr>).)*?</w:tbl>)|<w:tr .*?</w:tr>", re.DOTALL), ""),
    "does not repeat its head": (BODY, "<w:tblHeader/>", ""),
    "does not fill the grid": (BODY, re.compile(r"<w:gridCol [^>]*/>"), ""),
    "no words for blind readers": (BODY, re.compile(r' descr="[^"]*"'), ""),
    "two drawings have the id": (BODY, re.compile(r'(<wp:docPr[^>]*? id=")\d+'), r"\g<1>7"),
    "not in the schema's order": (BODY, re.compile(r"(<w:tcW [^>]*/>)(<w:tcBorders>.*?</w:tcBorders>)"), r"\2\1"),
    "is no property of pPr": (BODY, "<w:pPr>", "<w:pPr><w:colour/>"),
    "stands twice": (BODY, re.compile(r"(<w:pStyle [^>]*/>)"), r"\1\1"),
    "a heading of level 3 follows one of level 1": (BODY, 'w:val="Heading2"', 'w:val="Heading3"'),
    "not well-formed": (BODY, "</w:body>", ""),
    "has no relation": (BODY, 'r:embed="', 'r:embed="x'),
    "do not begin and end in pairs": (BODY, re.compile(r"<w:bookmarkEnd [^>]*/>"), ""),
    "which is no bookmark": (BODY, "<w:r>", '<w:hyperlink w:anchor="nowhere"><w:r><w:t>x</w:t></w:r></w:hyperlink><w:r>'),
    "used and not defined": ("word/styles.xml", 'w:styleId="CellTotal"', 'w:styleId="Gone"'),
    "language of the text is not set": ("word/styles.xml", re.compile(r"<w:lang [^>]*/>"), ""),
    "property title is empty": ("docProps/core.xml", re.compile(r"<dc:title>[^<]*"), "<dc:title>"),
    "property language is empty": ("docProps/core.xml", re.compile(r"<dc:language>[^<]*"), "<dc:language>"),
    "which is not in the file": ("word/_rels/document.xml.rels", 'Target="styles.xml"', 'Target="lost.xml"'),
    "has no content type": ("[Content_Types].xml", re.compile(r"<Default [^>]*png[^>]*/>"), ""),
}
ALL = {"two drawings have the id", "a table has no rows", "no words for blind readers", "not in the schema's order"}
"""What must be broken everywhere to be broken at all."""


@pytest.mark.parametrize("fault", STRUCTURE)
def test_the_lint_sees_each_defect(fault, made):
    name, old, new = STRUCTURE[fault]
    broken = changed(made.parts, name, old, new, count=0 if fault in ALL and isinstance(old, re.Pattern) else 1)
    with pytest.raises(BrokenDocument, match=re.escape(fault)):
        lint.judge(broken)


STRAY = (b"<w:rPr/>", b"<w:pPr><w:b/></w:pPr>", b"<w:tcPr/>", b"<w:t/>", b"<w:tc><w:p/></w:tc>", b"<!-- x -->", b"&x;", b"]]>", b"\xff")


@pytest.mark.parametrize("seed", range(40))
def test_the_quick_look_finds_what_the_close_look_finds(seed, made, monkeypatch):
    """A tag lost, doubled or put elsewhere anywhere in a document: the same faults in the same words, or none."""
    chance, body = Random(seed), made.parts[BODY].content()
    tags = [found.span() for found in re.finditer(rb"<[^>]+>", body)]
    start, end = chance.choice(tags)
    other = body[slice(*chance.choice(tags))]
    instead = chance.choice((b"", body[start:end] * 2, other, other + body[start:end], body[start:end] + chance.choice(STRAY)))
    broken = {**made.parts, BODY: deflated(BODY, body[:start] + instead + body[end:])}

    def faults() -> tuple[str, ...]:
        try:
            lint.judge(broken)
        except BrokenDocument as found:
            return found.faults
        except XMLSyntaxError:
            return ("unreadable",)
        return ()

    quick = faults()
    monkeypatch.setattr(lint, "_sound", lambda content: False)
    assert quick == faults()


def test_the_lint_sees_a_picture_nothing_leads_to(made):
    with pytest.raises(BrokenDocument, match=r"no relation leads to word/media/lost\.png"):
        lint.judge({**made.parts, "word/media/lost.png": stored("word/media/lost.png", b"x")})


@pytest.mark.parametrize(("script", "slot", "letters"), [("Hangul", "eastAsia", "가"), ("Thai", "cs", "ก")])
def test_the_lint_sees_a_script_without_a_font(script, slot, letters, made):
    parts = changed(made.parts, "word/styles.xml", re.compile(rf' w:{slot}="[^"]*"(?=[^>]*/>)'), "")
    parts = changed(parts, BODY, re.compile(r'(<w:t xml:space="preserve">)'), rf"\1{letters}")
    with pytest.raises(BrokenDocument, match=f"holds {script} and names no font"):
        lint.judge(parts)


def judged(made: Filled, old: str | re.Pattern[str], new: str, proposal: Proposal = PROPOSAL):
    return gates.judged(changed(made.parts, BODY, old, new), [made.voice], proposal)


def test_a_tag_left_over_is_seen_with_its_paragraph(made):
    (problem,) = judged(made, re.compile(r'(<w:t xml:space="preserve">)Yours'), r"\1{{ cover.nam }} Yours")
    assert problem.where.startswith("{{ cover.nam }} Yours") and "tag of the template" in problem.what.msgid


def test_an_empty_word_is_seen(made):
    (problem,) = judged(made, re.compile(r'(<w:t xml:space="preserve">)Yours sincerely,'), r"\1None")
    assert problem.where == "None"


def test_braces_a_buyer_wrote_are_his():
    proposal = PROPOSAL.model_copy(update={"factory": PROPOSAL.factory.model_copy(update={"name": "{{ Sample }} {% None %}"})})
    whole = filled(paragraphs("We know {{ factory.name }} well"), proposal, EN, {})
    assert gates.judged(whole.parts, [whole.voice], proposal) == ()


def test_a_sign_no_font_has_is_named_with_its_paragraph(made):
    (problem,) = judged(made, re.compile(r'(<w:t xml:space="preserve">)Yours'), "\\1\N{ROCKET} Yours")
    assert problem.what.args["signs"] == ("\N{ROCKET} (U+1F680)",) and problem.where.startswith("\N{ROCKET} Yours")


def test_an_amount_cut_in_two_is_seen(made):
    amount = EN.money(PROPOSAL.price.total)
    problems = gates.judged(changed(made.parts, BODY, amount, amount[:-3] + "</w:t></w:r></w:p><w:p><w:r><w:t>" + amount[-3:], count=999),
                            [made.voice], PROPOSAL)
    assert amount in {p.what.args["amount"] for p in problems if "does not stand whole" in p.what.msgid}


FIRST = PROPOSAL.returns.benefits[0]
OFTEN = {
    "a line first": (PROPOSAL.price.groups[0].lines[0].amount, 0, 2, "Price · Powered gateway\N{NO-BREAK SPACE}· Sample Euromap gateway"),
    "a line last": (PROPOSAL.price.groups[0].lines[0].amount, -1, 2, "Appendix: the ledger · Powered gateway (Sample Euromap gateway)"),
    "a total first": (PROPOSAL.price.total, 0, 5, "Summary · Buyer's cost after what comes back"),
    "a total last": (PROPOSAL.price.total, -1, 5, "Payment · Agreement to the proposal"),
    "the cash out": (PROPOSAL.landed.cash_out, -1, 3, "Appendix: the ledger · Buyer's cash out"),
    "a benefit": (FIRST.expected, 0, 1, "Where the benefit comes from · " + EN.show(FIRST.kpi)),
}
"""A figure, which of its places loses it, how many it has, and where that is."""


@pytest.fixture(scope="module")
def drawn() -> Filled:
    """With its real pictures: their words for blind readers tell amounts of the price and the ledger once more."""
    return filled(LAYOUT, PROPOSAL, EN, drawings(PROPOSAL, EN))


@pytest.mark.parametrize("pictures", ["made", "drawn"])
@pytest.mark.parametrize("name", OFTEN)
def test_a_figure_that_is_missing_in_one_of_its_places_is_seen_there(name, pictures, request):
    """It stands elsewhere too, and so is not lost to the document."""
    made = request.getfixturevalue(pictures)
    value, place, meant, where = OFTEN[name]
    figure, body = EN.show(value), made.parts[BODY].content().decode()
    stands = [found.span() for found in re.finditer(rf"(?<!\d){re.escape(figure)}(?!\d)(?=[^<>]*</w:t>)", body)]
    start, end = stands[place]
    broken = {**made.parts, BODY: deflated(BODY, (body[:start] + "–" + body[end:]).encode())}
    (problem,) = (p for p in gates.judged(broken, [made.voice], PROPOSAL) if "of its {meant} places" in p.what.msgid)
    assert (problem.what.args["figure"], problem.what.args["stand"], problem.what.args["meant"]) == (figure, meant - 1, meant)
    assert problem.where == where


def test_the_real_pictures_tell_amounts_that_no_tag_said(drawn):
    """Else the test above would prove nothing; and a whole document with them has every place."""
    assert EN.money(PROPOSAL.price.total) in " ".join(drawn.voice.drawn)
    assert gates.judged(drawn.parts, [drawn.voice], PROPOSAL) == ()


KEPT = {
    "a macro asked about": "{% macro m() %}{{ price.total }}{% endmacro %}{% if m() %}yes{% endif %}",
    "a block kept and asked about": "{% set kept %}{{ price.total }}{% endset %}{% if kept %}yes{% endif %}",
    "a block given on and left": "{% macro m() %}{% if caller() %}yes{% endif %}{% endmacro %}{% call m() %}{{ price.total }}{% endcall %}",
    "a block shown twice": "{%- set kept %}{{ price.total }}{% endset %}{{ kept }} and {{ kept }}",
}
"""What is said where it is not shown."""


@pytest.mark.parametrize("name", KEPT)
def test_what_a_template_says_and_only_asks_about_has_no_place(name):
    whole = filled(paragraphs(KEPT[name], "{{ price.total }}", "{{ price.total }}"), PROPOSAL, EN, {})
    assert gates.judged(whole.parts, [whole.voice], PROPOSAL) == ()
    gone = changed(whole.parts, BODY, EN.money(PROPOSAL.price.total), "–", count=9)
    (problem,) = gates.judged(gone, [whole.voice], PROPOSAL)
    assert "does not stand whole" in problem.what.msgid


def test_a_name_for_a_value_says_nothing_and_places_are_counted():
    whole = filled(paragraphs("{% set kept = price.total %}{{ kept }}", "{{ kept }}"), PROPOSAL, EN, {})
    lost = changed(whole.parts, BODY, EN.money(PROPOSAL.price.total), "–")
    assert [p.what.args["stand"] for p in gates.judged(lost, [whole.voice], PROPOSAL)] == [1]


BARE = Measure(value=Decimal(5), unit="1")


@pytest.mark.parametrize("around", ["3.{}", "{}.3", "3,{}", "{} %", "({})"])
def test_a_bare_number_may_be_a_part_of_what_the_template_makes(around):
    """What a benefit becomes may have no unit: a template may say it beside a point of its own."""
    bare = PROPOSAL.returns.benefits[0].model_copy(update={"expected": BARE})
    proposal = PROPOSAL.model_copy(update={"returns": PROPOSAL.returns.model_copy(update={"benefits": (bare,)})})
    whole = filled(paragraphs(around.format("{{ returns.benefits[0].expected }}")), proposal, EN, {})
    assert not [*gates.judged(whole.parts, [whole.voice], proposal)]
    lost = changed(whole.parts, BODY, around.format("5"), around.format("–"))
    assert [p.what.args["figure"] for p in gates.judged(lost, [whole.voice], proposal)] == ["5"]


def test_a_text_that_has_the_number_in_it_is_no_place_of_its_own():
    """“5 weeks” that lost its 5 is not what the benefit becomes."""
    bare = PROPOSAL.returns.benefits[0].model_copy(update={"expected": BARE})
    proposal = PROPOSAL.model_copy(update={"returns": PROPOSAL.returns.model_copy(update={"benefits": (bare,)}),
                                           "factory": PROPOSAL.factory.model_copy(update={"name": "Line 5"})})
    whole = filled(paragraphs("{{ returns.benefits[0].expected }}", "{{ factory.name }}2", "{{ factory.name }}"), proposal, EN, {})
    assert gates.judged(whole.parts, [whole.voice], proposal) == ()


def test_an_amount_in_words_for_blind_readers_has_its_place():
    """What a template puts beside its text is no place that lost it."""
    amount = EN.money(PROPOSAL.price.total)
    whole = filled(paragraphs("{{ price.total }}", "{{ price.total }}"), PROPOSAL, EN, {})
    hidden = changed(whole.parts, BODY, re.compile(rf"<w:r>(<w:t[^>]*>){amount}</w:t></w:r>"), rf'<w:hyperlink w:tooltip="{amount}"/>')
    assert gates.judged(whole.parts, [whole.voice], PROPOSAL) == gates.judged(hidden, [whole.voice], PROPOSAL) == ()
    lost = changed(whole.parts, BODY, amount, "–")
    assert [p.what.args["stand"] for p in gates.judged(lost, [whole.voice], PROPOSAL)] == [1]


def test_an_amount_nobody_said_is_seen(made):
    amount = EN.money(PROPOSAL.landed.cash_out)
    problems = judged(made, amount, amount[:-1] + ("1" if amount[-1] != "1" else "2"))
    assert any("not one of the proposal's" in p.what.msgid for p in problems)


def test_two_tags_that_make_one_number_are_seen():
    whole = filled(paragraphs("{{ price.total }}{{ rates[0].ref }}"), PROPOSAL, EN, {})
    assert {p.what.msgid for p in gates.judged(whole.parts, [whole.voice], PROPOSAL)} == {
        "The amount {amount} does not stand whole in the document.", "The amount {amount} is not one of the proposal's."}


@pytest.mark.parametrize(("code", "words"), [
    ("vi", "가격 제안"), ("ko", "ราคา"), ("id", "Thư chào giá"), ("vi", "This is the price of the goods"), ("en", "견적서"),
])
def test_a_paragraph_of_another_language_is_seen(code, words):
    whole = filled(paragraphs(words, "{{ cover.day }}"), PROPOSAL, language(code), {})
    (problem,) = gates.judged(whole.parts, [whole.voice], PROPOSAL)
    assert problem.where == words and "not in the language" in problem.what.msgid


def test_a_name_stays_as_its_owner_writes_it():
    """A Korean name in a Vietnamese letter is no mistake; a description nobody has translated is."""
    proposal = PROPOSAL.model_copy(update={"factory": PROPOSAL.factory.model_copy(update={"name": "표본 공장"})})
    whole = filled(paragraphs("{{ factory.name }}"), proposal, language("vi"), {})
    assert gates.judged(whole.parts, [whole.voice], proposal) == ()
    line = PROPOSAL.scope.lines[0].model_copy(update={"does": Localized({"ko": "수주를 본다"})})
    untranslated = PROPOSAL.model_copy(update={"scope": PROPOSAL.scope.model_copy(update={"lines": (line,)})})
    with pytest.raises(Refusal) as refusal:
        word(paragraphs("{{ scope.lines[0].does }}"), untranslated, language("vi"), {})
    assert refusal.value.problems[0].where == "수주를 본다"


def test_a_total_that_is_no_sum_of_the_ledger_is_seen(made):
    total, other = EN.money(PROPOSAL.price.total), EN.money(PROPOSAL.terms.payments[0].amount)
    found = re.compile(r'(w:val="CellTotal"(?:(?!</w:p>).)*?)' + re.escape(total))
    problems = judged(made, found, rf"\g<1>{other}")
    assert [p.what.args["amount"] for p in problems if "not a sum of the ledger" in p.what.msgid] == [other]


WRONG = {
    "cash_out": lambda p, more: {"landed": p.landed.model_copy(update={"cash_out": p.landed.cash_out + more})},
    "recoverable": lambda p, more: {"landed": p.landed.model_copy(update={"recoverable": p.landed.recoverable + more})},
    "cost": lambda p, more: {"landed": p.landed.model_copy(update={"cost": p.landed.cost + more})},
    "price": lambda p, more: {"price": p.price.model_copy(update={"total": p.price.total + more})},
    "subtotal": lambda p, more: {"price": p.price.model_copy(update={"groups": (
        p.price.groups[0].model_copy(update={"subtotal": p.price.groups[0].subtotal + more}), *p.price.groups[1:])})},
    "payment": lambda p, more: {"terms": p.terms.model_copy(update={"payments": (
        p.terms.payments[0].model_copy(update={"amount": p.terms.payments[0].amount + more}), *p.terms.payments[1:])})},
    "charge": lambda p, more: {"landed": p.landed.model_copy(update={"charges": (
        p.landed.charges[0].model_copy(update={"amount": p.landed.charges[0].amount + more}), *p.landed.charges[1:])})},
    "share": lambda p, more: {"shares": (p.shares[0].model_copy(update={"amount": p.shares[0].amount + more}), *p.shares[1:])},
}


@pytest.mark.parametrize("name", WRONG)
def test_a_sum_off_by_a_cent_is_seen(name):
    wrong = PROPOSAL.model_copy(update=WRONG[name](PROPOSAL, Money.of("0.01", "USD")))
    assert len(list(soundness.wrong_sums(wrong))) in (1, 2, 3, 4)
    assert not list(soundness.wrong_sums(PROPOSAL))
    with pytest.raises(Refusal):
        word(paragraphs("{{ cover.number }}"), wrong, EN, {})


def test_a_benefit_out_of_nowhere_is_seen():
    first, *rest = PROPOSAL.returns.benefits
    bare = first.model_copy(update={"basis": N_("trust us")})
    wrong = PROPOSAL.model_copy(update={"returns": PROPOSAL.returns.model_copy(update={"benefits": (bare, *rest)})})
    (problem,) = soundness.unfounded(wrong)
    assert problem.what.args["kpi"] == first.kpi
    assert not list(soundness.unfounded(PROPOSAL))


def test_a_draft_may_be_looked_at_before_it_is_whole():
    template = paragraphs("\N{ROCKET} {{ cover.number }}")
    with pytest.raises(Refusal):
        word(template, PROPOSAL, EN, {})
    assert word(template, PROPOSAL, EN, {}, final=False)


def test_the_gates_read_what_was_written_not_what_was_meant(made):
    """The parts are read again from the finished archive's own bytes."""
    parts = {m.name: replace(m, plain=None) for m in made.parts.values()}
    assert gates.judged(parts, [made.voice], PROPOSAL) == ()
    again = {m.name: m for m in members(word(LAYOUT, PROPOSAL, EN, squares()))}
    assert Read.of(again) == Read.of({name: again[name] for name in again})
