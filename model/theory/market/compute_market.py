"""Where the market for compute rests, and how it looks from there: from the specification.

Capacity stands still in a whole band, since nobody orders below a hurdle and nobody leaves above
a loss. Near rest the market is a textbook market with the elasticities of the second claim.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import sympy as sp

from model.quantities import NOT_NEGATIVE, POSITIVE, in_force, theoretical
from model.spec import accounts as a
from model.spec import adjustment as j
from model.spec import demand as d
from model.spec import market as m
from model.spec import nodes as n
from model.spec import terms
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.market import one_class as o
from model.theory.steps import Step, case, conclusion, identity, inequality

p, gpus, h, target = o.hour_price, o.node_gpus, o.node_hours, m.utilisation_target
eps, eta, hurdle = d.demand_elasticity, j.supply_elasticity, j.entry_hurdle
ONE = o.ONE
outside_hour = theoretical(
    "outside_hour", "p_o", "USD/GPU_hour", "price of such a GPU-hour outside", POSITIVE
)
audit_hour = theoretical(
    "audit_hour", r"\chi_h", "USD/GPU_hour", "what users pay for the audits of such an hour",
    NOT_NEGATIVE,
)  # fmt: skip
hours_outside = theoretical(
    "hours_outside", "A_h", "GPU_hour", "hours a day wanted if a right result costs what it does "
    "outside", POSITIVE,
)  # fmt: skip
dearness = theoretical(
    "dearness", "y", "1", "what a right result costs, over the price outside", POSITIVE
)
reachable = theoretical(
    "reachable_of_class", r"\bar N", "GPU", "GPUs in the world that the class could bring", POSITIVE
)
RIGHT = (p + audit_hour) / (outside_hour * m.reputation)
LEAST = ((o.last_gpu_cost - o.gpu_subsidy) / (h * target) + o.node_variable_cost) / (
    terms.node_share()
)
MOST = (
    (o.last_gpu_cost * (1 + hurdle) - o.gpu_subsidy) / (h * target) + o.node_variable_cost
) / terms.node_share()
REST_GPUS = hours_outside * m.answer(RIGHT) / (target * h)
REST = sp.And(
    sp.Eq(o.utilisation, target),
    sp.Ge(p, LEAST, evaluate=False),
    sp.Le(p, MOST, evaluate=False),
    sp.Eq(gpus, REST_GPUS),
)
BENT = 2 * eps * dearness ** (2 * eps) / (1 + dearness ** (2 * eps))
DEMAND_NEAR = BENT * p / (p + audit_hour)
SUPPLY_NEAR = 1 + eta * reachable / gpus
TANGENT = sp.And(
    sp.Eq(o.demand_response, DEMAND_NEAR), sp.Eq(o.supply_response, SUPPLY_NEAR)
)
_WORDS = {
    **o.ALONE,
    n.capacity[ONE]: gpus * h,
    m.price_today[ONE]: p,
    terms.audit_charge[ONE]: audit_hour,
    d.price_outside[ONE]: outside_hour,
    m.demand_today[ONE]: hours_outside,
    d.task_size: d.gpu_hours_per_task,
    n.reachable_gpus[ONE]: reachable,
}


def wanted() -> sp.Expr:
    """Hours wanted in a day, in the price: the specification's."""
    hours = o.equation("market", m.wanted_hours[ONE])
    right = o.equation("market", m.right_price[ONE])
    result: sp.Expr = hours.subs(m.right_price[ONE], right).subs(_WORDS)
    return result


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
        (wanted() / (gpus * h)).subs(gpus, REST_GPUS),
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
        o.equation("adjustment", n.building[ONE])
        .subs({n.building[ONE]: 0, j.profit[ONE]: inside, hurdle: inside + room}),
        sp.Integer(0),
    )
    steps = (law, still, only, number, income, *ends, rises, calm, orders)
    yield from steps
    yield conclusion("Price and capacity stand still exactly there.", REST, *steps)


