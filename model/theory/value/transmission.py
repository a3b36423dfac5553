"""From usage to the price, link by link: by how many per cent each link moves for one per cent."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from scipy.optimize import brentq

from model.contract import BPS
from model.quantities import NOT_NEGATIVE, theoretical
from model.spec import accounts as a
from model.spec import adjustment as adj
from model.spec import demand as d
from model.spec import market as m
from model.spec import nodes as n
from model.spec import vault as v
from model.spec.announced import announced
from model.spec.pool import bought, pool_fee
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.evaluate import stated
from model.theory.invariants.pool import positive
from model.theory.steps import Step, conclusion, identity, limit

FIGURE = "fig-transmission"
fees_to_usage = theoretical(
    "fees_to_usage", r"E_{G}", "1", "elasticity of yearly fees in usage", NOT_NEGATIVE
)
tokens_to_dollars = theoretical(
    "tokens_to_dollars", r"E_{B}", "1", "elasticity of tokens bought in dollars spent", NOT_NEGATIVE
)
push_of_purchase = theoretical(
    "push_of_purchase", r"E_{\Delta}", "1", "elasticity of the price in the day's purchase",
    NOT_NEGATIVE)  # fmt: skip

epsilon, eta, demanded = d.demand_elasticity, adj.supply_elasticity, positive(d.demand_scale)
reached = (1 - pool_fee) * v.spend
FEES = sp.Eq(fees_to_usage, (1 + eta) / (epsilon + eta), evaluate=False)
TOKENS = sp.Eq(tokens_to_dollars, 1 / (1 + reached / a.pool_usd), evaluate=False)
PUSH = sp.Eq(push_of_purchase, 2 * reached / (a.pool_usd + reached), evaluate=False)


def elasticity(expression: sp.Expr, variable: sp.Symbol) -> sp.Expr:
    """Per cent that the expression moves for one per cent of the variable."""
    result: sp.Expr = variable * sp.diff(expression, variable) / expression
    return result


def _fees(statement: sp.Basic) -> Iterator[Step]:
    any_eta = sp.Symbol(r"\eta", positive=True)  # a limit's variable is printed by its name
    ratio, first, hours = (sp.Symbol(s, positive=True) for s in ("q", "n_0", "h"))
    block, kind = announced().block("adjustment"), a.CLASSES[0]
    keep = stated(block, adj.keep_cost[kind]) / (adj.cost_index * n.fixed_cost[kind])
    cost = identity(
        "In the specification the last GPU costs this multiple of the first one's fixed cost.",
        keep,
        (n.gpus[kind] / n.first_gpus[kind]) ** (1 / eta),
    )
    wanted = stated(announced().block("market"), m.wanted_hours)
    wanted = wanted.subs(m.wanted_tasks, stated(announced().block("market"), m.wanted_tasks))
    demand = identity(
        "Users want these GPU-hours at a price of q times the reference price.",
        wanted.subs({m.price_today: ratio * d.reference_price, d.task_size: d.gpu_hours_per_task}),
        d.demand_scale * ratio**-epsilon,
    )
    clearing = (demanded / (first * hours)) ** (1 / (epsilon + eta))
    balance = identity(
        "Income a GPU is in proportion to q, so q is also the cost of the last GPU and capacity "
        "is the first one's times q to the power η. It meets demand at this q.",
        sp.powsimp(sp.expand_log(sp.log(clearing ** (epsilon + eta)), force=True)),
        sp.expand_log(sp.log(demanded / (first * hours)), force=True),
    )
    took = clearing ** (1 - epsilon) * demanded
    slope = identity("Fees are price times hours; per cent for per cent they move by this.",
                     elasticity(took, demanded), FEES.rhs)  # fmt: skip
    short = limit("With fixed capacity they move by one over the elasticity of demand.",
                  FEES.rhs.subs(eta, any_eta), any_eta, sp.Integer(0), 1 / epsilon)  # fmt: skip
    long = limit("With capacity at a constant cost they move one for one.",
                 FEES.rhs.subs(eta, any_eta), any_eta, sp.oo, sp.Integer(1), "-")  # fmt: skip
    yield from (cost, demand, balance, slope, short, long)
    yield conclusion("Between the two limits it is this.", FEES, cost, demand, balance, slope)


def _fees_in_numbers(statement: sp.Basic) -> Evidence:
    draw, count, worst, step = np.random.default_rng(7), 200, 0.0, 1e-3
    off = sp.lambdify((fees_to_usage, epsilon, eta), statement.lhs / statement.rhs - 1, "math")
    for _ in range(count):
        eps, sup, usage = draw.uniform(0.3, 3), draw.uniform(0.1, 5), draw.uniform(0.5, 5)

        def took(scale: float, eps: float = eps, sup: float = sup) -> float:
            price = brentq(lambda q: scale * q**-eps - q**sup, 1e-4, 1e4, xtol=1e-14, rtol=1e-14)
            return float(price * scale * price**-eps)

        up, down = usage * np.exp(step), usage * np.exp(-step)
        worst = max(worst, abs(off(np.log(took(up) / took(down)) / (2 * step), eps, sup)))
    return Evidence("markets cleared by bisection: relative difference", count, worst, 1e-6)


def _pool(statement: sp.Eq) -> Iterator[Step]:
    tokens, dollars, spent = positive(a.pool_ai), positive(a.pool_usd), positive(v.spend)
    reserves = {a.pool_ai: tokens, a.pool_usd: dollars, v.spend: spent}
    paid = stated(v.vault(), v.buyback_dollars).subs(reserves)
    out = stated(v.vault(), v.buyback).subs({v.buyback_dollars: paid, **reserves})
    swap = identity("The pool gives this for the dollars.", out, bought(paid).subs(reserves))
    for_tokens = statement.lhs == tokens_to_dollars
    price = identity(
        "The price after it is this.",
        (dollars + paid) / (tokens - out),
        (dollars + paid) ** 2 / (tokens * dollars),
    )
    moved = price.relation.rhs if not for_tokens else out
    text = "number of tokens" if for_tokens else "price after the purchase"
    formula = (TOKENS if for_tokens else PUSH).rhs.subs(reserves)
    slope = identity(f"Per cent for per cent the {text} moves by this.",
                     elasticity(moved, spent), formula)  # fmt: skip
    yield from (swap, price, slope)
    yield conclusion("This is the claim.", TOKENS if for_tokens else PUSH, swap, price, slope)


def _pool_in_numbers(statement: sp.Eq) -> Evidence:
    draw, count, worst, ppm = np.random.default_rng(7), 300, 0.0, 10**6
    symbols = (statement.lhs, v.spend, a.pool_usd, pool_fee)
    off = sp.lambdify(symbols, statement.lhs / statement.rhs - 1, "math")
    for _ in range(count):
        tokens, dollars = (int(10 ** draw.uniform(24, 28)) for _ in range(2))
        spent = int(dollars * draw.uniform(0.001, 2))
        found = []
        for size in (spent - spent // BPS, spent + spent // BPS):
            paid = size * 997 // 1000
            out = tokens * paid // (dollars + paid)
            price = (dollars + paid) * ppm**4 // (tokens - out)
            found.append(out if statement.lhs == tokens_to_dollars else price)
        slope = np.log(found[1] / found[0]) / np.log((BPS + 1) / (BPS - 1))
        worst = max(worst, abs(off(slope, spent, dollars, 0.003)))
    return Evidence("whole-number swaps a little apart: relative difference", count, worst, 1e-6)


def claims() -> tuple[Claim, ...]:
    """Three links."""
    half, tenth, one = sp.Rational(1, 2), sp.Rational(1, 10), sp.Integer(1)
    point = {v.spend: one, a.pool_usd: one, pool_fee: tenth}
    pool = Assumption("constant-product", "the pool keeps the product of its reserves")
    room = Assumption("below-the-guard", "the vault spends what it has; guard and cap leave room")
    return (
        Claim(
            "fees-follow-usage",
            "By how much fees grow when usage grows",
            "Usage is demand at a given price of compute. Some of its growth is eaten by a "
            "higher price. With fixed capacity fees move by 1/ε per cent for one per cent of "
            "usage; with capacity at constant cost they move one for one.",
            (
                Assumption("clears", "the price of compute clears demand and capacity"),
                Assumption("cost-of-keeping", "a GPU's only cost is that of keeping it, and its "
                           "income moves with the price alone"),
            ),
            FEES,
            _fees,
            _fees_in_numbers,
            {
                "clears": lambda: Counterexample(
                    "let the posted price stay while half of the capacity is idle: fees move one "
                    "for one, where clearing with ε = 2 and η = 1 gives 2/3",
                    sp.Eq(one, FEES.rhs.subs({epsilon: 2, eta: 1})),
                ),
                "cost-of-keeping": lambda: Counterexample(
                    "let half of a GPU's income pay its running cost, at ε = 1/2 and η = 1: "
                    "the part left for keeping it moves twice as much as the price, so capacity "
                    "acts like η = 2 there",
                    sp.Eq(FEES.rhs.subs({epsilon: half, eta: 2}),
                          FEES.rhs.subs({epsilon: half, eta: 1})),
                ),
            },
            "nodes with one cost curve; the price away from the ends of its span",
            shown_in=FIGURE,
        ),
        Claim(
            "tokens-lag-dollars",
            "By how much the tokens bought grow when the vault spends more",
            "Impact eats a part: one per cent more dollars buy less than one per cent more tokens.",
            (pool, room),
            TOKENS,
            _pool,
            _pool_in_numbers,
            {
                "constant-product": lambda: Counterexample(
                    "sell at a fixed price: tokens move one for one",
                    sp.Eq(one, TOKENS.rhs.subs(point)),
                ),
                "below-the-guard": lambda: Counterexample(
                    "let the guard bind: more dollars wait in the vault and buy no token",
                    sp.Eq(sp.diff(sp.Min(1, 2 + positive(v.spend)), positive(v.spend)),
                          TOKENS.rhs.subs(point)),
                ),
            },
            "one purchase a day; above the guard's size the elasticity is zero",
            shown_in=FIGURE,
        ),
        Claim(
            "purchase-pushes-price",
            "By how much a purchase lifts the price on its own day",
            "A purchase of a small share of the reserve lifts the price by about twice that share. "
            "The push says nothing of the days after, when traders answer it.",
            (pool, Assumption("same-day", "nobody trades between purchase and reading")),
            PUSH,
            _pool,
            _pool_in_numbers,
            {
                "constant-product": lambda: Counterexample(
                    "sell at a fixed price: nothing is pushed",
                    sp.Eq(sp.Integer(0), PUSH.rhs.subs(point)),
                ),
                "same-day": lambda: Counterexample(
                    "let traders take the price back to the fair one before it is read",
                    sp.Eq(elasticity(one, v.spend), PUSH.rhs.subs(point)),
                ),
            },
            "one purchase in a pool that it alone moves",
            shown_in=FIGURE,
        ),
    )  # fmt: skip
