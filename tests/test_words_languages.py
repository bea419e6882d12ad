"""What a language says: values as its readers write them, messages with their placeholders filled."""

from __future__ import annotations

import os
import threading
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packagekit.domain.money import Money, UnitPrice
from packagekit.domain.places import country_name
from packagekit.domain.text import N_, Day, Localized, Measure, Month, Percent, Refusal, Text, Year, name_of
from packagekit.words import seams
from packagekit.words.capitals import capital, lowered
from packagekit.words.formats import Formats
from packagekit.words.languages import CATALOG, language, languages
from packagekit.words.particles import choose
from packagekit.words.placeholders import BadPlaceholder, fill, names

NB = "\N{NO-BREAK SPACE}"
WINTER = date(2026, 11, 22)

HEADER = """msgid ""
msgstr ""
"Language: xx\\n"
"Content-Type: text/plain; charset=UTF-8\\n"
"Plural-Forms: nplurals=1; plural=0;\\n"
"X-Packagekit-Locale: ms_MY\\n"
"X-Packagekit-Name: Bahasa Melayu\\n"
"X-Packagekit-Scope: documents\\n"
"""


@pytest.mark.parametrize(("value", "said"), [
    # value, then en, ko, vi, id, th
    (Money.of("1234567890", "VND"), (f"VND{NB}1,234,567,890", f"VND{NB}1,234,567,890", f"1.234.567.890{NB}VND",
                                     f"VND{NB}1.234.567.890", f"VND{NB}1,234,567,890")),
    (Money.of("1234567890", "IDR"), (f"IDR{NB}1,234,567,890", f"IDR{NB}1,234,567,890", f"1.234.567.890{NB}IDR",
                                     "Rp1.234.567.890", f"IDR{NB}1,234,567,890")),
    (Money.of("1234567", "KRW"), (f"KRW{NB}1,234,567", "1,234,567원", f"1.234.567{NB}KRW", f"KRW{NB}1.234.567",
                                  f"KRW{NB}1,234,567")),
    (Money.of("1234.5", "USD"), (f"USD{NB}1,234.50", f"USD{NB}1,234.50", f"1.234,50{NB}USD", f"USD{NB}1.234,50",
                                 f"USD{NB}1,234.50")),
    (Money.of("-1234.5", "USD"), (f"USD{NB}-1,234.50", f"USD{NB}-1,234.50", f"-1.234,50{NB}USD", f"USD{NB}-1.234,50",
                                  f"USD{NB}-1,234.50")),
    (Money.of("1234.5", "THB"), (f"THB{NB}1,234.50", f"THB{NB}1,234.50", f"1.234,50{NB}THB", f"THB{NB}1.234,50",
                                 f"1,234.50{NB}บาท")),
    (Percent(ratio="0.125"), ("12.5%", "12.5%", "12,5%", "12,5%", "12.5%")),
    (Percent(ratio="0.08"), ("8%", "8%", "8%", "8%", "8%")),
    (Decimal("1234567.890"), ("1,234,567.89", "1,234,567.89", "1.234.567,89", "1.234.567,89", "1,234,567.89")),
    (WINTER, ("22 November 2026", "2026년 11월 22일", "ngày 22 tháng 11 năm 2026", "22 November 2026",
              f"22{NB}พฤศจิกายน พ.ศ.{NB}2569 (ค.ศ.{NB}2026)")),
    (date(2024, 2, 29), ("29 February 2024", "2024년 2월 29일", "ngày 29 tháng 02 năm 2024", "29 Februari 2024",
                         f"29{NB}กุมภาพันธ์ พ.ศ.{NB}2567 (ค.ศ.{NB}2024)")),  # 2567 is no leap year, the day is there all the same
    (("A", "B", "C"), ("A, B and C", "A, B 및 C", "A, B và C", "A, B, dan C", "A, B และ C")),
    (Month(day=WINTER), ("Nov 2026", "2026. 11.", "11/2026", "11/2026", "11/2569")),
    (Day(day=WINTER), ("22 Nov 2026", "2026.\N{NO-BREAK SPACE}11.\N{NO-BREAK SPACE}22.", "22/11/2026", "22/11/2026", "22/11/2569")),
    (Year(year=2012), ("2012", "2012", "2012", "2012", "2555")),
    (country_name("KR"), ("South Korea", "대한민국", "Hàn Quốc", "Korea Selatan", "เกาหลีใต้")),
], ids=str)
def test_value(value, said):
    assert tuple(language(code).show(value) for code in ("en", "ko", "vi", "id", "th")) == said


