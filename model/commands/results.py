"""The commands that look at a saved result: ``show`` and ``plot``."""

from __future__ import annotations

import argparse
from collections.abc import Callable
from pathlib import Path

from model.commands.parser import CommandError

Add = Callable[[str, str, Callable[[argparse.Namespace], None]], argparse.ArgumentParser]

FIRST = 3  # columns that are drawn if none is named


def add_to(add: Add) -> None:
    """Register ``show`` and ``plot``."""
    show = add("show", "say what a saved result holds, and what made it", _show)
    show.add_argument("file", type=Path, metavar="FILE", help="saved by run, sweep or ensemble")
    plot = add("plot", "draw columns of a saved result against the day", _plot)
    plot.add_argument("file", type=Path, metavar="FILE", help="saved by run, sweep or ensemble")
    plot.add_argument(
        "--columns", metavar="NAME,...", help=f"columns to draw; without it the first {FIRST}"
    )
    plot.add_argument(
        "--out", type=Path, required=True, metavar="FIGURE", help="FIGURE.svg or FIGURE.png"
    )
    plot.add_argument("--force", action="store_true", help="replace FIGURE if it exists")


def _show(chosen: argparse.Namespace) -> None:
    from model.loading import load

    ds = load(chosen.file)
    print(f"{chosen.file}: {', '.join(f'{size} {axis}s' for axis, size in ds.sizes.items())}")
    print("\nWhat made it")
    for name, said in ds.attrs.items():
        text = str(said)
        print(f"  {name:14}{text if len(text) < 200 else text[:197] + '...'}")
    print("\nColumns, and their last value or the middle of the last values")
    width = max((len(str(name)) for name in ds.data_vars), default=0) + 2
    for name, values in ds.data_vars.items():
        last = values.isel(day=-1) if "day" in values.dims else values
        number = float(last.median()) if values.dtype.kind in "fiu" else float("nan")
        unit = values.attrs.get("units", "1")
        print(f"  {name!s:{width}}{number:<14.6g}{unit:22}{values.attrs.get('long_name', '')}")


def _plot(chosen: argparse.Namespace) -> None:
    from model.loading import load

    if chosen.out.suffix not in (".svg", ".png"):
        raise CommandError(f"--out {chosen.out}: give a name that ends in .svg or .png")
    if chosen.out.exists() and not chosen.force:
        raise CommandError(f"{chosen.out} exists: choose another name, or pass --force")
    if not chosen.out.parent.is_dir():
        raise CommandError(f"{chosen.out.parent} is no folder: make it first")
    ds = load(chosen.file)
    from model.figures.saved import saved

    series = [str(name) for name in ds.data_vars if "day" in ds[name].dims]
    columns = chosen.columns.split(",") if chosen.columns else series[:FIRST]
    figure = saved(ds, [name.strip() for name in columns])
    if chosen.out.suffix == ".svg":
        chosen.out.write_text(figure.svg(), encoding="utf-8")
    else:
        chosen.out.write_bytes(figure.png())
    print(f"drew {chosen.out}: {figure.alt}")
