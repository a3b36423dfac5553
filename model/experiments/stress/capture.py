"""Governance captured: what the worst vote on each parameter takes, from whom, in a year.

Each votable parameter is set to an end of what its domain allows, by one vote, on the same day. A
year later every party's dollars stand beside those of the same random paths without the vote.
Nobody in the run answers before a vote is in force: what a longer timelock saves is who can leave
before that, which is told by the exits' own speeds.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import log

import numpy as np
from numpy.typing import NDArray

from model.ensembles.reductions import total
from model.experiments.intervals import SEED, measured
from model.experiments.outcomes import YEAR, Measure, Reading
from model.experiments.stress.common import SCENARIOS, SETTINGS, Told, told
from model.interface import economy, parameters
from model.parameter_sets import Parameters, Vote
from model.points import Points
from model.quantities import quantity
from model.spec.accounts import CLASSES
from model.spec.announced import VOTES

Array = NDArray[np.float64]
RUNS = 32
#: The day on which the vote is in force: two years after launch, one after the opening.
ENACTED = 2 * YEAR
_AFTER = slice(ENACTED - 1, ENACTED - 1 + YEAR)
#: A cap of a dollar an epoch, which stops the vault: none at all is written 0.
LEAST_CAP = 1.0
#: Timelocks that are compared, in days, and the loss at which holders still sell.
TIMELOCKS = (7, 60)
DISCOUNT = 0.1
PROCEEDS = ("proceeds_investors", "proceeds_team")
INSIDERS = ("locked_investors", "locked_team", "for_sale_investors", "for_sale_team")


def worst_values(usual: Parameters) -> dict[str, tuple[float, ...]]:
    """Both ends that a vote may set each parameter to, within domains and joint conditions.

    The shares of a purchase end where they sum to one; fees leave nodes a thousandth.
    """
    together = {
        "burn_share": 1 - usual["executor_share"],
        "executor_share": 1 - usual["burn_share"],
        "protocol_take": 1 - usual["validator_share"] - 1e-3,
    }
    found = {}
    for symbol in VOTES:
        name, domain = symbol.name, quantity(symbol).domain
        low, high = float(domain.low), float(together.get(name, domain.high))
        ends = (low, LEAST_CAP) if name == "epoch_volume_cap" else (low, high)
        found[name] = tuple(each for each in ends if each != usual[name])
    return found


def _flow(*names: str) -> Measure:
    def measure(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
        dollars = paths["price"] * sum(paths[name] for name in names)
        return np.asarray(total(dollars[:, _AFTER]))

    return measure


def _users(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    hours = (paths[f"served_hours_{c}"] * paths[f"price_outside_{c}"] for c in CLASSES)
    return np.asarray(total((sum(hours) * paths["right_share"])[:, _AFTER]))


def _holders(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(total((paths["price"] * paths["circulating"])[:, _AFTER]) / YEAR)


def _insiders(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    """What they hold after the year, at its price, and what they sold in it."""
    last = ENACTED - 1 + YEAR - 1
    kept = paths["price"][:, last] * sum(paths[name][:, last] for name in INSIDERS)
    return np.asarray(kept + sum(total(paths[name][:, _AFTER]) for name in PROCEEDS))


def _treasury(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    last = ENACTED - 1 + YEAR - 1
    return np.asarray(paths["price"][:, last] * paths["treasury"][:, last])


_HOURS = tuple(f"{n}_{c}" for c in CLASSES for n in ("served_hours", "price_outside"))
_INCOME = tuple(f"node_income_{c}" for c in CLASSES)
PARTIES: Mapping[str, Reading] = {
    "users": Reading(
        "users", "right work at the price outside", "USD", (*_HOURS, "right_share"), _users
    ),
    "nodes": Reading("nodes", "what nodes earn", "USD", ("price", *_INCOME), _flow(*_INCOME)),
    "holders": Reading(
        "holders", "mean market value of the year", "USD", ("price", "circulating"), _holders
    ),
    "insiders": Reading(
        "insiders",
        "what insiders hold after the year, and sold in it",
        "USD",
        ("price", *INSIDERS, *PROCEEDS),
        _insiders,
    ),
    "treasury": Reading(
        "treasury", "the treasury after the year", "USD", ("price", "treasury"), _treasury
    ),
    "executors": Reading(
        "executors",
        "what executors get of the vault's purchases",
        "USD",
        ("price", "executor_reward"),
        _flow("executor_reward"),
    ),
}


@dataclass(frozen=True, eq=False)
class Captured:
    """A vote, and what changes for each party in the year after, in USD.

    ``changes`` are medians over runs; ``parts`` are over each party's dollars without the vote.
    """

    parameter: str
    value: float
    usual: float
    changes: Mapping[str, float]
    parts: Mapping[str, Told]


@dataclass(frozen=True)
class Capture:
    """One setting: every vote, and each party's dollars without any, medians over runs."""

    votes: tuple[Captured, ...]
    without: Mapping[str, float]

    def of(self, name: str, value: float) -> Captured:
        """The vote that sets this parameter to this value."""
        (found,) = [v for v in self.votes if v.parameter == name and v.value == value]
        return found

    def worst(self, party: str, among: tuple[str, ...] = ()) -> Captured:
        """The vote that takes most from a party, of all or of those on some parameters."""
        votes = [vote for vote in self.votes if not among or vote.parameter in among]
        return min(votes, key=lambda vote: vote.changes[party])

    def gaining(self, *parties: str) -> list[Captured]:
        """The votes by which these parties together gain in the median, most first."""
        gains = {vote: sum(vote.changes[who] for who in parties) for vote in self.votes}
        return sorted((v for v in gains if gains[v] > 0), key=lambda vote: -gains[vote])


