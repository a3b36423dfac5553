"""What the runs over audits, slashes and stake come to: the numbers and findings of a page.

A function that begins with ``found`` takes the numbers of a section and tells its findings, which
are True or False.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.experiments import audits, trust
from model.experiments.honesty import border
from model.factbook import facts
from model.parameter_sets import Parameters
from model.theory.honesty.honesty import CHANCE

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Array = NDArray[np.float64]
#: Inputs on which the best audit rate may rest, by what a table calls them.
RESTS_ON = {
    "slash_fraction": "slashed part of the stake",
    "stake_days": "days of collateral",
    "verification_overhead": "work of an audit",
    "side_gain": "side gain",
    "quality_consumer": "quality of consumer nodes",
}

#: Audit probabilities of the curve of right work, and yields that holders may ask.
_RATES = (
    *(0.0, 0.01, 0.015, 0.02, 0.025, 0.03, 0.035, 0.04, 0.045, 0.05, 0.06, 0.08),
    *(0.1, 0.15, 0.2, 0.3, 0.5, 0.7, 1.0),
)
_YIELDS = (0.04, 0.08, 0.12, 0.2, 0.4, 0.8, 1.6)
#: Audit probabilities of which the best is sought with a number at an end of its range.
_COARSE = (0, 0.005, 0.01, 0.02, 0.03, 0.05, 0.07, 0.1, 0.2, 0.5, 1)


def rates(p: Parameters) -> tuple[float, ...]:
    """Audit probabilities from none to all, the assumed one among them."""
    return tuple(sorted({*_RATES, float(p["audit_probability"])}))


def yields(p: Parameters) -> tuple[float, ...]:
    """Yields that holders may ask, the assumed one among them; 1 per year."""
    return tuple(sorted({*_YIELDS, float(p["staking_yield"])}))


def borders(table: xr.Dataset, slashes: Array, detection: float) -> dict[str, Array]:
    """Audits in per cent at which consumer nodes turn, over slashes, by the price they are paid.

    ``table`` comes from `model.experiments.audits.backing`.
    """
    own = table.sel({"class": "consumer"})
    return {
        str(paid): 100
        / detection
        * border(
            CHANCE,
            work_of_task=float(own.gain.sel(paid=paid)),
            side_gain_of_task=0.0,
            quality_of_task=float(own.quality),
            slash_fraction_in_force=slashes,
            stake_of_task=float(own.pays.sel(paid=paid)),
        )
        for paid in own.paid.values
    }


def drawn_borders(p: Parameters) -> tuple[Array, dict[str, Array]]:
    """Slashed parts of the stake that a figure draws over, and the borders of base there."""
    slashes = np.geomspace(0.0067, 1, 200)
    return slashes, borders(audits.backing(p), slashes, p["detection_probability"])


def region(found: xr.Dataset) -> dict[str, float]:
    """Cases of `model.experiments.audits.region` on either side of the border, and the drift.

    ``curve_gap`` is the mean distance of a settled share from the invited one, in points.
    """
    counted = audits.sides(found)
    pull = np.clip(found.attrs["cheating_response"] * found.gain, -50, 50)
    gap = abs(1 / (1 + np.exp(-pull)) - found.share).mean()
    told = {
        **counted,
        "wrong": counted["cases"] - counted["right"],
        "unsteady": counted["cases"] - counted["steady"],
        "region_last": found.attrs["last"],
        "curve_gap": 100 * float(gap),
    }
    return told | found_of_region(told)


def found_of_region(n: Mapping[str, float]) -> dict[str, bool]:
    """Cases whose gain keeps its sign are most of all, and all of them are on their side."""
    return {"sides_agree": n["steady_right"] == n["steady"] > 0.8 * n["cases"]}


def curve(found: xr.Dataset, usual: float) -> dict[str, float]:
    """Right work of `model.experiments.audits.audit_curve`: its best, and what else leaves of it.

    Rates and parts in per cent, ``curve_right`` and ``curve_none`` in dollars a day. ``usual`` is
    the assumed audit probability, which is one of the points, as 0, 0.01 and 1 are.
    """
    by_rate = found.right.swap_dims(point="audit_probability")
    right = by_rate.median("run")
    top = float(right.idxmax("audit_probability"))
    of_runs = by_rate.idxmax("audit_probability")
    part = (by_rate / by_rate.sel(audit_probability=top)).median("run")
    price = found.price.swap_dims(point="audit_probability").median("run")
    told = {
        "curve_best": 100 * top,
        "curve_low": 100 * float(of_runs.min()),
        "curve_high": 100 * float(of_runs.max()),
        "curve_right": float(right.max()),
        "curve_none": float(right.sel(audit_probability=0)),
        "curve_usual": 100 * float(1 - part.sel(audit_probability=usual)),
        "curve_all": 100 * float(part.sel(audit_probability=1)),
        "curve_one": 100 * float(part.sel(audit_probability=0.01)),
        "curve_price_one": 100 * float(price.sel(audit_probability=0.01) / price.max()),
        "curve_price_twice": 100
        * float(price.sel(audit_probability=2 * top, method="nearest") / price.max()),
    }
    return told | found_of_curve(told)


def found_of_curve(n: Mapping[str, float]) -> dict[str, bool]:
    """The best rate is neither none nor all; above it little is lost, below it the price falls."""
    return {
        "best_lies_inside": n["curve_none"] < 1 < n["curve_best"] and n["curve_all"] < 80,
        "usual_audits_cost_a_little": 0 < n["curve_usual"] < 15,
        "too_few_cost_more": n["curve_price_one"] < 50 and n["curve_price_twice"] > 90,
    }


def rests_on(
    best: Mapping[str, float], rates: Sequence[float] = _COARSE, runs: int = 3
) -> tuple[pd.DataFrame, dict[str, float]]:
    """The best audits with one number at an end of its range, and without a slash; per cent.

    ``best`` is what `curve` tells; ``bare_part`` compares to the right work that it says.
    """
    import pandas as pd

    ends = audits.best_rates(rates, tuple(RESTS_ON), runs=runs)
    bare = audits.audit_curve(rates, {"slash_fraction": 0.0}, runs=runs).right.median("run")
    table = pd.DataFrame(
        {
            "low end": [facts[name].low for name in RESTS_ON],
            "best audits at it, %": 100 * ends.best.sel(end="low"),
            "high end": [facts[name].high for name in RESTS_ON],
            "best audits at it, % ": 100 * ends.best.sel(end="high"),
        },
        index=list(RESTS_ON.values()),
    )
    told = {
        "ends_low": 100 * float(ends.best.min()),
        "ends_high": 100 * float(ends.best.max()),
        "tried_low": 100 * min(rate for rate in rates if rate),
        "tried_high": 100 * max(rates),
        "bare_best": 100 * rates[int(bare.argmax("point"))],
        "bare_part": 100 * float(bare.max()) / best["curve_right"],
    }
    return table, told | found_of_ends(told, best)


def found_of_ends(n: Mapping[str, float], best: Mapping[str, float]) -> dict[str, bool]:
    """The best rate stays off both ends of those tried, and without a slash it is far higher."""
    low, high = n["ends_low"], n["ends_high"]
    return {
        "best_stays_inside": n["tried_low"] < low <= high < n["tried_high"],
        "slashes_save_audits": n["bare_best"] > 2 * best["curve_best"],
    }


def security(
    found: xr.Dataset, asked: float, attack_share: float, penalty: float
) -> dict[str, float]:
    """Stake over the claim's, at the asked yield with one and two premiums; thousand dollars.

    ``found`` comes from `model.experiments.audits.security`.
    """
    ratio = found.value * found.staking_yield / found.paid
    here = found.isel(point=(found.staking_yield == asked).values)
    usual, dearer = (here.isel(point=k).median("run") for k in (0, 1))
    told = {
        "short_of_tokens": float(found.bound.any()),
        "ratio_low": float(ratio.min()),
        "ratio_high": float(ratio.max()),
        "dearer": float(dearer.price / usual.price),
        "dearer_value": 100 * float(dearer.value / usual.value - 1),
        "asked": 100 * asked,
        "paid": float(usual.paid) / 1e3,
        "safe": attack_share * penalty * float(usual.paid) / asked / 1e3,
    }
    return told | found_of_security(told)


def found_of_security(n: Mapping[str, float]) -> dict[str, bool]:
    """There are tokens enough to stake, and a dearer token hardly changes what the stake is worth.

    That says something only where the token has become dearer.
    """
    return {
        "stake_is_never_short": not n["short_of_tokens"],
        "price_drops_out": n["dearer"] > 1.2 and abs(n["dearer_value"]) < 20,
    }


def shocks(found: trust.Shaken) -> dict[str, float]:
    """What is left of shocks to trust, after years.

    Points that are not back are counted; gaps of trust in percentage points.
    """
    within, slow = found.within, found.slow
    back = within.attrs["back"]
    off = {year: int((trust.left(within, year) > trust.OFF).sum()) for year in (1, 5, 10)}
    hit, calm = (within.sel(shock=voted).isel(day=back) for voted in (True, False))
    after = within.isel(day=back + trust.YEAR)
    backed = after.backing.sel(shock=True) / after.backing.sel(shock=False)
    stuck = int(trust.left(slow, 10).argmax())
    late = slow.reputation.isel(point=stuck, day=slice(slow.attrs["back"] + trust.YEAR, None))
    ten = late.mean("day")
    told = {
        "shock_points": within.sizes["point"],
        "shock_first": off[1],
        "shock_late": off[5],
        "shock_worst": 100 * float(trust.left(within, 5).max()),
        "shock_later": off[10],
        "shock_later_worst": 100 * float(trust.left(within, 10).max()),
        "shock_slow": int((trust.left(slow, 10) > trust.OFF).sum()),
        "shock_trust": 100 * float(hit.reputation.median()),
        "shock_price": 100 * float(1 - (hit.price / calm.price).median()),
        "shock_backing": 100 * float(backed.median()),
        "stuck_speed": 1e4 * found.speeds[stuck],
        "stuck_hit": 100 * float(ten.sel(shock=True)),
        "stuck_calm": 100 * float(ten.sel(shock=False)),
    }
    return told | found_of_shocks(told)


def found_of_shocks(n: Mapping[str, float]) -> dict[str, bool]:
    """Trust and price fell, and trust is back, but not where collateral is hardly bought back."""
    fell = n["shock_trust"] < 50 and n["shock_price"] > 0
    return {
        "trust_comes_back": fell and n["shock_late"] <= 2,
        "one_rest_was_found": n["shock_later"] <= 2 and n["shock_later_worst"] < 5,
        "slow_points_stay_off": n["shock_slow"] > 5 + n["shock_later"],
        "one_stays_far_below": n["stuck_hit"] < 0.5 * n["stuck_calm"],
    }


def points_off(found: xr.Dataset, years: Sequence[float]) -> list[int]:
    """Points whose trust is not back so many years after the shock."""
    return [int((trust.left(found, year) > trust.OFF).sum()) for year in years]


def off_by_speed(found: trust.Shaken, years: Sequence[float]) -> dict[str, list[int]]:
    """The same by how fast collateral is bought back, in the words of a figure."""
    bought = {"as the fact says": found.within, "hardly at all": found.slow}
    return {name: points_off(each, years) for name, each in bought.items()}
