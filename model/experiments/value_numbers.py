"""What usage and burning do to the price: numbers and findings of a page on compared closures.

A function that begins with ``found`` takes the numbers of a section and tells its findings, which
are True or False.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction

import numpy as np

from model.experiments import burn_share, closures
from model.experiments.closures import CLOSURES, Comparison, Weight
from model.experiments.payout_lines import reaches
from model.experiments.value_lines import years_to_half
from model.parameter_sets import Parameters
from model.spec import vault
from model.theory.value import payout

#: Closures by the short names that numbers go by.
SHORT = {
    "exogenous": "exogenous price",
    "quantity": "quantity equation",
    "premium": "fundamental",
    "short": "short premium",
    "none": "no premium",
}
PRICED = ("premium", "short", "quantity", "none")


def first(found: Comparison, bull: Comparison) -> dict[str, float]:
    """Per cent of price, burn and counted supply for one per cent of usage; shares in per cent.

    ``share_little`` is the most that the burn share moves a price which is given or a premium, and
    ``share_much`` the least that it moves one which usage makes.

    ``bull`` is the bull scenario under the fundamental closure alone.
    """

    def moved(name: str, closure: str, lever: str = "usage") -> float:
        return found.elasticity(name, closure, lever).middle

    told = {
        "years": (found.ds.sizes["day"] - 1) / 365,
        "step": 100 * (closures.STEP - 1),
        "runs": found.ds.sizes["run"],
        "price_revenue": moved("price", "quantity equation", "revenue"),
        "usage_part": 100 * (1 - found.parts("fundamental")["premium"]),
        "usage_part_bull": 100 * (1 - bull.parts("fundamental")["premium"]),
        "price_bull": bull.elasticity("price", "fundamental", "usage").middle,
        "burn_bull": bull.elasticity("burn", "fundamental", "usage").middle,
        "flat_base": 100 * found.flat_part("fundamental").middle,
        "flat_bull": 100 * bull.flat_part("fundamental").middle,
        "burned_bull": 100 * bull.burned_part("fundamental").middle,
    }
    for name in PRICED:
        told |= {
            f"price_usage_{name}": moved("price", SHORT[name]),
            f"burn_usage_{name}": moved("burn", SHORT[name]),
            f"burned_{name}": 100 * found.burned_part(SHORT[name]).middle,
        }
    for name in ("exogenous", "premium", "short", "quantity"):
        told[f"price_share_{name}"] = moved("price", SHORT[name], "burn share")
    shares = [abs(told[f"price_share_{name}"]) for name in ("exogenous", "premium")]
    by_supply = [-moved("counted", closure) for closure in CLOSURES]
    both = [moved("price", closure) + moved("burn", closure) for closure in CLOSURES]
    told |= {
        "share_little": max(shares),
        "share_much": min(told["price_share_short"], told["price_share_quantity"]),
        "supply_low": min(by_supply),
        "supply_high": max(by_supply),
        "both_low": min(both),
        "both_high": max(both),
    }
    return told | found_first(told)


def found_first(n: Mapping[str, float]) -> dict[str, bool]:
    """Where the price is a premium, usage moves the burn; where usage makes it, the price.

    What one gains of the other loses, as the supply hardly changes.
    """
    follow, burn = ([n[f"{what}_usage_{name}"] for name in PRICED] for what in ("price", "burn"))
    rest = [PRICED.index(name) for name in ("quantity", "none")]
    small = n["usage_part"] < 5 and follow[0] < 0.1 and burn[0] > 0.7
    between = follow[0] < follow[1] < min(follow[2:]) and burn[0] > burn[1] > 0.1
    grown = n["usage_part_bull"] > n["usage_part"] and n["price_bull"] > follow[0]
    return {
        "usage_is_a_small_part": small,
        "more_of_it_in_bull": grown,
        "value_follows_where_it_counts": all(follow[k] > 0.7 > 5 * abs(burn[k]) for k in rest),
        "short_lies_between": between,
        "one_takes_from_the_other": 0.7 < n["both_low"] <= n["both_high"] < 1.1,
        "supply_adds_little": max(abs(n["supply_low"]), abs(n["supply_high"])) < 0.15,
    }


def weight(weights: Mapping[str, Weight], found: Comparison) -> dict[str, float]:
    """What usage is worth beside the premium, million USD, and when it makes half of the price."""
    half_life = found.base["premium_half_life"]
    told = {
        "launched": weights["base"].premium / 1e6,
        "fees_run": found.elasticity("fees_usd", "fundamental", "usage").middle,
        "reach": 100 * found.reach_used(),
        "burns_part": 100 * found.parts("fundamental")["burns"],
    }
    for name, each in weights.items():
        worth = float(np.median(each.worth[-1]))
        told[f"worth_{name}"] = worth / 1e6
        told[f"takes_{name}"] = years_to_half(half_life, each.premium, worth)
    return told | found_of_weight(told)


def found_of_weight(n: Mapping[str, float]) -> dict[str, bool]:
    """Usage takes over sooner in bull, and not within five years; fees follow it one for one."""
    return {
        "bull_takes_over_sooner": 5 < n["takes_bull"] < n["takes_base"],
        "fees_follow_one_for_one": abs(n["fees_run"] - 1) < 0.05 and n["reach"] < 5,
    }


def unpaid(found: Comparison, n: Mapping[str, float]) -> dict[str, float]:
    """What the supply does under the quantity equation, and where the closed form fails.

    ``n`` is what `first` tells, of which this section asserts something too.
    """
    poor = found.one("no premium").paid_share.isel(day=slice(-closures.LAST, None))
    direct = found.direct("no premium", "burn share")
    apart = [
        abs(found.direct(closure, lever).middle - theory.direct)
        for (lever, closure), theory in closures.predicted(found).items()
        if closure != "no premium"
    ]
    told = {
        "direct_gap": max(apart),
        "quantity_supply": -found.elasticity("counted", "quantity equation", "revenue").middle,
        "paid_none": 100 * float(poor.mean()),
        "direct_none": direct.middle,
        "direct_none_low": direct.low,
        "direct_none_high": direct.high,
        "closed_none": closures.predicted(found)["burn share", "no premium"].direct,
    }
    return told | found_unpaid({**n, **told})


def found_unpaid(n: Mapping[str, float]) -> dict[str, bool]:
    """What the burn share and the supply do, and that bills go unpaid where the formula fails."""
    kept_small = n["burned_premium"] < n["burned_short"] < n["burned_none"]
    return {
        "burn_share_divides": n["share_little"] < 0.05 < 0.1 < n["share_much"],
        "scarcity_counts_there": n["quantity_supply"] > 0.3 and n["burned_quantity"] > 10,
        "premium_keeps_burn_small": kept_small,
        "closed_form_is_near": n["direct_gap"] < 0.05,
        "bills_go_unpaid": n["paid_none"] < 95 and n["direct_none_high"] > 2 * n["closed_none"],
    }


def gaps(found: Comparison) -> dict[str, float]:
    """How far a day's price is from the fair one, in per cent of logarithms, and its bounds."""
    base = found.base
    gap, held = (100 * float(np.median(each)) for each in found.gaps("fundamental"))
    told = {
        "gap": gap,
        "held": held,
        "gap_none": 100 * float(np.median(found.gaps("no premium")[0])),
        "floor": 100 * (1 - math.exp(-1 / base["sellers_response"])),
        "dear": 100 * (math.exp(base["largest_gap"]) - 1),
    }
    return told | found_of_gaps(told)


