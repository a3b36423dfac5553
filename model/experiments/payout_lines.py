"""Ways to pay holders: the claims as lines, beside accounts that are kept without them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from operator import mul
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from model.contract_runs import whole_efficiency
from model.experiments.value_lines import Drawn, line
from model.parameter_sets import Parameters
from model.quantities import in_force
from model.spec import vault
from model.theory.notation import elapsed, supply
from model.theory.value import fees_in_tokens, payout

if TYPE_CHECKING:
    import pandas as pd

Array = NDArray[np.float64]


def reaches(base: Parameters, size: float, q: float) -> float:
    """Worth to holders of a dollar of the vault; ``size`` is the purchase over the reserve."""
    known = {
        in_force(vault.burn_share): base["burn_share"],
        in_force(vault.executor_share): base["executor_share"],
        payout.tobins_q: q,
    }
    right = payout.EFFICIENCY.subs(known)
    said = line(right, vault.one_purchase, pool_usd=1.0, pool_fee=base["pool_fee"])
    return float(said(size))


@dataclass(frozen=True)
class Wedges:
    """Four reasons for which a burn is no dividend.

    ``leak``: what reaches holders of a dollar, by what the treasury's part is worth, over the
    purchase's part of the reserve; ``hundredth`` is it at one in a hundred. ``stake``: what a
    staked token gains over the payout a token, over the staked part, and ``others`` what another
    loses. ``make``: price over that after a burn of all, less one, by the burn share, over q.
    ``dear``: what those who stay gain, by the payout over value, over the markup.
    """

    leak: dict[float, Drawn]
    hundredth: dict[float, float]
    stake: Drawn
    others: Drawn
    make: dict[float, Drawn]
    burn_share: float
    dear: dict[float, Drawn]


def wedges(base: Parameters) -> Wedges:
    """Leakage by size, stakers by their part, the treasury by its q, overpaying by its markup."""
    worths = (0.0, 1.0)
    return Wedges(
        {q: _leak(base, q) for q in worths},
        {q: reaches(base, 0.01, q) for q in worths},
        *_stake(),
        {burn: _make(burn) for burn in (0.0, base["burn_share"], 1.0)},
        base["burn_share"],
        {cash: _dear(cash) for cash in (0.05, 0.2)},
    )


def _leak(base: Parameters, q: float) -> Drawn:
    sizes, dots = np.geomspace(1e-4, 1, 100), np.geomspace(2e-4, 0.8, 7)
    whole = [float(whole_efficiency(int(10**24 * s), 10**27, 10**24, q)) for s in dots]
    said = np.array([reaches(base, s, q) for s in sizes])
    return Drawn(sizes, said, dots, np.array(whole))


def _two_holders(value: float, cash: float, part: float) -> tuple[float, float]:
    """What a staked token gains and another loses to a burn, into which both sell in proportion."""
    sold = cash / (value + cash)
    by_burn = cash + (1 - sold) * value / (1 - sold)
    return (part * value + cash) / part - by_burn, by_burn - value


def _stake() -> tuple[Drawn, Drawn]:
    parts, dots = np.linspace(0.1, 1, 100), np.linspace(0.15, 0.95, 7)
    # In units of the payout a token: one dollar paid out on one token in all.
    gained = line(payout.GAINED, payout.staked_part, paid_out=1.0, supply=1.0)(parts)
    gains, losses = np.array([_two_holders(5.0, 1.0, part) for part in dots]).T
    return Drawn(parts, gained, dots, gains), Drawn(parts, np.ones_like(parts), dots, losses)


def _make(burn: float) -> Drawn:
    qs, dots = np.linspace(0, 2, 100), np.linspace(0.1, 1.9, 7)
    known = {"value_after": 1.0, "paid_out": 0.1, "overpaid": 0.0}
    said = line(payout.GAIN, payout.tobins_q, burn_share=burn, **known)(qs)
    found = [payout.stayers(1, 0.1, burn, 0, partial(mul, q)) for q in dots]
    return Drawn(qs, np.broadcast_to(said, qs.shape), dots, np.array(found))


def _dear(cash: float) -> Drawn:
    markups, dots = np.linspace(0, 0.5, 100), np.linspace(0.02, 0.48, 7)
    known = {"paid_out": cash, "value_after": 1.0, "burn_share": 1.0, "tobins_q": 0.0}
    bought = cash / ((1 + dots) * (1 + cash))
    said = line(payout.GAIN, payout.overpaid, **known)(markups)
    return Drawn(markups, said, dots, 1 / (1 - bought) / (1 + cash) - 1)


@dataclass(frozen=True)
class Replicated:
    """Payouts in a row: what a seller in proportion ``got``, the ``dividend``, his last share."""

    got: Array
    dividend: Array
    share: float
    off: float


def replicated(periods: int = 50, seed: int = 7, part: float = 0.03) -> Replicated:
    """Burns at random values, and a holder of a ``part`` who sells in proportion into each."""
    draw = np.random.default_rng(seed)
    tokens, held, rows = 1.0, part, []
    for _ in range(periods):
        value, cash = np.exp(draw.normal(0, 0.5)), np.exp(draw.normal(-2, 0.5))
        price, sold = payout.indifferent(value, cash, tokens), held * cash / (value + cash)
        tokens, held = tokens - cash / price, held - sold
        rows.append((part * cash, sold * price))
    dividend, got = np.array(rows).T
    return Replicated(got, dividend, held / tokens, float(abs(got / dividend - 1).max()))


@dataclass(frozen=True)
class Minting:
    """Supply under burn and mint over years, by how it begins; price is ``multiple`` over it.

    ``rest`` is the price at rest and ``rest_supply`` the supply, for fees of one a year.
    """

    supply: dict[str, Drawn]
    multiple: float
    rest: float
    rest_supply: float


def minting(multiple: float = 6.0, minted: float = 0.1) -> Minting:
    """Burn and mint day by day from two beginnings, and without minting, beside the claim."""
    years, dots = np.linspace(0, 30, 200), np.linspace(0, 30, 11)
    cases = {
        f"minting {minted:g} a year": (1.0, minted),
        "fewer tokens at first": (0.3, minted),
        "no minting": (1.0, 1e-12),
    }
    found = {}
    for name, (start, rate) in cases.items():
        known = {"initial_supply": start, "market_multiple": multiple, "mint_rate": rate}
        said = line(fees_in_tokens.SUPPLY, elapsed, **known)(years)
        tokens = np.array([_tokens(start, rate, multiple, each) for each in dots])
        found[name] = Drawn(years, said, dots, tokens)
    rest = line(fees_in_tokens.PRICE, fees_in_tokens.mint_rate, yearly_fees=1.0)(minted)
    return Minting(found, multiple, float(rest), minted * multiple)


def _tokens(start: float, minted: float, multiple: float, years: float) -> float:
    tokens, step = start, 1 / 365
    for _ in range(round(years * 365)):
        tokens += (minted - tokens / multiple) * step
    return tokens


def table(base: Parameters, size: float) -> pd.DataFrame:
    """Ways to pay, by the claims: what reaches holders, who gains besides, when it is better.

    ``size`` is the vault's purchase over the reserve; numbers are cents of a dollar.
    """
    import pandas as pd

    burn, treasury = reaches(base, size, 0), reaches(base, size, 1)
    staked = base["staked_limit"]
    gain = float(line(payout.GAINED, supply, staked_part=staked, paid_out=1.0)(1.0))
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
