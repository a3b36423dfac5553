"""What the runs of the market for compute come to: the numbers that a page says of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.experiments import compute_market as runs
from model.experiments import market_changes
from model.experiments.class_at_rest import Market, Rule
from model.parameter_sets import Parameters
from model.theory.market import sharing

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from model.experiments.contest import Contest

Array = NDArray[np.float64]
#: What a table says of a change, by what it calls it.
SHOWN = {
    "dearness": "price over outside",
    "gpus": "GPUs",
    "hours": "hours worked",
    "fees_usd": "what users spend",
}
RARELY, OFTEN = "GPUs rarely rented outside", "GPUs often rented outside"
HALF, CHEAPER = "take of a half", "outside cheaper"


def rest(found: runs.Settled) -> dict[str, float]:
    """Where runs from few GPUs and from many end, USD per GPU-hour; ``gpus_gap`` in per cent."""
    return {
        "rest_low": found.band[0],
        "rest_high": found.band[1],
        "rest_few": float(found.price[0, -1]),
        "rest_many": float(found.price[1, -1]),
        "rest_outside": found.outside,
        "gpus_gap": 100 * float(abs(found.gpus[:, -1] / found.needed[:, -1] - 1).max()),
    }


def changed_table(year: xr.Dataset, points: Mapping[str, Parameters]) -> pd.DataFrame:
    """Ratios to base on the same shocks, median and 10 to 90 per cent of the runs, as text.

    ``year`` comes from `model.experiments.market_changes.last_year`, ``points`` from `cases`.
    """
    import pandas as pd

    rows = {}
    for place, name in enumerate(points):
        if place:
            found = [market_changes.ratio(year, each, place) for each in SHOWN]
            rows[name] = [f"{x.middle:.2f} ({x.low:.2f}–{x.high:.2f})" for x in found]
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(SHOWN.values()))


def changed(year: xr.Dataset, points: Mapping[str, Parameters]) -> dict[str, float]:
    """Median ratios to base that the text names, and base's price over the price outside."""
    place = list(points).index
    found = {
        key: market_changes.ratio(year, what, place(case)).middle
        for key, case, what in (
            ("half_price", HALF, "dearness"),
            ("half_gpus", HALF, "gpus"),
            ("cheap_fees", CHEAPER, "fees_usd"),
            ("cheap_price", CHEAPER, "dearness"),
            ("busy_gpus", OFTEN, "gpus"),
            ("busy_price", OFTEN, "dearness"),
            ("idle_price", RARELY, "dearness"),
        )
    }
    return found | {
        "dearness": float(year["dearness"].isel(point=0).median()),
        "use_low": 100 * points[RARELY]["outside_use"],
        "use_high": 100 * points[OFTEN]["outside_use"],
    }


def responses(market: Market) -> dict[str, float]:
    """The textbook market's elasticities, and per cent of its rest for one per cent, at base's."""
    here = runs.responses_said(market, [market.supply])
    answers = {f"answer_{name}": float(here[name][0]) for name in ("gpus", "price", "share")}
    return answers | {
        "demand_here": float(market.elasticity),
        "supply_here": float(market.supply),
    }


def subsidy(market: Market, wanted: float, p: Parameters) -> dict[str, float]:
    """GPUs that stay if half of fixed cost was paid, per cent; demands in million USD a year."""
    power = market.elasticity * market.supply / (market.elasticity + market.supply)
    million = float(market.reference) * p["year_days"] / 1e6
    return {
        "stay_flat": 100 * float(0.5**power),
        "stay_running": 100 * float(runs.subsidy_ends(market, [0.5])[0]),
        "floor": runs.demand_floor(market, wanted) * million,
        "matured": float(market.scale) * million,
        "wanted": wanted,
    }


def after_subsidy(ended: xr.Dataset, end: int, share: float) -> dict[str, float]:
    """The last point over the first, which never had a subsidy: before its end and after.

    ``hole_days`` and ``back_days`` count from the end to the fewest GPUs and to 98 per cent.
    """
    ratios = (ended["gpus"] / ended["gpus"].isel(point=0)).median("run").isel(point=-1)
    before, after = ratios.sel(day=slice(None, end)), ratios.sel(day=slice(end, None))
    bottom = int(after["day"][int(after.argmin("day"))])
    returned = (after > 0.98) & (after["day"] > bottom)
    back = int(after["day"][int(returned.argmax("day"))])
    dear = ended["dearness"].median("run").isel(point=-1)
    return {
        "big": 100 * share,
        "with_subsidy": float(before[-1]),
        "hole": float(after.min()),
        "hole_days": bottom - end,
        "back_days": back - end,
        "came_back": float(returned.any()),
        "last_ratio": float(after[-1]),
        "hole_price": float(dear.sel(day=slice(end, None)).max()),
    }


def take(
    market: Market, rule: Rule, p: Parameters, tried: Sequence[float], earned: Array
) -> dict[str, float]:
    """The best take in per cent: by the elasticities at rest, at that take, and of those tried."""
    validators = p["validator_share"]
    return {
        "best_here": 100 * runs.best_take(market, validators),
        "best_there": 100 * runs.best_take_there(rule, validators),
        "best_tried": 100 * float(tried[int(earned.argmax())]),
        "base_take": 100 * p["protocol_take"],
    }


def contest(found: Contest) -> dict[str, float]:
    """The largest exponent with an equilibrium, and what effort would eat of the prize at two.

    ``best_reply`` is a node's best effort at an exponent of two while the others make the claim's.
    """
    nodes = found.nodes
    claimed = 2 * (nodes - 1) / nodes**2
    return {
        "limit_ten": nodes / (nodes - 1),
        "eaten_two": nodes * claimed,
        "best_reply": float(sharing.reply((nodes - 1) * claimed**2, 2.0)),
    }
