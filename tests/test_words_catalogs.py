"""Messages found in sources, templates and catalogs, merged without loss, and checked."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import polib
import pytest

from packagekit.words import rules
from packagekit.words.catalogs import merged, read, update
from packagekit.words.check import check
from packagekit.words.extract import Message, extract, of_source, of_template
from packagekit.words.glossary import Forbidden, Term, read_forbidden, read_glossary
from packagekit.words.languages import CATALOG, LOCALES, languages

SOURCE = '''
from packagekit.domain.text import N_, name_of
GREETING = N_(
    "One price for "
    "{site}.",
    site="A",
)
# translators: on a button
go = session.gettext("Go")
count = session.ngettext("{n} machine", "{n} machines", 3)
unit = language.pgettext("unit", "h")
level = name_of("Basic level", "level")
later = name_of(entry.name, "level")  # a variable: the catalogs bring it
'''

HEADER = """msgid ""
msgstr ""
"Language: {code}\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals={forms}; plural=0;\\n"
"X-Packagekit-Locale: {code}\\n"
"X-Packagekit-Name: {code}\\n"
"X-Packagekit-Scope: {scope}\\n"

"""


def test_marked_literals_of_a_source():
    found = {(m.context, m.msgid, m.plural, m.comments) for m in of_source(SOURCE, "a.py")}
    assert found == {
        (None, "One price for {site}.", None, ()),
        (None, "Go", None, ("on a button",)),
        (None, "{n} machine", "{n} machines", ()),
        ("unit", "h", None, ()),
        ("level", "Basic level", None, ()),
    }


def _docx(**parts: str) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as package:
        for name, body in parts.items():
            package.writestr(
                f"word/{name}.xml",
                f'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">{body}</w:document>',
            )
    return content.getvalue()


def test_marked_literals_of_a_template_split_over_runs():
    body = (
        '<w:p><w:r><w:t>{{ _(</w:t></w:r><w:r><w:t>“Grand </w:t></w:r><w:r><w:t>total”) }} plain _("text")</w:t></w:r></w:p>'
        '<w:p><w:r><w:t>{%tr for row in rows %}{{ pgettext("unit", "h") }}{{ row.name }}{{ _(row.name) }}</w:t></w:r></w:p>'
        '<w:p><w:r><w:t>{{ broken </w:t></w:r></w:p>'
    )
    header = '<w:p><w:r><w:t>{{ _(\'Page {n}\', n=page) }}</w:t></w:r></w:p>'
    assert [(m.context, m.msgid) for m in of_template(_docx(document=body, header1=header), "t.docx")] == [
        (None, "Grand total"), ("unit", "h"), (None, "Page {n}")]


def test_a_message_said_in_two_places_is_one(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.py").write_text(f'_("Total")\n_("Only {name}")\n')
    found = extract(tmp_path, [("kpi", "Total", "catalogs/kpis.yaml"), (None, "Total", "catalogs/x.yaml")])
    assert [(m.context, m.msgid, m.locations) for m in found] == [
        (None, "Only a", ("a.py",)), (None, "Only b", ("b.py",)),
        (None, "Total", ("a.py", "b.py", "catalogs/x.yaml")), ("kpi", "Total", ("catalogs/kpis.yaml",))]


def _catalog(tmp_path: Path, entries: str, code: str = "vi", scope: str = "documents", forms: int = 1) -> Path:
    path = tmp_path / code / CATALOG
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(HEADER.format(code=code, scope=scope, forms=forms) + entries, "utf-8")
    return path


def _said(*msgids: str, where: str = "packagekit/propose/a.py") -> tuple[Message, ...]:
    return tuple(Message(msgid=msgid, locations=(where,)) for msgid in msgids)


def test_update_keeps_translations_and_brings_old_ones_back(tmp_path):
    path = _catalog(tmp_path, '# a note of the translator\n#, fuzzy\nmsgid "Old"\nmsgstr "Cũ"\n\nmsgid "Unused"\nmsgstr ""\n')
    assert update(tmp_path, _said("New")) == {"vi": 1}
    po = read(path)
    assert [(e.msgid, e.msgstr, bool(e.obsolete)) for e in po] == [("New", "", False), ("Old", "Cũ", True)]
    update(tmp_path, _said("New", "Old"))
    old = read(path).find("Old")
    assert (old.msgstr, old.fuzzy, old.tcomment, old.obsolete) == ("Cũ", True, "a note of the translator", 0)


def test_update_of_the_same_messages_changes_nothing(tmp_path):
    path = _catalog(tmp_path, 'msgid "B"\nmsgstr "b"\n')
    messages = (*_said("B", "A"), Message(context="unit", msgid="h", locations=("x",)),
                Message(msgid="{n} day", plural="{n} days", locations=("y",), comments=("how long",)))
    update(tmp_path, messages)
    first = path.read_bytes()
    update(tmp_path, messages[::-1])
    assert path.read_bytes() == first
    assert b'#: packagekit/propose/a.py\nmsgid "A"' in first and b"#. how long" in first


def test_a_message_that_becomes_plural_keeps_its_translation(tmp_path):
    path = _catalog(tmp_path, 'msgid "{n} day"\nmsgstr "{n} ngày"\n')
    days = (Message(msgid="{n} day", plural="{n} days", locations=("y",)),)
    po = merged(read(path), days)
    assert po[0].msgstr_plural == {0: "{n} ngày"}
    assert merged(po, _said("{n} day"))[0].msgstr == "{n} ngày"


def test_scope_says_what_is_to_be_translated(tmp_path):
    messages = (*_said("Save", where="packagekit/ui/a.py"), *_said("Total"))
    for code, scope, expected in (("ko", "all", {"Save", "Total"}), ("vi", "documents", {"Total"}), ("th", "formats", set()),
                                  ("en", "source", set())):
        _catalog(tmp_path, "", code, scope, forms=2 if code == "en" else 1)
        assert {p.msgid for p in check(tmp_path, messages, (), ()) if p.language == code} == expected


@pytest.mark.parametrize(("message", "translation", "kind"), [
    ("{n} days", "ngày", "placeholder"),
    ("Total", "Tổng {x}", "placeholder"),
    ("Total", "Tổng {", "placeholder"),
    ("Within 30 days", "Trong 20 ngày", "number"),
    ("Total", "Tổng 합계", "script"),
    ("Total", "Tổng ราคา", "script"),
    ("The price of this offer is valid", "The price of this offer is valid", "unchanged"),
    ("Total", "Tоng", "script"),  # a Cyrillic о
    ("Total", "Ðồng", "script"),  # the Icelandic letter for the Vietnamese one
    ("Total", "Tô\u0309ng", "form"),  # a letter and its mark as two characters
    ("Total price", "Tổng  giá", "form"),
    ("Total:", "Tổng", "edge"),
    ("Total", "Tổng ", "edge"),
    ("Our MES counts parts", "Hệ thống đếm linh kiện", "glossary"),
    ("A cooperative", "Một hợp tác xã", "forbidden"),
    # and what is right
    ("Within 1,000.5 days", "Trong 1.000,5 ngày", None),
    ("Before 31 December 2026", "Trước 31/12/2026", None),
    ("Two plants", "2 nhà máy", None),
    ("Our MES counts parts", "MES đếm linh kiện", None),
    ("Manufacturing execution systems", "Các hệ thống điều hành sản xuất", None),
    ("A cooperative", "Một hiệp hội doanh nghiệp cùng ngành", None),
    ("Cpk of 표본", "Cpk của 표본", None),
    ("A fifth of the price", "1/5 giá bán", None),
    ("Measurements (mes)", "Số đo (mes)", None),  # MES is the system, mes is not
])
def test_rules(message, translation, kind):
    glossary = (Term(en="Manufacturing execution system (MES)", domain="system",
                     by_language={"vi": "Hệ thống điều hành sản xuất (MES)"}),)
    forbidden = (Forbidden(language="vi", word="hợp tác xã", use_instead="hiệp hội doanh nghiệp cùng ngành", why="misread"),)
    pair = rules.Pair(None, message, None, translation, "vi", "Latn", source=False)
    assert {found for found, _ in rules.faults(pair, glossary, forbidden)} == ({kind} if kind else set())


def test_a_translation_leaves_a_placeholder_out_only_where_its_flag_says_so(tmp_path):
    said = _said("Dear {name},")
    for flag, translation, kinds in (("", "Xin chào,", ["placeholder"]), ("#, no-python-brace-format\n", "Xin chào,", []),
                                     ("#, no-python-brace-format\n", "Xin chào {x},", ["placeholder"])):
        _catalog(tmp_path, f'{flag}msgid "Dear {{name}},"\nmsgstr "{translation}"\n')
        assert [p.kind for p in check(tmp_path, said, (), ()) if p.language == "vi"] == kinds
        assert ("no-python-brace-format" in merged(read(tmp_path / "vi/LC_MESSAGES/packagekit.po"), said)[0].flags) == bool(flag)


@pytest.mark.parametrize(("message", "translation", "kinds"), [
    ("In force from 1 January 2008", "มีผลตั้งแต่ 1 มกราคม 2551", set()),
    ("In force from 1 January 2008", "มีผลตั้งแต่ 1 มกราคม 2008", {"era"}),
    ("In force from 1 January 2008", "มีผลตั้งแต่ 1 มกราคม 2550", {"number"}),
    ("Delivered under Incoterms 2020", "ส่งมอบตาม Incoterms 2020", set()),  # a year that is a name
    ("Law 10/2020 of stamps", "กฎหมาย 10/2020 เรื่องอากร", set()),
])
def test_a_year_is_written_in_the_era_of_the_language(message, translation, kinds):
    pair = rules.Pair(None, message, None, translation, "th", "Thai", source=False, years_ahead=543)
    assert {found for found, _ in rules.faults(pair, (), ())} == kinds



def test_a_korean_sentence_has_hangul():
    pair = rules.Pair(None, "The price includes all taxes.", None, "Price incl. taxes.", "ko", rules.script_of("ko_KR"), source=False)
    assert [kind for kind, _ in rules.faults(pair, (), ())] == ["script"]


@pytest.mark.parametrize(("translation", "right"), [
    ("ที่อยู่", True), ("น้ำหนัก", True), ("ผู้ซื้อ", True), ("เครื่องจักร", True), ("ใบสั่งผลิต", True),
    ("ท\u0e48\u0e35", False),  # the tone mark typed before the vowel under it
    ("เเก้ไข", False),  # two sara e for one sara ae
    ("น\u0e49\u0e4d\u0e32", False),  # sara am in two pieces
    ("ผู้้ซื้อ", False),  # a tone mark twice
])
def test_thai_marks_stand_in_their_order(translation, right):
    pair = rules.Pair(None, "Total", None, translation, "th", "Thai", source=False)
    assert [kind for kind, _ in rules.faults(pair, (), ())] == ([] if right else ["form"])


def test_a_longer_term_hides_the_shorter_one_inside_it():
    glossary = (Term(en="Maintenance", domain="x", by_language={"vi": "Bảo trì"}),
                Term(en="Maintenance and support", domain="x", by_language={"vi": "Bảo dưỡng và hỗ trợ"}))
    pair = rules.Pair(None, "Maintenance and support", None, "Bảo dưỡng và hỗ trợ", "vi", "Latn", source=False)
    assert not list(rules.faults(pair, glossary, ()))


def test_forbidden_word_inside_the_phrase_that_is_right():
    word = Forbidden(language="vi", word="hợp tác xã", use_instead="hợp tác xã ngành nghề", why="misread")
    assert word.stands_in("Hợp tác xã của chúng tôi")
    assert not word.stands_in("Hợp tác xã ngành nghề của chúng tôi")


def test_headers_and_reviews(tmp_path):
    _catalog(tmp_path, '#, fuzzy\nmsgid "Total"\nmsgstr "Jumlah"\n', "id", forms=2)
    found = check(tmp_path, _said("Total"), (), ())
    assert [(p.kind, p.msgid) for p in found] == [("header", ""), ("unreviewed", "Total")]  # Indonesian has one form
    assert found[0].model_dump(mode="json")["where"] == "locales/id/LC_MESSAGES/packagekit.po"


def _translated(code: str) -> Iterator[Message]:
    for e in polib.pofile(str(LOCALES / code / CATALOG), encoding="utf-8"):
        if not e.obsolete and (e.msgstr or any(e.msgstr_plural.values())):
            yield Message(context=e.msgctxt, msgid=e.msgid, plural=e.msgid_plural or None, locations=("packagekit/x.py",))


@pytest.fixture(scope="module")
def faults():
    messages = {m.key: m for code in languages() for m in _translated(code)}
    return check(LOCALES, messages.values(), read_glossary(), read_forbidden())


@pytest.mark.parametrize("code", languages())
def test_our_own_catalogs_hold_no_faulty_entry(code, faults):
    """Every translation in the repository is right by every rule; whether one is missing is ``words check``'s to say."""
    found = [p for p in faults if p.language == code and p.kind != "missing"]
    assert not found, "\n".join(f"{p.kind}: {p.msgid!r} -> {p.translation!r}: {p.what.args}" for p in found)


def test_glossary_and_forbidden_words_are_whole():
    terms = read_glossary()
    assert len({term.en for term in terms}) == len(terms) > 150
    for term in terms:
        assert set(term.by_language) == {"ko", "vi", "id", "th"}, term.en
    assert {word.language for word in read_forbidden()} == {"ko", "vi", "id"}
