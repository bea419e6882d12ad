"""The ten thousand draws behind the range of a cost, beside a loop in plain Python."""

from __future__ import annotations

import platform
from collections.abc import Iterator
from random import Random

import numpy as np

from benchmarks.measuring.deal import ON, deal, house
from benchmarks.measuring.measure import Benchmark, OtherWork, Peer, measure
from packagekit.domain.estimate import Terms
from packagekit.estimate import risk
from packagekit.estimate.books import opened, read
from packagekit.estimate.ledger import cost_model

SEED = 1
NEAR = 0.02
"""Two samples of ten thousand from one distribution have quantiles as near as this."""


def benchmarks(n: int = 3) -> Iterator[Benchmark]:
    """Both draw every uncertain figure, work the cost out by the same function and take the same quantiles.

    That function reads the ledger once for all draws in ours and once for each in the loop, which is part of the ratio.
    """
    model = model_of_the_deal()
    for ours, theirs in zip(together(model), one_by_one(model), strict=True):
        if abs(ours / theirs - 1) > NEAR:
            raise OtherWork(f"estimate_10000_draws: ours gave {ours}, the loop {theirs}")
    peer = Peer(f"a loop over the draws, Python {platform.python_version()}", lambda: one_by_one(model))
    yield measure(
        "estimate_10000_draws", lambda: together(model), peer, n=n, warm=False,
        more={"draws": risk.DRAWS, "figures": len(model.uncertain)},
    )


def model_of_the_deal() -> risk.CostModel:
    bundle, catalogs, solutions = deal().bundle, house().catalogs, house().whole_registry().solutions
    market = catalogs.market(bundle.factory.market)
    terms = Terms(currency=bundle.factory.budget.currency)
    asked = read(bundle, solutions, market, catalogs.tariffs[market.code], catalogs.seller, catalogs.rates, terms, ON)
    return cost_model(asked, opened(asked))


def together(model: risk.CostModel) -> tuple[float, float, float]:
    draws = risk.drawn(tuple(model.uncertain.values()), np.random.default_rng(SEED))
    return risk.quantiles(model.cost(draws))


def one_by_one(model: risk.CostModel) -> tuple[float, ...]:
    chance = Random(SEED)
    costs = sorted(
        float(model.cost({key: draw(figure, chance) for key, figure in model.uncertain.items()}))
        for _ in range(risk.DRAWS)
    )
    return tuple(costs[-(-len(costs) * part // 100) - 1] for part in (10, 50, 90))


def draw(figure: risk.Uncertain, chance: Random) -> float:
    if figure.shape == "uniform":
        return chance.uniform(figure.low, figure.high)
    return chance.triangular(figure.low, figure.high, figure.mode)
