"""Stake in dollars: the collateral behind a task, and the stake behind validators.

A node posts so many days of what its GPUs would earn outside the network. Holders stake behind
validators until the yield falls to the one they ask for.
"""

from bisect import bisect_left
from fractions import Fraction
from typing import Any

import sympy as sp

from model.logic import (Assumption, Case, Chapter, Claim, ProofError, Steps, against, by_meaning,
                         drawn, read, threshold)
from model.quantities import INSIDE, NOT_NEGATIVE, POSITIVE, in_force, theoretical
from model.spec import accounts, demand, market, nodes, staking, terms, verification
from model.spec.core import stated
from model.theory.honesty import task
from model.theory.notation import positive, supply, token_price

stake_in_pays = theoretical("stake_in_pays", r"D_{\pi}", "1", "stake behind a task, in its pays",
                            NOT_NEGATIVE)
least_stake_days = theoretical("least_stake_days", r"\tau_K^{\circ}", "day",
                               "days of collateral from which on honesty pays")
price_fall = theoretical("price_fall", r"\varphi_P", "1", "fall of the token's price", INSIDE)
collateral_factor = theoretical("collateral_factor", r"\Lambda_K", "1",
                                "tokens needed after a fall over those before", POSITIVE)
yearly_profit = theoretical("validators_yearly_profit", r"F_{\mathrm{V}}", "USD/calendar_year",
                            "what validators earn in a year, less the cost of audits", POSITIVE)
staked_share = theoretical("staked_share", r"\theta^{*}", "1", "staked part of supply", POSITIVE)
staked_value = theoretical("staked_value", "V_{K}", "USD", "value of all stake", POSITIVE)
safe_value = theoretical("safe_value", r"V_{\max}", "USD",
                         "gain of an attack up to which it does not pay", POSITIVE)
attack_share = theoretical("attack_share", r"\xi", "1", "part of all stake that an attack needs",
                           INSIDE)
attack_penalty = theoretical("attack_penalty", r"\sigma", "1", "part that an attacker loses of it",
                             INSIDE)
*_, CLASS = accounts.CLASSES
days, take = in_force(terms.stake_days), in_force(terms.protocol_take)
outside, price = demand.price_outside[CLASS], market.compute_price[CLASS]
uptime, quality = nodes.uptime[CLASS], nodes.quality[CLASS]
size, gpus = demand.gpu_hours_per_task, terms.gpus_per_task
hours = nodes.day_in_hours * uptime * market.utilisation_target
cost = demand.cost_index * nodes.variable_cost[CLASS]
PAYS = sp.Eq(stake_in_pays, gpus * hours * days / accounts.one_day * outside / (size * price))
DAYS = sp.Eq(
    least_stake_days, accounts.one_day * size / (gpus * task.slash * hours) / outside
    * ((cost + verification.side_gain) / (terms.node_share() * task.caught * quality) - price))
FACTOR = sp.Eq(collateral_factor, 1 / (1 - price_fall))
asked, passed_on = staking.staking_yield, staking.delegators_share
VALUE = sp.Eq(staked_value, passed_on * yearly_profit / asked)
STAKED = sp.Eq(staked_share, staked_value / (supply * token_price))
SAFE = sp.Eq(safe_value, attack_share * attack_penalty * staked_value)
PARTS = 10**10
FIXED = {nodes.day_in_hours: 24, accounts.one_day: 1}
NODE: Case = dict.fromkeys(
    sorted((PAYS.rhs + DAYS.rhs).free_symbols, key=str), (0.1, 0.6)) | {
    take: (0.0, 0.4), terms.validator_share: (0.0, 0.4), verification.side_gain: (0.0, 0.4),
    task.audit: (0.05, 0.45), task.detection: (0.5, 0.9), quality: (0.6, 1.0),
    price_fall: (0.05, 0.9), days: lambda draw: draw.integers(1, 60), **FIXED}
STAKERS: Case = dict.fromkeys(
    sorted((VALUE.rhs + STAKED.rhs + SAFE.rhs).free_symbols, key=str), (0.04, 0.9)) | {
        yearly_profit: (1e5, 1e8), supply: (1e8, 1e10), token_price: (1e-3, 10)}
#: A class of node in simple fractions; and stakers, everything about whom is a half.
PLAIN = task.exactly(dict.fromkeys(NODE, task.HALF) | {
    take: Fraction(1, 4), terms.validator_share: Fraction(1, 4), verification.side_gain: 0,
    task.caught: Fraction(1, 4), days: 2, **FIXED})
HALVES = dict.fromkeys(STAKERS, task.HALF)


