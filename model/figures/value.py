"""From usage to the price: links, levers, closures, and the day's batch that makes the price.

Lines are the claims' statements, evaluated. Points come from programs that know nothing of them:
whole-number swaps, batches cleared by bisection, burns integrated in time, the economy's runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp
from scipy.integrate import solve_ivp

from model.experiments.closures import CLOSURES, Answer, Comparison, Weight, predicted
from model.figures.style import COLOURS, Figure, style, subplots
from model.spec import accounts, vault
from model.spec.worth import premium_at_launch, premium_half_life
from model.theory.notation import supply
from model.theory.sourced import AFTER_FEE
from model.theory.value import fair_value, fees_in_tokens, order_flow, transmission
from model.theory.vault import purchase

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from model.parameter_sets import Parameters

_POINT: dict[str, Any] = {"marker": "o", "ls": "none", "ms": 5.5, "zorder": 5}
_DIAMOND: dict[str, Any] = {"marker": "D", "ls": "none", "ms": 9, "mfc": "none"}
_BATCH = {"depth": 1.0, "fair_price": 1.0}
_NAMES = {"usage": "usage", "revenue": "application\nrevenue", "burn share": "burn share"}
_SCENARIOS = {"base": "blue", "bull": "green"}


def _line(formula: sp.Expr, variable: sp.Symbol, **known: float) -> Any:
    """A formula as a function of one quantity, the others by name."""
    names = {s: known[s.name] for s in formula.free_symbols if s != variable}
    return sp.lambdify(variable, formula.subs(names), "numpy")


def _bought_slopes(sizes: NDArray[np.float64]) -> list[float]:
    """Elasticity of tokens in dollars, from whole-number swaps a little apart."""
    tokens, dollars, kept, found = 10**27, 10**24, round(10**6 * AFTER_FEE), []
    for size in sizes:
        spent = int(dollars * size)
        paid = [spent * part // 10_000 * kept // 10**6 for part in (9_999, 10_001)]
        less, more = (tokens * each // (dollars + each) for each in paid)
        found.append(float(np.log(more / less) / np.log(10_001 / 9_999)))
    return found


def links(found: Comparison) -> Figure:
    """Elasticity of each link from usage to the price, closed form and program."""
    base = found.base
    measured = found.elasticity("fees_usd", "fundamental", "usage")
    with style():
        fig, (first, second, third) = subplots(1, 3, height=3.4)
        epsilons = np.linspace(0.3, 3, 200)
        outside = {"price_over_outside": 1.0, "supply_elasticity": base["supply_elasticity"]}
        for used, colour in ((0.0, "green"), (0.5, "blue"), (1e9, "vermilion")):
            fees = _line(transmission.FEES, transmission.epsilon, reach_used=used, **outside)
            name = {0.0: "none", 1e9: "far more"}.get(used, f"{used:g}")
            flat = np.broadcast_to(fees(epsilons), epsilons.shape)
            first.plot(epsilons, flat, color=COLOURS[colour], label=name)
        first.plot(base["demand_elasticity"], measured.middle, color=COLOURS["ink"], **_POINT)
        first.set_xlabel("elasticity of demand ε")
        first.set_ylabel("fees, per cent for one\nper cent of usage")
        first.set_ylim(0, 2)
        first.legend(fontsize=9, title="reach used, z")
        sizes, dots = np.geomspace(0.001, 3, 200), np.geomspace(0.001, 3, 9)
        line = _line(purchase.ELASTIC, vault.one_purchase, pool_usd=1.0, pool_fee=base["pool_fee"])
        second.plot(sizes, line(sizes), color=COLOURS["blue"], label="tokens bought")
        second.plot(dots, _bought_slopes(dots), color=COLOURS["blue"], **_POINT)
        _pushed(second, sizes, dots, base)
        second.set_xscale("log")
        second.set_ylim(-0.05, 2.1)
        second.set_xlabel("purchase over reserve,\nor over holders' depth")
        second.set_ylabel("per cent for one\nper cent of dollars")
        second.legend(fontsize=9)
        shares = np.linspace(0, 0.6, 100)
        rises = transmission.BURNED.subs(transmission.counted_tokens, 1 - accounts.burned)
        lift = _line(rises, accounts.burned)
        third.plot(100 * shares, lift(shares), color=COLOURS["blue"])
        dots = np.linspace(0.05, 0.55, 6)
        slope = np.log((1 - 0.999 * dots) / (1 - 1.001 * dots)) / np.log(1.001 / 0.999)
        third.plot(100 * dots, slope, color=COLOURS["blue"], **_POINT)
        third.set_xlabel("burned [% of what\ncould be counted]")
        third.set_ylabel("price, per cent for one\nper cent more burned")
    return Figure(
        fig,
        "Three links. Fees follow usage one for one while few of the GPUs in reach are used; the "
        f"announced economy's runs give {measured.middle:.3f}. Tokens bought follow dollars nearly "
        "one for one in a small purchase and less in a large one, and the price of the day follows "
        "a purchase by its part of the market's depth. What burned tokens do to the price is their "
        "number over those that it counts. Points lie on the lines.",
    )


def _pushed(
    ax: Axes, sizes: NDArray[np.float64], dots: NDArray[np.float64], base: Parameters
) -> None:
    offered, step, response, fee = 0.1, 1e-3, base["sellers_response"], base["pool_fee"]
    given = {"tokens_offered": offered, "sellers_response": response, "pool_fee": fee}
    line = _line(order_flow.PUSH, vault.buyback_usd, **_BATCH, **given)
    ax.plot(sizes, line(sizes), color=COLOURS["vermilion"], label="price, same day")
    found = []
    for size in dots:
        up, down = (
            order_flow.batch((1 - fee) * size * np.exp(sign * step), offered, response, 1.0)
            for sign in (1, -1)
        )
        found.append((up - down) / (2 * step))
    ax.plot(dots, found, color=COLOURS["vermilion"], **_POINT)


def _integrated(zeta: float, parts: NDArray[np.float64]) -> list[float]:
    """Elasticity of the price in the lever, where ``parts`` of the supply have been burned."""
    found = []
    for part in parts:
        years = -np.log(1 - part)
        step, left = 0.002, []
        for power in (np.exp(-step) ** (1 - zeta), np.exp(step) ** (1 - zeta)):
            run = solve_ivp(
                lambda _, s, p: -p * s, (0, years), [1.0], args=(power,), rtol=1e-10, atol=1e-12
            )
            left.append(float(run.y[0, -1]))
        found.append(zeta - float(np.log(left[1] / left[0])) / (2 * step))
    return found


def lever(weights: Mapping[str, Weight], half_life: float, years: float) -> Figure:
    """What a lever does to the price by what has been burned; the weight of usage in the price."""
    part = np.linspace(0.001, 0.6, 100)
    with style():
        fig, (left, right) = subplots(1, 2, height=3.8)
        for zeta, colour in ((1.0, "green"), (0.5, "purple"), (0.0, "blue")):
            line = _line(transmission.LEVER, supply, value_to_lever=zeta, initial_supply=1.0)
            whole = np.broadcast_to(line(1 - part), part.shape)
            left.plot(100 * part, whole, color=COLOURS[colour], label=f"ζ = {zeta:g}")
            dots = np.linspace(0.05, 0.55, 6)
            left.plot(100 * dots, _integrated(zeta, dots), color=COLOURS[colour], **_POINT)
        left.set_xlabel("burned, of all tokens [%]")
        left.set_ylabel("price, per cent for one\nper cent of the lever")
        left.set_ylim(0, 1.1)
        left.legend(fontsize=9, title="direct effect", loc="upper left", bbox_to_anchor=(0.0, 0.88))
        told = [_weight(right, name, found, years) for name, found in weights.items()]
        right.axvline(half_life, color=COLOURS["grey"], lw=1, ls=":")
        right.set_xscale("log")
        right.set_xticks([0.25, 0.5, 1, 2, 4, 8], ["0.25", "0.5", "1", "2", "4", "8"])
        right.minorticks_off()
        right.set_xlabel("half-life of the premium [years]")
        right.set_ylabel(f"usage in the fair price\nafter {years:g} years [%]")
        right.legend(fontsize=9)
    return Figure(
        fig,
        "Left: the lift of the price by a lever on the burn, against what has been burned. It is "
        "one throughout if value follows the lever one for one, and the log of what has been "
        "burned if value does not follow. Right: the share of usage in the fair price, by the "
        f"premium's half-life. {'; '.join(told)}.",
    )


def years_to_half(half_life: float, launched: float, worth: float) -> float:
    """Age at which usage makes half of the price, for a premium at launch and usage's worth in USD.

    By the claim, with all trust.
    """
    known = {premium_half_life: half_life, premium_at_launch: launched, fair_value.HOPE: 1}
    return float(fair_value.TAKEOVER.subs(fair_value.BY_USAGE, worth).subs(known))


def _weight(ax: Axes, name: str, found: Weight, years: float) -> str:
    """Usage's share by the claim on when it takes over, and the medians of the runs."""
    worth = float(np.median(found.worth[-1]))
    lives = np.geomspace(found.half_lives[0], found.half_lives[-1], 100)
    takes_over = np.array([years_to_half(each, found.premium, worth) for each in lives])
    share = 100 / (1 + 2 ** ((takes_over - years) / lives))
    ax.plot(lives, share, color=COLOURS[_SCENARIOS[name]], label=name)
    middle = np.median(found.usage, axis=1)
    ax.plot(found.half_lives, middle, color=COLOURS[_SCENARIOS[name]], **_POINT)
    return f"in {name} from {middle[0]:.0f} to {middle[-1]:.1f} per cent"