def test_days_in_tables_and_charts():
    assert [language(code).short_day(WINTER) for code in ("en", "ko", "vi", "id", "th")] == [
        "22 Nov 2026", "2026.\N{NO-BREAK SPACE}11.\N{NO-BREAK SPACE}22.", "22/11/2026", "22/11/2026", "22/11/2569"]
    assert [language(code).month(WINTER) for code in ("en", "ko", "vi", "id", "th")] == [
        "Nov 2026", "2026년 11월", "11/2026", "Nov 2026", "พ.ย. 2569"]


@pytest.mark.parametrize(("pattern", "said"), [
    ("d MMMM y", "27 พฤศจิกายน 2569"), ("dd/MM/yyyy", "27/11/2569"), ("d MMMM 'year' y", "27 พฤศจิกายน year 2569"), ("y (r)", "2569 (2026)"),
])
def test_a_year_of_another_era_stands_in_any_pattern_of_cldr(pattern, said):
    formats = Formats.read({"Locale": "th_TH", "Day": pattern, "Years-Ahead": "543"})
    assert formats.day(date(2026, 11, 27)) == said


def test_a_moment_is_a_day_and_a_time():
    assert language("vi").show(datetime(2026, 11, 22, 8, 5)) == "22/11/2026 08:05"


@pytest.mark.parametrize(("amount", "shown"), [("0.125", "0.13"), ("0.135", "0.14"), ("-0.125", "-0.13"), ("-0.004", "0.00")])
def test_halves_go_away_from_zero_and_nothing_is_minus_zero(amount, shown):
    assert language("en").money(Money.of(amount, "USD")) == f"USD{NB}{shown}"


@pytest.mark.parametrize(("values", "said"), [
    (("เกาหลี", "อังกฤษ"), "เกาหลี และอังกฤษ"),  # Thai runs on from word to word
    (("เกาหลี", "SPC"), "เกาหลี และ SPC"),
    (("MES", "3"), "MES และ 3"),
])
def test_thai_puts_a_space_where_another_script_begins_and_nowhere_else(values, said):
    assert language("th").show(values) == said


@pytest.mark.parametrize(("name", "said"), [("ปั๊มน้ำ", "ราคาของปั๊มน้ำ"), ("MES", "ราคาของ MES"), ("3 ชุด", "ราคาของ 3 ชุด")])
def test_what_fills_a_thai_message_stands_apart_only_from_another_script(name, said):
    assert seams.joined(["", "ราคาของ", name]) == said
    assert seams.joined([name, "ไทย"]) == (f"{name} ไทย" if name == "MES" else f"{name}ไทย")


@pytest.mark.parametrize(("value", "shown"), [
    ("4.80", "4.8"), ("0.000125", "0.000125"),  # as it was stated
    ("0.0007512345", "0.0007512"), ("12.3456789012", "12.35"), ("1234.5678901234", "1,234.57"),  # computed
])
def test_a_number_is_shown_as_exactly_as_it_is_known(value, shown):
    assert language("en").show(Decimal(value)) == shown


@pytest.mark.parametrize(("ratio", "shown"), [
    ("0.00125", "0.125%"), ("0.0275", "2.75%"), ("0.333333333", "33.3%"), ("0.000341234", "0.034%"), ("-0.1", "-10%"),
])
def test_a_stated_rate_is_whole_and_a_computed_one_rounded(ratio, shown):
    assert language("en").percent(Decimal(ratio)) == shown


def test_percent_with_digits_leaves_zeros_out():
    assert [language("vi").percent(Decimal(r), 1) for r in ("0.12345", "0.12")] == ["12,3%", "12%"]


