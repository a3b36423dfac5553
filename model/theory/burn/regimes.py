"""Revenue that grows fast in some times and slowly in others: multiples and burn rates by regime.

A regime ends at a constant rate, and holders know it. Theory: T5.
"""

import numpy as np
import sympy as sp
from scipy.linalg import expm

from model.logic import (Assumption, Chapter, Claim, Steps, Values, against, bound, by_arithmetic,
                         by_meaning, drawn, identity, only_root, parts)
from model.quantities import POSITIVE, Domain, theoretical
from model.spec.worth import discount_rate as asked
from model.theory.notation import burned_share

YEARLY = "1/calendar_year"
mean_growth = theoretical("growth_across_regimes", r"\lambda", YEARLY,
    "growth of expected revenue in the long run")
# Bound variables: years from now; what is asked in the first regime beyond growth less its rate of
# ending; what is left of the product of this and its like less that of both rates; what the second
# regime counts for in the long run, if the first counts for one.
ahead, beyond, rest, weight = sp.symbols("s x d v", positive=True)


def _both(name: str, tex: str, unit: str, info: str, domain: Domain) -> list[sp.Symbol]:
    """A quantity of the first and of the second regime."""
    return [theoretical(f"{name}_{which}_regime", tex.format(place), unit, info.format(which),
                        domain) for place, which in enumerate(("first", "second"), start=1)]


GROWTHS = _both("growth", "g_{}", YEARLY, "growth of revenue in the {} regime", Domain())
ENDS = _both("end_rate", "q_{}", YEARLY, "rate at which the {} regime ends", POSITIVE)
BURNS = _both("burn_rate", "k_{{({})}}", YEARLY,
    "share of the supply that burns in a year of the {} regime", Domain())
MULTIPLES = _both("multiple", "m_{}", "calendar_year",
    "market value over yearly revenue in the {} regime", Domain())
(fast, slow), (ends, returns) = GROWTHS, ENDS
(burn_fast, burn_slow), (worth_fast, worth_slow) = BURNS, MULTIPLES
DETERMINANT = (asked - fast) * (asked - slow) + returns * (asked - fast) + ends * (asked - slow)
RATE_FAST = DETERMINANT / (asked - slow + ends + returns)
RATE_SLOW = DETERMINANT / (asked - fast + ends + returns)
LONG_RUN = (fast - ends + slow - returns) / 2 + sp.sqrt(
    ((fast - ends - slow + returns) / 2) ** 2 + ends * returns)
VALUED = sp.Equivalent(sp.And(sp.Gt(worth_fast, 0), sp.Gt(worth_slow, 0)),
                       sp.Lt(mean_growth, asked))
ORDERED = (sp.Lt(asked - fast, burn_fast), sp.Lt(burn_fast, burn_slow),
           sp.Lt(burn_slow, asked - slow))
#: The multiples exist: values of growth at which both regimes' own sums and the whole are positive.
REGION = {fast: asked + ends - beyond, slow: asked + returns - (ends * returns + rest) / beyond}
BALANCES = (sp.Eq((asked - fast + ends) * worth_fast - ends * worth_slow, burned_share,
                  evaluate=False), sp.Eq((asked - slow + returns) * worth_slow
                                         - returns * worth_fast, burned_share, evaluate=False))
#: A tenth asked; growth of an eighth in the first regime and none in the second; each lasts for
#: a year in the mean; half of a dollar burns.
POINT = {asked: sp.Rational(1, 10), fast: sp.Rational(1, 8), slow: sp.S.Zero, ends: sp.S.One,
         returns: sp.S.One, burned_share: sp.Rational(1, 2)}
CLAIMED, GROWS, HALF = RATE_FAST.subs(POINT), LONG_RUN.subs(POINT), POINT[burned_share]


