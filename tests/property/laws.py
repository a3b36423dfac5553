"""What must hold on every row of every run, whatever the parameters. Each law returns what broke.

These are the laws of bookkeeping: nothing is made or lost, every payment is shared out. Those of
the market are in `market_laws`. They are said of each engine by itself, not of their agreement.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from model.quantities import Kind, quantity
from model.spec.accounts import CLASSES, COHORTS
from tests.property.market_laws import MARKET_LAWS
from tests.property.runs import Found, Runs, differ, where

RELEASED = tuple(
    f"newly_{what}_{who}" for what in ("for_sale", "kept") for who in ("investors", "team", "sale")
)


def stocks_are_never_negative(runs: Runs) -> Found:
    """Exactly: not by a rounding error either. Only the world's accounts may owe."""
    for stock in runs.economy.stocks:
        wrong = runs[stock.name] < 0
        if quantity(stock).domain.low >= 0 and wrong.any():
            yield f"{stock} is negative: {where(wrong)}"


def tokens_are_conserved(runs: Runs) -> Found:
    """The sum of all AI accounts is the first supply."""
    total = sum(runs[s.name] for s in runs.economy.accounts("AI"))
    wrong = ~(np.abs(total / runs.parameter("initial_supply") - 1) <= 1e-13)
    if wrong.any():
        yield f"AI is made or lost: {where(wrong)}"


def dollars_are_conserved(runs: Runs) -> Found:
    """The sum of all USD accounts, the world's included, is zero."""
    accounts = np.stack([runs[s.name] for s in runs.economy.accounts("USD")])
    largest = np.maximum.accumulate(np.abs(accounts).max(0), axis=-1)
    wrong = ~(np.abs(accounts.sum(0)) <= 1e-13 * largest)
    if wrong.any():
        yield f"USD is made or lost: {where(wrong)}"


def burning_is_for_ever(runs: Runs) -> Found:
    """Neither fire gives tokens back, and together they never hold more than there was."""
    for fire in ("burned", "slash_burned"):
        wrong = np.diff(runs[fire], axis=-1) < 0
        if wrong.any():
            yield f"tokens come back from {fire}: {where(wrong)}"
    limit = runs.parameter("initial_supply") * (1 + 1e-13)
    if (runs["burned"] + runs["slash_burned"] > limit).any():
        yield "more is burned than there was"


def the_two_fires_are_told_apart(runs: Runs) -> Found:
    """What the vault burned of its purchases is in one, what was slashed in the other."""
    slashed = runs.total(*(f"slash_to_burn_{c}" for c in CLASSES))
    for fire, fuel in (("burned", runs.after("burn")), ("slash_burned", slashed)):
        if differ(runs.change(fire), fuel, scale=runs.after(fire)):
            yield f"{fire} grows by something else"


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
            yield f"{record.name}={found:g} is outside {domain}: {where(wrong)}"


def prices_are_alive(runs: Runs) -> Found:
    """Prices are positive and finite."""
    of_classes = (f"{p}_{c}" for p in ("compute_price", "posted_price") for c in CLASSES)
    for name in ("price", "fair_price", "exogenous_price", "spot", *of_classes):
        values = runs.after(name)
        if not (np.isfinite(values) & (values > 0)).all():
            yield f"{name} is not positive and finite"


def pool_fees_are_charged(runs: Runs) -> Found:
    """The vault pays the pool fee on all that it spends, holders on the rest of the trade."""
    fee = runs.parameter("pool_fee")
    for charge, traded in (("buyback_charge", "vault_spend"), ("provider_fees", "on_chain_volume")):
        if differ(runs.after(charge), fee * runs.after(traded)):
            yield f"{charge} is not the pool fee"


def purchases_are_divided(runs: Runs) -> Found:
    """Executor, burn and treasury get the whole purchase; nothing stays in transit."""
    parts = ("executor_reward", "burn", "treasury_part")
    if differ(runs.after("buyback"), runs.total(*parts)):
        yield "the parts of a purchase are not the purchase"
    if (runs["vault_ai"] != 0).any():
        yield "the vault keeps AI overnight"


