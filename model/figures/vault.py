"""What the vault may buy, what it cannot, and how a purchase is divided.

The guard and the split are read from the specification, so a change there changes the figures.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp
from numpy.typing import ArrayLike, NDArray

from model import contract
from model.compile.python import outputs, printed
from model.figures.style import COLOURS, Figure, style, subplots
from model.quantities import in_force
from model.spec import accounts as a
from model.spec import vault as v
from model.spec.economy import Economy
from model.spec.pool import pool_fee, spot
from model.spec.vault import guard_room, max_slippage, twap
from model.theory.vault.vault import largest_passing

if TYPE_CHECKING:
    import pandas as pd
    import xarray as xr
    from matplotlib.axes import Axes

_SMOOTHING = 30  # days of the running means that are drawn


def _margin(economy: Economy) -> sp.Expr:
    """What the guard leaves of a reserve, before it is cut off at zero; 1 is the reserve."""
    stated = next(d for d in economy.block("vault").definitions if d.symbol == guard_room)
    premium = sp.Symbol("premium", positive=True)
    share = (stated.amount / a.pool_usd).subs(spot, premium * twap)
    (inside,) = [arg for top in share.atoms(sp.Max) for arg in top.args if arg != 0]
    return inside.subs({in_force(max_slippage): sp.Symbol("slippage"), pool_fee: sp.Symbol("fee")})


def admissible(
    economy: Economy, premium: ArrayLike, slippage: float, fee: float
) -> NDArray[np.float64]:
    """Largest purchase that the guard lets through, as a share of the dollar reserve.

    ``premium`` is the spot price over the TWAP (1 where they are equal), ``slippage`` and
    ``fee`` are shares. Source: the definition `guard_room` of the vault block.
    """
    inside = sp.lambdify(sp.symbols("premium slippage fee"), _named(_margin(economy)), "numpy")
    values = inside(np.asarray(premium, float), slippage, fee)
    return np.asarray(np.maximum(values, 0.0), float)


def freeze_premium(economy: Economy, slippage: float, fee: float) -> float:
    """The spot price over the TWAP at which no purchase of any size passes the guard."""
    inside = _named(_margin(economy)).subs(
        {sp.Symbol("slippage"): sp.nsimplify(slippage), sp.Symbol("fee"): sp.nsimplify(fee)}
    )
    (root,) = sp.solve(inside, sp.Symbol("premium"))
    return float(root)


def _named(expression: sp.Expr) -> sp.Expr:
    """The same expression in plain symbols, which SymPy matches by name."""
    return expression.xreplace({s: sp.Symbol(s.name) for s in expression.free_symbols})


def least_purchase(
    economy: Economy, dollars: float, executor_share: float, gas: float, fee: float
) -> float:
    """The smallest purchase in USD whose reward pays the gas, in a pool of ``dollars`` a side.

    Infinite if no purchase does. Source: the definition `least_purchase` of the vault.
    """
    stated = next(d for d in economy.block("vault").definitions if d.symbol == v.least_purchase)
    known = {
        a.pool_usd: dollars,
        in_force(v.executor_share): executor_share,
        v.gas_cost: gas,
        pool_fee: fee,
    }
    (least, some_pays), *_ = stated.amount.args
    return float(least.subs(known)) if some_pays.subs(known) else float("inf")


def split_in_the_limit(
    economy: Economy, amount: Fraction, executor_share: Fraction, burn_share: Fraction, rule: str
) -> dict[str, Fraction]:
    """The specification's split of ``amount`` among executor, burn and treasury, unrounded.

    ``rule`` is "contract" or "gross", as in the parameter `split_rule`. The program that cadCAD
    runs is given fractions in place of floats, so the result is exact. Source: block split.
    """
    block = economy.block("split")
    known = {
        "vault_ai": amount,
        "executor_share_in_force": executor_share,
        "burn_share_in_force": burn_share,
        "split_rule": Fraction(("contract", "gross").index(rule)),
    }
    function = printed(economy, "math").function(block)
    arguments: list[Any] = [known[symbol.name] for symbol in block.inputs]
    flows: dict[str, Any] = dict(zip(outputs(block), function(*arguments), strict=True))
    names = {"executor": "executor_reward", "burn": "burn", "treasury": "treasury_part"}
    return {who: Fraction(flows[name]) for who, name in names.items()}


def split_table(
    economy: Economy, amounts: Mapping[str, int], executor_bps: int, burn_bps: int
) -> pd.DataFrame:
    """The contract's split of named amounts of base units, beside the specification's.

    One row for each amount and receiver: the contract's whole units, how far they are off the
    unrounded split, and the share of the gross under the contract's rule and the article's.
    """
    import pandas as pd

    shares = [Fraction(bps, contract.BPS) for bps in (executor_bps, burn_bps)]
    rows = {}
    for name, amount in amounts.items():
        whole = contract.split(amount, executor_bps, burn_bps)._asdict()
        limit, gross = (
            split_in_the_limit(economy, Fraction(amount), shares[0], shares[1], rule)
            for rule in ("contract", "gross")
        )
        for who, units in whole.items():
            rows[name, who] = {
                "units": f"{units:,}",
                "off limit": f"{float(units - limit[who]):.3f}",
                "contract %": f"{float(100 * Fraction(units, amount)):.4f}",
                "article %": f"{float(100 * gross[who] / amount):.4f}",
            }
    return pd.DataFrame.from_dict(rows, orient="index")


def admissible_purchase(economy: Economy, slippages: Sequence[float], fee: float) -> Figure:
    """The largest purchase against the spot premium, a line for each tolerated slippage.

    Dots: what whole-number guards of the contract accept, found by bisection.
    """
    premium = np.linspace(0.98, 1.06, 401)
    colours = ("vermilion", "blue", "green")
    told = []
    with style():
        fig, (ax,) = subplots(height=3.9)
        for slippage, colour in zip(slippages, colours, strict=True):
            room = admissible(economy, premium, slippage, fee)
            freeze = freeze_premium(economy, slippage, fee)
            label = f"tolerated slippage {100 * slippage:g} %"
            ax.plot(100 * (premium - 1), 100 * room, color=COLOURS[colour], label=label)
            tried = np.arange(0.98, freeze, 0.005)
            passing = [_largest(float(each), slippage, fee) for each in tried]
            ax.plot(100 * (tried - 1), passing, "o", ms=4, color=COLOURS[colour])
            ax.plot(100 * (freeze - 1), 0, "x", color=COLOURS[colour], clip_on=False, zorder=5)
            level = 100 * float(admissible(economy, 1.0, slippage, fee))
            told.append(
                f"at {100 * slippage:g} % it is {level:.2f} % of the reserve at par and zero from "
                f"a premium of {100 * (freeze - 1):.2f} %"
            )
        ax.axvline(0, color=COLOURS["grey"], lw=1, ls=":")
        ax.set_xlabel("spot price over its average, premium [%]")
        ax.set_ylabel("largest purchase [% of dollar reserve]")
        ax.set_xlim(-2, 6)
        ax.set_ylim(bottom=0)
        ax.legend()
    alt = "Largest purchase that the guard admits, falling with the spot premium: "
    return Figure(fig, alt + "; ".join(told) + ".")


def _largest(premium: float, slippage: float, fee: float) -> float:
    """Largest purchase that the contract's whole-number guard accepts, in % of the reserve."""
    tokens, dollars = 10**26, 10**13
    average = Fraction(dollars, tokens) / Fraction(premium)
    found = largest_passing(
        tokens, dollars, average, round(slippage * contract.BPS), Fraction(fee).limit_denominator()
    )
    return 100 * found / dollars


