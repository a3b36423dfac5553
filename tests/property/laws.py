"""What must hold on every row of every run, whatever the parameters. Each law returns what broke.

Datasets have dims (point, run, day). A law that speaks of an economy's mechanism is silent
where the economy lacks it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
import xarray as xr

from model.parameters import Parameters
from model.quantities import Kind, quantity
from model.spec.accounts import CLASSES
from model.spec.economy import Economy

Found = Iterator[str]
EXACT = 1e-12
FEE_SHARES = ("protocol_fee", "validator_fee", *(f"node_fee_{c}" for c in CLASSES))


class Runs:
    """A Dataset, its economy and its parameters, with the shorthand that laws are written in."""

    def __init__(self, economy: Economy, points: Sequence[Parameters], ds: xr.Dataset) -> None:
        self.economy, self.points = economy, points
        self.ds = ds if "point" in ds.dims else ds.expand_dims("point")

    def __contains__(self, name: str) -> bool:
        return name in self.ds

    def __getitem__(self, name: str) -> np.ndarray:
        """All rows, shape (points, runs, days + 1)."""
        return np.asarray(self.ds[name].transpose("point", "run", "day"))

    def after(self, name: str) -> np.ndarray:
        """Days 1 and later, which flows and definitions have."""
        return self[name][..., 1:]

    def before(self, name: str) -> np.ndarray:
        """A state on the evening before each of those days."""
        return self[name][..., :-1]

    def parameter(self, name: str) -> np.ndarray:
        """A parameter, shape (points, 1, 1)."""
        return np.array([p[name] for p in self.points])[:, None, None]


#: Below this, products of shares are subnormal numbers, which have lost digits.
LEAST = 1e-290


def _differ(one: np.ndarray, other: np.ndarray, scale: np.ndarray | float = 0.0) -> bool:
    largest = np.maximum(np.maximum(np.abs(one), np.abs(other)), np.maximum(scale, LEAST))
    return bool((np.abs(one - other) > EXACT * largest).any())


def _where(wrong: np.ndarray) -> str:
    """Point, run and column of the first row that breaks a law."""
    return "point {}, run {}, column {}".format(*np.argwhere(wrong)[0])


def stocks_are_never_negative(runs: Runs) -> Found:
    """Exactly: not by a rounding error either."""
    for stock in runs.economy.stocks:
        wrong = runs[stock.name] < 0
        if quantity(stock).domain.low >= 0 and wrong.any():
            yield f"{stock} is negative: {_where(wrong)}"


def tokens_are_conserved(runs: Runs) -> Found:
    """The sum of all AI accounts is the first supply."""
    total = sum(runs[s.name] for s in runs.economy.accounts("AI"))
    wrong = ~(np.abs(total / runs.parameter("initial_supply") - 1) <= 1e-13)
    if wrong.any():
        yield f"AI is made or lost: {_where(wrong)}"


def dollars_are_conserved(runs: Runs) -> Found:
    """The sum of all USD accounts, the world outside included, is zero."""
    accounts = np.stack([runs[s.name] for s in runs.economy.accounts("USD")])
    largest = np.maximum.accumulate(np.abs(accounts).max(0), axis=-1)
    wrong = ~(np.abs(accounts.sum(0)) <= 1e-13 * largest)
    if wrong.any():
        yield f"USD is made or lost: {_where(wrong)}"


def burning_is_for_ever(runs: Runs) -> Found:
    """What is left of the supply never grows, and what is burned never exceeds it."""
    wrong = np.diff(runs["burned"], axis=-1) < 0
    if wrong.any():
        yield f"tokens come back from the fire: {_where(wrong)}"
    if (runs["burned"] > runs.parameter("initial_supply")).any():
        yield "more is burned than there was"


def values_stay_in_their_domains(runs: Runs) -> Found:
    """Every state, flow and definition is a number, and in the domain that its record states."""
    for symbol in (*runs.economy.states, *runs.economy.observables):
        record = quantity(symbol)
        if record.name == "day":  # the axis
            continue
        state = record.kind in (Kind.STOCK, Kind.LEVEL)
        values = runs[record.name] if state else runs.after(record.name)
        domain = record.domain
        low = values > domain.low if domain.open_low else values >= domain.low
        high = values < domain.high if domain.open_high else values <= domain.high
        wrong = ~(np.isfinite(values) & low & high)
        if wrong.any():
            found = values[wrong].ravel()[0]
            yield f"{record.name}={found:g} is outside {domain}: {_where(wrong)}"


def prices_are_alive(runs: Runs) -> Found:
    """Prices are positive and finite."""
    for name in ("price", "spot", "compute_price", "posted_price", "fair_price"):
        if name in runs:
            values = runs.after(name)
            if not (np.isfinite(values) & (values > 0)).all():
                yield f"{name} is not positive and finite"


def swaps_keep_the_product(runs: Runs) -> Found:
    """Every trade moves along the one curve: reserves multiply to what they did at launch."""
    product = runs["pool_ai"] * runs["pool_usd"]
    days = np.arange(1, product.shape[-1] + 1)
    if (np.abs(product / product[..., :1] - 1) > 1e-14 * days).any():
        yield "the product of the reserves moves"


def pool_fees_are_charged(runs: Runs) -> Found:
    """Each swap's charge is the pool fee of all that the swapper puts in."""
    fee = runs.parameter("pool_fee")
    paid_in = {
        "sale_charge": ("sold",),
        "trader_charge_ai": ("trader_sold",),
        "trader_charge_usd": ("trader_dollars", "trader_charge_usd"),
        "buyback_charge": ("buyback_dollars", "buyback_charge"),
        "fee_pool_charge": ("fee_dollars", "fee_pool_charge"),
    }
    for charge, parts in paid_in.items():
        if charge in runs and _differ(runs.after(charge), fee * sum(map(runs.after, parts))):
            yield f"{charge} is not the pool fee"


