"""Indicators of the World Bank as dated values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from packagekit.domain.dated import NoRate
from packagekit.workflow import House
from packagekit.workflow import economy as market_figures
from tests.feed_server import (
    FeedServer,
    told,
    world_bank,
)
from tests.feeds.asking import (
    KIM,
    SUNDAY,
)

WAGES = (
    "ref_area,source,indicator,sex,classif1,classif2,time,obs_value,obs_status\n"
    "VNM,BA:518,EAR_4MTH_SEX_ECO_CUR_NB_A,SEX_T,ECO_ISIC4_C,CUR_TYPE_LCU,2024,8206000,\n"
    "VNM,BA:518,EAR_4MTH_SEX_ECO_CUR_NB_A,SEX_T,ECO_ISIC4_C,CUR_TYPE_USD,2024,328.5,\n"
    "IDN,BA:502,EAR_4MTH_SEX_ECO_CUR_NB_A,SEX_T,ECO_ISIC4_C,CUR_TYPE_LCU,2024,,\n"
    "IDN,BA:502,EAR_4MTH_SEX_ECO_CUR_NB_A,SEX_T,ECO_ISIC4_C,CUR_TYPE_LCU,2023,high,\n"
)


def test_indicators_are_dated_values_and_missing_years_are_absent(house: House, server: FeedServer) -> None:
    server.says("/v2/country/ID;VN/indicator/NV.IND.MANF.CD", world_bank("NV.IND.MANF.CD", [
        ("VN", "VNM", "2025", None), ("VN", "VNM", "2024", 116_382_000_000.5), ("ID", "IDN", "2024", "n/a"),
        ("VN", "VNM", "20X3", 1), ("ZW", "ZWE", "2024", 5),
    ]))
    server.says("/v2/country/ID;VN/indicator/NV.IND.MANF.ZS", world_bank("NV.IND.MANF.ZS", [
        ("VN", "VNM", "2024", 24.43), ("ID", "IDN", "2024", 18.98)]))
    server.says("/data/indicator/", told(WAGES))
    here = {"world_bank": server.address, "ilo": server.address}
    report = market_figures.refresh_indicators(house, KIM, on=SUNDAY, addresses=here, seconds=5)
    assert report.stored == 4 and len(report.problems) == 3
    figures = market_figures.indicators(house, KIM, "VN")
    made = figures.on("manufacturing_value_added", date(2024, 6, 30))
    assert (made.value, made.since, made.until) == (Decimal("116382000000.5"), date(2024, 1, 1), date(2024, 12, 31))
    assert figures.value("manufacturing_share_of_gdp", date(2024, 1, 1)) == Decimal("0.2443")
    assert figures.named("manufacturing_monthly_wage").unit == "VND/month"
    assert figures.value("manufacturing_monthly_wage", date(2024, 1, 1)) == 8206000
    with pytest.raises(NoRate):
        figures.on("manufacturing_value_added", date(2025, 6, 30))
    assert server.questions("/data/indicator/")[0]["ref_area"] == "IDN+VNM"
    again = market_figures.refresh_indicators(house, KIM, on=SUNDAY, addresses=here, seconds=5)
    assert again.stored == 4 and market_figures.indicators(house, KIM, "VN") == figures


def test_a_bank_that_refuses_leaves_the_stored_figures(house: House, server: FeedServer) -> None:
    message = [{"message": [{"id": "120", "key": "Invalid value", "value": "The provided parameter value is not valid"}]}]
    for code in ("NV.IND.MANF.CD", "NV.IND.MANF.ZS"):
        server.says(f"/v2/country/ID;VN/indicator/{code}", told(message))
    here = {"world_bank": server.address, "ilo": server.address}
    report = market_figures.refresh_indicators(house, KIM, on=SUNDAY, addresses=here, seconds=5)
    assert report.stored == 0 and len(report.problems) == 2
    assert "Invalid value" in str(report.problems[0].what.args["reason"].args["name"])
    assert dict(market_figures.indicators(house, KIM, "VN").by_name) == {}
