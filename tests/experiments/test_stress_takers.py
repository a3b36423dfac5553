"""Who takes: captured votes stay within the rules, and washing stops where it stops paying."""

from dataclasses import replace

import numpy as np
import pytest

import model
from model.experiments import buyback_mechanism
from model.experiments.intervals import SEED
from model.experiments.stress import ballot, capture, sandwich, washing
from model.experiments.stress.common import BILLS, OWN_PATH, SETTINGS
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
    assert list(captures) == list(SETTINGS)
    for name, each in captures.items():
        best = max(each.votes, key=lambda vote: vote.changes["executors"])
        assert best.parameter == "executor_share"
        audits = each.of("audit_probability", 0.0)
        assert audits.parts["users"].high < -0.9
        if name == OWN_PATH:  # such a price does not know that the network is gone
            assert abs(audits.parts["holders"].middle) < 0.01
        else:
            assert audits.changes["holders"] < -0.5 * each.without["holders"]
    for name in ("bear", "base", "bull"):
        each = captures[name]
        for parameter in ("max_slippage", "twap_window", "epoch_volume_cap"):
            vote = each.worst("holders", (parameter,))
            assert abs(vote.changes["holders"]) < 1e-3 * each.without["holders"], parameter
        assert each.worst("holders").parameter == "audit_probability"


def test_who_gains_from_a_vote_is_counted_together(captures: dict[str, capture.Capture]) -> None:
    each = captures["base"]
    alone = {(v.parameter, v.value) for v in each.gaining("insiders")}
    assert ("audit_probability", 0.0) not in alone
    best = each.gaining("insiders")[0]
    assert best.changes["insiders"] < 0.02 * each.without["insiders"]
    both = each.gaining("insiders", "nodes")
    assert (both[0].parameter, both[0].value) == ("treasury_subsidy_share", 1.0)
    gains = [v.changes["insiders"] + v.changes["nodes"] for v in both]
    assert gains == sorted(gains, reverse=True)


@pytest.fixture(scope="module")
def votes() -> ballot.Ballot:
    return ballot.ballot(runs=2)


def test_insiders_have_a_majority_at_launch_and_lose_it_by_selling(votes: ballot.Ballot) -> None:
    p = model.parameters("announced", "base", ())
    assert votes.allocated == p["investor_share"] + p["team_share"] > ballot.MAJORITY
    assert p["insider_cliff_days"] <= votes.majority.middle < capture.ENACTED


def test_a_part_of_the_votes_is_that_of_a_run(votes: ballot.Ballot) -> None:
    economy = model.economy("announced")
    p = model.parameters("announced", "base", ())
    ds = model.simulate(economy, p, model.shocks(economy, days=730, runs=2, seed=SEED))
    end = ds.sel(day=730)
    mine = sum(
        end[f"{kind}_{who}"] for kind in ("locked", "for_sale") for who in ("investors", "team")
    )
    gone = end.burned + end.slash_burned + end.treasury + end.locked_treasury
    part = mine / (mine + 0.2 * (p["initial_supply"] - gone - mine))
    found = votes.locked_vote[ballot.TURNOUTS.index(0.2), ballot.DAYS.index(730)]
    assert np.allclose(found, part)


def test_more_turnout_stops_more_and_silent_locks_stop_nearly_all(votes: ballot.Ballot) -> None:
    for part in (votes.locked_vote, votes.locked_silent):
        assert (np.diff(part, axis=0) <= 0).all()
        assert ((part >= 0) & (part <= 1)).all()
    assert (votes.locked_silent <= votes.locked_vote).all()
    turnout = votes.least_turnout(730, True)
    assert votes.told(0.5, 730, True).middle > 0.5 > votes.told(1.0, 730, True).middle
    assert 0.5 < turnout < 1


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