def closures(found: Comparison) -> Figure:
    """Elasticities of price and burn in three levers, closed form and runs, by closure."""
    theory = predicted(found)
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


def market(found: Comparison, seed: int = 7) -> Figure:
    """How far a flow moves a day's price, what runs found, what noise adds, and Little's law."""
    with style():
        fig, (cleared, held, spread, transit) = subplots(2, 2, height=6.6)
        _cleared(cleared)
        apart = _held(held, found)
        draw = np.random.default_rng(seed)
        _spread(spread, draw)
        _transit(transit, draw)
    return Figure(
        fig,
        "Four panels. The gap to the fair price rises with the net order, less so the more sellers "
        "answer, and has a floor where they sell. In the last year of the announced economy the "
        "price is away from the fair one by what the flows of its days hold, with a mean "
        f"difference of {apart:.4f}. The spread of noise is its size, with spells of unrest or "
        "without. Tokens in transit, counted one by one, are flow times holding time.",
    )


def _cleared(ax: Axes) -> None:
    offered = 1.0
    flows, dots = np.linspace(-1, 2, 100), np.linspace(-0.9, 1.8, 7)
    for response, colour in ((0.0, "blue"), (1.0, "green"), (5.0, "vermilion")):
        given = {"tokens_offered": offered, "sellers_response": response}
        line = _line(order_flow.GAP, order_flow.standing_flow, **_BATCH, **given)
        ax.plot(flows, line(flows), color=COLOURS[colour], label=f"{response:g}")
        found = [order_flow.batch(offered + each, offered, response, 1.0) for each in dots]
        ax.plot(dots, found, color=COLOURS[colour], **_POINT)
        if response > 1:
            ax.axhline(-1 / response, color=COLOURS[colour], lw=1, ls=":")
    ax.set_xlabel("net order over holders' depth")
    ax.set_ylabel("gap to the fair price")
    ax.legend(fontsize=9, title="sellers' response")


