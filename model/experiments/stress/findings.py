"""What the page on stress tells: the numbers of `summary`, and findings.

A finding is whether what the page says of its numbers is so.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from model.experiments.stress import ballot, summary
from model.experiments.stress.summary import SHORT
from model.parameter_sets import Parameters

#: The settings under the fundamental price.
SCENARIOS = SHORT[:3]


def told(
    found: summary.Found,
    frozen: Mapping[float, NDArray[np.float64]],
    votes: ballot.Ballot,
    usual: Parameters,
) -> dict[str, float | bool]:
    """Numbers as `summary.numbers` gives them, and all findings."""
    n = summary.numbers(found, frozen, votes, usual)
    return {**n, **of_numbers(n), **of_runs(found)}


def of_runs(found: summary.Found) -> dict[str, bool]:
    """What is found of the runs themselves."""
    worst = {found.captures[s].worst("holders").parameter for s in SCENARIOS}
    sandwiched = [found.sandwiches[s].usual["share"].high for s in SCENARIOS]
    return {
        "ignorance_is_wider": found.wider() > 0.5,
        "no_sandwich": max(sandwiched) == 0,
        "audits_are_the_worst_vote": worst == {"audit_probability"},
    }


def of_numbers(n: Mapping[str, float]) -> dict[str, bool]:
    """What is found of the numbers alone."""
    ends = n["ends_bear"], n["ends_base"], n["ends_bull"]
    return {
        # With a price path of its own the subsidy goes on.
        "outages_do_most_harm": max(n[f"gone_{s}"] for s in SHORT if s != "own") < 2,
        "outage_is_a_delay": n["later"] > 90,
        "outage_may_last_longer": n["left_later_bull_from"] < n["left_later_base_from"] < 90,
        "bull_comes_back_last": n["left_bear"] > n["left_base"] > n["left_bull"],
        "exits_do_not_spiral": min(n[f"half_{s}_low"] for s in SHORT) > 100,
        "token_fall_spirals_in_bear": n["fallen_bear_high"] < 50 < 80 < n["fallen_base_low"],
        "usual_window_lets_through": n["in_force"] == 1 and n["fast"] < 5,
        "a_day_freezes": n["slow"] > 90,
        "little_is_lost": max(n[f"frozen_{s}"] for s in SCENARIOS) < 10,
        "own_path_loses": n["frozen_own"] > 20,
        "downturn_burns_more": min(n[f"burned_{s}_low"] for s in SHORT) > 100,
        "votes_let_little_in": max(n[f"worst_{s}_high"] for s in SHORT) < 5,
        "own_path_does_not_know": abs(n["audits_own"]) < 1,
        "votes_take_little": n["best_insiders"] < 2,
        "locked_votes_decide": n["turnout"] > 50 > 10 > n["silent"],
        "washing_takes_much": n["taken_base_low"] > 30,
        "washing_ends_but_in_bear": ends == (0, 1, 1),
        "take_is_no_defence": n["take_moves"] < 10,
        "bills_cannot_be_washed": n["taken_bills_high"] < 1,
    }
