"""What the page on equilibrium burn says: numbers and findings, by the names its text asks for.

Shares are in per cent, money in millions of USD, times in years unless a name says otherwise. A
function that begins with ``found`` takes the numbers of a section and tells its findings, which are
True or False.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from model.experiments import burn, economy_at_rest, premium, unsteady
from model.experiments.premium import LONGEST, NONE, SHORTEST, USUAL, Ends, Still, band
from model.experiments.supply_paths import Corrections, Curves, HalfLives
from model.interface import parameters
from model.theory.burn.following_price import harmonic_multiple, value_exponent

#: Half-lives of the premium that the page names.
NAMED = {"usual": USUAL, "short": SHORTEST, "long": LONGEST, "bare": NONE}
#: The ranges that are run from end to end.
RANGES = {"half": "premium_half_life", "usage": "usage_at_maturity", "asked": "discount_rate"}
KEYS = {"quantity equation": "quantity", "rational pricing": "cash", "both": "sum"}


def of_five_years(
    runs: Mapping[str, Mapping[float, Ends]], closures: Mapping[str, Ends], still: Still
) -> dict[str, float]:
    """All that is told of the burn in five years: by premium, by range of a fact, by closure."""
    told = of_the_premium(runs, still) | of_ranges() | of_closures(closures)
    return told | found_of_five_years(told)


def found_of_five_years(n: Mapping[str, float]) -> dict[str, bool]:
    """The premium decides what is burned, and what it leaves of usage is little."""
    return {
        "premium_decides": premium_decides(n),
        "order_reverses": order_reverses(n),
        "dollars_are_not_the_reason": dollars_are_not_the_reason(n),
        "premium_outweighs_usage": n["premium_lasts"] > 10 * n["usage_worth"],
        "the_rest_is_the_fall": n["flat"] < n["usual_middle"],
        "quantity_as_without_premium": abs(n["quantity_closed"] / n["bare"] - 1) < 0.1,
        "burns_less_open_at_once": n["quantity_open"] < n["quantity_closed"],
        "less_is_paid_and_sold": less_is_paid_and_sold(n),
        "hidden_and_not_small": n["still_rate"] > 10 * n["still_burned"] and n["late_usual"] > 10,
    }


def of_the_premium(runs: Mapping[str, Mapping[float, Ends]], still: Still) -> dict[str, float]:
    """Burned shares by half-life and scenario, and what the premium does to base's burn."""
    base = runs["base"]
    usual = base[USUAL]
    low, middle, high = band(100 * usual.burned)
    told = {
        f"{name}_{scenario}": band(100 * ends[half].burned).middle
        for name, half in NAMED.items()
        for scenario, ends in runs.items()
    }
    fees = {s: {h: band(each.fees).middle for h, each in ends.items()} for s, ends in runs.items()}
    spent = {s: {h: band(e.flat).middle for h, e in ends.items()} for s, ends in runs.items()}
    told |= {f"paid_{s}": 100 * fees[s][SHORTEST] / fees[s][USUAL] for s in ("base", "bull")}
    told |= {f"late_{name}": still.delay(NAMED[name]) for name in ("usual", "short", "long")}
    return told | {
        "usual_low": low,
        "usual_middle": middle,
        "usual_high": high,
        "usual_half": USUAL,
        "short_days": 365 * SHORTEST,
        "long_half": LONGEST,
        "flat": band(100 * usual.flat).middle,
        "slashed": band(100 * usual.slashed).middle,
        "dollars_least": 100 * min(each[SHORTEST] / each[LONGEST] for each in spent.values()),
        "treasury_bull": 100 * band(runs["bull"][SHORTEST].treasury).middle,
        "premium_start": still.premium / 1e6,
        "premium_lasts": still.lasting(USUAL, 5) / 1e6,
        "usage_worth": still.usage / 1e6,
        "still_rate": 100 * still.rate,
        "still_burned": 100 * (1 - float(still.left(USUAL, np.array(5.0)))),
        "halvings": still.delay(1.0),
        "half_needed": 5 / still.delay(1.0),
    }


def of_ranges(runs: int = premium.RUNS) -> dict[str, float]:
    """By what factor the ends of a parameter's range change base's burn."""
    return {f"times_{key}": premium.by_range(name, runs) for key, name in RANGES.items()}


