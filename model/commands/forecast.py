"""The commands on observations: read them from a file or a node, list forecasts, make a new one."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from model.commands.parser import CommandError

if TYPE_CHECKING:
    from model.observed.buybacks import Buyback

Add = Callable[[str, str, Callable[[argparse.Namespace], None]], argparse.ArgumentParser]


def add_to(add: Add) -> None:
    """Declare the commands observe and forecast."""
    observe = add("observe", "check observations, and sum them", _observe)
    observe.add_argument(
        "source",
        help="a table .csv or .parquet of the vault's purchases or of daily prices, or the "
        "address of a node, such as http://localhost:8545, which needs the extra [chain]",
    )
    observe.add_argument("--first", type=int, help="first block to read from a node")
    observe.add_argument("--last", type=int, help="last block (default: the newest settled one)")
    observe.add_argument(
        "--kept", type=Path, metavar="FILE", help="keep pages there, and go on from them"
    )
    observe.add_argument(
        "--out", type=Path, metavar="FILE.csv", help="write the purchases as a table"
    )
    forecast = add("forecast", "list the kept forecasts with their scores, or make one", _forecast)
    forecast.add_argument(
        "--make",
        metavar="DATE",
        help="make a forecast for the next quarters' ends, and keep it as made on DATE: today's",
    )


def _observe(chosen: argparse.Namespace) -> None:
    from model.observed.buybacks import buybacks
    from model.observed.daily import daily

    if "://" in chosen.source:
        _scan(chosen)
        return
    for option in ("first", "last", "kept", "out"):
        if getattr(chosen, option) is not None:
            raise CommandError(f"--{option} is for a node, and {chosen.source} is a file")
    head = _head(chosen.source)
    if "price_usd" in head:
        prices = daily(chosen.source)
        print(f"{len(prices.prices)} days, {prices.first} to {prices.last}, no gap")
        print(f"price: {prices.prices[0]:g} to {prices.prices[-1]:g} USD/AI")
    else:
        _sums(buybacks(chosen.source))


def _head(source: str) -> tuple[str, ...]:
    """Names of a table's columns; nothing for what is no table, which its reader will say."""
    from pyarrow import parquet

    try:
        if source.endswith(".parquet"):
            return tuple(parquet.read_schema(source).names)
        with Path(source).open(encoding="utf-8-sig") as file:
            return tuple(file.readline().strip().split(","))
    except (OSError, ValueError):
        return ()


def _scan(chosen: argparse.Namespace) -> None:
    from model.observed.buybacks import written
    from model.observed.evm import connected
    from model.observed.reconciled import reconciled
    from model.observed.scan import scan

    if chosen.first is None:
        raise CommandError("a node is read from a block on: give --first, such as --first 0")
    node = connected(chosen.source)
    found = scan(node, chosen.first, chosen.last, kept=chosen.kept, tell=print)
    if chosen.out:
        written(found.buybacks, chosen.out)
        print(chosen.out)
    if found.buybacks:
        _sums(found.buybacks)
    else:
        print(f"no purchase in blocks {found.first} to {found.last}")
    for gateway, amount in found.by_gateway().items():
        print(f"traded through {gateway}: {amount} base units")
    sums = reconciled(node, found)
    print(f"burned by others: {sums.others_burned} base units")
    print("\n".join(sums.gaps) or "events, supply and the vault's balance add up")


def _sums(events: Sequence[Buyback]) -> None:
    from model.observed.buybacks import totals

    found = totals(events)
    print(
        f"{found.events} purchases, {events[0].time.date()} to {events[-1].time.date()}: "
        f"{found.spent:,.2f} USD for {found.bought:,.2f} AI, {found.average_price:.6g} USD/AI"
    )
    print(
        f"burned {found.burned:,.2f} AI; split: burn {found.burn_share:.4%}, treasury "
        f"{found.treasury_share:.4%}, executor {found.executor_share:.4%}"
    )


def _forecast(chosen: argparse.Namespace) -> None:
    from model.experiments.forecasts.archive import archive, keep
    from model.experiments.forecasts.score import scored
    from model.observed.record import record

    known = archive()
    if chosen.make is not None:
        from model.experiments.forecasts.make import forecast, quarters

        made = _date(chosen.make)
        print(keep(forecast(made, quarters(made), known[-1].id if known else "")))
        return
    scores = {(row.forecast.id, row.target): row for row in scored(known, record())}
    for each in known:
        print(f"{each.id}: {each.kind} of {each.made}, from what was known on {each.known}")
        for target in each.targets:
            low, middle, high = (target.quantiles[level] for level in (10, 50, 90))
            row = scores.get((each.id, target))
            came = f"; came {row.seen.value:.6g}, score {row.crps:.3g}" if row else ""
            print(
                f"  {target.day} {target.quantity}: {middle:.4g} ({low:.4g} to {high:.4g}) "
                f"{target.unit}{came}"
            )


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise CommandError(f"{text!r} is no date: write one such as 2026-11-29") from error
