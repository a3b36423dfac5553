"""Where the market for compute rests, from the specification, and what it resembles there.

Capacity stands still in a whole band, since nobody orders below a hurdle and nobody leaves above
a loss. A class is alone in its own demand: users compare what a right result costs them here and
outside. The numbers run the specification's own laws of one class, day by day.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import sympy as sp

from model.logic import (Assumption, Case, Chapter, Claim, Step, Steps, against, by_arithmetic,
                         by_meaning, compiled, identity, only_root, parts, read, sides)
from model.quantities import NOT_NEGATIVE, POSITIVE, theoretical
from model.spec import accounts, adjustment, demand, market as compute, nodes, terms
from model.spec.announced import announced
from model.spec.core import stated
from model.spec.learning import profit_days
from model.theory.market import one_class
from model.theory.market.one_class import KEPT, ONE, equation, kept
from model.theory.notation import positive

outside_hour, hours_outside, reachable, dearness = (theoretical(*row, POSITIVE) for row in (
    ("outside_hour", "p_o", "USD/GPU_hour", "price of such a GPU-hour outside"),
    ("hours_outside", "A_h", "GPU_hour",
     "hours a day wanted if a right result costs what it does outside"),
    ("reachable_of_class", r"\bar N", "GPU", "GPUs in the world that the class could bring"),
    ("dearness", "y", "1", "what a right result costs, over the price outside")))
audit_hour = theoretical("audit_hour", r"\chi_h", "USD/GPU_hour",
                         "what users pay for the audits of such an hour", NOT_NEGATIVE)
price, gpus, hours = one_class.hour_price, one_class.node_gpus, one_class.node_hours
cost, work = one_class.last_gpu_cost, one_class.node_variable_cost
subsidy, subsidy_usd = one_class.gpu_subsidy, one_class.subsidy_usd
utilisation, elastic = one_class.utilisation, demand.demand_elasticity
target, hurdle = compute.utilisation_target, adjustment.entry_hurdle
RIGHT = (price + audit_hour) / (outside_hour * compute.reputation)
LEAST = ((cost - subsidy) / (hours * target) + work) / terms.node_share()
MOST = ((cost * (1 + hurdle) - subsidy) / (hours * target) + work) / terms.node_share()
REST_GPUS = hours_outside * compute.answer(RIGHT) / (target * hours)
REST = sp.And(sp.Eq(utilisation, target), sp.Eq(gpus, REST_GPUS),
              sp.Ge(price, LEAST, evaluate=False), sp.Le(price, MOST, evaluate=False))
BENT = dearness ** (2 * elastic)
DEMAND_NEAR = 2 * elastic * BENT / (1 + BENT) * price / (price + audit_hour)
#: How much dearer the last GPU is than the first, over the first.
DEARER = (gpus / reachable) ** (1 / adjustment.supply_elasticity)
SUPPLY_NEAR = adjustment.supply_elasticity * (1 + 1 / DEARER)
TANGENT = sp.And(sp.Eq(one_class.demand_response, DEMAND_NEAR),
                 sp.Eq(one_class.supply_response, SUPPLY_NEAR))
#: The specification's quantities of one class, in these words.
WORDS = {**one_class.ALONE, nodes.capacity[ONE]: gpus * hours, compute.price_today[ONE]: price,
         terms.audit_charge[ONE]: audit_hour, demand.price_outside[ONE]: outside_hour,
         compute.demand_today[ONE]: hours_outside, nodes.reachable_gpus[ONE]: reachable}
MOVED = price * sp.exp(compute.price_speed * (compute.pressure[ONE] / target - 1))
STATE = (price, gpus, nodes.building[ONE], adjustment.profit[ONE])
#: Random markets of about one GPU: ranges, and what is in units of the hours that a GPU works.
RANGES = {outside_hour: (0.8, 1.2), audit_hour: (0, 0.1), compute.reputation: (0.8, 1),
          elastic: (0.5, 2.5), hours: (12, 24), work: (0.1, 0.3),
          kept: (0.8, 0.98), target: (0.2, 0.8), hurdle: (0.05, 0.3), reachable: (5, 50),
          adjustment.supply_elasticity: (0.5, 2), price: (0.4, 2), gpus: (0.1, 4)}
SIZES = {hours_outside: (0.5, 2), nodes.fixed_cost[ONE]: (0.3, 0.7), subsidy_usd: (0, 0.1)}
GIVEN = {compute.price_speed: 0.05, compute.price_span: 20.0, adjustment.entry_speed: 0.02,
         adjustment.exit_speed: 0.1, adjustment.build_lag: 30.0, profit_days: 14.0,
         nodes.seed_gpus: 0.01, adjustment.earned_outside[ONE]: 0.0, terms.error_cost[ONE]: 0.0,
         accounts.day: 0.0, nodes.first_gpus[ONE]: 0.0}


def wanted() -> sp.Expr:
    """Hours wanted in a day, in the price: the specification's."""
    right = equation("market", compute.right_price[ONE])
    asked = equation("market", compute.wanted_hours[ONE])
    return asked.subs(compute.right_price[ONE], right).subs(WORDS)


