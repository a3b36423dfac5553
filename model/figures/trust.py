"""Trust, price and stake in a loop: its rests, where a collapse fulfils itself, and the economy."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes

from model.experiments.two_rests import Loop
from model.figures.style import COLOURS, Figure, style, subplots


def two_rests_and_runs(
    loop: Loop, off: Mapping[str, Sequence[int]], points: int, years: Sequence[float]
) -> Figure:
    """Three panels: rests over the cover, the band of two rests, and shocks in the economy.

    ``off`` holds, by how collateral is bought, how many of so many ``points`` are not back so many
    ``years`` after the shock, from `model.experiments.audit_numbers.points_off`.
    """
    with style():
        figure, (left, middle, right) = subplots(1, 3, height=3.5)
        _rests(left, loop)
        _band(middle, loop)
        for (name, counts), colour in zip(off.items(), ("blue", "vermilion"), strict=True):
            right.plot(years, counts, "o-", ms=4, color=COLOURS[colour], label=name)
        right.set(xlabel="years since the shock", ylabel="points not back", ylim=(-2, None))
        right.legend(fontsize="x-small", title="collateral is bought", title_fontsize="x-small")
    told = " and ".join(
        f"{counts[0]} to {counts[-1]} of {points} if collateral is bought {name}"
        for name, counts in off.items()
    )
    return Figure(
        figure,
        f"Left: below a cover of {loop.least:.1f} trust rests only at zero; above it a better rest "
        f"rises to {loop.settled[-1]:.2f} and a border below it falls, on which simulated days lie "
        f"too. Middle: covers at which two rests last form a wedge that ends where worth without "
        f"fees protects {loop.widest:.2f} median gains. Right: points of the economy whose trust "
        f"has not come back fall over {years[-1]:g} years from {told}.",
    )


def _rests(ax: Axes, loop: Loop) -> None:
    ink = COLOURS["ink"]
    ax.plot(loop.covers, 1 - loop.lost, color=ink, lw=1.4, label="lasting rest")
    ax.plot(loop.covers, loop.lost, color=ink, ls="--", lw=1.4, label="border")
    ax.plot([0.8, 4], [0, 0], color=ink, lw=1.4)
    ax.plot(loop.dots, loop.settled, "o", ms=4, color=COLOURS["blue"], label="from full trust")
    ax.plot(
        loop.some, loop.returns, "v", ms=4, color=COLOURS["vermilion"], label="least that returns"
    )
    ax.set(xlabel="cover", ylabel="trust", xlim=(0, 4.1), ylim=(-0.03, 1.35))
    ax.legend(fontsize="xx-small", loc="upper left")


def _band(ax: Axes, loop: Loop) -> None:
    ax.plot(loop.wedge_cover, loop.wedge_base, color=COLOURS["ink"], lw=1.4)
    ax.axhline(loop.widest, color=COLOURS["grey"], ls=":", lw=1.2)
    two, covers, bases = loop.two, loop.tried_cover, loop.tried_base
    ax.plot(covers[two], bases[two], "o", ms=4, color=COLOURS["vermilion"], label="two ends")
    ax.plot(covers[~two], bases[~two], ".", ms=3, color=COLOURS["blue"], label="one end")
    ax.set(xlabel="cover", ylabel="cover without fees", xlim=(0.5, 4.1), ylim=(-0.012, 0.36))
    ax.legend(fontsize="xx-small", loc="upper right", ncols=2)
