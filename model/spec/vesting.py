"""Supply and vesting: who is allotted what, and when it may move.

A category has a share at the start, a cliff, a part that is released at once at the cliff,
and a linear rest. Source: seed (allocation); facts of section vesting (terms).
"""

from __future__ import annotations

import sympy as sp

from model.quantities import SHARE, Domain, definition, flow, level, parameter
from model.spec import accounts as a
from model.spec.core import Block, Constraint, Definition, Equation, Flow, Initial, Law

SPAN = Domain(1, 7300)
CLIFF = Domain(0, 7300)

treasury_share = parameter(
    "treasury_share",
    r"a_{\mathrm{T}}",
    "1",
    "share of supply allotted to the community treasury",
    SHARE,
    "treasury_share",
)
investor_share = parameter(
    "investor_share",
    r"a_{\mathrm{I}}",
    "1",
    "share of supply allotted to investors",
    SHARE,
    "investor_share",
)
team_share = parameter(
    "team_share",
    r"a_{\mathrm{M}}",
    "1",
    "share of supply allotted to the team",
    SHARE,
    "team_share",
)
sale_share = parameter(
    "sale_share",
    r"a_{\mathrm{C}}",
    "1",
    "share of supply sold to the community",
    SHARE,
    "sale_share",
)
testnet_share = parameter(
    "testnet_share",
    r"a_{\mathrm{R}}",
    "1",
    "share of supply given as testnet rewards",
    SHARE,
    "testnet_share",
)
treasury_start_share = parameter(
    "treasury_start_share",
    r"u_{\mathrm{T}}",
    "1",
    "part of the treasury's allotment that is free at launch",
    SHARE,
    "treasury_start_share",
)
treasury_vesting_days = parameter(
    "treasury_vesting_days",
    r"d_{\mathrm{T}}",
    "day",
    "days over which the rest of the treasury's allotment is released",
    SPAN,
    "treasury_vesting_months",
)
insider_cliff_days = parameter(
    "insider_cliff_days",
    r"d_{\mathrm{c}}",
    "day",
    "days before any investor or team token vests",
    CLIFF,
    "insider_cliff_months",
)
insider_cliff_jump = parameter(
    "insider_cliff_jump",
    r"j_{\mathrm{I}}",
    "1",
    "part of the insiders' allotment that vests at once at the cliff",
    SHARE,
    "insider_cliff_jump",
)
insider_vesting_days = parameter(
    "insider_vesting_days",
    r"d_{\mathrm{I}}",
    "day",
    "days over which the insiders' rest vests, from the cliff",
    SPAN,
    "insider_vesting_months",
)
sale_locked_share = parameter(
    "sale_locked_share",
    r"\lambda_{\mathrm{C}}",
    "1",
    "part of the community sale that is locked at launch",
    SHARE,
    "sale_locked_share",
)
sale_lock_days = parameter(
    "sale_lock_days",
    r"d_{\mathrm{C}}",
    "day",
    "days after which locked sale tokens are free",
    CLIFF,
    "sale_lock_months",
)
insider_sell_share = parameter(
    "insider_sell_share",
    r"s_{\mathrm{u}}",
    "1",
    "part of newly vested tokens that its owners put up for sale",
    SHARE,
    "insider_sell_share",
)
treasury_released = flow(
    "treasury_released", r"\ell_{\mathrm{T}}", "AI", "treasury tokens released today"
)
newly_vested = level("newly_vested", r"\ell_v", "AI", "insider and sale tokens that vested today")
age = definition("age", "n", "day", "age of the network")

#: Account, share of supply, then the schedule in the order of `vested_share`, and the letter.
CATEGORIES = {
    "investors": (
        a.locked_investors,
        investor_share,
        sp.S.Zero,
        insider_vesting_days,
        insider_cliff_days,
        insider_cliff_jump,
        r"\mathrm{I}",
    ),
    "team": (
        a.locked_team,
        team_share,
        sp.S.Zero,
        insider_vesting_days,
        insider_cliff_days,
        insider_cliff_jump,
        r"\mathrm{M}",
    ),
    "sale": (
        a.locked_sale,
        sale_share,
        1 - sale_locked_share,
        None,
        sale_lock_days,
        sp.S.Zero,
        r"\mathrm{C}",
    ),
}