def test_measures():
    english = language("en")
    assert english.show(Measure(value="4.8", unit="%")) == "4.8%"
    assert english.show(Measure(value="1.33", unit="1")) == "1.33"
    assert english.show(Measure(value="0.42", unit="kWh/pc")) == f"0.42{NB}kWh/pc"
    assert [english.show(Measure(value=n, unit="month")) for n in ("1", "9")] == ["1 month", "9 months"]


def test_span():
    assert language("en").span(Percent(ratio="0.1"), Percent(ratio="0.2")) == "10%–20%"


def test_a_localized_text_is_the_readers_or_english():
    name = Localized({"ko": "표본", "en": "Sample"})
    assert language("ko").show(name) == "표본"
    assert language("vi").show(name) == "Sample"


def test_arguments_are_said_in_the_same_language():
    text = N_("{who} pays {amount} by {day}.", who="Sample", amount=Money.of(5, "USD"), day=WINTER)
    assert language("en").say(text) == f"Sample pays USD{NB}5.00 by 22 November 2026."


def test_context_tells_two_meanings_apart(tmp_path):
    _write(tmp_path, "xx", 'msgctxt "level"\nmsgid "Basic"\nmsgstr "Asas"\n\nmsgid "Basic"\nmsgstr "Biasa"\n')
    malay = language("xx", tmp_path)
    assert (malay.show(name_of("Basic", "level")), malay.gettext("Basic")) == ("Asas", "Biasa")


@pytest.mark.parametrize("value", [None, object(), 1.5])
def test_what_no_language_can_say_is_a_fault_of_the_program(value):
    with pytest.raises(TypeError):
        language("en").show(value)


@pytest.mark.parametrize("message", ["{a.b}", "{a[0]}", "{a!r}", "{a:>9}", "{0}", "{", "{}"])
def test_only_plain_placeholders(message):
    with pytest.raises(BadPlaceholder):
        fill(message, {"a": "x"}, str)


def test_an_unfilled_placeholder_names_the_message():
    with pytest.raises(BadPlaceholder, match="Total of"):
        language("en").gettext("Total of {what}")


@settings(deadline=None, max_examples=60)
@given(st.text())
def test_what_fills_a_placeholder_is_never_read_as_a_message(text):
    assert fill("<{a}>", {"a": text}, lambda said, before: str(said)) == f"<{text}>"
    escaped = text.replace("{", "{{").replace("}", "}}")
    assert (fill(escaped, {}, str), names(escaped)) == (text, frozenset())


@settings(deadline=None, max_examples=60)
@given(st.decimals(-10**15, 10**15, places=2), st.sampled_from(["VND", "IDR", "KRW", "USD", "THB"]),
       st.sampled_from(["en", "ko", "vi", "id", "th"]))
def test_an_amount_reads_back_and_never_breaks(amount, currency, code):
    shown = language(code).money(Money.of(amount, currency))
    assert " " not in shown
    figures = shown.replace("Rp", "").replace("원", "").replace("บาท", "").replace(currency, "").replace(NB, "")
    figures = figures.replace(".", "").replace(",", ".") if code in ("vi", "id") else figures.replace(",", "")
    assert Decimal(figures) == Money.of(amount, currency).rounded().amount


@pytest.mark.parametrize(("text", "chosen"), [
    ("베트남은(는)", "베트남은"), ("인도네시아은(는)", "인도네시아는"), ("MES을(를)", "MES를"), ("PLM을(를)", "PLM을"),
    ("제조실행시스템(MES)이(가)", "제조실행시스템(MES)이"), ("7(으)로", "7로"), ("10(으)로", "10으로"),
    ("서울(으)로", "서울로"), ("30%과(와)", "30%와"), ("“표본”을(를)", "“표본”을"), ("→은(는)", "→은(는)"),
    ("담당자(이사)", "담당자(이사)"),
])
def test_korean_particles(text, chosen):
    assert choose(text) == chosen


