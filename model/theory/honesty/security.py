"""Security: how much is staked, what that protects, and what a fall of the price does to it.

Validators pay a part of their profit to those who stake behind them, and holders stake until the
yield falls to the one they ask for. So the value at stake is that part of the profit, capitalised,
whatever the price of the token is.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

import numpy as np
import sympy as sp

from model.logic.decide import put
from model.logic.formulas import by_meaning, only_root, threshold
from model.logic.step import Step
from model.logic.steps import read
from model.quantities import POSITIVE, Domain, theoretical
from model.spec import accounts as a
from model.spec import market as m
from model.spec import staking as s
from model.spec import terms
from model.spec import verification as v
from model.spec.core import stated
from model.spec.nodes import gpus
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.notation import supply, token_price

INSIDE = Domain(0, 1, open_low=True, open_high=True)
yearly_profit = theoretical(
    "validators_yearly_profit", r"F_{\mathrm{V}}", "USD/calendar_year",
    "what validators earn in a year, less the cost of audits", POSITIVE,
)  # fmt: skip
staked_share = theoretical(
    "staked_share", r"\theta^{*}", "1", "staked part of the supply", POSITIVE
)
staked_value = theoretical("staked_value", "V_{K}", "USD", "value of all stake", POSITIVE)
safe_value = theoretical(
    "safe_value", r"V_{\max}", "USD", "gain of an attack up to which it does not pay", POSITIVE
)
attack_share = theoretical(
    "attack_share", r"\xi", "1", "share of the stake that an attack needs", INSIDE
)
attack_penalty = theoretical(
    "attack_penalty", r"\sigma", "1", "part of its stake that an attacker loses", INSIDE
)
price_fall = theoretical("price_fall", r"\varphi_P", "1", "fall of the token's price", INSIDE)
collateral_factor = theoretical(
    "collateral_factor", r"\Lambda_K", "1", "tokens needed after a fall over those before", POSITIVE
)
asked, passed_on = s.staking_yield, s.delegators_share
STAKED = sp.Eq(staked_share, passed_on * yearly_profit / (asked * supply * token_price))
VALUE = sp.Eq(staked_value, passed_on * yearly_profit / asked)
SAFE = sp.Eq(safe_value, attack_share * attack_penalty * passed_on * yearly_profit / asked)
FACTOR = sp.Eq(collateral_factor, 1 / (1 - price_fall))


#: A profit in dollars of a year, and the price by the name that it has here.
HERE = {s.validator_profit: yearly_profit * a.day_in_years, a.price: token_price}


def _wanted() -> tuple[Step, sp.Expr]:
    """The specification's stake for the asked yield, and what that yield is paid from."""
    tokens = stated(s.staking(), s.stake_for_yield)
    paid = stated(s.staking(), s.delegators_paid).subs(s.profit_today, s.validator_profit)
    wanted = read(
        "At the specification's stake, what validators pay on in a year is the asked yield.",
        s.stake_for_yield,
        tokens,
        paid / (a.day_in_years * asked),
    )
    return wanted, tokens


def _staked(statement: sp.Basic) -> Iterator[Step]:
    wanted, tokens = _wanted()
    yield wanted
    yield by_meaning(
        "That stake, over the supply. The profit of the year is positive, so that the lower limit "
        "of a day's does not bind.",
        statement,
        tokens / supply,
        where=HERE,
    )


def _value(statement: sp.Basic) -> Iterator[Step]:
    wanted, tokens = _wanted()
    yield wanted
    yield by_meaning(
        "That stake times the price, for a profit that is positive: the price cancels.",
        statement,
        tokens * a.price,
        where=HERE,
    )


def _safe(statement: sp.Basic) -> Iterator[Step]:
    wanted, tokens = _wanted()
    yield wanted
    gain = sp.Symbol("V", positive=True)
    yield threshold(
        "An attacker holds a share of the stake and loses a part of it. The attack pays if its "
        "gain V exceeds that, and not below.",
        statement,
        gain - attack_share * attack_penalty * tokens * a.price,
        gain,
        sp.Integer(1),
        where=HERE,
    )


