"""How the point of rest answers: to demand, to the nodes' share, to a subsidy's end, to a take."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import sympy as sp

from model.logic import (Assumption, Chapter, Claim, Proved, Steps, Values, against, bisect,
                         compiled, elasticity, identity, inequality, only_root, optimum, parts,
                         rewritten, sides)
from model.quantities import NOT_NEGATIVE, POSITIVE, SHARE, theoretical
from model.spec.market import utilisation_target
from model.spec.terms import validator_share
from model.theory.market import one_class
from model.theory.market.one_class import KEEP_COST, LOAD, at_rest, kept, markets

cost_slope = theoretical("cost_slope", r"\chi", "1",
                         "elasticity of the cost of a GPU-hour in the GPUs", NOT_NEGATIVE)
gpus_to_demand = theoretical("gpus_to_demand", r"\mathcal{E}_{nA}", "1",
                             "elasticity of the GPUs at rest in demand")
price_to_demand = theoretical("price_to_demand", r"\mathcal{E}_{pA}", "1",
                              "elasticity of the price at rest in demand")
gpus_to_share = theoretical("gpus_to_share", r"\mathcal{E}_{na}", "1",
                            "elasticity of the GPUs at rest in the nodes' share")
gpus_before = theoretical("gpus_before", "n_0", "GPU", "GPUs at rest with the subsidy", POSITIVE)
gpus_after = theoretical("gpus_after", "n_1", "GPU", "GPUs at rest without it", POSITIVE)
subsidised_share = theoretical("subsidised_share", r"\hat s", "1",
                               "share of a GPU's fixed cost that the subsidy pays", SHARE)
best_take = theoretical("best_take", r"\kappa^{*}", "1",
                        "take at which the treasury earns most from fees", SHARE)
demand, supply = one_class.demand_response, one_class.supply_response
price, gpus, cost = one_class.hour_price, one_class.node_gpus, one_class.last_gpu_cost
subsidy, work, FULL = (one_class.gpu_subsidy, one_class.node_variable_cost,
                       utilisation_target * one_class.node_hours)
STATICS = sp.And(sp.Eq(cost_slope, (cost / supply + subsidy) / (cost - subsidy + work * FULL)),
                 sp.Eq(gpus_to_demand, 1 / (1 + demand * cost_slope)),
                 sp.Eq(price_to_demand, cost_slope / (1 + demand * cost_slope)),
                 sp.Eq(gpus_to_share, demand / (1 + demand * cost_slope)))
END = sp.Eq(gpus_after / gpus_before,
            (1 - subsidised_share) ** (demand * supply / (demand + supply)))
BEST = sp.Eq(best_take, (1 - validator_share) * (demand + supply) / (demand * (1 + supply)))
# Bound variables: what is left of a cost or of a fee, a take, and surpluses over bounds.
left, take, room, more = sp.symbols("w f v y", positive=True)
IDLE = {work: 0.0}


def _statics(statement: sp.Basic) -> Steps:
    more, dearer, wanted, paid = sp.symbols("x y z w", real=True)
    there = {one_class.node_fixed_cost: cost * (gpus / one_class.first_node_gpus) ** (-1 / supply),
             one_class.subsidy_usd: subsidy * gpus}
    profit = one_class.margin(utilisation_target) - KEEP_COST
    unit = (KEEP_COST - one_class.subsidy_usd / gpus) / FULL + work

    def moves(expression: sp.Expr) -> sp.Expr:
        """By how much it moves at rest, if the logs of its causes move."""
        logs = {gpus: more, price: dearer, one_class.hours_wanted: wanted, kept: paid}
        slopes = sp.Add(*(by * each * sp.diff(expression, each) for each, by in logs.items()))
        return sp.powsimp(sp.expand(slopes.subs(kept, unit / price).subs(there)))

    yield identity("Nodes as a whole are paid this for a GPU-hour if the last GPU just covers its "
                   "cost.", profit.subs(price, unit / kept), sp.Integer(0))
    yield (slope := elasticity("It moves with the log of the GPUs by the dearer last one and the "
                               "thinner subsidy. That over what it is at rest is the elasticity.",
                               parts(statement)[cost_slope], unit, gpus, where=there))
    pays, fills = dearer + paid - cost_slope * more, more + demand * dearer - wanted
    earned = sp.powsimp(sp.expand(unit.subs(there))) * FULL
    yield identity("Let the logs of the GPUs, the price, demand and the nodes' share move by "
                   "x, y, z and w. At rest the profit of the last GPU moves by this,",
                   moves(profit), sp.expand(earned * pays.subs(cost_slope, slope.relation.rhs)))
    yield identity("And capacity over demand by this. Both stay at zero.",
                   moves(-sp.expand_log(sp.log(one_class.LOAD), force=True)), fills)
    by_gpus = fills.subs(dearer, cost_slope * more - paid)
    by_price = pays.subs(more, wanted - demand * dearer)
    for symbol, log, gap, only, text in (
        (gpus_to_demand, more, by_gpus, 1,
         "Demand rises by one per cent: y leaves profit at zero, and x alone the balance."),
        (price_to_demand, dearer, by_price, 1,
         "So with the price: x leaves the balance, and y alone profit at zero."),
        (gpus_to_share, more, by_gpus, 0,
         "The nodes' share rises by one per cent: again x is the only one.")):
        yield only_root(text, parts(statement)[symbol],
                        sp.Eq(gap.subs({wanted: only, paid: 1 - only, log: symbol}), 0))


def _near(at: Values, paid: sp.Expr = one_class.subsidy_usd / gpus) -> Values:
    """What a GPU-hour must earn, by differences, for some subsidy to a GPU."""
    unit = compiled((KEEP_COST - paid) / FULL + work)
    up, down = (np.log(unit({**at, gpus: at[gpus] * np.exp(by)})) for by in (1e-4, -1e-4))
    return {**at, cost_slope: (up - down) / 2e-4}


def _moved() -> Iterator[Values]:
    """Random markets, solved again with demand and share moved a little."""
    at, found = at_rest(markets(80)), {}
    for cause in (one_class.hours_wanted, kept):
        up, down = (at_rest({**at, cause: at[cause] * np.exp(by)}) for by in (1e-4, -1e-4))
        found[cause] = {each: np.log(up[each] / down[each]) / 2e-4 for each in (price, gpus)}
    demanded, shared = found.values()
    yield {**_near(at), price_to_demand: demanded[price], gpus_to_demand: demanded[gpus],
           gpus_to_share: shared[gpus]}


def _rationed(at: Values) -> Values:
    """How the price answers to demand if it alone must fill the same GPUs, by differences."""
    load = [compiled(LOAD)({**at, price: at[price] * by}) for by in (1.0001, 0.9999)]
    return {**_near(at), price_to_demand: np.log(1.0001 / 0.9999) / np.log(load[1] / load[0])}


def _resting(*asked: tuple[str, sp.Symbol, sp.Expr]) -> Iterator[Proved]:
    """The steps to GPUs at rest whose fees must pay for a part of the last one's cost."""
    power = 1 / (1 / demand + 1 / supply)
    fees = one_class.margin(utilisation_target).subs({one_class.subsidy_usd: 0, work: 0})
    clears = one_class.reference_price * (one_class.hours_wanted / (FULL * gpus)) ** (1 / demand)
    yield only_root("Demand over capacity is the target at this price, and at no other.",
                    sp.Eq(price, clears),
                    sp.Eq(sp.expand_log(sp.log(LOAD / utilisation_target), force=True), 0),
                    slope=-demand / price)
    first = kept * clears.subs(gpus, 1) * FULL * one_class.first_node_gpus ** (1 / supply)
    for text, symbol, part in asked:
        number = (first / (part * one_class.node_fixed_cost)) ** power
        gap = sp.log(fees.subs(price, clears) / KEEP_COST / part).subs(gpus, symbol)
        yield only_root(text, sp.Eq(symbol, number), sp.Eq(sp.expand_log(gap, force=True), 0),
                        slope=-1 / (power * symbol))


