"""Our way to set digits into a pattern writes what Babel writes, for every pattern our languages have."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from packagekit.words.formats import _EXACT, _frame, _parsed, _with_decimals
from packagekit.words.languages import language, languages

AMOUNTS = st.decimals("-999999999999999", "999999999999999", places=8) | st.decimals("-1", "1", places=10) | st.integers(-10**20, 10**20).map(Decimal)


@pytest.mark.parametrize("code", languages())
@given(value=AMOUNTS, digits=st.integers(0, 6), currency=st.sampled_from(["USD", "VND", "IDR", "THB", "KRW", "EUR"]))
@settings(deadline=None, max_examples=80)
def test_every_pattern_of_a_language_is_written_as_babel_writes_it(code, value, digits, currency):
    formats = language(code).formats
    value = value.quantize(Decimal(1).scaleb(-digits), context=_EXACT)
    patterns = [(_with_decimals(p, d), currency) for p in (formats.money_pattern, *formats.money_patterns.values()) for d in (0, 2)]
    for pattern, unit in (*patterns, ("#,##0", None), ("#,##0.00", None), (formats.locale.percent_formats[None].pattern, None)):
        frame = _frame(pattern, formats.locale, unit)
        written = formats._apply(pattern, value.scaleb(_parsed(pattern).scale, _EXACT), unit)
        assert frame is not None and written == _parsed(pattern).apply(
            value or abs(value), formats.locale, currency=unit, currency_digits=False, decimal_quantization=False)


def test_a_pattern_of_another_kind_is_left_to_babel():
    english = language("en").formats
    assert _frame("#,##,##0", english.locale, None) is None
    assert english._apply("#,##,##0", Decimal(1234567)) == "12,34,567"
    assert english._apply("#,##,##0.###%", Decimal("123456.70")) == "1,23,456.7%"
