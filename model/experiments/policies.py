"""Policies and rival designs on the same random paths: what each buys, and at whose cost.

A policy changes parameters that owners or a vote can set; a rival (`model.experiments.rivals`)
changes where a flow goes, or by what rule. Each is compared with the design as it stands, run by
run, so that luck cancels, and draw by draw, in economies drawn from what is assumed about each
scenario, so that ignorance of what both share cancels. Nothing here is weighed: users, nodes,
holders, the treasury and the insiders have a number each.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.stats import qmc

from model.experiments.intervals import ENDS, Setting, measured
from model.experiments.outcomes import Reading
from model.experiments.parties import BESIDE, PARTIES
from model.experiments.rivals import RIVALS
from model.experiments.sensitivity.conclusions import conclude
from model.experiments.sensitivity.inputs import CHANCE, Inputs
from model.interface import economy, parameters
from model.parameter_sets import Parameters
from model.points import Points, vary
from model.spec.economy import Economy

Array = NDArray[np.float64]
SCENARIOS = ("bear", "base", "bull")
RUNS, DRAWS, SEED = 64, 256, 7
#: A difference of less than this is none.
SLACK = 0.005
AS_IT_IS = "as it is"


@dataclass(frozen=True)
class Policy:
    """A name, what it does in words, the parameters it sets, and the rival design it runs in."""

    name: str
    info: str
    changes: tuple[tuple[str, Any], ...] = ()
    rival: str = ""

    @property
    def economy(self) -> Economy:
        """The announced economy under this policy."""
        return RIVALS[self.rival]() if self.rival else economy("announced")

    def point(self, scenario: str) -> Parameters:
        """A scenario under this policy, without votes."""
        return parameters(self.economy, scenario, (), **dict(self.changes))


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
    Policy("buyback and keep", "the treasury gets all that is bought", (("burn_share", 0.0),)),
    Policy("no buyback", "the vault keeps its dollars", (("vault_spend_held", 0.0),), "no buyback"),
    Policy("distribution", "holders get what would be burned", rival="distribution"),
    Policy(
        "buyback and make",
        "nodes get what would be burned, by their paid work",
        rival="buyback and make",
    ),
    Policy(
        "controlled buyback",
        "the vault buys while the price is not above its mean of a quarter",
        rival="controlled buyback",
    ),
    Policy(
        "fee burn",
        "the protocol's part of the fees is burned, and the treasury gets none",
        rival="fee burn",
    ),
    Policy(
        "burn and mint",
        "users pay with credit bought with tokens, and nodes are paid from those or by minting",
        rival="burn and mint",
    ),
    Policy(
        "burn and mint, balances kept",
        "the same, and users hold tokens beside their credit as they did",
        (("held_beside_credit", 1.0),),
        "burn and mint",
    ),
    Policy(
        "dollar payouts",
        "the subsidy keeps the dollars of the opening day, and half of what a good price saves is "
        "burned",
        rival="dollar payouts",
    ),
)
#: The designs that differ in where a flow goes or by what rule; the others turn a number.
DESIGNS = tuple(p for p in POLICIES if p.rival or p.name == "buyback and keep")
#: What policies set is chosen and not unknown: it is never drawn.
LEVERS = frozenset(name for policy in POLICIES for name, _ in policy.changes)


@dataclass(frozen=True)
class Compared:
    """A policy in a scenario: each outcome over the yardstick's, pair by pair.

    ``by_run`` are ratios on the same random paths, arrays (runs,), and ``by_draw`` ratios in the
    same economies drawn from what is assumed, each with a path of its own, arrays (draws,); none
    if they were not asked for.
    """

    policy: Policy
    by_run: Mapping[str, Array]
    by_draw: Mapping[str, Array]

    @property
    def ratios(self) -> dict[str, float]:
        """Medians over runs."""
        return {name: float(np.median(each)) for name, each in self.by_run.items()}

    @property
    def chance(self) -> dict[str, tuple[float, float]]:
        """The 5th and 95th percentiles over runs."""
        return {name: _ends(each) for name, each in self.by_run.items()}

    @property
    def assumed(self) -> dict[str, tuple[float, float]]:
        """The 5th and 95th percentiles over draws."""
        return {name: _ends(each) for name, each in self.by_draw.items()}

    def agreeing(self, who: str) -> float:
        """Share of the draws that go the way of the median run, by more than `SLACK`."""
        up = self.ratios[who] > 1
        gains = self.by_draw[who] - 1
        return float(np.mean(gains > SLACK if up else gains < -SLACK))

    def sure(self, who: str) -> int:
        """The direction if nine of ten runs and nine of ten draws agree: 1, -1, or 0 if not."""
        ends = [found[who] for found in (self.chance, self.assumed) if who in found]
        if min(low for low, _ in ends) > 1 + SLACK:
            return 1
        return -1 if max(high for _, high in ends) < 1 - SLACK else 0


def compared(runs: int = RUNS, draws: int = DRAWS, seed: int = SEED) -> dict[str, list[Compared]]:
    """Every policy in every scenario, on the same paths and in the same drawn economies.

    ``draws`` is a power of two, or 0 for none. Levers are never drawn.
    """
    outcomes = {**PARTIES, **BESIDE}
    found: dict[str, list[Compared]] = {name: [] for name in SCENARIOS}
    first: Mapping[str, Array] = {}
    first_drawn: dict[str, Mapping[str, Array]] = {}
    cubes = {scenario: _cube(scenario, draws, seed) for scenario in SCENARIOS if draws}
    for policy in POLICIES:
        points = Points.of([policy.point(scenario) for scenario in SCENARIOS])
        values = measured(points, runs, outcomes, seed, policy.economy)
        first = first or values
        for place, scenario in enumerate(SCENARIOS):
            drawn = _drawn(policy, scenario, *cubes[scenario], outcomes, seed) if draws else {}
            usual = first_drawn.setdefault(scenario, drawn)
            found[scenario].append(
                Compared(
                    policy,
                    {n: _over(values[n][place], first[n][place], o) for n, o in outcomes.items()},
                    {n: _over(drawn[n], usual[n], outcomes[n]) for n in drawn},
                )
            )
    return found


def unknown_state(scenario: str) -> tuple[str, ...]:
    """What is drawn: all that is assumed about the world of a scenario, and no lever.

    What makes bear and bull what they are stays as it is.
    """
    return tuple(n for n in Setting(scenario).free(sourced=False) if n not in LEVERS)


def _cube(scenario: str, draws: int, seed: int) -> tuple[Array, tuple[str, ...]]:
    names = (*unknown_state(scenario), CHANCE)
    sequence = qmc.Sobol(len(names), rng=seed)
    return np.asarray(sequence.random_base2(draws.bit_length() - 1), float), names


def _drawn(
    policy: Policy,
    scenario: str,
    unit: Array,
    names: tuple[str, ...],
    outcomes: Mapping[str, Reading],
    seed: int,
) -> Mapping[str, Array]:
    """The outcomes in the drawn economies of a scenario under a policy, arrays (draws,)."""
    usual = Inputs(economy("announced"), POLICIES[0].point(scenario), names)
    columns, (_, runs) = usual.values(unit), usual.place(unit)
    which, base = policy.economy, policy.point(scenario)
    there = {symbol.name for symbol in which.parameters}
    points = vary(which, base, {n: each for n, each in columns.items() if n in there})
    return conclude(which, points, runs, seed, "auto", outcomes)


def _over(values: Array, base: Array, outcome: Reading) -> Array:
    least = outcome.least or 1e-12
    return np.maximum(values, least) / np.maximum(base, least)


def _ends(ratios: Array) -> tuple[float, float]:
    low, high = np.quantile(ratios, ENDS)
    return float(low), float(high)


def _least_gains(one: Compared, other: Compared) -> list[float]:
    """What each party gains from ``other`` over ``one`` at least in nine of ten pairs, a log."""
    kinds = [(one.by_run, other.by_run)]
    if one.by_draw:
        kinds.append((one.by_draw, other.by_draw))
    return [
        min(float(np.log(np.quantile(b[who] / a[who], ENDS[0]))) for a, b in kinds)
        for who in PARTIES
    ]


def dominated(policies: list[Compared]) -> dict[str, str]:
    """Policies that another beats: no worse for any party, and better for one.

    Both in nine of ten runs and of draws, if there are any; a difference below `SLACK` is none.
    The value names who beats it, the first found.
    """
    beaten = {}
    for one in policies:
        for other in policies:
            least = _least_gains(one, other)
            if min(least) > -SLACK and max(least) > SLACK:
                beaten[one.policy.name] = other.policy.name
                break
    return beaten