def keep() -> sp.Expr:
    """What the last GPU must earn in a day, in the number of GPUs: the specification's."""
    return equation("adjustment", adjustment.keep_cost[ONE]).subs(WORDS)


def evening() -> Step:
    """The step to tomorrow's posted price: the moved one within its limits."""
    return identity("In the evening the posted price moves by the relative excess of demand over "
                    "target.", equation("adjustment", compute.posted_price[ONE]),
                    compute.within_span(ONE, MOVED).subs(one_class.ALONE))


def _price(statement: sp.Basic) -> Steps:
    """Where the posted price stands still, and what utilisation is there."""
    speed, pressed = positive(compute.price_speed), compute.pressure[ONE]
    asked, offered, there = (each[ONE] for each in (
        compute.wanted_hours, compute.offered_hours, nodes.capacity))
    block, relative = announced().block("market"), sp.Symbol("x", positive=True)
    clamped = equation("market", pressed).subs(asked, relative * there)
    yield evening()
    yield by_arithmetic(
        "It stands still where x, hours wanted over hours on offer, is the target, and nowhere "
        "else.", sp.Equivalent(sp.Eq(speed * (clamped / target - 1), 0), sp.Eq(relative, target)))
    steps = [read(*each) for each in (
        ("Utilisation is hours worked over hours on offer.", utilisation,
         stated(block, compute.workable_hours[ONE]) / there, sp.Min(offered, asked) / there),
        ("Without collateral all hours online are on offer.", offered,
         stated(block, offered).subs(compute.collateral_due[ONE], 0), there),
        ("Demand over capacity is clamped.", pressed,
         stated(block, pressed), sp.Min(2 * target, asked / there)))]
    yield from steps
    yield by_arithmetic("The target is at most one. So where demand over capacity is the target, "
                        "all that is wanted is worked, and utilisation is the target too.",
                        statement, *steps, given=(sp.Eq(pressed, target), sp.Le(target, 1)))


def _capacity() -> Steps:
    """When profit and GPUs stand still: the class is there, and the market has long been open."""
    profit, queue, none = adjustment.profit[ONE], nodes.building[ONE], sp.Integer(0)
    speeds = {each: positive(each) for each in (adjustment.exit_speed, adjustment.entry_speed)}
    mean, number, ordered = (
        sp.Eq(equation("adjustment", each), before).subs(speeds)
        for each, before in ((profit, profit), (nodes.gpus[ONE], gpus), (queue, queue)))
    there = sp.Gt(gpus, nodes.trace())
    for text, holds, given in (
        ("The running mean of profit stands still where it is the day's, and nowhere else.",
         sp.Equivalent(mean, sp.Eq(profit, adjustment.profit_today[ONE])), ()),
        (("Nothing is under way where GPUs and orders stand still: what arrives would have to be "
          "ordered for a profit, and to make up for those that leave for a loss."),
         sp.Implies(sp.And(number, ordered), sp.Eq(queue, 0)), (there,)),
        ("With nothing under way, nobody leaves where profit is not negative, and nowhere else.",
         sp.Equivalent(number.subs(queue, none), sp.Ge(profit, 0)), (there,)),
        ("And nobody orders where it is not above the hurdle, and nowhere else.",
         sp.Equivalent(ordered.subs(queue, none), sp.Le(profit, hurdle)), ())):
        yield by_arithmetic(text, holds, given=given)