def _rates(statement: sp.And) -> Steps:
    equal = parts(statement, sp.Eq)
    order = {part.args: part for part in statement.args if isinstance(part, sp.Lt)}
    sums = []
    for which, grows, leaves, own, other in zip(("first", "second"), GROWTHS, ENDS, MULTIPLES,
                                                MULTIPLES[::-1], strict=True):
        gets = burned_share + leaves * other
        sums.append(by_meaning(
            f"In the {which} regime a dollar of revenue burns until it ends, after more than s "
            "years with probability exp(−q s); then the value is that of the other.",
            sp.Eq(own, gets / (asked - grows + leaves)), sp.Integral(
                gets * sp.exp((grows - asked - leaves) * ahead), (ahead, 0, sp.oo)), where=REGION))
    yield from sums
    found = sp.solve([each.relation for each in sums], MULTIPLES, dict=True)[0]
    rates = []
    for rate, own, one, two in zip(BURNS, MULTIPLES, sums, sums[::-1], strict=True):
        yield only_root("With one put into the other there is one equation, straight in the "
            "multiple.", sp.Eq(own, sp.factor(found[own])),
            sp.Eq(own, one.relation.rhs.subs(*two.relation.args)), where=REGION)
        rates.append(by_meaning("The burn over the value: the share of a dollar that burns "
                                "cancels.", equal[rate], burned_share / own, {own: found[own]}))
    yield from rates
    known = dict(rate.relation.args for rate in rates)
    whole = (asked - fast + ends) * (asked - slow + returns) - ends * returns
    given = (sp.Gt(fast, slow), sp.Gt(asked - fast + ends, 0), sp.Gt(whole, 0))
    one, two = asked - fast + ends + returns, asked - slow + ends + returns
    yield bound("In the fast regime more burns than if it stayed: holders fear its end, and pay "
        "less. If it never ends, it is the same.", order[asked - fast, burn_fast],
        ends * (fast - slow) / two, {ends: 0}, where=known, given=given)
    yield bound("In the slow regime more burns than in the fast one: it is cheaper by what growth "
        "will add. If both grow alike, it is the same.", order[burn_fast, burn_slow],
        whole * (fast - slow) / (one * two), {fast: slow}, where=known, given=given)
    yield bound("And less than if it stayed. If it never ends, it is the same.",
        order[burn_slow, asked - slow], returns * (fast - slow) / one, {returns: 0}, where=known,
        given=given)


def _exists(statement: sp.And) -> Steps:
    valued, long_run = sorted(statement.args, key=lambda part: isinstance(part, sp.Eq))
    text = "Value asks for r on itself. It gets the burn, growth, and what a change brings."
    for grows, leaves, own, other, balance in zip(GROWTHS, ENDS, MULTIPLES, MULTIPLES[::-1],
                                                  BALANCES, strict=True):
        yield identity(text, asked * own - (burned_share + grows * own + leaves * (other - own)),
                       balance.lhs - burned_share)
    # A weight v of the second regime at which both grow alike: there is one, and it is positive.
    alike = (sp.Eq(mean_growth, fast + ends * (weight - 1), evaluate=False),
             sp.Eq(mean_growth * weight, slow * weight + returns * (1 - weight), evaluate=False))
    yield (grows_by := by_arithmetic("Expected revenue grows at one rate in the end, that at which "
        "a mixture of both regimes with positive weights grows alike.", long_run, given=alike))
    yield by_arithmetic("Positive multiples force that growth below r, and below r they are "
        "positive: no numbers are otherwise.", valued, grows_by, given=BALANCES)