def test_amount_in_words_is_rounded_as_the_figures_are():
    assert language("vi").spell(Money.of("1234567.4", "VND")).endswith("sáu mươi bảy đồng chẵn")


def test_a_language_is_a_folder(tmp_path):
    """A newcomer's language needs its .po and no Python: CLDR answers for all its header leaves out."""
    _write(tmp_path, "xx", 'msgid "Total"\nmsgstr "Jumlah"\n')
    assert languages(tmp_path) == ("xx",)
    malay = language("xx", tmp_path)
    assert (malay.gettext("Total"), malay.locale, malay.name) == ("Jumlah", "ms-MY", "Bahasa Melayu")
    assert malay.day(WINTER) == "22 November 2026"
    assert malay.short_day(WINTER) == "22/11/2026"
    assert malay.month(WINTER) == "Nov 2026"
    assert malay.spell(Money.of("5", "MYR")) == f"MYR{NB}5.00"  # no rule for words: figures
    assert malay.gettext("Not translated") == "Not translated"


def test_a_changed_file_is_read_again(tmp_path):
    path = _write(tmp_path, "xx", 'msgid "Total"\nmsgstr "Jumlah"\n')
    first = language("xx", tmp_path)
    assert language("xx", tmp_path) is first
    _write(tmp_path, "xx", 'msgid "Total"\nmsgstr "Semua"\n')
    os.utime(path, ns=(1, 1))
    assert language("xx", tmp_path).gettext("Total") == "Semua"
    assert first.gettext("Total") == "Jumlah"


def test_an_unknown_language_is_refused_with_those_there_are():
    with pytest.raises(Refusal) as refusal:
        language("../en")
    assert refusal.value.problems[0].what.args["languages"] == languages()


def test_threads_do_not_hear_each_other():
    faults: list[str] = []

    def speak(code: str, expected: str) -> None:
        for _ in range(200):
            if language(code).show(WINTER) != expected:
                faults.append(code)

    threads = [threading.Thread(target=speak, args=(code, language(code).show(WINTER))) for code in languages() * 2]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not faults


def test_lists_of_texts():
    assert language("en").show((Text(msgid="A"), Percent(ratio="0.5"))) == "A and 50%"
    assert language("en").show(()) == "none"


def _write(root: Path, code: str, entries: str) -> Path:
    path = root / code / CATALOG
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"{HEADER}\n{entries}", "utf-8")
    return path


def test_common_nouns_are_small_within_a_sentence_and_names_are_not():
    oee, fpy = name_of("Overall equipment effectiveness (OEE)", "kpi"), name_of("First pass yield (FPY)", "kpi")
    english, korean = language("en"), language("ko")
    said = english.gettext("{company} wants to move from {now} to {wanted} and to improve {goals}.", company="Plastics",
                           now=name_of("Basic level", "level"), wanted=name_of("Intermediate level 1", "level"), goals=(oee, fpy))
    assert said == ("Plastics wants to move from basic level to intermediate level 1 and to improve "
                    "overall equipment effectiveness (OEE) and first pass yield (FPY).")
    assert english.show(oee) == "Overall equipment effectiveness (OEE)"
    assert english.show((oee, fpy)) == "Overall equipment effectiveness (OEE) and first pass yield (FPY)"
    assert [lowered(words) for words in ("IoT gateway", "OEE", "Robot", "Ép phun nhựa", "Overall Equipment Effectiveness (OEE)", "Quality (SPC)")] == [
        "IoT gateway", "OEE", "robot", "ép phun nhựa", "Overall Equipment Effectiveness (OEE)", "quality (SPC)"]
    assert not korean.lowers


def test_what_stands_alone_in_a_cell_begins_with_a_capital_and_what_people_wrote_is_left_as_it_is():
    vi, en = language("vi"), language("en")
    assert vi.alone(date(2026, 11, 22)) == "Ngày 22 tháng 11 năm 2026"
    assert (en.alone(N_("not in this offer")), vi.alone(False)) == ("Not in this offer", "Không")
    assert en.alone(N_("connected by {protocol}", protocol="MQTT")) == "Connected by MQTT"
    for own in ("adidas", Localized({"en": "adidas"}), Measure(value=Decimal(3), unit="kWh"), Money.of(1, "USD")):
        assert en.alone(own) is own
    assert en.alone(N_("{name} ({kind})", name="adidas", kind="firm")) == "adidas (firm)"
    assert [capital(words) for words in ("kWh", "example.com says", "in-house", "ở nhà máy")] == [
        "kWh", "example.com says", "In-house", "Ở nhà máy"]


