"""Broken copies: every flow and every law of motion, broken in turn, is noticed by some law.

Three kinds of copy. One engine's printed text is edited: conservation notices a lost leg, and
parity the rest. A function that cadCAD runs is replaced: parity notices. The specification
itself is changed, so that all engines agree on the error: the laws of the economy notice.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Callable, Iterator
from functools import cache
from types import CodeType, ModuleType

import pytest
import sympy as sp
import xarray as xr

import model
from model.compile.cadcad import partial_state_update_blocks
from model.compile.python import _IMPORTS, Printed, printed
from model.parameters import Parameters
from model.simulate import SimulationError
from model.spec.core import Block, Flow, Law, target_of
from model.spec.economy import Economy
from tests.parity.compare import differences
from tests.property.laws import Runs, broken, dollars_are_conserved, tokens_are_conserved

ECONOMY = model.economy("announced")
#: Short cliffs and no patience, so that in 45 days every flow but the idle joins moves something.
DAYS = 45
LIVELY = {
    "insider_cliff_days": 5,
    "sale_lock_days": 9,
    "unbonding_days": 30,
    "stake_days": 5.0,
    "staking_speed": 0.3,
    "audit_probability": 0.2,
    "cheating_gain": 1.5,
    "cheating_speed": 0.3,
    "noise_size": 0.05,
    "season_size": 0.3,
    "build_lag": 3,
    "audit_cost": 0.05,
    "demand_volatility": 1.0,
}
VOTES = (
    model.Vote("burn_share", 0.6, proposed=5),
    model.Vote("protocol_take", 0.1, proposed=8),
    model.Vote("audit_probability", 1.0, proposed=4),
)
IDLE = {f"unbonding_join_{k:02d}" for k in range(1, 30)}


@cache
def point() -> Parameters:
    return model.parameters("announced", votes=VOTES, **LIVELY)


@cache
def drawn() -> xr.Dataset:
    return model.shocks(ECONOMY, days=DAYS, runs=1, seed=7)


@cache
def sound() -> xr.Dataset:
    return model.simulate(ECONOMY, point(), drawn(), engine="numpy")


def flows(economy: Economy = ECONOMY) -> list[tuple[Block, Flow]]:
    return [(b, f) for b, f in economy.flows() if f.symbol.name not in IDLE]


def laws_of_motion() -> list[tuple[Block, Law]]:
    return [(block, law) for block in ECONOMY.blocks for law in block.laws]


def named(pair: object) -> str | None:
    return f"{pair[0].name}-{target_of(pair[1])}" if isinstance(pair, tuple) else None


def test_the_sound_copy_is_sound_and_lively() -> None:
    assert not broken(Runs(ECONOMY, [point()], sound()))
    assert not differences(model.simulate(ECONOMY, point(), drawn(), engine="python"), sound())
    still = {f.symbol.name for _, f in ECONOMY.flows() if not (sound()[f.symbol.name] > 0).any()}
    assert still == IDLE


# One engine's text ---------------------------------------------------------------------------


def edited(pattern: str, replacement: str, monkeypatch: pytest.MonkeyPatch) -> xr.Dataset:
    """A run of the plain loop on a text in which one place is changed."""
    whole = printed(ECONOMY, "math")
    text, count = re.subn(pattern, replacement, whole.source, flags=re.MULTILINE)
    assert count == 1, f"{pattern} stands {count} times in the text"
    return executed(text, monkeypatch)


@cache
def code(piece: str) -> CodeType:
    """One function of the text; the parts that a mutant leaves alone are compiled once."""
    return compile(piece, "<mutant>", "exec")


def executed(text: str, monkeypatch: pytest.MonkeyPatch) -> xr.Dataset:
    """A run of the plain loop on another text."""
    module = ModuleType("mutant")
    for piece in (_IMPORTS["math"], *re.split(r"^(?=def )", text, flags=re.MULTILINE)):
        exec(code(piece), module.__dict__)  # noqa: S102
    copy = Printed(ECONOMY, "math", text, module)
    monkeypatch.setattr("model.engines.with_python.printed", lambda economy, dialect: copy)
    return model.simulate(ECONOMY, point(), drawn(), engine="python")


def disagrees(make: Callable[[], xr.Dataset]) -> bool:
    """Whether parity notices: the run differs from the sound one, or is refused."""
    try:
        return bool(differences(sound(), make()))
    except SimulationError:  # the broken copy left the range of numbers
        return True


def leg(account: sp.Symbol, sign: str, flow: Flow) -> str:
    """The place in the step where an account is moved by a flow."""
    return rf"^(    {account} = {account}\b.*) {re.escape(sign)} {flow.symbol}\b"


@pytest.mark.parametrize("pair", flows(), ids=named)
def test_a_leg_that_is_lost_breaks_conservation(
    pair: tuple[Block, Flow], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, flow = pair
    for account, sign in ((flow.receiver, "+"), (flow.payer, "-")):
        ds = edited(leg(account, sign, flow), r"\1", monkeypatch)
        runs = Runs(ECONOMY, [point()], ds)
        assert [*tokens_are_conserved(runs), *dollars_are_conserved(runs)], account


@pytest.mark.parametrize("pair", flows(), ids=named)
def test_a_doubled_amount_breaks_parity(
    pair: tuple[Block, Flow], monkeypatch: pytest.MonkeyPatch
) -> None:
    block, flow = pair
    body = rf"(def {block.name}_block\((?:.*\n)+?    {flow.symbol} = )(.*)$"
    assert disagrees(lambda: edited(body, r"\1 2*(\2)", monkeypatch))


@pytest.mark.parametrize("pair", flows(), ids=named)
def test_payer_and_receiver_exchanged_breaks_parity(
    pair: tuple[Block, Flow], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, flow = pair
    whole = printed(ECONOMY, "math").source
    text = re.sub(leg(flow.receiver, "+", flow), rf"\1 ~ {flow.symbol}", whole, flags=re.MULTILINE)
    text = re.sub(leg(flow.payer, "-", flow), rf"\1 + {flow.symbol}", text, flags=re.MULTILINE)
    text = text.replace(f"~ {flow.symbol}", f"- {flow.symbol}")
    assert text != whole
    assert disagrees(lambda: executed(text, monkeypatch))


@pytest.mark.parametrize("pair", laws_of_motion(), ids=named)
def test_a_law_of_motion_that_is_off_breaks_parity(
    pair: tuple[Block, Law], monkeypatch: pytest.MonkeyPatch
) -> None:
    """A millionth is enough."""
    _, law = pair
    factor = "1.000001*"
    line = rf"^(    next_{law.level} = )(.*)$"
    assert disagrees(lambda: edited(line, rf"\g<1>{factor}(\2)", monkeypatch))


# What cadCAD runs ----------------------------------------------------------------------------


def _stands_still(state: str) -> Callable[..., tuple[str, float]]:
    def update(params, substep, history, today, signals):  # type: ignore[no-untyped-def]
        return state, today[state]

    return update


@pytest.mark.parametrize("number", range(len(ECONOMY.blocks)), ids=lambda k: ECONOMY.blocks[k].name)
def test_an_update_that_cadcad_lacks_breaks_parity(
    number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In each block, the first state of those that move stands still."""
    blocks = [dict(block) for block in partial_state_update_blocks(ECONOMY)]
    moving = [n for n in blocks[number]["variables"] if n != "day" and sound()[n].std() > 0]
    state = moving[0]
    updates = {**blocks[number]["variables"], state: _stands_still(state)}
    blocks[number]["variables"] = updates
    monkeypatch.setattr(
        "model.engines.with_cadcad.partial_state_update_blocks", lambda economy: blocks
    )
    ds = model.simulate(ECONOMY, point(), drawn(), engine="cadcad")
    assert differences(sound(), ds)


