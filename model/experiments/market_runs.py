"""The runs behind the page on the market for compute, each with the settings that it was run at."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.experiments import compute_market, contest, market_changes, market_lines
from model.experiments.class_at_rest import Market, Rule
from model.experiments.compute_market import Region
from model.experiments.market_lines import PriceAlone, TakeRate
from model.parameter_sets import Parameters
from model.spec.economy import Economy

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
#: Takes of the protocol that are tried in the whole economy, and elasticities of textbook demand.
TAKES = (0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
ELASTICITIES = (1.2, 1.6, 2.5)


class Beside(NamedTuple):
    """Base and changes of one thing each, by name: paths, and means of their last year.

    Dims of ``paths`` are (point, run, day), of ``year`` (point, run); base is point 0.
    """

    points: Mapping[str, Parameters]
    paths: xr.Dataset
    year: xr.Dataset

    @property
    def base(self) -> xr.Dataset:
        """The paths of base alone."""
        return self.paths.isel(point=0)


def beside(economy: Economy, days: int, runs: int) -> Beside:
    """The cases of `model.experiments.market_changes`, all on the same shocks."""
    points = market_changes.cases(economy)
    paths = market_changes.paths(economy, list(points.values()), days, runs)
    return Beside(points, paths, market_changes.last_year(paths))


class Edges(NamedTuple):
    """Where swings begin, the price alone, and base's speeds of price and of entry."""

    region: Region
    alone: PriceAlone
    here: tuple[float, float]


def edges(market: Market, p: Parameters) -> Edges:
    """The textbook market's edges, and where base is beside them."""
    here = (float(p["price_speed"]), float(p["entry_speed"]))
    return Edges(compute_market.region(market), market_lines.price_alone(market), here)


class Ended(NamedTuple):
    """Paths of a subsidy that ends on day ``end``; point 0 has none, then they go by ``shares``."""

    paths: xr.Dataset
    shares: tuple[float, ...]
    end: int


def ended(economy: Economy, p: Parameters, big: float, end: int, days: int, runs: int) -> Ended:
    """A subsidy of base's share of the treasury's release, and one of a ``big`` share."""
    shares = (float(p["treasury_subsidy_share"]), big)
    return Ended(market_changes.subsidy_end(economy, shares, end, days, runs), shares, end)


class Taken(NamedTuple):
    """Income of the treasury by take: textbook markets, and the whole economy's last year.

    ``economy`` are takes and dollars a day, ``best_there`` is the claim's best take there.
    """

    lines: TakeRate
    economy: tuple[Sequence[float], Array]
    best_there: float


def taken(
    economy: Economy, market: Market, rule: Rule, p: Parameters, days: int, runs: int
) -> Taken:
    """What the treasury earns at each of `TAKES`, beside the claim's best take."""
    part = p["validator_share"]
    earned = market_changes.treasury_by_take(economy, TAKES, days, runs)
    lines = market_lines.take_rate(market, ELASTICITIES, part)
    return Taken(lines, (TAKES, earned), compute_market.best_take_there(rule, part))


def shared(economy: Economy, p: Parameters) -> contest.Shared:
    """Parts of the classes by score on one day of base, and Shapley's."""
    return contest.shares(contest.scores(economy, p))
