"""The announced economy at rest: no surprise, no season, no trend, everything vested.

Tokens are burned every day, so their number never rests. But nobody in the model cares in
what unit tokens are counted, so a day can be followed by a re-denomination that brings the
supply back to what it was. What repeats itself then is the steady state: shares, dollar
amounts and the rate at which all token amounts shrink together. Three numbers move too
slowly to be solved for and are given (`Slow`): the supply, the part of it that the pool has
kept as fees, and the pool's product of reserves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from model.compile.python import printed
from model.interface import parameters
from model.parameters import Parameters
from model.quantities import Kind, quantity
from model.spec import accounts as a
from model.spec.core import Law
from model.spec.economy import Economy
from model.units import unit

Array = NDArray[np.float64]

#: Parameters that move the economy by themselves, at the value that stops them. That these
#: suffice is checked, not believed: see `Day.must_be_still`.
STILL: Mapping[str, float] = {
    "season_size": 0.0,
    "demand_growth": 0.0,
    "hardware_cost_trend": 0.0,
    "price_drift": 0.0,
    "demand_volatility": 0.0,
    "workload_volatility": 0.0,
    "application_volatility": 0.0,
    "price_volatility": 0.0,
    "noise_size": 0.0,
}
#: A day after which adoption, vesting and subsidy are over to the last digit.
LATE = 10_000_000.0


class NotStill(ValueError):
    """The economy has a clock or a surprise that `STILL` does not stop."""


def still(**changes: float | str) -> Parameters:
    """Parameters of the announced economy at rest: `STILL`, then ``changes``, and no votes."""
    chosen: dict[str, Any] = {**STILL, **changes}
    return parameters("announced", votes=(), **chosen)


@dataclass(frozen=True)
class Slow:
    """What drifts: the supply that is not burned, the pool's fees in it, and X·Y of the pool."""

    supply: float
    fees_kept: float
    product: float


@dataclass(frozen=True)
class Sorted:
    """The states of an economy by what becomes of them when nothing is new any more.

    ``sinks`` never pay and ``sources`` never receive, ``clocks`` step on by themselves,
    ``outside`` may be in debt, ``residual`` holds all other tokens, and ``core`` can rest.
    """

    core: tuple[sp.Symbol, ...]
    sinks: tuple[sp.Symbol, ...]
    sources: tuple[sp.Symbol, ...]
    clocks: tuple[sp.Symbol, ...]
    outside: tuple[sp.Symbol, ...]
    residual: sp.Symbol = a.free_float
    by_product: sp.Symbol = a.pool_usd


def _steps_on(economy: Economy, law: Law) -> bool:
    """Whether a level reads itself and no other state, and comes no nearer to any value.

    Days and epochs are counted so; an exogenous price wanders so.
    """
    definitions = {e.symbol: e.amount for b in economy.blocks for e in b.definitions}
    value = law.value
    while stated := value.free_symbols & set(definitions):
        value = value.xreplace({s: definitions[s] for s in stated})
    if value.free_symbols & set(economy.states) != {law.level}:
        return False
    given = {s: 0 for s in value.free_symbols if quantity(s).kind is Kind.SHOCK}
    chosen = still()
    given |= {s: chosen[s.name] for s in value.free_symbols if s.name in chosen}
    moved = sp.lambdify(law.level, value.subs(given), "math")
    return any(abs(moved(2 * x) - moved(x) - x) < 1e-9 for x in (0.25, 1.0))


@cache
def sort_states(economy: Economy) -> Sorted:
    """Sort the states by rules read off the specification."""
    flows = [flow for _, flow in economy.flows()]
    payers, receivers = {f.payer for f in flows}, {f.receiver for f in flows}
    outside = tuple(s for s in economy.stocks if quantity(s).domain.low < 0)
    sinks = tuple(s for s in economy.stocks if s not in payers and s not in outside)
    sources = tuple(s for s in economy.stocks if s not in receivers and s not in outside)
    laws = [law for block in economy.blocks for law in block.laws]
    clocks = tuple(law.level for law in laws if _steps_on(economy, law))
    left = {*outside, *sinks, *sources, *clocks, Sorted.residual, Sorted.by_product}
    core = tuple(s for s in economy.states if s not in left)
    return Sorted(core, sinks, sources, clocks, outside)


