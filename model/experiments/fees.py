"""What users pay and who carries the risk of it: bills, price rules, capacity and payment in runs.

All runs meet the same random paths. Days are those on which the market for compute is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.experiments.market_changes import paths
from model.interface import economy, parameters
from model.parameter_sets import Parameters
from model.spec.accounts import CLASSES

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Array = NDArray[np.float64]
#: The three bills of the same day's work: flow of the specification, and its name.
BILLS = {
    "fee_by_task": "by task",
    "fee_by_gpu_time": "by GPU time",
    "fee_by_cycle": "by training cycle",
}
CLASS_NAMES = {"datacentre": "data centre", "professional": "professional", "consumer": "consumer"}
YEAR, DAYS, RUNS = 365, 1825, 40
#: Volatilities of the mix of tasks at which the bills are compared.
MIXES = (0.0, 0.125, 0.25, 0.375, 0.5)
BAND = (0.1, 0.5, 0.9)


@dataclass(frozen=True)
class Bills:
    """Daily bills over their mean by way of billing, and how far they spread as the mix moves.

    ``daily`` holds all days and runs of three years; ``spread`` the standard deviation of a year's
    bills at each of ``noise``, quantiles over runs along the first axis.
    """

    daily: dict[str, Array]
    noise: Array
    spread: dict[str, Array]


@dataclass(frozen=True, eq=False)
class Fees:
    """Base with a posted price (point 0) and a clearing one (point 1); base with livelier mixes.

    ``both`` has dims (point, run, day) on open days, ``mixes`` the same for the last year.
    """

    posted: Parameters
    both: xr.Dataset
    mixes: xr.Dataset

    @property
    def base(self) -> xr.Dataset:
        """The runs with a posted price, dims (run, day)."""
        return self.both.isel(point=0)

    @property
    def last_year(self) -> xr.Dataset:
        """The last year of both rules, dims (point, run, day)."""
        return self.both.isel(day=slice(-YEAR, None))

    @property
    def three_years(self) -> xr.Dataset:
        """The last three years with a posted price, dims (run, day)."""
        return self.base.isel(day=slice(-3 * YEAR, None))

    def bills(self) -> Bills:
        """The three bills of the same days."""
        late, mixes = self.three_years, self.mixes
        deviations = {
            label: relative(mixes, name)
            .std("day")
            .quantile(BAND, "run")
            .transpose("quantile", "point")
            .to_numpy()
            for name, label in BILLS.items()
        }
        daily = {label: relative(late, name).to_numpy().ravel() for name, label in BILLS.items()}
        return Bills(daily, np.array(MIXES), deviations)

    def risks(self) -> dict[str, tuple[float, float]]:
        """Standard deviation over the mean of a task's price and of an hour's pay, by bill.

        Both at an unchanged price of compute.
        """
        late, found = self.three_years, {}
        for name in BILLS:
            pay = late[name] / late["fee_by_gpu_time"]
            both = (pay * late["task_size"], pay)
            found[name] = float(both[0].std() / both[0].mean()), float(both[1].std() / pay.mean())
        return found

    def gaps(self) -> dict[str, tuple[float, float]]:
        """The mean bill less the one by task, in % of it, with its standard error over runs."""
        late, found = self.three_years, {}
        task = late["fee_by_task"]
        for name in BILLS:
            gap = 100 * (late[name] - task).mean("day") / task.mean()
            error = float(gap.std(ddof=1)) / np.sqrt(late.sizes["run"])
            found[name] = float(gap.mean()), float(error)
        return found

    def bills_table(self) -> pd.DataFrame:
        """Mean bill, gap to the bill by task with its standard error, and three deviations."""
        import pandas as pd

        gaps, risks = self.gaps(), self.risks()
        rows = {
            label: {
                "USD a day": f"{float(self.three_years[name].mean()):,.0f}",
                "gap, %": f"{gaps[name][0]:+.2f} ± {gaps[name][1]:.2f}",
                "day's bill": f"{float(relative(self.three_years, name).std()):.3f}",
                "task": f"{risks[name][0]:.3f}",
                "hour": f"{risks[name][1]:.3f}",
            }
            for name, label in BILLS.items()
        }
        return pd.DataFrame.from_dict(rows, orient="index")

    def capacity_table(self) -> pd.DataFrame:
        """GPUs by class since the opening, medians, and profit by the day in the last year."""
        import pandas as pd

        rows = {}
        for c in CLASSES:
            gpus = self.base[f"gpus_{c}"].median("run")
            profit = 100 * self.last_year[f"profit_today_{c}"].isel(point=0)
            ends = (gpus[0], gpus.min(), gpus.max(), gpus[-1])
            rows[CLASS_NAMES[c]] = [
                *(f"{float(x):,.0f}" for x in ends),
                f"{float(profit.mean()):+.1f}",
                f"{float(profit.std()):.0f}",
                f"{100 * float((profit < 0).mean()):.0f}",
            ]
        head = ["GPUs", "fewest", "most", "last", "profit", "deviation", "loss"]
        return pd.DataFrame.from_dict(rows, orient="index", columns=head)


def is_open(ds: xr.Dataset) -> xr.Dataset:
    """The days on which the market for compute is open in every run."""
    others = [each for each in ds["market_open"].dims if each != "day"]
    return ds.isel(day=np.asarray(ds["market_open"].min(others)) > 0)


def relative(ds: xr.Dataset, name: str) -> xr.DataArray:
    """A bill over what the three ways charge on that day on the average of the runs."""
    usual = sum((ds[each].mean("run") for each in BILLS), 0) / len(BILLS)
    return ds[name] / usual


def fees(days: int = DAYS, runs: int = RUNS, mixes: Sequence[float] = MIXES) -> Fees:
    """Base under both price rules, and with a mix of tasks that moves less and more."""
    which = economy("announced")
    posted, clearing = (parameters("announced", s) for s in ("base", "clearing price"))
    both = is_open(paths(which, [posted, clearing], days=days, runs=runs, every=1))
    moving = [parameters("announced", workload_volatility=x) for x in mixes]
    mixed = paths(which, moving, days=days, runs=runs, every=1).isel(day=slice(-YEAR, None))
    return Fees(posted, both, mixed)