def _end(statement: sp.Basic) -> Steps:
    pays = {one_class.subsidy_usd: (1 - left) * KEEP_COST * gpus, work: 0}
    yield identity("If the subsidy leaves a part w of the last GPU's cost, its fees must pay "
                   "for that part.", (one_class.margin(utilisation_target) - KEEP_COST).subs(pays),
                   kept * price * FULL - left * KEEP_COST)
    steps = [*_resting(
        ("At that price fees are w of the cost at this number of GPUs only.", gpus_before, left),
        ("Without the subsidy they are all of it at this number.", gpus_after, sp.S.One))]
    yield from steps
    yield rewritten("With the subsidised share for 1 − w, the second over the first is that power "
                    "of what is left.", statement, *steps[1:], where={subsidised_share: 1 - left})


def _best(statement: sp.Basic) -> Steps:
    elastic, paid = {demand: 1 + more}, 1 - validator_share - take
    text = "At that price fees pay the last GPU at this number only, more if nodes keep more."
    steps = [*_resting((text, gpus, sp.S.One))]
    yield from steps
    yield inequality(
        "With ε = 1 + y, and 1 − v for the validators, the take of the claim leaves nodes a share.",
        room - statement.rhs.subs(elastic | {validator_share: 1 - room}), sp.Integer(0),
        room * more * supply / ((1 + more) * (1 + supply)), strict=True)
    fees = (KEEP_COST * gpus / kept).subs(gpus, steps[-1].relation.rhs).subs(kept, paid)
    yield optimum("All fees are what the GPUs must earn over the nodes' share. The treasury gets "
                  "the take of them, whose log rises with the take up to this one, and falls "
                  "beyond it.", statement, sp.expand_log(sp.log(take * fees), force=True), take,
                  demand * (1 + supply) / ((demand + supply) * take * paid),
                  elastic | {validator_share: 1 - take - left})


