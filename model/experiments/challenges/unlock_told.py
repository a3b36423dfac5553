"""What the page on shocks of unlocks says: its numbers by name, and whether its sentences hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from model.experiments.challenges import bearers
from model.experiments.challenges import unlock_expectations as expected
from model.experiments.challenges import unlock_shocks as shocks
from model.experiments.challenges.common import CLOSURES

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

Groups = Mapping[str, bearers.Borne]
#: USD that executors lose at most, as the page says.
EXECUTORS: int = 1
#: Measures whose moves the page compares, by the words of its table, and what moves each most.
NAMED: Mapping[str, str] = {"run_up": "run-up", "by_sales": "by sales", "end": "after 180 days"}
DECIDES = {"run-up": "holders", "by sales": "sellers", "after 180 days": "holders"}


def spreads(found: xr.Dataset) -> dict[str, pd.Series[float]]:
    """How far each measure moves with each factor, per cent of the price, by the measure's words.

    ``found`` is `unlock_shocks.factorial`; the medians over all levels of the other factors.
    """
    return {title: 100 * shocks.spread(found, name)["median"] for name, title in NAMED.items()}


def of_page(
    found: xr.Dataset, closures: xr.Dataset, beside: xr.Dataset, groups: Groups, table: pd.DataFrame
) -> dict[str, float | str | bool]:
    """All that the text says: of all combinations, ideas of a price, cases, groups, and dates."""
    told: dict[str, float | str | bool] = {**numbers(beside, groups, table)}
    told |= {"cases": found["trough"].size, "event_date": str(table["together"].idxmax())}
    return told | of_factors(found, closures) | of_cases(beside) | of_groups(groups)


def numbers(beside: xr.Dataset, groups: Groups, table: pd.DataFrame) -> dict[str, float]:
    """Of the cases of `unlock_shocks.one_at_a_time`, who bears it, and the calendar.

    Per cent of the price, days, and millions or thousands of USD; the calendar's largest unlock in
    billion AI and in per cent of what was free.
    """
    largest = table.nlargest(1, "together").iloc[0]
    others = groups[bearers.OTHERS]

    def said(case: str, name: str) -> float:
        return float(beside[name].sel(case=case).median("run"))

    return {
        "executors": EXECUTORS,
        "lead": shocks.LEAD,
        "run_up_none": -100 * said("holders: count none, know dates", "run_up"),
        "end_none": -100 * said("holders: count none, know dates", "end"),
        "end_all": -100 * said("holders: count all", "end"),
        "recovered": said("market: usual", "recovered"),
        "recovered_shallow": said("market: shallow", "recovered"),
        "shallow": -100 * said("market: shallow", "by_sales"),
        "blind": -100 * said("sellers: sell all, blind to price", "by_sales"),
        "worth_all": -sum(each.worth.middle for each in groups.values()) / 1e6,
        "taken": 0.0 if others.trades is None else others.trades.middle / 1e3,
        "treasury_worth": -groups["community treasury"].worth.middle / 1e6,
        "others_worth": -others.worth.middle / 1e6,
        "jump_tokens": float(largest["together"]) / 1e3,
        "jump_share": float(largest["of_free"]),
        "runs": beside.sizes["run"],
    }


def of_factors(found: xr.Dataset, closures: xr.Dataset) -> dict[str, bool]:
    """Whether it came as expected, what decides, and where it rests on the idea of a price."""
    ends = closures["end"].median("run")
    worth = ends.sel(closure=list(CLOSURES)[-1])
    lowest = str(ends.sel(scenario="base").idxmin("closure").item())
    most = {title: str(each.idxmax()) for title, each in spreads(found).items()}
    return {
        "factors_as_expected": all(expected.of_factors(found).values()),
        "closures_as_expected": all(expected.of_closures(closures).values()),
        "who_sells_decides_the_day": most == DECIDES,
        "worth_is_alike": float(worth.max() - worth.min()) < 0.05,
        "bills_dilute_most": lowest == "quantity equation",
    }


def of_cases(beside: xr.Dataset) -> dict[str, bool]:
    """Whether the usual case falls and stays down, and whether known dates save nothing."""
    usual, known = (
        {name: float(values.median()) for name, values in beside.sel(case=case).items()}
        for case in ("market: usual", "holders: count half, know dates")
    )
    same_end = abs(known["end"] - usual["end"]) < 0.02
    return {
        "price_is_lower": all(usual[each] < 0 for each in ("on_day", "by_sales", "end")),
        "dates_save_nothing": known["run_up"] < -0.01 and same_end,
        "sales_press_on_the_day": usual["worst_day"] == 0,
        "dilution_stays": usual["end"] <= usual["on_day"],
    }


def of_groups(groups: Groups) -> dict[str, bool]:
    """Whether the treasury loses most on paper, and who gains and hardly loses by sales."""
    traded = {name: each.trades for name, each in groups.items() if each.trades is not None}
    return {
        "executors_bear_little": -traded["executors"].middle < EXECUTORS,
        "treasury_loses_most": next(iter(groups)) == "community treasury",
        "others_gain": traded[bearers.OTHERS].low > 0,
    }
