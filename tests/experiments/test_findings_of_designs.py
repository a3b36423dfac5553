"""What pages on policies, stress and the headline say: each finding is denied by some result."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np

from model.experiments import headline, headline_told, policies, policies_told
from model.experiments.intervals import Move
from model.experiments.parties import PARTIES
from model.experiments.policies import POLICIES, SCENARIOS, Compared
from model.experiments.stress import findings as stress
from model.experiments.stress.summary import SHORT
from tests.experiments.denial import denied, numbers_denied


def row(place: int, **changes: float) -> Compared:
    runs = {who: np.full(8, changes.get(who, 1.0)) for who in PARTIES}
    return Compared(POLICIES[place], runs, runs)


def test_policies_together() -> None:
    def rows(one: Compared) -> dict[str, list[Compared]]:
        return {s: [row(0), one] for s in SCENARIOS}

    mixed = rows(row(1, users=1.2, nodes=0.9))
    assert not policies.dominated(mixed["base"])
    in_bear_alone = {**mixed, "bear": rows(row(1, users=1.2))["bear"]}
    denied(
        policies_told.findings_of_rows,
        mixed,
        {
            "none_is_better_for_all": [rows(row(1, users=1.2))],
            "nothing_is_beaten": [in_bear_alone, rows(row(1, users=0.9))],
        },
    )


def test_numbers_of_policies() -> None:
    good = {f"{key}_{s}": 1.0 for s in SCENARIOS for key in ("sure", "beaten_by_chance")}
    good |= {f"by_chance_{s}": 50.0 for s in SCENARIOS}
    good |= {"pairs": 100.0, "everywhere": 0.0, "half_most": 1.0, "idle": 0.1}
    good |= {"few_audits_users_base": -30.0, "few_audits_users_bull": 1.0}
    good |= {"light_slash_users_base": -30.0, "full_slash_users_base": -1.0}
    good |= {"light_slash_users_keeps": 3.0, "full_slash_users_keeps": 3.0}
    names = zip(SCENARIOS, (3.0, 2.0, 1.0), strict=True)
    good |= {f"fivefold_subsidy_users_{s}": value for s, value in names}
    good |= {"fivefold_subsidy_treasury_base": -1.0, "fivefold_subsidy_treasury_base_agrees": 99.0}
    good |= {"some_other_agrees": 90.0}
    good |= {"take_of_a_fifth_users_base": -1.0, "take_of_a_fifth_treasury_base": 1.0}
    good |= {"slow_vesting_insiders_base": -1.0, "slow_vesting_holders_base": 1.0}
    good |= {"buyback_and_keep_holders_bull": -1.0, "buyback_and_make_holders_bull": -1.0}
    good |= {f"buyback_and_make_users_{s}": 6.0 for s in SCENARIOS}
    good |= {"fee_burn_treasury_bull": -1.0, "fee_burn_holders_bull": 1.0}
    good |= {"burn_and_mint_holders_bull": -1.0, "burn_and_mint_balances_kept_holders_bull": 0.0}
    good |= {f"dollar_payouts_treasury_{s}": -2.0 for s in SCENARIOS}
    numbers_denied(
        policies_told.findings_of_numbers,
        good,
        {
            "chance_alone_would_order": [{"beaten_by_chance_bear": 0.0}],
            "hardly_any_direction_is_sure": [{"sure_bull": 5.0}, {"by_chance_bear": 5.0}],
            "none_is_sure_everywhere": [{"everywhere": 1.0}],
            "audits_decide": [{"few_audits_users_base": -20.0}],
            "burn_share_hardly_matters": [{"half_most": 2.0}],
            "cap_and_guard_bind_nobody": [{"idle": 0.5}],
            "honesty_comes_first": [
                {"light_slash_users_base": -20.0},
                {"full_slash_users_base": 0.0},
            ],
            "honesty_everywhere": [{"light_slash_users_keeps": 2.0}, {"full_slash_users_keeps": 2}],
            "subsidy_helps_where_least": [
                {"fivefold_subsidy_users_base": 4.0},
                {"fivefold_subsidy_users_bull": 0.0},
            ],
            "treasury_pays_for_subsidy": [
                {"fivefold_subsidy_treasury_base": 0.0},
                {"some_other_agrees": 99.5},
            ],
            "take_moves_dollars": [
                {"take_of_a_fifth_users_base": 0.0},
                {"take_of_a_fifth_treasury_base": 0.0},
            ],
            "vesting_moves_dollars": [
                {"slow_vesting_insiders_base": 0.0},
                {"slow_vesting_holders_base": 0.0},
            ],
            "keeping_costs_the_price": [{"buyback_and_keep_holders_bull": 0.0}],
            "making_helps_users": [{"buyback_and_make_users_bear": 5.0}],
            "making_costs_holders": [{"buyback_and_make_holders_bull": 0.0}],
            "fee_burn_pays_holders": [
                {"fee_burn_treasury_bull": 0.0},
                {"fee_burn_holders_bull": 0.0},
            ],
            "credit_takes_balances": [{"burn_and_mint_holders_bull": -0.5}],
            "credit_does_nothing_else": [{"burn_and_mint_balances_kept_holders_bull": -0.1}],
            "dollars_cost_the_treasury": [{"dollar_payouts_treasury_bear": -1.0}],
            "one_rate_is_wrong_somewhere": [
                {"few_audits_users_base": 0.0},
                {"few_audits_users_bull": 0.0},
            ],
        },
    )


def test_runs_of_the_stresses() -> None:
    def found(wider: float = 0.9, high: float = 0.0, vote: str = "audit_probability") -> Any:
        captured = SimpleNamespace(worst=lambda who: SimpleNamespace(parameter=vote))
        usual = SimpleNamespace(worst=lambda who: SimpleNamespace(parameter="audit_probability"))
        share = {name: SimpleNamespace(high=0.0) for name in stress.SCENARIOS}
        share["bull"] = SimpleNamespace(high=high)
        return SimpleNamespace(
            wider=lambda: wider,
            captures={"bear": usual, "base": captured, "bull": usual},
            sandwiches={s: SimpleNamespace(usual={"share": each}) for s, each in share.items()},
        )

    denied(
        stress.of_runs,
        found(),
        {
            "ignorance_is_wider": [found(wider=0.5)],
            "no_sandwich": [found(high=1e-6)],
            "audits_are_the_worst_vote": [found(vote="protocol_take")],
        },
    )


def test_numbers_of_the_stresses() -> None:
    good = {f"gone_{s}": 1.0 for s in SHORT} | {"gone_own": 40.0}
    good |= {f"{key}_{s}_low": 120.0 for key in ("half", "burned") for s in SHORT}
    good |= {f"worst_{s}_high": 1.0 for s in SHORT}
    good |= {f"frozen_{s}": 1.0 for s in stress.SCENARIOS} | {"frozen_own": 30.0}
    good |= {"later": 95.0, "left_later_bull_from": 50.0, "left_later_base_from": 70.0}
    good |= {"left_bear": 90.0, "left_base": 80.0, "left_bull": 70.0}
    good |= {"fallen_bear_high": 40.0, "fallen_base_low": 90.0}
    good |= {"in_force": 1.0, "fast": 1.0, "slow": 95.0, "audits_own": 0.1, "best_insiders": 1.0}
    good |= {"turnout": 60.0, "silent": 5.0, "take_moves": 1.0}
    good |= {"taken_base_low": 40.0, "taken_bills_high": 0.5}
    good |= {"ends_bear": 0.0, "ends_base": 1.0, "ends_bull": 1.0}
    numbers_denied(
        stress.of_numbers,
        good,
        {
            "outages_do_most_harm": [{"gone_bills": 2.0}],
            "outage_is_a_delay": [{"later": 90.0}],
            "outage_may_last_longer": [
                {"left_later_bull_from": 70.0},
                {"left_later_base_from": 90.0},
            ],
            "bull_comes_back_last": [{"left_bear": 80.0}, {"left_bull": 80.0}],
            "exits_do_not_spiral": [{"half_own_low": 100.0}],
            "token_fall_spirals_in_bear": [{"fallen_bear_high": 50.0}, {"fallen_base_low": 80.0}],
            "usual_window_lets_through": [{"in_force": 0.0}, {"fast": 5.0}],
            "a_day_freezes": [{"slow": 90.0}],
            "little_is_lost": [{"frozen_bull": 10.0}],
            "own_path_loses": [{"frozen_own": 20.0}],
            "downturn_burns_more": [{"burned_bills_low": 100.0}],
            "votes_let_little_in": [{"worst_own_high": 5.0}],
            "own_path_does_not_know": [{"audits_own": -1.0}],
            "votes_take_little": [{"best_insiders": 2.0}],
            "locked_votes_decide": [{"turnout": 50.0}, {"silent": 10.0}],
            "washing_takes_much": [{"taken_base_low": 30.0}],
            "washing_ends_but_in_bear": [{f"ends_{s}": 0.5} for s in stress.SCENARIOS],
            "take_is_no_defence": [{"take_moves": 10.0}],
            "bills_cannot_be_washed": [{"taken_bills_high": 1.0}],
        },
    )


PARTS = {"usage": 1.0, "return": 0.2, "premium": -3.0}
PRICED = {"usage": 1.0, "return": -0.2, "premium": 3.0}


def parts(sizes: dict[str, float], usage_alone: float, outcome: str) -> headline.Parts:
    names = headline_told.FACTORS.items()
    full = {name: sizes.get(short, 0.0) for short, name in names}
    alone = {name: usage_alone if short == "usage" else 0.0 for short, name in names}
    return headline.Parts(headline.OUTCOMES[outcome], 1.0, 2.0, full, alone)


def torn(names: tuple[str, str], values: tuple[float, float]) -> headline.Tornado:
    return headline.Tornado(1.0, tuple(Move(name, (0.0, 1.0), values) for name in names))


def headlined(**changes: Any) -> tuple[dict[str, headline.Parts], dict[str, headline.Tornado]]:
    """Logarithms of what factors multiply by, and the two strongest moves of either outcome."""
    at: dict[str, Any] = {
        "burned": PARTS,
        "price": PRICED,
        "alone_burned": 2.5,
        "alone_price": 0.5,
        "moves_burned": ("premium_half_life", headline_told.MARGIN),
        "moves_price": ("premium_half_life", "discount_rate"),
        "values_burned": (9.0, 3.0),
        "values_price": (1.0, 2.0),
        **changes,
    }
    both = ("burned", "price")
    found = {each: parts(at[each], at[f"alone_{each}"], each) for each in both}
    return found, {each: torn(at[f"moves_{each}"], at[f"values_{each}"]) for each in both}


def test_the_headline() -> None:
    denied(
        lambda case: headline_told.told(*case),
        headlined(),
        {
            "half_life_comes_first": [
                headlined(moves_burned=("other", headline_told.MARGIN)),
                headlined(moves_price=("other", "premium_half_life")),
            ],
            "burn_up_price_down": [
                headlined(values_burned=(3.0, 3.0)),
                headlined(values_price=(2.0, 2.0)),
            ],
            "margin_comes_second": [headlined(moves_burned=("premium_half_life", "other"))],
            "margin_spares_price": [
                headlined(moves_price=("premium_half_life", headline_told.MARGIN))
            ],
            "usage_alone_and_together": [headlined(alone_burned=1.9), headlined(alone_price=1.0)],
            "return_burns_more": [
                headlined(burned={**PARTS, "return": -0.1}),
                headlined(price={**PRICED, "return": 0.1}),
            ],
            "three_decide_nothing": [
                headlined(burned={**PARTS, "velocity": 0.11}),
                headlined(burned={**PARTS, "anticipation": -0.11}),
                headlined(burned={**PARTS, "depth": -0.06}),
                headlined(price={**PRICED, "depth": 0.06}),
            ],
            "mostly_belief": [headlined(price={**PRICED, "usage": 4.0})],
        },
    )
