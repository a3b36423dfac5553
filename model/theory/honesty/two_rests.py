"""Trust, fees, price and stake in a loop: how many rests it has, and which shocks come back.

Stake is held in tokens, tokens are worth what fees make them, fees need trust, and trust needs
stake. This is simpler than the economy, whose nodes buy back the stake that a fall has taken.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp
from scipy.optimize import minimize_scalar
from scipy.stats import fisk, lognorm

from model.logic import (Assumption, Chapter, Claim, Steps, against, all_of, border, by_arithmetic,
                         by_meaning, drawn, elasticity, identity, limit, only_root, optimum, parts)
from model.quantities import INSIDE, NOT_NEGATIVE, POSITIVE, theoretical
from model.spec import accounts, market, verification
from model.spec.core import stated

steepness = theoretical("trust_steepness", r"n_\Theta", "1", "relative change of the odds of trust "
                        "with one of what stake is worth", POSITIVE)
answer = theoretical("fees_answer", r"\rho_\Theta", "1",
                     "relative change of fees with one of trust", POSITIVE)
trust = theoretical("trust", r"\Theta", "1", "share of work on which no attack pays", INSIDE)
odds = theoretical("odds_of_trust", r"o_\Theta", "1", "trust over what it lacks of one", POSITIVE)
cover = theoretical("cover", r"a_\Theta", "1", "what stake protects by the worth that fees give it "
                    "at full trust, over the median gain of an attack", POSITIVE)
base = theoretical("base_cover", "a_0", "1", "what stake protects by the worth that it has without "
                   "fees, over the median gain of an attack", NOT_NEGATIVE)
part = theoretical("trusting_part", r"s_\Theta", "1",
                   "part of the stake's worth that fees give it", INSIDE)
slope = theoretical("loop_slope", r"\Xi", "1", "relative change of the trust that stake deserves "
                    "with one of trust, at a rest", NOT_NEGATIVE)
least_cover = theoretical("least_cover", r"\underline a", "1", "least cover with a rest other than "
                          "collapse, if nothing but fees gives worth", POSITIVE)
fold_trust = theoretical("trust_at_least_cover", r"\underline\Theta", "1",
                         "trust at the least cover", POSITIVE)
safe_base = theoretical("safe_base_cover", r"\bar a_0", "1", "cover without fees from which on "
                        "there is one rest, whatever fees add", POSITIVE)
lost_trust = theoretical("trust_that_is_lost", r"\Theta^{-}", "1",
                         "trust below which it does not come back", POSITIVE)
# Searches that know no formula: ``gains`` is a distribution of the gains of attacks, over their
# median, whose cumulated share is the trust that stake deserves; ``factor`` is what an example
# makes of the answer of fees.
FINE: Any = {"method": "bounded", "options": {"xatol": 1e-9}}
LOOP = steepness * answer
STAKE = odds ** (1 / steepness)  # over the median gain of an attack
REST = STAKE * ((1 + odds) / odds) ** answer
LEAST = LOOP**answer * (LOOP - 1) ** (1 / steepness - answer)
SLOPE = sp.Eq(slope, LOOP * part * (1 - trust))
RETURNS = sp.Equivalent(sp.Lt(slope, 1), sp.Gt(trust, 1 - 1 / (LOOP * part)))
WIDEST = (LOOP - 1) / (answer * (steepness + 1)) * ((LOOP - 1) / (steepness + 1)) ** (1 / steepness)
LOST = (1 - sp.sqrt(1 - 4 / cover**steepness)) / 2
# Bound variables: by how much the loop is above one; a cover, raised to the steepness; odds;
# a square root.
above, power, best, root = sp.symbols("c B o q", positive=True)
STRONG = {answer: (1 + above) / steepness}
#: Gains about a median of one: such that odds move four times as much as stake, and other ones.
GAINS, OTHER = fisk(4), lognorm(1 / np.sqrt(2 * np.pi))
AT = {steepness: 4, answer: 1, part: sp.Rational(4, 5), trust: sp.Rational(3, 5)}
FIGURE = "fig-two-rests"


def least(gains: Any, factor: float, response: float = 1.0) -> tuple[float, float]:
    """Trust at the least cover with a rest, and that cover, by search over the stake."""
    found = minimize_scalar(lambda at: at - factor * response * gains.logcdf(np.exp(at)),
                            bounds=(-5, 3), **FINE)
    return float(gains.cdf(np.exp(found.x))), float(np.exp(found.fun))


def steep(gains: Any, factor: float, response: float = 1.0, there: float = 0.6,
          of_fees: float = 0.8) -> float:
    """The slope at a rest, by going round the loop from a little more and a little less trust."""
    stake = gains.ppf(there)
    more, less = (gains.cdf(stake * (1 - of_fees + of_fees * near ** (response * factor)))
                  for near in (1.00001, 0.99999))
    return float((more - less) / there / 0.00002)


def widest(gains: Any, factor: float, response: float = 1.0) -> float:
    """The most worth without fees at which two rests meet, by search over the stake."""
    def unlike(at: float) -> float:
        stake = np.exp(at)
        return float(gains.cdf(stake) / (factor * response * gains.pdf(stake)) - stake)

    return -float(minimize_scalar(unlike, bounds=(-6, 2), **FINE).fun)


def returning(gains: Any, factor: float, response: float = 0.5, fees: float = 2.6) -> float:
    """The least trust that comes back, by days on which it is lost quickly and regained slowly."""
    low, high = 0.0, 0.6
    for _ in range(40):
        start = now = (low + high) / 2
        while abs(now - start) < 1e-3 * start:
            gap = gains.cdf(fees * now ** (response * factor)) - now
            if gap == 0:
                return now
            now += (0.1 if gap > 0 else 0.5) * gap
        low, high = (start, high) if now < start else (low, start)
    return high


def _fold(statement: sp.Basic) -> Steps:
    one, spare = accounts.CLASSES[-1], sp.Symbol("spare", positive=True)
    held = {market.collateral_asked[one]: accounts.price * accounts.node_stake[one] + spare}
    backing = stated(verification.verification(), verification.stake_per_task[one]).subs(held)
    yield identity("Where the collateral asked does not limit it, the specification's stake behind "
                   "a task moves with the price one to one.",
                   accounts.price * sp.diff(backing, accounts.price) / backing, sp.S.One)
    wanted = stated(market.market(), market.demand_today[one])
    yield identity("And demand moves with a power of reputation.", market.reputation
                   * sp.diff(wanted, market.reputation) / wanted, market.reputation_response)
    yield (rests := only_root(
        "Stake worth x median gains deserves odds of x to the steepness. At a rest it is worth the "
        "cover times what trust leaves of fees.",
        sp.Eq(cover, REST), sp.Eq(STAKE, cover * (odds / (1 + odds)) ** answer)))
    raised = sp.powdenest(sp.expand_power_base((REST**steepness).subs(STRONG)), force=True)
    for end, words in ((sp.S.Zero, "hardly any"), (sp.oo, "nearly full")):
        yield limit(f"Rests of {words} trust need a cover without bound: its inverse vanishes. "
                    "Here it is raised to the steepness, and the loop is above one by c.",
                    1 / raised, odds, end, sp.S.Zero)
    yield (lowest := optimum(
        "In between the cover falls, is least at these odds, and rises: below the least cover no "
        "trust rests, above it two do.", sp.Eq(best, LOOP - 1), REST, odds,
        -REST / (steepness * odds * (1 + odds)), STRONG, most=False))
    here, said = {odds: lowest.relation.rhs}, parts(statement)
    yield all_of("Trust and cover there.", statement,
                 by_meaning("Trust.", said[fold_trust], (odds / (1 + odds)).subs(here)),
                 by_meaning("Cover.", said[least_cover], rests.relation.rhs.subs(here), STRONG))


def _stable(statement: sp.Basic) -> Steps:
    stake = base + cover * trust**answer
    there = {base: (1 - part) * STAKE, trust: odds / (1 + odds),
             cover: part * STAKE * ((1 + odds) / odds) ** answer}
    first, second = sorted(statement.args, key=lambda each: not isinstance(each, sp.Eq))
    yield (rises := elasticity("More trust makes fees dearer, these the part of the stake's "
                               "worth that hangs on them, and that the odds. At a rest:",
                               first, stake**steepness / (1 + stake**steepness), trust, there))
    yield by_arithmetic("A slope below one says no other than this.", second, rises)


def _safe(statement: sp.Basic) -> Steps:
    touches = SLOPE.rhs.subs({part: 1 - base / STAKE, trust: odds / (1 + odds)})
    yield (folds := only_root(
        "Two rests meet where the slope of the loop is one. That asks for this cover without fees.",
        sp.Eq(base, STAKE * (LOOP - 1 - odds) / LOOP), sp.Eq(touches, 1)))
    yield (most := optimum("It is largest at these odds. From there on no two rests meet.",
                           sp.Eq(best, (LOOP - 1) / (steepness + 1)), folds.relation.rhs, odds,
                           odds ** (1 / steepness - 1) * (steepness + 1) / (steepness * LOOP)))
    yield by_meaning("What it is there.", statement,
                     folds.relation.rhs.subs(odds, most.relation.rhs))


def _lost(statement: sp.Basic) -> Steps:
    deserved = cover**steepness * trust**2 / (1 + cover**steepness * trust**2)
    for end, which in ((1 - root, "worse"), (1 + root, "better")):
        yield identity(f"In a loop of two the {which} rest deserves itself. Here q is the root.",
                       deserved.subs({cover: power ** (1 / steepness), trust: end / 2}).subs(
                           power, 4 / (1 - root**2)), end / 2)
    yield border("Below the worse rest the stake deserves less trust than there is; from there "
                 "on, up to the better one, no less.",
                 statement, sp.And(sp.Lt(trust, sp.Rational(1, 2)), sp.Lt(deserved, trust)), trust,
                 given=(sp.Ge(cover**steepness, 4),), where={cover: power ** (1 / steepness)})


def needs(last: str, meaning: str, shown: str, found: Callable[[Any, float], float],
          claimed: sp.Expr) -> tuple[Assumption, ...]:
    """The three assumptions, with what is found without each; ``shown`` names what is found."""
    tokens = Assumption("stake-in-tokens", "stake is a number of tokens, whatever their price")
    spread = Assumption("spread-gains", "gains of attacks are spread log-logistically")
    return (tokens.without(f"let nodes buy back half of what a fall takes from the stake: {shown}",
                           lambda: (found(GAINS, 0.5), claimed)),
            spread.without(f"let the logarithms of gains be spread normally: {shown}",
                           lambda: (found(OTHER, 1.0), claimed)),
            Assumption(last, meaning).without(f"let worth move with the square of fees: {shown}",
                                              lambda: (found(GAINS, 2.0), claimed)))


def claims() -> Chapter:
    """The fold, the slope at a rest, what rules a collapse out, and the shock that comes back."""
    strong = {steepness: (2.0, 8.0), answer: (0.6, 3.0)}
    fees = "tokens are worth a multiple of fees"
    yield Claim(
        "trust-and-price-have-a-fold",
        "Below a least cover trust rests nowhere but in collapse, above it at two places",
        "At the least cover, trust is one less the inverse of the loop's strength: how much stake "
        "moves the odds of trust, times how much trust moves fees.",
        needs("worth-is-fees", f"{fees} and nothing else", "the least cover",
              lambda *how: least(*how)[1], LEAST.subs(AT)),
        sp.And(sp.Eq(fold_trust, 1 - 1 / LOOP), sp.Eq(least_cover, LEAST)), proof=_fold,
        numbers=against("search over the stake for the least cover", 1e-6, drawn(
            80, strong, lambda at: dict(zip((fold_trust, least_cover), least(
                fisk(at[steepness]), 1.0, at[answer]), strict=True)))),
        region="a loop stronger than one; a weaker one has one rest with trust at any cover",
        shown_in=FIGURE, owner="own, no source known", uses=("stake-is-capitalised-fees",))
    yield Claim(
        "small-losses-of-trust-return-above-a-border",
        "A small loss of trust comes back if and only if trust is above a border",
        "Worth that does not hang on fees weakens the loop, and lowers the border.",
        needs("worth-is-fees-and-a-sum", f"{fees} and a fixed sum", "the slope", steep,
              SLOPE.rhs.subs(AT)),
        sp.And(SLOPE, RETURNS), proof=_stable,
        numbers=against("the loop gone round from a little beside a rest", 1e-6, drawn(
            80, strong | {trust: (0.1, 0.95), part: (0.1, 0.99)},
            lambda at: {slope: steep(fisk(at[steepness]), 1.0,
                                     *(at[each] for each in (answer, trust, part)))})),
        region="at a rest, where the stake deserves the trust that there is", shown_in=FIGURE,
        owner="own, no source known")
    yield Claim(
        "worth-without-fees-rules-out-collapse",
        "If tokens are worth enough without fees, no collapse fulfils itself",
        "With less there are covers with two rests that last, and it holds which all expect.",
        needs("worth-is-fees-and-a-sum", f"{fees} and a fixed sum", "the border", widest,
              WIDEST.subs(AT)),
        sp.Eq(safe_base, WIDEST), proof=_safe,
        numbers=against("search over the stake for where two rests meet", 1e-6, drawn(
            80, strong, lambda at: {safe_base: widest(fisk(at[steepness]), 1.0, at[answer])})),
        region="a loop stronger than one", shown_in=FIGURE, owner="own, no source known",
        uses=("small-losses-of-trust-return-above-a-border",))
    yield Claim(
        "trust-that-does-not-come-back",
        "In a loop of two, trust comes back if it is more than the better rest lacks of one",
        "How fast trust is lost and regained moves the time that this takes, not the border.",
        needs("loop-of-two", "nothing but fees gives worth, and once round the loop a per cent of "
              "trust makes two of its odds", "the least trust that comes back", returning,
              LOST.subs({steepness: 4, cover: sp.Rational(13, 5)})),
        sp.Eq(lost_trust, LOST), proof=_lost,
        numbers=against("days of loss and return from forty starts", 1e-6, drawn(
            60, {steepness: (1.5, 6.0), cover: (2.6, 4.0)}, lambda at: {
                lost_trust: returning(fisk(at[steepness]), 1.0, 2 / at[steepness], at[cover])})),
        region="a cover above the least one", shown_in=FIGURE, owner="own, no source known",
        uses=("trust-and-price-have-a-fold",))