@dataclass(frozen=True)
class Rule:
    """The specification's market of one class in NumPy: fields are arrays of cases."""

    scale: Any
    outside: Any
    audit: Any
    trust: Any
    elasticity: Any
    hours: Any
    keep: Any
    variable: Any
    share: Any
    subsidy: Any
    target: Any
    hurdle: Any
    reach: Any
    seed: float = 0.01
    span: float = 20.0

    def wanted(self, price: Any) -> Any:
        """Hours wanted at a price."""
        right = (price + self.audit) / (self.outside * self.trust)
        return 2 * self.scale / (1 + right ** (2 * self.elasticity))

    def last(self, gpus: Any) -> Any:
        """What the last GPU must earn in a day."""
        return self.keep * (1 + gpus / self.reach)

    def run(
        self, days: int, gpus: Any, entry: Any = 0.02, leave: Any = 0.1, memory: Any = 14.0,
        lag: Any = 30.0, speed: Any = 0.05, price: Any = None,
    ) -> tuple[Any, Any]:  # fmt: skip
        """Paths of price and GPUs over days, arrays (days + 1, cases)."""
        profit, building = 0 * self.scale, 0 * self.scale
        price = self.outside + 0 * self.scale if price is None else price
        least = np.maximum(self.variable / self.share, self.outside / self.span)
        prices, numbers = [price], [gpus + 0 * self.scale]
        for _ in range(days):
            gpus, use = numbers[-1], self.wanted(price) / (numbers[-1] * self.hours)
            worked = np.minimum(use, 1) * self.hours
            earned = (self.share * price - self.variable) * worked + self.subsidy / gpus
            today = np.clip(earned / self.last(gpus) - 1, -3, 1)
            stays = gpus * (1 - leave * np.maximum(-profit, 0)) + building / lag
            ordered = entry * np.maximum(profit - self.hurdle, 0) * (gpus + self.seed)
            building = building * (1 - 1 / lag) + ordered
            profit = profit + (today - profit) / memory
            excess = np.minimum(use, 2 * self.target) / self.target - 1
            price = np.clip(price * np.exp(speed * excess), least, self.outside * self.span)
            prices.append(price)
            numbers.append(stays)
        return np.array(prices), np.array(numbers)


def rules(count: int, seed: int = 7) -> Rule:
    """Random markets of the specification's kind, of about one GPU."""
    draw = np.random.default_rng(seed).uniform
    hours, target = draw(12, 24, count), draw(0.2, 0.8, count)
    return Rule(
        scale=draw(0.5, 2, count) * hours * target,
        outside=draw(0.8, 1.2, count),
        audit=draw(0, 0.1, count),
        trust=draw(0.8, 1, count),
        elasticity=draw(0.5, 2.5, count),
        hours=hours,
        keep=draw(0.3, 0.7, count) * hours * target,
        variable=draw(0.1, 0.3, count),
        share=draw(0.8, 0.98, count),
        subsidy=draw(0, 0.1, count) * hours * target,
        target=target,
        hurdle=draw(0.05, 0.3, count),
        reach=draw(5, 50, count),
    )


def point(market: Rule, price: Any, number: Any) -> dict[sp.Symbol, Any]:
    """What the claims speak of, for numbers of the specification's market."""
    return {
        hours_outside: market.scale, outside_hour: market.outside, audit_hour: market.audit,
        m.reputation: market.trust, eps: market.elasticity, h: market.hours,
        o.node_variable_cost: market.variable, in_force(terms.protocol_take): 1 - market.share,
        terms.validator_share: 0 * market.share, target: market.target, hurdle: market.hurdle,
        p: price, gpus: number, o.last_gpu_cost: market.last(number),
        o.gpu_subsidy: market.subsidy / number,
        o.utilisation: market.wanted(price) / (number * market.hours),
    }  # fmt: skip


def _rest_in_numbers(statement: sp.Basic) -> Evidence:
    count, market = 160, rules(160)
    start = np.where(np.arange(count) % 2, 0.05, 8.0)  # from below, and from far above
    prices, numbers = market.run(9000, start)
    return Evidence(
        "random markets after 9 000 days of the specification's rule, from few GPUs and from many: "
        "relative difference",
        count,
        o.distance(statement, point(market, prices[-1], numbers[-1])),
        1e-6,
    )


