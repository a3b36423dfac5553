"""Some policies and rivals beside the design as it is, on one random path each: for the answers.

The comparison is that of `model.experiments.policies`: levers are never drawn, so the setting keeps
all of them as designed.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from model.experiments.cases import of_case
from model.experiments.intervals import Setting
from model.experiments.outcomes import DAYS
from model.experiments.parties import PARTIES
from model.experiments.policies import (
    AS_IT_IS,
    DRAWS,
    LEVERS,
    POLICIES,
    RUNS,
    Policy,
)
from model.experiments.sources import Case, Compared, Sizes, told
from model.interface import economy, parameters
from model.quantities import quantity

Array = NDArray[np.float64]
#: Policies that an answer tells of, and whose number it is.
TOLD = {
    "few audits": ("users", "nodes"),
    "burn half": ("holders",),
    "no buyback": ("holders",),
    "buyback and make": ("users",),
    "fee burn": ("treasury", "holders"),
    "burn and mint": ("holders",),
    "dollar payouts": ("nodes", "treasury"),
}
_BY_NAME = {policy.name: policy for policy in POLICIES}
_COLUMNS = tuple(dict.fromkeys(c for each in PARTIES.values() for c in each.columns))


def own_values(policy: Policy) -> dict[str, Any]:
    """What a policy sets, and the parameters that only its economy has."""
    announced = {symbol.name for symbol in economy("announced").parameters}
    given = dict(policy.changes)
    own = (s for s in policy.economy.parameters if s.name not in announced | set(given))
    return given | {symbol.name: quantity(symbol).default for symbol in own}


def cases(given: Mapping[str, Array]) -> dict[str, Case]:
    """The design as it is, and each policy that is told of."""
    return {
        name: Case(own_values(_BY_NAME[name]), _BY_NAME[name].economy) for name in (AS_IT_IS, *TOLD)
    }


def read(ds: xr.Dataset, given: Mapping[str, Array]) -> dict[str, Array]:
    """Changes against the design as it is, in per cent."""
    found = {}
    for who, reading in PARTIES.items():
        usual = of_case(ds, AS_IT_IS, reading, given)
        for name, parties in TOLD.items():
            if who in parties:
                least = reading.least or 1e-12
                values = np.maximum(of_case(ds, name, reading, given), least)
                found[f"{name}, {who}"] = 100 * (values / np.maximum(usual, least) - 1)
    return found


READINGS = {
    f"{name}, {who}": told(
        f"{name}, {who}", f"change of the {PARTIES[who].info}, {_BY_NAME[name].info}", "%"
    )
    for name, parties in TOLD.items()
    for who in parties
}
SOURCE = Compared(
    name="policies",
    made=lambda: economy("announced"),
    cases=cases,
    kept=_COLUMNS,
    days=tuple(range(1, DAYS + 1)),
    read=read,
    sizes=Sizes(runs=RUNS, draws=DRAWS, few=4),
    files=(
        "experiments/policies_paired.py",
        "experiments/cases.py",
        "experiments/policies.py",
        "experiments/parties.py",
        "experiments/rivals/flows.py",
        "experiments/rivals/credit.py",
        "experiments/rivals/edits.py",
        "examples/akash.py",
    ),
)


def setting(scenario: str = "base") -> Setting:
    """A scenario whose levers are as designed, also where what is assumed is drawn."""
    usual = parameters("announced", scenario, ())
    fixed = {name: usual[name] for name in sorted(LEVERS) if name in usual}
    return Setting.of(scenario, SOURCE, **fixed)
