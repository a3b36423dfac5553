"""What a premium that decays does to the burn: supply's path, and by how long the burn is late.

At launch holders pay more than usage is worth. While the premium lasts it keeps the price up, and
the same dollars burn fewer tokens.
"""

import numpy as np
import sympy as sp

from model.logic import (Assumption, Chapter, Claim, Steps, Values, against, drawn, limit_of,
                         only_path, parts, read)
from model.quantities import POSITIVE, theoretical
from model.spec.accounts import initial_supply
from model.spec.accounts import years as so_far
from model.spec.worth import long_run_growth, premium, premium_at_launch, premium_half_life
from model.theory.burn.fundamental_rate import NETWORKS, purchases
from model.theory.notation import elapsed, growth, supply
from model.theory.sourced import spec

usage_at_start, sober_rate, delay = (theoretical(*row, POSITIVE) for row in (
    ("usage_at_start", "M^{u}_0", "USD", "what usage is worth at the start, without the premium"),
    ("sober_rate", "k_u", "1/calendar_year", "burn rate that there would be without a premium"),
    ("delay", r"\tau_\Omega", "calendar_year", "time by which a premium makes the burn late")))
OVER = premium_at_launch / usage_at_start
FADES = growth + sp.log(2) / premium_half_life
PATH = initial_supply * ((1 + OVER) / (sp.exp(FADES * elapsed) + OVER)) ** (sober_rate / FADES)
DELAY = sp.log(1 + OVER) / FADES
# Bound variables: how fast the premium falls behind usage, and time where a limit is taken.
fades, years = sp.symbols("s tau", positive=True)
#: Usage worth 1, a premium of 3 that halves in a year, no growth, a tenth that would burn.
POINT = {initial_supply: 1, usage_at_start: 1, growth: 0, sober_rate: sp.Rational(1, 10),
         premium_at_launch: 3, premium_half_life: 1}
USUAL = POINT[premium_at_launch] * 2**-elapsed


def _late(statement: sp.And) -> Steps:
    said = parts(statement)
    behind = {growth: fades - sp.log(2) / premium_half_life}
    falls = premium_at_launch * sp.exp(-sp.log(2) * so_far / premium_half_life)
    yield read("The specification's premium decays.", premium, spec("worth", premium), falls)
    usage = usage_at_start * sp.exp(growth * elapsed)
    yield (path := only_path("The dollars that burn are what usage is worth, times the burn rate "
        "that there would be without a premium. Over a value that the premium lifts they are a "
        "smaller share of the supply. Only this path falls at that rate. The premium falls behind "
        "usage, at a rate s.", said[supply], elapsed, -sober_rate * usage
        / (usage + falls.subs(so_far, elapsed)) * supply, initial_supply, where=behind))
    burned = sp.expand_log(sp.log(initial_supply / path.relation.rhs.subs(behind)))
    yield limit_of("At the rate without a premium the same tokens would have burned in less time, "
        "the logarithm of the supply's fall over that rate. In the long run this is by how much "
        "less.", said[delay], (elapsed - burned / sober_rate).subs(elapsed, years), years, sp.oo,
        where=behind)


def three_years(at: Values) -> Values:
    """Purchases under a premium of some times what usage is worth, against those without one."""
    (_, usage), *_, (sober, _) = purchases(at)
    rate, launch = -float(np.log(sober)), at[premium_at_launch] * usage
    changes = {premium_at_launch: launch, premium_half_life: at[premium_half_life]}
    left = [each for each, _ in purchases(at, days=3 * 365, changes=changes)]
    return {usage_at_start: usage, sober_rate: rate, growth: at[long_run_growth],
            premium_at_launch: launch, supply: left[365], delay: 3 + float(np.log(left[-1])) / rate}


def logged(statement: sp.And) -> sp.And:
    """The statement with the supply by its logarithm, of which so short a time leaves little."""
    return sp.And(*(sp.Eq(*map(sp.log, part.args), evaluate=False) if part.lhs == supply else part
                    for part in statement.args))


def left_if(*burning: tuple[sp.Expr, sp.Expr, sp.Expr]) -> tuple[sp.Expr, sp.Expr]:
    """Supply after two years against the claim, by values of all tokens over usage in a span."""
    burned = sum(sp.integrate(1 / value, (elapsed, *span)) for value, *span in burning)
    return sp.exp(-POINT[sober_rate] * burned), PATH.subs(POINT).subs(elapsed, 2)


def claims() -> Chapter:
    """The claim."""
    even = sp.log(POINT[premium_at_launch], 2)  # the premium is as large as what usage is worth
    line = 1 + POINT[premium_at_launch] * (1 - elapsed / 2)
    late = against("whole-number purchases at the specified price: the log of supply after a year, "
        "and the years by which it is late after three", 1e-2, drawn(60, {
            **NETWORKS, premium_at_launch: (0.2, 20), initial_supply: 1,
            premium_half_life: (0.08, 0.3), elapsed: 1}, three_years))
    yield Claim("premium-slows-the-burn",
        "A premium that decays delays the burn by a time, and changes nothing else in the end",
        "While the premium is many times what usage is worth, the burn is as many times slower. "
        "Without growth the delay is as many half-lives of the premium as the value at launch must "
        "be halved to be what usage alone is worth.",
        (Assumption("premium-adds", "the price is what usage is worth and a premium in dollars, "
             "over the tokens", "let holders pay the larger of the two and not their sum: what two "
             "years leave",
             lambda: left_if((USUAL, sp.S.Zero, even), (sp.S.One, even, sp.Integer(2)))),
         Assumption("premium-halves", "the premium halves in a given time", "let the premium fall "
             "along a line to nothing in two years: what they leave",
             lambda: left_if((line, sp.S.Zero, sp.Integer(2)))),
         Assumption("usage-follows", "what usage is worth and the dollars that burn grow together, "
             "at one rate", "let nothing burn in the first year: what two years leave",
             lambda: left_if((1 + USUAL, sp.S.One, sp.Integer(2))))),
        sp.And(sp.Eq(supply, PATH), sp.Eq(delay, DELAY)), proof=_late,
        numbers=lambda statement: late(logged(statement)),
        region="usage that does not fall as fast as the premium: g + ln 2 / h is positive",
        shown_in="fig-burn-premium-path", owner="own; no source is known",
        formerly=("premium-delays-the-burn",))
