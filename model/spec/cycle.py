"""The morning of a day: what moves everything at once.

A common cycle loads on the mood of the market, on demand and on the price of hardware, so that
shocks belong together. The size of the day's surprises wanders too (stochastic volatility), which
gives the price the fat tails that prices have.
"""

from __future__ import annotations

import sympy as sp

from model.quantities import (
    POSITIVE,
    SHARE,
    Domain,
    definition,
    level,
    parameter,
    shock,
)
from model.spec import accounts as a
from model.spec.core import Block, Definition, Equation, Initial, Law

HALF_LIFE = Domain(0.01, 100)

cycle_half_life = parameter(
    "cycle_half_life",
    r"h_z",
    "calendar_year",
    "time in which half of a swing of the common cycle is gone",
    HALF_LIFE,
    "cycle_half_life",
)
mood_half_life = parameter(
    "mood_half_life",
    r"h_\mu",
    "calendar_year",
    "time in which half of a swing of the market's mood is gone",
    HALF_LIFE,
    "mood_half_life",
)
mood_volatility = parameter(
    "mood_volatility",
    r"\sigma_\mu",
    "calendar_year**-0.5",
    "volatility of the market's mood",
    Domain(0, 5),
    "mood_volatility",
)
mood_load = parameter(
    "mood_load",
    r"\rho_\mu",
    "1",
    "part of the mood's surprises that is the common cycle's",
    Domain(-1, 1),
    "mood_load",
)
unrest_size = parameter(
    "unrest_size",
    r"s_h",
    "1",
    "standard deviation of the log size of a day's surprises",
    Domain(0, 1),
    "unrest_size",
)
unrest_half_life = parameter(
    "unrest_half_life",
    r"h_h",
    "calendar_year",
    "time in which half of a spell of unrest is gone",
    HALF_LIFE,
    "unrest_half_life",
)

cycle_noise = shock("cycle_noise", r"\xi_z", "surprise in the common cycle")
mood_noise = shock("mood_noise", r"\xi_\mu", "surprise in the market's mood that is its own")
unrest_noise = shock("unrest_noise", r"\xi_\kappa", "surprise in the size of surprises")

cycle = level("cycle", "z", "1", "common cycle, in standard deviations")
mood = level("mood", r"\mu", "1", "log of the market's mood: what it pays over a sober value")
unrest = level("unrest", "h", "1", "log size of today's surprises, over the usual")
surprise_size = definition(
    "surprise_size", r"\kappa_h", "1", "size of today's surprises, over the usual", POSITIVE
)
cycle_kept = definition(
    "cycle_kept", r"\rho_z", "1", "part of the common cycle that is left a day later", SHARE
)
mood_kept = definition(
    "mood_kept", r"\rho_\mu'", "1", "part of the mood that is left a day later", SHARE
)
unrest_kept = definition(
    "unrest_kept", r"\rho_h", "1", "part of the unrest that is left a day later", SHARE
)


def kept(half_life: sp.Expr) -> sp.Expr:
    """What is left of a swing a day later, from its half-life."""
    return sp.exp(-sp.log(2) * a.day_in_years / half_life)


def scale_of_surprises(unrest: sp.Expr) -> sp.Expr:
    """A factor with mean square one: unrest makes calm and wild days, not more variance."""
    return sp.exp(unrest - unrest_size**2)


def mood_step() -> sp.Expr:
    """Standard deviation of a day's surprise in the mood."""
    return mood_volatility * sp.sqrt(a.day_in_years)


def morning() -> Block:
    """A new day: the cycle and the size of surprises move on."""
    equations: tuple[Equation, ...] = (
        Law(a.day, a.day + 1),
        Definition(cycle_kept, kept(cycle_half_life)),
        Definition(unrest_kept, kept(unrest_half_life)),
        Law(cycle, cycle_kept * cycle + sp.sqrt(1 - cycle_kept**2) * cycle_noise),
        Law(
            unrest, unrest_kept * unrest + unrest_size * sp.sqrt(1 - unrest_kept**2) * unrest_noise
        ),
    )
    return Block("morning", "A new day: the common cycle moves, and calm turns wild.", equations)


def market_mood() -> Block:
    """The market's mood moves with the cycle, by steps of today's size."""
    own = sp.sqrt(1 - mood_load**2)
    return Block(
        "market_mood",
        "The market's mood moves with the common cycle.",
        (
            Definition(mood_kept, kept(mood_half_life)),
            Definition(surprise_size, scale_of_surprises(unrest)),
            Law(
                mood,
                mood_kept * mood
                + mood_step() * surprise_size * (mood_load * cycle_noise + own * mood_noise),
            ),
        ),
    )


def initial() -> tuple[Initial, ...]:
    """Day 0: no swing, no unrest."""
    zero = sp.Integer(0)
    return tuple(Initial(each, zero) for each in (a.day, cycle, mood, unrest))
