"""The prediction markets of Delphi, the only fee source that was live in 2026.

Trading volume in USDC pays a fee; the protocol's share of it waits in the market until the
market settles, then enters the vault. Source: facts, Delphi; volume is inferred.
"""

from __future__ import annotations

import sympy as sp

from model.quantities import (
    NOT_NEGATIVE,
    SHARE,
    Domain,
    definition,
    flow,
    level,
    parameter,
    shock,
    stock,
)
from model.spec import accounts as a
from model.spec.core import Block, Definition, Flow, Initial, Law

delphi_volume = parameter(
    "delphi_volume", r"V_0", "USD/day", "trading volume at launch", NOT_NEGATIVE, "delphi_volume"
)
delphi_volume_growth = parameter(
    "delphi_volume_growth",
    r"g_V",
    "1/calendar_year",
    "growth of trading volume",
    Domain(-5, 5),
    "delphi_volume_growth",
)
delphi_volatility = parameter(
    "delphi_volatility",
    r"\sigma_V",
    "1",
    "standard deviation of the log of daily volume",
    Domain(0, 3),
    "delphi_volatility",
)
delphi_fee = parameter("delphi_fee", r"\phi_V", "1", "fee on trading volume", SHARE, "delphi_fee")
delphi_protocol_share = parameter(
    "delphi_protocol_share",
    r"\psi_V",
    "1",
    "share of the fee that goes to the vault",
    SHARE,
    "delphi_protocol_share",
)
settlement_lag = parameter(
    "settlement_lag",
    r"\tau_V",
    "day",
    "mean days until a market settles and pays its fees",
    Domain(1, 365),
    "settlement_lag",
)

volume_noise = shock("volume_noise", r"\xi_V", "surprise in trading volume")
unsettled_fees = stock("unsettled_fees", r"U_V", "USD", "protocol fees in markets not yet settled")
volume = definition("volume", "V_t", "USD", "trading volume today", NOT_NEGATIVE)
delphi_fees = flow("delphi_fees", r"\delta_V", "USD", "protocol fees on today's volume")
settled_fees = flow("settled_fees", r"\sigma_V^{\$}", "USD", "fees of markets that settle today")
traded_volume = level("traded_volume", "V_X", "USD", "trading volume of the day", NOT_NEGATIVE)
delphi_revenue = level(
    "delphi_revenue", r"\Pi_V", "USD", "Delphi's fees that reach the vault today", NOT_NEGATIVE
)


def delphi() -> Block:
    """A new day of trading; settled markets pay the vault."""
    growth = sp.exp(delphi_volume_growth * a.day * a.day_in_years)
    surprise = sp.exp(delphi_volatility * volume_noise - delphi_volatility**2 / 2)
    return Block(
        "delphi",
        "Prediction markets trade; markets that settle pay the vault.",
        (
            Definition(volume, delphi_volume * a.one_day * growth * surprise),
            Flow(
                delphi_fees,
                a.outside,
                unsettled_fees,
                earned(volume),
            ),
            Flow(
                settled_fees,
                unsettled_fees,
                a.vault_usd,
                unsettled_fees * a.one_day / settlement_lag,
            ),
            Law(traded_volume, volume),
            Law(delphi_revenue, settled_fees),
        ),
    )


def initial() -> tuple[Initial, ...]:
    """Day 0: no market has settled."""
    zero = sp.Integer(0)
    return tuple(Initial(each, zero) for each in (traded_volume, delphi_revenue, unsettled_fees))


def earned(volume: sp.Expr) -> sp.Expr:
    """What the protocol earns on ``volume``, and the vault receives when markets settle."""
    return delphi_fee * delphi_protocol_share * volume


def first_revenue() -> sp.Expr:
    """What the protocol earns on a day of launch volume."""
    return earned(delphi_volume * a.one_day)
