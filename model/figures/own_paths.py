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


def beside(cases: Mapping[str, xr.Dataset]) -> Figure:
    """The median run of each case, at most three; of the price also the middle nine in ten.

    The cases are ensembles with the columns of `PANELS` and with their quantiles.
    """
    told = []
    with style():
        fig, axes = subplots(1, 3, height=3.2)
        for ax, (title, (names, size)) in zip(axes, PANELS.items(), strict=True):
            ends = []
            for (case, ds), (colour, dashes) in zip(cases.items(), _LINES, strict=False):
                years = ds["day"] / YEAR
                columns = [f"{name}_quantile" for name in names]
                middle = ds[columns].sel(quantile=0.5).to_dataarray().sum("variable") / size
                ax.plot(years, middle, dashes, color=COLOURS[colour], label=case, lw=1.6)
                ends.append(f"{case} {float(middle[-1]):.3g}")
                if names == ("price",):
                    low, high = (ds["price_quantile"].sel(quantile=q) / size for q in (0.05, 0.95))
                    ax.fill_between(years, low, high, color=COLOURS[colour], alpha=0.12, lw=0)
            ax.set_xlabel("years since launch")
            ax.set_title(title, fontsize=9.5, color=COLOURS["ink"])
            ax.set_xticks(range(int(max(float(ds["day"][-1]) for ds in cases.values()) / YEAR) + 1))
            told.append(f"{title}, {', '.join(ends)}")
        axes[2].set_yscale("log")
        for place in (axes[2].yaxis.set_major_formatter, axes[2].yaxis.set_minor_formatter):
            place(lambda value, at: f"{value:g}")
        axes[2].tick_params(axis="y", which="minor", labelsize=8)
        fig.legend(*axes[0].get_legend_handles_labels(), loc="outside lower center", ncols=3,
                   fontsize=9)  # fmt: skip
    alt = (
        f"Three panels over years since launch, with a line for each of {len(cases)} cases. On the "
        f"last day: {'; '.join(told)}."
    )
    return Figure(fig, alt)
