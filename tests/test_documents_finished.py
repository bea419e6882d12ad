"""The reader's test: every amount and every day is read out of the finished Word file and PDF, whole, and no other is."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from packagekit.documents import finished
from packagekit.documents.archive import deflated, joined, members, ordered
from packagekit.documents.contents import paged
from packagekit.documents.drawings import drawings
from packagekit.documents.facing import facing
from packagekit.documents.figures import amount_pattern, currencies
from packagekit.documents.finished import figures, judged_pdf, judged_word, spaced, text
from packagekit.documents.gates import Voice
from packagekit.documents.pdf import pdf
from packagekit.documents.picture import Picture
from packagekit.documents.preview import words
from packagekit.documents.word import Filled, filled
from packagekit.domain.money import Money, UnitPrice
from packagekit.domain.proposal import Proposal
from packagekit.domain.record import Record
from packagekit.domain.text import Problem
from packagekit.words.languages import Language, language, languages
from tests import proposal_world as world
from tests.test_documents_engine import squares
from tests.test_documents_gates import LAYOUT
from tests.word_templates import template

PROPOSAL = world.proposed(world.FACTORY.model_copy(update={"members": world.JOINT}), taken=world.ADVANCED)
BODY = "word/document.xml"


@dataclass(frozen=True)
class Made:
    said: Language
    filled: Filled
    document: bytes
    pdf: bytes
    pictures: tuple[Picture, ...]


@pytest.fixture(scope="module", params=languages())
def made(request: pytest.FixtureRequest) -> Made:
    said = language(request.param)
    pictures = drawings(PROPOSAL, said)
    made = filled(LAYOUT, PROPOSAL, said, pictures)
    finished = paged(made.document, pictures.values())
    return Made(said, made, finished.document, pdf(finished.document, finished.setting), tuple(pictures.values()))


def held(value: object, kind: type) -> set[object]:
    """Every value of a kind in the proposal, however deep."""
    if type(value) is kind or (isinstance(value, UnitPrice) and kind is Money):
        return {value}
    if isinstance(value, Record):
        return set().union(*(held(part, kind) for part in value.__dict__.values()))
    if isinstance(value, Mapping):
        return set().union(*(held(part, kind) for part in value.values()))
    if isinstance(value, tuple):
        return set().union(*(held(part, kind) for part in value))
    return set()


def test_a_reader_finds_every_amount_and_day_and_all_are_of_the_proposal(made: Made) -> None:
    (amounts,), (days,) = figures([made.said], currencies(PROPOSAL))
    of_proposal = {spaced(made.said.show(amount)) for amount in held(PROPOSAL, Money)} | {
        spaced(made.said.money(Money(amount=number, currency=currency)))  # the template names the currency of some
        for number in held(PROPOSAL, Decimal) for currency in currencies(PROPOSAL)}
    its_days = {spaced(write(day)) for day in held(PROPOSAL, date) for write in (made.said.day, made.said.short_day)}
    in_word, in_pdf = text(made.document), spaced(words(made.pdf))
    assert len(set(amounts.findall(in_word))) > 50 and len(set(days.findall(in_word))) > 5
    assert set(amounts.findall(in_word)) - of_proposal == set()
    assert {day.casefold() for day in days.findall(in_word)} - {day.casefold() for day in its_days} == set()  # a day begins a line
    assert set(amounts.findall(in_word)) - set(amounts.findall(in_pdf)) == set()
    assert {day for day in days.findall(in_word) if "".join(day.split()) not in "".join(in_pdf.split())} == set()


def changed(document: bytes, name: str, old: str | re.Pattern[str], new: str, count: int = 0) -> bytes:
    """The finished file with something in one of its parts replaced."""
    pattern = old if isinstance(old, re.Pattern) else re.compile(re.escape(old))
    found = {part.name: part.content().decode() for part in members(document) if part.name == name}
    after, times = pattern.subn(new, found[name], count=count)
    assert times, "there is something to break"
    return joined(ordered([deflated(name, after.encode()) if part.name == name else part for part in members(document)]))


def word_problems(made: Made, document: bytes) -> list[Problem]:
    """But for the samples' own words, which are not in all languages."""
    return [problem for problem in judged_word(document, [made.filled.voice], PROPOSAL) if "not in the language" not in problem.what.msgid]