def _backing(member: str) -> tuple[sp.Expr, sp.Expr, sp.Expr]:
    """Tokens that a class must hold, the stake behind a task that they make, and its pay."""
    trade, checks = market.market(), verification.verification()
    per_gpu, due = terms.collateral_per_gpu[member], market.collateral_due[member]
    asks = stated(trade, due).subs(demand.market_open, 1).subs(per_gpu, stated(trade, per_gpu))
    behind = stated(checks, verification.stake_per_task[member]).subs(
        {accounts.node_stake[member]: asks / accounts.price, market.collateral_asked[member]: asks})
    return asks / accounts.price, behind, stated(checks, verification.task_pay[member])


def _days(statement: sp.Basic) -> Steps:
    block = verification.verification()
    tokens, backed, paid = _backing(CLASS)
    stakes, pays = verification.stake_per_task[CLASS], verification.task_pay[CLASS]
    for member in accounts.CLASSES:
        _, other, wage = _backing(member)
        if (other / wage).subs({each[member]: each[CLASS] for each in (
                demand.price_outside, market.compute_price, nodes.uptime)}) != backed / paid:
            raise ProofError("the classes differ in more than their prices and uptime")
    yield by_meaning("Nodes hold tokens of the worth that the specification asks. What stands of "
                     "it behind a task, over the pay of a task, is this: the token's price and the "
                     "nodes' share cancel.", PAYS, stakes / pays,
                     where={stakes: backed, pays: paid})
    gain = verification.cheating_gain[CLASS]
    net = stated(block, verification.net_gain[CLASS]).subs(gain, stated(block, gain))
    net = net.subs({stakes: backed, pays: paid})
    yield threshold("So the specification's gain of cheating falls along a straight line as days "
                    "are added. Cheating pays below this many days and nowhere else.", DAYS, net,
                    days, sp.diff(net, days),
                    where={each: positive(each) for each in (task.caught, quality, task.slash)})
    yield by_meaning("The tokens asked at the lower price, over those of before.", FACTOR, sp.Mul(
        tokens.subs(accounts.price, accounts.price * (1 - price_fall)), 1 / tokens, evaluate=False))


def _capitalised(statement: sp.Basic) -> Steps:
    block, wanted = staking.staking(), staking.stake_for_yield
    tokens, paid = (stated(block, each) for each in (wanted, staking.delegators_paid))
    paid = paid.subs(staking.profit_today, staking.validator_profit) / accounts.day_in_years
    yield read("At the specification's stake, what validators pay on in a year is the asked yield.",
               wanted, tokens, paid / asked)
    # A profit in dollars of a year, the price by the name that it has here, and the first part.
    here = {staking.validator_profit: yearly_profit * accounts.day_in_years,
            accounts.price: token_price, staked_value: VALUE.rhs}
    gain = sp.Symbol("V", positive=True)
    yield by_meaning("That stake times the price, for a profit that is positive: the price "
                     "cancels.", VALUE, tokens * accounts.price, where=here)
    yield by_meaning("That stake, over the supply. The profit of the year is positive, so that the "
                     "lower limit of a day's does not bind.", STAKED, tokens / supply, where=here)
    yield threshold("An attacker holds a share of the stake and loses a part of it. The attack "
                    "pays if its gain V exceeds that, and not below.", SAFE, gain - attack_share
                    * attack_penalty * tokens * accounts.price, gain, sp.S.One, where=here)


def _game(at: Case) -> task.Numbers:
    """The game of a task of the class, without its stake."""
    left = 1 - at[take] - at[terms.validator_share]
    return {each: at[each] for each in (task.slash, task.audit, task.detection)} | {
        task.pay: left * at[price] * at[size], task.quality: at[quality], task.stake: Fraction(0),
        task.saved: at[demand.cost_index] * at[nodes.variable_cost[CLASS]] * at[size],
        task.side_gain: at[verification.side_gain] * at[size]}


def _behind(at: Case, posted: int, held: Fraction = Fraction(1)) -> Fraction:
    """Dollars behind a task: earnings outside, hour by hour, and what of them nodes hold."""
    earned = Fraction(0)
    for _ in range(24 * posted):
        paid = at[uptime] * at[market.utilisation_target] * at[outside]
        earned += paid - paid * at[take] - paid * at[terms.validator_share]
    return Fraction(at[gpus]) * earned * held


def _needed(at: Case, held: Fraction = Fraction(1), **change: Any) -> Fraction:
    """Days of collateral at which cheating stops to pay, from the game outcome by outcome."""
    return task.where_it_turns(task.stake, _game(at), **change) / _behind(at, 1, held)


def lots(paid: float, each_asks: float) -> int:
    """How many a sum pays for, one after another, of what each of them asks."""
    return bisect_left(range(99 * PARTS), True, key=lambda count: paid < (count + 1) * each_asks)


def _posted(drawn_at: Case) -> dict[sp.Symbol, float]:
    at = task.exactly(drawn_at)
    after = lots(1, (1 - float(at[price_fall])) / PARTS)
    return {task.caught: float(at[task.audit] * at[task.detection]),
            stake_in_pays: float(_behind(at, int(at[days])) / _game(at)[task.pay]),
            least_stake_days: float(_needed(at)), collateral_factor: after / lots(1, 1 / PARTS)}


