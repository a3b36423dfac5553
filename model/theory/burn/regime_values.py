"""What tokens are worth if revenue grows fast in some times and slowly in others.

The multiples by regime, derived, simulated, and in a situation of which counterexamples are made.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.logic.formulas import by_meaning, only_root
from model.logic.step import Proved
from model.quantities import POSITIVE, theoretical
from model.spec import worth as w
from model.theory import notation as t

YEARLY = "1/calendar_year"
g1 = theoretical("growth_first_regime", "g_1", YEARLY, "growth of revenue in the first regime")
g2 = theoretical("growth_second_regime", "g_2", YEARLY, "growth of revenue in the second regime")
q1 = theoretical("end_rate_first_regime", "q_1", YEARLY, "rate at which the first regime ends",
                 POSITIVE)  # fmt: skip
q2 = theoretical("end_rate_second_regime", "q_2", YEARLY, "rate at which the second regime ends",
                 POSITIVE)  # fmt: skip
k1 = theoretical("burn_rate_first_regime", "k_{(1)}", YEARLY,
                 "share of the supply that burns in a year of the first regime")  # fmt: skip
k2 = theoretical("burn_rate_second_regime", "k_{(2)}", YEARLY,
                 "share of the supply that burns in a year of the second regime")  # fmt: skip
m1 = theoretical("multiple_first_regime", "m_1", "calendar_year",
                 "market value over yearly revenue in the first regime")  # fmt: skip
m2 = theoretical("multiple_second_regime", "m_2", "calendar_year",
                 "market value over yearly revenue in the second regime")  # fmt: skip
mean_growth = theoretical("growth_across_regimes", r"\lambda", YEARLY,
                          "growth of expected revenue in the long run")  # fmt: skip
r, kept = w.discount_rate, t.burned_share
# Bound variables: years from now; what is asked in the first regime beyond growth less its rate of
# ending; what is left of the product of this and its like less that of both rates.
ahead, beyond, rest = sp.symbols("s x d", positive=True)
#: The multiples exist: values of growth at which both regimes' own sums and the whole are positive.
REGION = {g1: r + q1 - beyond, g2: r + q2 - (q1 * q2 + rest) / beyond}
BALANCES = (
    sp.Eq((r - g1 + q1) * m1 - q1 * m2, kept, evaluate=False),
    sp.Eq((r - g2 + q2) * m2 - q2 * m1, kept, evaluate=False),
)  # fmt: skip


def first_change(growth: sp.Expr, ends: sp.Expr, after: sp.Expr) -> sp.Expr:
    """What burns until a regime ends, and the value at its end, are worth for a revenue of one."""
    return sp.Integral((kept + ends * after) * sp.exp((growth - r - ends) * ahead),
                       (ahead, 0, sp.oo))  # fmt: skip


def multiples() -> Iterator[Proved]:
    """Both multiples up to the first change, and then solved for: four steps."""
    text = "In the {} regime a dollar of revenue burns until the regime ends; then the value is "
    text += "that of the other. The regime lasts beyond s with probability exp(−q s)."
    first = by_meaning(text.format("first"), sp.Eq(m1, (kept + q1 * m2) / (r - g1 + q1)),
                       first_change(g1, q1, m2), where=REGION)  # fmt: skip
    second = by_meaning(text.format("second"), sp.Eq(m2, (kept + q2 * m1) / (r - g2 + q2)),
                        first_change(g2, q2, m1), where=REGION)  # fmt: skip
    yield from (first, second)
    found = sp.solve([first.relation, second.relation], [m1, m2], dict=True)[0]
    for own, one, two in ((m1, first, second), (m2, second, first)):
        yield only_root(
            "With one put into the other there is one equation, straight in the multiple.",
            sp.Eq(own, sp.factor(found[own])),
            sp.Eq(own, one.relation.rhs.subs(*two.relation.args)),
            where=REGION,
        )


def draws(seed: int, count: int = 60) -> Iterator[tuple[float, ...]]:
    """Return asked, growths and rates of change for which all burns to come are worth something.

    In the first regime revenue mostly outgrows what is asked.
    """
    draw = np.random.default_rng(seed)
    made = 0
    while made < count:
        asked, fast = draw.uniform(0.1, 0.25), draw.uniform(0.05, 0.35)
        slow, ends, returns = draw.uniform(-0.2, 0.05), draw.uniform(0.4, 2), draw.uniform(0.4, 2)
        matrix = np.array([[fast - ends, ends], [returns, slow - returns]])
        if max(np.linalg.eigvals(matrix).real) < asked - 0.05:
            made += 1
            yield tuple(map(float, (asked, fast, slow, ends, returns)))


def simulated(numbers: tuple[float, ...], start: int, paths: int = 4000, seed: int = 1) -> float:
    """The burn rate in a regime: burns over what random histories of regimes say they are worth.

    Half of the histories are mirror images of the other half, in the lengths of their regimes.
    """
    asked, growths, ends = numbers[0], numbers[1:3], numbers[3:5]
    draw, worth, weight, now = np.random.default_rng(seed), 0.0, np.ones(paths), start
    while float(np.mean(weight)) > 1e-5:
        chance = draw.random(paths // 2)
        years = -np.log(np.concatenate([chance, 1 - chance])) / ends[now]
        lead = asked - growths[now]
        grown = -np.expm1(-lead * years) / lead if lead else years
        worth += float(np.mean(weight * grown))
        weight, now = weight * np.exp(-lead * years), 1 - now
    return 1 / worth


def both(numbers: tuple[float, ...]) -> tuple[float, float]:
    """Simulated burn rates of both regimes."""
    return simulated(numbers, 0), simulated(numbers, 1)


#: A tenth asked; growth of an eighth in the first regime and none in the second; each lasts for
#: a year in the mean; half of a dollar burns.
POINT = {r: sp.Rational(1, 10), g1: sp.Rational(1, 8), g2: sp.Integer(0), q1: sp.Integer(1),
         q2: sp.Integer(1), kept: sp.Rational(1, 2)}  # fmt: skip


def solved(jump: sp.Expr = sp.S.One, burned: sp.Expr = POINT[kept]) -> dict[sp.Symbol, sp.Expr]:
    """Multiples at the point if revenue takes a factor when a regime changes."""
    known = POINT | {kept: burned}
    straight = [line.subs({q1 * m2: jump * q1 * m2, q2 * m1: jump * q2 * m1}).subs(known)
                for line in BALANCES]  # fmt: skip
    return dict(sp.solve(straight, [m1, m2]))


def clockwork(last_day: bool = False) -> dict[sp.Symbol, sp.Expr]:
    """Multiples if each regime lasts for one year to the day, as holders know, at its start.

    On a regime's last day the multiple is that of the next one's first.
    """
    lines = []
    for own, then, growth in ((m1, m2, g1), (m2, m1, g2)):
        lead = (r - growth).subs(POINT)
        lines.append(own - POINT[kept] * (1 - sp.exp(-lead)) / lead - sp.exp(-lead) * then)
    found = sp.solve(lines, [m1, m2])
    first, second = (found[m2], found[m1]) if last_day else (found[m1], found[m2])
    return {m1: first, m2: second, mean_growth: (g1 + g2).subs(POINT) / 2}


def unforeseen() -> dict[sp.Symbol, sp.Expr]:
    """Multiples if holders take each regime to last for ever, at its growth."""
    return {m: (kept / (r - g)).subs(POINT) for m, g in ((m1, g1), (m2, g2))}


def bubble() -> dict[sp.Symbol, sp.Expr]:
    """Multiples with a bubble of one, today in the first regime, in forty years in the second."""
    fair = solved()
    return {m1: fair[m1] + 1, m2: fair[m2] + sp.exp(40 * POINT[r])}
