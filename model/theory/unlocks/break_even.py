"""The revenue at which as much is burned as unlocks, in general and while insiders vest."""

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model import contract
from model.contract_runs import least_revenue
from model.exact import alone
from model.logic import (Assumption, Chapter, Claim, Draw, Steps, Values, against, by_meaning,
                         drawn, identity, limit, threshold)
from model.quantities import NOT_NEGATIVE, POSITIVE, in_force, theoretical
from model.spec import accounts, vault, vesting
from model.spec.accounts import day_in_years, initial_supply, one_day, pool_ai, pool_usd
from model.spec.pool import bought, pool_fee, spot_price
from model.theory.invariants.split import split_amounts
from model.theory.notation import burned_share, positive, unlock_rate
from model.theory.notation import circulating_tokens as circulating
from model.theory.sourced import BURN_AS_FOUND, FEE_AS_FOUND, POOL_FEE, spec

break_even = theoretical("break_even_share", r"\rho^{*}", "1/calendar_year", "yearly revenue at "
    "which the burn replaces what unlocks, over the value of what circulates", NOT_NEGATIVE)
break_even_kept = theoretical("break_even_share_if_treasury_holds", r"\rho^{*}_{\mathrm{T}}",
    "1/calendar_year", "the same if the treasury holds what buybacks bring it, so that it does not "
    "circulate", NOT_NEGATIVE)
outside_insiders = theoretical("circulating_outside_insiders", r"C_{\mathrm{o}}", "AI",
    "tokens in circulation at the cliff that were not allotted to insiders", POSITIVE)
outside_growth = theoretical("growth_outside_insiders", r"u_{\mathrm{o}}", "AI",
    "tokens that join them in a day, such as the treasury's", NOT_NEGATIVE)
REWARD, BURN = in_force(vault.executor_share), in_force(vault.burn_share)
BURNED = BURN * (1 - REWARD) * (1 - pool_fee)
KEPT = (1 - REWARD) * (1 - pool_fee)
IF_SPENT = sp.Eq(break_even, unlock_rate / (circulating * BURNED))
IF_HELD = sp.Eq(break_even_kept, unlock_rate / (circulating * KEPT))
SHARES = {"investors": vesting.investor_share, "team": vesting.team_share}
AGE, JUMP = vesting.age, vesting.insider_cliff_jump
CLIFF, LENGTH = vesting.insider_cliff_days, vesting.insider_vesting_days
INSIDERS = initial_supply * (vesting.investor_share + vesting.team_share)
A_DAY = INSIDERS * (1 - JUMP) * one_day / LENGTH
DAYS = AGE - CLIFF + one_day * (outside_insiders + INSIDERS * JUMP) / (A_DAY + outside_growth)
LINE = sp.Eq(break_even, one_day / (day_in_years * burned_share * DAYS))
# Bound variables: dollars of a purchase, revenue over the value of what circulates, what fee and
# executor leave, and the burned part; days since the cliff, and days to the end of the line.
purchase, ratio, after_fee, after_call, part, since, to_go = sp.symbols("d rho f g b a z",
    positive=True)
#: One token circulates and half of one unlocks; fee and shares as found.
DEPLOYED = contract.deployed("executor_bps"), contract.deployed("burn_bps")
ONE = {circulating: 1, unlock_rate: sp.Rational(1, 2), pool_fee: FEE_AS_FOUND, BURN: BURN_AS_FOUND,
       REWARD: sp.Rational(DEPLOYED[0], contract.BPS)}
#: One token of insiders and one of others, cliff and line of a year each, in the middle of it.
YEARS = {day_in_years: 1 / 365, one_day: 1.0, CLIFF: 365.0, LENGTH: 365.0, JUMP: 0.0,
         initial_supply: 2.0, vesting.investor_share: 0.25, vesting.team_share: 0.25,
         burned_share: 1.0, outside_insiders: 1.0, outside_growth: 0.0}


