"""The guard at its edge: the premium that shuts it, how often chance does, and the depth it needs.

The size that it lets through is the claim `guard-limits-size`. The premium is the spot price over
the average that the guard reads. Theory: T12.
"""

import numpy as np
import sympy as sp
from scipy.integrate import quad
from scipy.special import ndtr

from model.contract_runs import behind, passing, shallowest, shut
from model.logic import (Assumption, Case, Chapter, Claim, Grade, Step, Steps, Values, against,
                         by_meaning, drawn, limit_of, read, threshold, turn)
from model.quantities import NOT_NEGATIVE, POSITIVE, SHARE, theoretical
from model.spec import accounts, vault
from model.spec.core import stated
from model.spec.pool import bought, pool_fee, spot
from model.spec.worth import price_volatility
from model.theory.notation import positive
from model.theory.sourced import FEE_AS_FOUND, POOL_FEE
from model.theory.vault.executor import PATIENT, share
from model.theory.vault.purchase import dollars, left, price_after, tokens
from model.theory.vault.vault import after_slip, slippage, vault_day, window

freeze_premium = theoretical(
    "freeze_premium", r"\varrho^{\circ}", "1", "spot over average that shuts the guard", POSITIVE)
least_depth = theoretical(
    "least_depth", r"Y_{\min}", "USD", "reserve below which no purchase pays and passes", POSITIVE)
gap_variance = theoretical("gap_variance", r"\mathrm{Var}\,\ln\varrho", "1", "variance of the "
                           "logarithm of the spot price over its average", NOT_NEGATIVE)
freeze_probability = theoretical(
    "freeze_probability", r"p_{\circ}", "1", "probability that the guard is shut", SHARE)
gas, reserve = vault.gas_cost, accounts.pool_usd
years = window * vault.second_in_years()
FREEZE = (1 - pool_fee) / (1 - slippage)
NEXT = vault.twap / spot * FREEZE**2
DEPTH = gas * (1 - pool_fee) / (share * (slippage - pool_fee))
VARIANCE = price_volatility**2 * years / 3
SHUT = sp.erfc(sp.log(FREEZE) / sp.sqrt(2 * gap_variance)) / 2
# Bound variables: the premium; what the tolerance exceeds the fee by, and ε Y the gas; moments of
# the window and one of them; a spread; a draw, and the logarithm of the premium that shuts.
premium, over, deep, number, which, spread = sp.symbols("m z y n j v", positive=True)
draw, edge = sp.symbols("z y", real=True)
KEPT = {pool_fee: 1 - left, slippage: 1 - after_slip}
CALENDAR = {accounts.day_in_years: 1 / 365, accounts.day_in_seconds: 86400}
KNOWN = {each: positive(each) for each in (spot, price_volatility, window, *CALENDAR)}
RULES = "pool and quote as in guard-limits-size"
DAY: Case = {price_volatility: 1.0, window: 86400, slippage: 0.04}
AT = {pool_fee: FEE_AS_FOUND, slippage: sp.Rational(1, 100), vault.twap: 1, spot: 1, gas: 2,
      share: sp.Rational(1, 100)}


def margin() -> sp.Expr:
    """What the specification's guard admits, as a share of the reserve, before the cut at zero."""
    stake = (stated(vault.vault(), vault.guard_room) / reserve).subs(spot, premium * vault.twap)
    (inside,) = [arg for top in stake.atoms(sp.Max) for arg in top.args if arg != 0]
    return inside


def admitted() -> Step:
    """The room of the specification, in short names."""
    return read("With f = 1 − φ, g = 1 − s and the premium m, the room is this share of the "
                "reserve, where it is positive.", vault.guard_room / dollars, margin().subs(KEPT),
                1 / (premium * after_slip) - 1 / left)


def _edge(statement: sp.Basic) -> Steps:
    shuts, leaves = sorted(statement.args, key=lambda part: part.has(price_after))
    yield admitted()
    yield threshold("It falls with the premium, and turns negative where nothing passes: at f over "
                    "g.", shuts, margin(), premium, -1 / (premium * (1 - pool_fee)), where=KEPT)
    before = dollars / tokens
    brought = (1 - pool_fee) * dollars * margin().subs(premium, before / vault.twap)
    after = ((dollars + brought)
             / (tokens - bought(brought).subs({accounts.pool_ai: tokens, reserve: dollars})))
    yield by_meaning("A largest purchase, less the fee, moves the price, the ratio of the "
                     "reserves, by the square of what it adds to the reserve. Over the average it "
                     "is then this.", leaves, after / vault.twap, where=KEPT
                     | {price_after: after.subs(KEPT), spot: before}, grade=Grade.THEOREM)


