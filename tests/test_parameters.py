"""Parameters: every admissible value is taken, every other refused in one clear sentence."""

from __future__ import annotations

import math
import pickle
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import model
from model.parameter_sets import NEVER, SCENARIOS, ParameterError, Parameters, Vote
from model.quantities import Quantity, quantity
from model.units import registry

ECONOMIES = ("announced", "deployed")
RECORDS = {
    record.name: record
    for name in ECONOMIES
    for record in map(quantity, model.economy(name).parameters)
}
#: Parameters that appear in a joint condition; alone they may be refused within their domain.
JOINT = {
    symbol.name
    for name in ECONOMIES
    for constraint in model.economy(name).constraints
    for symbol in constraint.expression.free_symbols
}


def owner(record: Quantity) -> str:
    """An economy that has the parameter."""
    names = {s.name for s in model.economy("announced").parameters}
    return "announced" if record.name in names else "deployed"


def refused(*words: str, economy: str = "announced", **changes: Any) -> str:
    with pytest.raises(ParameterError) as caught:
        model.parameters(economy, **changes)
    message = str(caught.value)
    assert "\n" not in message
    for word in words:
        assert word in message
    return message


# Domains -------------------------------------------------------------------------------------


@pytest.mark.parametrize("record", RECORDS.values(), ids=lambda r: r.name)
def test_default_and_range_lie_in_the_domain(record: Quantity) -> None:
    low, high = record.range
    assert low <= record.default <= high
    for value in (record.default, low, high):
        assert value in record.domain, f"{value} is outside {record.domain}"


@pytest.mark.parametrize("record", RECORDS.values(), ids=lambda r: r.name)
def test_a_value_beyond_the_domain_names_value_and_limit(record: Quantity) -> None:
    domain, name = record.domain, record.name
    beyond = [math.nan, math.inf, -math.inf]
    if domain.low > -math.inf:
        beyond.append(domain.low if domain.open_low else math.nextafter(domain.low, -math.inf))
    if domain.high < math.inf:
        beyond.append(domain.high if domain.open_high else math.nextafter(domain.high, math.inf))
    if domain.whole:
        beyond.append(domain.low + 0.5)
    for value in beyond:
        message = refused(f"{name}={value!r}", str(domain), economy=owner(record), **{name: value})
        assert record.unit == "1" or record.unit in message


@pytest.mark.parametrize("record", RECORDS.values(), ids=lambda r: r.name)
def test_the_ends_of_the_domain_are_taken(record: Quantity) -> None:
    if record.name in JOINT:
        return
    domain = record.domain
    for end, is_open in ((domain.low, domain.open_low), (domain.high, domain.open_high)):
        if math.isfinite(end) and not is_open:
            change: dict[str, Any] = {record.name: end}
            point = model.parameters(owner(record), **change)
            assert point[record.name] == end


# Joint conditions ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"treasury_share": 0.5}, "five allocation shares must sum to 1"),
        ({"burn_share": 0.995}, "burn_share + executor_share must not exceed 1"),
        ({"billed_by_task": 0.7, "billed_by_cycle": 0.7}, "billed_by_task + billed_by_cycle"),
        ({"slash_burn_share": 0.9}, "slash_challenger_share + slash_burn_share must not exceed 1"),
        ({"protocol_take": 0.5, "validator_share": 0.5}, "must stay below 1"),
        ({"discount_rate": 0.05, "long_run_growth": 0.05}, "must exceed long_run_growth"),
        ({"pool_usd_reserve": 1e9}, "must fit into the treasury's free tokens"),
        ({"premium_at_launch": 1e4}, "must fit into the treasury's free tokens"),
    ],
)
def test_shares_that_do_not_fit_together_are_refused(changes: dict[str, Any], words: str) -> None:
    message = refused(words, **changes)
    for name, value in changes.items():
        assert f"{name}={value:g}" in message, "the message shows what it found"


