"""Paths of one's own beside the shipped economy: what is locked, what is demanded, the price."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from model.figures.style import COLOURS, Figure, style, subplots

if TYPE_CHECKING:
    import xarray as xr

YEAR = 365
_LINES = (("grey", "-"), ("vermilion", "--"), ("blue", "-"))
#: Columns that are added up, by what they are drawn as, with the size of the unit.
PANELS = {
    "locked tokens of insiders (bn AI)": (("locked_investors", "locked_team"), 1e9),
    "demand (thousand USD a day)": (("demand_scale",), 1e3),
    "price (US cents)": (("price",), 1e-2),
}
BESIDE = "median price over that of the first case"


def median(ds: xr.Dataset, *names: str) -> xr.DataArray:
    """The sum of the medians of some columns, by day."""
    columns = [f"{name}_quantile" for name in names]
    return ds[columns].sel(quantile=0.5).to_dataarray().sum("variable")


def beside(cases: Mapping[str, xr.Dataset]) -> Figure:
    """The median run of each case, at most three; of the price also the middle nine in ten.

    The cases are ensembles with the columns of `PANELS` and with their quantiles.
    """
    told = []
    with style():
        fig, axes = subplots(2, 2, height=5.4, share_x=True)
        *panels, last = axes
        first = median(next(iter(cases.values())), "price")
        for (case, ds), (colour, dashes) in zip(cases.items(), _LINES, strict=False):
            years, drawn = ds["day"] / YEAR, COLOURS[colour]
            ends = []
            for ax, (title, (names, size)) in zip(panels, PANELS.items(), strict=True):
                line = median(ds, *names) / size
                ax.plot(years, line, dashes, color=drawn, label=case, lw=1.6)
                ends.append(f"{title} {round(float(line[-1]), 6):.3g}")
            low, high = (ds["price_quantile"].sel(quantile=q) / 1e-2 for q in (0.05, 0.95))
            panels[2].fill_between(years, low, high, color=drawn, alpha=0.12, lw=0)
            line = median(ds, "price") / first
            last.plot(years, line, dashes, color=drawn, lw=1.6)
            ends.append(f"{BESIDE} from {float(line.min()):.2f} to {float(line.max()):.2f}")
            told.append(f"{case}: {', '.join(ends)}")
        for ax, title in zip(axes, (*PANELS, BESIDE), strict=True):
            ax.set_title(title, fontsize=9.5, color=COLOURS["ink"])
        for ax in axes[2:]:
            ax.set_xlabel("years since launch")
        panels[2].set_ylim(0, None)
        fig.legend(
            *axes[0].get_legend_handles_labels(),
            loc="outside lower center",
            ncols=3,
            fontsize=9,
        )
    alt = (
        f"Four panels over years since launch, with a line for each of {len(cases)} cases. On the "
        f"last day, and over all days for the ratio of prices: {'; '.join(told)}."
    )
    return Figure(fig, alt)
