"""Where the circulation peaks after the cliff, if the same share of it burns every year."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import sympy as sp

from model.logic.arithmetic import greatest
from model.logic.formulas import only_path
from model.logic.step import Step
from model.quantities import POSITIVE, theoretical
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.unlocks.circulation import (
    CONSTANT,
    HALF,
    PATH,
    STRAIGHT,
    C,
    at_break,
    k,
    run,
    schedules,
    tau,
    u,
)

peak = theoretical(
    "peak_circulating", r"\hat C", "AI", "most tokens in circulation from a break on", POSITIVE
)
stretch = theoretical(
    "stretch_years",
    "D_{u}",
    "calendar_year",
    "years for which the unlock rate stays, before nothing more unlocks",
    POSITIVE,
)
LARGEST = sp.Eq(
    peak,
    sp.Piecewise((at_break, sp.Ge(k * at_break, u)), (PATH.subs(tau, stretch), True)),
)


def _largest(statement: sp.Basic) -> Iterator[Step]:
    rising = only_path(
        "From the break on the circulation changes by u − kC, as long as u unlocks. It drifts to "
        "unlock rate over burn rate: down if k times it is above u at the break, up if below.",
        sp.Eq(C, PATH),
        tau,
        u - k * C,
        at_break,
    )
    end = rising.relation.rhs.subs(tau, stretch)
    falling = only_path(
        "When nothing unlocks any more it falls from where it is then.",
        sp.Eq(C, end * sp.exp(-k * tau)),
        tau,
        -k * C,
        end,
    )
    after = falling.relation.rhs.subs(tau, tau - stretch)
    yield from (rising, falling)
    yield greatest(
        "So it is largest at the break or when the last token unlocks, and nowhere larger.",
        statement,
        sp.Piecewise((rising.relation.rhs, sp.Le(tau, stretch)), (after, True)),
        tau,
        (sp.Integer(0), stretch),
    )


def _largest_in_numbers(statement: sp.Basic) -> Evidence:
    rate, start, rates, years = schedules(400)
    unlock, length = rates[:, 0], years[:, 0]
    first = run(rate, start, unlock, length)
    second = run(rate, first[:, -1], 0 * unlock, length)
    found = np.maximum(first.max(1), second.max(1))
    said = sp.lambdify((at_break, u, k, stretch), statement.rhs)(start, unlock, rate, length)
    worst = float(np.max(np.abs(found / said - 1)))
    return Evidence("largest circulation of integrated paths: relative gap", 400, worst, 1e-7)


def _largest_instance(found: sp.Expr, unlock: sp.Expr, rate: sp.Expr) -> sp.Basic:
    """The formula against the largest circulation of a year that starts with one token."""
    return sp.Eq(found, LARGEST.rhs.subs({at_break: 1, u: unlock, k: rate, stretch: 1}))


def _burn_rate_rises() -> Counterexample:
    top = 1 + HALF  # from there it falls towards one half
    return Counterexample(
        "let a token unlock a year and nothing burn for half a year, then twice the circulation "
        "a year: the peak is at half a year",
        _largest_instance(top, sp.Integer(1), sp.Integer(2)),
    )


def _fades() -> Counterexample:
    top = (4 - 2 * tau - 3 * sp.exp(-tau)).subs(tau, sp.log(sp.Rational(3, 2)))
    return Counterexample(
        "let the unlock rate fade from 2 to 0 within a year: the peak is inside the year",
        _largest_instance(top, sp.Integer(2), sp.Integer(1)),
    )


def _granted_later() -> Counterexample:
    return Counterexample(
        "let nothing unlock and half burn a year, and grant a token at the end: the grant is the "
        "peak",
        _largest_instance(sp.exp(-HALF) + 1, sp.Integer(0), HALF),
    )


def claims() -> tuple[Claim, ...]:
    """The claim."""
    return (
        Claim(
            "circulation-peaks-at-cliff-or-end",
            "After the cliff the circulation peaks at once or when the last token unlocks",
            "It peaks at the cliff if the burn rate is at least the share that unlocks in a year, "
            "measured right after the cliff, and else at the end. There is no third case.",
            (
                CONSTANT,
                STRAIGHT,
                Assumption("nothing-unlocks-later", "after the stretch nothing more unlocks"),
            ),
            LARGEST,
            _largest,
            _largest_in_numbers,
            {
                "constant-burn-rate": _burn_rate_rises,
                "straight-unlock": _fades,
                "nothing-unlocks-later": _granted_later,
            },
            "from the cliff on; before it nothing unlocks, so the launch can be a peak too",
            shown_in="fig-circulation-peak",
            owner="own; no source is known",
            uses=("circulation-peaks-only-at-breaks",),
        ),
    )
