"""Where the market for compute rests, from the specification.

Capacity stands still in a whole band, since nobody orders below a hurdle and nobody leaves above
a loss.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import sympy as sp

from model.logic.arithmetic import by_arithmetic
from model.logic.formulas import only_root
from model.logic.step import Proved, Step
from model.logic.steps import identity, read
from model.logic.theorems import all_of
from model.spec import accounts as a
from model.spec import adjustment as j
from model.spec import demand as d
from model.spec import market as m
from model.spec import nodes as n
from model.spec import terms
from model.spec.announced import announced
from model.spec.core import stated
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import class_market as c
from model.theory.market import one_class as o

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


def _price() -> Iterator[Step]:
    """When the posted price stands still."""
    speed, pressed = o.known(m.price_speed), m.pressure[ONE]
    excess = pressed / target - 1
    yield identity(
        "In the evening the posted price moves by the relative excess of demand over target.",
        o.equation("adjustment", m.posted_price[ONE]),
        m.within_span(ONE, m.compute_price[ONE] * sp.exp(m.price_speed * excess)).subs(o.ALONE),
    )
    relative = sp.Symbol("x", positive=True)
    clamped = o.equation("market", pressed).subs(m.wanted_hours[ONE], relative * n.capacity[ONE])
    yield by_arithmetic(
        "It stands still where x, hours wanted over hours on offer, is the target, and nowhere "
        "else.",
        sp.Equivalent(sp.Eq(speed * excess.subs(pressed, clamped), 0), sp.Eq(relative, target)),
    )


def _capacity() -> Iterator[Step]:
    """When profit and GPUs stand still: the class is there, and the market has long been open."""
    profit, queue, none = j.profit[ONE], n.building[ONE], sp.Integer(0)
    known = {each: o.known(each) for each in (j.exit_speed, j.entry_speed)}
    mean, number, ordered = (
        sp.Eq(o.equation("adjustment", each).subs(d.opening_day, a.day), before).subs(known)
        for each, before in ((profit, profit), (n.gpus[ONE], gpus), (queue, queue))
    )
    there = sp.Gt(gpus, n.trace())
    yield by_arithmetic(
        "The running mean of profit stands still where it is the day's, and nowhere else.",
        sp.Equivalent(mean, sp.Eq(profit, j.profit_today[ONE])),
    )
    yield by_arithmetic(
        "Nothing is under way where GPUs and orders stand still: what arrives would have to be "
        "ordered for a profit, and to make up for those that leave for a loss.",
        sp.Implies(sp.And(number, ordered), sp.Eq(queue, 0)),
        given=(there,),
    )
    yield by_arithmetic(
        "With nothing under way, nobody leaves where profit is not negative, and nowhere else.",
        sp.Equivalent(number.subs(queue, none), sp.Ge(profit, 0)),
        given=(there,),
    )
    yield by_arithmetic(
        "And nobody orders where it is not above the hurdle, and nowhere else.",
        sp.Equivalent(ordered.subs(queue, none), sp.Le(profit, hurdle)),
    )


def _profit() -> Step:
    """The day's profit of a GPU of which the target works."""
    earned = o.margin(target).subs(o.subsidy_usd, o.gpu_subsidy * gpus)
    income = terms.node_share() * p * target * h + o.gpu_subsidy - o.node_variable_cost * target * h
    today = o.equation("adjustment", j.profit_today[ONE]).subs(j.keep_cost[ONE], o.last_gpu_cost)
    relative = sp.expand(income / o.last_gpu_cost) - 1
    return read(
        "A GPU earns its share of the fees of its hours and the subsidy, and pays for its work. "
        "Profit is that over what the last GPU must earn, within limits.",
        j.profit[ONE],
        today.subs(j.margin[ONE], sp.expand(earned)),
        sp.Max(-3, sp.Min(1, relative)),
    )


def _use(statement: sp.Basic) -> Iterator[Step]:
    """Utilisation where the posted price stands still."""
    offered, wanted, pressed = m.offered_hours[ONE], m.wanted_hours[ONE], m.pressure[ONE]
    there, block = n.capacity[ONE], announced().block("market")
    steps = [
        read(text, symbol, stands, expected)
        for text, symbol, stands, expected in (
            ("Utilisation is hours worked over hours on offer.", o.utilisation,
             stated(block, m.workable_hours[ONE]) / there, sp.Min(offered, wanted) / there),
            ("Without collateral all hours online are on offer.", offered,
             stated(block, offered).subs(m.collateral_due[ONE], 0), there),
            ("Demand over capacity is clamped.", pressed,
             stated(block, pressed), sp.Min(2 * target, wanted / there)),
        )
    ]  # fmt: skip
    yield from steps
    yield by_arithmetic(
        "The target is at most one. So where demand over capacity is the target, all that is "
        "wanted is worked, and utilisation is the target too.",
        statement,
        *steps,
        given=(sp.Eq(pressed, target), sp.Le(target, 1)),
    )


def _rest(statement: sp.Basic) -> Iterator[Step]:
    parts: list[Proved] = []
    yield from _price()
    for step in _use(o.part(statement, o.utilisation)):
        yield step
        parts += [step] if isinstance(step, Proved) else []
    parts.append(
        only_root(
            "Hours wanted over hours on offer are the target at this number of GPUs, and at no "
            "other.",
            o.part(statement, gpus),
            sp.Eq(c.wanted() / (gpus * h), target),
            slope=-c.wanted() / (gpus**2 * h),
        )
    )
    yield parts[-1]
    yield from _capacity()
    earns = _profit()
    yield earns
    for words, kind, held, given in (
        ("not negative", sp.Ge, sp.Ge(j.profit[ONE], 0), ()),
        ("not above the hurdle", sp.Le, sp.Le(j.profit[ONE], hurdle), (sp.Lt(hurdle, 1),)),
    ):
        side = o.part(statement, p, kind)
        exactly = by_arithmetic(
            f"Profit is {words} on this side of this price, and nowhere else.",
            sp.Equivalent(held, side),
            earns,
            given=given,
            where=o.KEPT,
        )
        rests = f"So that is where the price can rest, as far as profit must be {words}."
        parts.append(by_arithmetic(rests, side, exactly, given=(held, *given)))
        yield from (exactly, parts[-1])
    yield all_of("Price and capacity stand still exactly there.", statement, *parts)


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
        "costs and speeds positive; a hurdle below one, since profit is counted up to one",
        shown_in="fig-market-rest",
        owner="own; solved from the model's equations",
    )  # fmt: skip
    return (rest,)
