"""Where the circulation peaks: under a constant burn rate, and if the price is given."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import sympy as sp
from scipy.integrate import quad, solve_ivp

from model.logic import (Assumption, Chapter, Claim, Steps, Values, against, drawn, greatest,
                         most_at, only_path, only_root, rewritten)
from model.quantities import POSITIVE, theoretical
from model.theory.notation import (burn_rate, burned_share, circulating_tokens as circulating,
                                   elapsed, first_revenue, growth, positive, price_growth,
                                   token_price, unlock_rate)

at_break = theoretical("circulating_at_break", r"C_{\mathrm{b}}", "AI",
    "tokens in circulation when the unlock rate last changed, after any jump", POSITIVE)
peak = theoretical("peak_circulating", r"\hat C", "AI",
    "most tokens in circulation from a break on", POSITIVE)
stretch = theoretical("stretch_years", "D_{u}", "calendar_year",
    "years for which the unlock rate stays, before nothing more unlocks", POSITIVE)
peak_time = theoretical("peak_time", r"\hat\tau", "calendar_year",
    "years until the most tokens are in circulation, if the price is given")
REST = unlock_rate / burn_rate
PATH = REST + (at_break - REST) * sp.exp(-burn_rate * elapsed)
SIGN = sp.Eq(unlock_rate - burn_rate * circulating,
             (unlock_rate - burn_rate * at_break) * sp.exp(-burn_rate * elapsed), evaluate=False)
LARGEST = sp.Eq(peak, sp.Piecewise((at_break, sp.Ge(burn_rate * at_break, unlock_rate)),
                                   (PATH.subs(elapsed, stretch), True)))
BURN = burned_share * first_revenue / token_price
WHEN = sp.Eq(peak_time, sp.log(unlock_rate / BURN) / (growth - price_growth))
# Bound variable: by how much revenue outgrows the price.
faster = sp.Symbol("a", positive=True)


def _constant_rate(statement: sp.Basic) -> Steps:
    yield (rising := only_path("From the break on the circulation changes by u − kC, as long as u "
        "unlocks. It drifts to unlock rate over burn rate: down if k times it is above u at the "
        "break, up if below.", sp.Eq(circulating, PATH), elapsed,
        unlock_rate - burn_rate * circulating, at_break))
    yield rewritten("With this path the net change is the one at the break, times an exponential, "
        "which is positive: it keeps its sign, and the circulation only rises, or only falls.",
        SIGN, rising)
    end = PATH.subs(elapsed, stretch)
    yield (falling := only_path("When nothing unlocks any more it falls from where it is then.",
        sp.Eq(circulating, end * sp.exp(-burn_rate * elapsed)), elapsed, -burn_rate * circulating,
        end))
    after = falling.relation.rhs.subs(elapsed, elapsed - stretch)
    yield greatest("So it is largest at the break or when the last token unlocks, and nowhere "
        "larger.", LARGEST, sp.Piecewise((PATH, sp.Le(elapsed, stretch)), (after, True)), elapsed,
        (sp.Integer(0), stretch))


def _given_price(statement: sp.Basic) -> Steps:
    burns = BURN * sp.exp(growth * peak_time) / sp.exp(price_growth * peak_time)
    yield only_root("Revenue over price grows by the difference of the two rates, and so does the "
        "burn. The net change falls all the time, so the one time at which it vanishes is the one "
        "peak.", statement, sp.Eq(unlock_rate - burns, 0, evaluate=False),
        slope=-BURN * faster * sp.exp(faster * peak_time),
        where={growth: price_growth + faster, unlock_rate: positive(unlock_rate)})


def _path(start: Any, years: Any, unlock: Callable[[float], Any], burn: Callable[[float], Any]
          ) -> np.ndarray:
    """Circulation at 201 moments of a stretch, by integration; rates are functions of its part."""
    found = solve_ivp(lambda part, there: years * (unlock(part) - burn(part) * there), (0, 1),
                      np.atleast_1d(start), t_eval=np.linspace(0, 1, 201), rtol=1e-10, atol=1e-12)
    return np.asarray(found.y)


def _schedules() -> Iterator[Values]:
    """Random stretches, each at one of its moments and with its peak, until all has unlocked."""
    draw, count = np.random.default_rng(7), 400
    burn, start, years = (draw.uniform(*ends, count) for ends in ((0.05, 2), (0.2, 3), (0.1, 2)))
    unlock = draw.uniform(0, 3, count) * draw.integers(0, 2, count)
    first = _path(start, years, lambda _: unlock, lambda _: burn)
    second = _path(first[:, -1], years, lambda _: 0 * unlock, lambda _: burn)
    place = draw.integers(0, 201, count)
    yield {burn_rate: burn, at_break: start, stretch: years, unlock_rate: unlock,
           elapsed: years * place / 200, circulating: first[np.arange(count), place],
           peak: np.maximum(first.max(1), second.max(1))}


def _most(unlock: Callable[[float], float], burn: Callable[[float], float], claimed: float,
          granted: float = 0.0) -> tuple[float, float]:
    """The largest circulation of a year from one token, and the claim's for the last burn rate."""
    path = _path(1.0, 1.0, unlock, burn)[0]
    known = {at_break: 1, stretch: 1, unlock_rate: claimed, burn_rate: burn(1)}
    return float(max(path.max(), path[-1] + granted)), float(LARGEST.rhs.subs(known))


