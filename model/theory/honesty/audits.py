"""How much to audit: the cheapest mix of audits and stake that deters every cheat.

Audits cost work and stake costs interest. The more is audited, the less stake is needed.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

import numpy as np
import sympy as sp
from scipy.optimize import minimize_scalar

from model.logic.arithmetic import only_best
from model.logic.formulas import by_meaning, optimum, threshold
from model.logic.step import Proved, Step
from model.quantities import POSITIVE, theoretical
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.honesty.borders import BORDERS, prize
from model.theory.honesty.honesty import gain_in_dollars
from model.theory.honesty.temptation import (
    audit,
    caught,
    detection,
    pay,
    quality,
    saved,
    side_gain,
    slash,
    stake,
    where_it_turns,
)
from model.theory.invariants.pool import positive

check_cost = theoretical("check_cost", "c_v", "USD/task", "cost of checking one task", POSITIVE)
stake_cost = theoretical(
    "stake_cost", r"r_{\mathrm{T}}", "1", "cost of holding a dollar of stake for a task", POSITIVE
)
best_audit = theoretical(
    "best_audit", r"\alpha^{*}", "1", "audit probability that deters at least cost", POSITIVE
)
least_cost = theoretical(
    "least_deterrence_cost", "C^{*}", "USD/task", "least cost of audits and stake that deter"
)
free = sp.sqrt(stake_cost * prize / (detection * quality * slash * check_cost))
corner = prize / (detection * quality * pay)
BEST = sp.Eq(best_audit, sp.Min(1, free, corner), evaluate=False)
COST = sp.Eq(
    least_cost,
    2 * sp.sqrt(stake_cost * prize * check_cost / (detection * quality * slash))
    - stake_cost * pay / slash,
)
#: SymPy draws positive factors out of a root; the book prints one root.
ROOTS = {
    free: r"\sqrt{\frac{r_{\mathrm{T}}\left(\mathcal{C}_{\tau}+\mathcal{G}_{\tau}\right)}"
    r"{\delta q_{\tau}\zeta_{t} c_{v}}}",
    sp.sqrt(stake_cost * prize * check_cost / (detection * quality * slash)): (
        r"\sqrt{\frac{r_{\mathrm{T}}\left(\mathcal{C}_{\tau}+\mathcal{G}_{\tau}\right)c_{v}}"
        r"{\delta q_{\tau}\zeta_{t}}}"
    ),
}
KNOWN = {s: positive(s) for s in (saved, pay, detection, quality, slash, audit)}
#: The square root and the corner, in whose terms prices of checks and pays of tasks are put.
root, bend = sp.symbols("f m", positive=True)


def needed() -> sp.Expr:
    """The stake that just deters; it is negative where the lost pay is more than enough."""
    result: sp.Expr = BORDERS["honest-stake"].value.subs(caught, detection * audit)
    return result


def _deters() -> Proved:
    return threshold(
        "In dollars, the specification's gain of a cheat is straight in the stake. This is the "
        "stake that just deters.",
        sp.Eq(BORDERS["honest-stake"].symbol, needed()),
        gain_in_dollars().subs(caught, detection * audit),
        stake,
        -detection * audit * quality * slash,
        where=KNOWN,
    )


def _least(statement: sp.Basic) -> Iterator[Step]:
    yield _deters()
    overhead = check_cost * audit + stake_cost * needed()
    yield optimum(
        "The audits and the interest on that stake cost least where the square root is: with fewer "
        "audits the cost falls as they rise, with more it rises.",
        sp.Eq(best_audit, free),
        overhead,
        audit,
        -check_cost * (audit + free) / audit**2,
        where=KNOWN,
        most=False,
    )
    yield by_meaning(
        "At the best audit probability, audits and stake cost so much.",
        statement,
        overhead.subs(audit, free),
        where=KNOWN,
    )


def _best(statement: sp.Basic) -> Iterator[Step]:
    yield _deters()
    known = {s: KNOWN[s] for s in (saved, detection, quality, slash)}
    gain, chance = prize.subs(known), (detection * quality).subs(known)
    yield only_best(
        "With the price of a check and the pay in terms of the square root f and the corner m, "
        "every other audit probability up to one makes audits and stake dearer than the least of "
        "f, m and one. From the corner on no stake is needed, and more audits only cost.",
        statement,
        check_cost * audit + stake_cost * sp.Max(0, needed()),
        audit,
        sp.And(sp.Gt(audit, 0), sp.Le(audit, 1)),
        where={
            **known,
            check_cost: stake_cost * gain / (chance * known[slash] * root**2),
            pay: gain / (chance * bend),
        },
    )


Numbers = dict[sp.Symbol, Fraction]


def cheapest(at: Numbers, price: float, interest: float) -> tuple[float, float]:
    """Audit probability of least cost and that cost, found by a search.

    ``at`` describes the task, ``price`` a check, ``interest`` a dollar of stake.
    """
    rule = {**at, audit: Fraction(0)}

    def cost(rate: float) -> float:
        needed = where_it_turns(stake, {**rule, audit: Fraction(rate)})
        return price * rate + interest * max(0.0, float(needed))

    found = minimize_scalar(cost, bounds=(1e-6, 1.0), method="bounded", options={"xatol": 1e-10})
    at_one = cost(1.0)
    return (1.0, at_one) if at_one < found.fun else (float(found.x), float(found.fun))


def drawn(draw: np.random.Generator) -> Numbers:
    """A task to be deterred."""
    low = {pay: 0.5, saved: 0.3, side_gain: 0.0, detection: 0.5, quality: 0.3, slash: 0.05}
    return {s: Fraction(float(draw.uniform(x, 1))) for s, x in low.items()}


def _in_numbers(statement: sp.Basic, inside: bool) -> Evidence:
    draw, worst, cases = np.random.default_rng(7), 0.0, 0
    symbols = sorted(statement.rhs.free_symbols, key=str)
    formula = sp.lambdify(symbols, statement.rhs, "math")
    known = sorted(free.free_symbols | corner.free_symbols, key=str)
    rates = sp.lambdify(known, (free, corner), "math")
    while cases < 60:
        at = drawn(draw)
        price, interest = draw.uniform(0.05, 0.5), 10 ** draw.uniform(-4, -0.5)
        values = {**{s: float(x) for s, x in at.items()}, check_cost: price, stake_cost: interest}
        root, end = rates(*(values[s] for s in known))
        if inside and root > 0.98 * min(1.0, end):
            continue
        rate, cost = cheapest(at, price, interest)
        expected = formula(*(values[s] for s in symbols))
        found = cost if inside else rate
        worst = max(worst, abs(found - expected) / max(expected, 1e-9))
        cases += 1
    text = "least cost of audits and the stake they need, by a search: relative"
    return Evidence(text, cases, worst, 1e-9 if inside else 1e-4)


#: A task that a cheat gains as much from as its pay, and honest work that fails every second time.
AT = {pay: sp.Integer(1), saved: sp.Rational(3, 4), side_gain: sp.Rational(1, 4),
      detection: sp.Integer(1), quality: sp.Rational(1, 2), slash: sp.Integer(1),
      check_cost: sp.Integer(1), stake_cost: sp.Rational(1, 32)}  # fmt: skip


def _costs_rise(inside: bool) -> Counterexample:
    """Checks whose cost grows with their number: the twentieth costs more than the first."""
    rates = [sp.Rational(k, 64) for k in range(1, 65)]
    needed = BORDERS["honest-stake"].value.subs(caught, audit * detection).subs(AT)
    cost = {r: r**2 + AT[stake_cost] * needed.subs(audit, r) for r in rates}
    best = min(rates, key=lambda r: cost[r])
    formula = (COST if inside else BEST).rhs.subs(AT)
    text = "let the cost of audits rise with their square: another mix is the cheapest"
    return Counterexample(text, sp.Eq(cost[best] if inside else best, formula))


def _free_stake(inside: bool) -> Counterexample:
    """Nodes hold their stake anyway, so it costs nothing: the fewer audits the better."""
    rates = [sp.Rational(k, 64) for k in range(1, 65)]
    best = min(rates, key=lambda r: r * AT[check_cost])
    formula = (COST if inside else BEST).rhs.subs(AT)
    text = "let stake cost nothing: the fewest audits that can be are the best"
    return Counterexample(text, sp.Eq(best * AT[check_cost] if inside else best, formula))


def claims() -> tuple[Claim, ...]:
    """Two claims: the best audit probability and what deterrence then costs."""
    needs = (
        Assumption("checks-cost-alike", "every check costs the same"),
        Assumption("stake-costs-interest", "a dollar of stake costs its interest for a task"),
    )
    made = []
    for inside, name, title, words, statement, derive, region in (
        (False, "best-audit-probability", "The cheapest audit probability",
         ("It rises with the square root of what stake costs and falls with that of what a check "
         "costs. It never exceeds one, nor the corner from which on no stake is needed."),
         BEST, _best,
         "tasks that a cheat gains from; stake is such that it just deters; a slash is no cost"),
        (True, "least-cost-of-deterrence", "What deterring every cheat costs",
         ("Twice the geometric mean of what audits and stake cost, less the interest on the pay "
         "that a cheat risks anyway."),
         COST, _least,
         "where the square root lies below one and below the corner; a slash is no cost"),
    ):  # fmt: skip
        made.append(
            Claim(
                name, title, words, needs, statement, derive,
                lambda s, inside=inside: _in_numbers(s, inside),  # type: ignore[misc]
                {"checks-cost-alike": lambda inside=inside: _costs_rise(inside),  # type: ignore[misc]
                 "stake-costs-interest": lambda inside=inside: _free_stake(inside)},  # type: ignore[misc]
                region,
                ROOTS,
                literature=("becker1968crime",),
                shown_in="fig-honesty-audits",
                owner="own; no source is known",
                uses=("honest-stake",),
            )
        )  # fmt: skip
    return tuple(made)
