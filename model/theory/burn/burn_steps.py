"""Value that follows revenue by a multiple that moves, and burns that come in steps. Theory: T4."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.logic.formulas import only_path, only_root
from model.logic.step import Step
from model.logic.steps import inequality, integrated
from model.logic.theorems import all_of, bound, by_induction, rewritten
from model.quantities import POSITIVE, Domain, theoretical
from model.spec.accounts import initial_supply
from model.theory import notation as t
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.compare import agrees, formula
from model.theory.invariants.pool import positive
from model.theory.sourced import BURNT

harmonic_multiple = theoretical(
    "harmonic_multiple", "H", "calendar_year", "harmonic mean of the multiple over time", POSITIVE
)
mean_multiple = theoretical(
    "mean_multiple", r"\bar m", "calendar_year", "arithmetic mean of the multiple over time",
    POSITIVE)  # fmt: skip
burns_made = theoretical("purchases", "n", "1", "number of burns so far", Domain(1, whole=True))
burned_each_time = theoretical(
    "burned_each_time", r"k_1", "1", "worth of what one burn spends, over the value of all tokens",
    Domain(0, 1, open_low=True, open_high=True),
)  # fmt: skip
supply_before = theoretical(
    "supply_at_price_before", "S_{-}", "AI", "supply if each burn is at the price before it",
    POSITIVE)  # fmt: skip
supply_after = theoretical(
    "supply_at_price_after", "S_{+}", "AI", "supply if each burn is at the price it leaves behind",
    POSITIVE)  # fmt: skip
FIGURE, STEPS = "fig-scaled-value", "fig-burn-steps"
S, time, kept, k, n = initial_supply, t.elapsed, t.burned_share, burned_each_time, burns_made
HARMONIC = S * sp.exp(-kept * time / harmonic_multiple)
SWINGS = sp.Ge(S * sp.exp(-kept * time / mean_multiple), t.supply, evaluate=False)
BOUNDS = sp.And(
    sp.Eq(supply_before, S * (1 - k) ** n),
    sp.Eq(supply_after, S * (1 + k) ** -n),
    sp.Lt(supply_before, S * sp.exp(-k * n)),
    sp.Lt(S * sp.exp(-k * n), supply_after),
)
# Bound variables: a moment of the time that has passed, what all burns together spend, k n, and
# what one burn leaves of a token.
moment = sp.Symbol("s", nonnegative=True)
spent, rest = sp.symbols("c x", positive=True)
multiple = sp.Function("m", positive=True)
PASSED = (moment, sp.Integer(0), time)


def _paths() -> tuple[Step, Step]:
    """The supply if the multiple moves, and what its harmonic mean is."""
    now, revenue = multiple(time), t.yearly_revenue
    total = sp.Integral(1 / multiple(moment), PASSED)
    path = only_path(
        "With a multiple m of the day the price is m times revenue over supply, and revenue "
        "cancels: of all tokens the kept share over m burns in a year.",
        sp.Eq(t.supply, S * sp.exp(-kept * total)),
        time,
        -kept * revenue / (now * revenue / t.supply),
        S,
    )
    mean = only_root(
        "H is defined so that time over H is the integral of one over m.",
        sp.Eq(harmonic_multiple, time / total),
        sp.Eq(time / harmonic_multiple, total),
        slope=-time / harmonic_multiple**2,
        where={time: positive(time)},
    )
    return path, mean


def _harmonic(statement: sp.Basic) -> Iterator[Step]:
    path, mean = _paths()
    yield from (path, mean)
    yield rewritten("With H for the mean, this path is the formula.", statement, mean, path)


def walks(count: int, days: int = 1825) -> Iterator[tuple[np.ndarray, float]]:
    """Multiples day by day, and the part of supply that daily burns leave at the day's price."""
    draw = np.random.default_rng(7)
    for _ in range(count):
        path = 10 * np.exp(draw.uniform(0.005, 0.03) * np.cumsum(draw.standard_normal(days)))
        left, revenue = 1.0, np.exp(draw.uniform(-1, 1, days))
        for today, value in zip(revenue, path * revenue, strict=True):
            left -= BURNT * today / 365 / (value / left)
        yield path, left


def _harmonic_in_numbers(statement: sp.Basic) -> Evidence:
    value = formula(statement, S, kept, harmonic_multiple, time)
    means = ((1 / float(np.mean(1 / path)), left) for path, left in walks(60))
    found = [(value(1.0, BURNT, mean, 5.0), left) for mean, left in means]
    return agrees("random walks of the multiple, noisy revenue, 1,825 burns: relative difference",
                  found, 1e-3)  # fmt: skip


