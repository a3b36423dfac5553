"""Counterexamples of claims that two runs of the economy show: with an assumption, and without it.

Most counterexamples are of formulas, or run one mechanism in amounts of their own. Here are those
that drop an assumption by parameters of the announced economy alone. The numbers that they change
come from the modules of the theory; `link` opens both runs in the Explorer.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import urlencode

import numpy as np
import sympy as sp

from model.arrays import Array
from model.engines.problem import Problem, Seeded
from model.experiments.explorer import DAYS, NAME, SCENARIO, SEED
from model.interface import economy, parameters
from model.logic import presentation
from model.logic.claim import Assumption
from model.logic.numbers import Values
from model.points import Points
from model.quantities import quantity
from model.simulation import trajectories
from model.spec import accounts, vault
from model.theory.invariants import accounting
from model.theory.registry import claims
from model.theory.vault import vault as called

#: How far a counterexample in whole units, a thousand of them, may be from amounts that divide.
ROUNDING = 2e-3


@dataclass(frozen=True)
class Pair:
    """Two runs from base: ``dropped`` are its numbers without an assumption, ``kept`` beside them.

    ``measure`` is an amount of a day, of columns and parameters, and ``words`` say what it is. In
    the first run it is as many times that of the second as what the counterexample finds is of
    what the claim says.
    """

    claim: str
    assumption: str
    words: str
    measure: sp.Expr
    dropped: Values
    kept: Values = field(default_factory=dict)

    @property
    def key(self) -> str:
        """The counterexample as the link names it."""
        return f"{self.claim}/{self.assumption}"

    @property
    def needs(self) -> Assumption:
        """The assumption, with its counterexample."""
        (found,) = (a for a in claims[self.claim].assumptions if a.name == self.assumption)
        return found

    def ratio(self) -> float:
        """What the counterexample finds, over what the claim says instead."""
        sides = self.needs.broken() if self.needs.broken else ()
        if not isinstance(sides, tuple):
            raise TypeError(f"{self.key}: the counterexample gives no two numbers")
        found, claimed = sides
        return float(found / claimed)

    def link(self) -> str:
        """The part of the Explorer's address that opens both runs, A without the assumption."""
        parts = [("scenario", SCENARIO), *_changed("", self.dropped), ("seed", SEED), ("run", 0)]
        parts += [("b.scenario", SCENARIO), *_changed("b.", self.kept)]
        return "#" + urlencode([*parts, ("counterexample", self.key)])


def _changed(mark: str, values: Values) -> list[tuple[str, str]]:
    """What differs from base, as a link writes it."""
    base = parameters(NAME, SCENARIO)
    return [
        (mark + symbol.name, repr(float(value)))
        for symbol, value in values.items()
        if float(value) != base[symbol.name]
    ]


@cache
def pairs() -> tuple[Pair, ...]:
    """All of them, in the order of the book."""
    gross = {vault.split_rule: vault.GROSS}
    burned = vault.burn / vault.buyback
    part = "the burned part of a purchase"
    all_tokens = "the price of all tokens of the launch"
    passing = "what is spent of what the day lets pass"
    passes = sp.Min(vault.affordable, called.WINDOWS * vault.guard_room)
    worth = accounts.price * accounts.initial_supply
    found = (
        Pair(
            "denomination-is-neutral", "restated everywhere", all_tokens, worth, *_denominations()
        ),
        Pair("split-sums-to-purchase", "contract-order", part, burned, gross),
        Pair(
            "break-even-revenue",
            "contract-split",
            "a purchase for a burned token",
            1 / burned,
            gross,
        ),
        Pair(
            "called-vault-spends-what-passes",
            "called",
            passing,
            vault.spend / passes,
            called.UNPAID,
        ),
        Pair("burn-per-dollar", "contract-split", part, burned, gross),
        Pair("buyback-leaks", "contract-split", part, burned, gross),
    )
    order = list(claims)
    return tuple(sorted(found, key=lambda pair: order.index(pair.claim)))


def _denominations() -> tuple[Values, Values]:
    """The launch on its floor in new tokens, all but the floor restated, and in old ones."""
    known = accounting.launched()
    old = {symbol: known[symbol] for symbol in economy(NAME).parameters} | accounting.ON_FLOOR
    new = accounting.restated(old, accounting.FOR_ONE, accounting.FORGOTTEN)
    return {symbol: float(value) for symbol, value in new.items()}, accounting.ON_FLOOR


def _named(values: Values) -> dict[str, float]:
    return {symbol.name: float(value) for symbol, value in values.items()}


def of(claim: str, assumption: str) -> Pair | None:
    """The pair of a counterexample, or nothing."""
    found = (p for p in pairs() if (p.claim, p.assumption) == (claim, assumption))
    return next(found, None)


def measured(
    pair: Pair, dropped: Mapping[str, Any], kept: Mapping[str, Any], engine: str = "auto"
) -> float:
    """A pair's measure in one run from base over that in another, of which each changes parameters.

    It is the median of the days on which both runs have one.
    """
    one, other = (_measure(pair, changes, engine) for changes in (dropped, kept))
    with np.errstate(divide="ignore", invalid="ignore"):
        times = one / other
    return float(np.median(times[np.isfinite(times)]))


def _measure(pair: Pair, changes: Mapping[str, Any], engine: str) -> Array:
    """The measure on each day of the first path of a run."""
    which, point = economy(NAME), parameters(NAME, SCENARIO, **changes)
    problem = Problem(which, Points.of([point]), Seeded(SEED), 1, DAYS, rows=range(1, DAYS + 1))
    values = trajectories(problem, engine)
    symbols = sorted(pair.measure.free_symbols, key=str)
    read = [
        values[s.name][0, 0] if s.name in values else point[quantity(s).of or s.name]
        for s in symbols
    ]
    with np.errstate(divide="ignore", invalid="ignore"):
        found = sp.lambdify(symbols, pair.measure, "numpy")(*read)
    return np.broadcast_to(np.asarray(found, float), (DAYS,))


def data() -> dict[str, dict[str, Any]]:
    """What the Explorer says of each, by the name in the link: words, and where the claim is."""
    made = {}
    for pair in pairs():
        claim, assumption = claims[pair.claim], pair.needs
        page = presentation.place(claim.id)
        made[pair.key] = {
            "claim": claim.title,
            "place": f"{page}.html#claim-{claim.id}" if page else "",
            "assumption": f"“{assumption.name}” ({assumption.meaning})",
            "text": assumption.example().text,
            "words": pair.words,
            "times": measured(pair, _named(pair.dropped), _named(pair.kept)),
        }
    return made
