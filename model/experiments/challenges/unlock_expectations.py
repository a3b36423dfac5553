"""What must rise and fall around an unlock, stated before it was run, and whether it does."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from model.experiments.challenges.common import CLOSURES
from model.quantities import registry

if TYPE_CHECKING:
    import xarray as xr

#: Levels of a factor from the one that presses least on the day's market to the one that does most.
#: Two orders have exceptions, which the first run showed. Patient sellers in a deep market press
#: more if nothing comes at once, for then more comes on each later day. And where all is sold blind
#: to the price, it falls to the last bid in every market.
PRESSING = {
    "insiders at the cliff": ("nothing at once", "a third at once"),
    "market": ("deep", "usual", "shallow"),
    "sellers": ("patient", "usual", "eager", "sell all, blind to price"),
}
KNOWING = {"count none": "count none, know dates", "count half": "count half, know dates"}


def _ordered(found: xr.DataArray, factor: str, levels: tuple[str, ...]) -> bool:
    """Whether a measure rises along the levels whatever the other factors are."""
    return bool((found.sel({factor: list(levels)}).diff(factor) > 0).all())


def of_factors(found: xr.Dataset) -> dict[str, bool]:
    """Conditions on `unlock_shocks.factorial`, by a name that says them."""
    first, second, third_order = PRESSING.items()
    look = [*PRESSING["sellers"][:-1], "indifferent to cost", "bound by cost"]
    looking = found.sel(sellers=look)
    response = registry["sellers_response"].under("base")
    unaware = found["run_up"].sel(holders=["count none", "count half", "count all"])
    third = found.sel({"insiders at the cliff": "a third at once"})
    known = third.sel(holders=list(KNOWING.values()))
    plain = found.sel(holders=list(KNOWING))
    dated = found.sel(holders=list(KNOWING.values())).assign_coords(holders=list(KNOWING))
    cost = found["slippage"].sel(sellers=["bound by cost", "usual", "indifferent to cost"])
    return {
        "no run-up unless dates are known": bool((unaware == 0).all()),
        "known dates bring a run-up": bool((known["run_up"] < -0.01).all()),
        "what is counted early costs less later": _ordered(
            third["end"].sel(sellers=look), "holders", ("count none", "count half", "count all")
        ),
        "dates move the loss and do not add to it": bool(
            (np.abs(dated["end"] - plain["end"]) < 0.02).all()
        ),
        "more at once, deeper fall by sales": _ordered(
            -found["by_sales"].sel(sellers=["usual", "eager"]), *first
        ),
        "less depth, deeper fall by sales": _ordered(-looking["by_sales"], *second),
        "more for sale, deeper fall by sales": _ordered(-found["by_sales"], *third_order),
        "who sells below cost slips less": bool((cost.diff("sellers") >= 0).all()),
        "sellers who look at the price bound its fall": bool(
            (looking["by_sales"] > -1 + np.exp(-1 / response)).all()
        ),
        "more depth, less slippage": _ordered(found["slippage"], "market", PRESSING["market"]),
    }


def of_closures(found: xr.Dataset) -> dict[str, bool]:
    """Conditions on `unlock_shocks.by_closure`, by a name that says them."""
    given, bills, worth = (found.sel(closure=name) for name in CLOSURES)
    return {
        "a given price has no run-up": bool((given["run_up"] == 0).all()),
        "a price by bills has no run-up": bool((np.abs(bills["run_up"]) < 1e-9).all()),
        "a price by worth has one": bool((worth["run_up"] < 0).all()),
        "a given price is not diluted": bool((given["end"].median("run") > -0.01).all()),
        "a price by worth is diluted": bool((worth["end"] < -0.1).all()),
        "a price by bills is diluted where there are bills": bool(
            (bills["end"].sel(scenario=["base", "bull"]) < -0.1).all()
        ),
        "sales cost something under each": bool((found["slippage"] > 0).all()),
    }


def must_hold(conditions: dict[str, bool]) -> None:
    """Raises ``ValueError`` that names the conditions which do not hold."""
    broken = [name for name, held in conditions.items() if not held]
    if broken:
        raise ValueError(f"expected of an unlock, and not so: {'; '.join(broken)}")