def _factor(statement: sp.Basic) -> Iterator[Step]:
    c = a.CLASSES[-1]
    before, spare, left = sp.symbols("K h l", positive=True)
    backing = stated(v.verification(), v.stake_per_task[c])

    def backed(tokens: sp.Expr, price: sp.Expr) -> sp.Expr:
        """The stake behind a task if the collateral asked is ``spare`` more than it is worth."""
        held = {a.node_stake[c]: tokens, a.price: price}
        return put(backing, {**held, m.collateral_asked[c]: price * tokens + spare})

    yield read(
        "Where the collateral asked is no less than K tokens are worth, the specification's stake "
        "behind a task is the worth of these tokens, over its GPUs.",
        v.stake_per_task[c],
        backed(before, a.price),
        terms.gpus_per_task * a.price * before / gpus[c],
    )
    yield only_root(
        "The tokens of before, times this factor, put the same stake behind a task at the lower "
        "price. No other factor does, since more tokens are more stake.",
        statement,
        sp.Eq(
            backed(collateral_factor * before, a.price * (1 - price_fall)),
            backed(before, a.price),
        ),
        where={price_fall: 1 / (1 + left)},
    )


def lots(paid: float, price: float, rate: float, lot: float) -> int:
    """Holders stake one lot of tokens after another while the yield is at least what they ask."""
    count = 0
    while paid >= rate * (count + 1) * lot * price:
        count += 1
    return count


def _attack(held: float, part: float) -> float:
    """The largest whole gain, in thousandths of the stake, that an attack does not pay for."""
    return max(k for k in range(1001) if k * held / 1000 <= part * held) * held / 1000


def _numbers(statement: sp.Basic) -> Evidence:
    draw, worst, cases = np.random.default_rng(7), 0.0, 0
    symbols = sorted(statement.rhs.free_symbols, key=str)
    right = sp.lambdify(symbols, statement.rhs, "math")
    for _ in range(60):
        earned, price = 10 ** draw.uniform(5, 8), 10 ** draw.uniform(-3, 1)
        part_paid = draw.uniform(0.2, 1)
        fees = part_paid * earned
        rate, total = draw.uniform(0.04, 0.3), 10 ** draw.uniform(8, 10)
        share, part, fall = draw.uniform(0.2, 0.7), draw.uniform(0.2, 0.95), draw.uniform(0.05, 0.9)
        lot = fees / rate / price / draw.uniform(3_000, 4_000)
        value = lots(fees, price, rate, lot) * lot * price
        before, after = (lots(fees, p, 1.0, lot) for p in (price, price * (1 - fall)))
        found = {staked_share: value / price / total, staked_value: value,
                 safe_value: _attack(value * share, part),
                 collateral_factor: after / max(1, before)}  # fmt: skip
        at = {yearly_profit: earned, passed_on: part_paid, token_price: price, asked: rate,
              supply: total,
              attack_share: share, attack_penalty: part, price_fall: fall}  # fmt: skip
        expected = right(*(at[x] for x in symbols))
        worst, cases = max(worst, abs(found[statement.lhs] / expected - 1)), cases + 1
    text = "tokens staked lot by lot, attacks tried one by one: relative, lots being a few 1000th"
    return Evidence(text, cases, worst, 1e-2)


#: A profit of 16 of which delegators get three quarters, a price of 2, an asked yield of 1/4 and a
#: supply of 100: 24 tokens are staked.
FEES, PRICE, RATE, ALL = (Fraction(n) for n in (12, 2, Fraction(1, 4), 100))
AT = {yearly_profit: 16, passed_on: sp.Rational(3, 4), token_price: 2, asked: sp.Rational(1, 4),
      supply: 100,
      attack_share: sp.Rational(1, 2), attack_penalty: sp.Rational(1, 2)}  # fmt: skip


def _instance(statement: sp.Basic, text: str, tokens: Fraction, price: Fraction) -> Counterexample:
    worth = {staked_share: tokens / ALL, staked_value: tokens * price,
             safe_value: tokens * price / 4}[statement.lhs]  # fmt: skip
    formula = statement.rhs.subs({**AT, token_price: sp.Rational(price.numerator,
                                                                 price.denominator)})  # fmt: skip
    return Counterexample(text, sp.Eq(sp.Rational(worth.numerator, worth.denominator), formula))