def _swings(statement: sp.Basic) -> Iterator[Step]:
    path, mean = _paths()
    here = rewritten("So supply is this.", sp.Eq(t.supply, HARMONIC), mean, path)
    tangent = inequality(
        "At every moment one over the multiple is at least its tangent at the arithmetic mean: "
        "the difference is a complete square.",
        1 / multiple(moment),
        2 / mean_multiple - multiple(moment) / mean_multiple**2,
        (multiple(moment) - mean_multiple) ** 2 / (mean_multiple**2 * multiple(moment)),
    )
    rare, total = sp.Integral(1 / multiple(moment), PASSED), sp.Integral(multiple(moment), PASSED)
    summed = integrated("So is its integral over time.", tangent, PASSED, rare,
                        2 * time / mean_multiple - total / mean_multiple**2)  # fmt: skip
    yield from (path, mean, here, tangent, summed)
    left, steady = here.relation.rhs, S * sp.exp(-kept * time / mean_multiple)
    yield bound(
        "The integral of one over m is time over H, that of m is time times its mean: so H is at "
        "most that mean. A smaller H burns more, as an exponential grows. If m never moves, both "
        "means are the same.",
        statement,
        steady - left,
        {mean_multiple: harmonic_multiple},
        where={t.supply: left, rare: time / harmonic_multiple, total: time * mean_multiple},
        since=(summed,),
    )


def _swings_in_numbers(statement: sp.Basic) -> Evidence:
    order = (S, kept, mean_multiple, time, t.supply)
    margin = sp.lambdify(order, (statement.lhs - statement.rhs) / t.supply, "math")
    worst = min(margin(1.0, BURNT, float(path.mean()), 5.0, left) for path, left in walks(60))
    return Evidence("random walks of the multiple: how far the supply is above the bound", 60,
                    -float(worst), 0.0)  # fmt: skip


def _bounds(statement: sp.Basic) -> Iterator[Step]:
    equal = {part.lhs: part for part in statement.args if isinstance(part, sp.Eq)}
    before = by_induction(
        "At the price before it a burn takes k of the supply.",
        equal[supply_before],
        n,
        S,
        supply_before - k * supply_before,
    )
    leaves = only_root(
        "At the price that it leaves behind it takes k of what it leaves.",
        sp.Eq(rest, 1 / (1 + k)),
        sp.Eq(rest, 1 - k * rest),
    )
    after = by_induction(
        "So one over 1 + k of the supply is left.",
        equal[supply_after],
        n,
        S,
        supply_after * leaves.relation.rhs,
    )
    yield from (before, leaves, after)
    without_end = S * sp.exp(-spent)
    order = {part.lts: part for part in statement.args if isinstance(part, sp.Lt)}
    above = bound(
        "A logarithm is below its tangent: ln(1 − k) is below −k. Times n, as exponents, they are "
        "in the same order. In ever smaller burns of c together the two are the same.",
        order[supply_before],
        without_end - S * (1 - spent / n) ** n,
        (n, sp.oo),
        where={supply_before: S * (1 - spent / n) ** n, k: spent / n},
        given=(sp.Lt(spent / n, 1, evaluate=False),),
    )
    below = bound(
        "In the same way ln(1 + k) is below k.",
        next(part for less, part in order.items() if less != supply_before),
        S * (1 + spent / n) ** -n - without_end,
        (n, sp.oo),
        where={supply_after: S * (1 + spent / n) ** -n, k: spent / n},
    )
    yield from (above, below)
    yield all_of("Both paths, and the exponential between them.", statement, before, after, above,
                 below)  # fmt: skip


def _bounds_in_numbers(statement: sp.Basic) -> Evidence:
    symbols, worst, cases = (S, k, n, supply_before, supply_after), 0.0, 0
    equal = [sp.lambdify(symbols, p.lhs / p.rhs - 1, "math")
             for p in statement.args if isinstance(p, sp.Eq)]  # fmt: skip
    order = [sp.lambdify(symbols, p, "math") for p in statement.args if not isinstance(p, sp.Eq)]
    for share in np.linspace(0.001, 0.9, 20):
        old = new = 1.0
        for count in range(1, 21):
            old -= share * old  # the price of the morning is the value over what there is
            # The price of the evening is the value over what is left; found by bisection.
            low, high = 0.0, new
            for _ in range(60):
                middle = (low + high) / 2
                low, high = (low, middle) if new - share * middle < middle else (middle, high)
            new = (low + high) / 2
            now = (1.0, share, count, old, new)
            worst = max(worst, *(abs(gap(*now)) for gap in equal), *(not h(*now) for h in order))
            cases += 1
    return Evidence("burns one by one at the morning's and the evening's price: off by", cases,
                    float(worst), 1e-9)  # fmt: skip