def burns_follow_the_executor(runs: Runs) -> Found:
    """The executor is paid first; the burn share applies to the rest, or to the gross."""
    bought = runs.after("buyback")
    reward = runs.after("executor_share_in_force") * bought
    gross = runs.parameter("split_rule") == 1
    base = np.where(gross, bought, bought - reward)
    if differ(runs.after("executor_reward"), reward):
        yield "the executor's reward is not its share"
    burned = np.minimum(runs.after("burn_share_in_force") * base, bought - reward)
    if differ(runs.after("burn"), burned, scale=bought):
        yield "the burn is not its share of the base"


def the_vault_heeds_its_limits(runs: Runs) -> Found:
    """A day spends at most what the vault holds, and epoch, guard and market let through."""
    spent = runs.after("vault_spend")
    dollars = runs.before("vault_usd") + runs.after("settled_fees")
    cap = runs.after("epoch_volume_cap_in_force")
    fresh = runs.after("new_epoch") == 1
    used = np.where(fresh, 0.0, runs.before("epoch_used"))
    limits = {
        "guard": runs.after("executions") * runs.after("guard_room"),
        "cash": dollars,
        "cap": np.where(cap > 0, np.maximum(cap - used, 0), dollars),
        "depth": runs.parameter("depth_share") * runs.after("depth"),
    }
    for name, limit in limits.items():
        if (spent > limit * (1 + 1e-15)).any():
            yield f"the vault spends more than the {name} allows"
    if differ(spent, runs.total("buyback_dollars", "buyback_charge")):
        yield "what the vault spends is not what it pays"
    if differ(runs.after("epoch_used"), used + spent):
        yield "the epoch does not count what is spent"
    windows = 86400 / runs.after("twap_window_in_force")
    if (runs.after("executions") > np.maximum(1, windows)).any():
        yield "executors come more often than windows of the average price pass"


def fees_are_shared_out(runs: Runs) -> Found:
    """Validators get the audits; they, treasury and nodes share the rest, which sums to one."""
    nodes = runs.total(*(f"node_fee_{c}" for c in CLASSES))
    shared = nodes + runs.total("audit_fee", "protocol_fee", "validator_fee")
    pot = runs.before("fee_pot") + runs.total("paid_from_holdings", "fee_purchase")
    if differ(pot, shared + runs.after("fee_pot")):
        yield "the shares of the fees do not sum to the fees"
    audits = runs.after("paid_share") * runs.after("audit_bill") / runs.after("price")
    if differ(runs.after("audit_fee"), np.minimum(audits, pot)):
        yield "validators do not get the charge for audits"
    rest = pot - runs.after("audit_fee")
    for name, share in (
        ("protocol_fee", runs.after("protocol_take_in_force")),
        ("validator_fee", runs.parameter("validator_share")),
    ):
        if differ(runs.after(name), share * rest, scale=pot):
            yield f"{name} is not its share"
    # Nodes earn by score, and what rounding leaves is the last class's.
    for c in CLASSES:
        if differ(runs.after(f"node_fee_{c}"), nodes * runs.after(f"part_{c}"), scale=pot):
            yield f"node_fee_{c} is not in proportion to the score"


def audits_cost_what_users_pay_for_them(runs: Runs) -> Found:
    """Validators spend on the day's audits the dollars that its users are charged for them."""
    charged = runs.after("paid_share") * runs.after("audit_bill")
    if differ(runs.after("audit_cost"), charged):
        yield "audits cost something else"


def slashes_are_shared_out(runs: Runs) -> Found:
    """What a class loses is what challenger, fire and insurance get, and never more than it has."""
    for c in CLASSES:
        lost = runs.after(f"slashed_{c}")
        parts = (f"slash_to_{who}_{c}" for who in ("challenger", "burn", "insurance"))
        if differ(lost, runs.total(*parts)):
            yield f"the parts of a slash of {c} nodes are not the slash"
        stake = runs.before(f"node_stake_{c}") + runs.after(f"collateral_bought_{c}")
        if (lost > stake * (1 + 1e-15)).any():
            yield f"{c} nodes lose more than they staked"


def users_are_insured_against_what_was_refuted(runs: Runs) -> Found:
    """The fund pays back the work that audits refuted, as far as it had that in the morning."""
    classes = [
        (
            runs.after(f"compute_price_{c}") * runs.after(f"served_hours_{c}"),
            runs.after(f"refuted_share_{c}"),
        )
        for c in CLASSES
    ]
    refuted = sum(value * share for value, share in classes) / runs.after("price")
    expected = np.minimum(refuted, runs.before("insurance"))
    if differ(runs.after("insurance_paid"), expected, part=1e-9):
        yield "the insurance pays for something else"


