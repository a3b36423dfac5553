"""The dust of the split: what two floors of the contract move between burn and treasury."""

from __future__ import annotations

from model.experiments.dust import Dust
from model.figures.style import COLOURS, Figure, style, subplots


def dust(found: Dust) -> Figure:
    """Burn and treasury of the contract less their unrounded shares, with the proved bounds.

    One dot an amount of base units. Claim: split-sums-to-purchase.
    """
    amounts, off, bounds = found.amounts, found.off, found.bounds
    with style():
        figure, axes = subplots(1, 2, height=3.2)
        for ax, (who, less), colour in zip(axes, off.items(), ("vermilion", "blue"), strict=True):
            ax.plot(amounts, less, ".", ms=3, color=COLOURS[colour], label="contract")
            for place, bound in enumerate(bounds[who]):
                ax.axhline(
                    bound,
                    color=COLOURS["ink"],
                    ls="--",
                    lw=1,
                    label="" if place else "proved bounds",
                )
            ax.set_xlabel("amount bought (base units)")
            ax.set_ylabel(f"{who} less its share\n(base units)")
        handles, labels = axes[0].get_legend_handles_labels()
        figure.legend(handles, labels, loc="outside upper center", ncols=2, fontsize="small")
    least, most = min(off["burn"]), max(off["treasury"])
    return Figure(
        figure,
        f"Left: the burn of amounts up to {amounts[-1]} base units is at most {-least:.2f} units "
        f"below its share, and the bound is 1. Right: the treasury is at most {most:.2f} units "
        f"above its share, and the bound is {bounds['treasury'][1]:.1f}.",
    )
