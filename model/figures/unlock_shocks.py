"""The unlocks of the first anniversary: the price before and after, by holders and by sellers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from model.experiments.challenges.common import middle, nearest
from model.figures.interval_tables import cell, html, said
from model.figures.style import COLOURS, Figure, style, subplots

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr

    from model.experiments.challenges.bearers import Borne
    from model.experiments.challenges.unlock_shocks import Event

_HUES = ("blue", "vermilion", "green", "purple", "orange", "sky")
#: What each panel draws: the ratio, and the cases by the label of their lines.
PANELS = (
    (
        "whole",
        "all that the unlock does",
        {
            "holders: count none": "count none",
            "holders: count none, know dates": "count none, know dates",
            "holders: count half": "count half (usual)",
            "holders: count half, know dates": "count half, know dates",
            "holders: count all": "count all",
        },
    ),
    (
        "sales",
        "what the sales do",
        {
            "sellers: patient": "patient",
            "sellers: usual": "usual",
            "sellers: eager": "eager",
            "market: shallow": "usual, shallow market",
            "market: deep": "usual, deep market",
        },
    ),
)


def around(found: Event) -> Figure:
    """Price over the price without, medians over runs: of all, and of the sales alone."""
    told = []
    with style():
        fig, axes = subplots(2, 1, height=6.4, share_x=True)
        for ax, (name, title, cases) in zip(axes, PANELS, strict=True):
            ratios: xr.DataArray = getattr(found, name)
            for (case, label), hue in zip(cases.items(), _HUES, strict=False):
                line = 100 * (ratios.sel(case=case).median("run") - 1)
                ax.plot(line["day"], line, color=COLOURS[hue], lw=1.7, label=label)
                low = int(line.argmin("day"))
                told.append(
                    f"{title}, {label}: {float(line.sel(day=-1)):.1f} per cent on the eve, lowest "
                    f"{float(line[low]):.1f} on day {int(line['day'][low])}, "
                    f"{float(line[-1]):.1f} on the last"
                )
            ax.axvline(0, color=COLOURS["grey"], ls=":", lw=1.2)
            ax.set_ylabel(f"price, {name} effect (%)")
            place = (0.33, 0.68) if name == "whole" else (0.6, 0.1)
            ax.legend(loc=place, fontsize="small", ncols=1 if name == "sales" else 2)
        axes[1].set_xlabel("days from the unlock")
    return Figure(fig, "Two panels over the days around the unlock. " + "; ".join(told) + ".")


def calendar(table: pd.DataFrame) -> Figure:
    """Tokens that unlock on each date, by category, in million AI."""
    names = {"treasury": "blue", "investors": "vermilion", "team": "orange", "sale": "green"}
    rows = table.iloc[1:]
    with style():
        fig, (ax,) = subplots(height=3.6)
        base = 0 * rows["together"]
        for name, hue in names.items():
            ax.bar(range(len(rows)), rows[name], bottom=base, color=COLOURS[hue], label=name)
            base = base + rows[name]
        ticks = range(2, len(rows), 6)
        ax.set_xticks(list(ticks), [str(rows.index[i])[:7] for i in ticks])
        ax.set_ylim(0, 1.2 * float(rows["together"].max()))
        ax.set_ylabel("unlocks on the date (million AI)")
        ax.legend(loc="upper left", fontsize="small", ncols=2)
    most = rows["together"].round().idxmax()  # steps differ by a rounding
    return Figure(
        fig,
        f"A bar for each of {len(rows)} monthly dates after the launch, from {rows.index[0]} to "
        f"{rows.index[-1]}. The first is {rows['together'].iloc[0]:.0f} million AI, the largest "
        f"{rows['together'].max():.0f} on {most}, the last {rows['together'].iloc[-1]:.0f}.",
    )


#: What tables have of `measures`, by title: the name, what it is multiplied by, and places.
_COLUMNS = {
    "run-up": ("run_up", 100.0, 1),
    "day": ("on_day", 100.0, 1),
    "sales": ("by_sales", 100.0, 1),
    "180 days": ("end", 100.0, 1),
    "slippage": ("slippage", 1e-3, 0),
}


def factors(found: xr.Dataset) -> str:
    """Measures of the cases with one factor at another level, with intervals over runs: HTML."""
    rows = {}
    for case in found["case"].values:
        one = found.sel(case=case)
        rows[str(case).replace("insiders at the cliff", "cliff")] = _cells(one) | {
            "recovered": cell(nearest(one["recovered"].to_numpy()), "never", places=0)
        }
    return html(rows, "factor: level")


def closures(found: xr.Dataset) -> str:
    """Measures by scenario and idea of the price, with intervals over runs: HTML."""
    rows = {
        f"{scenario}, {closure}": _cells(found.sel(scenario=scenario, closure=closure))
        for scenario in found["scenario"].values
        for closure in found["closure"].values
    }
    return html(rows, "scenario, closure")


def _cells(one: xr.Dataset) -> dict[str, str]:
    return {
        title: cell(middle(one[name]), places=places, scale=scale)
        for title, (name, scale, places) in _COLUMNS.items()
    }


def bearers(found: Mapping[str, Borne]) -> str:
    """Who bears the unlock: tokens, and dollars by worth and by trades with intervals: HTML."""
    rows = {
        group: {
            "tokens, million AI": said(each.tokens, places=1),
            "worth, thousand USD": cell(each.worth, places=0, scale=1e-3),
            "trades, thousand USD": (
                "–" if each.trades is None else cell(each.trades, places=1, scale=1e-3)
            ),
        }
        for group, each in found.items()
    }
    return html(rows, "group")


def spreads(found: Mapping[str, pd.Series[float]]) -> str:
    """How far each factor moves some measures, in per cent of the price, as an HTML table."""
    factors = next(iter(found.values())).index
    rows = {
        str(factor): {title: said(float(each[factor]), places=1) for title, each in found.items()}
        for factor in factors
    }
    return html(rows, "factor")


def dates(table: pd.DataFrame) -> str:
    """Some dates of the calendar: million AI by category, and per cent of what was free: HTML."""
    names = {"together": "all", "of_free": "of what was free, %"}
    rows = {
        str(date): {
            names.get(str(name), str(name)): said(float(x), places=1) for name, x in row.items()
        }
        for date, row in table.iterrows()
    }
    return html(rows, "date")