def test_a_condition_that_cannot_be_worked_out_does_not_hold() -> None:
    """All tokens are locked, none is priced in yet: no price of the first day can be named."""
    shares: dict[str, Any] = {
        f"{who}_share": 0.0 for who in ("treasury", "team", "sale", "testnet")
    }
    refused(
        "must fit into the treasury's free tokens",
        **shares,
        investor_share=1.0,
        unlock_anticipation=0.0,
    )


def test_two_shares_may_move_against_each_other() -> None:
    point = model.parameters("announced", treasury_share=0.504, team_share=0.15)
    assert point["treasury_share"] == 0.504
    assert model.parameters("announced", burn_share=0.99)["burn_share"] == 0.99


# How a value may be written ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "written", "value"),
    [
        ("burn_share", 0.8, 0.8),
        ("burn_share", 1 / 4, 0.25),
        ("burn_share", np.float64(0.8), 0.8),
        ("burn_share", np.float32(0.5), 0.5),
        ("burn_share", "0.8", 0.8),
        ("burn_share", "80 percent", 0.8),
        ("burn_share", "7000 bps", 0.7),
        ("insider_cliff_jump", "1/3", 1 / 3),
        ("sale_lock_days", 182, 182.0),
        ("sale_lock_days", "6 calendar_month", 182.5),
        ("sale_lock_days", "1 calendar_year", 365.0),
        ("sale_lock_days", "48 hour", 2.0),
        ("twap_window", "1 hour", 3600.0),
        ("pool_usd_reserve", "50000 USD", 50000.0),
        ("unbonding_days", 21, 21.0),
        ("unbonding_days", "21 day", 21.0),
        ("split_rule", "gross", 1.0),
        ("split_rule", 1, 1.0),
        ("split_rule", "1", 1.0),
        ("price_rule", "quantity", 2.0),
        ("demand_growth", "0.1/calendar_year", 0.1),
    ],
)
def test_a_value_may_be_a_number_a_text_with_a_unit_or_a_name(
    name: str, written: Any, value: float
) -> None:
    found = model.parameters("announced", **{name: written})[name]
    assert found == value, "to the last digit"
    assert type(found) is float


@pytest.mark.parametrize("record", RECORDS.values(), ids=lambda r: r.name)
def test_a_value_may_be_written_with_the_unit_that_the_listing_shows(record: Quantity) -> None:
    if record.unit != "1":
        written = f"{record.default!r} {record.unit}"
        change: dict[str, Any] = {record.name: written}
        point = model.parameters(owner(record), **change)
        assert point[record.name] == record.default


def test_a_measured_value_is_converted() -> None:
    measured = registry().Quantity(6, "calendar_month")
    assert model.parameters("announced", sale_lock_days=measured)["sale_lock_days"] == 182.5


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("burn_share", "3 day"),
        ("sale_lock_days", "3 AI"),
        ("pool_usd_reserve", "5 AI"),
        ("sale_lock_days", "six"),
        ("burn_share", ""),
        ("burn_share", "  "),
        ("burn_share", None),
        ("burn_share", True),
        ("burn_share", [0.1, 0.2]),
        ("burn_share", {"x": 1}),
        ("burn_share", 1j),
        ("burn_share", "nan"),
        ("burn_share", "inf"),
        ("burn_share", "0.1 0.2"),
        ("burn_share", "0.1,0.2"),
        ("burn_share", "[0.1]"),
        ("burn_share", "0.5 # half"),
        ("burn_share", "__import__('os')"),
        ("sale_lock_days", "3 furlongs of"),
    ],
)
def test_a_value_that_cannot_be_read_is_refused(name: str, written: Any) -> None:
    message = refused(f"{name}=", **{name: written})
    unit = RECORDS[name].unit
    assert unit == "1" or unit in message


