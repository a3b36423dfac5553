"""Steps and rules of the market for compute as sources of answers.

Amounts are those of `model.experiments.challenges.imbalance`, whose tables take the same runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import product

import numpy as np
import xarray as xr
from numpy.typing import NDArray

from model.experiments.challenges import imbalance as im
from model.experiments.challenges.common import CLOSURES, SCENARIOS, Middle, nearest
from model.experiments.challenges.stepped import STEP_DAY, STEPS, point, stepped
from model.experiments.sources import Case, Compared, Sizes, measured, told
from model.points import Points
from model.quantities import quantity
from model.spec.market import market_rule

Array = NDArray[np.float64]
#: Steps that answers speak of, by name: what steps, and by which factor.
ASKED = {
    name: im.CASES[name]
    for name in ("demand +50 %", "demand −50 %", "outside price −50 %", "supply −50 %")
}
_FILES = (
    "experiments/challenges/imbalance_sources.py",
    "experiments/challenges/imbalance.py",
    "experiments/challenges/stepped.py",
    "experiments/challenges/common.py",
)
POSTED, CLEARING = (
    float(quantity(market_rule).domain.choices.index(rule)) for rule in ("posted", "clearing")
)


def steps(given: Mapping[str, Array]) -> dict[str, Case]:
    """No step, and each of `ASKED`."""
    stepping = {name: Case({STEPS[what]: factor}) for name, (what, factor) in ASKED.items()}
    return {"none": Case({}), **stepping}


def read_steps(ds: xr.Dataset, given: Mapping[str, Array]) -> dict[str, Array]:
    """What each step did beside none, by the step and the names of `im.Response`."""
    daily = im.sums(ds.transpose("case", "run", "day"), given)
    none = daily.sel(case="none")
    found = {
        f"{case}: {name}": values
        for case in ASKED
        for name, values in im.effects(daily.sel(case=case), none).items()
    }
    return found | {"lost by users": -found["demand −50 %: surplus"]}


def rules(given: Mapping[str, Array]) -> dict[str, Case]:
    """Each of the six steps under the usual rule and under a price that clears each day."""
    changes = {"usual": {}, "clearing": {"market_rule": CLEARING}}
    return {
        f"{rule}, {name}": Case({STEPS[what]: factor, **changes[rule]})
        for rule, (name, (what, factor)) in product(changes, im.CASES.items())
    }


def read_rules(ds: xr.Dataset, given: Mapping[str, Array]) -> dict[str, Array]:
    """What clearing is worth to users and nodes in the year after a step, USD a day."""
    daily = im.sums(ds.transpose("case", "run", "day"), given)
    both = (daily["surplus"] + daily["profit"]).mean("day")
    usual, clearing = (
        both.isel(case=slice(start, start + len(im.CASES))).mean("case")
        for start in (0, len(im.CASES))
    )
    return {"clearing": (clearing - usual).to_numpy()}


STEPPED = Compared(
    name="steps of the market for compute",
    made=stepped,
    cases=steps,
    kept=im.KEPT,
    days=tuple(range(STEP_DAY - im.BEFORE, STEP_DAY + im.AFTER + 1)),
    read=read_steps,
    sizes=Sizes(runs=im.RUNS, draws=64, few=2),
    files=_FILES,
)
RULES = Compared(
    name="rules of the price of compute",
    made=stepped,
    cases=rules,
    kept=im.KEPT,
    days=tuple(range(STEP_DAY, STEP_DAY + im.YEAR)),
    read=read_rules,
    sizes=Sizes(runs=im.RUNS // 2, draws=64, few=2),
    files=_FILES,
)
#: Days after which a rest is no longer looked for.
LATEST = im.AFTER - im.REST
UP_REST = told("demand +50 %: rest", "GPUs at rest after half as much demand again", "%")
UP_DAYS = told(
    "demand +50 %: settled", "days until GPUs settle after a rise of demand", "days", most=LATEST
)
CHEAP_REST = told(
    "outside price −50 %: rest", "GPUs three years after the outside price halves", "%", least=0.1
)
USERS = told("lost by users", "surplus that users lose by a fall of demand", "USD a day", least=1.0)
DEAREST = told("supply −50 %: dearest", "dearest compute after a loss of supply", "%")
GAIN = told("clearing", "gain of users and nodes from clearing", "USD a day", least=1.0)
READINGS = {each.name: each for each in (UP_REST, UP_DAYS, CHEAP_REST, USERS, DEAREST)}


def by_closure(runs: int = im.RUNS) -> dict[tuple[str, str], dict[str, Middle]]:
    """The steps' readings by scenario and idea of the price: medians and intervals over runs.

    Days are infinite where the number of GPUs has not settled before the rest is read.
    """
    settings = list(product(SCENARIOS, CLOSURES))
    points = Points.of([point(scenario, closure) for scenario, closure in settings])
    values = measured(STEPPED, points, runs, READINGS, im.SEED)
    values[UP_DAYS.name] = np.where(values[UP_DAYS.name] >= LATEST, np.inf, values[UP_DAYS.name])
    return {
        setting: {name: nearest(each[place]) for name, each in values.items()}
        for place, setting in enumerate(settings)
    }