def _revenue(statement: sp.Basic) -> Steps:
    reserves = {pool_ai: positive(pool_ai), pool_usd: positive(pool_usd), vault.spend: purchase}
    price = spot_price.subs(reserves)
    out = bought(spec("vault", vault.buyback_dollars)).subs(reserves)
    _, burned, held = (each.subs(accounts.vault_ai, out)
                       for each in split_amounts(vault.CONTRACT).values())
    for line, name, gone, share in ((IF_SPENT, "burned", burned, BURNED),
                                    (IF_HELD, "burned or the treasury's", burned + held, KEPT)):
        yield (small := limit(
            f"A dollar of a small purchase buys 1/P tokens less the fee. Of these are {name}:",
            gone / purchase, purchase, sp.Integer(0), share / price))
        lost = ratio * circulating * price * small.relation.rhs
        yield threshold("Let revenue be ρ times the value of what circulates. If ρ is below this, "
            "the circulation grows; at it, it stands still; above it, it falls.", line,
            unlock_rate - lost, ratio, -lost / ratio,
            where={pool_fee: 1 - after_fee, REWARD: 1 - after_call, BURN: part})


def _replaced() -> Iterator[Values]:
    """Found revenue over value, with reserves a billion times what a year can need."""
    draw = np.random.default_rng(7)
    for _ in range(60):
        mills, free = int(draw.integers(10, 1000)), int(draw.integers(10**8, 10**10))
        unlocked = int(draw.integers(10**7, free))
        bps = int(draw.integers(0, 300)), int(draw.integers(3000, 9000))
        spent, kept = (1000 * least_revenue(unlocked * 10**18, 10**37, 10**22 * mills, bps, held)
                       / mills / free for held in (False, True))
        yield {circulating: free, unlock_rate: unlocked, pool_fee: POOL_FEE,
               REWARD: bps[0] / contract.BPS, BURN: bps[1] / contract.BPS, break_even: spent,
               break_even_kept: kept}


def _line(statement: sp.Basic) -> Steps:
    on_line = {AGE: CLIFF + since, LENGTH: since + to_go}
    free, done = sp.Integer(0), since / (since + to_go)
    for who, share in SHARES.items():
        (due,) = (each for each in spec("vesting", vesting.due[who]).args if each != 0)
        free += initial_supply * share + due - vesting.CATEGORIES[who][0]
    free = free.subs(on_line).subs(sp.Min(1, done), done)
    yield identity("Between the cliff and the end the schedule is below its cap: what insiders "
        "hold free is the jump and a straight line of their allotment.", free,
        INSIDERS * (JUMP + (1 - JUMP) * done))
    tomorrow = free.subs({since: since + one_day, to_go: to_go - one_day}, simultaneous=True)
    there = outside_insiders + outside_growth * since / one_day + free
    yield by_meaning("The break-even revenue is what a day adds to the circulation, over what "
        "circulates; in years, and over the burned share of a dollar. What a day adds is the same "
        "on every day, and cancels: what is left are the years since the line, drawn backwards, "
        "would have started from nothing.", statement,
        (tomorrow - free + outside_growth) / (day_in_years * burned_share * there), where=on_line)


def _needed(at: Values) -> float:
    """Revenue of a year over value that burns what a day frees, by days of the vesting block."""
    lasts = dict.fromkeys((vesting.treasury_vesting_days, vesting.sale_lock_days), 1.0)
    full = {vesting.CATEGORIES[who][0]: at[initial_supply] * at[share]
            for who, share in SHARES.items()}
    days = (alone(vesting.vesting(), {**lasts, **at, **full, accounts.day: age}).values
            for age in (at[AGE], at[AGE] + 1))
    free = [float(sum(full[each] - float(day[each]) for each in full)) for day in days]
    there = at[outside_insiders] + at[outside_growth] * (at[AGE] - at[CLIFF]) + free[0]
    joined = free[1] - free[0] + at[outside_growth]
    return float(joined / at[day_in_years] / at[burned_share] / there)


def _on_a_day(at: Values) -> Values:
    """The same on a whole day of the line, of which ``age`` was drawn as a part."""
    aged = {AGE: at[CLIFF] + int(at[AGE] * at[LENGTH])}
    return {**aged, break_even: _needed({**at, **aged})}


