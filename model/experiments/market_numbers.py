"""What the runs of the market for compute come to: the numbers and findings of a page.

A function that begins with ``found`` takes the numbers of a section and tells its findings, which
are True or False.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from model.experiments import compute_market as runs
from model.experiments import market_changes
from model.experiments.class_at_rest import Market
from model.experiments.market_runs import Beside, Ended, Taken
from model.parameter_sets import Parameters
from model.theory.market import sharing

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from model.experiments.contest import Contest

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
    told = {
        "rest_low": found.band[0],
        "rest_high": found.band[1],
        "rest_few": float(found.price[0, -1]),
        "rest_many": float(found.price[1, -1]),
        "rest_outside": found.outside,
        "gpus_gap": 100 * float(abs(found.gpus[:, -1] / found.needed[:, -1] - 1).max()),
    }
    return told | found_at_rest(told)


def found_at_rest(n: Mapping[str, float]) -> dict[str, bool]:
    """Both runs end in the band with the GPUs of the claim, and neither near its top."""
    low, high, ends = n["rest_low"], n["rest_high"], (n["rest_few"], n["rest_many"])
    return {
        "rests_in_the_band": low <= min(ends) and max(ends) <= high and n["gpus_gap"] < 0.1,
        "below_the_top": max(ends) < high - 0.3 * (high - low),
    }


def changed_table(found: Beside) -> pd.DataFrame:
    """Ratios to base on the same shocks, median and 10 to 90 per cent of the runs, as text."""
    import pandas as pd

    rows = {}
    for place, name in enumerate(found.points):
        if place:
            ratios = [market_changes.ratio(found.year, each, place) for each in SHOWN]
            rows[name] = [f"{x.middle:.2f} ({x.low:.2f}–{x.high:.2f})" for x in ratios]
    return pd.DataFrame.from_dict(rows, orient="index", columns=list(SHOWN.values()))


def changed(found: Beside) -> dict[str, float]:
    """Median ratios to base that the text names, and base's price over the price outside."""
    place = list(found.points).index
    ratios = {
        key: market_changes.ratio(found.year, what, place(case)).middle
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
    told = ratios | {
        "dearness": float(found.year["dearness"].isel(point=0).median()),
        "use_low": 100 * found.points[RARELY]["outside_use"],
        "use_high": 100 * found.points[OFTEN]["outside_use"],
    }
    return told | found_of_changes(told)


def found_of_changes(n: Mapping[str, float]) -> dict[str, bool]:
    """Which way price, GPUs and what users spend go with the take and with the world outside."""
    return {
        "take_drives_out": n["half_price"] > 1.05 and n["half_gpus"] < 0.95,
        "users_leave": n["cheap_fees"] < 1 < n["cheap_price"],
        "elsewhere_must_be_paid": n["busy_price"] > 1.05 and n["busy_gpus"] < 0.95,
        "own_cost_decides": n["idle_price"] < 1,
    }


def responses(market: Market) -> dict[str, float]:
    """The textbook market's elasticities, and per cent of its rest for one per cent, at base's."""
    here = runs.responses_said(market, [market.supply])
    answers = {f"answer_{name}": float(here[name][0]) for name in ("gpus", "price", "share")}
    told = answers | {
        "demand_here": float(market.elasticity),
        "supply_here": float(market.supply),
    }
    return told | found_of_responses(told)


def found_of_responses(n: Mapping[str, float]) -> dict[str, bool]:
    """Supply is far more elastic than demand, so capacity takes nearly all of a change."""
    return {
        "supply_is_flat": n["supply_here"] > 20 * n["demand_here"],
        "capacity_takes_it_all": n["answer_gpus"] > 0.9 and n["answer_price"] < 0.1,
    }


def subsidies(market: Market, wanted: float, p: Parameters, ended: Ended) -> dict[str, float]:
    """What stays of a subsidy in the textbook market, and in the whole economy on the way."""
    way = after_subsidy(ended.paths, ended.end, ended.shares[-1])
    told = subsidy(market, wanted, p) | way
    return told | found_of_subsidies(told)


def found_of_subsidies(n: Mapping[str, float]) -> dict[str, bool]:
    """A running cost keeps more GPUs; in the economy none stay, and nodes fall below those."""
    hole = n["hole"] < 0.8 < 1.2 < n["with_subsidy"] and n["hole_price"] > 1
    return {
        "running_cost_keeps_more": n["stay_running"] > n["stay_flat"],
        "nothing_stays": bool(n["came_back"]) and abs(n["last_ratio"] - 1) < 0.05,
        "a_hole_on_the_way": hole,
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


def take(market: Market, p: Parameters, found: Taken) -> dict[str, float]:
    """The best take in per cent: by the elasticities at rest, at that take, and of those tried."""
    tried, earned = found.economy
    told = {
        "best_here": 100 * runs.best_take(market, p["validator_share"]),
        "best_there": 100 * found.best_there,
        "best_tried": 100 * float(tried[int(earned.argmax())]),
        "base_take": 100 * p["protocol_take"],
    }
    return told | found_of_takes(told)


def found_of_takes(n: Mapping[str, float]) -> dict[str, bool]:
    """Elasticities at rest mislead about the best take, those at that take do not; base is below.

    Takes are tried a tenth apart, so no best of them is told more closely than that.
    """
    return {
        "rest_is_a_bad_guide": n["best_here"] > n["best_there"] + 10,
        "claim_finds_the_best": abs(n["best_there"] - n["best_tried"]) <= 10,
        "base_takes_less": n["base_take"] < n["best_there"],
    }


def contest(found: Contest, p: Parameters) -> dict[str, float]:
    """The largest exponent with an equilibrium, and what effort would eat of the prize at two.

    ``best_reply`` is a node's best effort at an exponent of two while the others make the claim's.
    """
    nodes = found.nodes
    claimed = 2 * (nodes - 1) / nodes**2
    told = {
        "limit_ten": nodes / (nodes - 1),
        "eaten_two": nodes * claimed,
        "best_reply": float(sharing.reply((nodes - 1) * claimed**2, 2.0)),
    }
    return told | found_of_contest(told, p)


def found_of_contest(n: Mapping[str, float], p: Mapping[str, float]) -> dict[str, bool]:
    """At an exponent of two no effort is the best reply; base's exponents are one."""
    return {
        "none_is_best": n["best_reply"] == 0,
        "at_the_edge": p["quality_exponent"] == p["uptime_exponent"] == 1,
    }