def token_power(symbol: sp.Symbol) -> float:
    """The power of AI in a quantity's unit: 1 for a balance, -1 for a price of the token."""
    return dict(unit(quantity(symbol).unit)[1]).get("[ai_token]", 0.0)


class Day:
    """The printed day of the economy at rest, with the token re-denominated in the evening."""

    def __init__(self, economy: Economy, given: Mapping[str, float], slow: Slow) -> None:
        self.economy, self.given, self.slow = economy, dict(given), slow
        self.sorted = sort_states(economy)
        self.core = tuple(s.name for s in self.sorted.core)
        self.power = np.array([token_power(s) for s in self.sorted.core])
        self._states = tuple(s.name for s in economy.states)
        self._names = (*self._states, *(s.name for s in economy.observables))
        self._pool = self.core.index("pool_ai")
        self._tokens = tuple(s.name for s in economy.accounts("AI") if s.name in self.core)
        self._step = printed(economy).module.step
        self._fixed = (
            *(self.given[s.name] for s in economy.parameters),
            *(self.given[s.name.removeprefix("scheduled_")] for s in economy.schedules),
        )

    def whole(self, core: Array) -> dict[str, float]:
        """All states, from those that can rest: the rest is frozen or follows from the sums."""
        full = dict.fromkeys(self._states, 0.0)
        full.update({s.name: LATE if s == a.day else 1.0 for s in self.sorted.clocks})
        full.update(zip(self.core, (float(v) for v in core), strict=True))
        full["burned"] = self.given["initial_supply"] - self.slow.supply
        full["pool_fees_ai"] = self.slow.fees_kept
        full["pool_usd"] = self.slow.product / full["pool_ai"]
        held = sum(full[name] for name in self._tokens)
        full["free_float"] = self.slow.supply - self.slow.fees_kept - held
        return full

    def observe(self, core: Array) -> dict[str, float]:
        """States, flows and definitions at the end of the day, before the re-denomination."""
        return self._run(self.whole(core))

    def _run(self, full: Mapping[str, float], draw: float = 0.0) -> dict[str, float]:
        drawn = (draw for _ in self.economy.shocks)
        return dict(zip(self._names, self._step(*full.values(), *self._fixed, *drawn), strict=True))

    def next(self, core: Array) -> Array:
        """The core a day later, in the new denomination."""
        after = self.observe(core)
        scale = self.slow.supply / (self.given["initial_supply"] - after["burned"])
        moved = np.array([after[name] for name in self.core]) * scale**self.power
        price = after["pool_usd"] / after["pool_ai"] / scale
        moved[self._pool] = np.sqrt(self.slow.product / price)
        return moved

    def burn_rate(self, core: Array) -> float:
        """Part of the supply that is burned in a year."""
        left = self.given["initial_supply"] - self.observe(core)["burned"]
        return float(-np.log(left / self.slow.supply) / self.given["day_in_years"])

    def denomination_matters(self, core: Array, factor: float = 4.0) -> float:
        """How far the day differs, relatively, if ``factor`` new tokens replace each old one."""
        power = {s.name: token_power(s) for s in (*self.economy.states, *self.economy.observables)}
        given = {
            s.name: self.given[s.name] * factor ** token_power(s) for s in self.economy.parameters
        }
        full = {k: v * factor ** power[k] for k, v in self.whole(core).items()}
        here = self.observe(core)
        there = Day(self.economy, given, self.slow)._run(full)
        unlike = (
            abs(there[k] / factor ** power[k] - v) / max(abs(v), 1e-300) for k, v in here.items()
        )
        return float(max(unlike))

    def must_be_still(self, core: Array) -> None:
        """Raise `NotStill` if another day or a surprise changes anything but the clocks."""
        full = self.whole(core)
        here = self._run(full)
        clocks = {s.name for s in self.sorted.clocks}
        # Half a week and half a year later; half-days tell a season from its own period.
        others = [(f"{days} days later", self._run({**full, "day": LATE + days}))
                  for days in (3.5, 182.5)]  # fmt: skip
        others += [(f"with draws of {draw}", self._run(full, draw)) for draw in (-1.0, 1.0)]
        for what, found in others:
            unlike = [n for n in self.core if n not in clocks and found[n] != here[n]]
            if unlike:
                raise NotStill(
                    f"{', '.join(unlike[:3])} differ {what}: add what moves them to STILL"
                )
