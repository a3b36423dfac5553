"""Issuance: halvings in whole units, issuance by the root of the stake, and yields of stakers.

Sources of the rules: Bitcoin's subsidy; the rewards of Ethereum's beacon chain before and
after the Altair upgrade. Written anew.
"""

from __future__ import annotations

import math
from fractions import Fraction

GWEI = 10**9
EPOCHS_A_YEAR = Fraction(36525 * 24 * 3600, 100 * 32 * 12)  # 32 slots of 12 seconds
BALANCE = 32 * GWEI
REWARD_FACTOR = 64


def halvings(subsidy: int, interval: int) -> int:
    """Units ever issued if the subsidy of a block halves, cut off, after each ``interval``."""
    total = 0
    while subsidy:
        total, subsidy = total + subsidy * interval, subsidy // 2
    return total


def root_law(stake: int, most: int, at: int) -> dict[str, Fraction]:
    """Coins a year, cut off, and yield in %, where ``most`` are issued if ``at`` are staked."""
    coins = math.isqrt(most**2 * stake // at)
    return {"coins": Fraction(coins), "yield": Fraction(100 * coins, stake)}


def _base_reward(stake: int, parts: int) -> int:
    """Gwei that one validator can earn in an epoch for each of ``parts`` duties."""
    return BALANCE * REWARD_FACTOR // math.isqrt(stake * GWEI) // parts


def _yearly(stake: int, gwei: float) -> float:
    """Yield in % a year of a validator that earns ``gwei`` an epoch."""
    return 100 * gwei * float(EPOCHS_A_YEAR) / BALANCE


def chart_yield(stake: int, uptime: Fraction, supply: int) -> dict[str, float]:
    """Yield and inflation in % a year under the rewards before Altair.

    Source, target and head are each paid in proportion to those who attest and cost as much
    if missed. The fourth part is the proposer's by 1/8; the attester's 7/8 shrink as one over
    the slots it takes until a proposer is online, whose mean is u ln(1/u) / (1 − u).
    """
    u = float(uptime)
    prompt = u * math.log(1 / u) / (1 - u)
    rewards = 3 * (u * u - (1 - u)) + u * (1 / 8 + 7 / 8 * prompt)
    paid = _yearly(stake, rewards * _base_reward(stake, 4))
    return {"yield": paid, "inflation": paid * stake / supply}


def altair_yield(stake: int, uptime: Fraction) -> float:
    """Yield in % a year under the rewards since Altair, with the weights 14, 26, 14, 2 and 8."""
    u = float(uptime)
    attesting, syncing, proposing = 54 / 64, 2 / 64, 8 / 64
    rewards = attesting * u * u + (syncing + proposing) * u - (attesting + syncing) * (1 - u)
    return _yearly(stake, rewards * _base_reward(stake, 1))


def net_yield(
    stake: int, uptime: Fraction, price: int, shared: Fraction, dollars_an_epoch: Fraction
) -> float:
    """Yield in % a year after costs: a share of the rewards, and dollars for each validator."""
    gross = chart_yield(stake, uptime, 1)["yield"]
    yearly_cost = float(dollars_an_epoch * EPOCHS_A_YEAR)
    return gross * (1 - float(shared)) - 100 * yearly_cost / (32 * price)
