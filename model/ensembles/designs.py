"""Points of a sweep: all combinations, a Latin hypercube, or Sobol's sequence.

Each function takes the parameters to vary and returns `model.points.Points`, validated as
`model.parameter_sets.build` validates one set. Without a range of its own a parameter takes that of
its fact.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import numpy as np

from model import gates, memory
from model.arrays import Array
from model.draws import ShockError, checked_seed
from model.elementary import power
from model.parameter_sets import HasParameters, Parameters
from model.points import Points, vary
from model.quantities import Quantity, quantity
from model.spec.economy import known as an_economy
from model.values import nearest, read

#: Names to vary over their facts' ranges, or (low, high) by name; for a parameter of named
#: alternatives, those to choose among. None means the fact's range, or all alternatives.
Ranges = Mapping[str, Sequence[Any] | None] | Iterable[str]
DECADE = 10.0


class DesignError(gates.Refused):
    """A design that cannot be made, with the limit and the way out."""


def grid(economy: HasParameters, base: Parameters, values: Mapping[str, Sequence[Any]]) -> Points:
    """All combinations of some values, the last name varying fastest.

    A value is a number in the parameter's unit, a text with a unit, or an alternative's name.
    Raises `DesignError` for an empty list and `model.parameter_sets.ParameterError` for a name or a
    value that is not admissible.
    """
    way_out = "write {'burn_share': [0.5, 0.7]}"
    values = gates.table(DesignError, "values", values, way_out)
    records = _records(economy, values)
    axes, size = [], 1
    for name, row in values.items():
        listed = [row] if isinstance(row, (str, int, float)) else row
        if hasattr(listed, "__len__"):
            _check_size(economy, size * len(listed))
        listed = gates.rows(DesignError, name, listed, object, way_out)
        if not listed:
            raise DesignError(f"{name} has no value: list at least one")
        size *= len(listed)
        axes.append([read(records[name], value) for value in listed])
    columns, before = {}, 1
    for name, axis in zip(values, axes, strict=True):  # not a mesh: its dimensions are few
        after = size // (before * len(axis))
        columns[name] = np.tile(np.repeat(axis, after), before)
        before *= len(axis)
    return vary(economy, base, columns)


def latin_hypercube(
    economy: HasParameters,
    base: Parameters,
    ranges: Ranges,
    size: int,
    seed: int,
    log: bool = False,
) -> Points:
    """``size`` points of which each of ``size`` slices of each range holds exactly one.

    ``log=True`` spreads the parameters whose range spans more than a decade evenly by ratio.
    Raises `DesignError` for a size below one and for a range that is empty.
    """
    from scipy.stats import qmc

    spans, size = _spans(economy, ranges, log), _size(size)
    _check_size(economy, size)
    cube = qmc.LatinHypercube(len(spans), rng=_seed(seed)).random(size)
    return _placed(economy, base, spans, cube)


def sobol(
    economy: HasParameters,
    base: Parameters,
    ranges: Ranges,
    size: int,
    seed: int,
    log: bool = False,
) -> Points:
    """``size`` points of Sobol's sequence, scrambled; ``size`` is a power of two.

    Of another size the points would not be balanced. Raises `DesignError` for that, and where
    `latin_hypercube` does.
    """
    from scipy.stats import qmc

    size = _size(size)
    power = size.bit_length() - 1
    if size != 2**power:
        raise DesignError(
            f"{size} points of Sobol's sequence are not balanced: ask for a power of two, "
            f"{2**power} or {2 ** (power + 1)}"
        )
    spans = _spans(economy, ranges, log)
    _check_size(economy, size)
    cube = qmc.Sobol(len(spans), scramble=True, rng=_seed(seed)).random_base2(power)
    return _placed(economy, base, spans, cube)


class _Span:
    """Where a coordinate of the unit cube lies in the range of one parameter."""

    def __init__(self, record: Quantity, given: Sequence[Any] | None, log: bool) -> None:
        self.name, self.whole = record.name, record.domain.whole
        self.chosen: Array | None = None
        if record.domain.choices:
            listed = record.domain.choices if given is None else given
            listed = gates.rows(DesignError, record.name, listed, object, "list alternatives")
            self.chosen = np.array([read(record, v) for v in listed or record.domain.choices])
            return
        if given is not None:
            given = gates.rows(DesignError, record.name, given, object, "give (low, high)")
            if len(given) != 2:
                raise DesignError(
                    f"{record.name}={gates.shown(given)} is not a range: give (low, high)"
                )
        low, high = record.range if given is None else (read(record, value) for value in given)
        if not (low < high and math.isfinite(high - low)):
            raise DesignError(
                f"{record.name} cannot vary from {low:g} to {high:g}: give a range (low, high) "
                "of finite numbers that rises"
            )
        self.low, self.high = low, high
        self.log = log and low > 0 and high / low > DECADE

    def __call__(self, unit: Array) -> Array:
        if self.chosen is not None:
            index = (unit * len(self.chosen)).astype(int)
            return np.asarray(self.chosen[index], float)
        if self.whole:
            return np.minimum(np.floor(self.low + unit * (self.high - self.low + 1)), self.high)
        if self.log:
            placed = self.low * power(self.high / self.low, unit)
        else:
            placed = self.low + unit * (self.high - self.low)
        return np.asarray(np.clip(placed, self.low, self.high), float)


def _records(economy: HasParameters, names: Iterable[str]) -> dict[str, Quantity]:
    found = an_economy(DesignError, economy)
    known = {symbol.name: quantity(symbol) for symbol in found.parameters}
    names = list(names)
    if not names:
        raise DesignError("nothing is varied: name at least one parameter")
    for name in names:
        if name not in known:
            raise DesignError(
                f"{economy.name} has no parameter {gates.shown(name)}{nearest(name, known)}; "
                "`python -m model parameters` lists them all"
            )
    if len(set(names)) < len(names):
        raise DesignError(f"a parameter is named twice among {', '.join(names)}: name it once")
    return {name: known[name] for name in names}


def _spans(economy: HasParameters, ranges: Ranges, log: bool) -> list[_Span]:
    gates.flag(DesignError, "log", log)
    way_out = "name parameters, or write {'burn_share': (0.2, 0.8)}"
    if isinstance(ranges, Mapping):
        ranges = gates.table(DesignError, "ranges", ranges, way_out)
    else:
        listed = [ranges] if isinstance(ranges, str) else ranges
        ranges = gates.rows(DesignError, "ranges", listed, str, way_out)
    names = list(ranges)
    records = _records(economy, names)
    given = ranges if isinstance(ranges, Mapping) else dict.fromkeys(names)
    return [_Span(record, given[name], log) for name, record in records.items()]


def _placed(
    economy: HasParameters, base: Parameters, spans: Sequence[_Span], cube: Array
) -> Points:
    return vary(
        economy, base, {span.name: span(cube[:, place]) for place, span in enumerate(spans)}
    )


def _size(size: object) -> int:
    if isinstance(size, bool) or not isinstance(size, (int, np.integer)) or size < 1:
        raise DesignError(f"size={gates.shown(size)} is not a number of points: ask for 1 or more")
    return int(size)


def _check_size(economy: HasParameters, size: int) -> None:
    columns = len(economy.parameters)
    memory.check(size * columns, f"{gates.shown(size)} points", "ask for fewer points")


def _seed(seed: object) -> int:
    try:
        return checked_seed(seed)
    except ShockError as error:
        raise DesignError(str(error)) from error
