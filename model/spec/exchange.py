"""The market for AI: one batch a day in which all orders meet, and one price.

Sellers bring tokens, and more of them the dearer they are against the fair price. Users, nodes that
need collateral and the vault bring dollars. Holders take the other side, and move the price from
the fair one by no more than what is left over asks for: ``x = N / D``. So whatever the price rule
says is obeyed within what flows and noise allow. Theory: T22.
"""

from __future__ import annotations

import sympy as sp

from model.quantities import (
    NOT_NEGATIVE,
    POSITIVE,
    SHARE,
    Domain,
    definition,
    definitions,
    flow,
    flows,
    level,
    parameter,
    shock,
)
from model.spec import accounts as a
from model.spec import cycle
from model.spec import fees as f
from model.spec import market as m
from model.spec import vault as v
from model.spec.core import Block, Definition, Equation, Flow, Initial, Law
from model.spec.pool import pool_fee
from model.spec.worth import depth, depth_at, fair_price, least_price

sellers_response = parameter(
    "sellers_response",
    r"\kappa_S",
    "1",
    "relative rise of what sellers bring with the log of the price over the fair one",
    Domain(0, 100),
    "sellers_response",
)
selling_days = parameter(
    "selling_days",
    r"\tau_D",
    "day",
    "days over which vested tokens that are meant for sale are sold",
    Domain(1, 3650),
    "selling_days",
)
loss_aversion = parameter(
    "loss_aversion",
    r"d_b",
    "1",
    "part of its sales that a cohort gives up when the price falls from its cost to nothing",
    SHARE,
    "loss_aversion",
)
cost_basis = {
    who: parameter(
        f"cost_basis_{who}",
        rf"b_{{\mathrm{{{letter}}}}}",
        "USD/AI",
        f"what {of} paid for a token",
        POSITIVE,
        fact,
    )
    for who, letter, of, fact in (
        ("investors", "I", "investors", "investor_cost_basis"),
        ("sale", "C", "buyers of the community sale", "sale_price"),
    )
}
sell_rate = {
    who: parameter(
        f"sell_rate_{who}",
        rf"s_{{\mathrm{{{letter}}}}}",
        "1",
        f"share of their AI that {who} bring to the market in a day at the fair price",
        SHARE,
        f"sell_rate_{who}",
    )
    for who, letter in (("nodes", "N"), ("validators", "V"), ("grantees", "G"), ("executors", "E"))
}
noise_size = parameter(
    "noise_size",
    r"\sigma_n",
    "1",
    "standard deviation of the log price around what flows explain, on a usual day",
    Domain(0, 0.5),
    "noise_size",
)
largest_gap = parameter(
    "largest_gap",
    r"\bar x",
    "1",
    "log of the price over the fair one beyond which users do not pay",
    Domain(0, 1, open_low=True),
    "largest_gap",
)
collateral_speed = parameter(
    "collateral_speed",
    r"\nu_K",
    "1",
    "part of the missing collateral that nodes buy in a day",
    SHARE,
    "collateral_speed",
)
trade_noise = shock("trade_noise", r"\xi_n", "noise in the day's price")

tokens_offered = definition(
    "tokens_offered",
    r"\hat S",
    "AI",
    "AI that all sellers would bring at the fair price",
    NOT_NEGATIVE,
)
collateral_wanted = definitions(
    "collateral_wanted",
    r"k^{\$}",
    "USD",
    "dollars for which {} nodes want to buy collateral today",
    NOT_NEGATIVE,
    over=a.CLASSES,
)
other_dollars = definition(
    "other_dollars", r"N_o", "USD", "dollars of nodes and of the vault that buy today", NOT_NEGATIVE
)
room_for_bills = definition(
    "room_for_bills",
    r"\bar N_U",
    "USD",
    "dollars of users that the market takes without too dear a price",
)
share_paid_today = definition(
    "share_paid_today", r"\chi_t", "1", "share of the bills that users pay today", SHARE
)
users_order = definition(
    "users_order",
    r"N_U",
    "USD",
    "dollars for which users buy AI, beside what they hold, to pay that share",
    NOT_NEGATIVE,
)
net_order = definition(
    "net_order", "N", "USD", "dollars that buy, less what sellers would bring at the fair price"
)
gap = definition("gap", "x", "1", "log of the price over the fair one that flows explain")
sales_usd = level("sales_usd", r"\Sigma", "USD", "what sellers sold today", NOT_NEGATIVE)
batch_price = definition("batch_price", r"P_t", "USD/AI", "price of today's batch", POSITIVE)
willingness = definition(
    "willingness",
    r"\omega_S",
    "1",
    "what sellers bring, over what they would at the fair price",
    NOT_NEGATIVE,
)
collateral_bought = flows(
    "collateral_bought", r"k^{+}", "AI", "collateral that {} nodes buy", over=a.CLASSES
)
collateral_dollars = flows(
    "collateral_dollars", r"\delta^{k}", "USD", "what {} nodes pay for collateral", over=a.CLASSES
)
cohort_sold = flows("sold", r"\sigma", "AI", "AI that the {} sell today", over=a.COHORTS)
cohort_proceeds = flows(
    "proceeds", r"\delta^{\sigma}", "USD", "what the {} get for it", over=a.COHORTS
)
node_sold = flows("node_sold", r"\sigma^{N}", "AI", "AI that {} nodes sell today", over=a.CLASSES)
node_proceeds = flows(
    "node_proceeds", r"\delta^{N}", "USD", "what {} nodes get for it", over=a.CLASSES
)