def pdf_problems(made: Made, document: bytes, pdf_of: bytes) -> list[Problem]:
    return list(judged_pdf(pdf_of, document, [made.filled.voice], PROPOSAL, made.pictures))


def set_again(made: Made, document: bytes) -> bytes:
    """The PDF of a Word file that was changed after it was judged."""
    other = paged(document, made.pictures)
    return pdf(other.document, other.setting)


def test_a_whole_file_goes_out(made: Made) -> None:
    assert word_problems(made, made.document) == []
    assert pdf_problems(made, made.document, made.pdf) == []


def test_the_pdf_says_the_words_of_the_word_file_and_its_drawings(made: Made) -> None:
    """Letter by letter in every script: what is read out of the PDF stands in the Word file, and nothing is lost or doubled."""
    in_word = "".join((text(made.document) + "".join(w.said for p in made.pictures for w in p.drawing().words)).split())
    strange = [token for token in spaced(words(made.pdf)).split() if token not in in_word and re.search(r"[^\W\d_]", token)]
    assert strange == []
    in_pdf = "".join(spaced(words(made.pdf)).split())
    short = [p for p in text(made.document).split("\n") if 8 < len(p) < 20 and not p.endswith("1 / 1")]  # the foot counts its own pages
    assert len(short) > 100 and [p for p in short if "".join(p.split()) not in in_pdf] == []


# A finished Word file, broken on purpose

def test_an_amount_that_changed_after_the_check_is_named(made: Made) -> None:
    amount = made.said.money(PROPOSAL.price.total)
    digits = re.search(r"\d+", amount)
    assert digits is not None
    wrong = amount[:digits.start()] + "7" + amount[digits.start():]
    problems = word_problems(made, changed(made.document, BODY, amount, wrong))
    assert amount in {problem.where for problem in problems}
    assert wrong in {str(problem.what.args["amount"]) for problem in problems if "not one of the proposal's" in problem.what.msgid}


def test_a_day_that_changed_after_the_check_is_named(made: Made) -> None:
    day = made.said.day(PROPOSAL.cover.valid_until)
    problems = word_problems(made, changed(made.document, BODY, day, made.said.day(date(2031, 5, 17))))
    assert made.said.day(date(2031, 5, 17)) in {str(problem.what.args.get("figure")) for problem in problems}


def test_a_total_of_another_table_is_named(made: Made) -> None:
    other = made.said.money(PROPOSAL.terms.payments[0].amount)
    total = re.compile(r'(w:val="CellTotal"(?:(?!</w:p>).)*?)' + re.escape(made.said.money(PROPOSAL.price.total)))
    problems = word_problems(made, changed(made.document, BODY, total, rf"\g<1>{other}"))
    assert other in {str(p.what.args["amount"]) for p in problems if "not a sum of the ledger" in p.what.msgid}


BREAKS = {
    "a tag": ("{{ cover.number }}", "tag of the template"),
    "a sign": ("\N{ROCKET}", "No font of our documents"),
    "a letter of another script": ("\N{DEVANAGARI LETTER KA}", "No font of our documents"),
}


@pytest.mark.parametrize("broken", BREAKS)
def test_what_no_reader_should_see_is_named(made: Made, broken: str) -> None:
    words_in, said = BREAKS[broken]
    first = re.compile(r"(<w:t(?: [^>]*)?>)")
    (problem,) = word_problems(made, changed(made.document, BODY, first, rf"\g<1>{words_in}", count=1))
    assert said in problem.what.msgid and words_in in problem.where


