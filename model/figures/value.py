"""From usage to the price: links, levers, closures, and the traders who keep price and value near.

Lines are the claims' statements, evaluated. Points come from programs that know nothing of them:
whole-number swaps, markets cleared by bisection, burns integrated in time, the economy's runs.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp
from scipy.integrate import solve_ivp

from model.experiments.closures import CLOSURES, Answer, Comparison, payout_part, predicted
from model.figures.style import COLOURS, Figure, style, subplots
from model.spec import accounts as a
from model.spec import vault as v
from model.spec import worth as t
from model.theory.notation import circulating_tokens, supply
from model.theory.value import (
    fair_value,
    littles_law,
    order_flow,
    standing_gaps,
    transmission,
    value,
)

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from numpy.typing import NDArray

    from model.parameters import Parameters

_POINT: dict[str, Any] = {"marker": "o", "ls": "none", "ms": 5.5, "zorder": 5}
_FEE = 0.003
_NAMES = {"usage": "usage", "revenue": "application\nrevenue", "burn share": "burn share"}


def _line(statement: sp.Eq, variable: sp.Symbol, **known: float) -> sp.Lambda:
    """The right side of a statement as a function of one quantity, the others by name."""
    names = {s: known[s.name] for s in statement.rhs.free_symbols if s != variable}
    return sp.lambdify(variable, statement.rhs.subs(names), "numpy")


def _swap_slopes(sizes: NDArray[np.float64]) -> tuple[list[float], list[float]]:
    """Elasticities of tokens and of the price after, from whole-number swaps a little apart."""
    tokens, dollars, tokens_move, price_moves = 10**27, 10**24, [], []
    for size in sizes:
        spent = int(dollars * size)
        found = []
        for each in (spent * 9_999 // 10_000, spent * 10_001 // 10_000):
            paid = each * 997 // 1000
            out = tokens * paid // (dollars + paid)
            found.append((out, (dollars + paid) / (tokens - out)))
        apart = np.log(10_001 / 9_999)
        tokens_move.append(float(np.log(found[1][0] / found[0][0]) / apart))
        price_moves.append(float(np.log(found[1][1] / found[0][1]) / apart))
    return tokens_move, price_moves


def links(found: Comparison) -> Figure:
    """Elasticity of each link from usage to the price, closed form and program."""
    base = found.base
    measured = found.elasticity("fees_usd", "anchor", "usage")
    with style():
        fig, (first, second, third) = subplots(1, 3, height=3.4)
        epsilons = np.linspace(0.3, 3, 200)
        own = base["supply_elasticity"]
        for eta, colour in ((0.0, "vermilion"), (own, "blue"), (1e9, "green")):
            fees = _line(transmission.FEES, transmission.epsilon, supply_elasticity=eta)
            name = {0.0: "η = 0", 1e9: "η = ∞"}.get(eta, f"η = {eta:g}")
            first.plot(epsilons, np.broadcast_to(fees(epsilons), epsilons.shape),
                       color=COLOURS[colour], label=name)  # fmt: skip
        first.plot(base["demand_elasticity"], measured.middle, color=COLOURS["ink"], **_POINT)
        first.set_xlabel("elasticity of demand ε")
        first.set_ylabel("fees, per cent for one\nper cent of usage")
        first.set_ylim(0, 3)
        first.legend(fontsize=9)
        sizes = np.geomspace(0.001, 3, 200)
        dots = np.geomspace(0.001, 3, 9)
        for statement, colour, name, points in zip(
            (transmission.TOKENS, transmission.PUSH), ("blue", "vermilion"),
            ("tokens bought", "price, same day"), _swap_slopes(dots), strict=True,
        ):  # fmt: skip
            line = _line(statement, v.spend, pool_usd=1.0, pool_fee=_FEE)
            second.plot(sizes, line(sizes), color=COLOURS[colour], label=name)
            second.plot(dots, points, color=COLOURS[colour], **_POINT)
        second.set_xscale("log")
        second.set_ylim(-0.05, 2.1)
        second.set_xlabel("purchase over reserve")
        second.set_ylabel("per cent for one\nper cent of dollars")
        second.legend(fontsize=9)
        shares = np.linspace(0, 0.6, 100)
        lift = _line(value.BURNED.func(value.BURNED.lhs, value.BURNED.rhs.subs(
            circulating_tokens, 1 - a.burned), evaluate=False), a.burned)  # fmt: skip
        third.plot(100 * shares, lift(shares), color=COLOURS["blue"])
        dots = np.linspace(0.05, 0.55, 6)
        slope = np.log((1 - 0.999 * dots) / (1 - 1.001 * dots)) / np.log(1.001 / 0.999)
        third.plot(100 * dots, slope, color=COLOURS["blue"], **_POINT)
        third.set_xlabel("burned [% of what\ncould circulate]")
        third.set_ylabel("price, per cent for one\nper cent more burned")
    return Figure(
        fig,
        "Three links. Fees follow usage by between one over the elasticity of demand and one; the "
        f"announced economy's runs give {measured.middle:.3f}. Tokens bought follow dollars nearly "
        "one for one in a small purchase and less in a large one. What burned tokens do to the "
        "price is their number over what still circulates. Points lie on the lines.",
    )


def _integrated(zeta: float, parts: NDArray[np.float64]) -> list[float]:
    """Elasticity of the price in the lever, where ``parts`` of the supply have been burned."""
    found = []
    for part in parts:
        years = -np.log(1 - part)
        step, left = 0.002, []
        for lever in (np.exp(-step), np.exp(step)):
            run = solve_ivp(
                lambda _, s, power=lever ** (1 - zeta): -power * s,
                (0, years), [1.0], rtol=1e-10, atol=1e-12)  # fmt: skip
            left.append(float(run.y[0, -1]))
        found.append(zeta - float(np.log(left[1] / left[0])) / (2 * step))
    return found


def lever(base: Parameters) -> Figure:
    """What a lever does to the price by what has been burned; the weight of burns in value."""
    part, now = np.linspace(0.001, 0.6, 100), payout_part(base)
    with style():
        fig, (left, right) = subplots(1, 2, height=3.8)
        for zeta, colour in ((1.0, "green"), (0.5, "purple"), (0.0, "blue")):
            line = _line(value.LEVER, supply, value_to_lever=zeta, initial_supply=1.0)
            whole = np.broadcast_to(line(1 - part), part.shape)
            left.plot(100 * part, whole, color=COLOURS[colour], label=f"ζ = {zeta:g}")
            dots = np.linspace(0.05, 0.55, 6)
            left.plot(100 * dots, _integrated(zeta, dots), color=COLOURS[colour], **_POINT)
        left.set_xlabel("burned, of all tokens [%]")
        left.set_ylabel("price, per cent for one\nper cent of the lever")
        left.set_ylim(0, 1.1)
        left.legend(fontsize=9, title="direct effect", loc="upper left", bbox_to_anchor=(0.0, 0.88))
        margins = np.linspace(0, 0.5, 200)
        known = {
            "burn_share_in_force": base["burn_share"],
            "executor_share_in_force": base["executor_share"],
            **{name: base[name] for name in ("discount_rate", "expected_growth")},
        }
        margin = next(s for s in fair_value.FLOW.free_symbols if s.name == "application_margin")
        dots = np.linspace(0.02, 0.48, 8)
        for velocity, colour in ((base["velocity"] / 5, "orange"), (base["velocity"], "blue")):
            line = _line(fair_value.PAYOUT, margin, velocity=velocity, **known)
            name = f"velocity {velocity:g} a year"
            right.plot(margins, line(margins), color=COLOURS[colour], label=name)
            summed = [_weight_of_burns(base, velocity, each) for each in dots]
            right.plot(dots, summed, color=COLOURS[colour], **_POINT)
        right.axvline(base["application_margin"], color=COLOURS["grey"], lw=1, ls=":")
        right.set_xlabel("application revenue per dollar of fees")
        right.set_ylabel("part of the anchor\nthat values burns")
        right.set_ylim(0, 1)
        right.legend(fontsize=9)
    return Figure(
        fig,
        "Left: the lift of the price by a lever on the burn, against what has been burned. It is "
        "one throughout if value follows the lever one for one, and the log of what has been "
        "burned if value does not follow. Right: the part of the anchor that values burns, "
        f"{now:.2f} in the baseline; it rises with application revenue and with velocity.",
    )


def _weight_of_burns(base: Parameters, velocity: float, margin: float) -> float:
    """Discounted burns of 400 years over burns and balances, summed month by month."""
    years = (np.arange(4800) + 0.5) / 12
    rate = base["expected_growth"] - base["discount_rate"]
    share = base["burn_share"] * (1 - base["executor_share"])
    burns = share * margin * float(np.exp(rate * years).sum()) / 12
    return burns / (burns + 1 / velocity)


def closures(found: Comparison) -> Figure:
    """Elasticities of price and burn in three levers, closed form and runs, by closure."""
    theory = predicted(found.base)
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
            ax.set_xlim(-0.15, 1.25)
            ax.set_ylim(len(CLOSURES) - 0.5, -0.5)
            ax.set_yticks(range(len(CLOSURES)), list(CLOSURES) if ax is axes[0] else [])
            ax.set_xlabel(f"for one per cent of\n{_NAMES[lever_name]}")
            ax.axvline(0, color=COLOURS["grey"], lw=0.8)
        for colour, name in (("blue", "price"), ("vermilion", "tokens burned")):
            axes[0].plot([], [], color=COLOURS[colour], **_POINT, label=name)
        axes[0].plot([], [], color=COLOURS["ink"], marker="D", ls="none", ms=9, mfc="none",
                     label="closed form")  # fmt: skip
        fig.legend(loc="outside upper center", ncols=3)
    alt = "Elasticities of the price and of the tokens burned under four closures. "
    return Figure(fig, alt + "; ".join(told) + ".")


def _pair(ax: Axes, row: float, expected: float, answer: Answer, colour: str) -> None:
    ax.plot([answer.low, answer.high], [row, row], color=COLOURS[colour], lw=3, alpha=0.5)
    ax.plot(answer.middle, row, color=COLOURS[colour], **_POINT)
    ax.plot(expected, row, color=COLOURS[colour], marker="D", ls="none", ms=9, mfc="none")


def _decay(theta: float, start: float, days: int) -> list[float]:
    reserves, path = (1.0, float(np.exp(start))), [start]
    for _ in range(days):
        reserves = order_flow.one_day(*reserves, 1.0, theta)
        path.append(float(np.log(reserves[1] / reserves[0])))
    return path


def traders(found: Comparison, seed: int = 7) -> Figure:
    """How a gap closes, what holds it open, how noise spreads it, and Little's law."""
    with style():
        fig, (closing, standing, spread, transit) = subplots(2, 2, height=6.6)
        _closing(closing, found.base["arbitrage_speed"])
        apart = _standing(standing, found)
        draw = np.random.default_rng(seed)
        _spread(spread, draw)
        _transit(transit, draw)
    return Figure(
        fig,
        "Four panels. Gaps to the fair price shrink as the closed form says. In the announced "
        "economy's last year the gap that traders find is the net flow over reserve and speed, "
        f"with a mean difference of {apart:.3f}. The spread that noise makes is least at a speed "
        "of one half. Tokens in transit, counted one by one, are flow times holding time.",
    )