def vested_share(
    age: sp.Expr,
    start: sp.Expr,
    length: sp.Expr | None,
    cliff: sp.Expr | None = None,
    jump: sp.Expr = sp.S.Zero,
) -> sp.Expr:
    """Part of an allotment that is free at ``age``: start, then jump and line after the cliff.

    Without a ``length`` the rest is free at the cliff; without a ``cliff`` the line begins at 0.
    """
    since = age if cliff is None else age - cliff
    line = sp.S.One if length is None else sp.Min(sp.Max(since / length, 0), 1)
    rest = jump + (1 - jump) * line
    if cliff is not None:
        rest = sp.Piecewise((rest, sp.Ge(age, cliff)), (0, True))
    return start + (1 - start) * rest


def vesting() -> Block:
    """Release what the day makes free; `insider_sell_share` of it is put up for sale."""
    equations: list[Equation] = [Definition(age, a.day * a.one_day)]
    vested: list[sp.Symbol] = []
    for name, (locked, share, *schedule, letter) in CATEGORIES.items():
        due = definition(f"due_{name}", rf"\delta_{{{letter}}}", "AI", f"{name} tokens due today")
        sold = flow(
            f"{name}_put_up_for_sale",
            rf"\ell^{{s}}_{{{letter}}}",
            "AI",
            f"newly vested {name} tokens that are put up for sale",
        )
        kept = flow(
            f"{name}_freed",
            rf"\ell^{{k}}_{{{letter}}}",
            "AI",
            f"newly vested {name} tokens that join the free float",
        )
        still_locked = a.initial_supply * share * (1 - vested_share(age, *schedule))
        equations += [
            Definition(due, sp.Max(0, locked - still_locked)),
            Flow(sold, locked, a.for_sale, insider_sell_share * due),
            Flow(kept, locked, a.free_float, (1 - insider_sell_share) * due),
        ]
        vested += [sold, kept]
    treasury_locked = (
        a.initial_supply
        * treasury_share
        * (1 - vested_share(age, treasury_start_share, treasury_vesting_days))
    )
    equations += [
        Flow(treasury_released, a.locked_treasury, a.treasury, a.locked_treasury - treasury_locked),
        Law(newly_vested, sp.Add(*vested)),
    ]
    return Block("vesting", "Locked tokens become free on their schedules.", tuple(equations))


def initial(pool_ai: sp.Expr, also_free: sp.Expr = sp.S.Zero) -> tuple[Initial, ...]:
    """The allocation on day 0; the treasury lends the pool its first tokens.

    ``also_free`` joins the free float, where testnet rewards have no account of their own.
    """
    supply = a.initial_supply
    free_sale = sale_share * (1 - sale_locked_share)
    return (
        Initial(a.locked_treasury, supply * treasury_share * (1 - treasury_start_share)),
        Initial(a.locked_investors, supply * investor_share),
        Initial(a.locked_team, supply * team_share),
        Initial(a.locked_sale, supply * sale_share * sale_locked_share),
        Initial(a.treasury, supply * treasury_share * treasury_start_share - pool_ai),
        Initial(a.free_float, supply * free_sale + also_free),
        Initial(a.pool_ai, pool_ai),
        Initial(a.for_sale, sp.Integer(0)),
        Initial(newly_vested, sp.Integer(0)),
    )


def constraints(pool_ai: sp.Expr) -> tuple[Constraint, ...]:
    """Shares sum to one; the pool's first tokens fit into the treasury's free part."""
    shares = (treasury_share, investor_share, team_share, sale_share, testnet_share)
    return (
        Constraint(
            sp.Le(sp.Abs(sp.Add(*shares) - 1), sp.Rational(1, 10**12)),
            "the five allocation shares must sum to 1: change another share by as much",
        ),
        Constraint(
            sp.Le(pool_ai, a.initial_supply * treasury_share * treasury_start_share),
            "the pool's first tokens, pool_usd_reserve / initial_price, must fit into the "
            "treasury's free tokens: lower pool_usd_reserve or raise initial_price",
        ),
    )