def test_a_run_of_another_language_is_named(made: Made) -> None:
    words_in = "가격 제안서" if made.said.code != "ko" else "Bảng giá chào hàng"
    first = re.compile(r"(<w:t(?: [^>]*)?>)")
    broken = changed(made.document, BODY, first, rf"\g<1>{words_in}", count=1)
    assert any(words_in in problem.where for problem in judged_word(broken, [made.filled.voice], PROPOSAL) if "not in the language" in problem.what.msgid)


def test_a_benefit_that_lost_its_cases_is_named(made: Made) -> None:
    benefit = PROPOSAL.returns.benefits[0]
    basis = made.said.alone(benefit.basis)
    problems = word_problems(made, changed(made.document, BODY, f">{basis}<", ">–<"))
    assert benefit.kpi in {problem.what.args.get("kpi") for problem in problems}


def test_a_file_word_would_stumble_over_is_named(made: Made) -> None:
    (problem,) = word_problems(made, changed(made.document, BODY, re.compile(r"<w:bookmarkEnd [^>]*/>"), "", count=1))
    assert "not sound" in problem.what.msgid and problem.where == BODY


# Its PDF

def test_another_days_pdf_is_named(made: Made) -> None:
    later = PROPOSAL.model_copy(update={"cover": PROPOSAL.cover.model_copy(update={"day": date(2031, 5, 17)})})
    other = paged(filled(LAYOUT, later, made.said, squares()).document)
    problems = pdf_problems(made, made.document, pdf(other.document, other.setting))
    assert spaced(made.said.day(date(2031, 5, 17))).casefold() in {str(problem.where).casefold() for problem in problems}


def test_an_amount_that_differs_in_the_pdf_is_named(made: Made) -> None:
    amount = made.said.money(PROPOSAL.price.total)
    digits = re.search(r"\d+", amount)
    assert digits is not None
    wrong = amount[:digits.start()] + "7" + amount[digits.start():]
    where = {problem.where for problem in pdf_problems(made, made.document, set_again(made, changed(made.document, BODY, amount, wrong)))}
    assert {spaced(amount), spaced(wrong)} <= where


def test_a_total_that_differs_in_the_pdf_is_named(made: Made) -> None:
    """By another amount of the proposal, which stands elsewhere as well: neither is lost nor strange."""
    price, other = made.said.money(PROPOSAL.price.total), made.said.money(PROPOSAL.terms.payments[0].amount)
    total = re.compile(r'(w:val="CellTotal"(?:(?!</w:p>).)*?)' + re.escape(price))
    where = {problem.where for problem in pdf_problems(made, made.document, set_again(made, changed(made.document, BODY, total, rf"\g<1>{other}", count=1)))}
    assert price in where and other not in where


@pytest.mark.parametrize("place", [0, -1], ids=["first", "last"])
def test_an_amount_missing_in_one_of_its_places_in_the_pdf_is_named(made: Made, place: int) -> None:
    """Of the Word file that went out it is missing nowhere; the table and the row it stands in are told."""
    amount = made.said.money(PROPOSAL.price.groups[0].lines[0].amount)
    body = next(part.content().decode() for part in members(made.document) if part.name == BODY)
    stands = [found.span() for found in re.finditer(re.escape(amount), body)]
    assert len(stands) > 1
    start, end = stands[place]
    cut = changed(made.document, BODY, re.compile(rf"\A(.{{{start}}}).{{{end - start}}}", re.DOTALL), r"\g<1>–")
    (problem,) = (p for p in pdf_problems(made, made.document, set_again(made, cut)) if "of its {meant} places" in p.what.msgid)
    told = problem.what.args
    assert (told["figure"], told["stand"], told["meant"]) == (spaced(amount), len(stands) - 1, len(stands))
    heading = made.said.gettext("Price") if place == 0 else made.said.gettext("Appendix: the ledger")
    assert heading in problem.where and problem.where.count(" · ") == 1


