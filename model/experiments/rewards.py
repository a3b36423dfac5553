"""What nodes are paid for, what keeps them honest, and where stake goes: runs of base and tables.

Days are those after the opening of the market for compute.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import inf
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp
from numpy.typing import NDArray

from model.compile.latex import BookPrinter
from model.draws import shocks
from model.experiments import audits
from model.experiments.fees import CLASS_NAMES
from model.interface import economy, parameters
from model.parameter_sets import Parameters
from model.quantities import registry
from model.simulation import simulate, sweep
from model.spec.accounts import CLASSES

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Array = NDArray[np.float64]
YEAR, DAYS, RUNS, SEED = 365, 1825, 16, 7
EXPONENTS = ("quality_exponent", "uptime_exponent")
#: Weights of the score that are tried, and audit probabilities.
WEIGHTS = tuple(float(x) for x in np.linspace(0, 4, 17))
RATES = (*(float(x) for x in np.linspace(0, 0.05, 11)), 0.06, 0.08, 0.1)
#: Who receives a part of a slash: end of the flow's name, and name.
SLASHED = {
    "challenger": "challengers",
    "burn": "burned",
    "insurance": "insurance fund",
}


@dataclass(frozen=True)
class Weights:
    """Pay for a dollar of work over the mean, in %, by exponent and class, over ``tried``."""

    tried: Array
    pay: Mapping[str, Mapping[str, Array]]


@dataclass(frozen=True)
class Cohort:
    """Stake that joined the queue on ``day``: millions of AI by stage and day, and its amount.

    ``held`` has the stages along its first axis, the one that is free tomorrow first; ``seen`` is
    the cohort at each stage, and ``out`` what left when its wait was over, both in AI.
    """

    day: int
    delay: int
    days: Array
    held: Array
    amount: float
    seen: tuple[float, ...]
    out: float

    @property
    def unmixed(self) -> bool:
        """Whether the same number stands in every stage, to the last bit."""
        return set(self.seen) == {self.amount} and self.out == self.amount


@dataclass(frozen=True, eq=False)
class Rewards:
    """Base: parameters, the whole run and its open days, dims (run, day)."""

    p: Parameters
    ds: xr.Dataset
    days: xr.Dataset

    @property
    def caught(self) -> float:
        """The chance that a wrong result is found."""
        return self.p["audit_probability"] * self.p["detection_probability"]

    def fees_table(self) -> pd.DataFrame:
        """Who received the fees of the open days: medians over runs."""
        import pandas as pd

        flows = {
            "nodes": whole(self.days, "node_fee"),
            "validators, for audits": self.days["audit_fee"],
            "validators, their share": self.days["validator_fee"],
            "community treasury": self.days["protocol_fee"],
        }
        dollars = {name: (x * self.days["price"]).sum("day") for name, x in flows.items()}
        total = sum(dollars.values())
        rows = {
            name: {
                "million USD": f"{float(x.median()) / 1e6:.2f}",
                "share, %": f"{100 * float((x / total).median()):.1f}",
            }
            for name, x in dollars.items()
        }
        return pd.DataFrame.from_dict(rows, orient="index")

    def slash_table(self) -> pd.DataFrame:
        """Who received what was slashed on the open days."""
        import pandas as pd

        parts = {w: whole(self.days, f"slash_to_{w}").sum("day") for w in SLASHED}
        total = sum(parts.values())
        rows = {
            SLASHED[w]: {
                "million AI": f"{float(x.median()) / 1e6:.1f}",
                "share, %": f"{100 * float((x / total).mean()):.0f}",
            }
            for w, x in parts.items()
        }
        return pd.DataFrame.from_dict(rows, orient="index")

    def needed(self) -> xr.DataArray:
        """Part of the stake behind a task that honesty needs, dims (class, run, day)."""
        quality = audits.backing(self.p).quality
        return needed_part(self.days, self.caught * quality, self.p["slash_fraction"])

    def cohort(self) -> Cohort:
        """The largest stake that joined the queue of the first run, on its way out."""
        run, delay = self.ds.isel(run=0), int(self.p["unbonding_days"])
        stages = [f"unbonding_{k:02d}" for k in range(1, delay + 1)]
        first, last = int(self.p["opening_day"]) + 90, int(run["day"][-1]) - delay - 4
        day = int(run[stages[-1]].sel(day=slice(first, last)).idxmax("day"))
        shown = np.arange(day - 3, day + delay + 4)
        held = run[stages].to_dataarray("stage").sel(day=shown).to_numpy() / 1e6
        seen = tuple(float(run[stages[-1 - k]].sel(day=day + k)) for k in range(delay))
        out = float(run["unbonding_step_01"].sel(day=day + delay))
        return Cohort(day, delay, shown.astype(float), held, seen[0], seen, out)


def whole(ds: xr.Dataset, name: str) -> xr.DataArray:
    """A quantity that every class has, summed over the classes."""
    each = ds[[f"{name}_{c}" for c in CLASSES]].to_dataarray("class")
    total: xr.DataArray = each.sum("class", skipna=False)
    return total


def needed_part(ds: xr.Dataset, added: xr.DataArray, slash: float) -> xr.DataArray:
    """Part of the stake behind a task that honesty needs, dims (class, …); above one, none is.

    ``added``: what cheating adds to the chance of being refuted, dimension ``class``.
    """
    each = [[f"{n}_{c}" for c in CLASSES] for n in ("stake_per_task", "task_pay", "cheating_gain")]
    stake, pay, gain = (
        ds[names].to_dataarray("class").assign_coords({"class": list(CLASSES)}) for names in each
    )
    needed = pay * np.maximum(0, gain - added) / (added * slash)
    result: xr.DataArray = needed / stake
    return result


def rewards(days: int = DAYS, runs: int = RUNS, seed: int = SEED) -> Rewards:
    """Base over five years."""
    which, p = economy("announced"), parameters("announced")
    ds = simulate(which, p, shocks(which, days=days, runs=runs, seed=seed))
    return Rewards(p, ds, ds.isel(day=slice(int(p["opening_day"]) + 1, None)))


def weights() -> Weights:
    """Pay by class on one open day as one exponent varies and the other is zero."""
    which = economy("announced")
    early = shocks(which, days=30, runs=1, seed=SEED)
    neutral: dict[str, Any] = {**dict.fromkeys(EXPONENTS, 0.0), "opening_day": 1}
    found = {}
    for name in EXPONENTS:
        points = [parameters("announced", **{**neutral, name: x}) for x in WEIGHTS]
        last = sweep(which, points, early).isel(run=0, day=-1)
        each = [[f"{n}_{c}" for c in CLASSES] for n in ("part", "compute_price", "served_hours")]
        share, price, hours = (last[names].to_dataarray("class").to_numpy() for names in each)
        work = price * hours
        pay = 100 * share / (work / work.sum(axis=0))
        found[name] = dict(zip(CLASSES, pay, strict=True))
    return Weights(np.array(WEIGHTS), found)


def least_stake() -> sp.Expr:
    """The stake at which a consumer node gains nothing by a cheat, solved from its definition."""
    block = economy("announced").block("verification")
    (gain,) = (d for d in block.definitions if d.symbol.name == "cheating_net_gain_consumer")
    (stake,) = sp.solve(gain.amount, registry["stake_per_task_consumer"].symbol)
    return stake


def least_stake_latex() -> str:
    """The same as a condition, in LaTeX."""
    written = BookPrinter().doprint
    return rf"{written(registry['stake_per_task_consumer'].symbol)} \ge {written(least_stake())}"


def least_stake_in_pays(p: Parameters, gain: float) -> float:
    """The same at launch, in pays of a task, for a cheat that gains ``gain`` of them.

    Infinite where no stake deters, as nothing is found or slashed.
    """
    known = {
        "caught_share": p["audit_probability"] * p["detection_probability"],
        "task_pay_consumer": 1.0,
        "quality_consumer": p["quality_consumer"],
        "slash_fraction_in_force": p["slash_fraction"],
        "cheating_gain_consumer": gain,
    }
    found = least_stake().subs({registry[n].symbol: value for n, value in known.items()})
    return float(found) if found.is_finite else inf


def deterrence_table(table: xr.Dataset) -> pd.DataFrame:
    """Gain, needed and posted stake and needed days by class, from `audits.backing`."""
    import pandas as pd

    outside, least = (table.sel(paid=paid) for paid in ("outside", "least"))
    columns = {
        "gain, % of pay": 100 * outside.gain,
        "needed, pays": outside.need,
        "posted, pays": outside.pays,
        "days needed": outside.days,
        "if cheap": least.days,
    }
    names = [CLASS_NAMES[c] for c in CLASSES]
    return pd.DataFrame(
        {name: [f"{x:.1f}" for x in values.to_numpy()] for name, values in columns.items()}, names
    )


def thresholds(p: Parameters, table: xr.Dataset) -> dict[str, float]:
    """Audit probabilities by class at which cheating stops to pay, at the price outside."""
    found = {}
    for c in CLASSES:
        own = table.sel({"class": c, "paid": "outside"})
        refuted = p["detection_probability"] * own.quality
        found[c] = float(own.gain / refuted / (1 + p["slash_fraction"] * own.pays))
    return found


def swept(p: Parameters, runs: int = 6) -> xr.Dataset:
    """Shares of tasks cheated on over `RATES`, at the slash in force."""
    return audits.region(RATES, (p["slash_fraction"],), runs=runs)
