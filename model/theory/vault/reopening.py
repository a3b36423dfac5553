"""After a largest purchase: how long the guard stays shut, and how it opens again.

This is the contract in continuous time, in a pool that is left alone. In the daily model arbitrage
takes the pool back after each purchase, so the vault does not shut its own guard. Theory: T12, T24.
"""

from typing import Any

import sympy as sp

from model.contract_runs import DOLLARS, above, behind, passing, shut_for, summed
from model.logic import (Assumption, Case, Chapter, Claim, Steps, Values, against, by_arithmetic,
                         by_induction, by_meaning, drawn, parts, put, read, threshold)
from model.quantities import NOT_NEGATIVE, POSITIVE, theoretical
from model.spec import vault
from model.spec.accounts import pool_usd
from model.spec.core import stated
from model.spec.pool import pool_fee, spot
from model.theory.sourced import FEE_AS_FOUND, POOL_FEE
from model.theory.vault.guard import FREEZE, KEPT, NEXT, RULES, margin, premium
from model.theory.vault.vault import after_slip, slippage, window

since_purchase = theoretical(
    "since_purchase", r"t_p", "second", "time since the last purchase", NOT_NEGATIVE)
shut_time = theoretical(
    "shut_time", r"t_{\circ}", "second", "time for which a purchase shuts the guard", NOT_NEGATIVE)
windows = theoretical("windows", r"n_w", "1", "windows of the average, one after another", POSITIVE)
in_windows = theoretical(
    "spent_in_windows", r"\Sigma_w", "USD", "dollars that largest purchases spend", POSITIVE)
HALF = window / 2
POWER = FREEZE ** (2 * since_purchase / window - 1)
ROOM = pool_usd * sp.Max(0, POWER - 1) / (1 - pool_fee)
COMPOUND = pool_usd * (FREEZE**windows - 1) / (1 - pool_fee)
# Bound variables: moments counted from the purchase; the logarithm of f/g.
moment, log = sp.Symbol("u", real=True), sp.Symbol("l", positive=True)
AT = {pool_fee: FEE_AS_FOUND, slippage: sp.Rational(1, 100), pool_usd: 1, window: 1, windows: 2}


def _proof(statement: sp.Basic) -> Steps:
    part, left = parts(statement), NEXT.subs(spot, vault.twap)
    here = {pool_fee: 1 - after_slip * sp.exp(log), slippage: 1 - after_slip}
    averaged = (sp.Integral(sp.log(1), (moment, since_purchase - window, 0))
                + sp.Integral(sp.log(left), (moment, 0, since_purchase))) / window
    yield threshold("A largest purchase at par leaves the price at the square of f/g, by another "
                    "claim. After a time t ≤ w the average of logarithms holds the old price for "
                    "w − t and the new one for t. What the premium's logarithm is below that of "
                    "f/g rises through zero once, at half a window.", part[shut_time],
                    sp.log(FREEZE) - (sp.log(left) - averaged), since_purchase,
                    2 * sp.log(FREEZE) / window, where=here)
    yield (room := read("At a premium the specification's guard lets this through.",
                        vault.guard_room, stated(vault.vault(), vault.guard_room), pool_usd
                        * sp.Max(0, vault.twap / (spot * (1 - slippage)) - 1 / (1 - pool_fee))))
    yield (fallen := by_meaning(
        "The average moves evenly from the old price to the new, so the shutting premium over the "
        "premium of time t is this power of itself.",
        sp.Eq(FREEZE * vault.twap / spot, POWER), FREEZE * sp.exp(averaged) / left,
        where=here | {vault.twap: put(sp.exp(averaged), here), spot: put(left, here)}))
    yield by_arithmetic("In the room it makes this. Where the room is negative, nothing passes.",
                        part[vault.guard_room], room, fallen, where=KEPT)
    first = margin().subs(premium, 1)
    yield by_induction(
        "What was spent, less the fee, has reached the reserve, and after a window the average has "
        "caught up. So each purchase is the same share of the reserve as it is then.",
        part[in_windows], windows, pool_usd * first,
        in_windows + (pool_usd + (1 - pool_fee) * in_windows) * first, at=1, where=KEPT)


def _found(at: Case) -> Values | None:
    bps, part = round(1e4 * at[slippage]), float(at[since_purchase] / at[window])
    after = behind(passing(bps=bps))
    return None if part > 1 else {shut_time: at[window] * shut_for(after, bps),
                                  vault.guard_room: passing(above(part, after), bps) / DOLLARS,
                                  in_windows: summed(int(at[windows]), bps)}


def claims() -> Chapter:
    """What follows a largest purchase."""
    def instead(**more: Any) -> tuple[float, sp.Expr]:
        return shut_for(**{"after": behind(passing()), **more}), HALF.subs(AT)

    yield Claim(
        "guard-shut-for-half-a-window",
        "A largest purchase shuts the guard for half a window, and it is wholly open after one",
        "Neither fee nor tolerance nor depth counts for the time, only the window. From then on "
        "the guard opens little by little: the room is a share of the reserve as it is after the "
        "purchase. So purchases a window apart grow, if nobody sells; in what they spend together "
        "the reserve is that before the first.",
        (Assumption("largest-purchase", "the vault buys as much as passes, at par",
                    "buy a third of the size: the guard is shut for windows of",
                    lambda: instead(after=behind(passing() // 3))),
         Assumption("no-trade", "nobody trades after the purchase, arbitrage neither",
                    "let somebody sell the price back at once: the guard is shut for windows of",
                    lambda: instead(after=1)),
         Assumption("log-average", "the average is over logarithms of the price",
                    "average prices and not their logarithms: the guard is shut for windows of",
                    lambda: instead(logs=False)),
         Assumption("flat-before", "the price has stood still for a window",
                    "let the price have been above its average in the first half of the window and "
                    "below it in the second: the guard is shut for windows of",
                    lambda: instead(early=1.003, late=1 / 1.003)),
         Assumption("a-window-apart", "purchases are one window of the average apart",
                    "try again at once: of the reserve two purchases spend",
                    lambda: (summed(2, apart=False), COMPOUND.subs(AT)))),
        sp.And(sp.Eq(shut_time, HALF), sp.Eq(vault.guard_room, ROOM), sp.Eq(in_windows, COMPOUND)),
        proof=_proof,
        numbers=against("averages integrated, guard and purchases in whole numbers: share of "
                        "window or reserve", 1e-6, drawn(60, {
                            window: (0.5, 1), since_purchase: (0.01, 1), windows: range(1, 13),
                            slippage: [bps / 1e4 for bps in range(60, 501)], pool_fee: POOL_FEE,
                            pool_usd: 1}, _found), unit=1),
        region=f"{RULES}; tolerances above the pool's fee; times up to one window after the "
        "purchase", shown_in="fig-shut", owner="own; no source is known",
        uses=("guard-limits-size", "guard-shuts-at-a-premium"),
        formerly=("guard-reopens-gradually", "largest-purchases-compound"))
