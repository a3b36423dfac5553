"""What each mechanism of the article moved in a run: no mechanism is there for show."""

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
    "supply and allocation": Mechanism("split", ("burned",)),
    "vesting": Mechanism("vesting", ("newly_vested", "treasury_released")),
    "demand": Mechanism("demand", ("demand_scale", "task_size")),
    "fees billed three ways": Mechanism("fees", ("fee_by_task", "fee_by_gpu_time", "fee_by_cycle")),
    "price of compute": Mechanism("market", ("compute_price", "utilisation")),
    "three classes of node": Mechanism(
        "adjustment", ("gpus_datacentre", "gpus_professional", "gpus_consumer")
    ),
    "payment in AI": Mechanism("fees", ("fee_purchase", "paid_from_holdings")),
    "compute mining": Mechanism("rewards", ("node_fee_consumer", "node_subsidy_consumer")),
    "verification, staking, slashing": Mechanism(
        "verification",
        (
            "cheating_consumer",
            "slash_to_burn_consumer",
            "insurance_paid",
            "delegated",
            "undelegated",
            "unbonding_01",
        ),
    ),
    "revenue split": Mechanism("rewards", ("protocol_fee", "validator_fee")),
    "exchange": Mechanism("trading", ("trader_bought", "trader_sold", "price")),
    "buyback vault": Mechanism("vault", ("vault_spend", "burn", "executor_reward")),
    "community treasury": Mechanism("treasury", ("grants",)),
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