def _without(text: str, what: str, said: sp.Expr, **changes: float) -> Counterexample:
    """What a changed market comes to, against what the claim says of the unchanged one."""
    market = replace(rules(1), subsidy=np.zeros(1))
    fields = {name: getattr(market, name) * factor for name, factor in changes.items()}
    prices, numbers = replace(market, **fields).run(9000, np.full(1, 0.05))
    run = replace(market, **{k: v for k, v in fields.items() if k != "share"})
    values = {k: float(np.ravel(v)[0]) for k, v in
              point(run, prices[-1], numbers[-1]).items()}  # fmt: skip
    if what == "use":
        return o.unlike(text, values.pop(o.utilisation), said, values)
    found = values.pop(p)
    bound = float(sp.lambdify(list(values), said, "math")(*values.values()))
    return Counterexample(text, sp.Ge(o.rational(found), o.rational(bound)))


def _tangent(statement: sp.Basic) -> Iterator[Step]:
    hours = wanted()
    slope = identity(
        "Hours wanted answer to the price by minus this, with y for what a right result costs over "
        "the price outside.",
        -p * sp.diff(hours, p) / hours,
        DEMAND_NEAR.subs(dearness, RIGHT),
    )
    par = identity(
        "At the price outside, with no charge for audits, it is the specified elasticity.",
        BENT.subs(dearness, 1),
        eps,
    )
    cost = o.equation("adjustment", j.keep_cost[ONE]).subs(_WORDS)
    alone = 1 + gpus / (eta * reachable)
    level = identity(
        "What the last GPU must earn is what the first one must, times this.",
        cost / cost.subs(gpus, 0),
        alone,
    )
    rises = identity(
        "Its log answers to the log of the GPUs by one over the claim's elasticity.",
        gpus * sp.diff(alone, gpus) / alone * SUPPLY_NEAR,
        sp.Integer(1),
    )
    steps = (slope, par, level, rises)
    yield from steps
    yield conclusion("So these are the two elasticities.", TANGENT, *steps)


def _slopes(market: Rule, price: Any, number: Any, follows: float = 0.0) -> tuple[Any, Any]:
    """Elasticities by differences; ``follows``: how far the outside price follows this one."""
    step = 1e-5

    def log_hours(log: float) -> Any:
        out = market.outside * np.exp(follows * log)
        scale = market.scale / np.exp(follows * log)
        return np.log(replace(market, outside=out, scale=scale).wanted(price * np.exp(log)))

    def log_cost(log: float) -> Any:
        return np.log(market.last(number * np.exp(log)))

    demand = -(log_hours(step) - log_hours(-step)) / (2 * step)
    return demand, 2 * step / (log_cost(step) - log_cost(-step))


def _near(market: Rule, price: Any, number: Any) -> dict[sp.Symbol, Any]:
    values = point(market, price, number)
    values[dearness] = (price + market.audit) / (market.outside * market.trust)
    return values | {eta: 0 * market.reach + 2, reachable: market.reach / 2}


def _tangent_in_numbers(statement: sp.Basic) -> Evidence:
    count, market = 80, rules(80)
    draw = np.random.default_rng(11).uniform
    price, number = draw(0.4, 2, count), draw(0.1, 4, count)
    demand, supply = _slopes(market, price, number)
    values = _near(market, price, number) | {o.demand_response: demand, o.supply_response: supply}
    text = "random markets, both curves by differences: relative gap"
    return Evidence(text, count, o.distance(statement, values), 1e-6)


def _outside_follows() -> Counterexample:
    market, price, number = rules(1), np.full(1, 1.0), np.full(1, 1.0)
    demand, _ = _slopes(market, price, number, follows=0.5)
    values = {k: float(np.ravel(v)[0]) for k, v in _near(market, price, number).items()}
    return o.unlike(
        "let the price outside move half as much as the price here: demand answers otherwise",
        float(demand[0]),
        DEMAND_NEAR,
        values,
    )


def claims() -> tuple[Claim, ...]:
    """The two claims."""
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
    tangent = Claim(
        "textbook-market-tangent",
        "Which textbook market the economy's resembles near rest",
        "Near rest demand has this elasticity: the specified one at the outside price, up to twice "
        "as much where compute is dearer, less where it is cheaper. The number of GPUs answers to "
        "what the last one must earn by one and the elasticity of reach times the world's GPUs "
        "over the network's.",
        (Assumption("outside-given", "the network is too small to move the price outside"),),
        TANGENT,
        _tangent,
        _tangent_in_numbers,
        {"outside-given": _outside_follows},
        "local: small changes of price and GPUs; trust stands",
        shown_in="fig-market-curves",
    )
    return rest, tangent
