"""What sales do in the day's market: the fall by what is offered, and a stock that is sold off."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model.experiments.cliff import SHALLOW, Array, falls_of_sales, overhang
from model.parameter_sets import Parameters

if TYPE_CHECKING:
    import xarray as xr


@dataclass(frozen=True)
class Fall:
    """Fall of the price in per cent by what is offered over the depth, for one response."""

    response: float
    line: Array
    dots: Array


@dataclass(frozen=True)
class Stock:
    """A stock for sale, millions of AI, day by day in the exchange; ``claim`` is the day claimed.

    ``depth`` is the market's, in AI that move the log price by one in a day.
    """

    depth: float
    left: Array
    claim: Array

    @property
    def cleared(self) -> int:
        """The first day on which nine tenths are gone; 0 if none."""
        return int((self.left < self.left[0] / 10).argmax())


@dataclass(frozen=True)
class Sales:
    """Falls by offer at the sizes ``sizes`` (dots at ``some``), and stocks by name of the depth."""

    sizes: Array
    some: Array
    falls: tuple[Fall, ...]
    stocks: Mapping[str, Stock]


def after_the_cliff(ds: xr.Dataset, points: Sequence[Parameters], jump: float) -> Sales:
    """What insiders put up for sale of the AI of the jump, at the runs' depth on its day.

    ``ds`` has dims (point, run, day), ``points`` are base and the draft's vesting.
    """
    base, draft = points
    after = ds.isel(point=1).sel(day=int(base["insider_cliff_days"]))
    tokens = float((after["depth"] / after["fair_price"]).median("run"))
    return sales(draft, base["sell_share_investors"] * jump, tokens)


def sales(
    draft: Parameters, stock: float, tokens: float, responses: Sequence[float] = (0, 2, 5, 10)
) -> Sales:
    """``stock`` is in AI, ``tokens`` base's depth in AI; beside it the shallowest of its range."""
    sizes, some = np.linspace(0, 4, 200), np.array([0.25, 0.5, 1, 2, 3, 4])
    falls = tuple(
        Fall(
            response,
            -100 * np.expm1(falls_of_sales(sizes, response)),
            -100 * np.expm1(falls_of_sales(some, response, run=True)),
        )
        for response in responses
    )
    thin = tokens * SHALLOW["market_depth_share"] / draft["market_depth_share"]
    stocks = {}
    for name, depth in (("depth of base", tokens), ("shallow", thin)):
        path = overhang(draft, stock, depth, 180)
        left, claim = (path[column].to_numpy(float) for column in ("left", "claim"))
        stocks[name] = Stock(depth, left / 1e6, claim)
    return Sales(sizes, some, falls, stocks)
