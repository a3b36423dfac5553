"""Akash's burn and mint under stress: the vault beside the credit, and who pays for the fall."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from model.experiments.burn_and_mint_stress import BEFORE, BUFFERS, Outcome
from model.figures.style import COLOURS, Figure, style, subplots

if TYPE_CHECKING:
    import xarray as xr

_LINES = ("vermilion", "blue", "green")


def stress(
    runs: Mapping[tuple[str, int], xr.Dataset],
    outcomes: Mapping[tuple[str, int], Outcome],
    limits: Mapping[str, float],
) -> Figure:
    """Collateral ratio, and tokens that came into circulation since the day before the fall.

    ``runs`` and ``outcomes`` by buffer and days of the fall; ``limits`` are ratios by what
    happens below them.
    """
    told = []
    with style():
        fig, axes = subplots(2, 2, height=6.0, share_x=True)
        for column, buffer in enumerate(BUFFERS):
            above, below = axes[column], axes[2 + column]
            falls = [days for name, days in runs if name == buffer]
            for days, colour in zip(falls, _LINES, strict=True):
                one = runs[buffer, days].isel(run=0)
                since = one["day"] - BEFORE
                start = one.isel(day=BEFORE)
                minted = start["unissued_akt"] - one["unissued_akt"]
                out = minted + start["vault_akt"] - one["vault_akt"]
                drawn: dict[str, Any] = {"color": COLOURS[colour], "lw": 1.6}
                over = f"over {days} day{'s' * (days > 1)}"
                above.plot(since, one["collateral_ratio"], label=f"fall {over}", **drawn)
                below.plot(since, out / 1e3, **drawn)
                below.plot(since, minted / 1e3, ":", **drawn)
                o = outcomes[buffer, days]
                told.append(
                    f"{buffer}, {over}: least ratio {o.least_ratio:.2f}, "
                    f"{o.days_halted:.0f} days halted, {-o.net_burned / 1e3:.0f} thousand tokens "
                    f"into circulation, {o.newly_minted / 1e3:.0f} thousand of them new"
                )
            for value in limits.values():
                above.axhline(value, color=COLOURS["grey"], lw=0.8, ls="--")
            above.set_title(buffer, fontsize=10.5, color=COLOURS["ink"])
            below.axhline(0, color=COLOURS["grey"], lw=0.8)
            below.set(xlabel="days since the fall began")
        top = max(float(ds["collateral_ratio"].max()) for ds in runs.values())
        for ax in axes[:2]:
            ax.set(xlim=(-BEFORE, None), ylim=(-0.1, 1.05 * top))
        low = min(ax.get_ylim()[0] for ax in axes[2:])
        high = max(ax.get_ylim()[1] for ax in axes[2:])
        for ax in axes[2:]:
            ax.set_ylim(low, high)
        axes[0].set_ylabel("collateral ratio")
        axes[2].set_ylabel("into circulation (thousand AKT)\ndotted: newly minted")
        axes[1].legend(loc="upper right", fontsize=9)
    said = ", ".join(f"{name} below {value:g}" for name, value in limits.items())
    alt = (
        "Four panels over a year, with the observed buffer on the left and without it on the "
        f"right. Above, the collateral ratio; dashed lines: {said}. Below, tokens that came into "
        f"circulation. In the panels {'; '.join(told)}."
    )
    return Figure(fig, alt)