def limits(ds: xr.Dataset, colours: Mapping[str, str]) -> Figure:
    """Dollars waiting, share of the revenue that is spent, and burn, with bands over the runs.

    ``ds`` as from `model.experiments.vault_limits.runs`, ``colours`` of the cases that are drawn.
    Bands hold nine runs in ten; flows are running means.
    """
    with style():
        fig, axes = subplots(3, height=7.4, share_x=True)
        told = []
        for name, colour in colours.items():
            one = ds.sel(case=name)
            spent, revenue, burned = (
                one[each].rolling(day=_SMOOTHING).mean().isel(day=slice(_SMOOTHING, None))
                for each in ("vault_spend", "revenue", "burn")
            )
            panels = (one["vault_usd"], 100 * spent / revenue, burned)
            for ax, values in zip(axes, panels, strict=True):
                _band(ax, values, name, COLOURS[colour])
            waits, _, burning = (
                float(values.isel(day=-1).median("run").values) for values in panels
            )
            told.append(f"{name}: {waits:,.0f} USD wait at the end, {burning:,.0f} AI burn a day")
        for ax, label in zip(
            axes,
            (
                "waiting in the vault\n[USD]",
                "spent, of the\nrevenue [%]",
                "burned a day\n[AI]",
            ),
            strict=True,
        ):
            ax.set_ylabel(label)
        axes[0].set_yscale("log")
        axes[0].set_ylim(bottom=0.01)  # a cent
        axes[1].set_ylim(0, 115)
        axes[2].set_yscale("log")
        axes[2].set_xlabel("day of the run")
        axes[1].legend(loc="lower left", fontsize=9)
    alt = f"Three panels over {int(ds.day[-1])} days, median and band of {ds.sizes['run']} runs. "
    return Figure(fig, alt + "; ".join(told) + ".")


def _band(ax: Axes, values: xr.DataArray, name: str, colour: str) -> None:
    low, middle, high = (values.quantile(q, "run").values for q in (0.05, 0.5, 0.95))
    ax.fill_between(values.day.values, low, high, color=colour, alpha=0.22, lw=0)
    ax.plot(values.day.values, middle, color=colour, label=name)