# The specification ---------------------------------------------------------------------------


def changed(block: str, change: Callable[[object], Iterator[object]]) -> list[str]:
    """The laws that an economy breaks when the equations of one block are changed."""
    blocks = []
    for each in ECONOMY.blocks:
        if each.name == block:
            equations = tuple(new for old in each.equations for new in change(old))
            assert equations != each.equations, f"nothing of {block} was changed"
            each = dataclasses.replace(each, equations=equations)
        blocks.append(each)
    copy = Economy(
        "announced", "a broken copy", ECONOMY.initial, blocks, ECONOMY.constraints, ECONOMY.rules
    )
    ds = model.simulate(copy, point(), drawn(), engine="python")
    return [text.split(":")[0] for text in broken(Runs(copy, [point()], ds))]


def on(name: str, **fields: Callable[[sp.Expr], sp.Expr]) -> Callable[[object], Iterator[object]]:
    """Change the field of one equation; without fields, drop the equation."""

    def change(equation: object) -> Iterator[object]:
        if target_of(equation).name != name:
            yield equation
        elif fields:
            news = {field: make(getattr(equation, field)) for field, make in fields.items()}
            yield dataclasses.replace(equation, **news)

    return change


def symbol(name: str) -> sp.Symbol:
    return next(s for s in (*ECONOMY.states, *ECONOMY.observables) if s.name == name)


