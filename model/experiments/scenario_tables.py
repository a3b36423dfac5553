"""The scenarios as tables that a page prints: what they assume, give, and stand beside."""

from __future__ import annotations

from dataclasses import dataclass
from math import nan
from typing import TYPE_CHECKING

import pandas as pd

from model.compile.tables import number, unit_text
from model.draws import shocks
from model.experiments.backtest import BackTest
from model.experiments.mechanisms import moved
from model.experiments.scenarios import (
    NAMES,
    Outcome,
    Peer,
    as_peers,
    gpus,
    peers,
    supply_growth,
)
from model.experiments.signs import Sign
from model.factbook import facts
from model.interface import economy
from model.quantities import quantity, registry
from model.simulation import simulate

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import xarray as xr

    from model.parameter_sets import Parameters

#: What a peer is called.
NAMED = {
    "akash": "Akash",
    "render": "Render",
    "helium": "Helium",
    "aethir": "Aethir",
    "ionet": "io.net",
    "livepeer": "Livepeer",
    "$AI": "$AI, observed",
}
#: The part of a run in which the market is open and few users have come, in days.
EARLY, A_YEAR = 60, 365


def short(value: float) -> str:
    """Three digits, and words for millions."""
    for size, word in ((1e9, " bn"), (1e6, " M")):
        if abs(value) >= size:
            return f"{float(f'{value / size:.3g}'):g}{word}"
    return number(float(f"{value:.3g}")) if abs(value) > 1e-5 else "0"


def html(rows: pd.DataFrame) -> str:
    """A table for a page, without its row numbers."""
    return str(rows.to_html(index=False, border=0, float_format=short))


def assumed() -> pd.DataFrame:
    """Every parameter that differs between the scenarios, with its unit and status."""
    rows = []
    for symbol in economy("announced").parameters:
        fact = facts[str(quantity(symbol).fact)]
        if fact.bear is not None and fact.bull is not None:
            values = [number(v) for v in (fact.bear, fact.value, fact.bull)]
            rows.append([fact.info, *values, unit_text(fact.unit, many=True), fact.status])
    return pd.DataFrame(rows, columns=["what", "bear", "base", "bull", "unit", "status"])


def given(outcomes: Mapping[str, Outcome]) -> pd.DataFrame:
    """Medians of the outcomes by scenario, with 5 to 95 per cent of the paths in brackets."""

    def banded(band: tuple[float, float, float]) -> str:
        low, middle, high = map(short, band)
        return f"{middle} ({low} to {high})"

    rows = [
        [row.name, *(banded(row.by_scenario[name]) for name in NAMES), row.unit]
        for row in outcomes.values()
    ]
    return pd.DataFrame(rows, columns=["after five years", *NAMES, "unit"])


def mechanisms(one: xr.Dataset) -> pd.DataFrame:
    """Least and largest daily value of each of the article's mechanisms in one run."""
    rows = [
        (name, registry[each].info, least, largest, unit_text(unit, many=True))
        for name, _, each, least, largest, unit in moved(one)
    ]
    return pd.DataFrame(rows, columns=["mechanism", "quantity", "least", "largest", "unit"])


def named_once(acts: pd.DataFrame) -> pd.DataFrame:
    """The table of `mechanisms`, with each mechanism's name before its first quantity alone."""
    return acts.assign(mechanism=acts.mechanism.where(~acts.mechanism.duplicated(), ""))


def acting(acts: pd.DataFrame) -> dict[str, int]:
    """How many quantities of `mechanisms` stand still, and how many mechanisms move at all."""
    moves = (acts.least < acts.largest).groupby(acts.mechanism).any()
    return {
        "mechanisms": len(moves),
        "moving": int(moves.sum()),
        "idle": int((acts.least == acts.largest).sum()),
    }


def tested(test: BackTest) -> pd.DataFrame:
    """Observations beside the model: band, distance, what chance explains, what they speak of."""
    rows = []
    for row in test.rows:
        low, middle, high = map(short, row.band)
        rows.append(
            [
                row.name,
                short(row.observed),
                middle,
                f"{low} to {high}",
                unit_text(row.unit, many=True),
                f"{row.z:+.1f}",
                f"{100 * row.by_chance:.0f} %",
                row.identifies.replace("_", " ") or "not identified",
            ]
        )
    columns = ["observed in 2026", "observed", "model's median", "80 % band", "unit", "z"]
    return pd.DataFrame(rows, columns=[*columns, "chance explains", "speaks of"])


def unknown(test: BackTest) -> pd.DataFrame:
    """What no observation of 2026 tells."""
    names = [registry[name].info for name in test.not_identified]
    return pd.DataFrame({"what no observation of 2026 tells": names})


def multiples(peers: Sequence[Peer], named: Mapping[str, str]) -> pd.DataFrame:
    """Fees, market value and price to sales of networks."""
    rows = [
        [named[peer.name], *map(short, (peer.fees, peer.market_value, peer.price_to_sales))]
        for peer in peers
    ]
    return pd.DataFrame(
        rows, columns=["network", "fees [USD a year]", "market value [USD]", "price to sales"]
    )