def _held(ax: Axes, found: Comparison) -> float:
    gaps, ends = [], [0.0]
    colours = ("blue", "green", "vermilion", "purple", "orange")
    for closure, colour in zip(CLOSURES, colours, strict=True):
        gap, flow = found.gaps(closure)
        ax.plot(100 * flow, 100 * gap, color=COLOURS[colour], **_POINT, label=closure)
        gaps.append(abs(gap - flow))
        ends += [float(flow.min()), float(flow.max())]
    both = 100 * np.array([min(ends), max(ends)])
    ax.plot(both, both, color=COLOURS["ink"], lw=1.2)
    ax.set_xlabel("gap that flows hold [%]")
    ax.set_ylabel("price over fair price [log, %]")
    ax.legend(fontsize=8.5)
    return float(np.mean(gaps))


def _spread(ax: Axes, draw: np.random.Generator) -> None:
    sizes, dots = np.linspace(0, 0.1, 50), np.linspace(0.01, 0.09, 5)
    ax.plot(100 * sizes, 100 * sizes, color=COLOURS["ink"], lw=1.2)
    for unrest, colour in ((0.0, "blue"), (0.3, "green"), (0.5, "vermilion")):
        found = [100 * order_flow.noisy(size, unrest, draw) for size in dots]
        ax.plot(100 * dots, found, color=COLOURS[colour], **_POINT, label=f"{unrest:g}")
    ax.set_xlabel("size of noise [%]")
    ax.set_ylabel("spread around what\nflows hold [%]")
    ax.legend(fontsize=9, title="size of unrest")


def _transit(ax: Axes, draw: np.random.Generator) -> None:
    flow, times = 1.0, np.linspace(0.02, 0.5, 8)
    tokens = sp.solve(sp.Eq(fees_in_tokens.TRANSIT, 1), accounts.free_float)[0]
    names = sorted(tokens.free_symbols, key=str)
    line = sp.lambdify(names, tokens, "numpy")(times, flow)
    ax.plot(times, line, color=COLOURS["ink"], lw=1.2)
    for kind, (name, colour) in enumerate(
        (("exponential", "blue"), ("uniform", "green"), ("lognormal", "vermilion"))
    ):
        counted = [fees_in_tokens.in_transit(flow, each, kind, draw) for each in times]
        ax.plot(times, counted, color=COLOURS[colour], **_POINT, label=name)
    ax.set_xlabel("mean holding time [years]")
    ax.set_ylabel("tokens in transit, for a\nflow of one a year")
    ax.legend(fontsize=9, title="holding times")
