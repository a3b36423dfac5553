"""From usage to the price: links, levers, closures, and the day's batch that makes the price.

Lines are the claims' statements; points come from programs that know nothing of them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from model.experiments.closures import CLOSURES, Answer, Comparison, Prediction
from model.experiments.value_lines import Drawn, Lever, Links, Market
from model.figures.style import COLOURS, Figure, style, subplots

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes

_POINT: dict[str, Any] = {"marker": "o", "ls": "none", "ms": 5.5, "zorder": 5}
_DIAMOND: dict[str, Any] = {"marker": "D", "ls": "none", "ms": 9, "mfc": "none"}
_NAMES = {"usage": "usage", "revenue": "application\nrevenue", "burn share": "burn share"}
_SCENARIOS = {"base": "blue", "bull": "green"}
_THREE = ("blue", "green", "vermilion")


def _both(
    ax: Axes, each: Drawn, colour: str, label: str = "", across: float = 1, up: float = 1
) -> None:
    """A line and its points, in so many units."""
    ax.plot(across * each.x, up * each.line, color=COLOURS[colour], label=label or "_")
    ax.plot(across * each.dots, up * each.found, color=COLOURS[colour], **_POINT)


def links(found: Links) -> Figure:
    """Elasticity of each link from usage to the price, closed form and program."""
    with style():
        fig, (first, second, third) = subplots(1, 3, height=3.4)
        for (used, fees), colour in zip(
            found.fees.items(), ("green", "blue", "vermilion"), strict=True
        ):
            name = {0.0: "none", 1e9: "far more"}.get(used, f"{used:g}")
            first.plot(found.epsilons, fees, color=COLOURS[colour], label=name)
        first.plot(*found.here, color=COLOURS["ink"], **_POINT)
        first.set_xlabel("elasticity of demand ε")
        first.set_ylabel("fees, per cent for one\nper cent of usage")
        first.set_ylim(0, 2)
        first.legend(fontsize=9, title="reach used, z")
        _both(second, found.bought, "blue", "tokens bought")
        _both(second, found.pushed, "vermilion", "price, same day")
        second.set_xscale("log")
        second.set_ylim(-0.05, 2.1)
        second.set_xlabel("purchase over reserve,\nor over holders' depth")
        second.set_ylabel("per cent for one\nper cent of dollars")
        second.legend(fontsize=9)
        _both(third, found.lift, "blue", across=100)
        third.set_xlabel("burned [% of what\ncould be counted]")
        third.set_ylabel("price, per cent for one\nper cent more burned")
    return Figure(
        fig,
        "Three links. Fees follow usage one for one while few of the GPUs in reach are used; the "
        f"announced economy's runs give {found.here[1]:.3f}. Tokens bought follow dollars nearly "
        "one for one in a small purchase and less in a large one, and the price of the day follows "
        "a purchase by its part of the market's depth. What burned tokens do to the price is their "
        "number over those that it counts. Points lie on the lines.",
    )


def lever(found: Lever) -> Figure:
    """What a lever does to the price by what has been burned; the weight of usage in the price."""
    with style():
        fig, (left, right) = subplots(1, 2, height=3.8)
        for (zeta, each), colour in zip(
            found.lift.items(), ("green", "purple", "blue"), strict=True
        ):
            _both(left, each, colour, f"ζ = {zeta:g}", across=100)
        left.set_xlabel("burned, of all tokens [%]")
        left.set_ylabel("price, per cent for one\nper cent of the lever")
        left.set_ylim(0, 1.1)
        left.legend(fontsize=9, title="direct effect", loc="upper left", bbox_to_anchor=(0.0, 0.88))
        for name, each in found.weight.items():
            _both(right, each, _SCENARIOS[name], name)
        right.axvline(found.half_life, color=COLOURS["grey"], lw=1, ls=":")
        right.set_xscale("log")
        right.set_xticks([0.25, 0.5, 1, 2, 4, 8], ["0.25", "0.5", "1", "2", "4", "8"])
        right.minorticks_off()
        right.set_xlabel("half-life of the premium [years]")
        right.set_ylabel(f"usage in the fair price\nafter {found.years:g} years [%]")
        right.legend(fontsize=9)
    told = [
        f"in {name} from {each.found[0]:.0f} to {each.found[-1]:.1f} per cent"
        for name, each in found.weight.items()
    ]
    return Figure(
        fig,
        "Left: the lift of the price by a lever on the burn, against what has been burned. It is "
        "one throughout if value follows the lever one for one, and the log of what has been "
        "burned if value does not follow. Right: the share of usage in the fair price, by the "
        f"premium's half-life. {'; '.join(told)}.",
    )


def closures(found: Comparison, theory: Mapping[tuple[str, str], Prediction]) -> Figure:
    """Elasticities of price and burn in three levers, closed form and runs, by closure.

    ``theory`` comes from `model.experiments.closures.predicted`.
    """
    told = []
    with style():
        fig, axes = subplots(1, 3, height=3.9)
        for ax, lever_name in zip(axes, _NAMES, strict=True):
            for row, closure in enumerate(CLOSURES):
                expected = theory[lever_name, closure]
                price = found.elasticity("price", closure, lever_name)
                burned = found.elasticity("burn", closure, lever_name)
                _pair(ax, row - 0.16, expected.direct, price, "blue")
                _pair(ax, row + 0.16, expected.burned, burned, "vermilion")
                told.append(
                    f"{closure}, {lever_name}: price {price.middle:.2f}, burn {burned.middle:.2f}"
                )
            ax.set_xlim(-0.2, 1.6)
            ax.set_ylim(len(CLOSURES) - 0.5, -0.5)
            ax.set_yticks(range(len(CLOSURES)), list(CLOSURES) if ax is axes[0] else [])
            ax.set_xlabel(f"for one per cent of\n{_NAMES[lever_name]}")
            ax.axvline(0, color=COLOURS["grey"], lw=0.8)
        for colour, name in (("blue", "price"), ("vermilion", "tokens burned")):
            axes[0].plot([], [], color=COLOURS[colour], **_POINT, label=name)
        axes[0].plot([], [], color=COLOURS["ink"], **_DIAMOND, label="closed form")
        fig.legend(loc="outside upper center", ncols=3)
    alt = "Elasticities of the price and of the tokens burned under five closures. "
    return Figure(fig, alt + "; ".join(told) + ".")


def _pair(ax: Axes, row: float, expected: float, answer: Answer, colour: str) -> None:
    ax.plot([answer.low, answer.high], [row, row], color=COLOURS[colour], lw=3, alpha=0.5)
    ax.plot(answer.middle, row, color=COLOURS[colour], **_POINT)
    ax.plot(expected, row, color=COLOURS[colour], **_DIAMOND)


def market(found: Market) -> Figure:
    """How far a flow moves a day's price, what runs found, what noise adds, and Little's law."""
    with style():
        fig, (cleared, held, spread, transit) = subplots(2, 2, height=6.6)
        for (response, each), colour in zip(found.cleared.items(), _THREE, strict=True):
            _both(cleared, each, colour, f"{response:g}")
            if response > 1:
                cleared.axhline(-1 / response, color=COLOURS[colour], lw=1, ls=":")
        cleared.set_xlabel("net order over holders' depth")
        cleared.set_ylabel("gap to the fair price")
        cleared.legend(fontsize=9, title="sellers' response")
        _held(held, found)
        for (unrest, each), colour in zip(found.spread.items(), _THREE, strict=True):
            _both(spread, each, colour, f"{unrest:g}", across=100, up=100)
        spread.set_xlabel("size of noise [%]")
        spread.set_ylabel("spread around what\nflows hold [%]")
        spread.legend(fontsize=9, title="size of unrest")
        for (name, each), colour in zip(found.transit.items(), _THREE, strict=True):
            _both(transit, each, colour, name)
        transit.set_xlabel("mean holding time [years]")
        transit.set_ylabel("tokens in transit, for a\nflow of one a year")
        transit.legend(fontsize=9, title="holding times")
    return Figure(
        fig,
        "Four panels. The gap to the fair price rises with the net order, less so the more sellers "
        "answer, and has a floor where they sell. In the last year of the announced economy the "
        "price is away from the fair one by what the flows of its days hold, with a mean "
        f"difference of {found.apart:.4f}. The spread of noise is its size, with spells of unrest "
        "or without. Tokens in transit, counted one by one, are flow times holding time.",
    )


def _held(ax: Axes, found: Market) -> None:
    colours = ("blue", "green", "vermilion", "purple", "orange")
    for (closure, (flow, gap)), colour in zip(found.held.items(), colours, strict=True):
        ax.plot(100 * flow, 100 * gap, color=COLOURS[colour], **_POINT, label=closure)
    flows = [100 * flow for flow, _ in found.held.values()]
    both = [min(0.0, *(x.min() for x in flows)), max(0.0, *(x.max() for x in flows))]
    ax.plot(both, both, color=COLOURS["ink"], lw=1.2)
    ax.set_xlabel("gap that flows hold [%]")
    ax.set_ylabel("price over fair price [log, %]")
    ax.legend(fontsize=8.5)