def _depth(statement: sp.Basic) -> Steps:
    (least, _), *_ = stated(vault.vault(), vault.least_purchase).args
    beyond = share * reserve - gas
    yield admitted()
    yield read("In a pool deeper than gas over share the specification's least purchase is this.",
               vault.least_purchase, least, gas * reserve / ((1 - pool_fee) * beyond))
    yield threshold(
        "The largest purchase that passes at par reaches the least that pays if and only if the "
        "pool is deep enough: what it exceeds that by has the sign of the depth less this root, "
        "where the tolerance exceeds the fee and ε Y the gas.",
        statement, reserve * margin().subs(premium, 1) - least, reserve,
        reserve * share * (slippage - pool_fee) / ((1 - pool_fee) * (1 - slippage) * beyond),
        where={pool_fee: 1 - after_slip - over, slippage: 1 - after_slip, gas: positive(gas),
               share: positive(share), reserve: (positive(gas) + deep) / positive(share)})


def _chance(statement: sp.Basic) -> Steps:
    spreads, shuts = sorted(statement.args, key=lambda part: part.lhs == freeze_probability)
    log = sp.expand_log(sp.log((spot / stated(vault.vault(), vault.twap)).subs(KNOWN)), force=True)
    yield read("In the specification the logarithm of the premium is a standard normal draw times "
               "a spread, whose square is this.", gap_variance,
               sp.expand(log.coeff(vault.twap_noise) ** 2), VARIANCE.subs(KNOWN))
    kept = 1 - (number - which + 1) / number
    yield limit_of("Of n moments the j-th surprise is in the average of all later prices, so in "
                   "the gap it keeps the weight (j − 1)/n. Surprises are independent, so their "
                   "variances add up, each with its weight squared. With ever more moments the sum "
                   "tends to a third of the window's variance, which is what the specification's "
                   "draw has.", spreads, sp.Sum(price_volatility**2 * years / number * kept**2,
                                                (which, 1, number)), number, sp.oo, where=KNOWN)
    yield by_meaning("The guard is shut if the premium is above f/g, by another claim, so if the "
                     "draw is above the logarithm of f/g over the spread. The probability of that "
                     "is the integral of the normal density above it.", shuts,
                     sp.Integral(sp.exp(-(draw**2) / 2) / sp.sqrt(2 * sp.pi),
                                 (draw, sp.log(FREEZE) / sp.sqrt(gap_variance), sp.oo)),
                     where={pool_fee: 1 - after_slip * sp.exp(edge), slippage: 1 - after_slip,
                            gap_variance: spread**2})


def _edges(at: Case) -> Values:
    bps = round(1e4 * at[slippage])
    return {freeze_premium: turn(lambda above: shut(above, bps), 0.5, 2),
            price_after: at[spot] * behind(passing(at[spot], bps))}


def shutting_draw(known: Case) -> float:
    """The draw of the premium from which on the specification's guard is shut, by bisection."""
    return turn(lambda each: vault_day(known | {vault.twap_noise: each})[vault.guard_room] == 0,
                -100, 100, 1e-12)


def _wandered(at: Case) -> Values:
    """The spread by the covariances of a Brownian path, and the normal tail above the draw."""
    whole = at[window] / (86400 * 365)
    once, _ = quad(lambda when: min(whole, when) / whole, 0, whole)
    twice, _ = quad(lambda when: (when * whole - when * when / 2) / whole**2, 0, whole)
    return {gap_variance: at[price_volatility] ** 2 * (whole - 2 * once + twice),
            freeze_probability: float(ndtr(-shutting_draw(at)))}


