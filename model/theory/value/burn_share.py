"""How much to burn, if the treasury makes something of what it gets.

Of the vault's revenue Π the share β is burned, which is worth a dollar a dollar to holders. The
rest, x dollars, goes to the treasury, which makes A x^α of it for them, with α below one.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
import sympy as sp
from scipy.optimize import minimize_scalar

from model.logic.formulas import only_root, optimum
from model.logic.step import Step
from model.logic.steps import identity
from model.quantities import POSITIVE, SHARE, theoretical
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.notation import yearly_revenue

FIGURE = "fig-best-burn-share"
treasury_scale = theoretical(
    "treasury_scale", r"A_T", "USD/calendar_year",
    "what a treasury makes for holders of one dollar a year", POSITIVE)  # fmt: skip
treasury_response = theoretical(
    "treasury_response", r"\alpha_T", "1",
    "per cent more that the treasury makes of one per cent more dollars", POSITIVE)  # fmt: skip
built_ahead = theoretical(
    "built_ahead", r"\theta_T", "1",
    "part of it that others make who build on what they expect the treasury to spend",
    SHARE)  # fmt: skip
best_burn_share = theoretical(
    "best_burn_share", r"\beta_{\ast}", "1", "burn share that is best for holders", SHARE
)
last_dollar = theoretical(
    "last_dollar", r"m_T", "1", "what the treasury's last dollar makes, where holders have most",
    POSITIVE)  # fmt: skip

A, alpha, theta, income = treasury_scale, treasury_response, built_ahead, yearly_revenue
BEST = 1 - (alpha * A) ** (1 / (1 - alpha)) / income
# Bound variables: the region in symbols of known sign, dollars, what the last of them makes.
bend, ahead, gap = sp.symbols("c t y", positive=True)
spent, expected, margin = sp.symbols("x x_e m", positive=True)
INSIDE = {alpha: 1 / (1 + bend)}


def worth(promised: sp.Expr, dollars: sp.Expr, others: sp.Expr) -> sp.Expr:
    """What holders have, if builders count on ``promised`` and the treasury spends ``dollars``.

    ``others`` is the part of what is made that hangs on the promise.
    """
    made = others * promised**alpha + (1 - others) * dollars**alpha
    return income - dollars + A * made


def turn(text: str, kept: sp.Expr) -> Iterator[Step]:
    """Steps: the dollars are best at which the last makes one.

    ``kept`` is the part of what is made that hangs on spending them.
    """
    slope = kept * A * alpha * spent ** (alpha - 1)
    dollars = (kept * A * alpha / margin) ** (1 / (1 - alpha))
    yield identity("The treasury's last dollar makes this.",
                   sp.diff(worth(expected, spent, 1 - kept), spent) + 1, slope)  # fmt: skip
    yield optimum(
        text,
        sp.Eq(last_dollar, 1, evaluate=False),
        worth(expected, dollars, 1 - kept),
        margin,
        dollars / ((1 - alpha) * margin),
        where=INSIDE | {theta: ahead / (1 + ahead)},
    )


def _best(statement: sp.Basic) -> Iterator[Step]:
    yield from turn(
        "Count in what the last dollar makes, m: each number of dollars has one m, and each m one "
        "number of dollars. What holders have rises with m below one and falls above.",
        sp.Integer(1),
    )
    left = (1 - best_burn_share) * income
    yield only_root(
        "So the best share leaves the treasury as many dollars as make its last one worth a "
        "dollar. The fewer it gets the more the last one makes, so there is one such share.",
        statement,
        sp.Eq(alpha * A * left ** (alpha - 1), 1),
        slope=(1 - alpha) * alpha * A * income * left ** (alpha - 2),
        where=INSIDE | {best_burn_share: 1 - gap},
    )


def most(have: Callable[[float], float]) -> float:
    """The share at which ``have`` is greatest, by search."""
    found = minimize_scalar(lambda share: -have(share), bounds=(0, 1), method="bounded",
                            options={"xatol": 1e-12})  # fmt: skip
    return float(found.x)


def drawn(count: int) -> Iterator[tuple[float, float, float, float]]:
    """Revenue, scale, response and the part built ahead, for which some is burned at best."""
    draw = np.random.default_rng(7)
    for _ in range(count):
        response, part, right, income = draw.uniform((0.2, 0.05, 0.1, 1), (0.8, 0.95, 0.9, 50))
        # The scale at which the last dollar of this part of the revenue makes a dollar.
        yield income, (right * income) ** (1 - response) / response, response, part


def promised(income: float, scale: float, response: float) -> float:
    """The share that is best if all count on it and it is kept."""
    return most(lambda b: b * income + scale * ((1 - b) * income) ** response)


def _best_in_numbers(statement: sp.Basic) -> Evidence:
    formula = sp.lambdify((income, A, alpha), statement.rhs, "math")
    worst, count = 0.0, 100
    for revenue, scale, response, _ in drawn(count):
        found = promised(revenue, scale, response)
        worst = max(worst, abs(formula(revenue, scale, response) - found))
    return Evidence("worth of holders, by search over the share: gap", count, worst, 1e-5)


COMMON = (
    Assumption("diminishing-returns", "one per cent more dollars make less than one per cent "
               "more, at every size"),
    Assumption("worth-a-dollar", "a dollar burned is worth a dollar to holders"),
    Assumption("enough-revenue", "revenue is at least what the treasury should get"),
)  # fmt: skip
EIGHT, LITTLE = sp.Integer(8), sp.Rational(1, 2)
QUARTER = sp.Rational(1, 4)
Makes = Callable[[sp.Expr], sp.Expr]


def searched(revenue: sp.Expr, makes: Makes, dollar: sp.Expr = sp.S.One) -> sp.Expr:
    """The share of a grid at which holders have most, if a burned dollar is worth ``dollar``."""
    grid = [sp.Rational(n, 16) for n in range(17)]
    return max(grid, key=lambda b: float(dollar * b * revenue + makes((1 - b) * revenue)))


def root(part: sp.Expr) -> Makes:
    """A treasury that makes four roots of its dollars; what counts is this part of it."""
    return lambda x: 4 * part * sp.sqrt(x)


def line(part: sp.Expr) -> Makes:
    """A treasury that makes four dollars of each."""
    return lambda x: 4 * part * x


def examples(right: sp.Expr, part: sp.Expr) -> dict[str, Callable[[], Counterexample]]:
    """What breaks without what all claims assume; ``part`` hangs on what is spent."""
    said = right.subs({A: 4, alpha: sp.Rational(1, 2), theta: 1 - part})
    return {
        "diminishing-returns": lambda: Counterexample(
            "let the treasury make four dollars of each, however many: nothing should be burned",
            sp.Eq(searched(EIGHT, line(part)), said.subs(income, EIGHT))),
        "worth-a-dollar": lambda: Counterexample(
            "let a burned dollar be worth a quarter to holders: nothing should be burned",
            sp.Eq(searched(EIGHT, root(part), QUARTER), said.subs(income, EIGHT))),
        "enough-revenue": lambda: Counterexample(
            "let revenue be half a dollar: nothing should be burned, and the formula is negative",
            sp.Eq(searched(LITTLE, root(part)), said.subs(income, LITTLE))),
    }  # fmt: skip


def claims() -> tuple[Claim, ...]:
    """The best share."""
    half = sp.Rational(1, 2)
    point = {A: 4, alpha: half, income: EIGHT}
    return (
        Claim(
            "best-burn-share",
            "Burn what the treasury would turn into less than it costs",
            "The treasury should get dollars until the last one makes a dollar, and all that comes "
            "in beyond should be burned. So its dollars do not grow with revenue, and the best "
            "burn share rises towards one.",
            (*COMMON, Assumption("kept", "all know the share before they build, and it is kept")),
            sp.Eq(best_burn_share, BEST),
            _best,
            _best_in_numbers,
            examples(BEST, sp.S.One) | {
                "kept": lambda: Counterexample(
                    "let half hang on what builders expect, and the share be decided when they "
                    "have built: more is burned",
                    sp.Eq(searched(EIGHT, root(half)), BEST.subs(point)))},
            "a treasury whose first dollar makes more than any later one, without bound",
            shown_in=FIGURE,
            owner="own; no source is known",
            uses=("burning-equals-distributing",),
        ),
    )  # fmt: skip