@pytest.mark.parametrize(
    ("name", "written", "near"),
    [
        ("split_rule", "grosss", "gross"),
        ("price_rule", "fundamentel", "fundamental"),
    ],
)
def test_a_misspelt_alternative_suggests_the_nearest(name: str, written: str, near: str) -> None:
    refused(f"{name}={written!r}", f"did you mean {near!r}?", **{name: written})


def test_an_unknown_name_suggests_the_nearest() -> None:
    refused("announced has no parameter 'burn_sahre'", "did you mean 'burn_share'?", burn_sahre=1)
    message = refused("announced has no parameter 'qqqqqq'", qqqqqq=1)
    assert "did you mean" not in message
    refused("deployed has no parameter 'initial_price'", economy="deployed", initial_price=0.1)


def test_an_unknown_economy_lists_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"did you mean 'announced'\?.*announced, deployed"):
        model.economy("announce")
    with pytest.raises(ValueError, match="there are announced, deployed"):
        model.parameters("zzz")


def test_an_unknown_scenario_lists_those_there_are() -> None:
    with pytest.raises(ParameterError, match=r"'thinpool'; did you mean 'thin pool'\?; there are"):
        model.parameters("announced", scenario="thinpool")


@settings(max_examples=200)
@given(st.sampled_from(sorted(RECORDS)), st.floats() | st.text(max_size=8) | st.integers())
def test_whatever_is_given_is_taken_or_refused_in_one_sentence(name: str, value: Any) -> None:
    if isinstance(value, str) and ("*" in value or "^" in value):
        return  # arithmetic in texts has a test of its own
    record = RECORDS[name]
    try:
        found = model.parameters(owner(record), **{name: value})[name]
    except ParameterError as error:
        assert "\n" not in str(error).replace(repr(value), "")  # noqa: PT017
    else:
        assert found in record.domain
        assert math.isfinite(found)


def test_a_text_is_a_number_and_a_unit_not_a_program() -> None:
    refused("burn_share=", burn_share="9**9**9")


# What comes back -----------------------------------------------------------------------------


def test_parameters_are_a_mapping_that_cannot_be_changed() -> None:
    point = model.parameters("announced", burn_share=0.8)
    assert dict(point)["burn_share"] == 0.8
    assert set(point) == {s.name for s in model.economy("announced").parameters}
    with pytest.raises(TypeError):
        point["burn_share"] = 0.9  # type: ignore[index]
    assert point == model.parameters("announced", burn_share=0.8)
    assert hash(point) == hash(model.parameters("announced", burn_share=0.8))
    assert point != model.parameters("announced")


def test_changes_come_after_the_scenario() -> None:
    assert model.parameters("announced", "seed split")["split_rule"] == 1
    changed = model.parameters("announced", "seed split", split_rule="contract")
    assert changed["split_rule"] == 0
    assert set(SCENARIOS) >= {"base", "seed split", "draft vesting"}


@pytest.mark.parametrize("scenario", ["bear", "base", "bull"])
def test_a_state_of_the_world_takes_the_values_that_its_facts_give(scenario: str) -> None:
    point = model.parameters("announced", scenario)
    for record in RECORDS.values():
        assert point[record.name] == record.under(scenario)
    if scenario != "base":
        assert sum(point[name] != model.parameters("announced")[name] for name in point) > 5


def test_observed_is_base_with_the_market_closed() -> None:
    base, observed = (model.parameters("announced", name) for name in ("base", "observed"))
    assert {name for name in base if base[name] != observed[name]} == {"opening_day"}
    assert observed["opening_day"] == NEVER == model.parameters("deployed")["opening_day"]
    # A state of the world does not open the market of an economy that has it closed.
    assert model.parameters("deployed", "bull")["opening_day"] == NEVER


# Votes ---------------------------------------------------------------------------------------


def voted(*votes: Vote, **changes: Any) -> Parameters:
    return model.parameters("announced", votes=votes, **changes)


