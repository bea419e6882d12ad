"""A small world to propose in: one Vietnamese moulder, seven solutions, four cases, a ledger done by hand.

Every amount is reckoned here with its own few lines, not by the estimate room, so that the documents are checked
against figures somebody else has written down.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from packagekit.domain.bundle import Bundle, BundleLine, Link, Option
from packagekit.domain.case import Case, CaseCost, CaseMember, CaseSystem, Consent, Grade, KpiResult
from packagekit.domain.dated import Parameters, Source, Status
from packagekit.domain.estimate import (
    BenefitLine,
    Estimate,
    LedgerRow,
    MemberShare,
    MonthsRange,
    Range,
    Returns,
    Swing,
    Terms,
    Warning,
)
from packagekit.domain.exchange import ExchangeRate
from packagekit.domain.factory import Contact, Factory, Goal, KeptSystem, Member, Wishes
from packagekit.domain.market import Rule, SellerTerms
from packagekit.domain.matching import Match, Reason
from packagekit.domain.money import Money, split, total
from packagekit.domain.proposal import Proposal
from packagekit.domain.solution import Effort, PriceComponent, Solution
from packagekit.domain.supplier import CapabilityGrade, Certificate, Cooperative, LocalPartner, Supplier
from packagekit.domain.text import N_, Localized, name_of
from packagekit.propose import propose
from packagekit.storage.catalogs import Catalogs, read_catalogs

ON = date(2026, 11, 22)
CUSTOMS = Source(title="Vietnam customs tariff 2026", document="Decree 26/2023/ND-CP", href="https://example.org/tariff")
LAW = Source(title="Law on value added tax", document="48/2024/QH15", href="https://example.org/vat")
LIST = Source(title="Price lists of the suppliers of this sample")
PLAN = Source(title="House planning value")
FX = Decimal("0.00068")
"""US dollars for one won, in this world."""


def words(en: str, ko: str, vi: str) -> Localized:
    return Localized({"en": en, "ko": ko, "vi": vi})


def usd(amount: str | int | Decimal) -> Money:
    return Money.of(amount, "USD").rounded()


@cache
def catalogs() -> Catalogs:
    """Vocabulary and market come from the catalogs themselves: a proposal has no other words."""
    read, _ = read_catalogs(Path(__file__).parents[1] / "catalogs")
    return read


SUPPLIERS = {
    s.id: s for s in (
        Supplier(
            id="nuri", name=words("Sample Nuri Control", "표본누리제어", "Nuri Control Mẫu"),
            about=words("Machine links and gateways for moulding shops.", "사출 현장용 설비 연결 장치를 만든다.", "Kết nối máy và cổng dữ liệu cho xưởng ép nhựa."),
            region=words("Busan", "부산", "Busan"), areas=("connectivity_devices",), founded=2009, employees=46,
            markets=("VN",), languages=("ko", "en", "vi"), response_hours=8,
            partners=(LocalPartner(market="VN", name="Sample Hanoi Service Mẫu", services=words("first-line service", "1차 대응", "bảo trì tuyến đầu")),),
            certificates=(Certificate(name="ISO 9001", issuer="KFQ", expires=date(2027, 6, 30)),
                          Certificate(name="CE", issuer="TÜV", expires=date(2024, 1, 1))),
            capability=CapabilityGrade(level="3", issuer="KOSMO", day=date(2025, 4, 1)), origin="sample"),
        Supplier(
            id="haneul", name=words("Sample Haneul Software", "표본하늘소프트", "Haneul Software Mẫu"),
            about=words("Manufacturing execution for small plants since 2004.", "2004년부터 중소기업용 MES를 공급한다.", "Hệ thống MES cho nhà máy vừa và nhỏ từ năm 2004."),
            region=words("Seoul", "서울", "Seoul"), areas=("information_solutions",), founded=2004, employees=120,
            languages=("ko", "en"), response_hours=24, origin="sample"),
    )
}


def component(code: str, name: Localized, kind: str, won: int, **more: object) -> PriceComponent:
    return PriceComponent(code=code, name=name, kind=kind, unit_price=Money.of(won, "KRW"),
                          valid_from=date(2026, 1, 1), **more)


SOLUTIONS = {
    s.id: s for s in (
        Solution(
            id="mes", supplier="haneul", type="mes", version="7.2", isa95_level=3, months=7,
            name=words("Sample MES for moulding", "표본 사출 MES", "MES Mẫu cho ép nhựa"),
            summary=words("Orders, lots, defects and machine times in one place, down to the cavity.", "수주, 로트, 불량, 설비 시간을 캐비티까지 한곳에서 본다.", "Đơn hàng, lô, lỗi và thời gian máy ở một nơi, đến từng lòng khuôn."),
            capabilities=("prod.execution", "prod.tracking", "qual.collection"), gives_data=("order", "count"),
            prices=(component("server", words("MES licence", "MES 라이선스", "Bản quyền MES"), "software_licence", 86_000_000),
                    component("terminal", words("Shop-floor terminal licence", "현장 단말 라이선스", "Bản quyền trạm hiện trường"), "software_licence", 1_900_000, driver="lines", per=1)),
            efforts=(Effort(role="application_developer", where="on_site", purpose="training", fixed=Decimal(5)),
                     Effort(role="it_consultant", where="remote", purpose="training", fixed=Decimal(2))),
            hosting="on_premises", origin="sample"),
        Solution(
            id="scada", supplier="haneul", type="scada", version="3.1", isa95_level=2, months=4,
            name=words("Sample process monitor", "표본 공정 모니터", "Giám sát quy trình Mẫu"),
            summary=words("Injection pressure, temperature and cycle of each machine, with limits and alarms.", "설비별 사출 압력, 온도, 사이클을 한계와 경보로 감시한다.", "Áp suất, nhiệt độ và chu kỳ của từng máy, kèm giới hạn và cảnh báo."),
            capabilities=("prod.collection", "qual.analysis"), needs_data=("process_value",),
            prices=(component("core", words("Monitor licence", "모니터 라이선스", "Bản quyền giám sát"), "software_licence", 42_000_000),), origin="sample"),
        Solution(
            id="gateway", supplier="nuri", type="gateway", version="2", isa95_level=2, months=3,
            name=words("Sample Euromap gateway", "표본 유로맵 게이트웨이", "Cổng Euromap Mẫu"),
            summary=words("Reads Euromap 63 machines and speaks OPC UA and MQTT.", "유로맵 63 설비를 읽어 OPC UA와 MQTT로 보낸다.", "Đọc máy Euromap 63 và nói OPC UA, MQTT."),
            capabilities=("conn.machine",), needs_types=(),
            prices=(component("box", words("Powered gateway", "게이트웨이(전원 포함)", "Cổng kèm nguồn"), "goods", 2_400_000, driver="machines", per=6, hs="851762", kg_per_unit=Decimal("2.5")),), origin="sample"),
        Solution(
            id="sensors", supplier="nuri", type="sensor", version="1", isa95_level=1, months=2, radio=True,
            name=words("Sample cavity pressure set", "표본 캐비티 압력 세트", "Bộ cảm biến áp suất lòng khuôn Mẫu"),
            summary=words("Cavity pressure and mould temperature on the critical moulds.", "주요 금형의 캐비티 압력과 금형 온도를 잰다.", "Áp suất lòng khuôn và nhiệt độ khuôn trên các khuôn quan trọng."),
            capabilities=("qual.collection",), gives_data=("process_value",),
            prices=(component("set", words("Sensor set", "센서 세트", "Bộ cảm biến"), "goods", 3_100_000, driver="machines", per=4, fixed=1, hs="902620", kg_per_unit=Decimal("1.2")),), origin="sample"),
        Solution(
            id="vision", supplier="nuri", type="vision", version="5", isa95_level=1, months=4,
            name=words("Sample trim and surface inspection", "표본 외관 검사기", "Kiểm tra ngoại quan Mẫu"),
            summary=words("Finds flash, short shots and scratches before packing.", "포장 전에 버, 미성형, 흠집을 찾는다.", "Phát hiện ba via, thiếu nhựa và vết xước trước khi đóng gói."),
            capabilities=("qual.execution",), gives_data=("image", "quality_result"),
            prices=(component("station", words("Inspection station", "검사 스테이션", "Trạm kiểm tra"), "goods", 38_000_000, driver="lines", per=3, hs="903149", kg_per_unit=Decimal("180")),), origin="sample"),
        Solution(
            id="fems", supplier="haneul", type="fems", version="2", isa95_level=3, months=3, hosting="cloud",
            name=words("Sample energy desk", "표본 에너지 관제", "Quản lý năng lượng Mẫu"),
            summary=words("Energy per good part, by machine and shift.", "설비와 교대별 양품당 에너지를 본다.", "Năng lượng trên mỗi sản phẩm đạt, theo máy và ca."),
            capabilities=("ener.collection", "ener.analysis"), needs_data=("energy",),
            prices=(component("year", words("Subscription, first year", "구독료, 첫 해", "Thuê bao năm đầu"), "software_service", 900_000, months=12),), origin="sample"),
        Solution(
            id="meters", supplier="nuri", type="sensor", version="1", isa95_level=1, months=2,
            name=words("Sample power meters", "표본 전력량계", "Đồng hồ điện Mẫu"),
            summary=words("Clamp meters on the feeders of the machines.", "설비 급전선에 거는 클램프 전력량계.", "Đồng hồ kẹp trên dây cấp điện của máy."),
            capabilities=("ener.collection",), gives_data=("energy",),
            prices=(component("meter", words("Three-phase meter", "3상 전력량계", "Đồng hồ ba pha"), "goods", 420_000, driver="machines", per=2, hs="902830", kg_per_unit=Decimal("0.8")),), origin="sample"),
    )
}

COOPERATIVES = {
    "plastics": Cooperative(
        id="plastics", name=words("Sample Cooperative of Gwangju Moulders", "표본광주사출협동조합", "Hiệp hội ép nhựa Gwangju Mẫu"),
        trade=words("plastic injection moulding", "플라스틱 사출", "ép phun nhựa"), industries=("2220",), region=words("Gwangju", "광주", "Gwangju"),
        members_count=38, services=words("after-care, operator training, joint buying", "사후관리, 작업자 교육, 공동구매", "hậu mãi, đào tạo vận hành, mua chung"),
        languages=("ko", "vi"), origin="sample"),
}


def result(kpi: str, before: str, after: str, grade: Grade = Grade.A, n: int = 96, early: bool = False) -> KpiResult:
    return KpiResult(
        kpi=kpi, before=Decimal(before), after=Decimal(after), before_from=date(2023, 1, 1), before_to=date(2023, 6, 30),
        after_from=date(2024, 1, 1), after_to=date(2024, 2, 15) if early else date(2024, 6, 30), n=n,
        scope=words("12 presses of lines 1 and 2", "1·2라인 사출기 12대", "12 máy ép của chuyền 1 và 2"),
        source_system="system_export", grade=grade, verifier="Sample Institute" if grade is Grade.A else None)


def case(key: str, title: Localized, results: tuple[KpiResult, ...], consent: bool = True, months: int = 8) -> Case:
    return Case(
        id=key, title=title, name=words(f"Sample {key} plants", f"표본 {key} 공장", f"Nhà máy Mẫu {key}"),
        alias=words("Five plastics plants in Jeolla", "전라도 플라스틱 5개사", "Năm nhà máy nhựa ở Jeolla"), cooperative="plastics",
        country="KR", industry="2220", processes=("injection_moulding", "trimming"),
        members=tuple(CaseMember(alias=words(f"Plant {x}", f"{x}공장", f"Nhà máy {x}"), employees=40 + 9 * i, machines=8 + i) for i, x in enumerate("ABCDE")),
        problem=words("Short shots were found after packing, and nobody knew which mould had caused them.", "포장 뒤에야 미성형을 발견했고 어느 금형인지 알 수 없었다.", "Thiếu nhựa chỉ bị phát hiện sau khi đóng gói và không biết do khuôn nào."),
        built=words("One MES for five plants, machine links on 49 presses and a shared quality desk.", "5개사가 MES 하나를 쓰고 사출기 49대를 연결했다.", "Một MES cho năm nhà máy, kết nối 49 máy ép và bàn chất lượng chung."),
        lessons=words("Mould data were cleaned for two months before anything worked; plan for it.", "금형 기준정보 정비에 두 달이 걸렸다. 미리 계획할 것.", "Mất hai tháng làm sạch dữ liệu khuôn; hãy lên kế hoạch trước."),
        level_before="basic", level_after="intermediate1", systems=(CaseSystem(solution="mes", supplier="haneul"),),
        started=date(2023, 3, 1), go_live=date(2023, 12, 15), months_planned=7, months_actual=months,
        costs=(CaseCost(kind="goods", amount=Money.of(210_000_000, "KRW"), price_year=2023),
               CaseCost(kind="services", amount=Money.of(180_000_000, "KRW"), price_year=2023)),
        kpis=results, status="published", origin="sample",
        consent=Consent(by="plants", given=date(2024, 8, 1), expires=date(2028, 8, 1), scope=frozenset({"figures", "name"})) if consent else None)


CASES = {
    c.id: c for c in (
        case("honam", words("Five moulders, one MES", "사출 5개사, MES 하나", "Năm xưởng ép, một MES"), (
            result("DEF", "5.0", "2.8"), result("OEE", "56.2", "68.0", Grade.B), result("EN", "0.42", "0.45", Grade.C), result("UPH", "100", "144", Grade.D))),
        case("yeongsan", words("Caps without defects", "불량 없는 캡", "Nắp không lỗi"), (
            result("DEF", "3.1", "2.2", Grade.B, early=True), result("OTD", "88", "97", Grade.C))),
        case("silent", words("Housings, traced", "추적되는 하우징", "Vỏ máy truy xuất được"), (result("DEF", "6.0", "3.0"),), consent=False),
        case("mudeung", words("Appliance parts in balance", "가전 부품의 균형", "Linh kiện gia dụng cân bằng"), (result("DEF", "4.0", "3.0"),), months=10),
    )
}

FACTORY = Factory(
    id="nhua-mau", name="Nhựa Mẫu Số 1", market="VN", region="Bắc Ninh", address="KCN Mẫu, Bắc Ninh", industry="2220",
    contact=Contact(name="Nguyễn Văn Mẫu", title="Giám đốc nhà máy", salutation="mr"),
    processes=("drying", "injection_moulding", "trimming"), employees=180, machines=42, lines=6, shifts=2,
    annual_output=Money.of(4_200_000, "USD"), level="basic", target_level="intermediate1",
    goals=(Goal(kpi="DEF", now=Decimal("4.8"), target=Decimal("3.0")), Goal(kpi="OEE", now=Decimal(58), target=Decimal(70))),
    keeps=(KeptSystem(type="erp", name="ERP Mẫu 9", protocols=("sql", "rest")),),
    wishes=Wishes(ui_language="vi", local_support=True), budget=Money.of(350_000, "USD"), deadline_months=9, language="vi",
    origin="sample")

SIZES = {"machines": 42, "lines": 6, "users": 24}


def quantity(part: PriceComponent) -> int:
    return part.fixed + (1 if part.driver == "site" else -(-SIZES[part.driver] // part.per))


def lines_of(keys: tuple[str, ...]) -> tuple[BundleLine, ...]:
    return tuple(
        BundleLine(id=f"{key}.{part.code}", solution=key, supplier=SOLUTIONS[key].supplier, component=part.code,
                   qty=quantity(part), months=part.months, kind=part.kind, unit_price=part.unit_price,
                   provides=SOLUTIONS[key].capabilities, role="gateway" if key == "gateway" else "chosen")
        for key in keys for part in SOLUTIONS[key].prices)


LINKS = (
    Link(giver="sensors", taker="scada", data="process_value", protocol="opcua", gateway="gateway"),
    Link(giver="vision", taker="mes", data="quality_result", protocol="rest"),
    Link(giver="scada", taker="mes", data="count", protocol="mqtt"),
    Link(giver="keeps:erp", taker="mes", data="order", protocol="sql"),
    Link(giver="mes", taker="keeps:erp", data="stock", protocol="rest"),
    Link(giver="meters", taker="fems", data="energy", protocol="modbus_tcp"),
)


def option(name: str, keys: tuple[str, ...], months: int, benefit: str, recommended: bool = False) -> Option:
    lines = lines_of(keys)
    known = {*keys, "keeps:erp"}
    return Option(
        name=name, recommended=recommended, lines=lines, months=months, benefit=Decimal(benefit), optimal=True, sizes=SIZES,
        links=tuple(link for link in LINKS if {link.giver, link.taker} <= known),
        covers=tuple(dict.fromkeys(c for key in keys for c in SOLUTIONS[key].capabilities)),
        price=usd(total([line.price for line in lines], "KRW").amount * FX))


def ledger(lines: tuple[BundleLine, ...]) -> tuple[LedgerRow, ...]:
    rows: list[LedgerRow] = []

    def add(line: str, stage: str, code: str, name: object, amount: Money, **more: object) -> Money:
        more = {"payer": "buyer", "status": Status.S, "source": LAW, **more}
        rows.append(LedgerRow(id=f"{len(rows) + 1:03d}", line=line, stage=stage, code=code, name=name, amount=amount, on=ON, **more))
        return amount

    values = {}
    for line in lines:
        values[line.id] = add(
            line.id, "ex_works", "ex_works", N_("Price ex works"), usd(line.price.amount * FX), base=line.unit_price.amount,
            base_currency="KRW", rate=Decimal(line.qty * (line.months or 1)), rate_unit="pcs", local=line.price, fx=FX,
            in_price=True, source=LIST, status=Status.USER)
    wage = Money.of(378_250 * 34, "KRW")
    add("project", "engineering", "day_rate.application_developer", N_("Application developer"), usd(wage.amount * FX),
        base=Decimal(34), rate=Decimal(378_250), rate_unit="KRW/day", local=wage, fx=FX, in_price=True,
        source=Source(title="KOSA day wages 2026"), status=Status.S2)
    add("project", "travel", "airfare", N_("Return flights"), usd("2100"), in_price=True, source=PLAN, status=Status.GK)
    add("project", "training", "training", N_("Training days"), usd("3350.25"), in_price=True, source=PLAN, status=Status.GK)
    add("project", "contingency", "contingency", N_("Contingency"), usd("6120.4"), in_price=True, source=PLAN, status=Status.GK)
    add("project", "margin", "margin", N_("Margin"), usd("14980.77"), in_price=True, source=PLAN, status=Status.GK)
    add("project", "freight", "freight", N_("Sea freight"), usd("3890"), in_price=True, source=PLAN, status=Status.GK)
    for line in lines:
        if line.kind == "goods":
            value = values[line.id].amount
            duty = add(line.id, "duty", "import_duty", name_of("Import duty", "charge"), usd(value * Decimal("0.05")), base=value, base_currency="USD",
                       rate=Decimal("0.05"), source=CUSTOMS, status=Status.GK)
            taxed = value + duty.amount
            add(line.id, "import_tax", "vat", name_of("Value added tax", "charge"), usd(taxed * Decimal("0.08")), base=taxed, base_currency="USD",
                rate=Decimal("0.08"), recoverable=True)
        else:
            value = values[line.id].amount
            add(line.id, "contract_tax", "income_tax", N_("Foreign contractor income tax"), usd(value * Decimal("0.10")),
                base=value, base_currency="USD", rate=Decimal("0.10"))
    return tuple(rows)


def estimate(chosen: Option, members: tuple[Member, ...] = ()) -> Estimate:
    rows = ledger(chosen.lines)
    price = total([r.amount for r in rows if r.in_price], "USD")
    cash = total([r.amount for r in rows if r.payer == "buyer"], "USD")
    back = total([r.amount for r in rows if r.recoverable], "USD")
    cost = cash - back
    yearly = usd(cost.amount * Decimal("0.45"))
    weights = [Decimal(m.machines) for m in members]
    return Estimate(
        on=ON, market="VN", currency="USD", terms=Terms(currency="USD"), ledger=rows, seller_price=price,
        buyer_cash_out=cash, buyer_cost=cost, seller_receives=price,
        range=Range(p10=usd(cost.amount * Decimal("0.93")), p50=cost, p90=usd(cost.amount * Decimal("1.14"))),
        swings=(Swing(name=N_("Exchange rate of the won"), low=usd(cost.amount * Decimal("0.95")), high=usd(cost.amount * Decimal("1.07"))),
                Swing(name=N_("Engineering days on site"), low=usd(cost.amount * Decimal("0.98")), high=usd(cost.amount * Decimal("1.04"))),
                Swing(name=N_("Duty rates not yet confirmed"), low=usd(cost.amount * Decimal("0.99")), high=usd(cost.amount * Decimal("1.02")))),
        returns=Returns(
            horizon_years=5, discount_rate=Decimal("0.12"),
            yearly_benefit=Range(p10=usd(yearly.amount * Decimal("0.6")), p50=yearly, p90=usd(yearly.amount * Decimal("1.3"))),
            payback_months=MonthsRange(p10=Decimal(21), p50=Decimal("26.7"), p90=None), npv=usd(cost.amount * Decimal("0.62")),
            irr=Decimal("0.348"), cash_flow=(-cost, yearly, yearly, yearly, yearly, yearly),
            benefits=(
                BenefitLine(kpi="DEF", now=Decimal("4.8"), expected=Decimal("3.2"), low=Decimal("3.6"), high=Decimal("2.9"), yearly=yearly,
                            evidence=("honam", "yeongsan", "mudeung"), n=3, assumption=N_("Of KPIs that measure the same loss only the one worth most is counted."), status=Status.GK),
                BenefitLine(kpi="OEE", now=Decimal(58), expected=Decimal(66), low=Decimal(62), high=Decimal(69), yearly=usd(0),
                            counted=False, evidence=(), n=0, assumption=N_("Benefits begin with go-live and stay level for {years} years.", years=5), status=Status.GK)),
            assumptions=(N_("Benefits start three months after go-live."),)),
        shares=tuple(MemberShare(member=m.name, amount=part, basis=N_("by machines: {n}", n=m.machines))
                     for m, part in zip(members, split(cash, weights), strict=True)) if members else (),
        fx=(ExchangeRate(base="KRW", quote="USD", day=date(2026, 11, 20), rate=FX, source=Source(title="European Central Bank reference rates"), status=Status.S),),
        warnings=(Warning(code="unverified", text=N_("Four duty rates are unverified; confirm them before signing.")),))


MARKET = catalogs().markets["VN"].model_copy(update={"rules": (
        Rule(code="labels", text="Goods need a label in Vietnamese.", applies="goods", since=date(2017, 6, 1), source=LAW, status=Status.S),
        Rule(code="radio", text="Radio modules need type approval.", applies="radio", since=date(2024, 7, 1), source=LAW, status=Status.W),
        Rule(code="used", text="Used machines need an inspection.", applies="used_goods", since=date(2019, 6, 15), source=LAW, status=Status.S),
        Rule(code="public", text="Public buyers follow the bidding law.", applies="public_buyer", since=date(2025, 8, 4), source=LAW, status=Status.S),
        Rule(code="old", text="A rule that has ended.", since=date(2010, 1, 1), until=date(2025, 12, 31), source=LAW, status=Status.S),
)})

SELLER = SellerTerms(country="KR", currency="KRW", parameters=Parameters(owner="KR", by_name={}))

MATCHES = tuple(
    Match(case=c, score=Decimal("0.83"), reasons=(Reason(code="industry", text=N_("Same industry: {industry}.", industry="2220"), weight=Decimal("0.3")),),
          differences=(Reason(code="size", text=N_("Its plants are smaller than yours."), weight=Decimal("0.1")),))
    for c in CASES.values())

STANDARD = option("standard", ("mes", "scada", "gateway", "sensors", "vision"), 7, "0.82", recommended=True)
ESSENTIAL = option("essential", ("mes", "gateway"), 6, "0.48")
ADVANCED = option("advanced", tuple(SOLUTIONS), 9, "1")
JOINT = (Member(name="Sample Plant North Mẫu", region="Bắc Ninh", employees=100, machines=25, lines=4),
         Member(name="Sample Plant South Mẫu", region="Bắc Giang", employees=80, machines=17, lines=2))


def proposed(factory: Factory = FACTORY, *, taken: Option = STANDARD, **changes: object) -> Proposal:
    """The proposal of this world; anything given by name replaces what ``propose`` would be handed."""
    given = {
        "estimates": {o.name: estimate(o, factory.members) for o in (ESSENTIAL, STANDARD, ADVANCED)},
        "matches": MATCHES, "solutions": SOLUTIONS, "suppliers": SUPPLIERS, "cooperatives": COOPERATIVES, "cases": CASES,
        "market": MARKET, "taxonomy": catalogs().taxonomy, "seller": SELLER, "on": ON,
    }
    bundle = Bundle(factory=factory, option=taken, others=tuple(o for o in (ESSENTIAL, STANDARD, ADVANCED) if o.name != taken.name),
                    cases=tuple(CASES), composed_on=ON)
    return propose(bundle, **{**given, **changes})
