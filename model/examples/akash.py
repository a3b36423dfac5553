"""Akash's burn and mint: dollars of credit, bought with tokens that wait in a vault.

Tenants keep some days of usage as credit, ACT, of one dollar each. Who tops up buys AKT and sends
it to the vault. When compute is paid, the credit is burned and its provider gets AKT at the price
of the day: from the vault first, the rest newly minted. If the vault is worth too little beside the
credit, top-ups are slowed and then halted, and tenants pay AKT directly.

The specification is AEP-76, final on 23 March 2026. Price and usage are paths from outside, so
nothing is assumed about the market: what the mechanism does to the price is not in here. Left out
are refunds of credit, rounding to a millionth, new tokens for validators, and batched top-ups.

For example::

    from model.examples.akash import akash

    economy = akash()
    p = model.parameters(economy, akt_price="price.csv", usage="usage.csv")
    ds = model.simulate(economy, p, model.shocks(economy, days=365))
"""

from __future__ import annotations

import sympy as sp

from model import own

PROPOSAL = "AEP-76 of Akash, official"
SECONDARY = "tokenpost 20776, secondary"

own.unit("AKT", "Akash's token")
own.unit("ACT", "Akash's credit for compute")

# Given day by day.
price = own.path(
    "akt_price", "USD/AKT", "average price of AKT that the chain reads", own.POSITIVE, tex="P"
)
usage = own.path("usage", "USD/day", "compute that tenants use", own.NOT_NEGATIVE, tex="U")

# Fixed in a run.
one_day = own.parameter(
    "one_day", "day", "length of a step", own.POSITIVE, value=1, source="a step", tex=r"\Delta"
)
peg = own.parameter(
    "peg", "USD/ACT", "worth of a credit", own.POSITIVE, value=1, source=PROPOSAL, tex="e"
)
runway = own.parameter(
    "runway",
    "day",
    "days of usage that tenants keep as credit",
    own.NOT_NEGATIVE,
    value=7,
    source=f"{PROPOSAL}: a number that it assumes",
    tex="n",
)
spread = own.parameter(
    "spread",
    "1",
    "part of a top-up that stays in the vault",
    own.SHARE,
    value=0.0025,
    low=0,
    high=0.0025,
    source=PROPOSAL,
    tex="s",
)
warn_below = own.parameter(
    "warn_below",
    "1",
    "collateral ratio below which there is a warning",
    own.SHARE,
    value=0.95,
    source=PROPOSAL,
    tex=r"c_{\mathrm{w}}",
)
slow_below = own.parameter(
    "slow_below",
    "1",
    "collateral ratio below which top-ups are slowed",
    own.SHARE,
    value=0.93,
    source=PROPOSAL,
    tex=r"c_{\mathrm{s}}",
)
halt_below = own.parameter(
    "halt_below",
    "1",
    "collateral ratio below which top-ups are halted",
    own.SHARE,
    value=0.90,
    source=PROPOSAL,
    tex=r"c_{\mathrm{h}}",
)
slow_share = own.parameter(
    "slow_share",
    "1",
    "part of the wanted top-ups that goes through while they are slowed",
    own.SHARE,
    value=0.5,
    low=0,
    high=1,
    source="assumed: AEP-76 gives no number",
    tex=r"\varsigma",
)
smallest = own.parameter(
    "smallest_credit",
    "ACT",
    "smallest amount of credit",
    own.POSITIVE,
    value=1e-6,
    source=PROPOSAL,
    tex=r"\varepsilon",
)
usage_at_start = own.parameter(
    "usage_at_start",
    "USD/day",
    "usage before day 1",
    own.NOT_NEGATIVE,
    value=1_013_000 / 365,
    low=1_013_000 / 365,
    high=5_000_000 / 365,
    source="leases of the first quarter of 2026 times four, Messari; high: the network's count",
    tex="U_0",
)
price_at_start = own.parameter(
    "price_at_start",
    "USD/AKT",
    "price before day 1",
    own.POSITIVE,
    value=237_000 / 264_210,
    low=237_000 / 264_210,
    high=1.14,
    source=f"{SECONDARY}: 237,000 dollars for 264,210 tokens; high: the example of AEP-76",
    tex="P_0",
)
ratio_at_start = own.parameter(
    "ratio_at_start",
    "1",
    "collateral ratio before day 1; 1 is a vault without a buffer",
    own.NOT_NEGATIVE,
    value=2.29,
    low=1,
    high=2.29,
    source=SECONDARY,
    tex="c_0",
)
circulating_at_start = own.parameter(
    "circulating_at_start",
    "AKT",
    "tokens in circulation before day 1",
    own.NOT_NEGATIVE,
    value=278_583_970,
    source="AEP-76, which quotes CoinMarketCap of 16 September 2025",
    tex="M_0",
)