def _search(net: Callable[[float], float], years: float = 5.0) -> float:
    """When the circulation is largest, searched on what a net change adds up to."""
    return most_at(lambda end: float(quad(net, 0, end)[0]), years, 1e-10)


def _searched(at: Values) -> Values:
    """The peak with what unlocks as a multiple of the first burn."""
    first = at[burned_share] * at[first_revenue] / at[token_price]
    drift = at[growth] + at[price_growth]
    found = _search(
        lambda year: at[unlock_rate] - np.exp(drift * year) / np.exp(at[price_growth] * year), 20)
    return {unlock_rate: at[unlock_rate] * first, growth: drift, peak_time: found}


def _when(grows: float, drifts: float) -> float:
    """What the claim says if e times the first burn unlocks."""
    known = dict.fromkeys((burned_share, first_revenue, token_price), 1)
    return float(WHEN.rhs.subs({**known, unlock_rate: sp.E, growth: grows, price_growth: drifts}))


def claims() -> Chapter:
    """Peaks at breaks, and a peak inside."""
    straight = Assumption("straight-unlock", "the same number of tokens unlocks every year")
    yield Claim("circulation-peaks-at-cliff-or-end",
        "With a constant burn rate the circulation peaks only where the schedule breaks",
        "Between two breaks of the unlock schedule the net change keeps its sign, so there is no "
        "peak and no trough. After the cliff the circulation peaks at once if the burn rate is at "
        "least the share that unlocks in a year, measured right after the cliff, and else when the "
        "last token unlocks. There is no third case.",
        (Assumption("constant-burn-rate", "the same share of the circulation burns every year",
             "let nothing burn for half a year, then twice the circulation a year: the most is",
             lambda: _most(lambda _: 1, lambda part: 2 * (part >= 0.5), 1)),
         straight.without("let the unlock rate fade from 2 to 0 within a year: the most is",
             lambda: _most(lambda part: 2 - 2 * part, lambda _: 1, 2)),
         Assumption("nothing-unlocks-later", "after the stretch nothing more unlocks",
             "let nothing unlock and half burn a year, and grant a token at the end: the most is",
             lambda: _most(lambda _: 0, lambda _: 0.5, 0, granted=1))),
        sp.And(SIGN, LARGEST), proof=_constant_rate,
        numbers=against("integrated paths of random stretches, net change and largest circulation: "
            "gap, in tokens of which a few circulate", 1e-7, _schedules, unit=1.0),
        region="time since the last break, up to the next; a jump of the schedule is a break; "
        "before the cliff nothing unlocks, so the launch can be a peak too",
        shown_in="fig-circulation-peak", owner="own; no source is known",
        formerly=("circulation-peaks-only-at-breaks",))
    yield Claim("given-price-peaks-inside",
        "If the price is given and revenue outgrows it, the circulation peaks inside",
        "The peak is when the growing burn has caught up with the unlocks. It is an effect of the "
        "given price: with a price that follows revenue there is none.",
        (Assumption("given-price", "the price follows its own path, whatever is burned",
             "let market value follow revenue, so that a constant share burns: from one token the "
             "circulation rises to the end of what is searched, and the peak is at",
             lambda: (_search(lambda year: (np.exp(1) - 1) * np.exp(-year)), _when(1, 0))),
         Assumption("revenue-outgrows-price", "revenue grows faster than the price",
             "let the price grow by 2 a year and revenue by 1: the burn fades, and so it is at",
             lambda: (_search(lambda year: np.exp(1) - np.exp(-year)), _when(1, 2))),
         straight.without("let the unlock rate halve every year: the burn catches up at",
             lambda: (_search(lambda year: np.e * 0.5**year - np.exp(year)), _when(1, 0)))),
        WHEN, proof=_given_price,
        numbers=against("maximum of the accumulated net change, searched", 1e-5,
            drawn(80, {unlock_rate: (1.5, 20), burned_share: (0.3, 1), growth: (0.2, 1.5),
                       first_revenue: (1e6, 1e8), token_price: (0.01, 1),
                       price_growth: (-0.3, 0.5)}, _searched)),
        region="some tokens unlock; if it falls between the breaks of the schedule, else the peak "
        "is at a break", shown_in="fig-circulation-peak")
