"""The sandwich: somebody buys before the vault and sells after it, in one and the same pool.

Gas is left out: it only makes an attack dearer. Theory: T12s.
"""

from collections.abc import Callable

import sympy as sp

from model.contract_runs import front, profit, safe
from model.logic import (Assumption, Chapter, Claim, Steps, against, drawn, identity, inequality,
                         only_root, read, threshold, worked)
from model.quantities import NOT_NEGATIVE, POSITIVE, theoretical
from model.spec import accounts, vault
from model.spec.core import stated
from model.spec.pool import bought, pool_fee, proceeds
from model.theory.sourced import FEE_AS_FOUND, POOL_FEE
from model.theory.vault.guard import RULES
from model.theory.vault.purchase import POOL, dollars, left, spent, tokens
from model.theory.vault.vault import after_slip, slippage

safe_purchase = theoretical(
    "safe_purchase", r"\Delta_{\mathrm{safe}}", "USD", "purchase safe from sandwiches", POSITIVE)
front_run = theoretical("largest_front_run", r"\alpha_{\max}", "USD", "dollars that may reach the "
                        "reserve before the vault's and let it still pass", NOT_NEGATIVE)
reserve, size = accounts.pool_usd, vault.one_purchase
SAFE = pool_fee * reserve / (1 - pool_fee) ** 2
PAID = (1 - pool_fee) * size
FRONT = sp.sqrt(PAID**2 / 4 + reserve**2 * (1 - pool_fee) / (1 - slippage)) - PAID / 2 - reserve
# Bound variables: the attacker's and the vault's dollars that reach the reserve; what the fee takes
# of a dollar; how far the purchase is below the threshold, and k = 1 − z.
ahead, mine, fee, rest = sp.symbols("\\alpha d \\varphi k", positive=True)
slack = sp.Symbol("z", nonnegative=True)
PLAIN = {size: spent, pool_fee: 1 - left}
AT = {reserve: 1, pool_fee: FEE_AS_FOUND, size: sp.Rational(1, 200), slippage: sp.Rational(1, 100)}
HERE = (1 / 200, 1 / 100)


def swap(curve: Callable[[sp.Expr], sp.Expr], tokens_there: sp.Expr, dollars_there: sp.Expr,
         paid: sp.Expr) -> sp.Expr:
    """What a curve of the specification gives for what is paid in, with these reserves."""
    there = {accounts.pool_ai: tokens_there, reserve: dollars_there, mine: paid}
    return curve(mine).subs(there, simultaneous=True)


def attack(second: sp.Expr) -> sp.Expr:
    """Profit of a sandwich: α dollars reach the reserve, then ``second`` of the vault."""
    got = swap(bought, tokens, dollars, ahead)
    still = tokens - got - swap(bought, tokens - got, dollars + ahead, second)
    return sp.together(swap(proceeds, still, dollars + ahead + second, left * got) - ahead / left)


def _safe(statement: sp.Basic) -> Steps:
    below = dollars * (dollars + ahead) + left * ahead * (dollars + ahead + mine)
    sign = left**2 * (dollars + ahead + mine) ** 2 - below
    yield identity("With α and d for what reaches the reserve, f = 1 − φ, the profit is a positive "
                   "factor times a quadratic in α.", attack(mine), ahead / (left * below) * sign)
    minus = -sign.subs(mine, dollars * (1 - slack) / left - dollars)
    names = {fee: 1 - left, rest: 1 - slack}
    terms = (left * fee * ahead**2 + ahead * dollars * (slack + 2 * fee * rest)
             + dollars**2 * slack * (1 + rest))
    yield identity("Let f (Y + d) = Y (1 − z) with 0 ≤ z < 1, a purchase not above the threshold. "
                   "Minus the quadratic is then a sum of terms that are not negative, the first of "
                   "them positive.", minus, terms.subs(names))
    yield inequality("So the quadratic is negative, and the attack loses, whatever its size.",
                     minus, sp.Integer(0), terms, where=names, strict=True)
    yield threshold(
        "The first dollar of an attack gains if and only if the purchase is larger than this: "
        "what it gains changes its sign here, where z is zero. So up to this size no sandwich "
        "gains, and above it a small enough one does.",
        statement, sp.diff(attack(left * spent), ahead).subs(ahead, 0).subs(left, 1 - pool_fee),
        spent, left * (left * (dollars + left * spent) + dollars) / dollars**2, where=PLAIN)


