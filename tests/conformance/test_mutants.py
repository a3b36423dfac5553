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

import model
from model.arrays import Array
from model.compile.cadcad import partial_state_update_blocks
from model.compile.python import _IMPORTS, Printed, printed
from model.spec.core import Block, Equation, Flow, Law, target_of
from model.spec.economy import Economy
from tests.parity.compare import differences
from tests.property.laws import broken, dollars_are_conserved, tokens_are_conserved
from tests.property.lively import IDLE, drawn, point, ran, sound
from tests.property.runs import Runs

ECONOMY = model.economy("announced")
Columns = dict[str, Array]


def flows(economy: Economy = ECONOMY) -> list[tuple[Block, Flow]]:
    return [(b, f) for b, f in economy.flows() if f.symbol.name not in IDLE]


def laws_of_motion() -> list[tuple[Block, Law]]:
    return [(block, law) for block in ECONOMY.blocks for law in block.laws]


def named(pair: object) -> str | None:
    return f"{pair[0].name}-{target_of(pair[1])}" if isinstance(pair, tuple) else None


def test_the_sound_copy_is_sound_and_lively() -> None:
    assert not broken(Runs(ECONOMY, [point()], sound(), drawn()))
    assert not differences(ran(ECONOMY), sound())
    still = {f.symbol.name for _, f in ECONOMY.flows() if not (sound()[f.symbol.name] > 0).any()}
    assert still == IDLE


# One engine's text ---------------------------------------------------------------------------


def edited(pattern: str, replacement: str, monkeypatch: pytest.MonkeyPatch) -> Columns:
    """A run of the plain loop on a text in which one place is changed."""
    whole = printed(ECONOMY, "math")
    text, count = re.subn(pattern, replacement, whole.source, flags=re.MULTILINE)
    assert count == 1, f"{pattern} stands {count} times in the text"
    return executed(text, monkeypatch)


@cache
def code(piece: str) -> CodeType:
    """One function of the text; the parts that a mutant leaves alone are compiled once."""
    return compile(piece, "<mutant>", "exec")


def executed(text: str, monkeypatch: pytest.MonkeyPatch) -> Columns:
    """A run of the plain loop on another text."""
    module = ModuleType("mutant")
    for piece in (_IMPORTS["math"], *re.split(r"^(?=def )", text, flags=re.MULTILINE)):
        exec(code(piece), module.__dict__)  # noqa: S102
    copy = Printed(ECONOMY, "math", text, module)
    monkeypatch.setattr("model.engines.with_python.printed", lambda economy, dialect: copy)
    return ran(ECONOMY)


def disagrees(make: Callable[[], Columns]) -> bool:
    """Whether parity notices: the run differs from the sound one, or is refused."""
    try:
        return bool(differences(sound(), make()))
    except ValueError:  # the broken copy left the range of numbers
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
        runs = Runs(ECONOMY, [point()], ds, drawn())
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
    assert differences(sound(), ran(ECONOMY, "cadcad"))


# The specification ---------------------------------------------------------------------------


def changed(
    block: str, change: Callable[[Equation], Iterator[Equation]], market_rule: str = "posted"
) -> list[str]:
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
    columns = ran(copy, market_rule=market_rule)
    runs = Runs(copy, [point(market_rule)], columns, drawn())
    return [text.split(":")[0] for text in broken(runs)]


def on(
    name: str, **fields: Callable[[sp.Expr], sp.Expr]
) -> Callable[[Equation], Iterator[Equation]]:
    """Change the field of one equation; without fields, drop the equation."""

    def change(equation: Equation) -> Iterator[Equation]:
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


def half(amount: sp.Expr) -> sp.Expr:
    return amount / 2


def posted(amount: sp.Expr) -> sp.Expr:
    """Of data-centre GPUs, the posted price in place of the one that is paid."""
    return amount.xreplace({symbol("compute_price_datacentre"): symbol("posted_price_datacentre")})


def to(name: str) -> Callable[[sp.Symbol], sp.Symbol]:
    """Another account in an account's place."""
    return lambda account: symbol(name)


