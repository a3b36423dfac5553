"""Where the market for compute rests, from the specification.

Capacity stands still in a whole band, since nobody orders below a hurdle and nobody leaves above
a loss.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import sympy as sp

from model.spec import accounts as a
from model.spec import adjustment as j
from model.spec import demand as d
from model.spec import market as m
from model.spec import nodes as n
from model.spec import terms
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import class_market as c
from model.theory.market import one_class as o
from model.theory.steps import Step, case, conclusion, identity, inequality

p, gpus, h, target, hurdle = c.p, c.gpus, c.h, c.target, c.hurdle
ONE = o.ONE
LEAST = ((o.last_gpu_cost - o.gpu_subsidy) / (h * target) + o.node_variable_cost) / (
    terms.node_share()
)
MOST = (
    (o.last_gpu_cost * (1 + hurdle) - o.gpu_subsidy) / (h * target) + o.node_variable_cost
) / terms.node_share()
REST_GPUS = c.hours_outside * m.answer(c.RIGHT) / (target * h)
REST = sp.And(
    sp.Eq(o.utilisation, target),
    sp.Ge(p, LEAST, evaluate=False),
    sp.Le(p, MOST, evaluate=False),
    sp.Eq(gpus, REST_GPUS),
)


def _rest(statement: sp.Basic) -> Iterator[Step]:
    speed = o.known(m.price_speed)
    pressed = m.pressure[ONE]
    excess = pressed / target - 1
    law = identity(
        "In the evening the posted price moves by the relative excess of demand over target.",
        o.equation("adjustment", m.posted_price[ONE]),
        m.within_span(ONE, m.compute_price[ONE] * sp.exp(m.price_speed * excess)).subs(o.ALONE),
    )
    still = identity(
        "It stands still where demand over capacity is the target.",
        (m.price_speed * excess).subs(pressed, target),
        sp.Integer(0),
    )
    only = inequality(
        "It stands still nowhere else, since the step rises with demand over capacity.",
        sp.diff(speed * excess, pressed),
        sp.Integer(0),
        speed / target,
        strict=True,
    )
    number = identity(
        "Demand over capacity is the target at this number of GPUs. The target is below one, so "
        "all that is wanted is worked and utilisation is the target too.",
        (c.wanted() / (gpus * h)).subs(gpus, REST_GPUS),
        target,
    )
    earned = o.margin(target).subs(o.subsidy_usd, o.gpu_subsidy * gpus)
    income = identity(
        "A GPU earns its share of the fees of its hours and the subsidy, and pays for its work.",
        earned,
        terms.node_share() * p * target * h + o.gpu_subsidy - o.node_variable_cost * target * h,
    )
    margin = earned.subs(o.KEPT)
    ends = [
        identity(text, (margin - level).subs(p, end.subs(o.KEPT)), sp.Integer(0))
        for text, level, end in (
            ("At the lower price it just earns what the last GPU must,", o.last_gpu_cost, LEAST),
            ("At the upper price more than that by the hurdle.",
             o.last_gpu_cost * (1 + hurdle), MOST),
        )
    ]  # fmt: skip
    rises = inequality(
        "Between them, and nowhere else, profit is neither negative nor above the hurdle, since "
        "the margin rises with the price.",
        sp.diff(margin, p),
        sp.Integer(0),
        o.kept * target * h,
        strict=True,
    )
    inside, room, extra = sp.symbols("x y z", nonnegative=True)
    later = {j.profit[ONE]: inside, n.building[ONE]: 0, d.opening_day: a.day}
    calm = case(
        "At such a profit nobody leaves,",
        o.equation("adjustment", n.gpus[ONE]).subs(later).subs(gpus, n.trace() + extra),
        n.trace() + extra,
    )
    orders = case(
        "And nobody orders.",
        o.equation("adjustment", n.building[ONE]).subs(
            {n.building[ONE]: 0, j.profit[ONE]: inside, hurdle: inside + room}
        ),
        sp.Integer(0),
    )
    steps = (law, still, only, number, income, *ends, rises, calm, orders)
    yield from steps
    yield conclusion("Price and capacity stand still exactly there.", REST, *steps)


def _rest_in_numbers(statement: sp.Basic) -> Evidence:
    count, market = 160, c.rules(160)
    start = np.where(np.arange(count) % 2, 0.05, 8.0)  # from below, and from far above
    prices, numbers = market.run(9000, start)
    return Evidence(
        "random markets after 9 000 days of the specification's rule, from few GPUs and from many: "
        "relative difference",
        count,
        o.distance(statement, c.point(market, prices[-1], numbers[-1])),
        1e-6,
    )


def _without(text: str, what: str, said: sp.Expr, **changes: float) -> Counterexample:
    """What a changed market comes to, against what the claim says of the unchanged one."""
    market = replace(c.rules(1), subsidy=np.zeros(1))
    fields = {name: getattr(market, name) * factor for name, factor in changes.items()}
    prices, numbers = replace(market, **fields).run(9000, np.full(1, 0.05))
    run = replace(market, **{k: v for k, v in fields.items() if k != "share"})
    values = {k: float(np.ravel(v)[0]) for k, v in
              c.point(run, prices[-1], numbers[-1]).items()}  # fmt: skip
    if what == "use":
        return o.unlike(text, values.pop(o.utilisation), said, values)
    found = values.pop(p)
    bound = float(sp.lambdify(list(values), said, "math")(*values.values()))
    return Counterexample(text, sp.Ge(o.rational(found), o.rational(bound)))


def claims() -> tuple[Claim, ...]:
    """The claim."""
    rest = Claim(
        "compute-market-rests",
        "Where the market for compute rests",
        "Capacity is what users want over the target. The posted price lies in a band: at its "
        "lower end the last GPU just earns what it must, at its upper end more than that by the "
        "hurdle. What the last GPU must earn is its cost or what it would earn outside.",
        (
            Assumption("alike", "those who share the fees are alike, so that each is paid for the "
                       "fees of its own work"),
            Assumption("away-from-limits", "the price lies within its span, the target below one"),
        ),
        REST,
        _rest,
        _rest_in_numbers,
        {
            "alike": lambda: _without(
                "let another class with a worse score leave a quarter more to this one: its price "
                "falls below the band", "price", LEAST, share=1.25),
            "away-from-limits": lambda: _without(
                "double the cost of the last GPU and let the span end just above the outside "
                "price: the price cannot rise, so GPUs leave until utilisation is above its target",
                "use", target, keep=2, span=0.0505),
        },
        "demand, costs, trust and the day's subsidy stand still; no collateral, no slashes; all "
        "costs positive",
        shown_in="fig-market-rest",
    )  # fmt: skip
    return (rest,)
