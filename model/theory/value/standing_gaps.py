"""How far from the fair price a day may end: what users pay, the vault's push, and noise."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.logic.arithmetic import by_arithmetic
from model.logic.formulas import by_meaning
from model.logic.step import Step
from model.logic.steps import identity
from model.logic.theorems import bound
from model.quantities import POSITIVE, theoretical
from model.spec import cycle
from model.spec import exchange as x
from model.spec import vault as v
from model.spec import worth as t
from model.spec.announced import announced
from model.spec.core import stated
from model.spec.pool import pool_fee
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.sourced import AFTER_FEE, POOL_FEE
from model.theory.value.order_flow import AT_FAIR, FIGURE
from model.theory.value.purchases import DEEP, PUSH, batch

gap_spread = theoretical(
    "gap_spread", r"\sigma_x", "1", "standard deviation of the log price around what flows hold",
    POSITIVE)  # fmt: skip
SPREAD = sp.Eq(gap_spread, x.noise_size, evaluate=False)
LARGEST = sp.Ge(
    x.largest_gap,
    (x.users_order + x.other_dollars - AT_FAIR) / DEEP,
    evaluate=False,
)
LIMIT = sp.Ge(v.depth_share, PUSH.rhs, evaluate=False)


def _spread(statement: sp.Basic) -> Iterator[Step]:
    block, size = announced().block("exchange"), sp.Symbol("s", positive=True)
    (made,) = [e for e in stated(block, x.batch_price).args if e != t.least_price]
    noise = x.noise_size * cycle.surprise_size * x.trade_noise
    price = identity(
        "The day's price is the fair one times this.",
        made,
        t.fair_price * sp.exp(x.gap + noise),
    )
    kept = stated(announced().block("morning"), cycle.unrest)
    inherited, fresh = kept.coeff(cycle.unrest), kept.coeff(cycle.unrest_noise)
    settled = identity(
        "The size of the day's surprises has a log that settles where its variance repeats itself.",
        inherited**2 * cycle.unrest_size**2 + fresh**2,
        cycle.unrest_size**2,
    )
    log, draw = sp.symbols("u w", real=True)
    scale = cycle.scale_of_surprises(log).subs(cycle.unrest_size, size)
    square = identity(
        "Its mean square is then one: unrest makes calm and wild days, not more variance.",
        sp.integrate(sp.powsimp(sp.expand(scale**2 * _normal(log, size))), (log, -sp.oo, sp.oo)),
        sp.Integer(1),
    )
    yield from (price, settled, square)
    away = sp.powsimp((x.noise_size * scale * draw) ** 2 * _normal(log, size))
    spread = sp.Integral(away * _normal(draw, sp.Integer(1)), (log, -sp.oo, sp.oo),
                         (draw, -sp.oo, sp.oo))  # fmt: skip
    yield by_meaning(
        "Noise has no mean, so the root of its mean square over both draws, of the size and of the "
        "noise itself, is its standard deviation.",
        statement,
        sp.sqrt(spread),
    )


def _normal(value: sp.Symbol, size: sp.Expr) -> sp.Expr:
    """The density of a normal draw without a mean."""
    return sp.exp(-(value**2) / (2 * size**2)) / (size * sp.sqrt(2 * sp.pi))


def noisy(size: float, unrest: float, draw: np.random.Generator) -> float:
    """Standard deviation of noise around what flows hold, in 400 markets over 500 days."""
    away, log, left = [], unrest * draw.standard_normal(400), 0.9  # of a spell, a day later
    for _ in range(500):
        log = left * log + unrest * np.sqrt(1 - left**2) * draw.standard_normal(400)
        away.append(size * np.exp(log - unrest**2) * draw.standard_normal(400))
    return float(np.std(away))


def _spread_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst = np.random.default_rng(7), 60, 0.0
    off = sp.lambdify((gap_spread, x.noise_size), statement.lhs / statement.rhs - 1, "math")
    for _ in range(count):
        size = draw.uniform(0.005, 0.1)
        worst = max(worst, abs(off(noisy(size, draw.uniform(0, 0.5), draw), size)))
    return Evidence("400 markets over 500 days each: relative difference", count, worst, 0.05)


def _limit(statement: sp.Basic) -> Iterator[Step]:
    spent = stated(v.vault(), v.buyback_usd)
    for symbol in (v.spend, v.affordable):
        spent = spent.subs(symbol, stated(v.vault(), symbol))
    within = v.depth_share * t.depth
    yield by_arithmetic(
        "Executors take at most a share of the day's depth: the vault spends that, less z.",
        sp.Ge(within, spent, evaluate=False),
    )
    # A fee of f/(1 + f) is any but the whole.
    spare, fee = sp.symbols("z f", nonnegative=True)
    answer = x.sellers_response * t.fair_price * x.tokens_offered
    yield bound(
        "What the vault lifts the price by is less than that share, by what sellers bring more, by "
        "the pool's fee of f/(1 + f), and by what it leaves: without the three it is the share.",
        statement,
        (v.depth_share * (answer + t.depth * fee / (1 + fee)) + spare / (1 + fee))
        / (t.depth + answer),
        {x.sellers_response: 0, fee: 0, spare: 0},
        where={v.buyback_usd: within - spare, pool_fee: fee / (1 + fee)},
    )


def _limit_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, broken = np.random.default_rng(7), 200, 0
    symbols = (v.depth_share, v.buyback_usd, pool_fee, t.depth, x.sellers_response, t.fair_price,
               x.tokens_offered)  # fmt: skip
    holds = sp.lambdify(symbols, statement, "math")
    for _ in range(count):
        share, cash, offered, response = draw.uniform((0.01, 0.5, 0.001, 0), (0.2, 5, 0.1, 20))
        spent = min(cash, share)
        with_it = batch(1 + AFTER_FEE * spent, offered, response, 1.0)
        without = batch(1, offered, response, 1.0)
        push = with_it - without
        broken += not (push <= share and holds(share, spent, POOL_FEE, 1.0, response, 1.0, offered))
    return Evidence(
        "vaults of any cash, batches by bisection: pushes beyond", count, float(broken), 0
    )


def _largest(statement: sp.Basic) -> Iterator[Step]:
    block, spare = announced().block("exchange"), sp.Symbol("z", nonnegative=True)
    share, order = (stated(block, each) for each in (x.share_paid_today, x.users_order))
    yield by_arithmetic(
        "Users pay all bills, or as much as there is room for beside what they hold. So where "
        "there is room, they order no more than it.",
        sp.Ge(x.room_for_bills, order.subs(x.share_paid_today, share), evaluate=False),
        given=[sp.Ge(x.room_for_bills, 0, evaluate=False)],
    )
    deep = t.depth + x.sellers_response * t.fair_price * x.tokens_offered
    yield bound(
        "Let users leave z of the room. Then the gap is below the largest one by z over the depth "
        "of all, and as large as it where they fill the room.",
        statement,
        spare / deep,
        {spare: 0},
        where={x.users_order: stated(block, x.room_for_bills) - spare},
    )


def _largest_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, broken = np.random.default_rng(7), 200, 0
    symbols = (x.largest_gap, x.users_order, x.other_dollars, t.fair_price, x.tokens_offered,
               t.depth, x.sellers_response)  # fmt: skip
    holds = sp.lambdify(symbols, statement, "math")
    for _ in range(count):
        limit, bills, held, others, offered, response = draw.uniform(
            (0.05, 0.1, 0, 0, 0.1, 0), (0.5, 5, 1, 0.1, 2, 20))  # fmt: skip
        low, high = 0.0, 1.0
        for _ in range(40):  # the largest share of the bills at which the price is not too dear
            middle = (low + high) / 2
            order = max(0.0, middle * bills - held)
            dear = batch(order + others, offered, response, 1.0) > limit
            low, high = (low, middle) if dear else (middle, high)
        order = max(0.0, low * bills - held)
        broken += not holds(limit, order, others, 1.0, offered, 1.0, response)
    return Evidence("shares of bills found by bisection: gaps beyond", count, float(broken), 0.0)


def claims() -> tuple[Claim, ...]:
    """What users pay, the vault's push, and noise."""
    one, half, hundredth = sp.Integer(1), sp.Rational(1, 2), sp.Rational(1, 100)
    tight = {x.largest_gap: half, t.depth: one, t.fair_price: one, x.tokens_offered: 0,
             x.sellers_response: 0}  # fmt: skip
    return (
        Claim(
            "users-pay-to-the-largest-gap",
            "Users' bills never push the price beyond the largest gap",
            "What would push it further is not paid, and the work for it is not done. In a thin "
            "market bills go unpaid; the price does not run away.",
            (
                Assumption("room", "the others' dollars alone do not exceed the largest gap"),
                Assumption("users-stop", "users pay no bill in a market that is too dear"),
            ),
            LARGEST,
            _largest,
            _largest_in_numbers,
            {
                "room": lambda: Counterexample(
                    "let others alone bring twice what the largest gap takes",
                    LARGEST.subs({**tight, x.users_order: 0, x.other_dollars: one}),
                ),
                "users-stop": lambda: Counterexample(
                    "let users pay bills of one whatever the price, at a depth of one",
                    LARGEST.subs({**tight, x.users_order: one, x.other_dollars: 0}),
                ),
            },
            "before noise; collateral and the vault are kept below the largest gap by their limits",
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
        ),
        Claim(
            "vault-push-has-a-limit",
            "The vault lifts the day's price by at most its share of the depth",
            "Executors do not take more than a share of the day's depth for the vault. The price "
            "is lifted by less than that, and only on the day.",
            (Assumption("executors-heed-depth", "executors stop at their share of the depth"),),
            LIMIT,
            _limit,
            _limit_in_numbers,
            {
                "executors-heed-depth": lambda: Counterexample(
                    "let executors spend a tenth of the depth where the share is a hundredth",
                    LIMIT.subs({v.depth_share: hundredth, v.buyback_usd: one / 10, t.depth: one,
                                pool_fee: 0, x.sellers_response: 0, t.fair_price: one,
                                x.tokens_offered: one}),
                ),
            },
            "whatever waits in the vault; in logarithms",
            shown_in=FIGURE,
            owner="own; solved from the model's equations",
            uses=("purchase-pushes-price",),
        ),
        Claim(
            "noise-spreads-the-gap",
            "The spread that noise gives the price around what flows hold",
            "Its size is the same in a calm market and in one with spells of unrest, in a thin one "
            "and in a deep one. It is gone the next day.",
            (
                Assumption("settled", "the size of surprises has settled in its own law"),
                Assumption("independent", "a day's noise does not depend on the size of surprises"),
            ),
            SPREAD,
            _spread,
            _spread_in_numbers,
            {
                "settled": lambda: Counterexample(
                    "take the first day, which begins without unrest, where the log size of "
                    "surprises will come to spread by one: noise is e times smaller",
                    sp.Eq(sp.exp(-1) * x.noise_size, SPREAD.rhs).subs(x.noise_size, hundredth),
                ),
                "independent": lambda: Counterexample(
                    "let the size of surprises be the noise itself: its square has mean three",
                    sp.Eq(sp.sqrt(3) * x.noise_size, SPREAD.rhs).subs(x.noise_size, hundredth),
                ),
            },
            "prices above the least one; noise of unit variance",
            shown_in=FIGURE,
            owner="own; no source is known",
        ),
    )  # fmt: skip
