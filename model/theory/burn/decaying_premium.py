"""What a premium that decays does to the burn: supply's path, and by how long the burn is late.

At launch holders pay more than usage is worth. While the premium lasts it keeps the price up, and
the same dollars burn fewer tokens.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

import numpy as np
import sympy as sp

from model.logic.formulas import limit_of, only_path
from model.logic.step import Step
from model.logic.steps import read
from model.quantities import POSITIVE, theoretical
from model.spec import accounts as a
from model.spec import worth as w
from model.spec.core import stated
from model.theory import notation as t
from model.theory.burn.daily_purchases import DRAWN, SHARES, drawn, left_after, worth_block
from model.theory.burn.fundamental_rate import SUM, usage
from model.theory.claim import Assumption, Claim, Counterexample, Evidence
from model.theory.compare import agrees, formula

usage_at_start = theoretical(
    "usage_at_start", r"M^{u}_0", "USD", "what usage is worth at the start, without the premium",
    POSITIVE)  # fmt: skip
sober_rate = theoretical(
    "sober_rate", "k_u", "1/calendar_year", "burn rate that there would be without a premium",
    POSITIVE)  # fmt: skip
delay = theoretical(
    "delay",
    r"\tau_\Omega",
    "calendar_year",
    "time by which a premium makes the burn late",
    POSITIVE,
)
FIGURE = "fig-burn-premium-path"
time, g = t.elapsed, t.growth
OVER = w.premium_at_launch / usage_at_start
FADES = g + sp.log(2) / w.premium_half_life
PATH = sp.Eq(
    t.supply,
    a.initial_supply * ((1 + OVER) / (sp.exp(FADES * time) + OVER)) ** (sober_rate / FADES),
)
DELAY = sp.Eq(delay, sp.log(1 + OVER) / FADES)
# Bound variables: how fast the premium falls behind usage, and time where a limit is taken.
fades, years = sp.symbols("s tau", positive=True)
BEHIND = {g: fades - sp.log(2) / w.premium_half_life}


def _path(statement: sp.Basic) -> Iterator[Step]:
    premium = read(
        "The specification's premium decays.",
        w.premium,
        stated(worth_block(), w.premium),
        w.premium_at_launch * sp.exp(-sp.log(2) * a.years / w.premium_half_life),
    )
    yield premium
    worth = usage_at_start * sp.exp(g * time)
    yield only_path(
        "The dollars that burn are what usage is worth, times the burn rate that there would be "
        "without a premium. Over a value that the premium lifts they are a smaller share of the "
        "supply. Only this path falls at that rate. The premium falls behind usage, at a rate s.",
        statement,
        time,
        -sober_rate * worth / (worth + premium.relation.rhs.subs(a.years, time)) * t.supply,
        a.initial_supply,
        where=BEHIND,
    )


def _delay(statement: sp.Basic) -> Iterator[Step]:
    yield from _path(PATH)
    burned = sp.expand_log(sp.log(a.initial_supply / PATH.rhs.subs(BEHIND)))
    yield limit_of(
        "At the rate without a premium the same tokens would have burned in less time, the "
        "logarithm of the supply's fall over that rate. In the long run this is by how much less.",
        statement,
        (time - burned / sober_rate).subs(time, years),
        years,
        sp.oo,
        where=BEHIND,
    )


def _network(numbers: tuple[float, ...]) -> tuple[float, float]:
    """Value of usage at the start and burn rate without a premium, for a million of fees a year."""
    _, worth = usage()
    known = dict(zip(DRAWN, numbers, strict=True)) | SHARES
    rate = 1 / float(SUM.rhs.subs(known))
    return float(worth.subs(known | {t.yearly_fees: 1e6})), rate


ORDER = (a.initial_supply, sober_rate, usage_at_start, g, w.premium_at_launch, w.premium_half_life,
         time)  # fmt: skip


def _cases(
    seed: int, shortest: float, longest: float
) -> Iterator[tuple[tuple[float, ...], float, float]]:
    """Networks, a premium over what usage is worth, and its half-life within bounds."""
    draw = np.random.default_rng(seed)
    for numbers in drawn(seed):
        yield numbers, float(draw.uniform(0.2, 20)), float(draw.uniform(shortest, longest))


def _run(numbers: tuple[float, ...], premium: float, half: float, years: int) -> float:
    changes = {w.premium_at_launch: premium, w.premium_half_life: half}
    return left_after(w.FUNDAMENTAL, numbers, years, changes=changes)


def _path_in_numbers(statement: sp.Basic) -> Evidence:
    find, found = formula(statement, *ORDER), []
    for numbers, over_usage, half in _cases(7, 0.1, 2):
        worth, rate = _network(numbers)
        premium, growth = over_usage * worth, numbers[3]
        said = find(1.0, rate, worth, growth, premium, half, 2.0)
        found.append((float(np.log(said)), float(np.log(_run(numbers, premium, half, 2)))))
    return agrees("logarithms after two years of whole-number purchases: relative", found, 1e-2)


def _delay_in_numbers(statement: sp.Basic) -> Evidence:
    find, found = formula(statement, *ORDER[2:6]), []
    for numbers, over_usage, half in _cases(8, 0.08, 0.15):
        worth, rate = _network(numbers)
        late = find(worth, numbers[3], over_usage * worth, half)
        # After two years the premium is gone; what has not burned by then is what the delay costs.
        burned = -float(np.log(_run(numbers, over_usage * worth, half, 2)))
        found.append((late, 2 - burned / rate))
    return agrees("years by which whole-number purchases are late after two: relative", found, 1e-2)


#: Usage worth 1, a premium of 3 that halves in a year, no growth, a tenth that would burn.
POINT: Mapping[sp.Symbol, sp.Expr] = {
    a.initial_supply: sp.Integer(1), usage_at_start: sp.Integer(1), g: sp.Integer(0),
    sober_rate: sp.Rational(1, 10), w.premium_at_launch: sp.Integer(3),
    w.premium_half_life: sp.Integer(1)}  # fmt: skip


K0 = POINT[sober_rate]
HALVED = 1 + 3 * 2**-time
EQUAL = sp.log(3) / sp.log(2)  # the premium is as large as what usage is worth
#: How each assumption is dropped: the words, what burns of a rate of one within two years, and by
#: how long the burn is late in the end.
CHANGED: Mapping[str, tuple[str, sp.Expr, sp.Expr]] = {
    "premium-adds": (
        "let holders pay the larger of usage and premium, and not their sum",
        sp.integrate(2**time / 3, (time, 0, EQUAL)) + 2 - EQUAL,
        EQUAL - sp.integrate(2**time / 3, (time, 0, EQUAL)),
    ),
    "premium-halves": (
        "let the premium fall along a line to nothing in two years",
        sp.integrate(1 / (4 - 3 * time / 2), (time, 0, 2)),
        2 - sp.integrate(1 / (4 - 3 * time / 2), (time, 0, 2)),
    ),
    "usage-follows": (
        "let nothing burn in the first year",
        sp.integrate(1 / HALVED, (time, 1, 2)),
        2 + sp.integrate(1 / HALVED, (time, 0, 1)),
    ),
}  # fmt: skip


def _without(name: str, statement: sp.Eq) -> Callable[[], Counterexample]:
    """The statement at the point, against what happens without an assumption."""

    def made() -> Counterexample:
        text, burned, late = CHANGED[name]
        if statement is PATH:
            found, said = sp.exp(-K0 * burned), PATH.rhs.subs(POINT).subs(time, 2)
            words = f"{sp.N(found, 3)} of the supply is left after two years and not"
        else:
            found, said = late, DELAY.rhs.subs(POINT)
            words = f"the burn is late by {sp.N(found, 3)} years and not by"
        near = sp.Le(sp.Abs(sp.N(found / said, 20) - 1), sp.Rational(1, 1000))
        return Counterexample(f"{text}: {words} {sp.N(said, 3)}", near)

    return made


def claims() -> tuple[Claim, ...]:
    """The two claims."""
    needed = (
        Assumption("premium-adds", "the price is what usage is worth and a premium in dollars, "
                   "over the tokens"),
        Assumption("premium-halves", "the premium halves in a given time"),
        Assumption("usage-follows", "what usage is worth and the dollars that burn grow together, "
                   "at one rate"),
    )  # fmt: skip
    region = "usage that does not fall as fast as the premium; g + ln 2 / h is positive"
    path = Claim(
        "premium-slows-the-burn",
        "A premium that decays slows the burn until usage outweighs it",
        "While the premium is many times what usage is worth, the burn is as many times slower.",
        needed,
        PATH,
        _path,
        _path_in_numbers,
        {name: _without(name, PATH) for name in CHANGED},
        region,
        shown_in=FIGURE,
        owner="own; no source is known",
    )
    late = Claim(
        "premium-delays-the-burn",
        "In the long run a premium delays the burn by a time, and changes nothing else",
        "Without growth it is as many half-lives of the premium as the value at launch must be "
        "halved to be what usage alone is worth.",
        needed,
        DELAY,
        _delay,
        _delay_in_numbers,
        {name: _without(name, DELAY) for name in CHANGED},
        region,
        shown_in=FIGURE,
        owner="own; no source is known",
        uses=("premium-slows-the-burn",),
    )
    return path, late