def take_and_burn(peers: Sequence[Peer], named: Mapping[str, str]) -> pd.DataFrame:
    """What networks keep, mint or unlock, and burn."""

    def told(value: float | None, size: float = 1, unit: str = "") -> str:
        return "not found" if value is None else short(size * value) + unit

    rows = [
        [
            named[peer.name],
            told(peer.take, 100, " %"),
            told(peer.issue, 100, " %"),
            told(peer.burned),
            told(peer.price_to_burn),
        ]
        for peer in peers
    ]
    columns = ["network", "take", "new tokens a year", "burned [USD a year]", "price to burn"]
    return pd.DataFrame(rows, columns=columns)


@dataclass(frozen=True)
class Beside:
    """Networks with known fees, $AI as it was observed, and the fifth year of each scenario."""

    known: tuple[Peer, ...]
    own: Peer
    ours: Mapping[str, Peer]

    @classmethod
    def of(cls, ds: xr.Dataset) -> Beside:
        """Beside the peers among the facts, of paths as `scenarios.paths` makes them."""
        *known, own = peers()
        return cls(tuple(known), own, {peer.name: peer for peer in as_peers(ds)})

    @property
    def later(self) -> tuple[Peer, ...]:
        """Base and bull in year five."""
        return self.ours["base"], self.ours["bull"]

    def burning(self, *names: str) -> list[float]:
        """Price to burn over price to sales of known networks: 1 if all fees are burned."""
        burnt = {
            peer.name: (peer.price_to_burn or nan) / peer.price_to_sales for peer in self.known
        }
        return [burnt[name] for name in names]

    def multiples(self) -> pd.DataFrame:
        """Fees, market value and price to sales."""
        return multiples(self._all, self._named)

    def take_and_burn(self) -> pd.DataFrame:
        """What is kept, minted or unlocked, and burned."""
        return take_and_burn(self._all, self._named)

    @property
    def _all(self) -> tuple[Peer, ...]:
        return *self.known, self.own, *self.ours.values()

    @property
    def _named(self) -> dict[str, str]:
        return NAMED | {name: f"{name}, year five" for name in self.ours}


def peer_numbers(own: Peer, later: Mapping[str, Peer], ds: xr.Dataset) -> dict[str, float]:
    """Multiples of $AI as observed and of scenarios in year five; growth of circulation, per cent.

    ``ds`` are the paths of the scenarios.
    """
    told = {
        "own_sales": own.price_to_sales,
        "own_burn": own.price_to_burn or float("nan"),
        "own_issue": 100 * (own.issue or 0),
    }
    for name, peer in later.items():
        told[f"{name}_sales"] = peer.price_to_sales
        told[f"{name}_burn"] = peer.price_to_burn or float("nan")
    second, fifth = (supply_growth(ds, year)["base"] for year in (2, 5))
    return told | {"growth_second": 100 * second, "shrinks_fifth": -100 * fifth}


def corrected(signs: Sequence[Sign]) -> pd.DataFrame:
    """Changes whose sign the first edition had wrong, before and now."""
    rows = [
        [
            sign.change.said,
            sign.change.must,
            sign.before,
            (
                f"price ×{sign.effect.price:.2g}, fees ×{sign.effect.fees:.2g}, "
                f"GPUs ×{sign.effect.gpus:.2g}"
            ),
            f"{100 * sign.effect.unpaid:.0f} %",
            "yes" if sign.right else "no",
        ]
        for sign in signs
    ]
    columns = ["change", "what must happen", "version 0.1.0", "now", "unpaid", "right"]
    return pd.DataFrame(rows, columns=columns)


def audited_path(base: Parameters, days: int = 1825, seed: int = 7) -> tuple[xr.Dataset, float]:
    """One path through cadCAD, and how far all tokens ever are from the first supply, in AI."""
    which = economy("announced")
    one = simulate(which, base, shocks(which, days=days, seed=seed), engine="cadcad").isel(run=0)
    return one, float(abs(which.tokens(one) - base["initial_supply"]).max())


def one_path(one: xr.Dataset, opens: int) -> dict[str, float]:
    """What one run does around the opening and at the end: GPUs, prices, dollars a day.

    ``*_late`` are 90-day means of the end over their highest.
    """
    running, sold, price = gpus(one), one.fees_usd, one.compute_price_professional
    fewest = int(running[opens : opens + A_YEAR].to_numpy().argmin()) + opens
    first = slice(opens, opens + EARLY)
    told = {
        "open_day": opens,
        "sold_before": float(sold[:opens].max()),
        "subsidy_over_fees": float((one.subsidy * one.price - sold)[first].mean()),
        "first_gpus": float(running[opens]),
        "fewest_gpus": float(running[fewest]),
        "most_gpus": float(running[fewest:].max()),
        "first_price": float(price[opens]),
        "low_price": float(price[fewest]),
    }
    for what, path in {"demand": sold, "capacity": running}.items():
        seasons = path.rolling(day=90).mean()
        told[f"{what}_late"] = float(seasons[-1] / seasons.max())
    return told
