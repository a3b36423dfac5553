"""What each mechanism moved in a run: no mechanism is there for show, and no block is left out."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from model.quantities import registry

if TYPE_CHECKING:
    import xarray as xr


class Mechanism(NamedTuple):
    """A mechanism and the quantities that move if it works."""

    block: str
    quantities: tuple[str, ...]


MECHANISMS: Mapping[str, Mechanism] = {
    "common cycle and unrest": Mechanism("morning", ("cycle", "unrest")),
    "mood of the market": Mechanism("market_mood", ("mood",)),
    "vesting": Mechanism("vesting", ("newly_vested", "treasury_released")),
    "community treasury": Mechanism("treasury", ("grants",)),
    "prediction markets": Mechanism("delphi", ("traded_volume", "settled_fees")),
    "demand and the price outside": Mechanism(
        "demand", ("demand_scale", "task_size", "price_outside_consumer")
    ),
    "what a token is worth": Mechanism("worth", ("fair_price", "premium", "usage_value", "depth")),
    "buyback vault": Mechanism("vault", ("vault_spend", "executions", "buyback")),
    "split of what is bought": Mechanism("split", ("burn", "executor_reward", "treasury_part")),
    "market for compute": Mechanism(
        "market", ("compute_price_consumer", "workable_hours_consumer")
    ),
    "fees billed three ways": Mechanism(
        "billing", ("fee_by_task", "fee_by_gpu_time", "fee_by_cycle")
    ),
    "one market for AI": Mechanism("exchange", ("price", "gap", "sales_usd")),
    "payment in AI": Mechanism("payment", ("fee_purchase", "paid_from_holdings")),
    "revenue of applications": Mechanism("applications", ("application_due", "vault_deposit")),
    "verification, slashing": Mechanism(
        "verification",
        ("cheating_consumer", "slash_to_burn_consumer", "insurance_paid", "reputation"),
    ),
    "revenue split": Mechanism("rewards", ("protocol_fee", "validator_fee", "audit_fee")),
    "compute mining": Mechanism("rewards", ("node_fee_consumer", "node_subsidy_consumer")),
    "staking": Mechanism("staking", ("delegated", "undelegated", "delegators_paid")),
    "unbonding": Mechanism("unbonding", ("unbonding_01",)),
    "arbitrage of the pool": Mechanism(
        "arbitrage", ("arbitrage_dollars_in", "arbitrage_dollars_out")
    ),
    "liquidity of the pool": Mechanism(
        "liquidity", ("provider_fees", "liquidity_dollars_in", "liquidity_dollars_out")
    ),
    "three classes of node": Mechanism(
        "adjustment", ("gpus_datacentre", "gpus_professional", "gpus_consumer")
    ),
    "growth that holders expect": Mechanism("learning", ("expected_growth",)),
    "governance": Mechanism("governance", ("twap_window_in_force",)),
}


def moved(ds: xr.Dataset) -> list[tuple[str, str, str, float, float, str]]:
    """Rows of mechanism, block, quantity, least and largest value of the run, unit.

    ``ds`` is one run or several, with a day dimension.
    """
    rows = []
    for name, mechanism in MECHANISMS.items():
        for each in mechanism.quantities:
            values = ds[each].values
            low, high = float(np.nanmin(values)), float(np.nanmax(values))
            rows.append((name, mechanism.block, each, low, high, registry[each].unit))
    return rows
