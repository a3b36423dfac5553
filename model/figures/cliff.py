"""The insiders' cliff: the price around it, what was priced in, and what hangs over the market."""

from __future__ import annotations

from typing import TYPE_CHECKING

from model.experiments import cliff as experiment
from model.figures.style import COLOURS, Figure, style, subplots

if TYPE_CHECKING:
    import pandas as pd

    from model.experiments.cliff import Around
    from model.experiments.sale_overhang import Sales

_CASE_COLOURS = ("blue", "ink", "green", "vermilion", "purple", "orange")


def around(found: Around) -> Figure:
    """Price around the cliff over two runs without: without the cliff, and without the sales.

    Lines are medians over runs. The shaded field is what surveys say of unlocks by teams.
    """
    seen = experiment.observed(found)
    told = []
    with style():
        fig, axes = subplots(1, 2, height=4.3)
        for ax, ratios, name in zip(
            axes,
            (found.whole, found.sales),
            ("over no cliff", "over nothing put up for sale"),
            strict=True,
        ):
            for case, colour in zip(ratios["case"].values, _CASE_COLOURS, strict=True):
                line = 100 * (ratios.sel(case=case).median("run") - 1)
                ax.plot(line["day"], line, color=COLOURS[colour], lw=1.6, label=str(case))
                low = int(line.argmin("day"))
                told.append(
                    f"{name}, {case}: lowest {float(line[low]):.0f} per cent on day "
                    f"{int(line['day'][low])}, {float(line[-1]):.0f} on the last"
                )
            ax.axvline(0, color=COLOURS["grey"], ls=":", lw=1.2)
            ax.set(xlabel="days from the cliff", ylim=(-60, 4))
            ax.text(0.97, 0.04, name, transform=ax.transAxes, ha="right", color=COLOURS["ink"])
        axes[0].fill_between(
            [-seen["lead"], seen["settling"]],
            seen["team"],
            0,
            color=COLOURS["grey"],
            alpha=0.3,
            lw=0,
            label="surveys: up to this much",
        )
        axes[0].set_ylabel("price against the paired run (%)")
        axes[1].tick_params(labelleft=False)
        fig.legend(
            *axes[0].get_legend_handles_labels(),
            loc="outside upper center",
            ncols=2,
            fontsize="x-small",
        )
    return Figure(
        fig,
        "Two panels over the days around the cliff; before it every line lies on zero. "
        + "; ".join(told)
        + f". The surveys' field reaches from day {-seen['lead']:.0f} to day "
        f"{seen['settling']:.0f} and down to {seen['team']:.0f} per cent.",
    )


def unlock_drop(falls: pd.DataFrame, line: pd.Series[float]) -> Figure:
    """Fall on the day of the cliff against anticipation: claim, fair price and market price.

    ``falls`` are `model.experiments.cliff.unlock_falls`, ``line`` its `drop_line`.
    """
    share = 100 * falls["anticipated"]
    with style():
        fig, (ax,) = subplots(height=3.8)
        ax.plot(100 * line.index, 100 * line, color=COLOURS["blue"], label="claim", zorder=1)
        for name, label, marker, colour, shift in (
            ("fair_price", "fair price, runs", "o", "ink", 0.0),
            ("price", "market price, runs", "s", "vermilion", 0.8),
        ):
            middle, low, high = (100 * falls[f"{name}{e}"] for e in ("", "_low", "_high"))
            ax.errorbar(
                share + shift,
                middle,
                [middle - low, high - middle],
                fmt=marker,
                ms=5,
                color=COLOURS[colour],
                capsize=2,
                lw=1.2,
                label=label,
            )
        ax.set(xlabel="anticipated part of insiders' locked tokens (%)", ylim=(0, None))
        ax.set_ylabel("fall on the day, cliff over no cliff (%)")
        ax.legend()
    ends = falls.iloc[[0, -1]]
    return Figure(
        fig,
        "Fall of prices on the day of the cliff against anticipation. The fair price falls by "
        f"{100 * ends['fair_price'].iloc[0]:.0f} per cent without anticipation and by "
        f"{100 * ends['fair_price'].iloc[1]:.0f} with full, on the claim's line; the market price "
        f"by {100 * ends['price'].iloc[0]:.1f} and {100 * ends['price'].iloc[1]:.1f} per cent.",
    )


def overhang(found: Sales) -> Figure:
    """Fall by what is offered in a day, and what is left of a stock for sale, day by day."""
    told, ink = [], COLOURS["ink"]
    with style():
        fig, (left, right) = subplots(1, 2, height=3.9)
        for fall, colour in zip(
            found.falls, ("vermilion", "orange", "blue", "green"), strict=False
        ):
            left.plot(found.sizes, fall.line, color=COLOURS[colour], label=f"{fall.response:g}")
            left.plot(found.some, fall.dots, "o", color=ink, ms=3.5)
            told.append(f"response {fall.response:g}: {fall.line[-1]:.0f} per cent")
        left.set(xlabel="offered in a day, over the depth", ylim=(0, 100))
        left.set_ylabel("fall of the price (%)")
        left.legend(title="sellers' response", fontsize="small", title_fontsize="small")
        for (name, stock), colour in zip(found.stocks.items(), ("blue", "vermilion"), strict=False):
            days = range(0, stock.left.size, 12)
            right.plot(stock.claim, stock.left, color=COLOURS[colour], label=name)
            right.plot(days, stock.left[::12], "o", color=ink, ms=3.5)
            told.append(f"{name}: {stock.left[90]:.0f} million AI left after 90 days")
        right.set(xlabel="days", ylim=(0, None), xlim=(0, 180))
        right.set_ylabel("left for sale (million AI)")
        right.legend(fontsize="small")
    return Figure(
        fig,
        "Left: fall of the price at four times the depth. Right: what is left of a stock for "
        "sale. Dots from the exchange lie on the claims' lines, a day's step aside. "
        + "; ".join(told)
        + ".",
    )
