"""The command ensemble: many runs, reduced as they are made, kept in a store."""

from __future__ import annotations

import argparse
import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from model import gates
from model.commands.parser import NUMBER, CommandError
from model.commands.simulate import (
    Add,
    design_arguments,
    designed,
    once,
    pair,
    simulation_arguments,
    which_economy,
)

if TYPE_CHECKING:
    import xarray as xr

    from model.ensembles.outcomes import Outcome

FORM = "NAME=KIND(COLUMN), or with a limit or a day: low=first(price < 0.01), y3=at(price @ 1095)"
_OUTCOME = re.compile(r"(\w+)\(\s*(\w+)\s*(?:([<>@])\s*([^()]+?)\s*)?\)")


def add_to(add: Add) -> None:
    """Declare the command."""
    parser = add("ensemble", "simulate many runs and keep what they have in common", _ensemble)
    simulation_arguments(parser)
    design_arguments(parser, required=False)
    parser.add_argument(
        "--keep",
        default="price,burned,fees_usd",
        metavar="NAME,NAME,...",
        help="states, flows and definitions to keep, - for none (default: %(default)s)",
    )
    parser.add_argument(
        "--every", type=int, default=30, help="keep one day in so many (default: 30)"
    )
    parser.add_argument(
        "--outcome",
        action="append",
        default=[],
        metavar="NAME=KIND(...)",
        help="one number a run: last, highest, lowest, total or average (COLUMN); at(COLUMN @ "
        "DAY); first or share (COLUMN < LIMIT) or (COLUMN > LIMIT), for first day and share of "
        "days",
    )
    parser.add_argument(
        "--store", type=Path, metavar="FOLDER", help="keep chunks there, and go on from them"
    )
    parser.add_argument("--workers", type=int, help="threads (default: one a processor)")
    parser.add_argument("--cluster", metavar="ADDRESS", help="a Dask scheduler: tcp://host:8786")
    parser.set_defaults(runs=1000)


def outcome(text: str) -> tuple[str, Outcome]:
    """Name and outcome of a text NAME=KIND(...). Raises `CommandError` with the form."""
    from model.ensembles import outcomes

    kinds: dict[str, Callable[[str], Outcome]] = {
        "last": outcomes.Last,
        "highest": outcomes.Highest,
        "lowest": outcomes.Lowest,
        "total": outcomes.Total,
        "average": outcomes.Average,
    }
    limited: dict[str, Callable[..., Outcome]] = {
        "first": outcomes.FirstPassage,
        "share": outcomes.ShareOfDays,
    }
    name, call = pair(text, FORM)
    found = _OUTCOME.fullmatch(call)
    if found:
        kind, column, sign, limit = found.groups()
        if kind in kinds and not sign:
            return name, kinds[kind](column)
        if kind == "at" and sign == "@" and gates.digits(limit):
            return name, outcomes.At(column, int(limit))
        if kind in limited and sign in ("<", ">"):
            number = float(limit) if NUMBER.fullmatch(limit) else limit
            return name, limited[kind](column, **{"below" if sign == "<" else "above": number})
    raise CommandError(f"{gates.shown(text)} is not of the form {FORM}")


def _ensemble(chosen: argparse.Namespace) -> None:
    from model import storage
    from model.ensembles.ensemble import ensemble

    if chosen.out:
        storage.check(chosen.out, chosen.force)
    which = which_economy(chosen)
    outcomes = once("--outcome", map(outcome, chosen.outcome))
    if chosen.store is not None:
        gates.place(CommandError, "folder", chosen.store)
    points = designed(chosen)
    ds = ensemble(
        which,
        points if chosen.vary else points[0],
        chosen.days,
        chosen.runs,
        chosen.seed,
        keep=[n.strip() for n in chosen.keep.split(",") if n.strip() not in ("", "-")],
        every=chosen.every,
        outcomes=outcomes,
        engine=chosen.engine,
        store=chosen.store,
        client=chosen.cluster,
        workers=chosen.workers,
        progress=not chosen.quiet,
    )
    print(
        f"{which.name}: {len(points)} points × {chosen.runs} runs × {chosen.days} days with "
        f"{ds.attrs['engine']}"
    )
    if chosen.out:
        print(storage.saved(ds.assign_attrs(history=chosen.line), chosen.out, chosen.force))
    else:
        _summarise(ds)


def _summarise(ds: xr.Dataset) -> None:
    """Mean and quantiles of the last day and of the outcomes; of several points, the first."""
    several = "point" in ds.dims and ds.sizes["point"] > 1
    if "point" in ds.dims:
        ds = ds.isel(point=0)
    heads = "".join(f"{f'{float(q):.0%}':>13}" for q in ds["quantile"])
    print(f"{'first point' if several else '':24}{'mean':>13}{heads}  unit")
    for name in [str(n).removesuffix("_mean") for n in ds if str(n).endswith("_mean")]:
        mean, quantiles = ds[f"{name}_mean"], ds[f"{name}_quantile"]
        if "day" in mean.dims:
            mean, quantiles = mean.isel(day=-1), quantiles.isel(day=-1)
        row = "".join(f"{float(q):13.5g}" for q in quantiles)
        print(f"{name:24}{float(mean):13.5g}{row}  {mean.attrs['units']}")
    print("All days and points: save them with --out ensemble.nc, or .parquet or .csv.")