def _ended(at: Values) -> Values:
    """Markets at rest with their subsidy and without."""
    there, after = at_rest(at), at_rest({**at, one_class.subsidy_usd: 0 * at[kept]})
    paid = there[subsidy] / there[cost]
    return {**there, gpus_before: there[gpus], gpus_after: after[gpus], subsidised_share: paid}


def _scarce(at: Values) -> Values:
    """GPUs that the fees of the old price keep."""
    there = _ended(at)
    profit = compiled(one_class.margin(LOAD).subs(one_class.subsidy_usd, 0) - KEEP_COST)
    stay = bisect(lambda log: profit({**there, gpus: np.exp(log)}) > 0, -14.0, 14.0)
    return {**there, gpus_after: np.exp(stay)}


def _earned(at: Values, taken: Any) -> Any:
    """What the treasury earns in a day at rest."""
    there = at_rest({**at, kept: 1 - taken - at[validator_share]})
    return taken * there[price] * there[gpus] * at[utilisation_target] * at[one_class.node_hours]


def _best_found(at: Values) -> Values:
    """The take beyond which the treasury earns less, by bisection."""
    low, high = 1e-4 + 0 * at[kept], 1 - at[validator_share] - 1e-4 + 0 * at[kept]
    found = bisect(lambda by: _earned(at, by * 1.00001) > _earned(at, by), low, high)
    return {**at, best_take: found}


def _takes(count: int, changes: Values | None = None) -> Values:
    draw = np.random.default_rng(11).uniform
    plain = {**IDLE, one_class.subsidy_usd: 0.0, demand: draw(1.15, 3, count)}
    return markets(count, plain | dict(changes or {})) | {validator_share: draw(0, 0.15, count)}


def _captive(at: Values) -> Values:
    """With the GPUs fixed users pay what they paid; the take only moves it between pockets."""
    there, tried = at_rest(at), np.linspace(0, 0.95, 96)
    return {**at, best_take: tried[np.argmax(tried * there[price] * compiled(LOAD * gpus)(there))]}


