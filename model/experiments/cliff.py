"""What the insiders' cliff does to the price, measured around it against runs without the event.

Every run is set against two others on the same shocks: one in which the cliff comes after all that
is looked at, and one in which it comes and insiders put nothing up for sale. The first ratio is the
whole effect, the second that of the sales alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import sympy as sp
from numpy.typing import ArrayLike, NDArray

from model.draws import shocks
from model.exact import Values
from model.factbook import facts
from model.interface import parameters
from model.quantities import registry
from model.simulation import sweep
from model.spec import accounts as a
from model.spec.exchange import gap, sellers_response, selling_days, tokens_offered
from model.spec.worth import depth, fair_price, unlock_anticipation
from model.theory.unlocks.foresight import DROP, at_once, waiting
from model.theory.unlocks.foresight import INSIDERS as LOCKED
from model.theory.unlocks.sales import GAP, TIME, at_first, left, sales, trade

if TYPE_CHECKING:
    import xarray as xr

    from model.parameter_sets import Parameters
    from model.spec.economy import Economy

Array = NDArray[np.float64]
#: Days before and after the cliff that are looked at.
BEFORE, AFTER = 60, 180
INSIDERS = ("investors", "team")
#: Changes that make insiders sell all, at any price, into the shallowest market of its range.
ALL = {f"sell_share_{who}": 1.0 for who in INSIDERS}
BLIND = {"sellers_response": 0.0, "selling_days": 1.0}
SHALLOW = {"market_depth_share": registry["market_depth_share"].range[0]}
#: Cases: name, scenario, changes.
CASES: Mapping[str, tuple[str, Mapping[str, Any]]] = {
    "nothing at the cliff (base)": ("base", {}),
    "a third at the cliff": ("draft vesting", {}),
    "… and all is put up for sale": ("draft vesting", ALL),
    "… and sellers are blind to the price": ("draft vesting", BLIND),
    "… and the market is shallow": ("draft vesting", SHALLOW),
    "… and all three": ("draft vesting", {**ALL, **BLIND, **SHALLOW}),
}


@dataclass(frozen=True)
class Around:
    """Prices around the cliff, dims (case, run, day): ``day`` counts from the cliff.

    ``whole`` is the price with the cliff over that without, ``fair`` the same of the fair price,
    ``sales`` the price over that with nothing put up for sale; ``sold`` are AI that insiders sold
    since the cliff. ``price``, ``without`` and ``circulating`` are those of the run itself, and of
    the run with a later cliff. ``unlocked`` are the AI of the jump.
    """

    whole: xr.DataArray
    fair: xr.DataArray
    sales: xr.DataArray
    price: xr.DataArray
    without: xr.DataArray
    sold: xr.DataArray
    circulating: xr.DataArray
    unlocked: float


def three(economy: Economy, scenario: str, changes: Mapping[str, Any]) -> list[Parameters]:
    """The case itself, the same with a later cliff, and the same with nothing put up for sale."""
    case = parameters(economy.name, scenario, **changes)
    later = case["insider_cliff_days"] + AFTER + 2
    unsold: dict[str, Any] = {**changes, **{f"sell_share_{who}": 0.0 for who in INSIDERS}}
    return [
        case,
        parameters(economy.name, scenario, **{**changes, "insider_cliff_days": later}),
        parameters(economy.name, scenario, **unsold),
    ]


def around(economy: Economy, count: int, seed: int = 7) -> Around:
    """All cases around the cliff, each against its two runs on the same shocks."""
    import xarray as xr

    kept: dict[str, list[xr.DataArray]] = {}
    for scenario, changes in CASES.values():
        points = three(economy, scenario, changes)
        cliff = int(points[0]["insider_cliff_days"])
        drawn = shocks(economy, days=cliff + AFTER, runs=count, seed=seed)
        ds = sweep(economy, points, drawn)
        window = ds.sel(day=slice(cliff - BEFORE, None))
        case, later, unsold = (
            window.isel(point=i).drop_vars(["point", *ALL, "insider_cliff_days"], errors="ignore")
            for i in range(3)
        )
        sold = case[[f"sold_{who}" for who in INSIDERS]].to_dataarray("who").sum("who")
        found = {
            "whole": case["price"] / later["price"],
            "fair": case["fair_price"] / later["fair_price"],
            "sales": case["price"] / unsold["price"],
            "price": case["price"],
            "without": later["price"],
            "sold": sold.cumsum("day"),
            "circulating": later["circulating"],
        }
        for name, values in found.items():
            kept.setdefault(name, []).append(values.assign_coords(day=values["day"] - cliff))
    names = xr.DataArray(list(CASES), dims="case", name="case")
    at_cliff = parameters(economy.name, "draft vesting")
    share = at_cliff["investor_share"] + at_cliff["team_share"]
    unlocked = at_cliff["initial_supply"] * share * at_cliff["insider_cliff_jump"]
    return Around(**{k: xr.concat(v, names) for k, v in kept.items()}, unlocked=unlocked)


def summary(found: Around) -> pd.DataFrame:
    """Per cent by case, medians over runs: run-up, day of the cliff, trough, recovery, sales.

    The run-up is the largest move of the whole effect in the days before. The trough and its day
    are those of the median path. ``half back`` is the day on which half of the fall by sales at its
    trough is gone.
    """
    rows = {}
    for name in CASES:
        whole, sales = (each.sel(case=name).median("run") for each in (found.whole, found.sales))
        before, after = slice(-BEFORE, -1), slice(0, AFTER)
        path, sold = whole.sel(day=after), sales.sel(day=after)
        low, worst = int(path.argmin("day")), int(sold.argmin("day"))
        back = 1 - sold.isel(day=slice(worst, None)) <= (1 - sold.isel(day=worst)) / 2
        rows[name] = {
            "run-up": 100 * float(abs(whole.sel(day=before) - 1).max()),
            "day 0": 100 * float(path.sel(day=0) - 1),
            "day 30": 100 * float(path.sel(day=30) - 1),
            "day 180": 100 * float(path.sel(day=AFTER) - 1),
            "trough": 100 * float(path.isel(day=low) - 1),
            "trough on day": low,
            "by sales": 100 * float(sold.isel(day=worst) - 1),
            "worst on day": worst,
            "half back on day": worst + int(back.argmax("day")) if bool(back.any()) else np.nan,
            "sold in 180 days, m AI": float(found.sold.sel(case=name, day=AFTER).median()) / 1e6,
        }
    return pd.DataFrame(rows).T


def observed(found: Around) -> dict[str, float]:
    """What surveys of unlocks say, in per cent, at the size of the draft's jump.

    ``by_size`` takes the change per unlocked per cent of the circulation beyond all samples,
    ``team`` is the largest effect of a team's unlock; both are ends of their range, the other is 0.
    """
    free = float(found.circulating.isel(case=1).sel(day=-1).median())
    size = 100 * found.unlocked / free
    return {
        "size": size,
        "by_size": size * facts["unlock_price_effect"].value,
        "team": 100 * facts["team_unlock_price_effect"].value,
        "lead": facts["unlock_effect_lead"].to("day"),
        "settling": facts["unlock_effect_settling"].to("day"),
    }


def naive(found: Around, case: int = 1) -> tuple[float, float]:
    """What an event study without a paired run reads, per cent: with the cliff, and without.

    Medians over runs of the price change between the surveys' first and last day.
    """
    first = -int(facts["unlock_effect_lead"].to("day"))
    last = int(facts["unlock_effect_settling"].to("day"))
    read = [
        100
        * float(
            (each.isel(case=case).sel(day=last) / each.isel(case=case).sel(day=first) - 1).median(
                "run"
            )
        )
        for each in (found.price, found.without)
    ]
    return read[0], read[1]


def drop_formula() -> Callable[..., Array]:
    """The fall by claim: of AI circulating, the treasury's locked, insiders', omega, unlocked."""
    symbols = (a.circulating, a.locked_treasury, waiting, unlock_anticipation, at_once)
    found: Callable[..., Array] = sp.lambdify(symbols, DROP.rhs, "numpy")
    return found


def drop_line(falls: pd.DataFrame) -> pd.Series[float]:
    """The fall by claim at anticipated parts from none to all, with the tokens of `unlock_falls`.

    Between its rows tokens are interpolated.
    """
    parts = np.linspace(0, 1, 200)
    free, treasury, insiders, unlocked = (
        np.interp(parts, falls["anticipated"], falls[name])
        for name in ("circulating", "treasury", "insiders", "unlocked")
    )
    return pd.Series(drop_formula()(free, treasury, insiders, parts, unlocked), index=parts)


def unlock_falls(
    economy: Economy, anticipations: Sequence[float], count: int, **changes: Any
) -> pd.DataFrame:
    """What the jump costs by the anticipated part: fair and market price, formula and runs.

    Each run with the jump is set against the run with a later cliff on the same shocks; falls are
    shares, on the day of the cliff, low and high the 5th and 95th percentile over runs.
    """
    rows, formula = [], drop_formula()
    for anticipated in anticipations:
        case = {**changes, "unlock_anticipation": anticipated}
        points = three(economy, "draft vesting", case)[:2]
        cliff = int(points[0]["insider_cliff_days"])
        ds = sweep(economy, points, shocks(economy, days=cliff + 1, runs=count, seed=7))
        jump, plain = (ds.isel(point=i).sel(day=cliff) for i in range(2))
        locked = plain[[s.name for s in LOCKED]].to_dataarray("who").sum("who")
        unlocked = jump["circulating"] - plain["circulating"]
        tokens = (plain["circulating"], plain["locked_treasury"], locked)
        said = formula(*(t.values for t in tokens), anticipated, unlocked.values)
        row = {
            "anticipated": anticipated,
            "circulating": float(tokens[0].median()),
            "treasury": float(tokens[1].median()),
            "insiders": float(tokens[2].median()),
            "unlocked": float(unlocked.median()),
            "formula": float(np.median(said)),
            "eve": float(plain["price"].median()),
        }
        for name in ("fair_price", "price"):
            fall = 1 - jump[name] / plain[name]
            low, middle, high = (float(fall.quantile(q)) for q in (0.05, 0.5, 0.95))
            row |= {name: middle, f"{name}_low": low, f"{name}_high": high}
        fair = 1 - jump["fair_price"] / plain["fair_price"]
        row["gap"] = float(np.max(np.abs(fair.values - said)))
        rows.append(row)
    return pd.DataFrame(rows)


def falls_of_sales(offers: ArrayLike, response: float, *, run: bool = False) -> Array:
    """Log of the price over the fair one by what is offered over the depth: claim, or exchange.

    ``run`` asks the specification's exchange, a day for each offer; else the claim's formula.
    """
    sizes = np.asarray(offers, float)
    if not run:
        numbers = {fair_price: 1, depth: 1, sellers_response: response}
        return np.asarray(sp.lambdify(tokens_offered, GAP.subs(numbers), "numpy")(sizes), float)
    found = []
    for size in sizes:
        known = {fair_price: 1.0, depth: 1e6, sellers_response: response, selling_days: 1.0}
        day = trade({**known, a.for_sale["team"]: 1e6 * float(size)})
        found.append(float(day.values[gap]))
    return np.asarray(found)


def overhang(p: Mapping[str, float], stock: float, tokens: float, days: int) -> pd.DataFrame:
    """A stock for sale, AI, day by day in the specification's exchange, and the claim's day for it.

    ``tokens`` is the depth in AI: what moves the log price by one in a day.
    """
    known: Values = {
        a.one_day: 1.0,
        fair_price: 1.0,
        depth: tokens,
        sellers_response: p["sellers_response"],
        selling_days: p["selling_days"],
    }
    path = [stock]
    for _ in range(days):
        path.append(path[-1] - sales(path[-1], known))
    said = sp.lambdify(left, TIME.rhs.subs({**known, at_first: stock}), "numpy")
    return pd.DataFrame({"left": path, "claim": said(np.asarray(path))})