def _in_tokens(statement: sp.Basic) -> Counterexample:
    paid = FEES / PRICE  # tokens a year, whatever the price
    return _instance(statement, "pay stakers a fixed number of tokens and let the price double: "
                     "the stake is worth twice as much", paid / RATE, 2 * PRICE)  # fmt: skip


def _limited(statement: sp.Basic) -> Counterexample:
    tokens = min(FEES / RATE / PRICE, Fraction(10))
    return _instance(statement, "let holders stake ten tokens at most: less is at stake",
                     tokens, PRICE)  # fmt: skip


def _hedged() -> Counterexample:
    lost = FEES / RATE * Fraction(1, 2) * Fraction(1, 2)
    back = lost / 2  # half of the loss comes back from a bet on the token's fall
    formula = SAFE.rhs.subs(AT)
    return Counterexample(
        "let the attacker win half of its loss back by a bet on the token's fall: less is safe",
        sp.Eq(sp.Rational((lost - back).numerator, (lost - back).denominator), formula),
    )


def _pay_in_tokens() -> Counterexample:
    """A pay that is fixed in tokens falls with the price, and the stake needed with it."""
    fall = sp.Rational(1, 2)
    before, after = sp.Integer(10) / 1, sp.Integer(10) * (1 - fall) / (1 - fall)
    return Counterexample(
        "fix pay and costs in tokens: half the price needs as many tokens as before",
        sp.Eq(after / before, FACTOR.rhs.subs(price_fall, fall)),
    )


def claims() -> tuple[Claim, ...]:
    """Four claims: the staked share, its value, what it protects, and a falling price."""
    dollars = Assumption(
        "profit-in-dollars", "validators' profit is dollars, whatever the price of the token"
    )
    wanted = Assumption("stake-follows-yield", "holders have the tokens to reach the asked yield")
    outside = Assumption("no-hedge", "an attacker loses its stake and wins nothing by the loss")
    here = "profit positive; the share of tokens that holders stake at most does not bind"
    known = ("john2021staking", "cong2025staking")

    def make(
        name: str,
        title: str,
        words: str,
        statement: sp.Basic,
        derive: Callable[[sp.Basic], Iterable[Step]],
        more: dict[Assumption, Callable[[], Counterexample]],
        literature: tuple[str, ...],
        owner: str = "own; solved from the model's equations",
    ) -> Claim:
        needs = {dollars: lambda: _in_tokens(statement), wanted: lambda: _limited(statement)} | more
        return Claim(name, title, words, tuple(needs), statement, derive, _numbers,
                     {each.name: example for each, example in needs.items()}, here,
                     literature=literature, shown_in="fig-honesty-security",
                     owner=owner)  # fmt: skip

    return (
        make("staked-share-follows-fees", "The share of the supply behind validators",
             "What validators pay on of their yearly profit, over what holders ask of the whole "
             "supply's value. A dearer token is staked less.",
             STAKED, _staked, {}, known),
        make("stake-is-capitalised-fees", "The value at stake is stakers' pay, capitalised",
             "The price of the token cancels: this security is bought by validators' profit and "
             "by nothing else.",
             VALUE, _value, {}, known),
        make("security-budget", "The largest gain of an attack that the stake makes idle",
             "The share of the stake that an attack needs, times the part that it loses, times "
             "what stakers are paid over the asked yield.",
             SAFE, _safe, {outside: _hedged}, ("budish2018economic",),
             "Budish 2018, the incentive constraint of an attack, place not looked up"),
        Claim(
            "tokens-needed-after-a-fall",
            "A falling price asks for more tokens behind a task",
            "If the price falls by half, twice the tokens are needed for the same stake.",
            (Assumption("pay-in-dollars", "what a cheat gains and loses in pay are dollars"),),
            FACTOR, _factor, _numbers, {"pay-in-dollars": _pay_in_tokens},
            "falls of less than the whole price; no more is staked than the collateral asked",
            shown_in="fig-honesty-region",
            owner="own; solved from the model's equations",
        ),
    )  # fmt: skip