def _two_years(first: int, second: int) -> tuple[sp.Expr, dict[sp.Symbol, sp.Expr]]:
    """What two years with these multiples leave if all revenue burns, and the means."""
    total = sp.Rational(1, first) + sp.Rational(1, second)
    means = {harmonic_multiple: 2 / total, mean_multiple: sp.Rational(first + second, 2)}
    return sp.exp(-total), {S: sp.Integer(1), kept: sp.Integer(1), time: sp.Integer(2)} | means


def _fixed_price() -> Counterexample:
    _, known = _two_years(5, 15)
    left = 1 - 2 * sp.Rational(1, 10)  # the price of day one: 10 times revenue over one token
    return Counterexample(
        "fix the price at 10 times a revenue of 1 a year while the multiple is said to be 5, then "
        "15: two years leave 4/5",
        sp.Eq(left, HARMONIC.subs(known)),
    )


def _arithmetic() -> Counterexample:
    left, known = _two_years(5, 15)
    wrong = HARMONIC.subs(harmonic_multiple, mean_multiple)
    return Counterexample(
        "let the multiple be 5 in one year and 15 in the next and take the arithmetic mean: the "
        "exponent is 1/5 where the years burn 4/15",
        sp.Eq(left, wrong.subs(known)),
    )


def _dear_sale() -> Counterexample:
    left, known = 1 - sp.Rational(1, 4) / 5 - sp.Rational(1, 15), _two_years(5, 15)[1]
    return Counterexample(
        "let the price be 5 and then 15 whatever revenue is, with revenue of 1/4 and then 1: less "
        "is burned than at a steady multiple of 10",
        sp.Ge(SWINGS.lhs.subs(known), left),
    )


def claims() -> tuple[Claim, ...]:
    """The three claims."""
    value = Assumption(
        "value-follows-revenue", "all tokens are worth that day's multiple of that day's revenue"
    )
    harmonic = Claim(
        "random-multiple-counts-by-its-harmonic-mean",
        "A multiple that moves counts by its harmonic mean over time",
        "Only the time that value spends at each multiple matters, not the revenue of that time.",
        (value, Assumption("harmonic", "H is the harmonic mean of the multiple over the time")),
        sp.Eq(t.supply, HARMONIC),
        _harmonic,
        _harmonic_in_numbers,
        {"value-follows-revenue": _fixed_price, "harmonic": _arithmetic},
        "any path of a positive multiple, any path of revenue, random or not",
        shown_in=FIGURE, owner="own; no source is known",
    )  # fmt: skip
    swings = Claim(
        "swings-of-the-multiple-burn-more",
        "A multiple that swings burns at least as much as a steady one of the same mean",
        "Cheap times burn more than dear times save.",
        (value,),
        SWINGS,
        _swings, _swings_in_numbers,
        {"value-follows-revenue": _dear_sale},
        "any path of a positive multiple; equality if and only if it never moves",
        shown_in=FIGURE, owner="own; no source is known",
        uses=("random-multiple-counts-by-its-harmonic-mean",),
    )  # fmt: skip
    half = sp.Rational(1, 2)
    bounds = Claim(
        "burns-in-steps-have-bounds",
        "Burning in steps brackets burning without end",
        "At the price before each burn more is burned than in continuous time, at the price it "
        "leaves behind less.",
        (
            Assumption("value-given", "what a burn spends is a given part of the value of all "
                       "tokens, at the price before it or after it"),
            Assumption("part-of-supply", "this part is positive and below one"),
        ),
        BOUNDS,
        _bounds,
        _bounds_in_numbers,
        {
            "value-given": lambda: Counterexample(
                "let the price stand at 1: half a token burns of each of two, twice, and nothing "
                "is left of the 1 that was there, where a quarter should be",
                sp.Eq(1 - 2 * half, ((1 - k) ** n).subs({k: half, n: 2})),
            ),
            "part-of-supply": lambda: Counterexample(
                "burn nothing: the three are equal and not in a strict order",
                sp.Lt(((1 - k) ** n).subs({k: 0, n: 1}), sp.exp(-k * n).subs({k: 0, n: 1})),
            ),
        },
        "all shares between zero and one, any number of burns",
        shown_in=STEPS, owner="own; no source is known",
    )  # fmt: skip
    return harmonic, swings, bounds
