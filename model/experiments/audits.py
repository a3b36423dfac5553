"""Audits, slashes and stake in the announced economy: does it lie where the claims say?

Runs over audits and slashes, over votes that end them, and over the yield that stakers ask. Runs
that are compared have the same paths of chance.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
import sympy as sp

from model.draws import shocks
from model.ensembles.ensemble import ensemble
from model.experiments.honesty import border, formula
from model.factbook import facts
from model.interface import economy as named_economy
from model.interface import parameters
from model.parameter_sets import Parameters, Vote
from model.quantities import quantity, registry
from model.simulation import simulate
from model.spec import market as m
from model.spec.accounts import CLASSES
from model.spec.core import right_of, target_of
from model.spec.demand import cost_index, price_outside
from model.spec.terms import collateral
from model.theory.honesty.collateral import CLASS, DAYS, PAYS
from model.theory.honesty.honesty import STAKE

if TYPE_CHECKING:
    import xarray as xr

YEAR = 365


def least_price(p: Parameters, c: str) -> float:
    """The price of compute below which work and errors of a class are not paid, USD/GPU_hour."""
    asked = {target_of(e): right_of(e) for e in collateral(m.utilisation_target)}
    price = m.within_span(c, sp.S.Zero).xreplace(asked).xreplace(asked)
    return float(price.subs({s: _first_value(s, p) for s in price.free_symbols}))


def _first_value(symbol: sp.Symbol, p: Parameters) -> float:
    """A parameter, what is in force before any vote, or what is outside at launch."""
    if symbol == cost_index:
        return 1.0
    record = quantity(symbol)
    if record.name in p:
        return p[record.name]
    if symbol in price_outside.values():
        return p[record.name.replace("price_outside", "outside_price")]
    return p[str(record.of)]


def backing(p: Parameters) -> xr.Dataset:
    """What stands behind a task at launch, with all collateral posted: dims (class, paid).

    ``paid`` is the price of compute: that of the market outside, or the least that pays for work.
    ``price``: USD/GPU_hour; ``gain``: what a cheat gains, ``pays``: stake behind a task, ``need``:
    stake that honesty needs, all in pays of a task; ``days``: collateral that honesty needs;
    ``quality`` of honest work.
    """
    import xarray as xr

    share = 1 - p["protocol_take"] - p["validator_share"]
    caught = p["audit_probability"] * p["detection_probability"]
    quality = {c: p[f"quality_{c}"] for c in CLASSES}
    table = np.zeros((5, len(CLASSES), 2))
    for row, c in enumerate(CLASSES):
        symbols = PAYS.rhs.free_symbols | DAYS.rhs.free_symbols
        values = {
            s.name: _first_value(registry[s.name.replace(CLASS, c)].symbol, p)
            for s in symbols
            if s.name not in ("caught_share", f"compute_price_{CLASS}")
        }
        for column, price in enumerate((p[f"outside_price_{c}"], least_price(p, c))):
            values |= {"caught_share": caught, f"compute_price_{CLASS}": price}
            gain = (p[f"variable_cost_{c}"] + p["side_gain"]) / (share * price)
            needed = border(
                STAKE,
                work_of_task=gain,
                side_gain_of_task=0.0,
                caught_share=caught,
                quality_of_task=quality[c],
                slash_fraction_in_force=p["slash_fraction"],
            )
            least = max(0.0, float(needed)), max(0.0, float(formula(DAYS, **values)))
            table[:, row, column] = (price, gain, formula(PAYS, **values), *least)
    names = ("price", "gain", "pays", "need", "days")
    places = {"class": list(CLASSES), "paid": ["outside", "least"]}
    return xr.Dataset(
        {name: (("class", "paid"), table[k]) for k, name in enumerate(names)},
        {**places, "quality": ("class", list(quality.values()))},
    )


def _kept(p: Parameters, days: int, runs: int, seed: int, kept: Sequence[str]) -> xr.Dataset:
    return ensemble(named_economy("announced"), p, days, runs, seed, keep=kept, reduce=())


def _each(ds: xr.Dataset, name: str) -> xr.DataArray:
    values: xr.DataArray = ds[[f"{name}_{c}" for c in CLASSES]].to_dataarray("class")
    return values.assign_coords({"class": list(CLASSES)})


def region(
    audits: Sequence[float],
    slashes: Sequence[float],
    days: int = 5 * YEAR,
    runs: int = 2,
    last: int = 60,
    seed: int = 7,
) -> xr.Dataset:
    """The announced economy over audits × slashes, settled: dims (class, point, run).

    ``share``: tasks cheated on, mean of the last days; ``final``: on the last day; ``gain``: mean
    gain of cheating in pays of a task, with its least and largest value. Rates lie along ``point``.
    """
    import xarray as xr

    kept = [f"{name}_{c}" for name in ("cheating_net_gain", "cheating") for c in CLASSES]
    pairs = [(float(x), float(z)) for x in audits for z in slashes]
    found = []
    for x, z in pairs:
        p = parameters("announced", votes=(), audit_probability=x, slash_fraction=z)
        late = _kept(p, days, runs, seed, kept).isel(day=slice(-last, None))
        gain, share = _each(late, "cheating_net_gain"), _each(late, "cheating")
        found.append(
            xr.Dataset(
                {
                    "share": share.mean("day"),
                    "final": share.isel(day=-1, drop=True),
                    "gain": gain.mean("day"),
                    "least_gain": gain.min("day"),
                    "largest_gain": gain.max("day"),
                }
            )
        )
    result = xr.concat(found, "point").transpose("class", "point", "run")
    speeds = {name: p[name] for name in ("cheating_response", "cheating_speed")}
    result.attrs = speeds | {"days": days, "last": last}
    audited, slashed = map(list, zip(*pairs, strict=True))
    named = {"audit_probability": ("point", audited), "slash_fraction": ("point", slashed)}
    return result.assign_coords(named)


def sides(found: xr.Dataset) -> dict[str, int]:
    """How many settled shares lie on the side of one half that the border says.

    A case is steady if its gain kept its sign on all of the last days. There the claim leaves
    no doubt, up to the part of the gap that those days did not close.
    """
    open_gap = (1 - found.attrs["cheating_speed"]) ** found.attrs["last"] / 2
    steady = (found.least_gain > 0) | (found.largest_gain < 0)
    signed = (found.final - 0.5) * np.sign(found.gain)
    return {
        "cases": int(found.gain.size),
        "steady": int(steady.sum()),
        "steady_right": int(((signed > -open_gap) & steady).sum()),
        "right": int(((found.share - 0.5) * found.gain > 0).sum()),
    }


def audit_curve(
    audits: Sequence[float],
    changes: Mapping[str, float] | None = None,
    days: int = 5 * YEAR,
    runs: int = 8,
    seed: int = 7,
) -> xr.Dataset:
    """What the announced economy does over the audit probability: dims (point, run).

    ``right``: paid work whose result was right, USD a day, mean of the last year, as are
    ``fees``, USD a day, ``reputation`` and ``price``. All points have the same paths of chance.
    """
    import xarray as xr

    bills = [f"{name}_{c}" for name in ("compute_price", "served_hours") for c in CLASSES]
    kept = ["right_share", "fees_usd", "reputation", "price", *bills]
    found = []
    for x in audits:
        point: dict[str, Any] = {**(changes or {}), "audit_probability": float(x)}
        p = parameters("announced", votes=(), **point)
        year = _kept(p, days, runs, seed, kept).isel(day=slice(-YEAR, None))
        work = (_each(year, "compute_price") * _each(year, "served_hours")).sum("class")
        found.append(
            xr.Dataset(
                {
                    "right": (year["right_share"] * work).mean("day"),
                    "fees": year["fees_usd"].mean("day"),
                    "reputation": year["reputation"].mean("day"),
                    "price": year["price"].mean("day"),
                }
            )
        )
    return xr.concat(found, "point").assign_coords(audit_probability=("point", list(audits)))


def best_rates(audits: Sequence[float], names: Sequence[str], runs: int = 3) -> xr.Dataset:
    """The best audit probability with one parameter at an end of its fact: dims (parameter, end).

    ``best``: where the median of paid right work is largest; ``kept``: part of that which is left
    where everything is audited.
    """
    import xarray as xr

    found = np.zeros((2, len(names), 2))
    for row, name in enumerate(names):
        for column, value in enumerate((facts[name].low, facts[name].high)):
            curve = audit_curve(audits, {name: float(value)}, runs=runs)
            right = curve.right.median("run").to_numpy()
            found[:, row, column] = audits[int(right.argmax())], right[-1] / right.max()
    return xr.Dataset(
        {"best": (("parameter", "end"), found[0]), "kept": (("parameter", "end"), found[1])},
        coords={"parameter": list(names), "end": ["low", "high"]},
    )


#: A vote that ends audits and one that brings them back so many days later.
AWAY = 60


def consequences(
    vote_day: int = 3 * YEAR, days: int = 6 * YEAR, runs: int = 8, seed: int = 7
) -> xr.Dataset:
    """Votes that end audits or slashes or cut collateral, beside no vote: dims (case, run, day).

    ``reputation``, and ``fees_usd`` and ``price`` over what they are without the vote on the same
    path of chance. Collateral is cut to the low end of its fact.
    """
    import xarray as xr

    economy = named_economy("announced")
    chance = shocks(economy, days=days, runs=runs, seed=seed)
    thin = facts["stake_days"].low
    usual = parameters("announced", votes=())
    off = Vote("audit_probability", 0.0, vote_day)
    back = Vote("audit_probability", usual["audit_probability"], vote_day + AWAY)
    cases = {
        "no audits": (off,),
        f"no audits for {AWAY} days": (off, back),
        "no slash": (Vote("slash_fraction", 0.0, vote_day),),
        f"collateral of {thin:g} days": (Vote("stake_days", float(thin), vote_day),),
    }
    base = simulate(economy, usual, chance)
    found = []
    for votes in cases.values():
        ds = simulate(economy, parameters("announced", votes=votes), chance)
        kept = {"reputation": ds["reputation"]}
        kept |= {name: ds[name] / base[name] for name in ("fees_usd", "price")}
        found.append(xr.Dataset(kept).isel(day=slice(vote_day, None)))
    result = xr.concat(found, "case").assign_coords(case=list(cases))
    result.attrs = {"vote_day": vote_day, "timelock": usual["timelock_days"]}
    return result


def security(
    yields: Sequence[float],
    premiums: Sequence[float],
    days: int = 5 * YEAR,
    runs: int = 4,
    seed: int = 7,
) -> xr.Dataset:
    """Stake behind validators over the asked yield and the token's premium: dims (point, run).

    ``paid``: what validators pay on of a year's profit, USD; ``value``: worth of the stake, USD;
    ``price``: of the token, all means of the last half year. ``premiums`` are factors of the
    premium at launch, which makes the token dearer and leaves fees where they are. ``bound``:
    whether the share of tokens that holders stake at most binds on one day in a hundred.
    """
    import xarray as xr

    economy = named_economy("announced")
    chance = shocks(economy, days=days, runs=runs, seed=seed)
    launch = parameters("announced")["premium_at_launch"]
    pairs = [(float(r), float(f)) for f in premiums for r in yields]
    found = []
    for asked, factor in pairs:
        p = parameters(
            "announced", votes=(), staking_yield=asked, premium_at_launch=launch * factor
        )
        late = simulate(economy, p, chance).isel(day=slice(-YEAR // 2, None))
        limited = late["wanted_stake"] < 0.999 * late["stake_for_yield"]
        found.append(
            xr.Dataset(
                {
                    "paid": YEAR * (late["delegators_paid"] * late["price"]).mean("day"),
                    "value": (late["delegated_stake"] * late["price"]).mean("day"),
                    "price": late["price"].mean("day"),
                    "bound": limited.mean(("day", "run")) >= 0.01,
                }
            )
        )
    return xr.concat(found, "point").assign_coords(
        staking_yield=("point", [r for r, _ in pairs]),
        premium_factor=("point", [f for _, f in pairs]),
    )
