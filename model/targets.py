"""What a run can be asked to reach, and what can be turned to get it there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from model import gates
from model.arrays import Array
from model.quantities import Kind, Quantity
from model.spec.economy import Economy
from model.values import nearest

#: Days over which a rate is taken, back from the day of the target.
MONTH = 30
LOCKED = ("locked_treasury", "locked_investors", "locked_team", "locked_sale")
#: Columns (points, runs, days) from `MONTH` days before the day to it, and parameters (points,).
Measure = Callable[[Mapping[str, Array], Mapping[str, Array]], Array]


class TargetError(gates.Refused):
    """A target or a lever that is not there, with those that are."""


@dataclass(frozen=True)
class Target:
    """A number of a path on a day: what it is, its unit, the columns it reads.

    ``usual`` is the value that is asked for if none is given.
    """

    info: str
    unit: str
    columns: tuple[str, ...]
    measure: Measure
    usual: float | None = None


@dataclass(frozen=True)
class Lever:
    """What is turned: a parameter, or a quantity that is held; and what is changed with it.

    ``between`` is where it is looked for, if that is neither the parameter's range nor a wide one
    around what the economy computes.
    """

    name: str
    held: bool
    info: str
    unit: str
    changes: tuple[tuple[str, float], ...] = ()
    between: tuple[float, float] | None = None

    @property
    def parameter(self) -> str:
        """The parameter that carries it."""
        return f"{self.name}_held" if self.held else self.name


def _cover(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    burned = paths["burned"][..., -1] - paths["burned"][..., 0]
    freed = sum(paths[name][..., 0] - paths[name][..., -1] for name in LOCKED)
    return np.asarray(burned / np.where(freed > 0, freed, np.nan))


def _burned(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(100 * paths["burned"][..., -1] / given["initial_supply"][:, None])


#: Targets with a name of their own; every column of an economy is one too.
TARGETS: Mapping[str, Target] = {
    "cover": Target(
        f"the burn of the {MONTH} days before over what was unlocked in them",
        "1",
        ("burned", *LOCKED),
        _cover,
        usual=1.0,
    ),
    "burned share": Target(
        "the share of supply that the vault has burned", "percent", ("burned",), _burned
    ),
}


def target(economy: Economy, name: str) -> Target:
    """A target by name, or a column of the economy on the day."""
    name = gates.text(TargetError, "target", name)
    if name in TARGETS:
        found = TARGETS[name]
        missing = [each for each in found.columns if each not in _columns(economy)]
        if missing:
            raise TargetError(
                f"{name} needs {missing[0]}, and {economy.name} has none: name one of its columns"
            )
        return found
    known = _columns(economy)
    if name not in known:
        every = [*TARGETS, *known]
        raise TargetError(
            f"there is no target {gates.shown(name)}{nearest(name, every)}; there are "
            f"{', '.join(TARGETS)}, and every column of a run of {economy.name}"
        )
    record = known[name]
    return Target(f"the {record.info}", record.unit, (name,), lambda paths, _: paths[name][..., -1])


def lever(economy: Economy, name: str) -> Lever:
    """A lever by name: revenue, a parameter, or a quantity that is held at one number."""
    name = gates.text(TargetError, "lever", name)
    known = _columns(economy)
    if name == "revenue" and "application_due" in known:
        # Applications pay the vault from outside, and nothing else does.
        return Lever(
            "application_due",
            True,
            "revenue of the vault a day",
            "USD",
            (("delphi_volume", 0.0),),
            between=(1.0, 1e8),
        )
    parameters = {symbol.name: economy.record(symbol.name) for symbol in economy.parameters}
    if name in parameters:
        record = parameters[name]
        if record.domain.choices:
            raise TargetError(f"{name} is a choice of alternatives: a lever is a number")
        return Lever(name, False, record.info, record.unit)
    if name in known and known[name].kind in (Kind.LEVEL, Kind.DEFINITION, Kind.FLOW):
        return Lever(name, True, known[name].info, known[name].unit)
    every = ["revenue", *parameters, *known]
    raise TargetError(
        f"there is no lever {gates.shown(name)}{nearest(name, every)}: name a parameter, or a "
        "level, a definition or a flow of the economy"
    )


def _columns(economy: Economy) -> dict[str, Quantity]:
    every = (*economy.states, *economy.observables)
    return {symbol.name: economy.record(symbol.name) for symbol in every}