SPECIFICATION: list[tuple[str, Callable[[Equation], Iterator[Equation]], str]] = [
    ("vesting", on("treasury_released", request=half), "vesting_follows_its_schedule"),
    ("vesting", on("due_sale", amount=lambda r: r * 0), "vesting_follows_its_schedule"),
    ("vesting", on("newly_kept_team", request=half), "owners_sell_a_part_of_what_vests"),
    ("governance", on("burn_share_in_force", value=half), "votes_are_in_force_on_their_day"),
    ("treasury", on("grants", request=twice), "grants_are_a_steady_share"),
    ("worth", on("fair_price", value=twice), "fair_price_follows_its_rule"),
    ("worth", on("premium", amount=half), "fair_price_follows_its_rule"),
    ("worth", on("depth", value=twice), "depth_is_a_part_of_what_can_be_traded"),
    (
        "worth",
        on("exogenous_price", value=twice),
        "exogenous_prices_are_steps_of_their_shocks",
    ),
    ("vault", on("buyback", request=half), "the_vault_buys_along_the_pools_curve"),
    ("vault", on("buyback_charge", request=half), "pool_fees_are_charged"),
    ("vault", on("vault_spend", amount=lambda r: 1000 * r), "the_vault_heeds_its_limits"),
    ("vault", on("epoch_used", value=half), "the_vault_heeds_its_limits"),
    ("split", on("burn", request=lambda r: r * sp.Rational(700, 693)), "burns_follow_the_executor"),
    ("split", on("treasury_part", request=lambda r: r / 10), "purchases_are_divided"),
    ("split", on("burn", receiver=to("slash_burned")), "the_two_fires_are_told_apart"),
    ("market", on("workable_hours_consumer", value=twice), "work_needs_capacity_and_collateral"),
    ("market", on("collateral_asked_consumer", value=half), "collateral_is_days_of_outside_pay"),
    ("market", on("compute_price_consumer", value=half), "prices_of_compute_follow_their_rule"),
    ("exchange", on("gap", amount=half), "price_stays_within_the_band_of_its_flows"),
    ("exchange", on("net_order", amount=half), "price_stays_within_the_band_of_its_flows"),
    ("exchange", on("batch_price", amount=twice), "price_stays_within_the_band_of_its_flows"),
    ("exchange", on("tokens_offered", amount=half), "sellers_bring_more_the_dearer_it_is"),
    ("exchange", on("sold_team", request=half), "sellers_bring_more_the_dearer_it_is"),
    ("exchange", on("proceeds_team", request=half), "sellers_bring_more_the_dearer_it_is"),
    ("billing", on("fee_by_gpu_time", amount=half), "bills_are_of_the_days_hours_and_prices"),
    ("billing", on("audit_bill", value=half), "bills_are_of_the_days_hours_and_prices"),
    ("delphi", on("delphi_fees", request=half), "markets_that_settle_pay_the_vault"),
    ("delphi", on("settled_fees", request=half), "markets_that_settle_pay_the_vault"),
    ("learning", on("revenue", value=half), "markets_that_settle_pay_the_vault"),
    ("adjustment", on("node_costs_consumer", request=half), "nodes_pay_for_what_they_keep_and_do"),
    ("payment", on("fee_purchase", request=half), "unpaid_work_is_not_served"),
    ("payment", on("served_hours_consumer", value=twice), "unpaid_work_is_not_served"),
    ("verification", on("slash_to_burn_datacentre", request=twice), "slashes_are_shared_out"),
    (
        "verification",
        on("slash_to_burn_consumer", receiver=to("burned")),
        "the_two_fires_are_told_apart",
    ),
    (
        "verification",
        on("reputation", value=half),
        "trust_stays_between_what_it_was_and_what_work_deserves",
    ),
    ("rewards", on("protocol_fee", request=twice), "fees_are_shared_out"),
    ("rewards", on("audit_fee", request=half), "fees_are_shared_out"),
    ("rewards", on("node_fee_professional", request=half), "fees_are_shared_out"),
    ("staking", on("audit_cost", request=half), "audits_cost_what_users_pay_for_them"),
    ("staking", on("undelegated", receiver=to("holders")), "stake_leaves_on_its_day"),
    ("unbonding", on("unbonding_step_05", receiver=to("unbonding_03")), "stake_leaves_on_its_day"),
    ("unbonding", on("unbonding_join_30", request=half), "stake_leaves_on_its_day"),
    ("arbitrage", on("arbitrage_tokens_in", request=half), "the_pools_price_is_the_markets"),
    (
        "arbitrage",
        on("arbitrage_dollars_out", request=half),
        "arbitrage_keeps_the_pools_product",
    ),
    ("liquidity", on("liquidity_dollars_in", request=half), "the_pools_price_is_the_markets"),
    ("liquidity", on("provider_fees", request=half), "pool_fees_are_charged"),
]


@pytest.mark.parametrize(
    ("block", "change", "law"),
    SPECIFICATION,
    ids=[f"{block}-{law}" for block, _, law in SPECIFICATION],
)
def test_a_changed_specification_breaks_its_law(
    block: str, change: Callable[[Equation], Iterator[Equation]], law: str
) -> None:
    assert law in changed(block, change)


def test_a_bill_at_the_posted_price_breaks_its_law_where_the_market_clears() -> None:
    law, change = "bills_are_of_the_days_hours_and_prices", on("fee_by_gpu_time", amount=posted)
    assert law in changed("billing", change, market_rule="clearing")


def test_every_block_has_a_mutant() -> None:
    touched = {b.name for b, _ in flows()} | {b.name for b, _ in laws_of_motion()}
    assert touched == {block.name for block in ECONOMY.blocks}