def _staked(drawn_at: Case, limit: float = 1) -> dict[sp.Symbol, float]:
    """What holders stake, at most a part of it, and the attack that just does not pay."""
    at = {symbol: float(number) for symbol, number in drawn_at.items()}
    paid = at[passed_on] * at[yearly_profit]
    lot = paid / at[asked] / at[token_price] / PARTS
    tokens = limit * lots(paid, at[asked] * lot * at[token_price]) * lot
    worth = tokens * at[token_price]
    idle = lots(worth * at[attack_share] * at[attack_penalty], worth / PARTS)
    return {staked_value: worth, staked_share: tokens / at[supply],
            safe_value: idle * worth / PARTS}


def claims() -> Chapter:
    """What collateral puts behind a task and honesty needs of it; what holders stake, and guard."""
    worth, dearer = VALUE.rhs.subs(HALVES), HALVES | dict.fromkeys((token_price, yearly_profit), 1)

    def other_days(held: Fraction = Fraction(1), **change: Any) -> tuple[Fraction, sp.Expr]:
        return _needed(PLAIN, held, **change), DAYS.rhs.subs(PLAIN)

    yield Claim(
        "least-stake-days",
        "The pays of a task that collateral puts behind it, and the days that honesty needs",
        "Behind a task stand the hours of the days that are asked, over the hours of a task, times "
        "the price of compute outside over the price here. The price of the token does not matter "
        "once nodes have bought what is asked: after a fall by half that is twice the tokens. "
        "Honesty needs more days the more an hour of work costs against the price outside, the "
        "fewer are caught and slashed, and the oftener honest work is wrong. A lower price of "
        "compute backs a task better and asks for more days, since less pay is lost.",
        (Assumption("fully-posted", "nodes hold the collateral that is asked of them", "let nodes "
                    "hold half of it: the days needed are", lambda: other_days(task.HALF)),
         Assumption("asked-in-dollars", "collateral is asked in dollars",
                    "fix the tokens and let their price halve: the pays behind a task are",
                    lambda: (_behind(PLAIN, 2, task.HALF) / _game(PLAIN)[task.pay],
                             PAYS.rhs.subs(PLAIN))),
         task.PAY_LOST.without("let a caught cheat keep its pay: the days needed are",
                               lambda: other_days(keeps_pay=Fraction(1))),
         task.ERRORS.without("forgive an honest error that is found: the days needed are",
                             lambda: other_days(forgiven=True))),
        sp.And(PAYS, DAYS, FACTOR), proof=_days,
        numbers=against("earnings added up hour by hour, the game outcome by outcome, tokens lot "
                        "by lot", 1e-9, drawn(60, NODE, _posted)),
        region="consumer nodes on an open market; other classes with their own prices, cost, "
        "quality and uptime; the slash and the chance of being caught are positive; falls of less "
        "than the whole price", shown_in="fig-rewards-collateral", literature=("becker1968crime",),
        owner="Becker 1968, the condition of deterrence, place not looked up",
        uses=("honest-stake",), formerly=("stake-in-pays", "tokens-needed-after-a-fall"))
    yield Claim(
        "stake-is-capitalised-fees",
        "The value at stake is stakers' pay, capitalised",
        "The price of the token cancels: this security is bought by validators' profit and by "
        "nothing else. A dearer token is staked less. An attack is idle up to a gain of the share "
        "of the stake that it needs, times the part that it loses, of that value.",
        (Assumption("profit-in-dollars", "validators' profit is dollars, whatever the price of the "
                    "token", "pay stakers a fixed number of tokens and let the price double: the "
                    "value at stake is", lambda: (_staked(dearer)[staked_value], worth)),
         Assumption("stake-follows-yield", "holders have the tokens to reach the asked yield",
                    "let holders have half of these tokens only: the value at stake is",
                    lambda: (_staked(HALVES, 0.5)[staked_value], worth)),
         Assumption("no-hedge", "an attacker loses its stake and wins nothing by the loss",
                    "let the attacker win half of its loss back by a bet on the token's fall: the "
                    "safe gain is", lambda: (_staked(HALVES)[safe_value] / 2,
                                             SAFE.rhs.subs(HALVES | {staked_value: worth})))),
        sp.And(VALUE, STAKED, SAFE), proof=_capitalised,
        numbers=against("tokens staked lot by lot, attacks tried one by one", 1e-7,
                        drawn(60, STAKERS, _staked)),
        region="profit positive; the share of tokens that holders stake at most does not bind",
        shown_in="fig-honesty-security", formerly=("staked-share-follows-fees", "security-budget"),
        literature=("john2021staking", "cong2025staking", "budish2018economic"),
        owner="own, solved from the model's equations; the safe gain: Budish 2018, condition (2) "
        "of the abstract, incentive compatibility")