def claims() -> Chapter:
    """The premium and the depth at which nothing passes, or nothing that pays."""
    slips = [bps / 1e4 for bps in range(80, 501)]
    chance = SHUT.subs(gap_variance, VARIANCE).subs(DAY | CALENDAR | {pool_fee: POOL_FEE})
    yield Claim(
        "guard-shuts-at-a-premium",
        "From a premium on nothing passes, and a largest purchase leaves the square of it",
        "Even a purchase without impact pays the fee and the premium, and together they use up the "
        "tolerance. A largest purchase begins where the guard just lets it pass, and its marginal "
        "price ends as far above its mean price as that is above the old one.",
        (Assumption("quote-from-average", "the quote is at the average price",
                    "quote at the spot price: a small purchase passes at any premium",
                    lambda: (turn(lambda _: shut(1), 0.5, 2), FREEZE.subs(AT))),
         Assumption("largest-purchase", "the vault buys as much as passes",
                    "make a purchase of half the size: the price over the average is left at",
                    lambda: (behind(passing() // 2), NEXT.subs(AT)))),
        sp.And(sp.Eq(freeze_premium, FREEZE), sp.Eq(price_after / vault.twap, NEXT)), proof=_edge,
        numbers=against("the contract's guard, by bisection over premiums and purchases", 1e-6,
                        drawn(100, {pool_fee: POOL_FEE, vault.twap: 1, spot: (0.98, 1.004),
                                    slippage: slips}, _edges)),
        region=f"{RULES}; the second formula: premiums that leave room", shown_in="fig-freeze",
        uses=("guard-limits-size",), formerly=("premium-after-largest-purchase",))
    yield Claim(
        "vault-needs-depth",
        "Below this depth what pays an executor does not pass the guard",
        "A shallow pool stops the vault for good: waiting adds dollars and no depth.",
        (Assumption(
            "competition", "somebody calls as soon as the reward pays the gas",
            "let a sole executor wait for his best size: it passes only from a depth of",
            lambda: (turn(lambda depth: bool(
                passing(other=int(1e6 * depth)) / 1e6 >= PATIENT.subs(AT | {reserve: depth})), 201,
                          1e10), DEPTH.subs(AT))),
         Assumption("at-par", "the spot price equals its average",
                    "let the spot price be half a per cent above its average: needed is a depth of",
                    lambda: (shallowest(above=1.005), DEPTH.subs(AT)))),
        sp.Eq(least_depth, DEPTH), proof=_depth,
        numbers=against("guard and executor in whole units, by bisection over the depth", 1e-3,
                        drawn(60, {gas: (0.01, 100), share: [bps / 1e4 for bps in range(20, 500)],
                                   slippage: slips, pool_fee: POOL_FEE},
                              lambda at: {least_depth: shallowest(
                                  1, round(1e4 * at[slippage]), round(1e4 * at[share]), at[gas])})),
        region=f"{RULES}; tolerances above the pool's fee; pools deeper than gas over the "
        "executor's share, since in others nothing pays; virtual reserves in a range",
        shown_in="fig-sizes", uses=("guard-limits-size", "least-purchase-that-pays"))
    yield Claim(
        "guard-shut-by-chance",
        "How likely chance alone shuts the guard",
        "The premium over the average has a third of the variance of the window's price move: new "
        "surprises count fully, old ones are already in the average. The guard is shut in the "
        "normal tail above the shutting premium. Tolerance moves the threshold, volatility and "
        "window move the spread.",
        (Assumption("even-surprises", "price moves of different moments are independent and "
                    "equally volatile", "let one surprise last for the window, a trend of random "
                    "slope: the variance over that of the move",
                    lambda: ((1 - quad(lambda part: part, 0, 1)[0]) ** 2,
                             VARIANCE / price_volatility**2 / years)),
         Assumption("normal-moves", "moves of the logarithm of the price are normal",
                    "let the logarithm of the premium be one spread up or down: shut is a share of",
                    lambda: (float(np.mean(np.array([-1, 1]) > shutting_draw(DAY))), chance)),
         Assumption("no-trend", "the price has no drift within the window",
                    "let a trend lift the price a spread over its average: shut is a share of",
                    lambda: (float(ndtr(1 - shutting_draw(DAY))), chance)),
         Assumption("log-average", "the average weighs all logarithms of the window evenly",
                    "weigh only the newest price, which has no gap to itself: shut is a share of",
                    lambda: (float(ndtr(-shutting_draw(DAY | {price_volatility: 0}))), chance))),
        sp.And(sp.Eq(gap_variance, VARIANCE), sp.Eq(freeze_probability, SHUT)), proof=_chance,
        numbers=against("covariances of the path, and the draw that shuts the guard", 1e-9, drawn(
            60, {price_volatility: (0.4, 3), window: (1800, 86400), slippage: (0, 0.02),
                 pool_fee: POOL_FEE, **CALENDAR}, _wandered)),
        region=f"{RULES}; windows of many moments, volatility above zero; prices that move for "
        "reasons outside the vault", shown_in="fig-freeze", formerly=("premium-varies-by-a-third",),
        uses=("guard-limits-size", "guard-shuts-at-a-premium"))
