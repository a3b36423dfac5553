"""Ways to pay holders: the same value, four wedges, and burn and mint; as figures and a table.

Lines are the claims' statements, evaluated; points are accounts kept without them.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from operator import mul
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from model.figures.style import COLOURS, Figure, style, subplots
from model.quantities import in_force
from model.spec import vault
from model.theory.notation import elapsed, supply
from model.theory.value import fees_in_tokens, payout

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from model.parameter_sets import Parameters

_POINT: dict[str, Any] = {"marker": "o", "ls": "none", "ms": 5.5, "zorder": 5}


def _line(right: sp.Expr, variable: sp.Symbol, **known: float) -> Callable[[Any], Any]:
    """An expression as a function of one quantity, the others by name."""
    names = {s: known[s.name] for s in right.free_symbols if s != variable}
    found: Callable[[Any], Any] = sp.lambdify(variable, right.subs(names), "numpy")
    return found


def reaches(base: Parameters, size: float, q: float) -> float:
    """Worth to holders of a dollar of the vault; ``size`` is the purchase over the reserve."""
    known = {
        in_force(vault.burn_share): base["burn_share"],
        in_force(vault.executor_share): base["executor_share"],
        payout.tobins_q: q,
    }
    right = payout.EFFICIENCY.subs(known)
    line = _line(right, vault.one_purchase, pool_usd=1.0, pool_fee=base["pool_fee"])
    return float(line(size))


def wedge(base: Parameters) -> Figure:
    """Leakage by size, stakers by their part, the treasury by its q, overpaying by its markup."""
    with style():
        fig, (leak, stake, make, dear) = subplots(2, 2, height=6.6)
        told = _leak(leak, base)
        _stake(stake)
        _make(make, base)
        _dear(dear)
    return Figure(
        fig,
        f"Four wedges. {told} A staked token gains the more the fewer stake, and others lose the "
        "payout. Holders gain by buyback and make if and only if a dollar spent makes more than "
        "one. Paying over the fair price takes from those who stay. Points lie on the lines.",
    )


def _leak(ax: Axes, base: Parameters) -> str:
    sizes, dots = np.geomspace(1e-4, 1, 100), np.geomspace(2e-4, 0.8, 7)
    told = []
    for q, colour, name in (
        (0.0, "vermilion", "treasury's part\nworth nothing"),
        (1.0, "blue", "worth its price"),
    ):
        ax.plot(
            100 * sizes,
            [100 * reaches(base, s, q) for s in sizes],
            color=COLOURS[colour],
            label=name,
        )
        whole = [
            100 * float(payout.whole_efficiency(int(10**24 * s), 10**27, 10**24, q)) for s in dots
        ]
        ax.plot(100 * dots, whole, color=COLOURS[colour], **_POINT)
        told.append(f"{100 * reaches(base, 0.01, q):.1f}")
    ax.axhline(100, color=COLOURS["green"], label="fee burned directly")
    ax.set_xscale("log")
    ax.set_xlabel("purchase [% of the reserve]")
    ax.set_ylabel("reaches holders,\nof a dollar [cent]")
    ax.set_ylim(0, 110)
    ax.legend(fontsize=8.5, loc="lower left")
    return (
        f"Of a dollar {told[0]} to {told[1]} cents reach holders if a purchase is a hundredth of "
        "the reserve; a fee burned directly reaches them whole."
    )


def _two_holders(value: float, cash: float, part: float) -> tuple[float, float]:
    """What a staked token gains and another loses to a burn, into which both sell in proportion."""
    sold = cash / (value + cash)
    by_burn = cash + (1 - sold) * value / (1 - sold)
    return (part * value + cash) / part - by_burn, by_burn - value


def _stake(ax: Axes) -> None:
    parts, dots = np.linspace(0.1, 1, 100), np.linspace(0.15, 0.95, 7)
    # In units of the payout a token: one dollar paid out on one token in all.
    gained = _line(payout.GAINED, payout.staked_part, paid_out=1.0, supply=1.0)
    ax.plot(100 * parts, gained(parts), color=COLOURS["blue"], label="a staked token gains")
    ax.plot(100 * parts, np.ones_like(parts), color=COLOURS["vermilion"], label="others lose")
    for part in dots:
        gain, loss = _two_holders(5.0, 1.0, part)
        ax.plot(100 * part, gain, color=COLOURS["blue"], **_POINT)
        ax.plot(100 * part, loss, color=COLOURS["vermilion"], **_POINT)
    ax.set_xlabel("staked, of all tokens [%]")
    ax.set_ylabel("over the payout a token,\nif stakers alone are paid")
    ax.legend(fontsize=9)


def _make(ax: Axes, base: Parameters) -> None:
    qs, dots = np.linspace(0, 2, 100), np.linspace(0.1, 1.9, 7)
    known = {"value_after": 1.0, "paid_out": 0.1, "overpaid": 0.0}
    for burn, colour, name in (
        (0.0, "purple", "all to the treasury"),
        (base["burn_share"], "blue", f"{100 * base['burn_share']:g} % burned"),
        (1.0, "green", "all burned"),
    ):
        line = _line(payout.GAIN, payout.tobins_q, burn_share=burn, **known)
        ax.plot(qs, np.broadcast_to(100 * line(qs), qs.shape), color=COLOURS[colour], label=name)
        found = [payout.stayers(1, 0.1, burn, 0, partial(mul, q)) for q in dots]
        ax.plot(dots, 100 * np.array(found), color=COLOURS[colour], **_POINT)
    ax.axvline(1, color=COLOURS["grey"], lw=1, ls=":")
    ax.set_xlabel("value made by a dollar of the treasury, q")
    ax.set_ylabel("price over that after\na burn of all [%]")
    ax.legend(fontsize=9)


def _dear(ax: Axes) -> None:
    markups, dots = np.linspace(0, 0.5, 100), np.linspace(0.02, 0.48, 7)
    for cash, colour in ((0.05, "blue"), (0.2, "vermilion")):
        line = _line(
            payout.GAIN,
            payout.overpaid,
            paid_out=cash,
            value_after=1.0,
            burn_share=1.0,
            tobins_q=0.0,
        )
        ax.plot(
            100 * markups,
            100 * line(markups),
            color=COLOURS[colour],
            label=f"payout {100 * cash:g} % of value",
        )
        for dear in dots:
            bought = cash / ((1 + dear) * (1 + cash))
            ax.plot(
                100 * dear,
                100 * (1 / (1 - bought) / (1 + cash) - 1),
                color=COLOURS[colour],
                **_POINT,
            )
    ax.set_xlabel("paid over the fair price [%]")
    ax.set_ylabel("those who stay gain [%]")
    ax.legend(fontsize=9)


def _replicated(periods: int, draw: np.random.Generator) -> tuple[np.ndarray, ...]:
    """Burns and a seller in proportion: payouts, cash and share after each period."""
    tokens, held, rows = 1.0, 0.03, []
    for _ in range(periods):
        value, cash = np.exp(draw.normal(0, 0.5)), np.exp(draw.normal(-2, 0.5))
        price, sold = payout.indifferent(value, cash, tokens), held * cash / (value + cash)
        tokens, held = tokens - cash / price, held - sold
        rows.append((cash, sold * price, held / tokens))
    return tuple(np.array(rows).T)


def same_for_a_holder(periods: int = 50, seed: int = 7) -> Figure:
    """Fifty payouts: what a seller in proportion gets, against dividends, and his share."""
    cash, got, share = _replicated(periods, np.random.default_rng(seed))
    dividend = 0.03 * cash
    when = np.arange(1, periods + 1)
    with style():
        fig, (ax,) = subplots(height=3.4)
        ax.plot(when, 1000 * dividend, color=COLOURS["blue"], label="dividend")
        ax.plot(
            when,
            1000 * got,
            color=COLOURS["vermilion"],
            **_POINT,
            label="sold in proportion into a burn",
        )
        ax.set_xlabel("payout")
        ax.set_ylabel("dollars of a holder of 3 %,\nper 1,000 of the mean value")
        ax.legend()
    off = float(abs(got / dividend - 1).max())
    return Figure(
        fig,
        f"Over {periods} random payouts a holder who sells in proportion gets his dividend each "
        f"time, to {off:.0e}, and keeps {100 * share[-1]:.4g} per cent of all tokens.",
    )


def minting() -> Figure:
    """Supply under burn and mint from two beginnings, and without minting; price that follows."""
    years, dots, multiple = np.linspace(0, 30, 200), np.linspace(0, 30, 11), 6.0
    with style():
        fig, (left, right) = subplots(1, 2, height=3.8)
        for start, minted, colour, name in (
            (1.0, 0.1, "blue", "minting 0.1 a year"),
            (0.3, 0.1, "green", "fewer tokens at first"),
            (1.0, 1e-12, "vermilion", "no minting"),
        ):
            line = _line(
                fees_in_tokens.SUPPLY,
                elapsed,
                initial_supply=start,
                market_multiple=multiple,
                mint_rate=minted,
            )
            left.plot(years, line(years), color=COLOURS[colour], label=name)
            tokens = np.array([_tokens(start, minted, multiple, each) for each in dots])
            left.plot(dots, tokens, color=COLOURS[colour], **_POINT)
            right.plot(years, multiple / line(years), color=COLOURS[colour])
            right.plot(dots, multiple / tokens, color=COLOURS[colour], **_POINT)
        left.set_ylim(bottom=0)
        left.set_xlabel("year")
        left.set_ylabel("supply")
        left.legend(fontsize=9)
        rest = _line(fees_in_tokens.PRICE, fees_in_tokens.mint_rate, yearly_fees=1.0)(0.1)
        right.axhline(rest, color=COLOURS["grey"], lw=1, ls=":")
        right.set_yscale("log")
        right.set_xlabel("year")
        right.set_ylabel("price, for fees of one a year")
    return Figure(
        fig,
        "Supply and price under burn and mint. From 1 and from 0.3 the supply comes to "
        f"{0.1 * multiple:g}, and the price to {rest:g}. Without minting the supply falls and the "
        "price rises for ever.",
    )


def _tokens(start: float, minted: float, multiple: float, years: float) -> float:
    tokens, step = start, 1 / 365
    for _ in range(round(years * 365)):
        tokens += (minted - tokens / multiple) * step
    return tokens


def table(base: Parameters, size: float) -> pd.DataFrame:
    """Five ways to pay, by the claims: what reaches holders, who gains besides, when it is better.

    ``size`` is the vault's purchase over the reserve; numbers are cents of a dollar.
    """
    import pandas as pd

    burn, treasury = reaches(base, size, 0), reaches(base, size, 1)
    staked = base["staked_limit"]
    gain = float(_line(payout.GAINED, supply, staked_part=staked, paid_out=1.0)(1.0))
    rows = {
        "buyback, contract's split": (
            f"{100 * burn:.1f} burned, {100 * (treasury - burn):.1f} to the treasury",
            "executor, liquidity providers, holders who sell",
            "revenue is in dollars; holders cannot be listed or paid one by one",
        ),
        "buyback, all burned": (
            f"{100 * treasury:.1f}",
            "executor, liquidity providers, holders who sell",
            "the treasury makes less than a dollar of a dollar (q < 1)",
        ),
        "buyback and make": (
            f"{100 * treasury:.1f} times q",
            "whom the treasury pays",
            "the treasury makes more than a dollar of a dollar (q > 1)",
        ),
        "distribution to all": (
            "100",
            "nobody",
            "paying each holder is cheap; there is no purchase, so no impact and no guard",
        ),
        "distribution to stakers": (
            f"100, a staked token {100 * gain:.0f} % more than its part",
            f"stakers, from others, at {100 * staked:g} % staked",
            "stake is too small for the security wanted; all staked, it is the line above",
        ),
        "fee burn": (
            "100",
            "nobody",
            "fees are paid in tokens that users hold; nothing has to be bought",
        ),
        "burn and mint": (
            "100 of the fees, less what minting dilutes",
            "those who are paid in new tokens",
            "workers are to be paid at a fixed rate in tokens; the supply then settles",
        ),
    }
    columns = ["reaches holders, of 100", "who gains besides", "better when"]
    return pd.DataFrame.from_dict(rows, orient="index", columns=columns)