def purchases_are_divided(runs: Runs) -> Found:
    """Executor, burn and treasury get the whole purchase; nothing stays in transit."""
    parts = ("executor_reward", "burn", "treasury_part")
    if _differ(runs.after("buyback"), sum(map(runs.after, parts))):
        yield "the parts of a purchase are not the purchase"
    if (runs["vault_ai"] != 0).any():
        yield "the vault keeps AI overnight"


def burns_follow_the_executor(runs: Runs) -> Found:
    """The executor is paid first; the burn share applies to the rest, or to the gross."""
    bought = runs.after("buyback")
    reward = runs.after("executor_share_in_force") * bought
    gross = runs.parameter("split_rule") == 1
    base = np.where(gross, bought, bought - reward)
    if _differ(runs.after("executor_reward"), reward):
        yield "the executor's reward is not its share"
    burned = np.minimum(runs.after("burn_share_in_force") * base, bought - reward)
    if _differ(runs.after("burn"), burned, scale=bought):
        yield "the burn is not its share of the base"


def the_vault_heeds_guard_and_cap(runs: Runs) -> Found:
    """A day spends at most what the vault holds, what the epoch allows, and what the guard lets."""
    spent = runs.after("vault_spend")
    room = runs.parameter("executions_per_day") * runs.after("guard_room")
    for limit, name in ((room, "guard"), (runs.after("cap_left"), "cap")):
        if (spent > limit).any():
            yield f"the vault spends more than the {name} allows"
    if _differ(spent, runs.after("buyback_dollars") + runs.after("buyback_charge")):
        yield "what the vault spends is not what it pays"
    used = runs.after("epoch_used")
    fresh = runs.after("new_epoch") == 1
    if _differ(used, np.where(fresh, 0.0, runs.before("epoch_used")) + spent):
        yield "the epoch does not count what is spent"


def fees_are_shared_out(runs: Runs) -> Found:
    """Treasury, validators and nodes share what users pay; their shares sum to one."""
    if "protocol_fee" not in runs:
        return
    shared = sum(map(runs.after, FEE_SHARES))
    pot = runs.before("fee_pot") + runs.after("paid_from_holdings") + runs.after("fee_purchase")
    if _differ(pot, shared + runs.after("fee_pot")):
        yield "the shares of the fees do not sum to the fees"
    for name, share in (
        ("protocol_fee", runs.after("protocol_take_in_force")),
        ("validator_fee", runs.parameter("validator_share")),
    ):
        if _differ(runs.after(name), share * pot):
            yield f"{name} is not its share"
    # Nodes earn by score, and what rounding leaves is the last class's.
    nodes = sum(runs.after(f"node_fee_{c}") for c in CLASSES)
    for c in CLASSES:
        if _differ(runs.after(f"node_fee_{c}"), nodes * runs.after(f"part_{c}"), scale=pot):
            yield f"node_fee_{c} is not in proportion to the score"