def captures(runs: int = RUNS, seed: int = SEED) -> dict[str, Capture]:
    """Every extreme vote in every setting, on the same random paths."""
    found = {}
    for setting, under in SETTINGS.items():
        usual = under.point()
        cases = [(name, v) for name, ends in worst_values(usual).items() for v in ends]
        sets = [under.point(votes=[Vote(name, value, 0, ENACTED)]) for name, value in cases]
        values = measured(Points.of([usual, *sets]), runs, PARTIES, seed, economy("announced"))
        votes = [
            Captured(
                name,
                value,
                usual[name],
                {who: float(np.median(each[place] - each[0])) for who, each in values.items()},
                {
                    who: told(each[place] / np.maximum(each[0], 1) - 1)
                    for who, each in values.items()
                },
            )
            for place, (name, value) in enumerate(cases, start=1)
        ]
        without = {who: float(np.median(each[0])) for who, each in values.items()}
        found[setting] = Capture(tuple(votes), without)
    return found


@dataclass(frozen=True)
class Exits:
    """Part of each party's tokens that can be sold within a timelock, from 0 to 1."""

    days: int
    stakers: float
    collateral: float
    holders: float

    def saved(self, loss: float, stake: float, collateral: float) -> float:
        """Dollars that stakers and nodes do not lose, if the price falls by the share ``loss``."""
        return loss * (self.stakers * stake + self.collateral * collateral)


def staked(runs: int = RUNS, seed: int = SEED) -> dict[str, tuple[float, float]]:
    """Delegated stake and nodes' collateral in USD on the eve of the vote, by scenario: medians."""
    sets = [parameters("announced", scenario, ()) for scenario in SCENARIOS]

    def reading(name: str, *columns: str) -> Reading:
        def measure(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
            eve = ENACTED - 2
            return np.asarray(paths["price"][:, eve] * sum(paths[c][:, eve] for c in columns))

        return Reading(name, f"{name} in USD", "USD", ("price", *columns), measure)

    nodes = tuple(f"node_stake_{c}" for c in CLASSES)
    asked = {
        "delegated": reading("delegated", "delegated_stake"),
        "nodes": reading("nodes", *nodes),
    }
    values = measured(Points.of(sets), runs, asked, seed, economy("announced"))
    rows = np.stack([np.median(each, axis=1) for each in values.values()], axis=1)
    return {s: (float(a), float(b)) for s, (a, b) in zip(SCENARIOS, rows, strict=True)}


def exits(days: int, scenario: str = "base") -> Exits:
    """Who can leave in so many days, by the exits' own speeds.

    Delegated stake waits out its unbonding. Of a node's collateral one part in as many days as
    unbonding takes comes back a day. Holders sell what moves the price by `DISCOUNT` each day, as
    a lasting flow does, of what circulates.
    """
    p = parameters("announced", scenario, ())
    waits = p["unbonding_days"]
    sold = days * p["market_depth_share"] * -log(1 - DISCOUNT)
    return Exits(days, float(days >= waits), 1 - (1 - 1 / waits) ** days, min(1.0, sold))