def found_of_gaps(n: Mapping[str, float]) -> dict[str, bool]:
    """The price of a day is near the fair one, and nearer than it is without a premium."""
    near = abs(n["gap"]) < 1 and abs(n["gap"]) < abs(n["gap_none"])
    return {"price_is_near_fair": near}


def best_share(base: Parameters, response: float, ahead: float) -> dict[str, float]:
    """Revenue at which the burn share of ``base`` is best, and what voters do afterwards."""
    times = 1 / (1 - base["burn_share"])
    told = {
        "best_times": times,
        "best_doubled": 100 * float(burn_share.promised(2 * times, response, ahead)),
        "best_response": response,
        "best_average": 1 / response,
        "best_unbound": 100 * float(burn_share.unbound(times, response, ahead)),
        "best_lost": 100 * float(burn_share.worth(times, response, ahead)),
        "best_ahead": 100 * ahead,
        "best_announced": 100 * base["burn_share"],
    }
    return told | found_of_best_share(told)


def found_of_best_share(n: Mapping[str, float]) -> dict[str, bool]:
    """Voters who are not bound burn more afterwards than was best to announce, at a loss."""
    return {"voters_burn_more": n["best_unbound"] > n["best_announced"] and n["best_lost"] > 0}


def paid_out(found: Comparison, base: Parameters) -> dict[str, float]:
    """A typical purchase in per cent of the reserve, and the cents of a dollar that it pays out."""
    last = found.one("fundamental").isel(day=slice(-closures.LAST, None))
    size = float((last.one_purchase / last.pool_usd).median())
    told = {
        "size": 100 * size,
        "burned_cents": 100 * reaches(base, size, 0),
        "all_cents": 100 * reaches(base, size, 1),
    }
    return told | found_paid_out(told)


def found_paid_out(n: Mapping[str, float]) -> dict[str, bool]:
    """A purchase hardly moves the pool, and most of what is lost goes to the treasury."""
    kept, lost = n["all_cents"] - n["burned_cents"], 100 - n["all_cents"]
    return {"impact_is_nothing": n["size"] < 0.1, "treasury_is_the_wedge": kept > lost}


def exercises() -> dict[str, float]:
    """Solutions in per cent: part burned that lifts by a half, and loss to a dear buyback."""
    known = {payout.value_after: 100, payout.paid_out: 10, vault.burn_share: 1}
    lost = payout.GAIN.subs(known).subs(payout.overpaid, Fraction(1, 5))
    return {"exercise_part": 100 * (1 - math.exp(-0.5)), "exercise_loss": -100 * float(lost)}
