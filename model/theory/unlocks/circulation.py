"""Which way the circulation moves between two breaks of the unlock schedule."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp
from scipy.integrate import solve_ivp

from model.logic.formulas import only_path
from model.logic.step import Step
from model.logic.steps import inequality
from model.logic.theorems import rewritten
from model.quantities import POSITIVE, theoretical
from model.theory import notation as n
from model.theory.claim import Assumption, Claim, Counterexample, Evidence

at_break = theoretical(
    "circulating_at_break",
    r"C_{\mathrm{b}}",
    "AI",
    "tokens in circulation when the unlock rate last changed, after any jump",
    POSITIVE,
)
C, u, k, tau = n.circulating_tokens, n.unlock_rate, n.burn_rate, n.elapsed
PATH = u / k + (at_break - u / k) * sp.exp(-k * tau)
SIGN = sp.Eq(u - k * C, (u - k * at_break) * sp.exp(-k * tau), evaluate=False)
HALF = sp.Rational(1, 2)
CONSTANT = Assumption("constant-burn-rate", "the same share of the circulation burns every year")
STRAIGHT = Assumption("straight-unlock", "the same number of tokens unlocks every year")


def _sign(statement: sp.Basic) -> Iterator[Step]:
    path = only_path(
        "The circulation changes by u − kC from where the break leaves it. It drifts from there "
        "to unlock rate over burn rate, and this is the only path that does.",
        sp.Eq(C, PATH),
        tau,
        u - k * C,
        at_break,
    )
    yield path
    yield inequality(
        "The exponential is positive, so the net change keeps the sign that it has at the break: "
        "between two breaks the circulation only rises, or only falls, or stands still.",
        sp.exp(-k * tau),
        sp.Integer(0),
        sp.exp(-k * tau),
        strict=True,
    )
    yield rewritten(
        "With this path the net change is the one at the break, times the exponential.",
        statement,
        path,
    )


def schedules(count: int) -> tuple[np.ndarray, ...]:
    """Random burn rates (count), and start, unlock rates and lengths (each count by 5)."""
    draw = np.random.default_rng(7)
    start = draw.uniform(0.2, 3, count)
    rates = draw.uniform(0, 3, (count, 5)) * draw.integers(0, 2, (count, 5))
    return draw.uniform(0.05, 2, count), start, rates, draw.uniform(0.1, 2, (count, 5))


def run(k_: np.ndarray, start: np.ndarray, unlock: np.ndarray, years: np.ndarray) -> np.ndarray:
    """Circulation at 201 moments of a stretch, by integration: case by moment."""
    found = solve_ivp(
        lambda _, c: years * (unlock - k_ * c),
        (0, 1),
        start,
        t_eval=np.linspace(0, 1, 201),
        rtol=1e-10,
        atol=1e-12,
    )
    return np.asarray(found.y)


def _sign_in_numbers(statement: sp.Basic) -> Evidence:
    count = 500
    rate, level, rates, years = schedules(count)
    left, right = (sp.lambdify((u, k, C, at_break, tau), side) for side in statement.args)
    worst, inside = 0.0, 0
    for stage in range(rates.shape[1]):
        unlock, length = rates[:, stage], years[:, stage]
        path = run(rate, level, unlock, length)
        found = left(unlock, rate, path[:, -1], level, length)
        said = right(unlock, rate, path[:, -1], level, length)
        worst = max(worst, float(np.max(np.abs(found - said))))
        # A maximum inside would lie above both ends, by more than the integration errs.
        inside += int(np.sum(path.max(1) > np.maximum(path[:, 0], path[:, -1]) + 1e-8))
        level = path[:, -1] + np.random.default_rng(stage).uniform(0, 1, count)
    text = f"random schedules of 5 stretches, integrated; {inside} maxima inside a stretch: gap"
    return Evidence(text, count, worst + inside, 1e-6)


def _burn_rate_steps() -> Counterexample:
    later = 1 + HALF  # one token unlocks a year, nothing burns for half a year
    return Counterexample(
        "let nothing burn for half a year and then twice the circulation a year: it rises and "
        "then falls, though the schedule has no break",
        sp.Ge((1 - 0 * at_break) * (1 - 2 * later), 0),
    )


def _unlock_fades() -> Counterexample:
    path = 4 - 2 * tau - 3 * sp.exp(-tau)  # solves C' = 2 − 2τ − C from C = 1
    if sp.expand(sp.diff(path, tau) - (2 - 2 * tau - path)) != 0:
        raise ArithmeticError("the path does not solve its equation")
    net = [(2 - 2 * tau - path).subs(tau, t) for t in (0, 1)]
    return Counterexample(
        "let the unlock rate fade from 2 to 0 within a year: the circulation rises and then falls",
        sp.Ge(net[0] * net[1], 0),
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    return (
        Claim(
            "circulation-peaks-only-at-breaks",
            "With a constant burn rate the circulation peaks only where the schedule breaks",
            "Between two breaks of the unlock schedule the net change keeps its sign, so the "
            "circulation has no peak and no trough there. It drifts towards unlock rate over "
            "burn rate and never crosses that.",
            (CONSTANT, STRAIGHT),
            SIGN,
            _sign,
            _sign_in_numbers,
            {"constant-burn-rate": _burn_rate_steps, "straight-unlock": _unlock_fades},
            "time since the last break, up to the next; a jump of the schedule is a break",
            shown_in="fig-circulation-peak",
            owner="own; no source is known",
        ),
    )
