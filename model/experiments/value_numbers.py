"""What usage and burning do to the price: the numbers that a page says of the compared closures."""

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
    return told | {
        "share_little": max(shares),
        "share_much": min(told["price_share_short"], told["price_share_quantity"]),
        "supply_low": min(by_supply),
        "supply_high": max(by_supply),
        "both_low": min(both),
        "both_high": max(both),
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
    return told


def unpaid(found: Comparison) -> dict[str, float]:
    """What the supply does under the quantity equation, and where the closed form fails."""
    poor = found.one("no premium").paid_share.isel(day=slice(-closures.LAST, None))
    direct = found.direct("no premium", "burn share")
    apart = [
        abs(found.direct(closure, lever).middle - theory.direct)
        for (lever, closure), theory in closures.predicted(found).items()
        if closure != "no premium"
    ]
    return {
        "direct_gap": max(apart),
        "quantity_supply": -found.elasticity("counted", "quantity equation", "revenue").middle,
        "paid_none": 100 * float(poor.mean()),
        "direct_none": direct.middle,
        "direct_none_low": direct.low,
        "direct_none_high": direct.high,
        "closed_none": closures.predicted(found)["burn share", "no premium"].direct,
    }


def gaps(found: Comparison) -> dict[str, float]:
    """How far a day's price is from the fair one, in per cent of logarithms, and its bounds."""
    base = found.base
    gap, held = (100 * float(np.median(each)) for each in found.gaps("fundamental"))
    return {
        "gap": gap,
        "held": held,
        "gap_none": 100 * float(np.median(found.gaps("no premium")[0])),
        "floor": 100 * (1 - math.exp(-1 / base["sellers_response"])),
        "dear": 100 * (math.exp(base["largest_gap"]) - 1),
    }


def best_share(base: Parameters, response: float, ahead: float) -> dict[str, float]:
    """Revenue at which the burn share of ``base`` is best, and what voters do afterwards."""
    times = 1 / (1 - base["burn_share"])
    return {
        "best_times": times,
        "best_doubled": 100 * float(burn_share.promised(2 * times, response, ahead)),
        "best_response": response,
        "best_average": 1 / response,
        "best_unbound": 100 * float(burn_share.unbound(times, response, ahead)),
        "best_lost": 100 * float(burn_share.worth(times, response, ahead)),
        "best_ahead": 100 * ahead,
        "best_announced": 100 * base["burn_share"],
    }


def paid_out(found: Comparison, base: Parameters) -> dict[str, float]:
    """A typical purchase in per cent of the reserve, and the cents of a dollar that it pays out."""
    last = found.one("fundamental").isel(day=slice(-closures.LAST, None))
    size = float((last.one_purchase / last.pool_usd).median())
    return {
        "size": 100 * size,
        "burned_cents": 100 * reaches(base, size, 0),
        "all_cents": 100 * reaches(base, size, 1),
    }


def exercises() -> dict[str, float]:
    """Solutions in per cent: part burned that lifts by a half, and loss to a dear buyback."""
    known = {payout.value_after: 100, payout.paid_out: 10, vault.burn_share: 1}
    lost = payout.GAIN.subs(known).subs(payout.overpaid, Fraction(1, 5))
    return {"exercise_part": 100 * (1 - math.exp(-0.5)), "exercise_loss": -100 * float(lost)}