def twice(amount: sp.Expr) -> sp.Expr:
    return 2 * amount


SPECIFICATION: list[tuple[str, Callable[[object], Iterator[object]], str]] = [
    ("vesting", on("treasury_released"), "vesting_follows_its_schedule"),
    ("vesting", on("team_freed", request=lambda r: r / 2), "vesting_follows_its_schedule"),
    ("vesting", on("due_sale", amount=lambda r: r * 0), "vesting_follows_its_schedule"),
    (
        "governance",
        on("burn_share_in_force", value=lambda v: v / 2),
        "votes_are_in_force_on_their_day",
    ),
    ("fees", on("fee_purchase", request=twice), "swaps_keep_the_product"),
    ("fees", on("fee_pool_charge", request=twice), "pool_fees_are_charged"),
    ("verification", on("slash_to_burn_datacentre", request=twice), "slashes_are_shared_out"),
    ("rewards", on("protocol_fee", request=twice), "fees_are_shared_out"),
    ("rewards", on("node_fee_professional", request=lambda r: r / 2), "fees_are_shared_out"),
    (
        "staking",
        on("undelegated", receiver=lambda r: symbol("free_float")),
        "stake_leaves_on_its_day",
    ),
    (
        "unbonding",
        on("unbonding_step_05", receiver=lambda r: symbol("unbonding_03")),
        "stake_leaves_on_its_day",
    ),
    ("unbonding", on("unbonding_join_30", request=lambda r: r / 2), "stake_leaves_on_its_day"),
    ("sales", on("sale_proceeds", request=twice), "swaps_keep_the_product"),
    ("sales", on("sale_charge", request=lambda r: r / 2), "pool_fees_are_charged"),
    ("trading", on("trader_bought", request=twice), "swaps_keep_the_product"),
    ("trading", on("trader_charge_usd", request=twice), "pool_fees_are_charged"),
    ("vault", on("buyback", request=lambda r: r / 2), "swaps_keep_the_product"),
    ("vault", on("vault_spend", amount=twice), "the_vault_heeds_guard_and_cap"),
    ("vault", on("epoch_used", value=lambda v: v / 2), "the_vault_heeds_guard_and_cap"),
    ("split", on("burn", request=lambda r: r * sp.Rational(700, 693)), "burns_follow_the_executor"),
    ("split", on("treasury_part", request=lambda r: r / 10), "purchases_are_divided"),
    ("treasury", on("grants", request=twice), "grants_are_a_steady_share"),
]


@pytest.mark.parametrize(
    ("block", "change", "law"),
    SPECIFICATION,
    ids=[f"{block}-{law}" for block, _, law in SPECIFICATION],
)
def test_a_changed_specification_breaks_its_law(
    block: str, change: Callable[[object], Iterator[object]], law: str
) -> None:
    assert law in changed(block, change)


def test_every_block_has_a_mutant() -> None:
    touched = {b.name for b, _ in flows()} | {b.name for b, _ in laws_of_motion()}
    assert touched == {block.name for block in ECONOMY.blocks}
