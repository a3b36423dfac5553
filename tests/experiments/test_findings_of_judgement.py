"""What pages say of what is known: each finding is denied by some result."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from model.experiments import front, influence, outside_curves, validation
from model.experiments.backtest import NARROWED, BackTest, Row
from model.experiments.calibration import Calibration, Told
from model.experiments.challenges.common import Middle
from model.experiments.influence import RESULTS, Influence
from model.experiments.premium import LONGEST, NONE, SCENARIOS, SHORTEST, USUAL
from tests.experiments.denial import denied, numbers_denied


def assumption(parameter: str, **on: float) -> Influence:
    shares = {name: on.get(name.replace(" ", "_"), 0.0) for name in RESULTS}
    return Influence(parameter, "assumed", (0.5, 2.0), shares, {})


USAGE = assumption("usage_at_maturity", revenue=1.0, fees=1.0, GPUs=1.0, right_results=0.2)
PREMIUM = assumption("premium_half_life", burned=1.0, price=1.0)
AUDITS = assumption("audit_probability", right_results=1.0)
WEAK = tuple(assumption("application_margin", fees=0.01) for _ in range(4))


def test_limits() -> None:
    rows = (USAGE, AUDITS, PREMIUM, *WEAK)
    waits = sum(influence.ways()[each.parameter].takes == influence.ONCE_OPEN for each in rows[:2])
    assert waits == 2
    assert influence.ways()["premium_half_life"].takes != influence.ONCE_OPEN
    early = replace(PREMIUM, on={**PREMIUM.on, "price": 0.5})
    priced = replace(USAGE, on={**USAGE.on, "price": 1.0})
    denied(
        lambda rows: influence.told(rows, shown=2),
        rows,
        {
            "usage_comes_first": [rows[1:]],
            "half_life_decides": [(priced, AUDITS, early, *WEAK)],
            "most_must_wait": [(USAGE, PREMIUM, AUDITS, *WEAK)],
            "honesty_rests_on_audits": [(USAGE, PREMIUM, *WEAK)],
            "most_do_little": [(USAGE, AUDITS, PREMIUM, *WEAK[:2])],
            "all_told": [(USAGE, assumption("market_depth_share"), AUDITS, PREMIUM, *WEAK)],
        },
    )


OBSERVED = Row("x", 2.0, "1", (1.0, 2.0, 3.0), (1.0, 2.0, 3.0), 0.0, 0.5, "", 0.0)


def fronted(**changes: float) -> front.Front:
    """Burn that falls with the half-life and rises with usage, at prices that do the reverse."""
    at = {"bull_price": 2.2, "base_released": 90.0, "bear_explained": 10.0, "base_needed": 1e9}
    at |= {"base_revenue": 1e8, "shortest_price": 1.0, "bear_burned": 1.0, "none_burned": 4.0}
    at |= changes
    lives = {
        NONE: (at["none_burned"], 0.5),
        SHORTEST: (3.0, at["shortest_price"]),
        USUAL: (2.0, 2.0),
        LONGEST: (1.0, 3.0),
    }
    found: dict[str, dict[float, dict[str, Middle]]] = {}
    for scenario, more in zip(SCENARIOS, (at["bear_burned"], 2.0, 3.0), strict=True):
        found[scenario] = {}
        for life, (burned, price) in lives.items():
            values = {"burned": burned * more, "price": price, "revenue": 1e8, "needed": 1e9}
            values |= {"explained": 10.0, "released": 90.0}
            if life == USUAL:
                own = {k.removeprefix(f"{scenario}_"): v for k, v in at.items() if scenario in k}
                values |= {k: v for k, v in own.items() if k != "burned"}
            found[scenario][life] = {name: Middle(v, v, v) for name, v in values.items()}
    return front.Front(found, 3.0, 2.0, 1.0)


def test_the_front_page() -> None:
    test = BackTest((OBSERVED,), {"premium_half_life": 0.0})
    known = replace(test, narrowed={"premium_half_life": NARROWED})
    earned = fronted().earned
    worse: dict[str, list[dict[str, float]]] = {
        "burn_or_price": [{"shortest_price": 2.5}],
        "more_usage_burns_more": [{"bear_burned": 2.5}],
        "premium_moves_burn": [{"none_burned": 2.5}],
        "price_hardly_differs": [{"bull_price": 3.0}, {"bull_price": 0.9}],
        "price_is_premium": [{"bear_explained": 20.0}],
        "unlocks_exceed_burn": [{"base_released": 8.0}],
        "usage_is_short": [{"base_needed": 1e8}, {"base_revenue": earned}],
    }
    broken = {k: [(fronted(**each), test) for each in cases] for k, cases in worse.items()}
    denied(
        lambda case: case[0].told(case[1]),
        (fronted(), test),
        {**broken, "half_life_unknown": [(fronted(), known)]},
    )
    assert fronted().told(test)["last_day"] == front.last_day()


def test_validation() -> None:
    good = {"hind_inside": 8.0, "hind_rows": 8.0, "price_width": 9.0, "price_over": 2.0}
    good |= {"premium_after": 1.0, "premium_before": 2.0, "inside": 8.0, "rows": 8.0}
    good |= {"coverage": 80.0, "least": 75.0, "most": 85.0, "price": 0.5, "value": 0.5}

    def tell(n: dict[str, float]) -> dict[str, bool]:
        over = {"price in July": n["price"], "market value in July": n["value"]}
        return validation.of_numbers(n, over)

    numbers_denied(
        tell,
        good,
        {
            "hindcasts_inside": [{"hind_inside": 7.0}],
            "bands_are_wide": [{"price_width": 5.0}],
            "price_came_low": [{"price_over": 1.5}],
            "premium_is_lower": [{"premium_after": 1.6}],
            "intervals_cover": [
                *({"coverage": value} for value in (74.0, 86.0)),
                {"least": 69.0},
                {"most": 91.0},
            ],
            "all_inside": [{"inside": 7.0}],
            "model_is_dear": [{"price": 0.7}, {"value": 0.7}],
        },
    )


def test_calibration() -> None:
    premium = Told("premium_at_launch", (1.0, 2.0, 3.0), (1.0, 1.5, 2.0), 0.3, 0.4, True)
    sale = replace(premium, parameter="sale_locked_share")
    half = Told("premium_half_life", (1.0, 2.0, 3.0), (1.0, 2.0, 3.0), 0.0, 0.0, False)

    def found(*rows: Told) -> Calibration:
        return Calibration(rows, 0.1, 400.0, np.ones((1, 1)))

    known = replace(premium, parameter=half.parameter)
    denied(
        validation.of_calibration,
        found(premium, sale, half),
        {
            "two_are_learned": [found(premium, half), found(premium, sale, known)],
            "half_life_is_open": [found(premium, sale, known)],
        },
    )


def test_published_numbers() -> None:
    numbers_denied(
        outside_curves.told,
        {"met": 5, "numbers": 5, "remembered": 1},
        {"all_are_met": [{"met": 4}, {"remembered": 0}]},
    )
    numbers_denied(
        lambda n: {"falls": outside_curves.falls_faster(n)},
        {"down": 18.0, "up": 20.0, "ours_full": 13.0, "ours_empty": 12.0},
        {"falls": [{"down": 20.0}, {"ours_full": 12.0}]},
    )
    assert outside_curves.base_fee_told()["base_fee_falls_faster"] is True
    numbers_denied(
        outside_curves.differ,
        {"altair": 20.0, "chart": 18.0},
        {"two_formulas_differ": [{"altair": 18.005}]},
    )