def simulated(at: Values, now: int, paths: int = 4000) -> float:
    """The burn rate in a regime: burns over what random histories of regimes say they are worth.

    Half of the histories are mirror images of the other half, in the lengths of their regimes.
    """
    draw, worth, weight = np.random.default_rng(1), 0.0, np.ones(paths)
    while float(np.mean(weight)) > 1e-5:
        chance = draw.random(paths // 2)
        years = -np.log(np.concatenate([chance, 1 - chance])) / at[ENDS[now]]
        lead = at[asked] - at[GROWTHS[now]]
        worth += float(np.mean(weight * (-np.expm1(-lead * years) / lead if lead else years)))
        weight, now = weight * np.exp(-lead * years), 1 - now
    return 1 / worth


def changes(at: Values) -> np.ndarray:
    """How expected revenue moves, from each regime."""
    return np.array([[at[fast] - at[ends], at[ends]], [at[returns], at[slow] - at[returns]]])


def histories(at: Values) -> Values | None:
    """Simulated burn rates if all burns to come are worth something and the regimes differ."""
    if max(np.linalg.eigvals(changes(at)).real) > at[asked] - 0.05 or at[fast] < at[slow] + 0.1:
        return None
    return {rate: simulated(at, now) for now, rate in enumerate(BURNS)}


def centuries(at: Values) -> Values | None:
    """Growth of the 41st year, and the worth of burns if 400 years of them are worth as 800 are."""
    moves = changes(at)
    late, later = (expm(moves * years) @ np.ones(2) for years in (40, 41))
    grows = float(np.log(later[0] / late[0]))
    wanted = grows + at[asked]
    if wanted <= 0 or abs(at[asked]) < 0.02:
        return None
    gone = moves - wanted * np.eye(2)
    near, far = (np.linalg.solve(gone, (expm(gone * years) - np.eye(2)) @ np.ones(2))
                 for years in (400, 800))
    worth = near if np.allclose(near, far, rtol=1e-2) else np.linalg.solve(-gone, np.ones(2))
    return {asked: wanted, mean_growth: grows, **dict(zip(MULTIPLES, worth, strict=True))}


def multiple(jump: sp.Expr = sp.S.One) -> sp.Expr:
    """The first multiple at the point, if revenue takes a factor when a regime changes."""
    jumps = {ends * worth_slow: jump * ends * worth_slow,
             returns * worth_fast: jump * returns * worth_fast}
    return sp.solve([line.subs(jumps).subs(POINT) for line in BALANCES], MULTIPLES)[worth_fast]


def clockwork() -> sp.Expr:
    """The first multiple if each regime lasts for one year to the day, as holders know."""
    leads = ((asked - grows).subs(POINT) for grows in GROWTHS)
    lines = [own - HALF * (1 - sp.exp(-lead)) / lead - sp.exp(-lead) * then
             for own, then, lead in zip(MULTIPLES, MULTIPLES[::-1], leads, strict=True)]
    return sp.solve(lines, MULTIPLES)[worth_fast]


def claims() -> Chapter:
    """Burn rates by regime, and when tokens have a value."""
    foreseen = Assumption("foreseen", "holders know growth and rate of ending of both regimes, and "
        "the price grows at what they ask, in expectation")
    memory = Assumption("memoryless", "a regime ends at a constant rate, however long it has been")
    smooth = Assumption("smooth", "revenue does not jump when the regime changes")
    forever = "let holders take each regime to last for ever: "
    clock = "let each regime last for one year to the day: "
    tripled = sp.Matrix([[fast - ends, 3 * ends], [3 * returns, slow - returns]])
    yield Claim("burn-rates-of-two-regimes",
        "If growth comes in regimes, each has its burn rate, and more burns in the slow one",
        "Value is a multiple of revenue that changes with the regime. The burn rate jumps with it, "
        "and between two changes it stands still. Good times are dear, so that the same share of "
        "revenue burns fewer tokens. Fear of their end and hope for their return draw the two "
        "rates together, to between those of regimes that last.",
        (foreseen.without(forever + "in the first burns",
                          lambda: ((asked - fast).subs(POINT), CLAIMED)),
         memory.without(clock + "on its first day the first burns at",
                        lambda: (HALF / clockwork(), CLAIMED)),
         smooth.without("let revenue fall to a quarter at each change: in the first burns",
             lambda: (HALF / multiple(sp.Rational(1, 4)), CLAIMED)),
         Assumption("no-bubble", "nobody pays for more than the burns to come", "let holders pay 1 "
             "more for no burn at all: in the first burns",
             lambda: (HALF / (multiple() + 1), CLAIMED))),
        sp.And(sp.Eq(burn_fast, RATE_FAST), sp.Eq(burn_slow, RATE_SLOW), *ORDERED), proof=_rates,
        numbers=against("burns of 4,000 random histories, discounted, from each regime", 0.03,
            drawn(60, {asked: (0.1, 0.25), fast: (0.05, 0.35), slow: (-0.2, 0.05), ends: (0.4, 2),
                       returns: (0.4, 2)}, histories), strict=True),
        region="the first regime outgrows the second, and both end at some time; growth across "
        "regimes below the rate asked, even if that of one regime is above it",
        shown_in="fig-burn-regimes", owner="multiples of regimes that follow a Markov chain: "
        "Cecchetti, Lam and Mark (1990), place not looked up; for a token that burns, and the "
        "order, own", formerly=("slow-times-burn-more",))
    yield Claim("regimes-have-a-value-below-the-rate-asked",
        "A token has a value in both regimes if and only if revenue grows by less than what "
        "holders ask in the long run",
        "The growth that counts is that of expected revenue across regimes: the larger eigenvalue "
        "of growth and changes together. One regime may outgrow what is asked.",
        (foreseen.without(
            forever + "the first is worth less than nothing, while the long run grows slowly "
            "enough", lambda: VALUED.subs({mean_growth: GROWS, **POINT} | {
                own: HALF / (asked - grows).subs(POINT)
                for own, grows in zip(MULTIPLES, GROWTHS, strict=True)})),
         memory.without(clock + "growth is", lambda: (sum(GROWTHS).subs(POINT) / 2, GROWS)),
         smooth.without("let revenue triple at each change: growth is",
             lambda: (max(tripled.subs(POINT).eigenvals()), GROWS))),
        sp.And(sp.Eq(mean_growth, LONG_RUN), VALUED), proof=_exists,
        numbers=against("matrix exponentials of expected revenue over centuries: absolute "
            "difference of growth; the border is where it is said to be", 1e-6,
            drawn(80, {asked: (-0.3, 0.3), fast: (-0.1, 0.6), slow: (-0.3, 0.2), ends: (0.1, 2),
                       returns: (0.1, 2)}, centuries), unit=1.0),
        region="two regimes, both of which end at some time, with growths of any sign",
        shown_in="fig-burn-regimes", owner="for any number of regimes a property of M-matrices "
        "(Berman and Plemmons 1979, place not looked up); decided here for two")