def _closing(ax: Axes, slow: float) -> None:
    days, start = 40, 1.0
    step = sp.lambdify((order_flow.gap, t.arbitrage_speed), order_flow.AFTER, "math")
    for theta, colour in ((slow, "blue"), (0.2, "green"), (0.5, "vermilion")):
        path = [start]
        for _ in range(days):
            path.append(step(path[-1], theta))
        ax.plot(path, color=COLOURS[colour], label=f"θ = {theta:g}")
        ax.plot(range(0, days + 1, 4), _decay(theta, start, days)[::4],
                color=COLOURS[colour], **_POINT)  # fmt: skip
    ax.set_xlabel("day")
    ax.set_ylabel("gap to the fair price")
    ax.legend(fontsize=9)


def _standing(ax: Axes, found: Comparison) -> float:
    speeds, gap, flow = found.standing_gaps()
    for row, colour in enumerate(("blue", "green", "vermilion", "purple")):
        ax.plot(flow[row], gap[row], color=COLOURS[colour], **_POINT, label=f"θ = {speeds[row]:g}")
    ends = np.array([min(flow.min(), gap.min()), 0])
    # The claim in these units: the gap is the flow over reserve and speed.
    held = _line(standing_gaps.STANDS, standing_gaps.standing_flow, arbitrage_speed=1, pool_usd=1)
    ax.plot(ends, held(ends), color=COLOURS["ink"], lw=1.2)
    ax.set_xlabel("net flow over reserve and speed")
    ax.set_ylabel("gap that traders find")
    ax.legend(fontsize=9)
    return float(abs(flow - gap).mean())


