"""What would it take? The value of one lever at which a run reaches a target on a day.

All values of the lever meet the same random paths, and each path has its own answer, so that the
interval is over runs. Where no value reaches the target, the answer is a sentence that says why::

    model.solve("cover", lever="revenue", at_day=548, holding={"price": 0.05})
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from model import gates, memory, shown
from model.arrays import Array
from model.compile.tables import amount, unit_text
from model.engines.problem import Problem, Seeded
from model.interface import economy as shipped
from model.interface import parameters
from model.parameter_sets import Parameters
from model.points import Points, vary
from model.simulation import trajectories
from model.spec.economy import Economy
from model.targets import MONTH, Lever, Target, TargetError, lever, target

#: Values of the lever that are tried at once, and rounds that narrow them down.
TRIED, ROUNDS = 33, 3
#: A quantity that is held is searched so many times above and below what the economy computes.
REACH = 1e4
#: A range whose ends are further apart than this is searched by ratio.
WIDE = 20.0
#: What says why the vault cannot spend more.
VAULT = ("vault_spend", "vault_usd", "affordable", "cap_left", "depth", "holders", "spot")


#: What is closer by less than this part of what the lever does is no closer.
CLOSE = 0.02
#: A cause that binds on fewer per cent of the days is none.
SELDOM = 10


class SolveError(gates.Refused):
    """A question that cannot be asked, with the way out."""


@dataclass(frozen=True)
class Solution:
    """The lever's value in each run, not a number where none reaches the target.

    ``closest`` is the median of the closest that the target comes in the range, and ``at`` the
    lever there; ``why_not`` says what stood in the way.
    """

    target: Target
    equals: float
    lever: Lever
    at_day: int
    between: tuple[float, float]
    values: Array
    closest: float
    at: float
    why_not: str

    @property
    def reached(self) -> float:
        """Share of the runs that reach the target."""
        return float(np.isfinite(self.values).mean())

    @property
    def value(self) -> float:
        """Median of the runs, those that never get there counted as infinite."""
        return self._quantile(0.5)

    @property
    def interval(self) -> tuple[float, float]:
        """The 5th and 95th percentiles over runs, counted likewise."""
        return self._quantile(0.05), self._quantile(0.95)

    def _quantile(self, part: float) -> float:
        every = np.sort(np.where(np.isfinite(self.values), self.values, np.inf))
        place = part * (len(every) - 1)
        low, high = every[int(np.floor(place))], every[int(np.ceil(place))]
        return float(low if low == high else low + (high - low) * (place % 1))

    @property
    def sentence(self) -> str:
        """What was found, in a sentence or two."""
        asked = f"{self.target.info} is {_said(self.equals, self.target.unit)} on day {self.at_day}"
        if self.reached < 0.5:
            low, high = (_said(end, self.lever.unit) for end in self.between)
            return (
                f"No value of {self.lever.info} from {low} to {high} gets there in half of the "
                f"runs: asked was that {asked}, and the closest is "
                f"{_said(self.closest, self.target.unit)}, at {_said(self.at, self.lever.unit)}. "
                f"{self.why_not}"
            ).strip()
        low, high = (_said(end, self.lever.unit) for end in self.interval)
        return (
            f"With {self.lever.info} at {_said(self.value, self.lever.unit)} ({low} to {high} in "
            f"nine of ten of {len(self.values)} runs), {asked}."
        )

    def __str__(self) -> str:
        return self.sentence

    def _repr_html_(self) -> str:
        rows = zip(("5 %", "median", "95 %"), map(self._quantile, (0.05, 0.5, 0.95)), strict=True)
        return shown.table(self.sentence, ("over runs", unit_text(self.lever.unit)), rows)


def _said(value: float, unit: str) -> str:
    """A number to three digits with its unit; infinite is more than was looked at."""
    return "more" if np.isinf(value) else amount(float(f"{value:.3g}"), unit)


@dataclass(frozen=True)
class _Question:
    """An economy with a free lever, and what is read of its runs."""

    economy: Economy
    base: Parameters
    target: Target
    lever: Lever
    at_day: int
    runs: int
    seed: int

    def columns(self, values: Array, names: tuple[str, ...]) -> tuple[dict[str, Array], Any]:
        """Columns (values, runs, days) of the month before the day, and the parameters."""
        points = vary(self.economy, self.base, {self.lever.parameter: values})
        rows = range(self.at_day - MONTH, self.at_day + 1)
        problem = Problem(
            self.economy, points, Seeded(self.seed), self.runs, self.at_day, names, rows
        )
        return trajectories(problem, "auto"), points.columns

    def measured(self, values: Array) -> Array:
        """The target at each value of the lever, in each run."""
        return self.target.measure(*self.columns(values, self.target.columns))


def solve(
    target: str,
    *,
    lever: str,
    at_day: int,
    equals: float | None = None,
    between: tuple[float, float] | None = None,
    economy: str | Economy = "announced",
    scenario: str = "base",
    holding: Mapping[str, float] | None = None,
    runs: int = 40,
    seed: int = 7,
    **changes: Any,
) -> Solution:
    """The value of ``lever`` at which ``target`` is ``equals`` on day ``at_day``, in each run.

    ``target`` is "cover" (the month's burn over the month's unlocks), "burned share", or a column
    of a run. ``lever`` is "revenue", a parameter, or a level, a definition or a flow, which is then
    held at one number. ``between`` are the ends of the search: by default those of the parameter's
    range, or a wide range around what the economy computes. ``holding`` holds other quantities,
    such as a price; ``changes`` are parameters. Where a run gets there more than once, the least
    value is taken. Raises `SolveError`, `model.targets.TargetError`, or
    `model.parameter_sets.ParameterError` for a change.
    """
    question = _asked(target, lever, at_day, economy, scenario, holding or {}, runs, seed, changes)
    wanted = question.target.usual if equals is None else gates.number(SolveError, "equals", equals)
    if wanted is None:
        raise SolveError(f"say what {gates.shown(target)} is to be, such as equals=1.0")
    ends = _range(question) if between is None else _ends(between)
    values, closest, at = _searched(question, wanted, ends)
    why_not = _why_not(question, at) if np.isfinite(values).mean() < 0.5 else ""
    return Solution(
        question.target, wanted, question.lever, at_day, ends, values, closest, at, why_not
    )


def _asked(
    aim: str,
    turned: str,
    at_day: int,
    economy: str | Economy,
    scenario: str,
    holding: Mapping[str, float],
    runs: int,
    seed: int,
    changes: Mapping[str, Any],
) -> _Question:
    gates.whole(SolveError, "at_day", at_day, least=MONTH)
    gates.whole(SolveError, "runs", runs)
    which = economy if isinstance(economy, Economy) else shipped(economy)
    aimed, free = target(which, aim), lever(which, turned)
    held = gates.table(SolveError, "holding", holding, "write holding={'price': 0.05}")
    for name in held:
        if not lever(which, name).held or name == "revenue":
            raise TargetError(f"{name} cannot be held: give it as a parameter, {name}=...")
        if name == free.name:
            raise SolveError(f"{name} is the lever: it cannot be held too")
        which = which.holding(name)
    given = {f"{name}_held": value for name, value in held.items()} | dict(free.changes)
    if free.parameter in changes:
        raise SolveError(f"{free.parameter} is the lever: do not give it a value")
    if free.held:
        which = which.holding(free.name)
        given[free.parameter] = _start(economy, free, scenario, at_day, seed)
    memory.check(TRIED * runs * MONTH * len(aimed.columns), f"{TRIED} values", "ask for fewer runs")
    base = parameters(which, scenario, (), **{**given, **changes})
    return _Question(which, base, aimed, free, at_day, runs, seed)


def _start(economy: str | Economy, free: Lever, scenario: str, days: int, seed: int) -> float:
    """What the economy itself computes for a quantity that is held: its mean over a run."""
    which = economy if isinstance(economy, Economy) else shipped(economy)
    base = parameters(which, scenario, ())
    problem = Problem(which, Points.of([base]), Seeded(seed), 1, days, (free.name,))
    mean = float(np.mean(trajectories(problem, "auto")[free.name]))
    return mean if mean > 0 else 1.0


def _range(question: _Question) -> tuple[float, float]:
    """Where to look: the range of a parameter, or a wide one around what is computed."""
    if question.lever.between is not None:
        return question.lever.between
    name = question.lever.parameter
    if question.lever.held:
        return question.base[name] / REACH, question.base[name] * REACH
    low, high = question.economy.record(name).range
    if not low < high:
        raise SolveError(f"{name} has no range to look in: say where, such as between=(0, 1)")
    return low, high


def _ends(between: object) -> tuple[float, float]:
    ends = gates.rows(SolveError, "between", between, (int, float), "write between=(0.1, 0.9)")
    if len(ends) != 2 or not ends[0] < ends[1]:
        raise SolveError(f"between={gates.shown(between)}: give two numbers, the lower first")
    return float(ends[0]), float(ends[1])


def _searched(
    question: _Question, equals: float, ends: tuple[float, float]
) -> tuple[Array, float, float]:
    """The lever in each run; and how close the median comes, and where."""
    low, high = ends
    values = np.full(question.runs, np.nan)
    for _ in range(ROUNDS):
        tried = _spread(low, high)
        gaps = question.measured(tried) - equals
        middle = np.nanmedian(gaps, axis=1)
        if np.isnan(values).all():
            near = np.abs(middle)
            # The first that is nearly as close: beyond it more of the lever does nothing.
            best = int(np.argmax(near <= np.nanmin(near) + CLOSE * np.ptp(near)))
            closest, at = float(middle[best] + equals), float(tried[best])
        crossed = np.sign(gaps[:-1]) * np.sign(gaps[1:]) <= 0
        found = crossed.any(axis=0)
        if not found.any():
            break
        first = crossed.argmax(axis=0)
        runs = np.flatnonzero(found)
        before, after = gaps[first[runs], runs], gaps[first[runs] + 1, runs]
        part = np.where(before == after, 0.0, before / np.where(before == after, 1, before - after))
        left, right = tried[first[runs]], tried[first[runs] + 1]
        values[runs] = left + part * (right - left)
        low, high = float(left.min()), float(right.max())
    return values, closest, at


def _spread(low: float, high: float) -> Array:
    wide = low > 0 and high / low > WIDE
    return np.geomspace(low, high, TRIED) if wide else np.linspace(low, high, TRIED)


def _why_not(question: _Question, at: float) -> str:
    """What keeps the vault from spending more in that month, if the economy has a vault."""
    known = {symbol.name for symbol in (*question.economy.states, *question.economy.observables)}
    if not known.issuperset(VAULT):
        return ""
    month, given = question.columns(np.array([at]), VAULT)
    found = {name: values[..., 1:] for name, values in month.items()}
    share, limit = (float(given[name][0]) for name in ("depth_share", "arbitrage_limit"))
    bounds = {
        "the cap on an epoch's purchases binds": found["cap_left"],
        "the market is too shallow": share * found["depth"],
        "the market has no more tokens to sell": limit * found["holders"] * found["spot"],
    }
    waits = found["vault_usd"] > 1.001 * found["vault_spend"]
    guarded = waits & (found["vault_spend"] < 0.999 * found["affordable"])
    causes = {"the guard binds": guarded}
    for name, bound in bounds.items():
        causes[name] = waits & ~guarded & (bound <= 1.001 * found["affordable"])
    cause, days = max(causes.items(), key=lambda each: float(each[1].mean()))
    part = round(100 * float(days.mean()))
    if part < SELDOM:
        return "The vault spends what it has."
    return f"There {cause} on {part} per cent of the days of that month, and dollars wait."