def _profit() -> Step:
    """The day's profit of a GPU of which the target works."""
    relative = ((terms.node_share() * price - work) * target * hours + subsidy) / cost - 1
    earned = one_class.margin(target).subs(subsidy_usd, subsidy * gpus)
    today = equation("adjustment", adjustment.profit_today[ONE]).subs(
        {adjustment.keep_cost[ONE]: cost, adjustment.margin[ONE]: earned})
    return read("A GPU earns its share of the fees of its hours and the subsidy, and pays for "
                "its work. Profit is that over what the last GPU must earn, within limits.",
                adjustment.profit[ONE],
                sp.expand(today), sp.Max(-3, sp.Min(1, sp.expand(relative.subs(KEPT)))))


def _rest(statement: sp.Basic) -> Steps:
    yield from _price(parts(statement, sp.Eq)[utilisation])
    yield only_root("Hours wanted over hours on offer are the target at this number of GPUs, "
                    "and at no other.", parts(statement, sp.Eq)[gpus],
                    sp.Eq(wanted() / (gpus * hours), target), slope=-wanted() / (gpus**2 * hours))
    yield only_root("Solved for demand, this much fills a given number of GPUs to the target.",
                    sp.Eq(hours_outside, gpus * target * hours / compute.answer(RIGHT)),
                    sp.Eq(wanted() / (gpus * hours), target))
    yield from (*_capacity(), earns := _profit())
    profit = adjustment.profit[ONE]
    for words, kind, held, given in (
        ("not negative", sp.Ge, sp.Ge(profit, 0), ()),
        ("not above the hurdle", sp.Le, sp.Le(profit, hurdle), (sp.Lt(hurdle, 1),))):
        side = parts(statement, kind)[price]
        yield (exactly := by_arithmetic(
            f"Profit is {words} on this side of this price, and nowhere else.",
            sp.Equivalent(held, side), earns, given=given, where=KEPT))
        rests = f"So that is where the price can rest, as far as profit must be {words}."
        yield by_arithmetic(rests, side, exactly, given=(held, *given))


def _tangent(statement: sp.Basic) -> Steps:
    falling, hours = parts(statement)[one_class.demand_response], wanted()
    yield by_meaning(
        "Hours wanted answer to the price by minus this, with y for what a right result costs over "
        "the price outside.", falling, -price / hours * sp.Derivative(hours, price),
        where={dearness: equation("market", compute.right_price[ONE]).subs(WORDS)})
    yield identity("At the price outside, with no charge for audits, it is the specified "
                   "elasticity.", falling.rhs.subs({dearness: 1, audit_hour: 0}), elastic)
    yield by_meaning("The GPUs answer to what the last one must earn by one over its own answer to "
                     "the GPUs.", parts(statement)[one_class.supply_response],
                     keep() / (gpus * sp.Derivative(keep(), gpus)))


def _drawn(count: int) -> Case:
    return one_class.drawn_cases(RANGES, SIZES, count) | GIVEN