def _front(statement: sp.Basic) -> Steps:
    yield read("Each of the vault's purchases reaches the reserve less the fee.", mine,
               sp.denom(stated(vault.vault(), vault.buyback)) - reserve, PAID)
    there = dollars + front_run
    yield (gets := worked("After an attack the vault gets this.", swap(
        bought, tokens - swap(bought, tokens, dollars, front_run), there, left * spent),
                          tokens * dollars * left * spent / (there * (there + left * spent))))
    least = (1 - slippage) * spent * tokens / dollars
    yield only_root(
        "At the largest attack it is just the least that passes, (1 − s) of the quote at the price "
        "before both. Larger attacks leave less, so there is one such size.",
        statement, sp.Eq(gets.relation.lhs.subs(left, 1 - pool_fee), least),
        slope=sp.diff(gets.relation.rhs, front_run), where=PLAIN | {slippage: 1 - after_slip},
        given=[sp.Ge(bought((1 - pool_fee) * spent), least, evaluate=False)])


def claims() -> Chapter:
    """The size that no sandwich gains from, and the attack that the guard lets through."""
    yield Claim(
        "small-purchases-are-sandwich-proof",
        "Up to this size no sandwich gains from a purchase, and above it some do",
        "An attacker pays the fee twice. Only a purchase whose impact exceeds both fees makes up "
        "for them. The limit holds whatever the attacker's size.",
        (POOL.without("sell at a fixed price: a purchase of any size is safe", lambda: (
            safe(lambda first, _, cost: first * (1 - cost) - first / (1 - cost)), SAFE.subs(AT))),
         Assumption(
             "both-legs-pay", "the attacker pays the pool's fee on buying and on selling",
             "let him trade without fees, as one who owns the pool's liquidity does: safe is",
             lambda: (safe(lambda first, paid, _: profit(first, paid, 0)), SAFE.subs(AT))),
         Assumption("one-pool", "what he bought he sells to the same pool, and nobody trades "
                    "between", "let him sell elsewhere at the price that the vault leaves: safe is",
                    lambda: (safe(lambda first, paid, cost: first * (1 + first + paid) ** 2
                                  / (1 + first) - first / (1 - cost)), SAFE.subs(AT)))),
        sp.Eq(safe_purchase, SAFE), proof=_safe,
        numbers=against("attacks of a billionth to all of the reserve, by bisection", 1e-7,
                        drawn(60, {reserve: 1, pool_fee: (0.0005, 0.02)},
                              lambda at: {safe_purchase: safe(cost=at[pool_fee])})),
        region="gas is left out, and whoever calls may be the attacker",
        literature=("zhou2021high", "heimbach2022eliminating"), shown_in="fig-sandwich",
        owner="Richardson 2023, The Forbidden Sandwich, the trade at which no sandwich gains; "
        "number of the equation not looked up")
    yield Claim(
        "guard-bounds-the-attack",
        "The guard bounds how much can be bought before the vault",
        "What the vault's own impact leaves of the tolerance is all that an attacker can use.",
        (POOL.without("sell at a fixed price: an attack of any size passes",
                      lambda: (front(*HERE, fixed=True), FRONT.subs(AT))),
         Assumption("slow-average", "the average has not moved when the vault buys",
                    "let the average follow the attack at once: an attack of any size passes",
                    lambda: (front(*HERE, lambda first: (1 + first) ** -2), FRONT.subs(AT))),
         Assumption("at-par", "before the attack the spot price equals its average",
                    "let the spot price be a per cent above its average before: what passes is",
                    lambda: (front(*HERE, lambda _: 1.01), FRONT.subs(AT)))),
        sp.Eq(front_run, FRONT), proof=_front,
        numbers=against("the guard on an attacked purchase, by bisection: share of the reserve",
                        1e-9, drawn(100, {reserve: 1, pool_fee: POOL_FEE, slippage: (0.01, 0.05),
                                          size: (0.0002, 0.007)},
                                    lambda at: {front_run: front(at[size], at[slippage])}), unit=1),
        region=f"{RULES}; purchases that pass without an attack; dollars of the attack after its "
        "fee", literature=("zhou2021high",), shown_in="fig-sandwich", uses=("guard-limits-size",))
