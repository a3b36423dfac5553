"""What deters a cheat at the base scenario's numbers, and the numbers and findings of a page.

A planner who promises audits, and checkers who live off what they find. Amounts are in pays of a
task, for consumer nodes that have posted all collateral and are paid the price outside. A function
that begins with ``found`` takes the numbers of a section and tells its findings, True or False.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.experiments.honesty import border, formula, learning
from model.factbook import facts
from model.parameter_sets import Parameters
from model.theory.honesty import audits as game
from model.theory.honesty import task as cheat
from model.theory.honesty.honesty import BRIBE, CHANCE, STAKE

if TYPE_CHECKING:
    import xarray as xr

Array = NDArray[np.float64]
#: Interests on stake for the time of a task that a planner is shown.
INTERESTS = {"0.001 %": 1e-5, "0.01 %": 1e-4, "0.1 %": 1e-3}


def task_of(p: Parameters, table: xr.Dataset, c: str = "consumer") -> dict[str, float]:
    """A task of a class at the price outside, by the symbols of the claims.

    ``table`` comes from `model.experiments.audits.backing`.
    """
    own = table.sel({"class": c, "paid": "outside"})
    return {
        "work_of_task": float(own.gain),
        "slash_fraction_in_force": p["slash_fraction"],
        "detection_probability": p["detection_probability"],
        "caught_share": p["audit_probability"] * p["detection_probability"],
        "stake_of_task": float(own.pays),
        "side_gain_of_task": 0.0,
        "quality_of_task": float(own.quality),
    }


def kept_of_pay(p: Parameters) -> float:
    """What a node keeps of a dollar that users pay for its work."""
    return float(1 - p["protocol_take"] - p["validator_share"])


def margin(p: Parameters, given: dict[str, float]) -> dict[str, float]:
    """How far a task lies from the border: in stake, audits, bribes and quality of work.

    Audits, falls and shifts in per cent; stakes and ``bribe`` in pays of a task; ``bribe_usd`` in
    dollars an hour.
    """
    need = float(border(STAKE, **given))
    low = facts["quality_consumer"].low
    flawless, poor = (
        float(border(STAKE, **{**given, "quality_of_task": quality})) for quality in (1.0, low)
    )
    bribe = float(border(BRIBE, **given))
    told = {
        "backing": given["stake_of_task"],
        "need": need,
        "need_audit": 100 * float(border(CHANCE, **given)) / p["detection_probability"],
        "fall": 100 * (1 - need / given["stake_of_task"]),
        "bribe": bribe,
        "bribe_usd": bribe * kept_of_pay(p) * p["outside_price_consumer"],
        "bribe_high": facts["side_gain"].high,
        "error_shift": 100 * (need / flawless - 1),
        "poor": 100 * low,
        "poor_shift": 100 * (poor / flawless - 1),
    }
    return told | found_of_margin(told)


def found_of_margin(n: Mapping[str, float]) -> dict[str, bool]:
    """Base is far from the border, which poor work moves and the usual errors do not."""
    return {
        "errors_move_little": n["error_shift"] < 10,
        "poor_work_moves_much": n["poor_shift"] > 50,
        "honesty_has_a_margin": n["fall"] > 50,
        "side_gains_are_small": n["bribe"] > 2 * n["bribe_high"],
    }


@dataclass(frozen=True)
class Planned:
    """Cost of deterrence over audits, and the best audits by formula and by search.

    ``costs`` are over ``rates`` by interest on stake; ``searched`` are the audit probability and
    cost of least cost that a search found; ``best`` and ``tried`` are over ``interests``. ``check``
    is what an audit costs; costs are in pays of a task.
    """

    rates: Array
    costs: dict[str, Array]
    searched: dict[str, tuple[float, float]]
    interests: Array
    best: Array
    tried: Array
    check: float
    told: dict[str, float]


def planned(p: Parameters, given: dict[str, float]) -> Planned:
    """What a planner pays who promises audits, by the interest on the stake that just deters."""
    at = {
        cheat.pay: Fraction(1),
        cheat.saved: Fraction(given["work_of_task"]),
        cheat.side_gain: Fraction(0),
        cheat.detection: Fraction(str(p["detection_probability"])),
        cheat.quality: Fraction(str(given["quality_of_task"])),
        cheat.slash: Fraction(str(p["slash_fraction"])),
    }
    check = float(p["verification_overhead"] * p["audit_cost_share"] / kept_of_pay(p))
    numbers = {symbol.name: float(value) for symbol, value in at.items()} | {"check_cost": check}
    rates = np.linspace(0.001, 0.5, 400)
    caught = p["detection_probability"] * rates
    stake = np.maximum(0, border(STAKE, **{**given, "caught_share": caught}))
    interests = np.geomspace(1e-6, 0.1, 13)
    best = formula(game.BEST, **numbers, stake_cost=interests)
    tried = np.array([game.cheapest(at, check, r)[0] for r in interests])
    low, high = (INTERESTS[name] for name in ("0.001 %", "0.01 %"))
    hours = p["year_days"] * 24 * p["uptime_consumer"] / p["gpu_hours_per_task"]
    told = {
        "check": 100 * check,
        "audit_gap": 100 * float(np.max(abs(tried / best - 1))),
        "top": 100 * float(best[-1]),
        "interest_task": 100 * p["staking_yield"] / hours,
    }
    for name, interest in (("low", low), ("high", high)):
        rate = formula(game.BEST, **numbers, stake_cost=interest)
        cost = formula(game.COST, **numbers, stake_cost=interest, best_audit=rate)
        told |= {
            f"best_{name}": 100 * float(rate),
            f"cost_{name}": 100 * float(cost),
            f"interest_{name}": 100 * interest,
        }
    return Planned(
        rates,
        {name: check * rates + r * stake for name, r in INTERESTS.items()},
        {name: game.cheapest(at, check, r) for name, r in INTERESTS.items()},
        interests,
        best,
        tried,
        check,
        told | found_of_plan(told),
    )


def found_of_plan(n: Mapping[str, float]) -> dict[str, bool]:
    """Ten times the interest asks for more audits, but not for ten times as many; a corner ends it.

    Where stake costs most the best audits are those that need none of it.
    """
    low, high = n["best_low"], n["best_high"]
    return {
        "ten_times_calls_for_less": low < high < 5 * low,
        "a_corner_binds": high < n["top"] < 100,
    }


@dataclass(frozen=True)
class Inspection:
    """Nodes and checkers who learn, beside the mixed equilibrium; shares of tasks from 0 to 1.

    ``cheats`` and ``checks`` are frequencies so far, shape (rounds, bounties); ``line`` is the
    formula's share of cheating over ``bounties_of_line``, ``share`` over ``bounties``; ``rate`` is
    the equilibrium's audit probability and ``floor`` its cheating if all goes to the finder.
    """

    bounties: Array
    cheats: Array
    checks: Array
    bounties_of_line: Array
    line: Array
    share: Array
    rate: float
    floor: float
    told: dict[str, float]


def inspection(
    p: Parameters, given: dict[str, float], check: float, rounds: int = 300_000
) -> Inspection:
    """Checkers who are paid a part of the slash, and nodes, each answering the other's average."""
    at = {**given, "pay_of_task": 1.0, "check_cost": check}
    bounties, line = np.geomspace(0.1, 1, 9), np.geomspace(0.1, 1, 100)
    lost = at["slash_fraction_in_force"] * at["stake_of_task"]
    cheats, checks = learning(
        at["work_of_task"],
        1 + lost,
        at["detection_probability"],
        at["quality_of_task"],
        bounties * lost,
        check,
        rounds,
    )

    def share(bounty: Array | float) -> Array:
        return formula(game.SHARE, **at, slash_challenger_share=bounty)

    rate = float(formula(game.RATE, **at))
    told = {
        "rounds": rounds,
        "learn_gap": 100 * float(np.max(abs(cheats[-1] / share(bounties) - 1))),
        "deposit": at["stake_of_task"],
        "mixed": 100 * float(share(p["slash_challenger_share"])),
        "mixed_rate": 100 * rate,
        "least": 100 * float(formula(game.FLOOR, **at)),
        "floor": 100 * float(formula(game.FLOOR, **{**at, "quality_of_task": 1.0})),
        "errs": 100 * (1 - at["quality_of_task"]),
    }
    return Inspection(
        bounties,
        cheats,
        checks,
        line,
        share(line),
        share(bounties),
        rate,
        float(share(1.0)),
        told | found_of_bounties(told),
    )


def found_of_bounties(n: Mapping[str, float]) -> dict[str, bool]:
    """Learners settle near the formula, where some cheat; errors alone can pay for checks."""
    return {
        "learners_settle": n["learn_gap"] < 15,
        "bounties_leave_cheating": n["mixed"] > 1,
        "errors_pay_for_checks": n["least"] < 0 < n["floor"] < n["errs"],
    }