def _one_seller(name: str, tex: str) -> tuple[sp.Symbol, sp.Symbol]:
    return (
        flow(f"{name}_sold", rf"\sigma_{{\mathrm{{{tex}}}}}", "AI", f"AI that {name} sell today"),
        flow(f"{name}_proceeds", rf"\delta_{{\mathrm{{{tex}}}}}", "USD", f"what {name} get for it"),
    )


#: Who sells: account of tokens, share a day at the fair price, account of dollars, the two flows.
def _sellers() -> list[tuple[sp.Symbol, sp.Expr, sp.Symbol, sp.Symbol, sp.Symbol]]:
    found = [
        (a.node_balance[c], sell_rate["nodes"], a.node_usd[c], node_sold[c], node_proceeds[c])
        for c in a.CLASSES
    ]
    for who in a.COHORTS:
        share = a.one_day / selling_days
        if who in cost_basis:
            share *= 1 - loss_aversion * sp.Max(0, 1 - fair_price / cost_basis[who])
        found.append(
            (a.for_sale[who], share, a.sellers_usd, cohort_sold[who], cohort_proceeds[who])
        )
    for who, account, dollars, tex in (
        ("validators", a.validators, a.validators_usd, "V"),
        ("grantees", a.grantees, a.grantees_usd, "G"),
        ("executors", a.executor, a.executor_usd, "E"),
    ):
        found.append((account, sell_rate[who], dollars, *_one_seller(who, tex)))
    return found


def exchange() -> Block:
    """All orders of the day meet, and make its price."""
    sellers = _sellers()
    offered = sp.Add(*(share * account for account, share, *_ in sellers))
    at_fair = fair_price * tokens_offered
    bills, held = f.work_bill + f.audit_bill, a.users * fair_price
    equations: list[Equation] = [
        Definition(cycle.surprise_size, cycle.scale_of_surprises(cycle.unrest)),
        Definition(tokens_offered, offered),
    ]
    for c in a.CLASSES:
        missing = sp.Max(0, m.collateral_asked[c] - a.node_stake[c] * fair_price)
        equations.append(
            Definition(
                collateral_wanted[c],
                sp.Min(collateral_speed * missing, largest_gap * depth / (4 * len(a.CLASSES))),
            )
        )
    equations += [
        Definition(
            other_dollars,
            sp.Add(*collateral_wanted.values()) + (1 - pool_fee) * v.buyback_usd,
        ),
        Definition(
            room_for_bills,
            largest_gap * depth + at_fair * (1 + sellers_response * largest_gap) - other_dollars,
        ),
        Definition(
            share_paid_today,
            sp.Piecewise(
                (sp.Min(1, (sp.Max(0, room_for_bills) + held) / bills), sp.Gt(bills, 0)),
                (1, True),
            ),
        ),
        Definition(users_order, sp.Max(0, share_paid_today * bills - held)),
        Definition(net_order, users_order + other_dollars - at_fair),
        Definition(gap, net_order / (depth + sellers_response * at_fair)),
        Definition(willingness, sp.Max(0, 1 + sellers_response * gap)),
        Definition(
            batch_price,
            sp.Max(
                least_price,
                fair_price * sp.exp(gap + noise_size * cycle.surprise_size * trade_noise),
            ),
        ),
    ]
    for account, share, dollars, sold, proceeds in sellers:
        equations += [
            Flow(sold, account, a.holders, willingness * share * account),
            Flow(proceeds, a.holders_usd, dollars, batch_price * sold),
        ]
    for c in a.CLASSES:
        equations += [
            Flow(
                collateral_bought[c],
                a.holders,
                a.node_stake[c],
                collateral_wanted[c] / batch_price,
            ),
            Flow(
                collateral_dollars[c],
                a.node_usd[c],
                a.holders_usd,
                batch_price * collateral_bought[c],
            ),
        ]
    equations += [
        Law(a.price, batch_price),
        Law(f.payable_share, share_paid_today),
        Law(sales_usd, batch_price * sp.Add(*(sold for *_, sold, _ in sellers))),
    ]
    return Block(
        "exchange",
        "All orders for AI meet in one batch, and make the day's price.",
        tuple(equations),
    )


def initial() -> tuple[Initial, ...]:
    """Nobody has sold anything; the market is as deep as the tokens at launch allow."""
    dollars = (
        a.holders_usd,
        a.sellers_usd,
        a.grantees_usd,
        sales_usd,
        *a.node_usd.values(),
        *a.node_stake.values(),
    )
    at_launch = depth_at(fair_price, a.in_circulation())
    return (*(Initial(each, sp.Integer(0)) for each in dollars), Initial(depth, at_launch))
