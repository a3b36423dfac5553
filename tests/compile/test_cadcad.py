"""What cadCAD is given: plain functions with readable names, each state set by its own."""

from __future__ import annotations

import inspect
import re
from types import FunctionType

import pytest

import model
from model.compile.cadcad import partial_state_update_blocks, policy_source, update_sources
from model.quantities import Kind, quantity
from model.spec.core import Equation, target_of
from tests.strategies import run

ECONOMIES = ("announced", "deployed")


@pytest.mark.parametrize("name", ECONOMIES)
def test_one_block_of_the_economy_is_one_of_cadcads_in_the_same_order(name: str) -> None:
    economy = model.economy(name)
    made = partial_state_update_blocks(economy)
    assert [list(block["policies"]) for block in made] == [[b.name] for b in economy.blocks]
    assert [block["description"] for block in made] == [b.info for b in economy.blocks]
    for block, ours in zip(made, economy.blocks, strict=True):
        moved = {s.name for s in ours.moved} | {law.level.name for law in ours.laws}
        assert set(block["variables"]) == moved


@pytest.mark.parametrize("name", ECONOMIES)
def test_policies_and_updates_are_plain_functions_with_readable_names(name: str) -> None:
    for block in partial_state_update_blocks(model.economy(name)):
        ((policy_name, policy),) = block["policies"].items()
        assert type(policy) is FunctionType
        assert policy.__name__ == f"{policy_name}_policy"
        assert list(inspect.signature(policy).parameters) == [
            "params",
            "substep",
            "history",
            "state",
        ]
        assert policy.__doc__ == block["description"]
        assert policy.__closure__ is None
        for state, update in block["variables"].items():
            assert type(update) is FunctionType
            assert update.__name__ == f"{policy_name}_moves_{state}"
            assert list(inspect.signature(update).parameters) == [
                "params",
                "substep",
                "history",
                "state",
                "signals",
            ]
            assert update.__closure__ is None
            assert update.__name__ in inspect.getsource(update), "the reader can see the text"


class _Row(dict):  # type: ignore[type-arg]
    """A state that remembers what was read, with a number for whatever is asked."""

    def __missing__(self, key: str) -> float:
        return 1.0


@pytest.mark.parametrize("name", ECONOMIES)
def test_an_update_under_a_key_returns_that_key(name: str) -> None:
    """cadCAD would change another state in silence, or make a new one."""
    for block in partial_state_update_blocks(model.economy(name)):
        for state, update in block["variables"].items():
            key, value = update({}, 1, [], _Row(), _Row())
            assert key == state
            assert isinstance(value, float)


@pytest.mark.parametrize("name", ECONOMIES)
def test_signals_are_the_blocks_flows_and_levels_and_all_are_used(name: str) -> None:
    """No two policies of a block share a signal, which cadCAD would add up."""
    economy = model.economy(name)
    for block in economy.blocks:
        updates = "".join(update_sources(block).values())
        moving: list[Equation] = [*block.flows, *block.laws]
        for equation in moving:
            signal = target_of(equation).name
            assert f'signals["{signal}"]' in updates
        asked = set(re.findall(r'signals\["(\w+)"\]', updates))
        known = {f.symbol.name for f in block.flows} | {law.level.name for law in block.laws}
        assert asked == known


@pytest.mark.parametrize("name", ECONOMIES)
def test_a_stock_is_moved_by_each_of_its_flows_once(name: str) -> None:
    for block in model.economy(name).blocks:
        sources = update_sources(block)
        for flow in block.flows:
            for account, sign in ((flow.payer, "-"), (flow.receiver, "+")):
                text = sources[account.name]
                assert text.count(f'{sign} signals["{flow.symbol}"]') == 1
                assert text.count(f'signals["{flow.symbol}"]') == 1


def test_a_policy_reads_the_row_of_its_own_day() -> None:
    """cadCAD counts its step up after the first block; shocks have no row for day 0."""
    economy = model.economy("announced")
    before = policy_source(economy.block("morning"), first=True)
    after = policy_source(economy.block("applications"), first=False)
    assert 'row = state["timestep"]\n' in before
    assert 'row = state["timestep"] - 1\n' in after
    assert "row" not in policy_source(economy.block("split"), first=False)


def test_a_policy_reads_nothing_that_its_block_does_not() -> None:
    economy = model.economy("announced")
    for block in economy.blocks:
        text = policy_source(block, first=False)
        parameters = set(re.findall(r'params\["(\w+)"\]', text)) - {"tape"}
        states = set(re.findall(r'state\["(\w+)"\]', text)) - {"run", "timestep"}
        read = {s.name for s in block.inputs}
        assert parameters == {s.name for s in block.inputs if quantity(s).kind == Kind.PARAMETER}
        assert states <= read


def test_a_policy_that_runs_alone_gives_the_day_that_was_recorded() -> None:
    """By hand, with the tape and the state of day 5: the first block of day 6."""
    economy = model.economy("announced")
    ds = run(days=8, seed=7).isel(run=0)
    drawn = model.shocks(economy, 8, 1, 7)
    point = dict(model.parameters("announced"))
    tape = [{name: drawn[name][0].to_numpy().tolist() for name in drawn}]
    state = {str(name): float(ds[name][5]) for name in ds} | {"day": 5.0, "timestep": 5, "run": 1}
    block = partial_state_update_blocks(economy)[0]
    signals = block["policies"]["morning"]({**point, "tape": tape}, 1, [], state)
    for level in ("cycle", "unrest"):
        key, value = block["variables"][level]({}, 1, [], state, signals)
        assert (key, value) == (level, float(ds[level][6]))
