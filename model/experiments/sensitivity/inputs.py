"""What may vary: every parameter that nobody knows, over its fact's range, and chance.

A parameter is unknown if its fact is assumed or inferred. An input is a coordinate of the unit
cube. All coordinates are independent, and every point of the cube is an admissible economy: where
two parameters are bound by a joint condition, the range of one is squeezed under the limit that
the others set. The three ideas of a price are told apart, not mixed: nobody can say how often
each of them is true.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from model.ensembles.designs import _spans
from model.factbook import facts
from model.parameter_sets import Parameters
from model.points import Points, vary
from model.quantities import Domain, quantity, registry
from model.spec.economy import Economy
from model.spec.worth import price_rule

Array = NDArray[np.float64]
Runs = NDArray[np.int64]
#: The input that draws the random paths of a point: all shocks of all days together.
CHANCE = "random paths"
PATHS = 64
#: Statuses of facts that say: nobody knows.
UNKNOWN = ("assumed", "inferred")
#: Parameters bound by the conditions of `Economy.constraints`, a name and its partner: their sum is
#: at most one. Where both vary, the range of the second is squeezed.
PAIRS: Mapping[str, str] = {
    "billed_by_task": "billed_by_cycle",
    "burn_share": "executor_share",
    "slash_challenger_share": "slash_burn_share",
}
#: A hair below the limit, so that rounding does not carry a sum over it.
BELOW = 1 - 1e-12


class SensitivityError(ValueError):
    """An input or a sample that cannot be analysed, with the limit and the way out."""


def ranged(economy: Economy) -> tuple[str, ...]:
    """Parameters whose fact gives a range, by name, but for `price_rule`.

    In the order of the alphabet, since that of the registry is the order of imports.
    """
    records = [quantity(symbol) for symbol in economy.parameters if symbol != price_rule]
    return tuple(
        sorted(
            r.name
            for r in records
            if r.fact is not None and r.range[0] < r.range[1] and not _fixed(r.domain)
        )
    )


def unknown(economy: Economy) -> tuple[str, ...]:
    """Those of `ranged` that nobody knows: their facts are assumed or inferred."""
    return tuple(
        name for name in ranged(economy) if facts[str(registry[name].fact)].status in UNKNOWN
    )


def _fixed(domain: Domain) -> bool:
    return domain.low == domain.high


@dataclass(frozen=True)
class Inputs:
    """Named coordinates of the unit cube, and the set of parameters that the rest is taken from.

    No vote may speak of a parameter that varies: it would replace, on its day, what is drawn here.
    """

    economy: Economy
    base: Parameters
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        for vote in self.base.votes:
            if vote.parameter in self.names:
                raise SensitivityError(
                    f"a vote on {vote.parameter} would replace what is varied: make the parameters "
                    "with votes=()"
                )

    @cached_property
    def problem(self) -> dict[str, object]:
        """The unit cube as SALib wants it."""
        count = len(self.names)
        return {"num_vars": count, "names": list(self.names), "bounds": [[0.0, 1.0]] * count}

    def index(self, name: str) -> int:
        """The coordinate of an input."""
        if name not in self.names:
            raise SensitivityError(f"{name!r} is no input: there are {', '.join(self.names)}")
        return self.names.index(name)

    def values(self, unit: Array) -> dict[str, Array]:
        """Values of the varied parameters, arrays (points,), in their units."""
        # The last level of a design may be 1 itself, which would be one alternative too far.
        inside = np.clip(unit, 0.0, np.nextafter(1.0, 0.0))
        varied = [name for name in self.names if name != CHANCE]
        spans = {span.name: span for span in _spans(self.economy, varied, log=True)}
        found = {name: spans[name](inside[:, self.index(name)]) for name in varied}
        known = {name: np.full(len(unit), value) for name, value in self.base.items()} | found
        for free, bound in (*PAIRS.items(), *((b, a) for a, b in PAIRS.items())):
            if bound in found and not (free in found and bound in PAIRS):
                low, high = registry[bound].range
                most = np.minimum(high, BELOW * (1 - known[free]))
                found[bound] = low + (found[bound] - low) * ((most - low) / (high - low))
                known[bound] = found[bound]
        return found

    def place(self, unit: Array) -> tuple[Points, Runs]:
        """The economies at points (points, inputs) of the cube, and the number of each one's run.

        Without the input `CHANCE` all points meet the same random paths, those of run 0.
        """
        runs = np.zeros(len(unit), np.int64)
        if CHANCE in self.names:
            drawn = (unit[:, self.index(CHANCE)] * PATHS).astype(np.int64)
            runs = np.minimum(drawn, PATHS - 1)
        return vary(self.economy, self.base, self.values(unit)), runs


def inputs(economy: Economy, base: Parameters, names: Sequence[str] | None = None) -> Inputs:
    """Inputs by name, or all unknown parameters; chance is added as the last one."""
    chosen = unknown(economy) if names is None else tuple(n for n in names if n != CHANCE)
    return Inputs(economy, base, (*chosen, CHANCE))