def _in_a_first_page(document: Any) -> None:
    """The one page has a header of its own; the other one says the price for pages there may be."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].text = section.footer.paragraphs[0].text = "{{ price.total }}"


def _in_alternatives(document: Any) -> None:
    """A text box as Word writes it: for newer programs, and again for older ones."""
    box = "<w:txbxContent><w:p><w:r><w:t>{{ price.total }}</w:t></w:r></w:p></w:txbxContent>"
    document.add_paragraph()._p.append(parse_xml(
        f'<w:r {nsdecls("w", "wp", "a")} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" xmlns:v="urn:schemas-microsoft-com:vml">'
        '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:inline><wp:extent cx="2400000" cy="600000"/>'
        '<wp:docPr id="7" name="box" descr="box"/><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
        f'<wps:wsp><wps:cNvSpPr txBox="1"/><wps:spPr/><wps:txbx>{box}</wps:txbx><wps:bodyPr/></wps:wsp></a:graphicData></a:graphic></wp:inline>'
        f'</w:drawing></mc:Choice><mc:Fallback><w:pict><v:shape><v:textbox>{box}</v:textbox></v:shape></w:pict></mc:Fallback>'
        "</mc:AlternateContent></w:r>"))


def _hidden(document: Any) -> None:
    document.add_paragraph().add_run("{{ price.total }}").font.hidden = True


def _hidden_style(document: Any, kind: WD_STYLE_TYPE) -> Any:
    """A style of its own that hides nothing itself: the one it is based on does."""
    above, style = (document.styles.add_style(name, kind) for name in ("Unseen", "Aside"))
    above.font.hidden, style.base_style = True, above
    return style


def _hidden_by_its_paragraph(document: Any) -> None:
    document.add_paragraph("{{ price.total }}", style=_hidden_style(document, WD_STYLE_TYPE.PARAGRAPH))


def _hidden_by_its_style(document: Any) -> None:
    document.add_paragraph().add_run("{{ price.total }}", style=_hidden_style(document, WD_STYLE_TYPE.CHARACTER))


UNSEEN = {"a header of other pages": _in_a_first_page, "a fallback": _in_alternatives, "hidden text": _hidden,
          "text hidden by a paragraph's style": _hidden_by_its_paragraph, "text hidden by its style": _hidden_by_its_style}
"""Where Word says again what no page shows."""


@pytest.mark.parametrize("name", UNSEEN)
def test_what_no_page_shows_has_no_place_in_the_pdf(name: str) -> None:
    said = language("en")

    def build(document: Any) -> None:
        document.add_paragraph("{{ price.total }}")
        document.add_paragraph("{{ price.total }}")
        UNSEEN[name](document)

    whole = filled(template(build), PROPOSAL, said, {})
    finished = paged(whole.document)
    printed = pdf(finished.document, finished.setting)
    amount = said.money(PROPOSAL.price.total)
    on_pages = spaced(words(printed)).count(spaced(amount))
    assert on_pages < text(finished.document).count(spaced(amount))
    assert judged_pdf(printed, finished.document, [whole.voice], PROPOSAL) == ()
    cut = paged(changed(finished.document, BODY, f">{amount}<", ">–<", count=1))
    assert [p.what.args["stand"] for p in judged_pdf(pdf(cut.document, cut.setting), finished.document, [whole.voice], PROPOSAL)
            if "of its {meant} places" in p.what.msgid] == [on_pages - 1]


@pytest.mark.parametrize("hide", [_hidden, _hidden_by_its_paragraph, _hidden_by_its_style])
def test_an_amount_and_a_day_that_no_page_shows_are_not_missed_in_the_pdf(hide: Callable[[Any], None]) -> None:
    def build(document: Any) -> None:
        document.add_paragraph("{{ cover.number }}")
        hide(document)
        document.paragraphs[-1].runs[0].text = "{{ price.total }} {{ cover.day }}"

    whole = filled(template(build), PROPOSAL, language("en"), {})
    made = paged(whole.document)
    assert spaced(language("en").money(PROPOSAL.price.total)) in text(made.document)
    assert judged_pdf(pdf(made.document, made.setting), made.document, [whole.voice], PROPOSAL) == ()


def test_a_run_that_shows_itself_in_a_hidden_paragraph_is_missed() -> None:
    def build(document: Any) -> None:
        _hidden_by_its_paragraph(document)
        document.paragraphs[-1].runs[0].font.hidden = False

    whole = filled(template(build), PROPOSAL, language("en"), {})
    amount, made = language("en").money(PROPOSAL.price.total), paged(whole.document)
    assert judged_pdf(pdf(made.document, made.setting), made.document, [whole.voice], PROPOSAL) == ()
    cut = paged(changed(made.document, BODY, f">{amount}<", ">–<", count=1))
    assert spaced(amount) in {p.where for p in judged_pdf(pdf(cut.document, cut.setting), made.document, [whole.voice], PROPOSAL)}


def test_what_a_benefit_becomes_is_named_where_the_pdf_lost_it(made: Made) -> None:
    expected = made.said.show(PROPOSAL.returns.benefits[0].expected)
    other = set_again(made, changed(made.document, BODY, f">{expected}<", ">–<", count=1))
    assert expected in {problem.where for problem in pdf_problems(made, made.document, other)}


def test_a_benefit_that_lost_its_cases_in_the_pdf_is_named(made: Made) -> None:
    basis = made.said.alone(PROPOSAL.returns.benefits[0].basis)
    other = set_again(made, changed(made.document, BODY, f">{basis}<", ">–<", count=1))
    assert basis in {problem.where for problem in pdf_problems(made, made.document, other)}


@pytest.mark.parametrize(("token", "known", "of"), [
    ("CONTOH-8표", "...CONTOH-8) 표1 ...", True),  # the caption in English ends where the Korean one begins
    ("CONTOH-9표", "...CONTOH-8) 표1 ...", False), ("totala", "total a", False), ("totalcost", "total cost", True),
])
def test_the_ends_of_two_columns_may_be_read_as_one_word(token: str, known: str, of: bool) -> None:
    assert finished._of(token, known) is of


@pytest.mark.parametrize("words_in", ["{{number}}", "Qwxzjk", "쀍쉙"])
def test_words_the_word_file_has_not_are_named(made: Made, words_in: str) -> None:
    first = re.compile(r"(<w:t(?: [^>]*)?>)(?=[^<]{20})")
    other = set_again(made, changed(made.document, BODY, first, rf"\g<1>{words_in} ", count=1))
    assert words_in in {problem.where for problem in pdf_problems(made, made.document, other)}


def test_a_drawing_that_lost_its_words_is_named(made: Made) -> None:
    bare = tuple(replace(picture, svg=picture.drawing().shapes) for picture in made.pictures)
    other = paged(made.filled.document, bare)
    where = {problem.where for problem in pdf_problems(made, made.document, pdf(other.document, other.setting))}
    assert {word.said for picture in made.pictures for word in picture.drawing().words} & where


# Two languages in one file

@pytest.fixture(scope="module")
def both() -> tuple[bytes, list[Voice], Proposal]:
    proposal = world.proposed(world.FACTORY)
    first, second = (filled(LAYOUT, proposal, language(code), squares()) for code in ("vi", "ko"))
    joined = facing(first.document, second.document, locale="ko-KR")
    return paged(joined.document).document, [first.voice, second.voice._replace(left=joined.left)], proposal


def test_each_of_two_languages_is_judged_by_itself(both) -> None:
    """A Korean sentence in the Vietnamese column is as wrong as in a Vietnamese document, and the other way about."""
    document, voices, proposal = both

    def strange(file: bytes) -> set[str]:
        return {p.where for p in judged_word(file, voices, proposal) if "not in the language" in p.what.msgid}

    before = strange(document)
    leading = re.compile(r"(<w:p>(?:(?!w:lang|</w:p>).)*?<w:t(?: [^>]*)?>)")
    assert {where[:6] for where in strange(changed(document, BODY, leading, r"\g<1>견적 금액 ", count=1)) - before} == {"견적 금액 "}
    second = re.compile(r'(<w:lang w:val="ko-KR"[^>]*/></w:rPr><w:t(?: [^>]*)?>)')
    assert {where[:8] for where in strange(changed(document, BODY, second, r"\g<1>Bảng giá ", count=1)) - before} == {"Bảng giá"}


def test_an_amount_of_the_second_language_that_nobody_said_is_named(both) -> None:
    document, voices, proposal = both
    amount = next(found for found in amount_pattern(voices[1].language, currencies(proposal)).findall("\n".join(voices[1].said)))
    second = re.compile(r'(<w:lang w:val="ko-KR"[^>]*/></w:rPr><w:t(?: [^>]*)?>)')
    wrong = changed(document, BODY, second, r"\g<1>" + amount.replace(re.search(r"\d", amount)[0], "987", 1) + " ", count=1)
    assert any("not one of the proposal's" in p.what.msgid for p in judged_word(wrong, voices, proposal))


def test_each_place_of_an_amount_of_the_second_language_is_counted() -> None:
    """What both languages write alike stands once, and is no place that lost it; of a sentence each has its own."""
    def build(document: Any) -> None:
        for _ in range(2):
            document.add_paragraph('{{ _("Price of the quotation") }}: {{ price.total }}')
        document.add_paragraph("{{ price.total }}")

    first, second = (filled(template(build), PROPOSAL, language(code), {}) for code in ("vi", "ko"))
    joined = facing(first.document, second.document, locale="ko-KR")
    voices, amount = [first.voice, second.voice._replace(left=joined.left)], language("ko").money(PROPOSAL.price.total)
    assert judged_word(joined.document, voices, PROPOSAL) == ()
    place = re.compile(rf'(<w:lang w:val="ko-KR"[^>]*/></w:rPr><w:t(?: [^>]*)?>[^<]*?){re.escape(amount)}')
    (problem,) = judged_word(changed(joined.document, BODY, place, r"\g<1>–", count=1), voices, PROPOSAL)
    assert [problem.what.args[name] for name in ("figure", "stand", "meant")] == [amount, 1, 2]
    (problem,) = judged_word(changed(joined.document, BODY, place, r"\g<1>–", count=2), voices, PROPOSAL)
    assert problem.where == amount and "does not stand whole" in problem.what.msgid


def test_a_benefit_of_either_language_that_lost_its_cases_is_named(both) -> None:
    document, voices, proposal = both
    benefit = proposal.returns.benefits[0]
    for voice in voices:
        problems = judged_word(changed(document, BODY, f">{voice.language.alone(benefit.basis)}<", ">–<"), voices, proposal)
        assert benefit.kpi in {p.what.args.get("kpi") for p in problems if "rests on no case" in p.what.msgid}


def test_a_total_that_is_none_and_a_tag_are_named_in_two_languages(both) -> None:
    document, voices, proposal = both
    price, other = (voices[0].language.money(amount) for amount in (proposal.price.total, proposal.terms.payments[0].amount))
    total = re.compile(r'(w:val="CellTotal"(?:(?!</w:p>).)*?)' + re.escape(price))
    problems = judged_word(changed(document, BODY, total, rf"\g<1>{other}"), voices, proposal)
    assert other in {str(p.what.args["amount"]) for p in problems if "not a sum of the ledger" in p.what.msgid}
    second = re.compile(r'(<w:lang w:val="ko-KR"[^>]*/></w:rPr><w:t(?: [^>]*)?>)')
    problems = judged_word(changed(document, BODY, second, r"\g<1>{{ x }}", count=1), voices, proposal)
    assert any("tag of the template" in p.what.msgid and "{{ x }}" in p.where for p in problems)
