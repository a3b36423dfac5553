"""The laws of every run, over all admissible parameters, votes and shocks, in both economies."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any

import numpy as np
import pytest
import xarray as xr

import model
from model.experiments.random_points import random_points, with_votes
from model.parameter_sets import NEVER, SCENARIOS, Parameters, Vote
from model.points import Points
from model.quantities import Quantity, quantity
from tests.parity.wild_points import wild, wild_points
from tests.property.laws import LAWS, broken
from tests.property.lively import LIVELY, drawn, point, sound
from tests.property.runs import Runs
from tests.strategies import ECONOMIES, default

DAYS = 70
#: Random points of each combination of rules; the closed market has fewer that matter.
SIZES = {"announced": 100, "deployed": 30}


def check(
    name: str, points: Sequence[Parameters], seed: int, days: int = DAYS, runs: int = 1
) -> None:
    """Run the points and ask every law; what is broken names what the point differs in."""
    economy = model.economy(name)
    shocks = model.shocks(economy, days=days, runs=runs, seed=seed)
    ds = model.simulate(economy, points, shocks)
    found = broken(Runs(economy, points, ds, shocks))
    assert not found, [*found, *(_said(text, points) for text in found[:3])]


def _said(text: str, points: Sequence[Parameters]) -> str:
    _, known, rest = text.partition("point ")
    if not known:
        return text
    point = points[int(rest.split(",")[0])]
    return f"{text}: { {n: v for n, v in point.items() if v != default(n)} }, {point.votes}"


def rules(name: str) -> dict[str, range]:
    """Every parameter that chooses among rules, with the numbers of its choices."""
    records = map(quantity, model.economy(name).parameters)
    return {r.name: range(len(r.domain.choices)) for r in records if r.domain.choices}


COMBINATIONS = [
    (name, dict(zip(rules(name), chosen, strict=True)))
    for name in ECONOMIES
    for chosen in product(*rules(name).values())
]


def _named(part: str | dict[str, int]) -> str:
    return part if isinstance(part, str) else "-".join(map(str, part.values()))


@pytest.mark.parametrize(("name", "chosen"), COMBINATIONS, ids=_named)
def test_every_law_holds_for_any_parameters_under_all_rules(
    name: str, chosen: Mapping[str, int]
) -> None:
    seed = 100 + COMBINATIONS.index((name, dict(chosen)))
    points = with_votes(wild_points(name, SIZES[name], seed, DAYS, **chosen), DAYS, seed)
    check(name, points, seed)


def test_every_choice_of_every_rule_is_reached() -> None:
    for name in ECONOMIES:
        assert set(rules(name)) == {"price_rule", "market_rule", "split_rule"}
        for rule, choices in rules(name).items():
            assert {chosen[rule] for n, chosen in COMBINATIONS if n == name} == set(choices)


@pytest.mark.parametrize("name", ECONOMIES)
def test_every_law_holds_beyond_the_cliff(name: str) -> None:
    points = with_votes(wild_points(name, SIZES[name], seed=41, days=500), 500, seed=42)
    check(name, points, seed=43, days=500)


@pytest.mark.parametrize("scenario", SCENARIOS)
def test_every_law_holds_around_every_scenario(scenario: str) -> None:
    """One parameter in eight is another; shocks are others too."""

    def column(record: Quantity, size: int, rng: np.random.Generator) -> np.ndarray:
        other = rng.uniform(size=size) < 1 / 8
        return np.where(other, wild(record, size, rng), base[record.name])

    base = model.parameters("announced", scenario)
    seed = list(SCENARIOS).index(scenario)
    opening = NEVER if base["opening_day"] == NEVER else 20
    kept = ("treasury_share", "investor_share", "team_share", "sale_share", "testnet_share")
    fixed = {each: np.full(8, base[each]) for each in kept} | {"opening_day": np.full(8, opening)}
    points = random_points("announced", 8, seed, column, fixed)
    check("announced", points, seed, runs=3)


@pytest.mark.parametrize("name", ECONOMIES)
def test_every_law_holds_for_any_shocks(name: str) -> None:
    opening: dict[str, Any] = {"opening_day": 1} if name == "announced" else {}
    check(name, Points.of([model.parameters(name, **opening)]), seed=44, runs=128)


#: For each law, a column that it reads and what would spoil it.
SPOILED: dict[str, tuple[str, Callable[[xr.DataArray], xr.DataArray]]] = {
    "stocks_are_never_negative": ("insurance", lambda x: x - 1),
    "tokens_are_conserved": ("holders", lambda x: x + 0.01),
    "dollars_are_conserved": ("providers_usd", lambda x: x + 1e-3),
    "burning_is_for_ever": ("burned", lambda x: x.where(x["day"] != 40, 0)),
    "the_two_fires_are_told_apart": ("slash_burned", lambda x: x * 1.00001),
    "values_stay_in_their_domains": ("paid_share", lambda x: x + 1e-9),
    "prices_are_alive": ("spot", lambda x: x.where(x["day"] != 9, 0)),
    "pool_fees_are_charged": ("provider_fees", lambda x: x * 1.00001),
    "purchases_are_divided": ("treasury_part", lambda x: x * (1 + 1e-10)),
    "burns_follow_the_executor": ("burn", lambda x: x * 70 / 69.3),
    "the_vault_heeds_its_limits": ("vault_spend", lambda x: x * 1.00001),
    "fees_are_shared_out": ("node_fee_professional", lambda x: x * (1 + 1e-10)),
    "audits_cost_what_users_pay_for_them": ("audit_cost", lambda x: x * (1 + 1e-10)),
    "slashes_are_shared_out": ("slash_to_burn_consumer", lambda x: x * (1 + 1e-10)),
    "users_are_insured_against_what_was_refuted": ("insurance_paid", lambda x: x * (1 + 1e-7)),
    "nobody_executes_at_a_loss": ("executor_reward", lambda x: x * (1 - 1e-7)),
    "stake_leaves_on_its_day": ("undelegated", lambda x: x.shift(day=1, fill_value=0)),
    "vesting_follows_its_schedule": ("locked_treasury", lambda x: x.shift(day=1, fill_value=0)),
    "owners_sell_a_part_of_what_vests": ("newly_kept_team", lambda x: x * (1 + 1e-10)),
    "grants_are_a_steady_share": ("grants", lambda x: x * (1 + 1e-8)),
    "votes_are_in_force_on_their_day": ("twap_window_in_force", lambda x: x * (1 + 1e-15)),
    "fair_price_follows_its_rule": ("fair_price", lambda x: x * (1 + 1e-8)),
    "exogenous_prices_are_steps_of_their_shocks": (
        "exogenous_price",
        lambda x: x.shift(day=1, fill_value=1),
    ),
    "sellers_bring_more_the_dearer_it_is": ("sold_investors", lambda x: x * (1 + 1e-8)),
    "price_stays_within_the_band_of_its_flows": ("price", lambda x: x * (1 + 1e-8)),
    "depth_is_a_part_of_what_can_be_traded": ("depth", lambda x: x * (1 + 1e-8)),
    "arbitrage_keeps_the_pools_product": ("arbitrage_tokens_out", lambda x: x * (1 + 1e-8)),
    "the_pools_price_is_the_markets": ("arbitrage_dollars_in", lambda x: x / 2),
    "the_vault_buys_along_the_pools_curve": ("buyback", lambda x: x * (1 + 1e-8)),
    "unpaid_work_is_not_served": ("served_hours_consumer", lambda x: x * (1 + 1e-10)),
    "bills_are_of_the_days_hours_and_prices": ("work_bill", lambda x: x * (1 + 1e-8)),
    "markets_that_settle_pay_the_vault": ("settled_fees", lambda x: x * (1 + 1e-8)),
    "nodes_pay_for_what_they_keep_and_do": ("node_costs_consumer", lambda x: x * (1 + 1e-8)),
    "collateral_is_days_of_outside_pay": ("collateral_asked_consumer", lambda x: x * (1 + 1e-10)),
    "work_needs_capacity_and_collateral": ("workable_hours_consumer", lambda x: x * 3),
    "prices_of_compute_follow_their_rule": ("compute_price_consumer", lambda x: x * (1 + 1e-8)),
    "trust_stays_between_what_it_was_and_what_work_deserves": (
        "reputation",
        lambda x: x.where(x["day"] != 9, 0.5),
    ),
}


@pytest.mark.parametrize("law", LAWS, ids=lambda law: law.__name__)
def test_each_law_can_speak(law: Callable[[Runs], Iterable[str]]) -> None:
    economy, columns = model.economy("announced"), sound()
    assert not list(law(Runs(economy, [point()], columns, drawn())))
    column, spoil = SPOILED[law.__name__]
    labelled = xr.DataArray(columns[column], dims=("point", "run", "day"))
    labelled = labelled.assign_coords(day=range(labelled.sizes["day"]))
    spoiled = {**columns, column: spoil(labelled).to_numpy()}
    assert list(law(Runs(economy, [point()], spoiled, drawn())))


# Closed forms --------------------------------------------------------------------------------


@cache
def unlocked(jump: float) -> xr.DataArray:
    """The unlocked part of the supply by day, when no sale token is locked."""
    economy = model.economy("announced")
    point = model.parameters("announced", sale_locked_share=0.0, insider_cliff_jump=jump)
    ds = model.simulate(economy, point, model.shocks(economy, days=1100), engine="python")
    names = ("treasury", "investors", "team", "sale")
    locked: Any = sum(ds[f"locked_{name}"] for name in names)
    return 1 - locked.isel(run=0) / 1e10


@pytest.mark.parametrize(
    ("jump", "at_cliff"), [(0.0, 0.2385), (1 / 3, 0.4205)], ids=["nothing accrued", "one third"]
)
def test_both_readings_of_the_cliff_unlock_as_published(jump: float, at_cliff: float) -> None:
    found = unlocked(jump)
    days = np.arange(1101)
    month = days * 12 / 365
    accrued = (
        np.clip((month - 12) / 24, 0, 1)
        if jump == 0
        else np.where(days < 365, 0, np.minimum(month / 36, 1))
    )
    expected = 0.404 * (0.2 + 0.8 * np.minimum(month, 36) / 36) + 0.546 * accrued + 0.05
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-12)
    assert float(found[0]) == pytest.approx(0.1308, abs=5e-5)
    assert float(found[364]) < 0.24
    assert float(found[365]) == pytest.approx(at_cliff, abs=5e-5)
    assert float(found[1095]) == pytest.approx(1.0, abs=1e-12)


@pytest.mark.parametrize(
    ("jump", "month", "percent"),
    [
        (0, 6, 18.47),
        (0, 18, 42.89),
        (0, 24, 61.93),
        (0, 30, 80.96),
        (1 / 3, 6, 18.47),
        (1 / 3, 18, 56.54),
        (1 / 3, 24, 71.03),
        (1 / 3, 30, 85.51),
    ],
)
def test_the_published_table_of_unlocks(jump: float, month: int, percent: float) -> None:
    by_day = unlocked(jump)
    exact = float(by_day.interp(day=month * 365 / 12))
    assert 100 * exact == pytest.approx(percent, abs=0.006)


# The vault -----------------------------------------------------------------------------------


def vault_run(days: int = 30, votes: tuple[Vote, ...] = (), **changes: Any) -> xr.Dataset:
    """A vault that lacks no money and reads a TWAP equal to the spot price, from day 2 on.

    Nothing has settled on day 1.
    """
    economy = model.economy("announced")
    changes = {"price_volatility": 0.0, "delphi_volume": 1e8, **changes}
    point = model.parameters("announced", votes=votes, **changes)
    ds = model.simulate(economy, point, model.shocks(economy, days=days, seed=3), engine="python")
    return ds.isel(run=0)


def test_the_largest_purchase_is_that_of_the_guard() -> None:
    ds = vault_run(max_slippage=0.02, pool_fee=0.003, pool_usd_reserve=50_000.0)
    share = (0.02 - 0.003) / ((1 - 0.02) * (1 - 0.003))
    assert share == pytest.approx(0.0174, abs=5e-5)
    # The reserve that the guard reads is the one before the day's purchases.
    np.testing.assert_allclose(ds["guard_room"][2:] / share, ds["pool_usd"][1:-1], rtol=1e-12)
    assert (ds["executions"][3:] == 48).all(), "once in every half hour of the day"
    limit = 48 * ds["guard_room"]
    assert (ds["vault_spend"] == limit)[3:].all(), "the vault is rich: the guard binds"
    # What the contract would compute: out of the pool against the tolerated quote.
    quote = (1 - 0.02) * ds["vault_spend"] / ds["twap"]
    np.testing.assert_allclose(ds["buyback"][3:], quote[3:], rtol=1e-11)


def test_a_guard_below_the_pool_fee_freezes_the_vault() -> None:
    ds = vault_run(max_slippage=0.003, pool_fee=0.003)
    assert float(ds["vault_spend"].max()) <= 1e-9
    assert float(ds["vault_usd"][-1]) == pytest.approx(float(ds["settled_fees"].sum()), rel=1e-12)


def test_an_epoch_spends_its_cap_and_no_more() -> None:
    ds = vault_run(epoch_volume_cap=1000.0, epoch_days=3.0).isel(day=slice(1, None))
    assert (ds["vault_spend"][[3, 6, 9]] > 0).all()
    by_epoch = np.asarray(ds["vault_spend"]).reshape(-1, 3).sum(axis=1)
    np.testing.assert_allclose(by_epoch, 1000.0, rtol=1e-12)
    assert (ds["vault_usd"].diff("day") > 0).any(), "the backlog is carried over"


def test_a_cap_of_zero_is_no_cap() -> None:
    unlimited, high = (vault_run(epoch_volume_cap=cap) for cap in (0.0, 1e12))
    np.testing.assert_array_equal(unlimited["vault_spend"], high["vault_spend"])
    assert float(unlimited["vault_spend"].max()) > 1000


def test_an_executor_whose_reward_does_not_pay_the_gas_stays_away() -> None:
    poor = vault_run(gas_cost=1e6)
    assert float(poor["buyback"].max()) == 0
    assert (poor["vault_usd"].diff("day")[1:] > 0).all()
    assert float(vault_run(gas_cost=0.0)["buyback"][2:].min()) > 0


def test_the_two_splits_burn_what_article_and_contract_say() -> None:
    for rule, shares in (("contract", (0.693, 0.297)), ("gross", (0.70, 0.29))):
        economy = model.economy("announced")
        point = model.parameters("announced", split_rule=rule)
        ds = model.simulate(economy, point, model.shocks(economy, days=20), engine="python")
        totals = ds[["buyback", "burn", "treasury_part", "executor_reward"]].sum()
        assert float(totals["burn"] / totals["buyback"]) == pytest.approx(shares[0], rel=1e-12)
        assert float(totals["treasury_part"] / totals["buyback"]) == pytest.approx(shares[1])
        assert float(totals["executor_reward"] / totals["buyback"]) == pytest.approx(0.01)


def test_a_vote_changes_the_burn_from_its_day_on() -> None:
    ds = vault_run(days=20, votes=(Vote("burn_share", 0.2, proposed=3),))
    share = (ds["burn"] / (ds["buyback"] - ds["executor_reward"])).to_numpy()
    np.testing.assert_allclose(share[2:10], 0.7, rtol=1e-12)
    np.testing.assert_allclose(share[10:], 0.2, rtol=1e-12)  # day 3 and a timelock of 7


# Stake that comes back -----------------------------------------------------------------------


@pytest.mark.parametrize("delay", [1, 2, 14, 29, 30])
def test_stake_that_leaves_is_free_on_its_very_day(delay: int) -> None:
    """Validators earn more on some days than on others, and stake comes and goes: follow it."""
    economy = model.economy("announced")
    changes = {**LIVELY, "unbonding_days": delay, "staking_speed": 0.9}
    point = model.parameters("announced", **changes)
    ds = model.simulate(economy, point, model.shocks(economy, days=90), engine="python")
    ds = ds.isel(run=0)
    asked, freed = ds["undelegated"].to_numpy()[1:], ds["unbonding_step_01"].to_numpy()[1:]
    assert (asked > 0).sum() > 20
    assert (freed[:delay] == 0).all()
    np.testing.assert_allclose(freed[delay:], asked[: len(asked) - delay], rtol=1e-15)
    waiting: Any = sum(ds[f"unbonding_{k:02d}"] for k in range(1, 31))
    owed = [asked[max(0, t - delay + 1) : t + 1].sum() for t in range(len(asked))]
    np.testing.assert_allclose(waiting[1:], owed, rtol=1e-13)


def test_collateral_that_is_no_longer_asked_for_comes_back_in_the_delay() -> None:
    """After a vote that asks for none, each day a part of one over the delay."""
    economy = model.economy("announced")
    changes = {**LIVELY, "unbonding_days": 10}
    votes = (Vote("stake_days", 0.0, proposed=20),)
    point = model.parameters("announced", votes=votes, **changes)
    ds = model.simulate(economy, point, model.shocks(economy, days=60), engine="python")
    ds = ds.isel(run=0)
    for c in ("datacentre", "professional", "consumer"):
        kept = (ds[f"node_stake_{c}"] + ds[f"collateral_withdrawn_{c}"])[27:]
        assert float(kept[0]) > 0
        np.testing.assert_allclose(ds[f"collateral_withdrawn_{c}"][27:], kept / 10, rtol=1e-12)
