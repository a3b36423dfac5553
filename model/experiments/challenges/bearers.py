"""Who bears the unlocks of the first anniversary: what they take from each group, in dollars.

A group's worth is its tokens at the day's price and its dollars. Locked tokens are their owners'.
What a cohort keeps of what vests is in the account of all holders, and is counted as the cohort's:
the model has no sale of it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import xarray as xr

from model.ensembles import outcomes as o
from model.ensembles.ensemble import ensemble
from model.experiments.challenges import dated_unlocks as dated
from model.experiments.challenges import unlock_shocks as shocks
from model.experiments.challenges.common import Middle, middle
from model.spec import accounts as a

if TYPE_CHECKING:
    from collections.abc import Sequence

RUNS = 100
#: Groups of accounts by name; cohorts are reckoned apart, and what is left is `REST`.
GROUPS: Mapping[str, Sequence[str]] = {
    "community treasury": ("locked_treasury", "treasury"),
    "testnet users": ("for_sale_testnet",),
    "executors": ("executor", "executor_usd"),
    "liquidity providers": ("pool_ai", "pool_usd", "providers_usd"),
    "nodes": tuple(
        account[c].name for account in (a.node_balance, a.node_stake, a.node_usd) for c in a.CLASSES
    ),
    "vault": ("vault_ai", "vault_usd"),
    "users of compute": ("users", "users_usd"),
    "burned": ("burned", "slash_burned"),
}
#: What groups sell and buy in the day's batch; holders take the other side.
TRADES: Mapping[str, Sequence[str]] = {
    **{who: (f"sold_{who}",) for who in dated.COHORTS},
    "testnet users": ("sold_testnet",),
    "executors": ("executors_sold",),
    "nodes": (
        *(f"node_sold_{c}" for c in a.CLASSES),
        *(f"collateral_bought_{c}" for c in a.CLASSES),
    ),
    "vault": ("buyback",),
    "users of compute": ("fee_purchase",),
    "validators, grantees and the rest": ("validators_sold", "grantees_sold"),
}
BOUGHT = (*(f"collateral_bought_{c}" for c in a.CLASSES), "buyback", "fee_purchase")
OTHERS, REST = "other holders", "validators, grantees and the rest"
#: What a cohort has beside its locked tokens and those for sale.
_SUMS = ("newly_kept", "proceeds")


def worth(runs: int = RUNS, scenario: str = "base", **changes: float) -> xr.Dataset:
    """Tokens, dollars and price at the end of the window, dims (case, group, run).

    The cases are the event, and the same with nothing unlocked in the window. Burned tokens are a
    group, which has no worth.
    """
    economy = dated.economy()
    points = shocks.three(scenario, {**shocks.THIRD, **changes})[:2]
    end = shocks.event_day(points[0]) + shocks.AFTER
    stocks = {unit: [s.name for s in economy.accounts(unit)] for unit in ("AI", "USD")}
    cohorts = (*dated.COHORTS, "testnet")
    sums = {
        f"{name}_{who}_sum": o.Total(f"{name}_{who}")
        for name in _SUMS
        for who in cohorts
        if not (name == "newly_kept" and who == "testnet")
    }
    ds = ensemble(
        economy,
        points,
        end,
        runs,
        shocks.SEED,
        keep=["price", *stocks["AI"], *stocks["USD"]],
        days_kept=[end],
        outcomes=sums,
        reduce=(),
    ).isel(day=-1)
    found = {unit: _by_group(ds, names, unit) for unit, names in stocks.items()}
    made = xr.Dataset({"tokens": found["AI"], "dollars": found["USD"], "price": ds["price"]})
    return (
        made.drop_vars([c for c in made.coords if c not in ("group", "run")])
        .rename(point="case")
        .assign_coords(case=["event", "nothing unlocks"])
    )


def _by_group(ds: xr.Dataset, names: Sequence[str], unit: str) -> xr.DataArray:
    left = dict.fromkeys(names)
    parts: dict[str, xr.DataArray] = {}

    def take(group: str, wanted: Sequence[str]) -> None:
        mine = [name for name in wanted if name in left]
        for name in mine:
            del left[name]
        parts[group] = sum((ds[name] for name in mine), 0 * ds["price"])

    for who in dated.COHORTS:
        take(who, [f"locked_{who}", f"for_sale_{who}"])
        parts[who] = parts[who] + ds[f"{_SUMS[unit == 'USD']}_{who}_sum"]
    for group, wanted in GROUPS.items():
        take(group, wanted)
    if unit == "USD":
        parts["testnet users"] = parts["testnet users"] + ds["proceeds_testnet_sum"]
        take(OTHERS, ["holders_usd"])
        del left["sellers_usd"]  # what the four cohorts were paid
    else:
        take(OTHERS, ["holders"])
        kept = sum(ds[f"newly_kept_{who}_sum"] for who in dated.COHORTS)
        parts[OTHERS] = parts[OTHERS] - kept
    take(REST, list(left))
    return xr.concat(
        list(parts.values()), xr.DataArray(list(parts), dims="group", name="group")
    ).transpose("group", ...)


def traded(runs: int = RUNS, scenario: str = "base", **changes: float) -> xr.DataArray:
    """Dollars that the fall by the event's sales took from each group's trades, dims (group, run).

    Each day's tokens sold, less those bought, times the price without these sales less the price.
    All trade in one batch, so holders, who take the other side, gain what the others lose.
    """
    case, _, unsold = shocks.three(scenario, {**shocks.THIRD, **changes})
    first = shocks.event_day(case)
    end = first + shocks.AFTER
    ds = ensemble(
        dated.economy(),
        [case, unsold],
        end,
        runs,
        shocks.SEED,
        keep=["price", *(name for names in TRADES.values() for name in names)],
        days_kept=list(range(first, end + 1)),
        reduce=(),
    )
    fall = ds["price"].isel(point=1, drop=True) - ds["price"].isel(point=0, drop=True)
    paid = {
        group: sum((-1 if name in BOUGHT else 1) * ds[name].isel(point=0) for name in names)
        for group, names in TRADES.items()
    }
    paid[OTHERS] = -sum(paid.values())
    lost = [(tokens * fall).sum("day") for tokens in paid.values()]
    groups = xr.DataArray(list(paid), dims="group", name="group")
    found: xr.DataArray = xr.concat(lost, groups).drop_vars("point", errors="ignore")
    return found


def change(found: xr.Dataset, without: str = "nothing unlocks") -> xr.DataArray:
    """Dollars that each group has more with the event than ``without``, dims (group, run)."""
    worth = found["tokens"] * found["price"] + found["dollars"]
    worth = worth.sel(group=[g for g in worth["group"].values if g != "burned"])
    moved: xr.DataArray = worth.sel(case="event") - worth.sel(case=without)
    return moved


@dataclass(frozen=True)
class Borne:
    """What the event takes from a group: medians and intervals over runs.

    ``tokens`` are million AI at the end of the window without the event; ``worth`` is the change of
    what the group has and ``trades`` what the fall by sales took from what it sold and bought, both
    in USD. A group that neither sells nor buys has no ``trades``.
    """

    tokens: float
    worth: Middle
    trades: Middle | None


def borne(found: xr.Dataset, trades: xr.DataArray) -> dict[str, Borne]:
    """What the event takes from each group, from the one that loses most on."""
    tokens = found["tokens"].sel(case="nothing unlocks").median("run") / 1e6
    moved = change(found)
    traded = set(trades["group"].values)
    groups = {
        str(group): Borne(
            float(tokens.sel(group=group)),
            middle(moved.sel(group=group)),
            middle(-trades.sel(group=group)) if group in traded else None,
        )
        for group in moved["group"].values
    }
    return dict(sorted(groups.items(), key=lambda each: each[1].worth.middle))
