"""Figures of honesty, jackpots, replicas and trust: the alternative text says what is drawn."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import xarray as xr

import model
from model.experiments import audit_numbers, audits, checkers, deterrence, two_rests
from model.figures import honesty, security, trust

P = model.parameters("announced")


def task() -> dict[str, float]:
    return deterrence.task_of(P, audits.backing(P))


def test_the_region_counts_the_points_at_which_most_cheat() -> None:
    points, classes = 4, ["datacentre", "professional", "consumer"]
    share = np.full((3, points, 2), 0.1)
    share[2, :3] = 0.9
    found = xr.Dataset(
        {
            "share": (("class", "point", "run"), share),
            "gain": (("class", "point", "run"), np.where(share > 0.5, 0.2, -0.2)),
        },
        {
            "class": classes,
            "audit_probability": ("point", [0.01, 0.02, 0.1, 0.4]),
            "slash_fraction": ("point", [0.01, 0.1, 0.1, 1.0]),
        },
        {"cheating_response": 20.0},
    )
    slashes = np.geomspace(0.01, 1, 5)
    lines = audit_numbers.borders(audits.backing(P), slashes, P["detection_probability"])
    shown = honesty.region(found, slashes, lines)
    assert "of 4 pairs of audit probability and slash, 3 settle" in shown.alt
    assert (np.diff(lines["outside"]) < 0).all(), "a larger slash needs fewer audits"


def test_right_work_names_the_best_audits() -> None:
    right = np.array([[0.0, 0.0], [10.0, 12.0], [30.0, 32.0], [20.0, 22.0]])
    found = xr.Dataset(
        dict.fromkeys(("reputation", "price", "fees"), (("point", "run"), 1 + right))
        | {"right": (("point", "run"), right)},
        {"audit_probability": ("point", [0.0, 0.01, 0.05, 1.0])},
    )
    alt = honesty.right_work(found, 0.05).alt
    assert "from 11 dollars a day at 1 per cent audited to 31 at 5.0 and falls to 21" in alt
    assert "reputation 37 and 69" in alt


def test_the_planner_s_best_audits_are_those_of_the_search() -> None:
    found = deterrence.planned(P, task())
    alt = honesty.audits(found).alt
    assert f"{100 * found.searched['0.01 %'][0]:.1f} at 0.01 %" in alt
    assert abs(found.told["best_high"] / (100 * found.searched["0.01 %"][0]) - 1) < 1e-3


def test_inspection_says_where_cheating_ends() -> None:
    found = deterrence.inspection(P, task(), 1.0, rounds=2_000)
    alt = honesty.inspection(found).alt
    assert f"to the floor of {100 * found.floor:.1f}" in alt
    lower = replace(found, cheats=found.cheats / 2)
    assert f"from {50 * found.cheats[-1, 0]:.0f} per cent" in honesty.inspection(lower).alt


def test_a_jackpot_s_checkers_are_counted() -> None:
    found = checkers.jackpot()
    assert f"from {int(found.middle[0])} to {int(found.middle[-1])}," in security.jackpot(found).alt
    more = replace(found, middle=found.middle + 3, high=found.high + 3)
    assert f"from {int(found.middle[0]) + 3} to" in security.jackpot(more).alt


def test_replicas_say_what_passes_and_how_long_a_dispute_is() -> None:
    found = checkers.replicas(tasks=2_000)
    alt = security.replicas(found).alt
    assert f"stay near {found.bound:.2g}" in alt
    assert f"takes {found.longest.max():.0f} rounds for 1,000,000 steps" in alt


def test_stake_is_said_over_the_claim_s() -> None:
    asked, paid = np.array([0.1, 0.2, 0.1, 0.2]), np.full((4, 2), 10.0)
    found = xr.Dataset(
        {
            "paid": (("point", "run"), paid),
            "value": (("point", "run"), paid / asked[:, None] * 1.25),
        },
        {
            "staking_yield": ("point", asked),
            "premium_factor": ("point", [1.0, 1.0, 2.0, 2.0]),
        },
    )
    assert "the simulated values are 1.25 to 1.25" in security.security(found, 0.5, 0.5).alt


def test_the_loop_says_where_two_rests_begin_and_how_many_points_are_off() -> None:
    loop = two_rests.loop()
    off = {"as the fact says": [5, 0], "hardly at all": [9, 4]}
    alt = trust.two_rests_and_runs(loop, off, 12, (1, 10)).alt
    assert f"below a cover of {loop.least:.1f}" in alt
    assert "5 to 0 of 12 if collateral is bought as the fact says and 9 to 4 of 12" in alt
    assert loop.two[loop.tried_cover < 1.5].sum() == 0, "one end only below the wedge"
    assert loop.two.any()