def nobody_executes_at_a_loss(runs: Runs) -> Found:
    """What executors earn of a day's purchases, at the price before them, pays their gas."""
    spot = runs.before("pool_usd") / runs.before("pool_ai")
    earned = spot * runs.after("executor_reward")
    if (earned < runs.parameter("gas_cost") * runs.after("executions") * (1 - 1e-9)).any():
        yield "executors pay more gas than they earn"


def stake_leaves_on_its_day(runs: Runs) -> Found:
    """What is asked back on day d is free on day d + delay, to the last bit, and not before."""
    asked, freed = runs.after("undelegated"), runs.after("unbonding_step_01")
    for index, point in enumerate(runs.points):
        delay = int(point["unbonding_days"])
        expected = np.zeros_like(asked[index])
        expected[..., delay:] = asked[index][..., : asked.shape[-1] - delay]
        if differ(freed[index], expected):
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
        if differ(runs[name], supply * share, scale=supply):
            yield f"{name} is off its schedule"


def owners_sell_a_part_of_what_vests(runs: Runs) -> Found:
    """Of what becomes free a cohort means to sell its share, and holds the rest."""
    for who in ("investors", "team", "sale"):
        meant, kept = (runs.after(f"newly_{what}_{who}") for what in ("for_sale", "kept"))
        if differ(meant, runs.parameter(f"sell_share_{who}") * (meant + kept)):
            yield f"{who} mean to sell another part of what vests"
    if differ(runs.after("newly_vested"), runs.total(*RELEASED)):
        yield "what vested is not what became free"
    for who in COHORTS:
        left = runs.before(f"for_sale_{who}") - runs.after(f"sold_{who}")
        left = left + (runs.after(f"newly_for_sale_{who}") if who != "testnet" else 0)
        if differ(runs.after(f"for_sale_{who}"), left, scale=runs.before(f"for_sale_{who}")):
            yield f"{who} hold for sale what they neither got nor sold"


def grants_are_a_steady_share(runs: Runs) -> Found:
    """The treasury grants its rate of what it holds when its turn comes, and never more."""
    held = runs.before("treasury") + runs.after("treasury_released")
    rate = runs.parameter("treasury_spend_rate") * runs.parameter("day_in_years")
    if differ(runs.after("grants"), np.minimum(rate, 1) * held, scale=held):
        yield "grants are not their share of the treasury"


def votes_are_in_force_on_their_day(runs: Runs) -> Found:
    """The value in force is the parameter's until a vote is enacted, and the vote's from then."""
    for name in runs.points[0].governed:
        found = runs[f"{name}_in_force"]
        for index, point in enumerate(runs.points):
            expected = np.full(found.shape[-1], point[name])
            for vote in sorted(point.votes, key=lambda vote: vote.enacted or 0):
                if vote.parameter == name:
                    expected[max(vote.enacted or 0, 1) :] = vote.value
            if (found[index] != expected).any():
                yield f"{name} is not in force as voted: point {index}"


LAWS: tuple[Callable[[Runs], Found], ...] = (
    stocks_are_never_negative,
    tokens_are_conserved,
    dollars_are_conserved,
    burning_is_for_ever,
    the_two_fires_are_told_apart,
    values_stay_in_their_domains,
    prices_are_alive,
    pool_fees_are_charged,
    purchases_are_divided,
    burns_follow_the_executor,
    the_vault_heeds_its_limits,
    fees_are_shared_out,
    audits_cost_what_users_pay_for_them,
    slashes_are_shared_out,
    users_are_insured_against_what_was_refuted,
    nobody_executes_at_a_loss,
    stake_leaves_on_its_day,
    vesting_follows_its_schedule,
    owners_sell_a_part_of_what_vests,
    grants_are_a_steady_share,
    votes_are_in_force_on_their_day,
    *MARKET_LAWS,
)


def broken(runs: Runs) -> list[str]:
    """Every law that a set of runs breaks, as ``law: what was found``."""
    with np.errstate(all="ignore"):
        return [f"{law.__name__}: {found}" for law in LAWS for found in law(runs)]