def premium_decides(told: Mapping[str, float]) -> bool:
    """The half-life changes base's burn by far more than usage and the return asked do."""
    others = max(told["times_usage"], told["times_asked"])
    return told["short_base"] < told["bare_base"] and told["times_half"] > 3 * others


def order_reverses(told: Mapping[str, float]) -> bool:
    """More usage burns more under the usual premium, and less under the shortest."""
    usual, short = ([told[f"{name}_{s}"] for s in premium.SCENARIOS] for name in ("usual", "short"))
    return usual == sorted(usual) and short == sorted(short, reverse=True)


def dollars_are_not_the_reason(told: Mapping[str, float]) -> bool:
    """From the longest to the shortest half-life burns grow by more than dollars can explain."""
    times = min(told[f"short_{s}"] / told[f"long_{s}"] for s in premium.SCENARIOS)
    return times > 5 and told["dollars_least"] > 25


def less_is_paid_and_sold(told: Mapping[str, float]) -> bool:
    """Under the shortest premium bills stay unpaid, and bull's treasury has most of the supply."""
    return told["paid_bull"] < told["paid_base"] < 100 and told["treasury_bull"] > 50


def of_closures(runs: Mapping[str, Ends]) -> dict[str, float]:
    """What base burns if the price is not the fundamental one."""
    quantity = runs["quantity equation"]
    wild = band(100 * runs["exogenous, flat median"].burned)
    return {
        "quantity_early": 100 * band(quantity.early).middle,
        "quantity_closed": band(100 * quantity.burned).middle,
        "quantity_open": band(100 * runs["quantity equation, open at once"].burned).middle,
        "wild_low": wild.low,
        "wild_high": wild.high,
        "bare": band(100 * runs["fundamental, no premium"].burned).middle,
    }


def of_comparison(
    net: burn.Network, multiple: float, asked: float, found: Curves, still: Still
) -> dict[str, float]:
    """The network of the comparison, and what is left of its supply under the given closures."""
    gone = next(c for c in burn.closures(net, multiple, asked) if "constant" in c.name)
    fine = np.linspace(0, found.years, 2001)
    ends = burn.claimed(gone.claim, gone.values, fine) == 0
    tenfold = burn.network(10 * net.revenue, net.growth)
    (follows,) = (c for c in burn.closures(tenfold, multiple, asked) if "multiple" in c.name)
    left = burn.simulated(tenfold, follows.price, found.years)[-1] / net.supply
    told = {
        "kept": net.burned,
        "multiple": multiple,
        "growth": 100 * net.growth,
        "years": found.years,
        "revenue": net.revenue / 1e6,
        "revenue_times": net.revenue / (still.rate * still.usage / net.burned),
        "end_value": found.left("value is a multiple of revenue"),
        "end_tenfold": 100 * float(left),
        "gone": float(fine[np.argmax(ends)]) if ends.any() else float("inf"),
        "half": float(np.log(2)) * multiple / net.burned,
    }
    return told | found_of_comparison(told)


def found_of_comparison(n: Mapping[str, float]) -> dict[str, bool]:
    """Ten times the usage leaves the same supply, and under a given price none is left in time."""
    return {
        "usage_drops_out": abs(n["end_tenfold"] - n["end_value"]) < 0.01,
        "a_given_price_ends": n["gone"] < n["years"],
    }


def of_scaled(made: list[burn.Closure], found: Curves) -> dict[str, float]:
    """What is left if value follows a power of revenue, or a multiple that wanders."""
    told = {}
    for key, name in (("below", "power 0.8 of revenue"), ("above", "power 1.3 of revenue")):
        (closure,) = (c for c in made if c.name == name)
        told[f"power_{key}"] = float(closure.values[value_exponent])
        told[f"end_{key}"] = found.left(name)
    (wanders,) = (c for c in made if "wanders" in c.name)
    told |= {
        "end_even": found.left("in proportion"),
        "end_wanders": found.left(wanders.name),
        "harmonic": float(wanders.values[harmonic_multiple]),
    }
    return told | found_of_scaled(told)


