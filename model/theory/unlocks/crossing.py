"""Burn against unlocks when holders count a part of what is locked: they cross once at most.

Value follows revenue, and the price is value over the tokens that count: those that are free, and a
part of the locked ones. So the same share of the tokens that count burns every year.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import sympy as sp
from scipy.integrate import solve_ivp

from model.logic import (Assumption, Chapter, Claim, Steps, Values, against, all_of, by_meaning,
                         drawn, identity, only_path, only_root, parts)
from model.quantities import NOT_NEGATIVE, POSITIVE, theoretical
from model.spec import accounts, worth
from model.theory.notation import burn_rate, elapsed, unlock_rate
from model.theory.sourced import spec

ratio = theoretical("burn_over_unlocks", "x", "1",
    "tokens that burn in a year over those that unlock in it", POSITIVE)
first_ratio = theoretical("first_burn_over_unlocks", "x_0", "1",
    "tokens that burn over those that unlock, at the start", POSITIVE)
fading = theoretical("unlocks_fade", r"\delta_u", "1/calendar_year",
    "rate at which yearly unlocks fade", NOT_NEGATIVE)
crossing_time = theoretical("crossing_time", r"\tau_\times", "calendar_year",
    "time at which as many tokens burn as unlock", POSITIVE)
gaining = theoretical("gain_at_crossing", r"\dot x_\times", "1/calendar_year",
    "yearly change of burn over unlocks where they are equal")
counted = worth.unlock_anticipation
GAINS = fading - counted * burn_rate
REST = burn_rate * (1 - counted) / (burn_rate - fading)
PATH = REST + (first_ratio - REST) * sp.exp((fading - burn_rate) * elapsed)
BEGINS = burn_rate * (1 - counted) - (burn_rate - fading) * first_ratio
CROSSING = sp.log(BEGINS / GAINS) / (burn_rate - fading)
# Bound variables of the two regions: a surplus of fading or of the ratio, and odds of shares.
surplus, odds, less = sp.symbols("a o z", positive=True)
slow = sp.Symbol("q", nonnegative=True)
PART = {counted: 1 / (1 + odds)}
OVERTAKES = PART | {fading: burn_rate / (1 + odds) + surplus, first_ratio: 1 / (1 + less)}
FALLS_BEHIND = PART | {fading: burn_rate / (1 + odds) * slow / (1 + slow), first_ratio: 1 + less}
#: Half of the tokens that count burn in a year, unlocks fade by two fifths, a quarter counts.
POINT = {burn_rate: 0.5, fading: 0.4, counted: 0.25, first_ratio: 0.6}


def _crossing(statement: sp.Basic) -> Steps:
    said = parts(statement)
    tokens, locked = spec("worth", worth.priced_tokens), accounts.locked_team
    yield identity("A token that unlocks adds to those that count what was not counted of it.",
        tokens.subs(locked, locked - 1) - tokens, 1 - counted)
    change = burn_rate * (1 - counted) - (burn_rate - fading) * ratio
    yield identity("Burn is a share of the tokens that count, which change by what unlocks, as far "
        "as it was not counted, and by the burn. Over unlocks that fade it changes by this.",
        fading * ratio + burn_rate * ((1 - counted) * unlock_rate - ratio * unlock_rate)
        / unlock_rate, change)
    yield (path := only_path("So it takes this path.", said[ratio], elapsed, change, first_ratio))
    yield (gain := by_meaning("Where burn and unlocks are equal the ratio moves by this: at each "
        "crossing the same way, so that there is no second one.", said[gaining],
        change.subs(ratio, 1)))
    meets = sp.Eq(path.relation.rhs.subs(elapsed, crossing_time), 1)
    slope = BEGINS * sp.exp((fading - burn_rate) * crossing_time)
    yield only_root("With burn ahead at first, and unlocks that fade slowly, they cross here.",
        said[crossing_time], meets, slope, FALLS_BEHIND)
    yield all_of("The path, the way it crosses, and when.", statement, path, gain,
        only_root("With unlocks ahead at first that fade quickly, it is the same time.",
            said[crossing_time], meets, slope, OVERTAKES))


def run(at: Values, unlocks: Callable[[float], float] | None = None,
        counts: Callable[[float], float] = lambda year: 0.0, given: bool = False) -> Values | None:
    """Free and locked tokens day by day until burn and unlocks are equal, if they ever are.

    ``unlocks`` are another schedule, ``counts`` what the counted part grows by, and with a price
    that is ``given`` the same number of tokens burns every year.
    """
    share, part = at[burn_rate], at[counted]
    open_up = unlocks or (lambda year: float(np.exp(-at[fading] * year)))

    def over(year: float, held: Any) -> float:
        tokens = held[0] + (part + counts(year)) * held[1]
        return float(at[first_ratio] if given else share * tokens) - open_up(year)

    def moves(year: float, held: Any) -> list[float]:
        return [-over(year, held), -open_up(year)]

    over.terminal = True  # type: ignore[attr-defined]
    locked = 0.9 * at[first_ratio] / share / part
    found = solve_ivp(moves, (0, 50), [at[first_ratio] / share - part * locked, locked], "DOP853",
                      events=over, rtol=1e-9, atol=1e-12, dense_output=True)
    meet, near = float(np.min(found.t_events[0], initial=np.inf)), 1e-4
    # What unlocks must be more than the integration errs, and still be there to unlock.
    if np.isinf(meet) or open_up(meet) < 1e-6 or found.y[1, -1] < 0:
        return None

    def seen(year: float) -> float:
        return 1 + over(year, found.sol(year)) / open_up(year)

    half = meet / 2
    return {elapsed: half, ratio: seen(half), crossing_time: meet,
            gaining: (seen(meet) - seen(meet - near)) / near}


def claims() -> Chapter:
    """The claim."""
    said = CROSSING.subs(POINT)

    def met(**how: Any) -> float:
        found = run(POINT, **how)
        return float(found[crossing_time]) if found else np.inf

    yield Claim("burn-crosses-unlocks-once",
        "Burn overtakes unlocks at most once, and only if these fade quickly",
        "They must fade by more than the burn rate times the part of locked tokens that holders "
        "count. If they fade by less, burn can only fall behind.",
        (Assumption("value-follows-revenue", "value is a multiple of revenue, and the price is "
             "value over the tokens that count", "let the price be given: years until they cross",
             lambda: (met(given=True), said)),
         Assumption("unlocks-fade-steadily", "yearly unlocks fade at a constant rate, or at none",
             "let them fade by the same number every year: years until they cross",
             lambda: (met(unlocks=lambda year: 1 - 0.4 * year), said)),
         Assumption("same-part-counts", "holders count the same part of what is locked",
             "let them count more every year: years until they cross",
             lambda: (met(counts=lambda year: 0.1 * year), said))),
        sp.And(sp.Eq(ratio, PATH), sp.Eq(crossing_time, CROSSING), sp.Eq(gaining, GAINS)),
        proof=_crossing,
        numbers=against("tokens that unlock and burn, integrated", 2e-4,
            drawn(80, {burn_rate: (0.05, 1.0), fading: (0.0, 1.0), counted: (0.05, 0.95),
                       first_ratio: (0.1, 3.0)}, run)),
        region="while tokens unlock; burn behind at first and unlocks that fade by more than the "
        "border, or burn ahead and unlocks that fade by less; else they do not cross",
        shown_in="fig-crossing", owner="own, no source known",
        uses=("circulation-peaks-at-cliff-or-end",))