def _rested(at: Mapping[sp.Symbol, Any], start: Any) -> Case:
    """The market after 9 000 days of the specification's laws, from some number of GPUs."""
    use = wanted() / (gpus * hours)
    margin = {adjustment.margin[ONE]: one_class.margin(sp.Min(use, 1))}
    today = equation("adjustment", adjustment.profit_today[ONE]).subs(
        margin | {adjustment.keep_cost[ONE]: keep()})
    pressed = equation("market", compute.pressure[ONE]).subs(compute.wanted_hours[ONE], wanted())
    laws = sp.Tuple(*(equation("adjustment", each[ONE]) for each in (
        compute.posted_price, nodes.gpus, nodes.building, adjustment.profit))).subs({
            adjustment.profit_today[ONE]: today, compute.pressure[ONE]: pressed}).subs(WORDS)
    at = {**at, price: at[outside_hour], gpus: start, STATE[2]: 0.0, STATE[3]: 0.0}
    for _ in range(9000):
        at |= dict(zip(STATE, compiled(laws)(at), strict=True))
    return at | {cost: compiled(keep())(at), subsidy: at[subsidy_usd] / at[gpus],
                 utilisation: np.minimum(compiled(use)(at), 1)}


def _differences(at: Case, follows: float = 0.0) -> Case:
    """Elasticities by differences; ``follows``: how far the outside price follows this one."""
    logs = []
    for by in (np.exp(1e-5), np.exp(-1e-5)):
        there = at | {price: at[price] * by, gpus: at[gpus] * by,
                      outside_hour: at[outside_hour] * by**follows,
                      hours_outside: at[hours_outside] / by**follows}
        logs.append((np.log(compiled(wanted())(there)), np.log(compiled(keep())(there))))
    (asked, dear), (more, cheap) = logs
    return at | {dearness: compiled(RIGHT)(at), one_class.demand_response: (more - asked) / 2e-5,
                 one_class.supply_response: 2e-5 / (dear - cheap)}


def claims() -> Chapter:
    """Where price, utilisation and GPUs stand still, and what the curves are like near it."""
    one = _drawn(1)
    yield Claim(
        "compute-market-rests",
        "Where the market for compute rests",
        "Capacity is what users want over the target. The posted price lies in a band: at its "
        "lower end the last GPU just earns what it must, at its upper end more than that by the "
        "hurdle. What the last GPU must earn is its cost or what it would earn outside. Solved for "
        "demand, at the price of the lower end, the number of GPUs tells which demand keeps them.",
        (Assumption("alike", "those who share the fees are alike, so that each is paid for the "
                    "fees of its own work", "let another class with a worse score leave a quarter "
                    "more to this one, and the price falls below the band",
                    lambda: sides(parts(REST, sp.Ge)[price], _rested(
                        one | {kept: 1.25 * one[kept], subsidy_usd: np.zeros(1)}, np.ones(1)))),
         Assumption("away-from-limits", "the price lies within its span, the target below one",
                    "let the span around the price outside be too narrow for the price to move to "
                    "where it would rest: utilisation is",
                    lambda: sides(parts(REST, sp.Eq)[utilisation],
                                  _rested(one | {compute.price_span: 1.01}, np.ones(1))))),
        REST, proof=_rest,
        numbers=against("random markets after 9 000 days of the specification's laws, from few "
                        "GPUs and from many", 1e-6,
                        lambda: [_rested(_drawn(160), np.where(np.arange(160) % 2, 0.05, 8.0))]),
        region="demand, costs, trust and the day's subsidy stand still; no collateral, no slashes; "
        "all costs and speeds positive; a hurdle below one, since profit is counted up to one",
        shown_in="fig-market-rest", formerly=("demand-floor",))
    yield Claim(
        "textbook-market-tangent",
        "Which textbook market the economy's resembles near rest",
        "Near rest demand has this elasticity: the specified one at the outside price, up to twice "
        "as much where compute is dearer, less where it is cheaper. The number of GPUs answers to "
        "what the last one must earn by the specified elasticity if that is far more than the "
        "first one must, and by more than it the closer the two are.",
        (Assumption("outside-given", "the network is too small to move the price outside",
                    "let the price outside move half as much as the price here: the elasticity of "
                    "demand is", lambda: sides(parts(TANGENT)[one_class.demand_response],
                                               _differences(_drawn(1), follows=0.5))),),
        TANGENT, proof=_tangent,
        numbers=against("random markets, both curves by differences", 1e-6,
                        lambda: [_differences(_drawn(80))]),
        region="local: small changes of price and GPUs; trust stands", shown_in="fig-market-curves")
