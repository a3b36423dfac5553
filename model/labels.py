"""What a result says of itself: units and meanings of its columns, and where its numbers are from.

Attributes follow the CF conventions as far as they reach: ``units`` of money are our own.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from model import __version__
from model.arrays import Array
from model.draws import AXES, CONVENTIONS
from model.factbook import layer
from model.parameter_sets import Vote
from model.paths import Path
from model.points import Points
from model.quantities import Quantity
from model.spec.economy import Economy

TITLE = "Trajectories of the $AI compute-token economy"

#: Coordinates that are no quantity of an economy.
COORDINATES = {
    **AXES,
    "point": {"units": "1", "long_name": "number of the set of parameters"},
    "quantile": {"units": "1", "long_name": "share of runs at or below the value"},
}


def column(record: Quantity, by_name: bool = False) -> dict[str, Any]:
    """Attributes of a column; ``by_name`` for a varied parameter, whose alternatives are names."""
    return {
        "units": record.unit,
        "long_name": record.info,
        "kind": str(record.kind),
        "tex": record.tex,
        **_flags(record, by_name),
    }


def _flags(record: Quantity, by_name: bool) -> dict[str, Any]:
    """What the values of a quantity with alternatives mean; flags have the type of the values."""
    names = record.domain.choices
    if not names:
        return {}
    return {
        "flag_values": list(names) if by_name else [float(code) for code in range(len(names))],
        "flag_meanings": " ".join(name.replace(" ", "_") for name in names),
    }


def named(record: Quantity, values: Sequence[float] | Array) -> Any:
    """Values of a parameter along the points: alternatives by their names."""
    choices = record.domain.choices
    if not choices:
        return np.asarray(values, float)
    return np.array([choices[int(value)] for value in values])


def varied(economy: Economy, points: Points) -> dict[str, tuple[Quantity, Array]]:
    """The parameters of the economy in which not all points are alike, with their records."""
    read = {symbol.name for symbol in economy.parameters}
    return {
        name: (economy.record(name), column)
        for name, column in points.varied.items()
        if name in read
    }


def setting(economy: Economy, values: Mapping[str, float]) -> dict[str, float | str]:
    """What the economy reads of a set of parameters, to be read back: alternatives by name."""
    found: dict[str, float | str] = {}
    read = {symbol.name for symbol in economy.parameters}
    for name, value in values.items():
        if name not in read:
            continue
        choices = economy.record(name).domain.choices
        found[name] = choices[int(value)] if choices else float(value)
    return found


def votes(listed: Sequence[Vote]) -> list[dict[str, Any]]:
    """Votes as plain data."""
    return [vars(vote) for vote in listed]


def paths(followed: Mapping[str, Path]) -> dict[str, str]:
    """Where each path from outside is from, and a hash of its numbers."""
    return {
        name: f"{path.source}, {len(path.values)} days, {path.key}"
        for name, path in followed.items()
    }


def origin(**known: Any) -> dict[str, Any]:
    """Attributes that say what made a result; what is a table becomes JSON."""
    changed = {name: f"{f.value:g} {f.unit}, was {f.was:g}" for name, f in layer.changed().items()}
    known["changed_by_the_reader"] = changed
    text = {k: json.dumps(v) if isinstance(v, (list, dict)) else v for k, v in known.items()}
    return {
        "Conventions": CONVENTIONS,
        "title": TITLE,
        "source": f"compute-token-economy {__version__}",
        "version": __version__,
        **{name: value for name, value in text.items() if value not in ("", "{}")},
    }


#: To print an economy takes longer than a short run of it, and an economy does not change.
_PRINTED: WeakKeyDictionary[Economy, str] = WeakKeyDictionary()


def equations(economy: Economy) -> str:
    """All starts and equations as text, the same whatever was imported or declared first."""
    if economy not in _PRINTED:
        _PRINTED[economy] = repr((economy.initial, economy.blocks))
    return _PRINTED[economy]