def test_a_vote_is_in_force_from_its_day_to_the_next_vote() -> None:
    point = voted(Vote("burn_share", 0.5, 13, 30), Vote("burn_share", "60 percent", 3))
    path = point.schedules(40)["scheduled_burn_share"]
    # Entry k is day k + 1: the vote of day 3 is enacted on day 10.
    assert list(path[:9]) == [0.7] * 9
    assert list(path[9:29]) == [0.6] * 20
    assert list(path[29:]) == [0.5] * 11
    others = {name for name in point.schedules(40) if name != "scheduled_burn_share"}
    assert all(len(set(point.schedules(40)[name])) == 1 for name in others)


def test_a_vote_after_the_last_day_changes_nothing() -> None:
    assert set(voted(Vote("burn_share", 0.1, 50)).schedules(20)["scheduled_burn_share"]) == {0.7}


def test_a_scenario_may_bring_a_vote_and_none_may_be_asked_for() -> None:
    (vote,) = model.parameters("announced").votes
    assert (vote.parameter, vote.value) == ("twap_window", 3600)
    (vote,) = model.parameters("announced", "guard vote").votes
    assert (vote.parameter, vote.value) == ("max_slippage", 0.01)
    assert vote.enacted == vote.proposed + 7
    assert model.parameters("announced", "guard vote", votes=()).votes == ()
    assert model.parameters("deployed").votes == model.parameters("announced").votes


def test_a_longer_timelock_delays_a_vote() -> None:
    (vote,) = voted(Vote("burn_share", 0.5, 3), timelock_days=20).votes
    assert vote.enacted == 23
    (vote,) = voted(Vote("burn_share", 0.5, 3), timelock_days=7.5).votes
    assert vote.enacted == 11, "a part of a day is waited for"


@pytest.mark.parametrize(
    ("vote", "words"),
    [
        (Vote("max_slippage", "501 bps", 3), ("max_slippage", "[0, 0.05]")),
        (Vote("twap_window", 1799, 3), ("twap_window=1799", "[1800, 86400]")),
        (Vote("burn_share", 0.995, 3), ("after the vote on burn_share", "must not exceed 1")),
        (Vote("executor_share", 0.31, 3), ("after the vote on executor_share", "10000 bps")),
        (Vote("burn_share", 0.5, 3, 9), ("day 9", "timelock of 7 days", "day 10 or later")),
        (Vote("burn_share", math.nan, 3), ("vote on burn_share", "finite")),
        (Vote("burn_shar", 0.5, 3), ("votes cannot change it", "did you mean 'burn_share'?")),
        (Vote("team_share", 0.5, 3), ("votes cannot change it", "max_slippage")),
        (Vote("burn_share", 0.5, -1), ("day -1", "whole day of 0 or later")),
        (Vote("burn_share", 0.5, 1.5), ("whole day",)),  # type: ignore[arg-type]
        (Vote("burn_share", 0.5, math.nan), ("whole day",)),  # type: ignore[arg-type]
        (Vote("burn_share", 0.5, math.inf), ("whole day",)),  # type: ignore[arg-type]
        (Vote("burn_share", 0.5, "soon"), ("whole day",)),  # type: ignore[arg-type]
        (Vote("burn_share", 0.5, 3, 10.5), ("whole day",)),  # type: ignore[arg-type]
    ],
    ids=str,
)
def test_a_vote_outside_its_bounds_is_refused(vote: Vote, words: tuple[str, ...]) -> None:
    with pytest.raises(ParameterError) as caught:
        voted(vote)
    for word in words:
        assert word in str(caught.value)


def test_votes_are_checked_together_in_the_order_of_their_days() -> None:
    """0.95 and 0.04 fit, 0.95 and 0.06 do not; a later vote may make room for one still later."""
    voted(Vote("burn_share", 0.95, 3), Vote("executor_share", 0.04, 4))
    with pytest.raises(ParameterError, match="after the vote on executor_share"):
        voted(Vote("burn_share", 0.95, 3), Vote("executor_share", 0.06, 4))
    voted(Vote("executor_share", 0.06, 9), Vote("burn_share", 0.95, 3), Vote("burn_share", 0.5, 5))