def claims() -> Chapter:
    """The answers of rest and the slope of costs; the end of a subsidy; the best take."""
    idle = Assumption("no-running-cost", "work itself costs nothing, the fixed cost is all")
    yield Claim(
        "compute-market-statics",
        "How the point of rest answers to demand and to the nodes' share",
        "What a GPU-hour must earn rises as the last GPU gets dearer, and as a fixed subsidy is "
        "spread over more of them. If it rises, demand raises price and capacity together. If it "
        "does not, as with a constant cost and no subsidy, capacity follows demand one for one and "
        "the price stays. A larger share for nodes raises capacity by up to the elasticity of "
        "demand.",
        (Assumption("free-entry", "GPUs come while they earn more than they cost, and leave",
                    "let no GPU come or go: the price answers to demand by",
                    lambda: sides(parts(STATICS)[price_to_demand], _rationed(at_rest(markets(1))))),
         Assumption("fixed-subsidy", "the day's subsidy to all nodes together is fixed",
                    "let each GPU get the same subsidy, however many there are: the cost of a "
                    "GPU-hour rises with the GPUs by", lambda: sides(
                        parts(STATICS)[cost_slope], _near(at_rest(markets(1)), subsidy)))),
        STATICS, proof=_statics,
        numbers=against("random markets solved again with demand and share moved a little, and the "
                        "cost of a GPU-hour by differences", 1e-6, _moved),
        region=f"{one_class.TEXTBOOK}; small changes around rest; hardware cost constant; a "
        "subsidy below the cost of the last GPU", shown_in="fig-market-statics",
        formerly=("compute-cost-slope",))
    yield Claim(
        "subsidy-end-exit",
        "How many GPUs leave when a subsidy ends",
        "What stays is a power of the share of the cost that was not subsidised. The power is "
        "below the elasticities of demand and of supply; with a constant cost of the last GPU it "
        "is the elasticity of demand.",
        (idle.without("let work cost something: the subsidy was a smaller part of all costs, and "
                      "what stays is", lambda: sides(END, _ended(markets(1)))),
         Assumption("price-moves", "the price rises until the nodes that stay are paid",
                    "hold the price where it was: what stays is",
                    lambda: sides(END, _scarce(markets(1, {**IDLE, demand: 2.0}))))),
        END, proof=_end,
        numbers=against("random markets at rest with the subsidy and without, by bisection", 1e-8,
                        lambda: [_ended(markets(80, IDLE))]),
        region=f"{one_class.TEXTBOOK}; rest before and after; the subsidised share is measured "
        "before the end and below one", shown_in="fig-subsidy-end")
    yield Claim(
        "take-rate-bound",
        "The take at which the treasury earns most, and above which more take earns less",
        "With a constant cost of the last GPU and no validators it is one over the elasticity of "
        "demand. A rising cost raises it, since part of the take then falls on the cheaper nodes.",
        (idle.without("let work cost something while the last GPU's cost rises: the best take is",
                      lambda: sides(BEST, _best_found(_takes(1, {work: 0.5})))),
         Assumption("free-entry", "nodes leave until the rest are paid",
                    "let no GPU come or go: fees stay, and the best of all takes tried is",
                    lambda: sides(BEST, _captive(_takes(1)))),
         Assumption("demand-elastic", "the elasticity of demand is above one",
                    "let the elasticity be 0.8: fees rise with every take, and the best is",
                    lambda: sides(BEST, _best_found(_takes(1, {demand: 0.8}))))),
        BEST, proof=_best,
        numbers=against("take found by search over markets at rest", 1e-4,
                        lambda: [_best_found(_takes(60))]),
        region=f"{one_class.TEXTBOOK}; no subsidy; at rest, away from limits",
        shown_in="fig-take-rate",
        owner="Lerner 1934 and Laffer 2004 for a constant cost, place not looked up; else own")
