"""The command that asks what it would take."""

from __future__ import annotations

import argparse
from collections.abc import Callable

from model.commands.parser import NUMBER, CommandError
from model.commands.simulate import economy_argument, once, pair

Add = Callable[[str, str, Callable[[argparse.Namespace], None]], argparse.ArgumentParser]


def add_to(add: Add) -> None:
    """Register ``solve``."""
    solve = add("solve", "find the value of one lever at which a target is reached", _solve)
    economy_argument(solve)
    solve.add_argument(
        "target", help="cover (burn over unlocks), 'burned share', or a column such as price"
    )
    solve.add_argument("--lever", required=True, help="revenue, a parameter, or a quantity to hold")
    solve.add_argument("--at-day", required=True, type=int, help="day on which it is reached")
    solve.add_argument("--equals", type=float, help="what the target is to be; 1 for cover")
    solve.add_argument("--between", type=float, nargs=2, metavar=("LOW", "HIGH"))
    solve.add_argument("--scenario", default="base", help="observed, bear, base or bull")
    solve.add_argument("--runs", type=int, default=40, help="random paths; the interval is over")
    solve.add_argument("--seed", type=int, default=7, help="seed of the random paths")
    for name, text in (("--set", "a parameter"), ("--hold", "a quantity held at a number")):
        solve.add_argument(
            name, action="append", default=[], metavar="NAME=VALUE", help=f"{text}; repeatable"
        )


def _solve(chosen: argparse.Namespace) -> None:
    from model.solver import solve

    given = {
        option: once(option, (pair(text, "NAME=VALUE") for text in texts))
        for option, texts in (("--set", chosen.set), ("--hold", chosen.hold))
    }
    held = {}
    for name, value in given["--hold"].items():
        if not NUMBER.fullmatch(value):
            raise CommandError(f"--hold {name}={value}: give a number, such as price=0.05")
        held[name] = float(value)
    print(
        solve(
            chosen.target,
            lever=chosen.lever,
            at_day=chosen.at_day,
            equals=chosen.equals,
            between=chosen.between and tuple(chosen.between),
            economy=chosen.economy,
            scenario=chosen.scenario,
            holding=held,
            runs=chosen.runs,
            seed=chosen.seed,
            **given["--set"],
        )
    )