def test_a_vote_that_was_not_checked_has_no_schedule() -> None:
    from dataclasses import replace

    point = replace(model.parameters("announced"), votes=(Vote("burn_share", 0.5, 3),))
    with pytest.raises(ParameterError, match="no day of enactment yet"):
        point.schedules(20)


# What no engine may be given -------------------------------------------------------------------


def test_two_votes_of_one_day_are_refused() -> None:
    votes = tuple(Vote("burn_share", value, proposed=5) for value in (0.2, 0.3))
    with pytest.raises(ParameterError, match=r"two votes set burn_share on day \d+, to 0.2"):
        model.parameters("deployed", votes=votes)


@pytest.mark.parametrize("votes", [[("burn_share", 0.5, 10)], ["burn_share=0.5@10"], [None], [{}]])
def test_what_is_no_vote_is_refused(votes: Any) -> None:
    with pytest.raises(ParameterError, match=r"is not a vote: write model\.Vote\("):
        model.parameters("deployed", votes=votes)


def test_one_vote_may_stand_alone() -> None:
    alone = model.parameters("deployed", votes=Vote("burn_share", 0.5, proposed=9))  # type: ignore[arg-type]
    assert len(alone.votes) == 1


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"votes": (Vote("burn_share", 0.5, proposed=3),)}, "no day of enactment"),
        ({"votes": (Vote("burn_share", "50 percent", 3, 20),)}, "no number yet"),
        ({"votes": (Vote("velocity", 9.0, 3, 20),)}, "votes cannot change velocity"),
        ({"values_by_name": {"burn_share": 0.5}}, "the parameters are not those of deployed"),
    ],
)
@pytest.mark.parametrize("engine", ["numpy", "kernel"])
def test_a_set_made_by_hand_meets_the_same_gate(change: Any, said: str, engine: str) -> None:
    economy = model.economy("deployed")
    odd = replace(model.parameters("deployed"), **change)
    with pytest.raises(ValueError, match=said):
        model.simulate(economy, odd, model.shocks(economy, 3), engine)


def test_a_set_with_a_number_that_is_none_is_refused() -> None:
    economy, point = model.economy("deployed"), model.parameters("deployed")
    odd = replace(point, values_by_name={**point, "velocity": float("nan")})
    with pytest.raises(ValueError, match="the parameter velocity is nan"):
        model.simulate(economy, odd, model.shocks(economy, 3))


def test_what_is_shared_is_not_changed_in_place() -> None:
    point, economy = model.parameters("deployed"), model.economy("deployed")
    with pytest.raises(TypeError):
        point.values_by_name["velocity"] = 5.0  # type: ignore[index]
    with pytest.raises(AttributeError, match="not changed in place"):
        economy.blocks = ()
    with pytest.raises(TypeError):
        economy.defaults["velocity"] = 5.0  # type: ignore[index]
    with pytest.raises(AttributeError, match="not changed in place"):
        del economy.states
    with pytest.raises(AttributeError, match="not changed in place"):
        del economy.votes
    with pytest.raises(TypeError):
        SCENARIOS["thin pool"].changes["pool_usd_reserve"] = 1.0  # type: ignore[index]
    with pytest.raises(TypeError):
        SCENARIOS["calm"] = SCENARIOS["base"]  # type: ignore[index]
    again = pickle.loads(pickle.dumps((point, economy)))
    assert again[0] == point
    assert again[1].blocks == economy.blocks


def test_a_parameter_that_is_not_there_is_named() -> None:
    with pytest.raises(KeyError, match="deployed has no parameter 'velocty'; did you mean"):
        model.parameters("deployed")["velocty"]