def _instead(age: int, outside: float) -> tuple[float, float]:
    """What is needed at an age with other tokens outside, and what the claim says."""
    at = {**YEARS, AGE: float(age)}
    return _needed({**at, outside_insiders: outside}), float(LINE.rhs.subs(at))


def claims() -> Chapter:
    """What stops dilution, and how it falls while insiders vest."""
    gross = split_amounts(vault.GROSS)[vault.burn].subs(accounts.vault_ai, 1 - pool_fee)
    said, one = IF_SPENT.rhs.subs(ONE), (unlock_rate / circulating).subs(ONE)
    days: dict[sp.Symbol, Draw] = {
        day_in_years: 1 / 365, one_day: 1, AGE: (0, 1), CLIFF: range(30, 1500), JUMP: (0, 0.8),
        LENGTH: range(30, 1500), initial_supply: (1e9, 1e10), outside_insiders: (1e8, 3e9),
        outside_growth: (0, 5e6), **dict.fromkeys(SHARES.values(), (0.1, 0.4)),
        burned_share: (0.3, 1), **{vesting.sell_share[who]: (0, 1) for who in SHARES}}
    yield Claim("break-even-revenue",
        "The revenue that stops dilution is the unlock rate over the burned share of a dollar",
        "Circulation stands still if revenue over the value of what circulates equals the share "
        "that unlocks, over the part of a dollar that ends in tokens gone. No price is in it. The "
        "first line counts burned tokens as gone, as the market does; the second also those that "
        "the treasury holds, which the market counts as circulating.",
        (Assumption("small-purchases", "purchases are small against the pool, or its price "
             "recovers between them", "let purchases be a fifth of a pool that recovers between "
             "them: needed are",
             lambda: (least_revenue(10**18 // 2, 10**16, 10**4, DEPLOYED, False), said)),
         Assumption("contract-split", "the burn is a share of what the executor leaves", "take the "
             "burn from the gross purchase: needed are", lambda: (one / gross.subs(ONE), said)),
         Assumption("unlocked-is-circulating", "an unlocked token circulates from the day on which "
             "it unlocks, sold or not", "count unlocked tokens when they are sold, and let half of "
             "them be: needed are", lambda: (said / 2, said))),
        sp.And(IF_SPENT, IF_HELD), proof=_revenue,
        numbers=against("least revenue whose purchases, split in whole numbers, replace a year's "
            "unlocks", 1e-6, _replaced),
        region="a stretch of time in which the unlock rate is given; something is burned, and the "
        "executor's reward, which is not all, circulates", literature=("angeris2020analysis",),
        shown_in="fig-break-even", uses=("split-sums-to-purchase",))
    yield Claim("break-even-falls-like-one-over-time",
        "While insiders vest, break-even revenue over value falls like one over time",
        "It is one over the burned share of a dollar and over the years since the straight line of "
        "the circulation, drawn backwards, would have started from nothing. A jump at the cliff "
        "moves that start back; a treasury that releases its tokens brings it nearer.",
        (Assumption("on-the-line", "the cliff is over and the end is not yet reached",
             "ask 70 days after the end, when nothing unlocks: needed are",
             lambda: _instead(age=800, outside=1)),
         Assumption("others-grow-steadily", "outside the insiders the same number of tokens joins "
             "every day, or none", "let half a token join outside in the first half year and "
             "nothing after: needed are", lambda: _instead(age=547, outside=1.5)),
         Assumption("nothing-burned-before", "what was burned before is too little to count",
             "burn half a token before the cliff: needed are",
             lambda: _instead(age=547, outside=0.5))),
        LINE, proof=_line,
        numbers=against("days of the vesting block, run", 1e-8, drawn(80, days, _on_a_day)),
        region="jumps below one; before the cliff and after the end nothing unlocks and the "
        "break-even revenue is zero; at the cliff itself a jump asks for a lump",
        literature=("ozvesting",), shown_in="fig-break-even", uses=("break-even-revenue",))
