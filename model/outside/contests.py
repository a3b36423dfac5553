"""Contests and shares: effort for a prize, a jackpot that many find, and a token that burns.

Sources of the rules: Tullock 1980; Truebit; Kalabić 2025.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from fractions import Fraction

from scipy.integrate import quad, solve_ivp
from scipy.optimize import brentq, minimize_scalar


def effort(players: int, prize: int) -> float:
    """Effort of each player where no player gains by another: found by search, not by formula."""

    def best_reply(each: float) -> float:
        others = (players - 1) * each
        found = minimize_scalar(
            lambda mine: mine - prize * mine / (mine + others),
            bounds=(0, prize),
            method="bounded",
            options={"xatol": 1e-9},
        )
        return float(found.x)

    return float(brentq(lambda each: best_reply(each) - each, prize * 1e-3, prize, xtol=1e-9))


def jackpot_paid(finders: int, halved_by: int) -> Fraction:
    """Part of a jackpot that is paid if ``finders`` find the error: each gets 1/2^(k − 1) of it."""
    return sum((Fraction(1, halved_by ** (finders - 1)) for _ in range(finders)), Fraction(0))


def tokens_left(
    discount: Fraction, growth: Fraction, revenue: int, tokens: int, years: Fraction
) -> float:
    """Tokens after ``years`` if all revenue burns tokens and none are minted.

    The value of the network starts at the present value of its revenue, by quadrature; both
    equations are then integrated forward: V' = ρ V − y, M' = −M y / V.
    """
    rho, g = float(discount), float(growth)
    value, _ = quad(lambda t: revenue * math.exp((g - rho) * t), 0, math.inf)

    def change(t: float, state: Sequence[float]) -> tuple[float, float]:
        worth, left = state
        paid = revenue * math.exp(g * t)
        return rho * worth - paid, -left * paid / worth

    path = solve_ivp(change, (0, float(years)), (value, tokens), rtol=1e-10, atol=1e-8)
    return float(path.y[1, -1])
