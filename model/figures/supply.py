"""Figures of supply: what is locked and free, two readings of the cliff, what is sold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import numpy as np

from model.figures.style import COLOURS, Figure, style, subplots
from model.spec.accounts import CLASSES
from model.units import convert

if TYPE_CHECKING:
    import xarray as xr
    from matplotlib.axes import Axes

MONTH = convert(1, "calendar_month", "day")
CATEGORIES = {
    "testnet": ("testnet rewards", "purple"),
    "sale": ("community sale", "green"),
    "treasury": ("community treasury", "blue"),
    "team": ("team", "orange"),
    "investors": ("investors", "vermilion"),
}
#: Two counts of what is free: name, label, line.
_COUNTS = {
    "circulating": ("circulating (market's count)", "-"),
    "free_float": ("can be sold (free float)", "--"),
}
LOCKING = ("sale", "treasury", "team", "investors")
INSIDERS = ("investors", "team")
TRADES = {
    "nodes": ([f"node_sold_{c}" for c in CLASSES], 1, "blue"),
    "insiders": ([f"sold_{c}" for c in INSIDERS], 1, "vermilion"),
    "sale and testnet": (["sold_sale", "sold_testnet"], 1, "green"),
    "grantees": (["grantees_sold"], 1, "orange"),
    "validators, executors": (["validators_sold", "executors_sold"], 1, "purple"),
    "users, to pay bills": (["fee_purchase"], -1, "sky"),
    "nodes, for collateral": ([f"collateral_bought_{c}" for c in CLASSES], -1, "blue"),
    "the vault": (["buyback"], -1, "green"),
}


def spread(runs: xr.DataArray, *levels: float) -> np.ndarray:
    """Quantiles over ``run``, first axis the levels; not a number where a run has none."""
    found = runs.quantile(list(levels), "run", skipna=False).transpose("quantile", ...)
    return np.asarray(found)


def band(ax: Axes, x: np.ndarray, runs: xr.DataArray, colour: str, label: str) -> None:
    """Draw the median over ``run`` and the range from the 10th to the 90th percentile."""
    low, middle, high = spread(runs, 0.1, 0.5, 0.9)
    ax.fill_between(x, low, high, color=colour, alpha=0.22, lw=0)
    ax.plot(x, middle, color=colour, label=label)


def locked(ds: xr.Dataset) -> xr.DataArray:
    """Tokens under lock, AI: all categories together."""
    return ds[[f"locked_{c}" for c in LOCKING]].to_dataarray("category").sum("category")


def monthly(flow: xr.DataArray) -> xr.DataArray:
    """A daily flow as an amount a month, by month of age; ``month`` replaces ``day``."""
    flows = flow.isel(day=slice(1, None))
    number = (flows["day"].to_numpy() - 1) // MONTH
    last = flows.sizes["day"] // MONTH - 1  # a day or two over stay with the last whole month
    months = ("day", np.minimum(number, last).astype(int))
    return MONTH * flows.assign_coords(month=months).groupby("month").mean("day")


def allocation(ds: xr.Dataset, p: Mapping[str, float]) -> Figure:
    """Free and locked tokens by category, what circulates and what can be sold, billions of AI.

    ``ds`` has dims (run, day) and ``p`` are its parameters. Schedules are not random, so one
    run gives the stack; the two counts are medians of all runs.
    """
    months = ds["day"].to_numpy() / MONTH
    one = ds.isel(run=0)
    layers: list[np.ndarray] = []
    colours, labels, shades = [], [], []
    for free in (True, False):
        for name, (label, colour) in CATEGORIES.items():
            all_of_it = p["initial_supply"] * p[f"{name.removesuffix('s')}_share"]
            held = one[f"locked_{name}"].to_numpy() if name in LOCKING else np.zeros(len(months))
            if free or name in LOCKING:
                layers.append((all_of_it - held if free else held) / 1e9)
                colours.append(COLOURS[colour])
                labels.append(label if free else "_locked")
                shades.append(0.9 if free else 0.25)
    counts = {n: ds[n].isel(day=slice(1, None)).median("run") / 1e9 for n in _COUNTS}
    with style():
        figure, (ax,) = subplots(height=4.6)
        for area, shade in zip(
            ax.stackplot(months, *layers, colors=colours, labels=labels), shades, strict=True
        ):
            area.set(alpha=shade, linewidth=0)
        for (label, dash), count in zip(_COUNTS.values(), counts.values(), strict=True):
            ax.plot(months[1:], count, color=COLOURS["ink"], lw=1.8, ls=dash, label=label)
        ax.set(xlim=(0, months[-1]), ylim=(0, p["initial_supply"] / 1e9))
        ax.set(xlabel="age of the network (months)", ylabel="tokens (billion AI)")
        ax.set_xticks(np.arange(0, months[-1] + 1, 6))
        ax.text(3, 0.75 * p["initial_supply"] / 1e9, "locked (pale)", fontsize="small")
        figure.legend(loc="outside upper center", ncols=3, fontsize="small")
    told = []
    for month in (1, 12, 24, 36):
        both = [float(c.sel(day=int(np.ceil(month * MONTH - 1e-9)))) for c in counts.values()]
        told.append(f"{both[0]:.2f} and {both[1]:.2f} billion at month {month}")
    return Figure(
        figure,
        f"Stacked areas of free and locked tokens by category over {months[-1]:.0f} months, with a "
        "line for what circulates as the market counts it, which is the edge of what is free, and "
        f"one for what can be sold: {', '.join(told)}.",
    )


def cliff_readings(ds: xr.Dataset, supply: float) -> Figure:
    """The two readings of the insider cliff: free share of supply, and the price it leaves.

    ``ds`` has dims (point, run, day); point 0 vests from nothing at the cliff, point 1 jumps.
    """
    months = ds["day"].to_numpy() / MONTH
    names = ("nothing at the cliff", "a third at the cliff")
    ratio = ds["price"].isel(point=1) / ds["price"].isel(point=0)
    middle = ratio.median("run")
    with style():
        figure, (left, right) = subplots(1, 2, height=3.4)
        for point, (name, colour, dash) in enumerate(
            zip(names, (COLOURS["blue"], COLOURS["vermilion"]), ("-", "--"), strict=True)
        ):
            free = 1 - locked(ds.isel(point=point, run=0)) / supply
            left.plot(months, 100 * free, color=colour, ls=dash, lw=2, label=name)
        left.set(xlabel="age (months)", ylabel="free share of supply (%)", ylim=(0, 102))
        left.legend(fontsize="small")
        band(right, months, 100 * ratio, COLOURS["vermilion"], "median, and 10 to 90 % of runs")
        right.axhline(100, color=COLOURS["blue"], lw=1.2)
        right.set(xlabel="age (months)", ylabel="price, jump over no jump (%)")
        right.set_ylim(5 * np.floor(20 * float(ratio.min()) - 0.2), 102)
        right.legend(fontsize="small", loc="lower right")
        left.set(xlim=(0, months[-1]), xticks=np.arange(0, months[-1] + 1, 12))
        right.set(xlim=(11, 24), xticks=np.arange(12, 25, 3))
    day = int(middle.argmin("day"))
    return Figure(
        figure,
        "Two panels. Left: the free share of supply under both readings; they part at month 12 "
        "and meet at month 36. Right: the price with a jump over the price without, falling to "
        f"{100 * float(middle[day]):.0f} per cent on day {day} and standing at "
        f"{100 * float(middle[-1]):.0f} per cent at the end.",
    )


def meeting_the_market(ds: xr.Dataset, months_each: int = 3) -> Figure:
    """Who sells and who buys in the daily batch, by quarter, in millions of AI a month.

    ``ds`` has dims (run, day). Bars are means over runs; whiskers span 10 to 90 % of the runs.
    What holders take is the difference of the two sides.
    """
    sums = {}
    for name, (flows, sign, _) in TRADES.items():
        flow = monthly(ds[flows].to_dataarray("flow").sum("flow", skipna=False)) / 1e6
        sums[name] = sign * flow.coarsen(month=months_each, boundary="trim").mean()
    quarters = sums["nodes"]["month"].to_numpy() + 0.5
    with style():
        figure, (ax,) = subplots(height=4.6)
        for sign in (1, -1):
            base = np.zeros(len(quarters))
            side = [name for name, (_, s, _) in TRADES.items() if s == sign]
            for name in side:
                height = sums[name].mean("run").to_numpy()
                ax.bar(
                    quarters,
                    height,
                    0.8 * months_each,
                    bottom=base,
                    color=COLOURS[TRADES[name][2]],
                    hatch=None if sign > 0 else "///",
                    edgecolor="white",
                    lw=0.4,
                    label=name,
                )
                base = base + height
            whole = sum((sums[name] for name in side[1:]), sums[side[0]])
            low, high = spread(whole, 0.1, 0.9)
            reach = np.abs(np.stack([base - low, high - base]))
            ax.errorbar(quarters, base, reach, fmt="none", ecolor=COLOURS["ink"], lw=1, capsize=2)
        ax.axhline(0, color=COLOURS["ink"], lw=1)
        ax.set(xlabel="age (months)", ylabel="bought (−) and sold (+), million AI a month")
        ax.set_xticks(np.arange(0, quarters[-1] + months_each, 6))
        figure.legend(loc="outside upper center", ncols=3, fontsize="small")
    year = [i for i, m in enumerate(quarters) if 12 <= m < 24]
    mean = {name: float(flow[:, year].mean()) for name, flow in sums.items()}
    bought = -sum(mean[name] for name, (_, sign, _) in TRADES.items() if sign < 0)
    return Figure(
        figure,
        "Bars of sales above zero and purchases below it, by quarter. In the second year insiders "
        f"sell {mean['insiders']:.0f} million AI a month, grantees {mean['grantees']:.0f} million "
        f"and nodes {mean['nodes']:.1f} million; users, nodes and the vault buy {bought:.1f} "
        "million.",
    )


def scale_gap(ds: xr.Dataset, observed: float) -> Figure:
    """Released, sold by insiders, burned in the run and burned as observed, AI a month, log scale.

    ``ds`` has dims (run, day); ``observed`` is the burn that was seen, in AI a month.
    """
    series = {
        "released from lock": (monthly(ds["treasury_released"] + ds["newly_vested"]), "blue"),
        "sold by insiders": (
            monthly(
                ds[[f"sold_{c}" for c in INSIDERS]].to_dataarray("who").sum("who", skipna=False)
            ),
            "vermilion",
        ),
        "burned in the run": (monthly(ds["burn"]), "green"),
    }
    with style():
        figure, (ax,) = subplots(height=3.8)
        for name, (flow, colour) in series.items():
            seen = flow.where(flow > 1)
            band(ax, seen["month"].to_numpy() + 0.5, seen, COLOURS[colour], name)
        seen_label = "burned, observed in 2026"
        ax.axhline(observed, color=COLOURS["ink"], ls="--", lw=1.5, label=seen_label)
        ax.set(yscale="log", xlabel="age (months)", ylabel="AI a month (log scale)")
        ax.set_xticks(np.arange(0, 49, 6))
        ax.legend(loc="center left", bbox_to_anchor=(0.02, 0.62), fontsize="small")
    release = series["released from lock"][0].median("run")
    burned = series["burned in the run"][0].median("run")
    return Figure(
        figure,
        "Lines on a logarithmic scale. Median release in month 24 is "
        f"{float(release[23]) / 1e6:.0f} million AI, median burn in the run "
        f"{float(burned[23]) / 1e6:.3f} million; the burn observed in 2026 is a flat line at "
        f"{observed / 1e6:.3f} million.",
    )
