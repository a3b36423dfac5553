"""Akash's burn and mint as a page prints it: equations, symbols, parameters, and its stress."""

from __future__ import annotations

import inspect
from collections.abc import Mapping, Sequence

import pandas as pd

from model.compile import latex
from model.compile.tables import number, unit_text
from model.examples import akash
from model.experiments import burn_and_mint_stress as stress
from model.experiments.burn_and_mint_stress import Outcome
from model.quantities import quantity
from model.spec.economy import Economy

COLUMNS = (
    "vault",
    "days of the fall",
    "least ratio",
    "days halted",
    "paid in AKT",
    "net burn [thousand AKT]",
    "newly minted [thousand AKT]",
    "newly minted [AKT/USD of usage]",
    "least buffer that halts nothing",
)


def equations(vault: Economy) -> str:
    """All blocks of an economy as displayed formulas, in the order of the day."""
    printed = []
    for part in vault.blocks:
        *lines, (_, stocks) = latex.block(part)
        rows = (tex.replace(" = ", " &= ", 1) for _, tex in lines)
        printed += [r"\begin{aligned} " + r" \\ ".join(rows) + r" \end{aligned}", stocks]
    return "\n\n".join(f"$$\n{tex}\n$$" for tex in printed)


def symbols(vault: Economy) -> str:
    """What the symbols of an economy stand for, as a table in Markdown."""
    named = (*vault.schedules, *vault.states, *vault.observables)
    rows = [f"| ${r.tex}$ | {r.info} | {unit_text(r.unit)} |" for r in map(quantity, named)]
    return "\n".join(["| | what it is | unit |\n|---|---|---|", *rows])


def parameters(vault: Economy) -> str:
    """The parameters of an economy with values and sources, as a table in Markdown."""
    rows = []
    for r in map(quantity, vault.parameters):
        source = r.own.source if r.own else ""
        value = number(r.default)
        rows.append(f"| ${r.tex}$ | {r.info} | {value} | {unit_text(r.unit)} | {source} |")
    return "\n".join(["| | parameter | value | unit | source |\n|---|---|---|---|---|", *rows])


def defaults(vault: Economy) -> dict[str, float]:
    """The parameters' values by name."""
    return {r.name: r.default for r in map(quantity, vault.parameters)}


def told(known: Mapping[str, float]) -> dict[str, float]:
    """The rules' numbers: limits as ratios, parts in per cent, and the length of the program."""
    return {
        "akash_lines": len(inspect.getsource(akash).splitlines()),
        "peg": known["peg"],
        "spread": 100 * known["spread"],
        "warn": known["warn_below"],
        "slow": known["slow_below"],
        "halt": known["halt_below"],
        "runway": known["runway"],
        "slow_share": 100 * known["slow_share"],
        "buffer": known["ratio_at_start"],
    }


def stressed(outcomes: Sequence[Outcome]) -> pd.DataFrame:
    """Every run of the stress in a row."""
    rows = [
        (
            o.buffer,
            f"{o.fall_days}",
            f"{o.least_ratio:.2f}",
            f"{o.days_halted:.0f}",
            f"{100 * o.paid_directly:.1f} %",
            f"{o.net_burned / 1e3:+.1f}",
            f"{o.newly_minted / 1e3:.1f}",
            f"{o.minted_per_dollar:.3f}",
            f"{stress.least_buffer(o.fall_days):.2f}",
        )
        for o in outcomes
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def of_stress(outcomes: Sequence[Outcome], known: Mapping[str, float]) -> dict[str, float | bool]:
    """All that the text says of the stress, and of its falls of demand and of price alone."""
    harm, alone = stress_numbers(outcomes, known), causes()
    numbers = {"demand_alone": -alone["demand_least"], "price_alone": alone["price_least"]}
    halts = {"slow_falls_halt_more": slower_halts_more(outcomes)}
    return harm | numbers | of_the_harm(harm, alone, known) | halts


def of_the_harm(
    harm: Mapping[str, float], alone: Mapping[str, float], known: Mapping[str, float]
) -> dict[str, bool]:
    """Whether demand makes the mint, the buffer decides where it comes from, and credit bounds it.

    ``harm`` are `stress_numbers`, and ``alone`` the `causes`.
    """
    return {
        "all_are_net_mints": harm["least_burned"] < 0,
        # Demand alone mints and the price alone does not; both mint half as much again.
        "demand_makes_the_mint": alone["demand_most"] < 0 < alone["price_least"]
        and harm["most"] > -1.5 * alone["demand_least"],
        "buffer_halts_nothing": harm["minted_with_buffer"] == harm["halted_buffer"] == 0,
        "new_tokens_without": harm["minted_least"] > 0,
        "runway_bounds_the_harm": harm["minted_tokens"] < harm["credit_costs"],
        "vaults_run_dry": harm["least_ratio"] == 0,
        "buffer_is_enough": harm["enough"] < known["ratio_at_start"],
    }


def stress_numbers(outcomes: Sequence[Outcome], known: Mapping[str, float]) -> dict[str, float]:
    """What the text says of the stress: days, thousand AKT, per cent.

    ``credit_costs`` are the tokens that all credit is worth after the fall, which bounds the harm.
    """
    kept = [o for o in outcomes if o.buffer == "with the buffer"]
    bare = [o for o in outcomes if o.buffer == "without"]
    most = max(-o.net_burned for o in outcomes)
    credit = known["runway"] * known["usage_at_start"] / known["price_at_start"]
    found = {
        "before": stress.BEFORE,
        "halted_buffer": max(o.days_halted for o in kept),
        "halted_least": min(o.days_halted for o in bare),
        "halted_most": max(o.days_halted for o in bare),
        "minted_with_buffer": max(o.newly_minted for o in kept),
        "least_burned": max(o.net_burned for o in outcomes),
        "most": most / 1e3,
        "most_share": 100 * most / known["circulating_at_start"],
        "minted_least": min(o.minted_per_dollar for o in bare),
        "minted_most": max(o.minted_per_dollar for o in bare),
        "minted_tokens": max(o.newly_minted for o in bare),
        "least_ratio": max(o.least_ratio for o in bare),
        "credit_costs": credit / (1 + stress.PRICE),
        "paid_most": 100 * max(o.paid_directly for o in bare),
        "enough": stress.least_buffer(1),
    }
    return found | {f"fall_{place}": days for place, days in enumerate(stress.FALLS)}


def causes() -> dict[str, float]:
    """The net burn in thousand AKT if only demand falls, or only the price: least and most.

    Over all buffers and lengths of the fall; below zero, more tokens circulate than before.
    """
    found: dict[str, float] = {}
    for key, price, demand in (("demand", 0.0, stress.DEMAND), ("price", stress.PRICE, 0.0)):
        nets = [
            stress.outcome(
                stress.run(buffer, days, price, demand),
                stress.point(buffer, days, price, demand),
                name,
                days,
            ).net_burned
            for name, buffer in stress.BUFFERS.items()
            for days in stress.FALLS
        ]
        found |= {f"{key}_least": min(nets) / 1e3, f"{key}_most": max(nets) / 1e3}
    return found


def slower_halts_more(outcomes: Sequence[Outcome]) -> bool:
    """Whether without a buffer a slower fall halts on more days, and the fastest mints most."""
    bare = [o for o in outcomes if o.buffer == "without"]
    days = [o.days_halted for o in bare]
    minted = [o.newly_minted for o in bare]
    return days == sorted(days) and minted[0] > max(minted[1:])
