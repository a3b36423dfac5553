"""Published numbers on our own curves: swap, vesting, congestion price, staking yield.

Curves are this project's code; dots are numbers of the cases in model/outside, with sources.
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from model.figures.style import COLOURS, Figure, style, subplots
from model.outside import Case, base_fee, cases, issuance, swap, vesting
from model.outside.schema import Point

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

_UNIT = 10**18
_DOTS: dict[str, Any] = {
    "linestyle": "none",
    "marker": "o",
    "markersize": 5,
    "color": COLOURS["ink"],
    "zorder": 3,
}


def _case(name: str) -> Case:
    return next(case for case in cases() if case.id == name)


def _swaps(ax: Axes) -> None:
    points = _case("V1").points
    fee = points[0].input["fee"]
    brought = np.linspace(0.01, 2.5, 60)
    pools = sorted({(p.input["reserve_in"], p.input["reserve_out"]) for p in points})
    for (comes, goes), name in zip(pools[:3], ("blue", "vermilion", "green"), strict=True):
        paid = [swap.bought(int(x * _UNIT), int(comes), int(goes), fee) / _UNIT for x in brought]
        label = f"{comes / _UNIT} and {goes / _UNIT}"
        ax.plot(brought, paid, color=COLOURS[name], label=label)
    shown = [p for p in points if (p.input["reserve_in"], p.input["reserve_out"]) in pools[:3]]
    ax.plot(*_places(shown, "brought", _UNIT), **_DOTS)
    ax.set(xlabel="tokens in", ylabel="tokens out")
    ax.legend(title="reserves in and out")


def _places(points: Iterable[Point], name: str, scale: int) -> tuple[list[float], list[float]]:
    chosen = list(points)
    return (
        [float(p.input[name] / scale) for p in chosen],
        [float(p.expected["value"] / scale) for p in chosen],
    )


def _vestings(ax: Axes) -> None:
    first = _case("V4").points[0].input
    units, length, cliff = (int(first[name]) for name in ("allotted", "length", "cliff"))
    year = 365 * 86_400
    ages = [i * length // 240 for i in range(253)]
    held = [vesting.with_cliff(units, age, length, cliff) / _UNIT for age in ages]
    ax.step([age / year for age in ages], held, where="post", color=COLOURS["blue"])
    points = _case("V4").points
    ax.plot(
        [float(p.input["elapsed"]) / year for p in points],
        [float(p.expected["value"]) / _UNIT for p in points],
        **_DOTS,
    )
    ax.set(xlabel="years since the start", ylabel="tokens vested, of 100")


def _prices(ax: Axes) -> None:
    first = _case("V3").points[0].input
    fee, limit, elasticity, slowness = (
        int(first[name]) for name in ("fee", "limit", "elasticity", "slowness")
    )
    used = [limit * share // 24 for share in range(25)]
    share = [100 * gas / limit for gas in used]
    line = [base_fee.next_fee(fee, limit, gas, elasticity, slowness) / fee for gas in used]
    ours = [
        float(base_fee.posted_factor(gas, limit, elasticity, Fraction(1, slowness))) for gas in used
    ]
    ax.plot(share, line, color=COLOURS["vermilion"], label="base fee")
    ax.plot(share, ours, color=COLOURS["blue"], linestyle="--", label="our posted price")
    points = _case("V3").points
    ax.plot(
        [100 * float(p.input["used"]) / limit for p in points],
        [float(p.expected["value"]) / fee for p in points],
        **_DOTS,
    )
    ax.set(xlabel="capacity in use [%]", ylabel="next price over this price")
    ax.legend(loc="upper left")


def _yields(ax: Axes) -> None:
    law, chart = _case("V7").points, _case("V8").points
    stakes = np.geomspace(4e5, 1.4e8, 60).astype(int).tolist()
    most, at = int(law[0].input["most"]), int(law[0].input["at"])
    uptime, supply = chart[0].input["uptime"], int(chart[0].input["supply"])
    root = [float(issuance.root_law(n, most, at)["yield"]) for n in stakes]
    ax.loglog([n / 1e6 for n in stakes], root, color=COLOURS["green"], label="root law")
    paid = [issuance.chart_yield(n, uptime, supply)["yield"] for n in stakes]
    ax.loglog([n / 1e6 for n in stakes], paid, color=COLOURS["purple"], label="rewards of 2020")
    for points in (law, chart):
        ax.plot(
            [float(p.input["stake"]) / 1e6 for p in points],
            [float(p.expected["yield"]) for p in points],
            **_DOTS,
        )
    ax.set(xlabel="stake [million coins]", ylabel="yield [% a year]")
    ax.set_xticks([1, 10, 100], ["1", "10", "100"])
    ax.set_yticks([2, 5, 10, 20], ["2", "5", "10", "20"])
    ax.minorticks_off()
    ax.legend()


def published(table: pd.DataFrame) -> Figure:
    """Four of our curves with the published numbers on them; ``table`` is `results`."""
    with style():
        drawing, axes = subplots(2, 2, height=6.4)
        for draw, ax in zip((_swaps, _vestings, _prices, _yields), axes, strict=True):
            draw(ax)
            ax.grid(visible=True)
    met, exact = int(table["ok"].sum()), int((table["gap"] == 0).sum())
    alt = (
        "Four panels with published numbers as dots on our curves. Swap outputs lie on the "
        "specification's constant product, vested tokens on its schedule with a cliff, and "
        "staking yields on two laws. The base fee is a straight line, and our posted price an "
        f"exponential that touches it at half use. Of {len(table)} published numbers {met} are "
        f"met within their tolerance, and {exact} of these exactly."
    )
    return Figure(drawing, alt)


def results() -> pd.DataFrame:
    """Every published number beside ours, one a row, in full digits; gaps are floats."""
    import pandas as pd

    from model.outside import run

    rows = [
        {
            "case": r.id,
            "what": r.at,
            "published": _digits(r.expected),
            "ours": _digits(r.got),
            "gap": float(r.gap),
            "tolerance": float(r.tolerance),
            "unit": r.unit,
            "ok": r.ok,
            "status": r.status,
        }
        for r in run()
    ]
    return pd.DataFrame(rows)


def _digits(value: Fraction) -> str:
    """A whole number in full, any other to seven figures."""
    return str(value) if value.denominator == 1 else f"{float(value):.7g}"


def summary(table: pd.DataFrame) -> pd.DataFrame:
    """A row a case: how many numbers, the widest gap, its tolerance, status, and what it tests."""
    import pandas as pd

    rows = {}
    for case in cases():
        found = table[table["case"] == case.id]
        rows[case.id] = {
            "numbers": len(found),
            "widest gap": f"{found['gap'].max():.2g}",
            "tolerance": f"{float(case.tolerance):g}",
            "unit": case.unit,
            "status": case.status,
            "what of ours it tests": case.validates,
        }
    return pd.DataFrame.from_dict(rows, orient="index").rename_axis("case")


def sources() -> str:
    """What each case is, where its numbers stand and what to know about them, in Markdown."""
    return "\n".join(
        f"- **{case.id}** {case.title}. Source: {case.source} ({case.status}). {case.note}".rstrip()
        for case in cases()
    )