# Accounts.
holders = own.stock("holders_akt", "AKT", "tokens that holders can sell", tex=r"\mathit{H}")
vault = own.stock("vault_akt", "AKT", "tokens in the vault", tex="V")
providers = own.stock("providers_akt", "AKT", "tokens that were paid to providers", tex="R")
unissued = own.stock(
    "unissued_akt",
    "AKT",
    "tokens not yet minted, less than nothing once some are",
    own.REAL,
    tex="N",
)
credit = own.stock("credit_act", "ACT", "credit of the tenants", tex="A")
no_credit = own.stock(
    "unissued_act",
    "ACT",
    "the other side of all credit: burned less minted",
    own.REAL,
    tex=r"\bar A",
)

# What moves, and what is counted.
used = own.flow("credit_used", "ACT", "credit burned for today's compute", tex="a")
owed = own.definition("owed", "AKT", "tokens that providers get for it", own.NOT_NEGATIVE, tex="r")
from_vault = own.flow("from_vault", "AKT", "tokens that the vault pays", tex="v")
minted = own.flow("newly_minted", "AKT", "tokens newly minted for providers", tex="m")
direct = own.flow("paid_directly", "AKT", "tokens that tenants pay without credit", tex="d")
ratio = own.definition(
    "collateral_ratio",
    "1",
    "worth of the vault over the credit, in the morning",
    own.NOT_NEGATIVE,
    tex="c",
)
wanted = own.definition(
    "wanted", "USD", "credit that tenants lack for their runway", own.NOT_NEGATIVE, tex="w"
)
admitted = own.definition(
    "admitted", "1", "part of the wanted top-ups that goes through", own.SHARE, tex=r"\alpha"
)
sent = own.flow("sent_to_vault", "AKT", "tokens that tenants buy and send to the vault", tex="b")
credited = own.flow("newly_credited", "ACT", "credit minted today", tex="g")
days_warned = own.level("days_warned", "1", "days with a warning so far", tex=r"k_{\mathrm{w}}")
days_slow = own.level("days_slow", "1", "days with slow top-ups so far", tex=r"k_{\mathrm{s}}")
days_halted = own.level("days_halted", "1", "days without top-ups so far", tex=r"k_{\mathrm{h}}")


def count(level: sp.Symbol, below: sp.Symbol) -> own.Law:
    """One day more if the ratio is below."""
    return own.Law(level, level + sp.Piecewise((1, sp.Lt(ratio, below)), (0, True)))


def top_up() -> own.Block:
    """Tenants fill their runway, as far as the collateral ratio lets them.

    Where no credit is left there is nothing to cover, and the ratio counts as one.
    """
    worth = vault * price / (peg * sp.Max(credit, smallest))
    lets = sp.Piecewise(
        (0, sp.Lt(ratio, halt_below)), (slow_share, sp.Lt(ratio, slow_below)), (1, True)
    )
    return own.Block(
        "top_up",
        "Tenants buy tokens, send them to the vault, and get credit.",
        (
            own.Definition(ratio, sp.Piecewise((1, sp.Lt(credit, smallest)), (worth, True))),
            own.Definition(wanted, sp.Max(0, runway * usage - peg * credit)),
            own.Definition(admitted, lets),
            own.Flow(sent, holders, vault, admitted * wanted / (price * (1 - spread))),
            own.Flow(credited, no_credit, credit, sent * price * (1 - spread) / peg),
            count(days_warned, warn_below),
            count(days_slow, slow_below),
            count(days_halted, halt_below),
        ),
    )


def settle() -> own.Block:
    """Credit pays first; what it does not cover is paid in tokens at the price of the day."""
    due = usage * one_day
    return own.Block(
        "settle",
        "Credit is burned, and providers are paid at the price of the day.",
        (
            own.Flow(used, credit, no_credit, due / peg),
            own.Definition(owed, peg * used / price),
            own.Flow(from_vault, vault, providers, owed),
            own.Flow(minted, unissued, providers, owed - from_vault),
            own.Flow(direct, holders, providers, sp.Max(0, due - peg * used) / price),
        ),
    )


def akash() -> own.Economy:
    """The economy: in the morning tenants top up, then the day's compute is paid.

    A run begins in the evening, when a day of the runway has been used.
    """
    start = {
        credit: sp.Max(0, runway - one_day) * usage_at_start / peg,
        no_credit: -credit,
        vault: ratio_at_start * peg * credit / price_at_start,
        holders: circulating_at_start,
        providers: 0,
        unissued: 0,
        days_warned: 0,
        days_slow: 0,
        days_halted: 0,
    }
    in_order = (
        own.Constraint(
            sp.Le(halt_below, slow_below), "halt_below is above slow_below: halt at a lower ratio"
        ),
        own.Constraint(
            sp.Le(slow_below, warn_below), "slow_below is above warn_below: warn at a higher ratio"
        ),
        own.Constraint(sp.Lt(spread, 1), "a spread of 1 leaves no credit: give less"),
    )
    return own.economy(
        "akash", "Akash's burn and mint, by AEP-76", start, (top_up(), settle()), in_order
    )
