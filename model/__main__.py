"""The command line: ``python -m model COMMAND --help``."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import xarray as xr

    from model.parameters import Parameters, Vote
    from model.spec.core import Block

DAYS_HELP = "days to simulate; the result has a row more, for day 0 (default: 365)"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the exit status.

    Bad input is one line on standard error and status 2; a claim that does not hold is 1.
    """
    chosen = _parser().parse_args(arguments)
    try:
        chosen.command(chosen)
    except (ValueError, KeyError) as error:
        print(f"model {chosen.name}: {error}", file=sys.stderr)
        return 2
    except AssertionError as refuted:  # a claim of the model does not hold
        print(f"model {chosen.name}: {refuted}", file=sys.stderr)
        return 1
    except BrokenPipeError:  # the reader of our output, such as head, has gone
        sys.stderr.close()
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m model",
        description="A formal model of the $AI compute-network token economy.",
        epilog="Example: python -m model run --days 1825 --engine cadcad --out run.parquet",
    )
    commands = parser.add_subparsers(metavar="COMMAND", required=True)

    def add(
        name: str, text: str, command: Callable[[argparse.Namespace], None]
    ) -> argparse.ArgumentParser:
        sub = commands.add_parser(name, help=text, description=text[0].upper() + text[1:] + ".")
        sub.set_defaults(command=command, name=name)
        return sub

    run = add("run", "simulate an economy and save or summarise the trajectories", _run)
    _simulation_arguments(run)
    sweep = add(
        "sweep",
        "simulate an economy at several values of some parameters, on the same shocks",
        _sweep,
    )
    _simulation_arguments(sweep)
    sweep.add_argument(
        "--vary",
        action="append",
        required=True,
        metavar="NAME=VALUE,VALUE,...",
        help="values of one parameter; given twice, all combinations are run",
    )
    facts = add(
        "facts", "show a fact with its range, status and sources, or list all facts", _facts
    )
    facts.add_argument("id", nargs="?", help="id of one fact")
    parameters = add(
        "parameters", "list the parameters of an economy with defaults and domains", _parameters
    )
    _economy_argument(parameters)
    equations = add("equations", "print the equations of one block, or of all", _equations)
    _economy_argument(equations)
    equations.add_argument("block", nargs="?", help="name of one block")
    equations.add_argument("--format", choices=("text", "latex", "python"), default="text")
    claims = add("claims", "list the proved claims, or print one", _claims)
    claims.add_argument("id", nargs="?", help="id of one claim")
    claims.add_argument("--format", choices=("text", "latex", "theorem", "bibtex"), default="text")
    verify = add(
        "verify", "prove every claim, check it by numbers, and check a run's identities", _verify
    )
    _economy_argument(verify)
    return parser


def _economy_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--economy", default="announced", help="which economy (default: announced)")


def _simulation_arguments(parser: argparse.ArgumentParser) -> None:
    _economy_argument(parser)
    parser.add_argument(
        "--scenario", default="baseline", help="named changes to start from (default: baseline)"
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


def _pair(text: str, form: str) -> tuple[str, str]:
    name, sign, value = text.partition("=")
    if not (sign and name.strip() and value.strip()):
        raise ValueError(f"{text!r} is not of the form {form}")
    return name.strip(), value.strip()


def _votes(texts: Sequence[str] | None) -> tuple[Vote, ...] | None:
    from model.parameters import Vote

    if texts is None:
        return None
    votes = []
    for text in texts:
        name, rest = _pair(text, "NAME=VALUE@DAY")
        value, _, day = rest.partition("@")
        if not day.strip().isdigit():
            raise ValueError(f"{text!r} is not of the form NAME=VALUE@DAY: DAY is a whole number")
        votes.append(Vote(name, value.strip(), int(day)))
    return tuple(votes)


def _points(chosen: argparse.Namespace, varied: Sequence[dict[str, str]]) -> list[Parameters]:
    from model.interface import parameters

    fixed = dict(_pair(text, "NAME=VALUE") for text in chosen.set)
    votes = _votes(chosen.vote)
    return [
        parameters(chosen.economy, chosen.scenario, votes, **{**fixed, **change})
        for change in varied
    ]


def _simulate(chosen: argparse.Namespace, varied: Sequence[dict[str, str]]) -> None:
    from model import storage
    from model.interface import economy
    from model.shocks import shocks
    from model.simulate import sweep

    if chosen.out:
        storage.check(chosen.out, chosen.force)
    points = _points(chosen, varied)
    which = economy(chosen.economy)
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
        print(f"saved {storage.save(ds, chosen.out, chosen.force)}")
    else:
        _summarise(ds)


def _summarise(ds: xr.Dataset) -> None:
    """The last day of some columns: mean over all trajectories, and the range."""
    names = ("price", "compute_price", "utilisation", "fees_usd", "burned", "vault_usd", "treasury")
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
    _simulate(chosen, [{}])


def _sweep(chosen: argparse.Namespace) -> None:
    from itertools import product

    grid = dict(_pair(text, "NAME=VALUE,VALUE,...") for text in chosen.vary)
    values = ([v.strip() for v in row.split(",") if v.strip()] for row in grid.values())
    _simulate(chosen, [dict(zip(grid, point, strict=True)) for point in product(*values)])


def _facts(chosen: argparse.Namespace) -> None:
    from model.facts import facts

    for fact in [facts[chosen.id]] if chosen.id else facts.values():
        print(f"{fact.id:36}{fact.value:<14.6g}{fact.unit:24}{fact.status:11}{fact.info}")
        if chosen.id:
            print(f"range: {fact.low:g} to {fact.high:g}; date: {fact.date}")
            for source in fact.sources:
                print(f"source: {source.title} ({source.locator}); {source.confidence}")
            print(f"note: {fact.note or 'none'}")


def _parameters(chosen: argparse.Namespace) -> None:
    from model.interface import economy
    from model.quantities import quantity

    for symbol in economy(chosen.economy).parameters:
        record = quantity(symbol)
        print(
            f"{record.name:28}{record.default:<14.6g}{record.unit:22}{record.domain!s:32}{record.info}"
        )


def _equations(chosen: argparse.Namespace) -> None:
    from model.compile import latex
    from model.compile.python import block_source
    from model.interface import economy

    printers: dict[str, Callable[[Block], str]] = {
        "text": latex.text,
        "latex": latex.align,
        "python": block_source,
    }
    which = economy(chosen.economy)
    blocks = [which.block(chosen.block)] if chosen.block else which.blocks
    print("\n\n".join(printers[chosen.format](block) for block in blocks))


def _claims(chosen: argparse.Namespace) -> None:
    from model.theory.registry import claims

    width = max(map(len, claims)) + 2
    for claim in [claims[chosen.id]] if chosen.id else claims.values():
        if not chosen.id:
            print(f"{claim.id:{width}}{claim.title}")
        else:
            printers = {
                "text": claim.text,
                "latex": claim.latex,
                "theorem": claim.theorem,
                "bibtex": claim.cite,
            }
            print(printers[chosen.format]())


def _verify(chosen: argparse.Namespace) -> None:
    from model.verify import verify

    for line in verify(chosen.economy):
        print(line, flush=True)


if __name__ == "__main__":
    sys.exit(main())