def test_a_washed_dollar_costs_take_validators_audits_and_the_work_if_it_is_done() -> None:
    one = np.ones((1, 1))
    paths = dict.fromkeys(washing._COLUMNS, one)
    paths |= {"audit_bill": 0.1 * one, "gpus_consumer": 3 * one, "price": 2 * one}
    paths |= {f"served_hours_{c}": 24 * one for c in ("datacentre", "professional", "consumer")}
    given = {"protocol_take": np.array([0.05]), "validator_share": np.array([0.03])}
    for c, cost in (("datacentre", 9.0), ("professional", 9.0), ("consumer", 0.25)):
        given |= {f"uptime_{c}": np.array([1.0]), f"variable_cost_{c}": np.array([cost])}
    found = washing.day(paths, given)
    assert found.cost[0, 0] == pytest.approx(0.05 + 0.03 + 0.1)
    assert washing.day(paths, given, worked=True).cost[0, 0] == pytest.approx(0.18 + 0.25)
    assert found.work[0, 0] == 72
    assert found.idle[0, 0] == 48
    assert found.subsidy[0, 0] == 6


def test_a_subsidy_that_fades_ends_the_washing(washed: dict[str, washing.Washed]) -> None:
    bull, base = washed["bull"], washed["base"]
    assert bull.border is not None
    assert base.border is not None
    assert bull.border < base.border
    ratio = np.median(base.subsidy[-1]) / np.median(base.cost[-1])
    assert ratio < 0.5


def test_dearer_washing_takes_less_and_more_subsidy_invites_more(
    washed: dict[str, washing.Washed],
) -> None:
    for each in washed.values():
        assert each.usual["computed"].middle <= each.usual["replayed"].middle
        assert (np.diff(each.shares[:, 0]) >= 0).all()
        assert each.usual["replayed"].low + each.usual["safe"].low < 1 + 1e-9
        assert len(each.subsidy) == len(washing.SINCE)
        low, high = each.border_ends()
        assert low <= high
        if each.border is not None:
            assert low <= each.border <= high
            later = np.array(washing.SINCE) > each.border
            middle = [np.median(x, axis=1) for x in (each.subsidy, each.cost)]
            assert (middle[0][later] <= middle[1][later]).all()
    for name in ("bear", "base", "bull", OWN_PATH):
        assert washed[name].subsidy[0].min() > washed[name].cost[0].max()
    # A price that usage makes keeps the subsidy small beside the work.
    assert washed[BILLS].usual["replayed"].high < 0.01


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
    found = float(np.median(washed["base"].subsidy[washing.SINCE.index(360)]))
    assert found == pytest.approx(rate, rel=1e-6)


def test_the_figure_says_until_when_washing_pays(washed: dict[str, washing.Washed]) -> None:
    text = draw.washing_border(washed).alt
    for scenario, each in washed.items():
        when = "to the end" if each.border is None else f"until day {each.border}"
        assert f"{scenario} pays {when}" in text


def test_the_best_attack_is_the_one_found_by_search() -> None:
    """Against whole attacks on the pool, one dollar at a time, by another code."""
    pool = buyback_mechanism.Setting(depth=1e5, fee=0.003, share=0.01, gas=0.0)
    for size, slip in ((2000.0, 0.05), (900.0, 0.02), (200.0, 0.02)):
        found = float(sandwich.best(*(np.array(x) for x in (size, 1e5, 0.003, slip))))
        searched = buyback_mechanism.best_attack(pool, size, slip).gain
        assert found == pytest.approx(max(searched, 0.0), rel=0.01, abs=1e-6), size


def test_an_attack_needs_a_purchase_above_the_safe_size() -> None:
    fee, slip, depth = 0.003, 0.05, 1e5
    safe = buyback_mechanism.safe(depth, fee)
    gains = [
        float(sandwich.best(*(np.array(x) for x in (part * safe, depth, fee, slip))))
        for part in (0.99, 1.2)
    ]
    assert gains[0] == 0 < gains[1]


def test_sandwiches_take_nothing_as_designed_and_little_after_a_vote() -> None:
    found = sandwich.sandwiches(runs=2)
    for name in ("bear", "base", "bull"):
        assert found[name].usual["share"].high == 0
        assert 0 <= found[name].worst().middle < 5
    assert found["bull"].worst().middle > found["bull"].told(0.02, 0.5).middle
    assert found[BILLS].usual["days"].middle > 0


def test_votes_are_drawn_with_their_numbers(votes: ballot.Ballot) -> None:
    at = ballot.DAYS.index(730)
    part = np.median(votes.locked_vote[0, at])
    assert f"{100 * part:.0f} per cent after two years" in draw.votes(votes).alt