def slashes_are_shared_out(runs: Runs) -> Found:
    """What a class loses is what challenger, fire and insurance get."""
    for c in CLASSES:
        if f"slashed_{c}" in runs:
            parts = (f"slash_to_{who}_{c}" for who in ("challenger", "burn", "insurance"))
            if _differ(runs.after(f"slashed_{c}"), sum(map(runs.after, parts))):
                yield f"the parts of a slash of {c} nodes are not the slash"


def stake_leaves_on_its_day(runs: Runs) -> Found:
    """What is asked back on day d is free on day d + delay, to the last bit, and not before."""
    if "undelegated" not in runs:
        return
    asked = runs.after("undelegated") + sum(
        runs.after(f"collateral_withdrawn_{c}") for c in CLASSES
    )
    freed = runs.after("unbonding_step_01")
    for index, point in enumerate(runs.points):
        delay = int(point["unbonding_days"])
        expected = np.zeros_like(asked[index])
        expected[..., delay:] = asked[index][..., : asked.shape[-1] - delay]
        if _differ(freed[index], expected):
            yield f"stake is not free after {delay} days: point {index}"


def vesting_follows_its_schedule(runs: Runs) -> Found:
    """What is locked is the closed form of the day, category by category."""
    day = np.arange(runs["locked_team"].shape[-1])[None, None, :]
    supply, parameter = runs.parameter("initial_supply"), runs.parameter
    line = np.clip(
        (day - parameter("insider_cliff_days")) / parameter("insider_vesting_days"), 0, 1
    )
    jump = parameter("insider_cliff_jump")
    due = day >= parameter("insider_cliff_days")
    insiders = 1 - np.where(due & (day > 0), jump + (1 - jump) * line, 0)
    treasury = (1 - parameter("treasury_start_share")) * (
        1 - np.minimum(day / parameter("treasury_vesting_days"), 1)
    )
    waiting = (day < parameter("sale_lock_days")) | (day == 0)
    expected = {
        "locked_investors": parameter("investor_share") * insiders,
        "locked_team": parameter("team_share") * insiders,
        "locked_sale": parameter("sale_share") * parameter("sale_locked_share") * waiting,
        "locked_treasury": parameter("treasury_share") * treasury,
    }
    for name, share in expected.items():
        if _differ(runs[name], supply * share, scale=supply):
            yield f"{name} is off its schedule"


def grants_are_a_steady_share(runs: Runs) -> Found:
    """The treasury grants its rate of what it holds when its turn comes, and never more."""
    held = runs.after("treasury") + runs.after("grants")
    rate = runs.parameter("treasury_spend_rate") * runs.parameter("day_in_years")
    if _differ(runs.after("grants"), np.minimum(rate, 1) * held):
        yield "grants are not their share of the treasury"


def votes_are_in_force_on_their_day(runs: Runs) -> Found:
    """The value in force is the parameter's until a vote is enacted, and the vote's from then."""
    days = runs["burned"].shape[-1] - 1
    for index, point in enumerate(runs.points):
        for name in point.governed:
            expected = np.full(days + 1, point[name])
            for vote in sorted(point.votes, key=lambda vote: vote.enacted or 0):
                if vote.parameter == name:
                    expected[max(vote.enacted or 0, 1) :] = vote.value
            if (runs[f"{name}_in_force"][index] != expected).any():
                yield f"{name} is not in force as voted: point {index}"


LAWS: tuple[Callable[[Runs], Found], ...] = (
    stocks_are_never_negative,
    tokens_are_conserved,
    dollars_are_conserved,
    burning_is_for_ever,
    values_stay_in_their_domains,
    prices_are_alive,
    swaps_keep_the_product,
    pool_fees_are_charged,
    purchases_are_divided,
    burns_follow_the_executor,
    the_vault_heeds_guard_and_cap,
    fees_are_shared_out,
    slashes_are_shared_out,
    stake_leaves_on_its_day,
    vesting_follows_its_schedule,
    grants_are_a_steady_share,
    votes_are_in_force_on_their_day,
)


def broken(runs: Runs) -> list[str]:
    """Every law that a set of runs breaks, as ``law: what was found``."""
    with np.errstate(all="ignore"):
        return [f"{law.__name__}: {found}" for law in LAWS for found in law(runs)]
