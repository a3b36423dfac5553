"""Policies and rival designs on the same random paths: what each buys, and at whose cost.

A policy changes parameters that owners or a vote can set; a rival design changes where a flow goes.
Each is compared with the design as it stands, run by run, so that luck cancels. Nothing here is
weighed: users, nodes, holders, the treasury and the insiders have a number each, and a policy is
dominated if another is at least as good for all five and better for one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from model.ensembles.reductions import total
from model.experiments.intervals import ENDS, measured
from model.experiments.outcomes import (
    BURNED,
    DAYS,
    FEES,
    GPUS_IN_USE,
    LAST,
    PRICE,
    YEAR,
    Reading,
    mean_of,
)
from model.interface import economy, parameters
from model.points import Points, vary
from model.spec import accounts
from model.spec.accounts import CLASSES
from model.spec.core import Block, Flow
from model.spec.economy import Economy

Array = NDArray[np.float64]
SCENARIOS = ("bear", "base", "bull")
RUNS, SEED = 64, 7
AS_IT_IS = "as it is"
INSIDERS = ("proceeds_investors", "proceeds_team")
SERVED = tuple(f"served_hours_{c}" for c in CLASSES)


def _right_hours(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    hours = sum(paths[name] for name in SERVED) * paths["right_share"]
    return np.asarray(total(hours[:, LAST]) / YEAR)


def _insiders(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(sum(total(paths[name]) for name in INSIDERS))


def _treasury(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(paths["treasury"][:, DAYS - 1])


#: Who is asked, and what is counted for him.
PARTIES: Mapping[str, Reading] = {
    "users": Reading(
        "users",
        "GPU-hours of right work a day, year five",
        "GPU-hours a day",
        (*SERVED, "right_share"),
        _right_hours,
        least=1.0,
    ),
    "nodes": replace(GPUS_IN_USE, name="nodes"),
    "holders": replace(PRICE, name="holders"),
    "treasury": Reading(
        "treasury", "tokens of the treasury after five years", "AI", ("treasury",), _treasury, 1.0
    ),
    "insiders": Reading(
        "insiders",
        "what investors and team receive for what they sell in five years",
        "USD",
        INSIDERS,
        _insiders,
        least=1.0,
    ),
}
#: What else is told: the burn, and the vault's revenue.
BESIDE: Mapping[str, Reading] = {
    "burned": BURNED,
    "revenue": Reading(
        "revenue", "revenue of the vault", "USD a day", ("revenue",), mean_of("revenue"), 1.0
    ),
}


@dataclass(frozen=True)
class Policy:
    """A name, what it does in words, the parameters it sets, and the flow that it redirects.

    ``redirected`` is a block, a flow in it, and the account that receives it; ``held`` are
    quantities that are held at a number.
    """

    name: str
    info: str
    changes: tuple[tuple[str, Any], ...] = ()
    redirected: tuple[str, str, sp.Symbol] | None = None
    held: tuple[tuple[str, float], ...] = ()

    @property
    def economy(self) -> Economy:
        """The announced economy under this policy."""
        which = economy("announced")
        if self.redirected is not None:
            which = redirect(which, *self.redirected)
        for name, _ in self.held:
            which = which.holding(name)
        return which

    def points(self, which: Economy) -> Points:
        """One point for each scenario."""
        values = dict(self.changes) | {f"{name}_held": value for name, value in self.held}
        return Points.of([parameters(which, name, (), **values) for name in SCENARIOS])


def redirect(which: Economy, block: str, flow: str, receiver: sp.Symbol) -> Economy:
    """An economy in which one flow goes to another account."""
    old = which.block(block)
    equations = tuple(
        replace(each, receiver=receiver)
        if isinstance(each, Flow) and each.symbol.name == flow
        else each
        for each in old.equations
    )
    if equations == old.equations:
        raise ValueError(f"the block {block} has no flow {flow} to another account")
    return which.replace(block, Block(old.name, old.info, equations))


#: Policies by what they turn. The first is the yardstick.
POLICIES: tuple[Policy, ...] = (
    Policy(AS_IT_IS, "the announced design"),
    Policy("burn half", "half of what is bought is burned", (("burn_share", 0.5),)),
    Policy("burn nearly all", "all but the executor's part is burned", (("burn_share", 0.99),)),
    Policy("no take", "the protocol keeps nothing of the fees", (("protocol_take", 0.0),)),
    Policy("take of a fifth", "the protocol keeps a fifth of the fees", (("protocol_take", 0.2),)),
    Policy("lowest cap", "the vault may spend little in an epoch", (("epoch_volume_cap", 1e4),)),
    Policy("narrow guard", "purchases may slip half a per cent", (("max_slippage", 0.005),)),
    Policy("slow vesting", "insiders vest over four years", (("insider_vesting_days", 1460.0),)),
    Policy("no subsidy", "the treasury pays nodes nothing", (("treasury_subsidy_share", 0.0),)),
    Policy("fivefold subsidy", "five times the subsidy", (("treasury_subsidy_share", 0.25),)),
    Policy("few audits", "one task in fifty is audited", (("audit_probability", 0.02),)),
    Policy("many audits", "three tasks in ten are audited", (("audit_probability", 0.3),)),
    Policy("thin stakes", "five days of collateral", (("stake_days", 5.0),)),
    Policy("thick stakes", "sixty days of collateral", (("stake_days", 60.0),)),
    Policy("light slash", "a hundredth of the stake is slashed", (("slash_fraction", 0.01),)),
    Policy("full slash", "all of the stake is slashed", (("slash_fraction", 1.0),)),
    Policy("no buyback", "the vault keeps its dollars", held=(("vault_spend", 0.0),)),
    Policy("buyback and keep", "the treasury gets all that is bought", (("burn_share", 0.0),)),
    Policy(
        "distribution",
        "holders get what would be burned",
        redirected=("split", "burn", accounts.holders),
    ),
    Policy(
        "fee burn",
        "the protocol's part of the fees is burned, and the treasury gets none",
        redirected=("rewards", "protocol_fee", accounts.burned),
    ),
)


@dataclass(frozen=True)
class Compared:
    """A policy in a scenario: each outcome over the yardstick's, run by run.

    ``ratios`` are medians, and ``intervals`` the 5th and 95th percentiles over runs.
    """

    policy: Policy
    ratios: Mapping[str, float]
    intervals: Mapping[str, tuple[float, float]]


def compared(runs: int = RUNS, seed: int = SEED) -> dict[str, list[Compared]]:
    """Every policy in every scenario, all on the same paths."""
    outcomes = {**PARTIES, **BESIDE}
    found: dict[str, list[Compared]] = {name: [] for name in SCENARIOS}
    yardstick: Mapping[str, Array] = {}
    for policy in POLICIES:
        which = policy.economy
        values = measured(policy.points(which), runs, outcomes, seed, which)
        yardstick = yardstick or values
        for place, scenario in enumerate(SCENARIOS):
            ratios = {
                name: _over(values[name][place], yardstick[name][place], outcome.least or 1e-12)
                for name, outcome in outcomes.items()
            }
            found[scenario].append(
                Compared(
                    policy,
                    {name: float(np.median(each)) for name, each in ratios.items()},
                    {name: _ends(each) for name, each in ratios.items()},
                )
            )
    return found


def _over(values: Array, base: Array, least: float) -> Array:
    return np.maximum(values, least) / np.maximum(base, least)


def _ends(ratios: Array) -> tuple[float, float]:
    low, high = np.quantile(ratios, ENDS)
    return float(low), float(high)


def dominated(policies: list[Compared], slack: float = 0.005) -> dict[str, str]:
    """Policies that another beats: at least as good for each party, and better for one.

    A difference of less than ``slack`` is none. The value names who beats it, the first found.
    """
    beaten = {}
    for one in policies:
        for other in policies:
            gains = [np.log(other.ratios[who] / one.ratios[who]) for who in PARTIES]
            if other is not one and min(gains) > -slack and max(gains) > slack:
                beaten[one.policy.name] = other.policy.name
                break
    return beaten


#: Shares of tasks that are audited, from none to four in ten.
AUDITS = (0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4)


@dataclass(frozen=True)
class Audited:
    """What users pay a day in year five by audit probability: medians, and what verification adds.

    ``fees`` are in USD a day, in the order of `AUDITS`. ``value`` is what the design's audits add
    to them over none, and ``best`` the probability with the largest fees among those tried.
    """

    fees: tuple[float, ...]
    value: float
    best: float


def audited(runs: int = RUNS // 2, seed: int = SEED) -> dict[str, Audited]:
    """Fees by audit probability in every scenario, all on the same paths."""
    which, found = economy("announced"), {}
    for scenario in SCENARIOS:
        usual = parameters(which, scenario, ())
        rates = (*AUDITS, usual["audit_probability"])
        points = vary(which, usual, {"audit_probability": np.array(rates)})
        fees = np.median(measured(points, runs, {"fees": FEES}, seed)["fees"], axis=1)
        tried = tuple(map(float, fees[:-1]))
        best = AUDITS[int(np.argmax(tried))]
        found[scenario] = Audited(tried, float(fees[-1] - fees[0]), best)
    return found
