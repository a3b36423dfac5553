"""Supply and vesting: who is allotted what, and when it may move.

A category has a share at the start, a cliff, a part that is released at once at the cliff,
and a linear rest. Of what becomes free its owners mean to sell a part; the rest joins the tokens
that are held. Source: seed (allocation); facts of section vesting (terms).
"""

from __future__ import annotations

import sympy as sp

from model.quantities import (
    SHARE,
    Domain,
    definition,
    definitions,
    flow,
    flows,
    level,
    parameter,
    parameters,
)
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
sell_share = parameters(
    "sell_share",
    r"s",
    "1",
    "part of the tokens that become free which the {} mean to sell",
    SHARE,
    "sell_share",
    over=a.COHORTS,
)
treasury_released = flow(
    "treasury_released", r"\ell_{\mathrm{T}}", "AI", "treasury tokens released today"
)
newly_vested = level("newly_vested", r"\ell_v", "AI", "insider and sale tokens that vested today")
age = definition("age", "n", "day", "age of the network")

newly_for_sale = flows(
    "newly_for_sale",
    r"\ell^{s}",
    "AI",
    "tokens that became free today and that the {} mean to sell",
    over=a.COHORTS,
)
newly_kept = flows(
    "newly_kept",
    r"\ell^{k}",
    "AI",
    "tokens of the {} that became free today and are kept",
    over=a.COHORTS,
)
due = definitions(
    "due", r"\delta", "AI", "tokens of the {} that are due to become free", over=a.COHORTS
)

#: Account, share of supply, then the schedule in the order of `vested_share`.
CATEGORIES = {
    "investors": (
        a.locked_investors,
        investor_share,
        sp.S.Zero,
        insider_vesting_days,
        insider_cliff_days,
        insider_cliff_jump,
    ),
    "team": (
        a.locked_team,
        team_share,
        sp.S.Zero,
        insider_vesting_days,
        insider_cliff_days,
        insider_cliff_jump,
    ),
    "sale": (
        a.locked_sale,
        sale_share,
        1 - sale_locked_share,
        None,
        sale_lock_days,
        sp.S.Zero,
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
    """Release what the day makes free; `sell_share` of it is meant for sale."""
    equations: list[Equation] = [Definition(age, a.day * a.one_day)]
    vested: list[sp.Symbol] = []
    for who, (locked, share, *schedule) in CATEGORIES.items():
        still_locked = a.initial_supply * share * (1 - vested_share(age, *schedule))
        equations += [
            Definition(due[who], sp.Max(0, locked - still_locked)),
            Flow(newly_for_sale[who], locked, a.for_sale[who], sell_share[who] * due[who]),
            Flow(newly_kept[who], locked, a.holders, (1 - sell_share[who]) * due[who]),
        ]
        vested += [newly_for_sale[who], newly_kept[who]]
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


def free_at_launch() -> dict[str, sp.Expr]:
    """Tokens that are in the hands of their owners on day 0, by cohort."""
    return {
        "investors": sp.S.Zero,
        "team": sp.S.Zero,
        "sale": a.initial_supply * sale_share * (1 - sale_locked_share),
        "testnet": a.initial_supply * testnet_share,
    }


def initial() -> tuple[Initial, ...]:
    """The allocation on day 0, before the treasury sells the pool its first tokens."""
    supply, free = a.initial_supply, free_at_launch()
    return (
        Initial(a.locked_treasury, supply * treasury_share * (1 - treasury_start_share)),
        Initial(a.locked_investors, supply * investor_share),
        Initial(a.locked_team, supply * team_share),
        Initial(a.locked_sale, supply * sale_share * sale_locked_share),
        *(Initial(a.for_sale[who], sell_share[who] * free[who]) for who in free),
        Initial(a.holders, sp.Add(*((1 - sell_share[who]) * free[who] for who in free))),
        Initial(newly_vested, sp.Integer(0)),
    )


def constraints() -> tuple[Constraint, ...]:
    """Shares sum to one."""
    shares = (treasury_share, investor_share, team_share, sale_share, testnet_share)
    return (
        Constraint(
            sp.Le(sp.Abs(sp.Add(*shares) - 1), sp.Rational(1, 10**12)),
            "the five allocation shares must sum to 1: change another share by as much",
        ),
    )
