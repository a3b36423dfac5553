"""Who takes: captured votes stay within the rules, and washing stops where it stops paying."""

from dataclasses import replace

import numpy as np
import pytest

import model
from model.experiments.intervals import SEED
from model.experiments.stress import capture, washing
from model.figures import stress as draw
from model.parameter_sets import Vote
from model.spec.announced import VOTES


@pytest.fixture(scope="module")
def captures() -> dict[str, capture.Capture]:
    return capture.captures(runs=3)


@pytest.fixture(scope="module")
def washed() -> dict[str, washing.Washed]:
    return washing.washing(runs=3)


def test_every_votable_parameter_has_its_ends_and_one_step_further_is_refused() -> None:
    usual = model.parameters("announced", "base", ())
    ends = capture.worst_values(usual)
    assert set(ends) == {symbol.name for symbol in VOTES}
    for name in ("burn_share", "executor_share"):
        beyond = Vote(name, max(ends[name]) + 0.01, 0, capture.ENACTED)
        with pytest.raises(ValueError, match="must not exceed 1"):
            model.parameters("announced", "base", [beyond])
    with pytest.raises(ValueError, match="max_slippage"):
        model.parameters("announced", "base", [Vote("max_slippage", 0.06, 0, capture.ENACTED)])


def test_a_vote_changes_what_two_runs_of_the_same_paths_say(
    captures: dict[str, capture.Capture],
) -> None:
    economy = model.economy("announced")
    u = model.shocks(economy, days=1825, runs=3, seed=SEED)
    worth = []
    for votes in ([], [Vote("burn_share", 0.0, 0, capture.ENACTED)]):
        ds = model.simulate(economy, model.parameters("announced", "base", votes), u)
        value = ds.price * ds.circulating
        first = capture.ENACTED
        worth.append(value.sel(day=slice(first, first + 364)).mean("day"))
    change = float((worth[1] - worth[0]).median())
    found = captures["base"].of("burn_share", 0.0).changes["holders"]
    assert change < 0
    assert found == pytest.approx(change, rel=1e-6)


def test_votes_on_the_vault_take_little_and_votes_on_the_network_nearly_all(
    captures: dict[str, capture.Capture],
) -> None:
    for each in captures.values():
        for name in ("max_slippage", "twap_window", "epoch_volume_cap"):
            for vote in each.votes:
                if vote.parameter == name:
                    assert abs(vote.changes["holders"]) < 1e-3 * each.without["holders"], name
        assert each.worst("holders").parameter == "audit_probability"
        assert each.worst("holders").changes["holders"] < -0.5 * each.without["holders"]
        best = max(each.votes, key=lambda vote: vote.changes["executors"])
        assert best.parameter == "executor_share"


def test_insiders_have_a_majority_at_launch_and_lose_it_by_selling() -> None:
    found = capture.weight(runs=2)
    p = model.parameters("announced", "base", ())
    assert found.allocated == p["investor_share"] + p["team_share"] > capture.MAJORITY
    assert found.enacted < capture.MAJORITY
    assert p["insider_cliff_days"] <= found.majority < capture.ENACTED


def test_a_longer_timelock_lets_more_leave() -> None:
    short, long = (capture.exits(days) for days in capture.TIMELOCKS)
    for name in ("stakers", "collateral", "holders"):
        assert 0 <= getattr(short, name) < getattr(long, name) <= 1
    assert short.saved(0.5, 100, 0) == 0
    assert long.saved(0.5, 100, 0) == 50
    usual = model.parameters("announced", "base", ())
    assert capture.exits(int(usual["unbonding_days"])).stakers == 1


def test_washing_stops_where_another_dollar_costs_what_it_brings() -> None:
    row = np.array([[100.0, 100.0, 100.0, 0.0]])
    one = washing.Day(row, np.array([[50.0, 10.0, 50.0, 50.0]]), row * 0 + 1e9, row * 0 + 0.2)
    washed = one.washed()
    assert washed.tolist() == [[150.0, 0.0, 150.0, 0.0]]
    gets = one.subsidy / np.maximum(one.work + washed, 1)
    assert gets[0, 0] == 0.2
    assert one.taken()[0, 0] == pytest.approx(150 * 0.2)
    few = replace(one, idle=row * 0 + 25)
    assert few.washed()[0, 0] == 25
    assert few.taken()[0, 0] == pytest.approx(50 * 25 / 125)


def test_dearer_washing_takes_less_and_more_subsidy_invites_more(
    washed: dict[str, washing.Washed],
) -> None:
    for each in washed.values():
        assert each.usual["computed"] < each.usual["replayed"]
        assert (np.diff(each.shares[:, 0]) > 0).all()
        assert each.usual["replayed"] + each.usual["safe"] < 1 + 1e-9
        assert len(each.subsidy) == len(washing.SINCE)
        assert each.subsidy[0] > each.cost[0]
        if each.border is not None:
            later = np.array(washing.SINCE) > each.border
            assert (each.subsidy[later] <= each.cost[later]).all()


def test_the_subsidy_of_a_month_is_that_of_a_run(washed: dict[str, washing.Washed]) -> None:
    economy = model.economy("announced")
    p = model.parameters("announced", "base", ())
    ds = model.simulate(economy, p, model.shocks(economy, days=1825, runs=3, seed=SEED))
    opened = int(p["opening_day"])
    month = ds.sel(day=slice(opened + 330, opened + 359))
    classes = ("datacentre", "professional", "consumer")
    work = sum(
        (month[f"compute_price_{c}"] * month[f"served_hours_{c}"] for c in classes), 0 * month.price
    )
    paid = month.price * month[[f"node_subsidy_{c}" for c in classes]].to_dataarray().sum(
        "variable"
    )
    rate = float((paid.sum("day") / work.sum("day")).median())
    assert washed["base"].subsidy[washing.SINCE.index(360)] == pytest.approx(rate, rel=1e-6)


def test_the_figure_says_until_when_washing_pays(washed: dict[str, washing.Washed]) -> None:
    text = draw.washing_border(washed).alt
    for scenario, each in washed.items():
        when = "to the end" if each.border is None else f"until day {each.border}"
        assert f"{scenario} pays {when}" in text