def found_of_scaled(n: Mapping[str, float]) -> dict[str, bool]:
    """Value that grows less than revenue burns more, and so does a multiple that wanders."""
    return {
        "the_exponent_decides": n["end_below"] < n["end_even"] < n["end_above"],
        "swings_burn_more": n["end_wanders"] < n["end_even"],
    }


def of_revenue(found: unsteady.Unsteady) -> dict[str, float]:
    """Burns when revenue is not steady; regimes last for two years in the mean."""
    told = {
        f"{name}_left": float(found.first.left[key][-1])
        for name, key in (("fair", "fair"), ("dear", "a fifth dearer"))
    }
    for name in found.rates:
        told[f"regime_{name}"], told[f"regime_{name}_seen"] = found.rate(name, 2)
    told |= {
        "cheap_gone": found.first.gone,
        "regime_asked": 100 * unsteady.ASKED,
        "grows_fast": 100 * unsteady.FAST,
        "falls_slow": -100 * unsteady.SLOW,
        "lasting_slow": 100 * (unsteady.ASKED - unsteady.SLOW),
        "unrest": 100 * unsteady.UNREST,
    }
    return told | found_of_revenue(told)


def found_of_revenue(n: Mapping[str, float]) -> dict[str, bool]:
    """Bad times burn more than good ones, and less than if they lasted."""
    return {"bad_times_burn_more": n["regime_fast"] < n["regime_slow"] < n["lasting_slow"]}


def of_half_lives(found: HalfLives, wandering: Corrections) -> dict[str, float]:
    """Half-lives at base's margin, how near the economy at rest comes, and what moves them."""
    p = parameters("announced")
    asked, expected, use = p["discount_rate"], p["long_run_growth"], 0.04
    own = burn.half_lives(np.array([p["application_margin"]]), asked, expected)
    told = {f"half_{key}": float(own[name][0][0]) for name, key in KEYS.items()}
    told |= {f"off_{key}": 100 * found.rules[name].off for name, key in KEYS.items()}
    treasury = {name: p[name] for name in ("treasury_spend_rate", "sell_rate_grantees")}
    margin = (p["application_margin"],)
    slow = economy_at_rest.in_the_economy(margin, 4 * 365, {"both": {}}, **treasury)
    told |= {
        "days_sum": float(own["both"][1][0]),
        "gap_cash": 100 * float(np.max(found.rules["rational pricing"].gap - 1)),
        "slow_half": float(slow["both"][1][0]),
        "margin": 100 * p["application_margin"],
        "asked": 100 * asked,
        "expected": 100 * expected,
        "sigma": 100 * float(wandering.volatilities[-1]),
        "lift": float(wandering.line[-1]),
        "lift_seen": float(wandering.mean[-1]),
        "lift_error": float(wandering.error[-1]),
        "treasury_rate": 100 * p["treasury_spend_rate"],
        "treasury_part": 100 * (1 - p["executor_share"]) * (1 - p["burn_share"]),
        "pool_fee": 100 * p["pool_fee"],
        "weight": 100 * p["unlock_anticipation"],
        "use": 100 * use,
        "much_use": 100 * (asked - expected),
        "rate_used": 100 * (asked - expected - use),
        "half_used": float(np.log(2)) / (asked - expected - use),
        "half_useless": float(np.log(2)) / (asked - expected),
    }
    return told | found_of_half_lives(told) | {"margin_says_who_decides": margin_decides(found)}


def found_of_half_lives(n: Mapping[str, float]) -> dict[str, bool]:
    """The economy at rest is as claimed, burns less if its treasury sells slowly; swings add."""
    return {
        "at_rest_as_claimed": max(n["off_sum"], n["off_quantity"], n["off_cash"]) < 5,
        "unsold_cannot_burn": n["slow_half"] > 1.5 * n["half_sum"],
        "swings_add_burn": n["lift"] > 1.1 and n["lift_seen"] > 1,
    }


def margin_decides(found: HalfLives) -> bool:
    """The rule with the longer half-life is the one that a small, or a large margin puts first."""
    quantity, rational = (found.rules[name].line for name in list(KEYS)[:2])
    return bool(quantity[0] > rational[0] and quantity[-1] < rational[-1])
