"""How many of the figures a buyer is shown nobody has checked yet."""

from __future__ import annotations

from packagekit.domain.kit import Marked
from packagekit.domain.proposal import ComplianceItem, RateUsed, ReturnView
from packagekit.domain.text import N_


def marked(rates: tuple[RateUsed, ...], returns: ReturnView, rules: tuple[ComplianceItem, ...]) -> Marked:
    count = sum(item.unverified is not None for item in (*rates, *returns.benefits, *rules))
    return Marked(count=count, text=None if not count else N_(
        "{count} figures and rules of the full proposal are marked as unverified where they stand; they are to be confirmed before signing.",
        count=count))
