"""A second ledger: what each account receives and pays, restated by hand, against the columns.

The specification says who pays whom; a payment to the wrong receiver is in all engines alike, and
conserves everything. Here every account names its receipts and its payments, and its balance of a
day must be that of the day before, plus the ones, less the others.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
import pytest
import sympy as sp
import xarray as xr

import model
from model.experiments.random_points import with_votes
from model.parameter_sets import Parameters
from model.spec.core import Flow
from model.spec.economy import Economy
from tests.parity.wild_points import wild_points
from tests.property.runs import Runs, differ

DAYS = 60
CLASSES = ("datacentre", "professional", "consumer")
COHORTS = ("investors", "team", "sale", "testnet")
Ledger = dict[str, tuple[Sequence[str], Sequence[str]]]


def of_classes(*names: str) -> list[str]:
    return [f"{name}_{c}" for name in names for c in CLASSES]


def of_cohorts(*names: str, without: Sequence[str] = ()) -> list[str]:
    return [f"{name}_{who}" for name in names for who in COHORTS if who not in without]


SOLD = [
    *of_classes("node_sold"),
    *of_cohorts("sold"),
    "validators_sold",
    "grantees_sold",
    "executors_sold",
]
PROCEEDS = [name.replace("sold", "proceeds") for name in SOLD]

#: Account: what comes in, what goes out.
LEDGER: Ledger = {
    # AI that is locked, and the treasury's.
    "locked_treasury": ([], ["treasury_released"]),
    "locked_investors": ([], ["newly_for_sale_investors", "newly_kept_investors"]),
    "locked_team": ([], ["newly_for_sale_team", "newly_kept_team"]),
    "locked_sale": ([], ["newly_for_sale_sale", "newly_kept_sale"]),
    "treasury": (
        ["treasury_released", "treasury_part", "protocol_fee"],
        ["grants", *of_classes("node_subsidy")],
    ),
    # AI that trades.
    "for_sale_investors": (["newly_for_sale_investors"], ["sold_investors"]),
    "for_sale_team": (["newly_for_sale_team"], ["sold_team"]),
    "for_sale_sale": (["newly_for_sale_sale"], ["sold_sale"]),
    "for_sale_testnet": ([], ["sold_testnet"]),
    "holders": (
        [
            *of_cohorts("newly_kept", without=["testnet"]),
            *SOLD,
            "delegators_paid",
            "unbonding_step_01",
            "arbitrage_tokens_out",
            "liquidity_tokens_out",
        ],
        [
            "buyback",
            *of_classes("collateral_bought"),
            "fee_purchase",
            "delegated",
            "arbitrage_tokens_in",
            "liquidity_tokens_in",
        ],
    ),
    "users": (["insurance_paid"], ["paid_from_holdings"]),
    "fee_pot": (
        ["paid_from_holdings", "fee_purchase"],
        ["audit_fee", "protocol_fee", "validator_fee", *of_classes("node_fee")],
    ),
    "validators": (
        ["audit_fee", "validator_fee", *of_classes("slash_to_challenger")],
        ["delegators_paid", "validators_sold"],
    ),
    "grantees": (["grants"], ["grantees_sold"]),
    "executor": (["executor_reward"], ["executors_sold"]),
    "pool_ai": (
        ["arbitrage_tokens_in", "liquidity_tokens_in"],
        ["arbitrage_tokens_out", "liquidity_tokens_out"],
    ),
    # AI at stake, and gone.
    "delegated_stake": (["delegated"], ["undelegated"]),
    "leaving_stake": (["undelegated"], [f"unbonding_join_{k:02d}" for k in range(1, 31)]),
    "insurance": (of_classes("slash_to_insurance"), ["insurance_paid"]),
    "vault_ai": (["buyback"], ["executor_reward", "burn", "treasury_part"]),
    "burned": (["burn"], []),
    "slash_burned": (of_classes("slash_to_burn"), []),
    # USD of the protocol.
    "unsettled_fees": (["delphi_fees"], ["settled_fees"]),
    "vault_usd": (["settled_fees", "vault_deposit"], ["buyback_charge", "buyback_dollars"]),
    "pool_usd": (
        ["arbitrage_dollars_in", "liquidity_dollars_in"],
        ["arbitrage_dollars_out", "liquidity_dollars_out"],
    ),
    # USD of the world.
    "users_usd": ([], ["fee_dollars"]),
    "holders_usd": (
        [
            "buyback_dollars",
            *of_classes("collateral_dollars"),
            "fee_dollars",
            "arbitrage_dollars_out",
            "liquidity_purchase",
        ],
        [*PROCEEDS, "arbitrage_dollars_in", "provider_fees", "liquidity_sale"],
    ),
    "sellers_usd": (of_cohorts("proceeds"), []),
    "validators_usd": (["validators_proceeds"], ["audit_cost"]),
    "grantees_usd": (["grantees_proceeds"], []),
    "executor_usd": (["executors_proceeds"], ["gas"]),
    "providers_usd": (
        ["buyback_charge", "provider_fees", "liquidity_dollars_out", "liquidity_sale"],
        ["liquidity_dollars_in", "liquidity_purchase"],
    ),
    "outside": (
        ["gas", "audit_cost", *of_classes("node_costs")],
        ["delphi_fees", "vault_deposit", *of_classes("side_gains")],
    ),
}
for each in CLASSES:
    LEDGER[f"node_balance_{each}"] = (
        [f"node_fee_{each}", f"node_subsidy_{each}", f"collateral_withdrawn_{each}"],
        [f"node_sold_{each}"],
    )
    LEDGER[f"node_stake_{each}"] = (
        [f"collateral_bought_{each}"],
        [
            f"collateral_withdrawn_{each}",
            *(f"slash_to_{who}_{each}" for who in ("challenger", "burn", "insurance")),
        ],
    )
    LEDGER[f"node_usd_{each}"] = (
        [f"node_proceeds_{each}", f"side_gains_{each}"],
        [f"collateral_dollars_{each}", f"node_costs_{each}"],
    )
for stage in range(1, 31):
    comes = [f"unbonding_join_{stage:02d}"]
    comes += [f"unbonding_step_{stage + 1:02d}"] if stage < 30 else []
    LEDGER[f"unbonding_{stage:02d}"] = (comes, [f"unbonding_step_{stage:02d}"])


def unbalanced(runs: Runs, ledger: Mapping[str, tuple[Sequence[str], Sequence[str]]]) -> list[str]:
    """The accounts whose change is not their receipts less their payments."""
    found = []
    for account, (receipts, payments) in ledger.items():
        comes, goes = runs.total(*receipts), runs.total(*payments)
        was, end = runs.before(account), runs.after(account)
        # Cash of the world swings by more than it ends with.
        scale = np.maximum.accumulate(np.abs(was), axis=-1) + comes + goes
        if differ(end, was + comes - goes, scale=scale):
            found.append(account)
    return found


def simulated(economy: Economy, points: Sequence[Parameters]) -> Runs:
    drawn = model.shocks(economy, days=DAYS, seed=5)
    ds = model.simulate(economy, points, drawn, engine="python" if len(points) == 1 else "auto")
    return Runs(economy, points, ds, drawn)


@pytest.mark.parametrize("name", ["announced", "deployed"])
def test_every_balance_is_its_receipts_less_its_payments(name: str) -> None:
    points = with_votes(wild_points(name, 60, seed=31, days=DAYS), DAYS, seed=32)
    assert not unbalanced(simulated(model.economy(name), points), LEDGER)


@pytest.mark.parametrize("name", ["announced", "deployed"])
def test_every_account_and_every_flow_is_in_the_ledger(name: str) -> None:
    economy = model.economy(name)
    assert set(LEDGER) == {s.name for s in economy.stocks}
    flows = sorted(flow.symbol.name for _, flow in economy.flows())
    for side in (0, 1):
        booked = sorted(flow for sides in LEDGER.values() for flow in sides[side])
        assert booked == flows, "each flow has one receiver and one payer"


# Broken copies -------------------------------------------------------------------------------


def copy(change: Callable[[Flow], Flow]) -> Economy:
    """The announced economy with its flows changed."""
    sound = model.economy("announced")
    blocks = [
        dataclasses.replace(
            block,
            equations=tuple(change(e) if isinstance(e, Flow) else e for e in block.equations),
        )
        for block in sound.blocks
    ]
    return Economy("announced", "a copy", sound.initial, blocks, sound.constraints, sound.rules)


LIVELY: dict[str, Any] = {
    "opening_day": 1,
    "usage_at_maturity": 3e7,
    "adoption_midpoint": 0.0,
    "quality_consumer": 0.9,
    "side_gain": 0.01,
}


@pytest.mark.parametrize(
    ("flow", "side", "wrong", "off"),
    [
        ("slash_to_burn_consumer", "receiver", "grantees", {"slash_burned", "grantees"}),
        ("slash_to_burn_consumer", "receiver", "burned", {"slash_burned", "burned"}),
        ("audit_fee", "receiver", "treasury", {"validators", "treasury"}),
        ("vault_deposit", "payer", "users_usd", {"outside", "users_usd"}),
        ("provider_fees", "receiver", "outside", {"providers_usd", "outside"}),
        ("insurance_paid", "receiver", "holders", {"users", "holders"}),
        ("buyback", "payer", "pool_ai", {"holders", "pool_ai"}),
        ("gas", "payer", "holders_usd", {"executor_usd", "holders_usd"}),
    ],
)
def test_a_flow_with_another_payer_or_receiver_is_noticed(
    flow: str, side: str, wrong: str, off: set[str]
) -> None:
    """It conserves AI and USD, and all engines agree on it: nothing else would notice."""
    stocks = {s.name: s for s in model.economy("announced").stocks}

    def redirected(each: Flow) -> Flow:
        here = each.symbol.name == flow
        return dataclasses.replace(each, **{side: stocks[wrong]}) if here else each

    runs = simulated(copy(redirected), [model.parameters("announced", **LIVELY)])
    assert set(unbalanced(runs, LEDGER)) == off


def test_the_sound_copy_is_balanced() -> None:
    runs = simulated(copy(lambda flow: flow), [model.parameters("announced", **LIVELY)])
    assert not unbalanced(runs, LEDGER)


def test_a_column_that_is_off_is_noticed() -> None:
    economy, point = model.economy("announced"), model.parameters("announced", **LIVELY)
    drawn = model.shocks(economy, days=DAYS, seed=5)
    ds = model.simulate(economy, point, drawn)
    spoiled: xr.Dataset = ds.assign(burn=ds["burn"] * (1 + 1e-9))
    assert set(unbalanced(Runs(economy, [point], spoiled, drawn), LEDGER)) == {"burned", "vault_ai"}
    assert isinstance(economy.stocks[0], sp.Symbol)
