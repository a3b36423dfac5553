"""Published numbers beside our own curves: swap, vesting, congestion price, staking yield.

Curves are this project's code; dots are numbers of the cases in `model.outside`, with sources.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from model.outside import Case, base_fee, cases, issuance, run, swap, vesting
from model.outside.schema import Point

if TYPE_CHECKING:
    import pandas as pd

_UNIT = 10**18
_YEAR = 365 * 86_400


@dataclass(frozen=True)
class Panel:
    """Curves by label, each an x and a y, and the published numbers on them."""

    curves: dict[str, tuple[list[float], list[float]]]
    dots: tuple[list[float], list[float]]


def _case(name: str) -> Case:
    return next(case for case in cases() if case.id == name)


def _places(
    points: Iterable[Point], name: str, value: str, across: float, up: float
) -> tuple[list[float], list[float]]:
    chosen = list(points)
    return (
        [float(p.input[name]) / across for p in chosen],
        [float(p.expected[value]) / up for p in chosen],
    )


def swaps() -> Panel:
    """Tokens out over tokens in, for three pools of the case V1."""
    points = _case("V1").points
    fee = points[0].input["fee"]
    brought = np.linspace(0.01, 2.5, 60).tolist()
    pools = sorted({(p.input["reserve_in"], p.input["reserve_out"]) for p in points})[:3]
    curves = {}
    for comes, goes in pools:
        paid = [swap.bought(int(x * _UNIT), int(comes), int(goes), fee) / _UNIT for x in brought]
        curves[f"{comes / _UNIT} and {goes / _UNIT}"] = (brought, paid)
    shown = [p for p in points if (p.input["reserve_in"], p.input["reserve_out"]) in pools]
    return Panel(curves, _places(shown, "brought", "value", _UNIT, _UNIT))


def vestings() -> Panel:
    """Tokens vested over years since the start, of 100, with the cliff of the case V4."""
    points = _case("V4").points
    first = points[0].input
    units, length, cliff = (int(first[name]) for name in ("allotted", "length", "cliff"))
    ages = [i * length // 240 for i in range(253)]
    held = [vesting.with_cliff(units, age, length, cliff) / _UNIT for age in ages]
    curve = ([age / _YEAR for age in ages], held)
    return Panel({"schedule": curve}, _places(points, "elapsed", "value", _YEAR, _UNIT))


def prices() -> Panel:
    """Next price over this price by capacity in use, per cent: a base fee and our posted price."""
    points = _case("V3").points
    first = points[0].input
    fee, limit, elasticity, slowness = (
        int(first[name]) for name in ("fee", "limit", "elasticity", "slowness")
    )
    used = [limit * share // 24 for share in range(25)]
    share = [100 * gas / limit for gas in used]
    line = [base_fee.next_fee(fee, limit, gas, elasticity, slowness) / fee for gas in used]
    ours = [
        float(base_fee.posted_factor(gas, limit, elasticity, Fraction(1, slowness))) for gas in used
    ]
    return Panel(
        {"base fee": (share, line), "our posted price": (share, ours)},
        _places(points, "used", "value", limit / 100, fee),
    )


def yields() -> Panel:
    """Yield in per cent a year over million coins staked, under two laws."""
    law, chart = _case("V7").points, _case("V8").points
    stakes = np.geomspace(4e5, 1.4e8, 60).astype(int).tolist()
    most, at = int(law[0].input["most"]), int(law[0].input["at"])
    uptime, supply = chart[0].input["uptime"], int(chart[0].input["supply"])
    across = [n / 1e6 for n in stakes]
    root = [float(issuance.root_law(n, most, at)["yield"]) for n in stakes]
    paid = [float(issuance.chart_yield(n, uptime, supply)["yield"]) for n in stakes]
    dots = [_places(points, "stake", "yield", 1e6, 1) for points in (law, chart)]
    return Panel(
        {"root law": (across, root), "rewards of 2020": (across, paid)},
        (dots[0][0] + dots[1][0], dots[0][1] + dots[1][1]),
    )


def panels() -> dict[str, Panel]:
    """The four panels by what they draw."""
    return {"swap": swaps(), "vesting": vestings(), "price": prices(), "yield": yields()}


def results() -> pd.DataFrame:
    """Every published number beside ours, one a row, in full digits; gaps are floats."""
    import pandas as pd

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


def counts(table: pd.DataFrame) -> dict[str, int]:
    """How many numbers and cases there are, are met, and how far they are independent of us."""
    return {
        "numbers": len(table),
        "cases": len(cases()),
        "met": int(table["ok"].sum()),
        "exact": int((table["gap"] == 0).sum()),
        "read": int((table["status"] == "read").sum()),
        "derived": int((table["status"] == "arithmetic").sum()),
        "remembered": int((table["status"] == "from memory").sum()),
    }


def told(counted: Mapping[str, int]) -> dict[str, float | bool]:
    """What was counted, and whether all numbers are met; those from memory are told as such."""
    met = counted["met"] == counted["numbers"]
    return {**counted, "all_are_met": met and counted["remembered"] > 0}


def base_fee_told() -> dict[str, float | bool]:
    """A base fee and our posted price at full and at no use, in per cent, and steps to a tenth."""
    eighth, found = Fraction(1, 8), {}
    for name, used in {"full": 20_000_000, "empty": 0}.items():
        block = {"limit": 20_000_000, "used": used, "elasticity": 2}
        fee = base_fee.next_fee(10**9, slowness=8, **block) / 10**9
        found[f"fee_{name}"] = 100 * abs(fee - 1)
        found[f"ours_{name}"] = 100 * abs(float(base_fee.posted_factor(speed=eighth, **block)) - 1)
    for name, used in {"up": 20_000_000, "down": 0}.items():
        found[name] = base_fee.blocks_to(
            10**9, limit=20_000_000, used=used, elasticity=2, slowness=8, factor=10
        )
    return {
        **found,
        "steps": math.ceil(math.log(10) / eighth),
        "base_fee_falls_faster": falls_faster(found),
    }


def falls_faster(n: Mapping[str, float]) -> bool:
    """Whether a base fee falls in fewer steps than it rises, and our posted price the other way."""
    return n["down"] < n["up"] and n["ours_full"] > n["ours_empty"]


def chart_told() -> dict[str, float | bool]:
    """Yields at the smallest stake, per cent: the published chart's, and a later formula's."""
    first = {r.id: r for r in reversed(run()) if r.id.startswith("V8")}
    return differ({"altair": float(first["V8-altair"].got), "chart": float(first["V8"].expected)})


def differ(n: Mapping[str, float]) -> dict[str, float | bool]:
    """Both yields, and whether they are of two formulas."""
    return {**n, "two_formulas_differ": abs(n["altair"] - n["chart"]) > 0.01}
