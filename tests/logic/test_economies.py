"""Rules that read a whole specification, and what is known of exponentials and integrals."""

from __future__ import annotations

import pytest
import sympy as sp

from model.logic import smt, steps, theorems
from model.logic.economies import by_conservation, by_scaling, degree, moved
from model.logic.step import ProofError
from model.quantities import POSITIVE, theoretical
from model.spec import accounts, vault, worth
from model.spec.announced import announced
from model.spec.vesting import (
    investor_share,
    sale_share,
    team_share,
    testnet_share,
    treasury_share,
)

TOKEN = "[ai_token]"
new = theoretical("test_new_price", "P", "USD/AI", "a price of this test", POSITIVE)
factor = theoretical("test_factor", "q", "1", "a factor of this test", POSITIVE)
a, b, t = sp.symbols("a b t", positive=True)
s = sp.Symbol("s", nonnegative=True)
d = sp.Symbol("d", real=True)
f = sp.Function("f", positive=True)
WHOLE = {testnet_share: 1 - treasury_share - investor_share - team_share - sale_share}
TOKENS = sp.Add(*announced().accounts("AI"))


def test_a_flow_moves_what_is_left() -> None:
    step = moved(vault.split(), vault.treasury_share_of_buyback)
    left = accounts.vault_ai - vault.executor_reward - vault.burn
    assert step.relation.rhs == sp.Max(0, sp.Min(accounts.vault_ai, left))


def test_what_no_block_changes_is_conserved() -> None:
    true = sp.Eq(TOKENS, accounts.initial_supply)
    assert by_conservation("Tokens", true, announced(), WHOLE).relation == true
    for false in (
        sp.Eq(TOKENS - accounts.burned, accounts.initial_supply),
        sp.Eq(TOKENS, 2 * accounts.initial_supply),
        sp.Eq(accounts.burned, 0),
        sp.Eq(TOKENS, accounts.price),
        sp.Eq(accounts.initial_supply, accounts.initial_supply, evaluate=False),
    ):
        with pytest.raises(ProofError):
            by_conservation("Tokens", false, announced(), WHOLE)
    with pytest.raises(ProofError, match="day 0"):
        by_conservation("Shares of any sum", true, announced())


def test_a_price_takes_the_power_of_its_unit() -> None:
    true = sp.Eq(new, accounts.price / factor)
    assert by_scaling("Price", true, announced(), TOKEN, accounts.price).relation == true
    for false in (
        sp.Eq(new, accounts.price * factor),
        sp.Eq(new, accounts.price),
        sp.Eq(new, accounts.price / worth.velocity),
    ):
        with pytest.raises(ProofError):
            by_scaling("Price", false, announced(), TOKEN, accounts.price)
    with pytest.raises(ProofError, match="unlike powers"):
        degree(accounts.price + accounts.burned, TOKEN)
    with pytest.raises(ProofError, match="does not pass on"):
        degree(sp.exp(accounts.burned), TOKEN)


def test_an_inequality_at_every_moment_holds_of_the_integrals() -> None:
    square = steps.inequality("Square", f(s) ** 2, 2 * f(s) - 1, (f(s) - 1) ** 2)
    over = (s, sp.Integer(0), t)
    both = [sp.Integral(side, over) for side in (f(s) ** 2, f(s))]
    found = steps.integrated("Sum", square, over, both[0], 2 * both[1] - t)
    assert found.relation == sp.Ge(both[0], 2 * both[1] - t, evaluate=False)
    for bad, more, less in (
        (over, both[0], 2 * both[1]),
        (over, both[1], 2 * both[1] - t),
        ((s, t, sp.Integer(0)), both[0], 2 * both[1] - t),
        ((s, -t, t), both[0], 2 * both[1] - t),
    ):
        with pytest.raises(ProofError):
            steps.integrated("Sum", square, bad, more, less)


def test_a_bound_may_follow_from_steps() -> None:
    larger = steps.inequality("Larger", b + a, b, a)
    falls = sp.Gt(sp.exp(-b), sp.exp(-a - b), evaluate=False)
    gap = sp.exp(-b) - sp.exp(-a - b)
    assert theorems.bound("Falls", falls, gap, (a, sp.Integer(0)), since=(larger,))
    rises = sp.Gt(sp.exp(-a - b), sp.exp(-b), evaluate=False)
    with pytest.raises(ProofError, match="is open"):
        theorems.bound("Rises", rises, -gap, (a, sp.Integer(0)), since=(larger,))


@pytest.mark.parametrize(
    ("true", "given"),
    [
        (sp.Gt(sp.exp(a + b), sp.exp(a), evaluate=False), []),
        (sp.Lt(sp.log(1 + a), a, evaluate=False), []),
        (sp.Ge(sp.exp(d), sp.exp(a), evaluate=False), [sp.Ge(d, a, evaluate=False)]),
        (sp.Eq(sp.sign(sp.exp(d) - sp.exp(a)), sp.sign(d - a)), []),
        (sp.Lt((1 - a) ** b, sp.exp(-a * b), evaluate=False), [sp.Lt(a, 1, evaluate=False)]),
    ],
)
def test_z3_knows_how_exponentials_grow_if_asked(true: sp.Basic, given: list[sp.Basic]) -> None:
    assert smt.follows(true, given, growing=True) == (True, "")
    assert not smt.follows(sp.Not(true), given, growing=True)[0]