def test_a_title_of_the_catalogs_is_small_within_a_sentence_and_the_name_of_a_firm_or_of_a_product_is_not():
    vi = language("vi")
    station = Localized({"en": "LotMark barcode station", "vi": "Trạm mã vạch LotMark"})
    licence = Localized({"en": "QMS server licence", "vi": "Bản quyền máy chủ QMS"})
    quality = Localized({"en": "Hangang QMS with SPC", "vi": "Hangang QMS kèm SPC"})
    firm = Localized({"en": "Sample Electronics Industry Cooperative", "vi": "Hiệp hội doanh nghiệp điện tử Mẫu"})
    lesson = Localized({"en": "Two robots stand idle.", "vi": "Hai robot để không."})
    files, modbus = name_of("File exchange (CSV, XML, Excel)", "protocol"), name_of("Modbus TCP", "protocol")
    for said, as_written in ((station, "trạm mã vạch LotMark"), (quality, "Hangang QMS kèm SPC"),
                             (firm, "Hiệp hội doanh nghiệp điện tử Mẫu"), (lesson, "Hai robot để không.")):
        assert vi.gettext("connected with {solutions}", solutions=said) == f"được kết nối với {as_written}"
    assert vi.gettext("connected with {solutions}", solutions=(station, licence, quality)) == (
        "được kết nối với trạm mã vạch LotMark, bản quyền máy chủ QMS và Hangang QMS kèm SPC")
    of = [N_("{part} ({solution})", part=part, solution=station) for part in (licence, quality)]
    assert vi.show((modbus, *of)) == "Modbus TCP, bản quyền máy chủ QMS (Trạm mã vạch LotMark) và Hangang QMS kèm SPC (Trạm mã vạch LotMark)"
    assert language("en").gettext("connected with {solutions}", solutions=licence) == "connected with QMS server licence"
    assert vi.show((modbus, files)) == "Modbus TCP và trao đổi tệp (CSV, XML, Excel)"
    assert vi.show((N_("Cargo insurance"), N_("International freight"))) == "Bảo hiểm hàng hóa và vận chuyển quốc tế"


@pytest.mark.parametrize(("code", "items", "said"), [
    ("en", ("drying", "moulding", "trimming and deburring"), "drying, moulding, trimming and deburring"),
    ("en", ("stock and location tracking", "stock analysis"), "stock and location tracking, and stock analysis"),
    ("en", ("cans, jars and lids", "boxes"), "cans, jars and lids; and boxes"),
    ("en", ("drying", "moulding"), "drying and moulding"),
    ("vi", ("sấy", "cắt gọt và làm sạch ba via"), "sấy, cắt gọt và làm sạch ba via"),
    ("ko", ("건조", "사출성형", "트리밍 및 버 제거"), "건조, 사출성형, 트리밍 및 버 제거"),
    ("id", ("sterilisasi dan retort", "pengemasan"), "sterilisasi dan retort, pengemasan"),
])
def test_a_list_never_joins_by_and_what_has_one_itself(code, items, said):
    assert language(code).show(items) == said


def test_a_unit_price_keeps_its_decimals_and_a_korean_unit_stands_at_its_number():
    assert language("en").show(UnitPrice.of("114.494", "USD")) == "USD\N{NO-BREAK SPACE}114.494"
    assert language("en").show(UnitPrice.of("114.5", "USD")) == "USD\N{NO-BREAK SPACE}114.50"
    assert language("ko").show(Measure(value=Decimal(8), unit="h")) == "8시간"
    assert language("vi").show(Measure(value=Decimal(8), unit="h")) == "8\N{NO-BREAK SPACE}giờ"
