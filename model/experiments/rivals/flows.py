"""Rivals that send a flow elsewhere, or move it by another rule."""

from __future__ import annotations

import sympy as sp

from model import own
from model.experiments.rivals.edits import changed, redirect
from model.factbook import facts
from model.interface import economy
from model.spec import accounts as a
from model.spec import demand, rewards, vault, worth
from model.spec.core import Block, Definition, Flow, Law, stated, target_of
from model.spec.economy import Economy
from model.spec.learning import smoothed
from model.spec.pool import spot

#: Days over which tokens that were bought to make something are paid to nodes.
MAKING_DAYS = 30
#: Days of the mean price below which a controlled vault buys.
MEMORY = 90

promised_at = own.level("promised_at", "USD/AI", "price at which dollars are promised to nodes")
surplus_share = own.parameter(
    "surplus_burned_share",
    "1",
    "burned part of the tokens that a good price saves",
    own.SHARE,
    value=facts["ionet_surplus_burned"].value,
    low=facts["ionet_surplus_burned"].low,
    high=facts["ionet_surplus_burned"].high,
)
surplus = own.flow("surplus_burned", "AI", "saved subsidy that is burned")
budget = own.definition("subsidy_budget", "AI", "tokens that the announced subsidy would be")

to_make = own.stock("to_make", "AI", "bought tokens that will be paid to nodes")
made = {
    c: own.flow(f"made_{c}", "AI", f"bought tokens that {c.replace('centre', '-centre')} nodes get")
    for c in a.CLASSES
}
usual_price = own.level("usual_price", "USD/AI", "running mean of the price")
memory = own.parameter("price_memory", "day", "memory of that mean", own.POSITIVE, value=MEMORY)


def no_buyback() -> Economy:
    """The vault keeps its dollars, by holding what it spends at ``vault_spend_held``, 0."""
    return economy("announced").holding("vault_spend")


def distribution() -> Economy:
    """Holders get what would be burned."""
    return redirect(economy("announced"), "split", "burn", a.holders)


def fee_burn() -> Economy:
    """The protocol's part of the fees is burned, and the treasury gets none of it."""
    return redirect(economy("announced"), "rewards", "protocol_fee", a.burned)


def buyback_and_make() -> Economy:
    """What would be burned is paid to nodes by their paid work, over `MAKING_DAYS`."""
    announced = economy("announced")
    split, old = announced.block("split"), announced.block("rewards")
    burn = Flow(vault.burn, a.vault_ai, to_make, stated(split, vault.burn))
    open_share = demand.market_open / sp.Integer(MAKING_DAYS)
    flows = tuple(
        Flow(made[c], to_make, a.node_balance[c], open_share * to_make * rewards.part[c])
        for c in a.CLASSES
    )
    income = {
        rewards.node_income[c]: Law(
            rewards.node_income[c], rewards.node_fee[c] + rewards.node_subsidy[c] + made[c]
        )
        for c in a.CLASSES
    }
    kept = announced.replace("split", changed(split, {vault.burn: burn}), start={to_make: 0})
    # Flows first: an income is what was received today.
    ordered = [each for each in old.equations if not isinstance(each, Law)]
    laws = [income.get(target_of(each), each) for each in old.equations if isinstance(each, Law)]
    return kept.replace("rewards", Block(old.name, old.info, (*ordered, *flows, *laws)))


def controlled_buyback() -> Economy:
    """The vault buys on days on which the pool's price is not above its mean of a quarter."""
    announced = economy("announced")
    old = announced.block("vault")
    spend = sp.Piecewise((stated(old, vault.spend), sp.Le(spot, usual_price)), (0, True))
    block = changed(
        old,
        {vault.spend: Definition(vault.spend, spend)},
        smoothed(usual_price, a.price, memory),
    )
    return announced.replace("vault", block, start={usual_price: worth.fair_price})


def dollar_payouts() -> Economy:
    """The subsidy's dollars are those of the opening day; saved tokens are burned in part.

    The treasury pays them at the price of the day as long as it has tokens. On days on which that
    takes fewer tokens than the announced subsidy, a part of the difference is burned.
    """
    announced = economy("announced")
    old = announced.block("rewards")
    before = sp.Lt(a.day, demand.opening_day)
    block = changed(
        old,
        {rewards.subsidy: Definition(rewards.subsidy, budget * promised_at / a.price)},
        Flow(surplus, a.treasury, a.burned, surplus_share * sp.Max(0, budget - rewards.subsidy)),
        Law(promised_at, sp.Piecewise((a.price, before), (promised_at, True))),
        first=(Definition(budget, stated(old, rewards.subsidy)),),
    )
    return announced.replace("rewards", block, start={promised_at: worth.fair_price})
