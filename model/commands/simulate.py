"""The commands that simulate: run and sweep, and the arguments they share with ensemble."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from model import gates
from model.commands.parser import CommandError

if TYPE_CHECKING:
    import xarray as xr

    from model.parameter_sets import Parameters, Vote
    from model.points import Points
    from model.spec.economy import Economy

DAYS_HELP = "days to simulate; the result has a row more, for day 0 (default: 365)"
SAMPLES = 64
T = TypeVar("T")
VARY = "NAME=VALUE,VALUE,..."
Add = Callable[[str, str, Callable[[argparse.Namespace], None]], argparse.ArgumentParser]


def add_to(add: Add) -> None:
    """Declare the commands run and sweep."""
    simulation_arguments(add("run", "simulate an economy and save or summarise it", _run))
    sweep = add(
        "sweep",
        "simulate an economy at several values of some parameters, on the same shocks",
        _sweep,
    )
    simulation_arguments(sweep)
    design_arguments(sweep, required=True)


def economy_argument(parser: argparse.ArgumentParser) -> None:
    """--economy."""
    parser.add_argument("--economy", default="announced", help="which economy (default: announced)")


def design_arguments(parser: argparse.ArgumentParser, required: bool) -> None:
    """--vary, --design, --samples, --log."""
    parser.add_argument(
        "--vary",
        action="append",
        default=[],
        required=required,
        metavar=VARY,
        help="values of one parameter; given twice, all combinations are run. With --design lhs "
        "or sobol NAME=LOW,HIGH, or only NAME for the range of its fact",
    )
    parser.add_argument(
        "--design",
        choices=("grid", "lhs", "sobol"),
        default="grid",
        help="all combinations (the default), a Latin hypercube, or Sobol's sequence",
    )
    parser.add_argument("--samples", type=int, help=f"points of lhs or sobol (default: {SAMPLES})")
    parser.add_argument(
        "--log",
        action="store_true",
        help="lhs and sobol: spread ranges of more than a decade evenly by ratio",
    )


def simulation_arguments(parser: argparse.ArgumentParser) -> None:
    """What run, sweep and ensemble share."""
    economy_argument(parser)
    parser.add_argument(
        "--scenario",
        default="base",
        help="where to start from: base (the default), bear, bull, observed, ...",
    )
    parser.add_argument("--days", type=int, default=365, help=DAYS_HELP)
    parser.add_argument("--runs", type=int, default=1, help="Monte Carlo runs (default: 1)")
    parser.add_argument("--seed", type=int, default=7, help="seed of the shocks (default: 7)")
    parser.add_argument(
        "--engine",
        default="auto",
        help="cadcad (the reference), python (the same text in a plain loop), numpy (on arrays), "
        "kernel (compiled), lanes (compiled, eight at a time) or auto (the default): the same bits",
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="NAME=VALUE",
        help="set a parameter, with a unit if you like: --set sale_lock_days='6 calendar_month'",
    )
    parser.add_argument(
        "--path",
        action="append",
        default=[],
        metavar="NAME=FILE",
        help="let a level, definition, flow or shock follow a table: --path price=prices.csv, or "
        "prices.csv:COLUMN; a row a day, dates checked",
    )
    parser.add_argument(
        "--vote",
        action="append",
        metavar="NAME=VALUE@DAY",
        help="a vote proposed on DAY, in force after the timelock; replaces the scenario's votes",
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help="save to FILE.parquet, FILE.csv or FILE.nc; without it a summary is printed",
    )
    parser.add_argument("--force", action="store_true", help="replace FILE if it exists")
    parser.add_argument("--quiet", action="store_true", help="show no progress bar")


def pair(text: str, form: str) -> tuple[str, str]:
    """Name and value of a text NAME=VALUE."""
    name, sign, value = text.partition("=")
    if not (sign and name.strip() and value.strip()):
        raise CommandError(f"{gates.shown(text)} is not of the form {form}")
    return name.strip(), value.strip()


def once(option: str, pairs: Iterable[tuple[str, T]]) -> dict[str, T]:
    """Pairs as a table; a name that is given twice is refused, as one of the two would be lost."""
    found: dict[str, T] = {}
    for name, value in pairs:
        if name in found:
            raise CommandError(
                f"{option} gives {name} twice, {found[name]} and {value}: give it once"
            )
        found[name] = value
    return found


def _votes(texts: Sequence[str] | None) -> tuple[Vote, ...] | None:
    from model.parameter_sets import Vote

    if texts is None:
        return None
    votes = []
    for text in texts:
        name, rest = pair(text, "NAME=VALUE@DAY")
        value, _, day = rest.partition("@")
        if not gates.digits(day.strip()):
            raise CommandError(
                f"{gates.shown(text)} is not of the form NAME=VALUE@DAY: DAY is a whole number"
            )
        votes.append(Vote(name, value.strip(), int(day)))
    return tuple(votes)


def which_economy(chosen: argparse.Namespace) -> Economy:
    """The economy that --economy names, following the paths that --path gives."""
    from model.interface import economy

    found = economy(chosen.economy)
    for name in once("--path", (pair(text, "NAME=FILE") for text in chosen.path)):
        found = found.following(name)
    return found


def base(chosen: argparse.Namespace) -> Parameters:
    """The set of parameters that --scenario, --set, --path and --vote make."""
    from model.interface import parameters

    fixed = once("--set", (pair(text, "NAME=VALUE") for text in chosen.set))
    for name in {"scenario", "votes"} & set(fixed):
        raise CommandError(f"{name} is no parameter: give --{name.removesuffix('s')}")
    followed = (pair(text, "NAME=FILE") for text in chosen.path)
    paths = {f"{name}_path": file for name, file in followed}
    return parameters(which_economy(chosen), chosen.scenario, _votes(chosen.vote), **fixed, **paths)


def designed(chosen: argparse.Namespace) -> Points:
    """The points that --vary and --design make of the base."""
    from model.ensembles import designs
    from model.points import Points

    which, start = which_economy(chosen), base(chosen)
    sampled = chosen.design != "grid"
    ranges = once("--vary", _ranges(chosen, "NAME=LOW,HIGH" if sampled else VARY))
    fixed = {pair(text, "NAME=VALUE")[0] for text in chosen.set}
    for name in ranges:
        if name in fixed:
            raise CommandError(f"{name} is both set and varied: give --set or --vary, not both")
    if not sampled and (chosen.samples is not None or chosen.log):
        option = "--log" if chosen.samples is None else "--samples"
        raise CommandError(f"{option} means nothing with a grid: choose --design lhs or sobol")
    if sampled and not ranges:
        raise CommandError(
            f"--design {chosen.design} has nothing to vary: give --vary NAME=LOW,HIGH"
        )
    if not ranges:
        return Points.of([start])
    if not sampled:
        return designs.grid(which, start, {n: v or [] for n, v in ranges.items()})
    design = designs.latin_hypercube if chosen.design == "lhs" else designs.sobol
    samples = SAMPLES if chosen.samples is None else chosen.samples
    return design(which, start, ranges, samples, chosen.seed, chosen.log)


def _ranges(chosen: argparse.Namespace, form: str) -> list[tuple[str, list[str] | None]]:
    rows: list[tuple[str, list[str] | None]] = []
    for text in chosen.vary:
        if "=" not in text and chosen.design != "grid":
            rows.append((text.strip(), None))
            continue
        name, values = pair(text, form)
        rows.append((name, [v.strip() for v in values.split(",") if v.strip()]))
    return rows


def _simulate(chosen: argparse.Namespace, points: Points) -> None:
    from model import storage
    from model.draws import shocks
    from model.simulation import sweep

    if chosen.out:
        storage.check(chosen.out, chosen.force)
    which = which_economy(chosen)
    drawn = shocks(which, chosen.days, chosen.runs, chosen.seed)
    ds = sweep(which, points, drawn, chosen.engine, progress=not chosen.quiet)
    if len(points) == 1:
        ds = ds.squeeze("point", drop=True)
    drift = float(abs(which.tokens(ds) - points[0]["initial_supply"]).max())
    print(
        f"{which.name}: {len(points)} points × {chosen.runs} runs × {chosen.days} days with "
        f"{chosen.engine}; tokens are conserved to {drift:.1e} AI"
    )
    if chosen.out:
        print(storage.saved(ds.assign_attrs(history=chosen.line), chosen.out, chosen.force))
    else:
        _summarise(ds)


def _summarise(ds: xr.Dataset) -> None:
    """The last day of some columns: mean over all trajectories, and the range."""
    names = (
        "price",
        "fair_price",
        "fees_usd",
        "revenue",
        "buyback_usd",
        "burned",
        "slash_burned",
        "vault_usd",
        "treasury",
    )
    print(f"{'on the last day':24}{'mean':>14}{'least':>14}{'most':>14}  unit")
    for name in names:
        if name in ds:
            last = ds[name].isel(day=-1)
            print(
                f"{name:24}{float(last.mean()):14.6g}{float(last.min()):14.6g}"
                f"{float(last.max()):14.6g}  {last.attrs['units']}"
            )
    print("All columns: save them with --out run.parquet, run.csv or run.nc.")


def _run(chosen: argparse.Namespace) -> None:
    from model.points import Points

    _simulate(chosen, Points.of([base(chosen)]))


def _sweep(chosen: argparse.Namespace) -> None:
    _simulate(chosen, designed(chosen))