def _spread(ax: Axes, draw: np.random.Generator) -> None:
    size, thetas = 0.01, np.linspace(0.03, 0.85, 200)
    line = _line(standing_gaps.SPREAD, t.arbitrage_speed, noise_size=size)
    ax.plot(thetas, line(thetas), color=COLOURS["blue"])
    dots = np.array([0.05, 0.1, 0.2, 0.35, 0.5, 0.65, 0.8])
    away = np.zeros((4000, dots.size))
    for _ in range(150):
        order = -dots * away + size * draw.standard_normal(away.shape)
        away = away + np.sign(order) * 2 * np.log1p(abs(order))
    ax.plot(dots, away.std(axis=0), color=COLOURS["blue"], **_POINT)
    ax.set(xlabel="speed of the traders θ", ylabel=f"spread of the gap\nat a noise of {size:g}")
    ax.set_ylim(bottom=0)


def _transit(ax: Axes, draw: np.random.Generator) -> None:
    flow, times = 1.0, np.linspace(0.02, 0.5, 8)
    (price_law,) = [e for e in littles_law.STATEMENT.args if e.lhs.name == "token_price"]
    tokens = sp.solve(sp.Eq(price_law.rhs, 1), circulating_tokens)[0]
    names = sorted(tokens.free_symbols, key=str)
    line = sp.lambdify(names, tokens, "numpy")(times, flow)
    ax.plot(times, line, color=COLOURS["ink"], lw=1.2)
    for kind, (name, colour) in enumerate(
        (("exponential", "blue"), ("uniform", "green"), ("lognormal", "vermilion"))
    ):
        counted = [littles_law.in_transit(flow, each, kind, draw) for each in times]
        ax.plot(times, counted, color=COLOURS[colour], **_POINT, label=name)
    ax.set_xlabel("mean holding time [years]")
    ax.set_ylabel("tokens in transit, for a\nflow of one a year")
    ax.legend(fontsize=9, title="holding times")
