"""The laws of the two markets, restated from the words of the book, not from the equations.

One batch a day makes the price of AI; arbitrage takes the pool to it; work is served if it is paid.
"""

from __future__ import annotations

import numpy as np

from model.spec.accounts import CLASSES
from tests.property.runs import EXACT, Array, Found, Runs, differ

#: Logarithms and differences of large amounts lose more digits than sums of payments.
NEAR = 1e-9


def fair_price_follows_its_rule(runs: Runs) -> Found:
    """What is there over the tokens, a path of its own, or what must pay the bills."""
    rule, least = runs.parameter("price_rule"), runs.parameter("least_price")
    hope = np.minimum(1, runs.before("reputation") / runs.parameter("trusted_reputation"))
    value = runs.after("usage_value") + runs.after("premium") * hope
    value = np.exp(runs.after("mood")) * value + runs.after("cash_value")
    year = runs.parameter("day_in_years")
    bills = runs.before("fee_trend") / (year * runs.parameter("velocity"))
    expected = np.where(
        rule == 0,
        value / runs.after("priced_tokens"),
        np.where(rule == 1, runs.after("exogenous_price"), bills / runs.after("free_float")),
    )
    if differ(runs.after("fair_price"), np.maximum(least, expected), part=NEAR):
        yield "the fair price is another than its rule says"
    halved = np.exp2(-runs.after("years") / runs.parameter("premium_half_life"))
    if differ(runs.after("premium"), runs.parameter("premium_at_launch") * halved, part=NEAR):
        yield "the premium does not halve in its half-life"


def exogenous_prices_are_steps_of_their_shocks(runs: Runs) -> Found:
    """Its log moves by the drift of its median and by the surprises that move the mood."""
    year, load = runs.parameter("day_in_years"), runs.parameter("mood_load")
    surprise = load * runs.shock("cycle_noise")
    surprise = surprise + np.sqrt(1 - load**2) * runs.shock("mood_noise")
    step = runs.parameter("price_drift") * year
    size = _size_of_surprises(runs)
    step = step + runs.parameter("price_volatility") * np.sqrt(year) * size * surprise
    expected = np.maximum(
        runs.parameter("least_price"), runs.before("exogenous_price") * np.exp(step)
    )
    if differ(runs.after("exogenous_price"), expected, part=NEAR):
        yield "the exogenous price takes another step"


def _size_of_surprises(runs: Runs) -> Array:
    return np.exp(runs.after("unrest") - runs.parameter("unrest_size") ** 2)


def _sellers(runs: Runs) -> dict[str, tuple[Array, Array]]:
    """What each seller holds when the market meets, and the part that he brings at the fair price.

    By the flow that he sells with.
    """
    rate = {who: runs.parameter(f"sell_rate_{who}") for who in ("nodes", "validators", "grantees")}
    executors = runs.before("executor") + runs.after("executor_reward")
    sellers = {
        **{f"node_sold_{c}": (runs.before(f"node_balance_{c}"), rate["nodes"]) for c in CLASSES},
        "validators_sold": (runs.before("validators"), rate["validators"]),
        "grantees_sold": (runs.before("grantees") + runs.after("grants"), rate["grantees"]),
        "executors_sold": (executors, runs.parameter("sell_rate_executors")),
        "sold_testnet": (runs.before("for_sale_testnet"), 1 / runs.parameter("selling_days")),
    }
    for who in ("investors", "team", "sale"):
        held = runs.before(f"for_sale_{who}") + runs.after(f"newly_for_sale_{who}")
        part = 1 / runs.parameter("selling_days")
        if who != "team":
            lost = 1 - runs.after("fair_price") / runs.parameter(f"cost_basis_{who}")
            part = part * (1 - runs.parameter("loss_aversion") * np.maximum(0, lost))
        sellers[f"sold_{who}"] = (held, part)
    return sellers


def _offered(runs: Runs) -> Array:
    return sum((held * part for held, part in _sellers(runs).values()), np.zeros(()))


def sellers_bring_more_the_dearer_it_is(runs: Runs) -> Found:
    """Each brings its part of what it holds, more by the response times the gap, at one price."""
    if differ(runs.after("tokens_offered"), _offered(runs), part=NEAR):
        yield "the sellers' offer is not the sum of what they bring"
    willing = np.maximum(0, 1 + runs.parameter("sellers_response") * runs.after("gap"))
    for name, (held, part) in _sellers(runs).items():
        sold, proceeds = runs.after(name), name.replace("sold", "proceeds")
        # More than they have they cannot sell.
        if differ(sold, np.minimum(willing * part, 1) * held, scale=held, part=NEAR):
            yield f"{name} is not what the sellers bring"
        if differ(runs.after(proceeds), sold * runs.after("price")):
            yield f"{proceeds} is not the price of what was sold"


def price_stays_within_the_band_of_its_flows(runs: Runs) -> Found:
    """ln(price/fair) is the gap and the noise; the gap is the net order over the market's depth."""
    fair, depth = runs.after("fair_price"), runs.after("depth")
    offered = fair * _offered(runs)
    bills = runs.after("payable_share") * runs.total("work_bill", "audit_bill")
    users = np.maximum(0, bills - runs.before("users") * fair)
    others = runs.total(*(f"collateral_wanted_{c}" for c in CLASSES))
    others = others + (1 - runs.parameter("pool_fee")) * runs.after("vault_spend")
    net = users + others - offered
    scale = bills + others + offered
    if differ(runs.after("net_order"), net, scale=scale, part=NEAR):
        yield "the net order is not what buyers bring less what sellers would"
    deep = depth + runs.parameter("sellers_response") * offered
    if differ(runs.after("gap"), net / deep, scale=scale / deep, part=NEAR):
        yield "the gap is not the net order over the depth"
    noise = runs.parameter("noise_size") * _size_of_surprises(runs) * runs.shock("trade_noise")
    explained = np.maximum(np.log(runs.parameter("least_price") / fair), runs.after("gap") + noise)
    if differ(np.log(runs.after("price") / fair), explained, scale=1.0, part=NEAR):
        yield "the price leaves the fair one by more than gap and noise"


def _holders_in_the_morning(runs: Runs) -> Array:
    return runs.before("holders") + runs.total(
        *(f"newly_kept_{who}" for who in ("investors", "team", "sale"))
    )


def depth_is_a_part_of_what_can_be_traded(runs: Runs) -> Found:
    """A share of market value, at most all that holders have; no less than the pool's own."""
    locked = ("locked_treasury", "locked_investors", "locked_team", "locked_sale")
    circulating = runs.parameter("initial_supply") - runs.total(*locked)
    # Burns come after the market's morning: those of yesterday count.
    circulating = circulating - runs.before("burned") - runs.before("slash_burned")
    share = runs.parameter("market_depth_share") * circulating
    fair = runs.after("fair_price")
    tokens = np.minimum(share, _holders_in_the_morning(runs))
    pool = np.sqrt(runs.before("pool_ai") * runs.before("pool_usd") * fair) / 2
    if differ(runs.after("depth"), np.maximum(fair * tokens, pool), part=NEAR):
        yield "the depth is another part of the market"


def _pool_after_arbitrage(runs: Runs) -> tuple[Array, Array]:
    """The reserves, tokens and dollars, between arbitrage and the providers' turn."""
    tokens = runs.before("pool_ai") + runs.after("arbitrage_tokens_in")
    dollars = runs.before("pool_usd") + runs.after("arbitrage_dollars_in")
    return tokens - runs.after("arbitrage_tokens_out"), dollars - runs.after(
        "arbitrage_dollars_out"
    )


def _size_of_trade(runs: Runs) -> Array:
    """Of arbitrage over the reserve: a large one leaves a difference of large numbers."""
    tokens = runs.after("arbitrage_tokens_in") / runs.before("pool_ai")
    return 1 + tokens + runs.after("arbitrage_dollars_in") / runs.before("pool_usd")


def arbitrage_keeps_the_pools_product(runs: Runs) -> Found:
    """It moves along the one curve, and the vault leaves the pool as it found it."""
    tokens, dollars = _pool_after_arbitrage(runs)
    product = runs.before("pool_ai") * runs.before("pool_usd")
    if differ(tokens * dollars, product, scale=_size_of_trade(runs) * product):
        yield "the product of the reserves moves in a trade"


def the_pools_price_is_the_markets(runs: Runs) -> Found:
    """After arbitrage, unless holders bring all the tokens that they would."""
    tokens, dollars = _pool_after_arbitrage(runs)
    brought, added = runs.after("arbitrage_tokens_in"), runs.after("liquidity_tokens_in")
    later = runs.after("holders") + added - runs.after("liquidity_tokens_out")
    holders = later + brought - runs.after("arbitrage_tokens_out")
    part, dust = runs.parameter("arbitrage_limit"), 1e-15 * runs.parameter("initial_supply")
    if (brought > part * holders * (1 + NEAR) + dust).any():
        yield "arbitrage brings more tokens than the limit"
    if (added > part * later * (1 + NEAR) + dust).any():
        yield "providers bring more tokens than the limit"
    relative = dollars / tokens / runs.after("price")
    reached = np.abs(relative - 1) <= EXACT * _size_of_trade(runs) + NEAR
    binds = (brought >= part * holders * (1 - NEAR) - dust) & (relative > 1)
    if not (reached | binds).all():
        yield "the pool's price is not the market's though arbitrage could make it so"
    kept = runs.after("pool_usd") / runs.after("pool_ai")
    if differ(kept, dollars / tokens, part=NEAR):
        yield "providers move the pool's price"


def the_vault_buys_along_the_pools_curve(runs: Runs) -> Found:
    """Each of the day's purchases moves the price, and arbitrage takes it back before the next."""
    dollars, number = runs.after("buyback_dollars"), runs.after("executions")
    each = np.where(number > 0, dollars / np.where(number > 0, number, 1), 0)
    tokens, there = runs.before("pool_ai"), runs.before("pool_usd")
    bought = number * tokens * each / (there + each)
    there = _holders_in_the_morning(runs)
    if differ(runs.after("buyback"), np.minimum(bought, there), part=NEAR):
        yield "the vault buys another amount than its pool gives"
    spot = runs.before("pool_usd") / tokens
    limit = runs.parameter("arbitrage_limit") * there * spot
    if (runs.after("vault_spend") > limit * (1 + NEAR)).any():
        yield "the vault buys more than arbitrage brings"


def _left_with_holders(runs: Runs) -> Array:
    """Their tokens when users have bought, from those of the evening and what moves until then."""
    came = ("delegators_paid", "unbonding_step_01", "arbitrage_tokens_out", "liquidity_tokens_out")
    went = ("delegated", "arbitrage_tokens_in", "liquidity_tokens_in")
    return runs.after("holders") - runs.total(*came) + runs.total(*went)


def unpaid_work_is_not_served(runs: Runs) -> Found:
    """Users pay one share of all bills, and that share of the hours is worked, no other."""
    bills = runs.total("work_bill", "audit_bill")
    paid = runs.after("price") * runs.total("paid_from_holdings", "fee_purchase")
    if differ(runs.after("fees_usd"), paid):
        yield "the fees are not what was paid"
    if differ(runs.after("fees_usd"), runs.after("paid_share") * bills, part=NEAR):
        yield "users pay another share of the bills"
    payable = runs.after("payable_share")
    if (runs.after("paid_share") > payable * (1 + NEAR)).any():
        yield "users pay more than the market lets them"
    dust = 1e-12 * runs.parameter("initial_supply")
    short = runs.after("paid_share") < payable * (1 - NEAR)
    if (short & (_left_with_holders(runs) > dust)).any():
        yield "users pay less though holders have tokens"
    for c in CLASSES:
        served = runs.after("paid_share") * runs.after(f"workable_hours_{c}")
        if differ(runs.after(f"served_hours_{c}"), served):
            yield f"{c} nodes work another share than is paid"
    if differ(runs.after("fee_dollars"), runs.after("price") * runs.after("fee_purchase")):
        yield "users do not pay the price of the AI that they buy"


def bills_are_of_the_days_hours_and_prices(runs: Runs) -> Found:
    """By time, task or cycle, at the price that is paid today; audits at the price outside."""
    hours = {c: runs.after(f"workable_hours_{c}") for c in CLASSES}
    by_time = sum(runs.after(f"compute_price_{c}") * hours[c] for c in CLASSES)
    size = runs.after("task_size") / runs.parameter("gpu_hours_per_task")
    cycles = runs.after("task_cycles") / runs.parameter("cycles_per_task")
    by_task, by_cycle = runs.parameter("billed_by_task"), runs.parameter("billed_by_cycle")
    bill = (by_task + by_cycle * cycles) / size + 1 - by_task - by_cycle
    if differ(runs.after("work_bill"), by_time * bill, part=NEAR):
        yield "the bill is not that of the day's hours and prices"
    audits = runs.after("audit_probability_in_force") * runs.parameter("verification_overhead")
    outside = sum(runs.after(f"price_outside_{c}") * hours[c] for c in CLASSES)
    audits = audits * runs.parameter("audit_cost_share") * outside
    if differ(runs.after("audit_bill"), audits, part=NEAR):
        yield "audits are billed at another price"


def markets_that_settle_pay_the_vault(runs: Runs) -> Found:
    """Delphi's share of the fee on the day's volume waits, and a part of what waits settles."""
    fee = runs.parameter("delphi_fee") * runs.parameter("delphi_protocol_share")
    if differ(runs.after("delphi_fees"), fee * runs.after("traded_volume")):
        yield "Delphi's fees are not their share of the volume"
    waiting = runs.before("unsettled_fees")
    if differ(runs.after("settled_fees"), waiting / runs.parameter("settlement_lag")):
        yield "another part of Delphi's markets settles"
    revenue = runs.total("settled_fees", "vault_deposit")
    if differ(runs.after("revenue"), revenue):
        yield "the vault's revenue is not what it was paid"


def nodes_pay_for_what_they_keep_and_do(runs: Runs) -> Found:
    """Every GPU costs its keep; work that is done costs more, and cheats gain on the side."""
    index, is_open = runs.after("cost_index"), runs.after("market_open")
    for c in CLASSES:
        hours, cheats = runs.after(f"served_hours_{c}"), runs.after(f"cheating_{c}")
        work = runs.parameter(f"variable_cost_{c}") * (1 - cheats) * hours
        keep = runs.parameter(f"fixed_cost_{c}") * runs.before(f"gpus_{c}")
        if differ(runs.after(f"node_costs_{c}"), is_open * index * (work + keep), part=NEAR):
            yield f"{c} nodes pay for something else"
        side = runs.parameter("side_gain") * cheats * hours
        if differ(runs.after(f"side_gains_{c}"), side, part=NEAR):
            yield f"{c} nodes gain something else on the side"


def collateral_is_days_of_outside_pay(runs: Runs) -> Found:
    """Of what GPUs earn outside, net of the take; honest errors cost the part that is slashed."""
    left = 1 - runs.after("protocol_take_in_force") - runs.parameter("validator_share")
    caught = runs.after("audit_probability_in_force") * runs.parameter("detection_probability")
    behind = runs.parameter("gpus_per_task") / runs.parameter("gpu_hours_per_task")
    for c in CLASSES:
        hours = 24 * runs.parameter(f"uptime_{c}") * runs.parameter("utilisation_target")
        each = runs.after("stake_days_in_force") * left * runs.after(f"price_outside_{c}") * hours
        asked = runs.after("market_open") * each * runs.before(f"gpus_{c}")
        if differ(runs.after(f"collateral_asked_{c}"), asked):
            yield f"{c} nodes are asked for another collateral"
        lost = caught * (1 - runs.parameter(f"quality_{c}")) * behind * each
        if differ(runs.after(f"error_cost_{c}"), runs.after("slash_fraction_in_force") * lost):
            yield f"errors cost honest {c} nodes something else"


def work_needs_capacity_and_collateral(runs: Runs) -> Found:
    """No more hours than a class is online, nor than its collateral stands behind, nor wanted."""
    for c in CLASSES:
        hours = runs.after(f"workable_hours_{c}")
        online = runs.before(f"gpus_{c}") * 24 * runs.parameter(f"uptime_{c}")
        asked = runs.after(f"collateral_asked_{c}")
        stake = runs.before(f"node_stake_{c}") * runs.before("price")
        needed = runs.parameter("maintenance_share") * asked
        backed = np.where(asked > 0, np.minimum(1, stake / np.where(needed > 0, needed, 1)), 1)
        limits = (online, online * backed, runs.after(f"wanted_hours_{c}"))
        if any((hours > limit * (1 + NEAR)).any() for limit in limits):
            yield f"{c} nodes could work more than they can"


def prices_of_compute_follow_their_rule(runs: Runs) -> Found:
    """Posted yesterday, or such that the day's demand meets the offer; within the span."""
    clearing = np.broadcast_to(runs.parameter("market_rule") == 1, runs.after("price").shape)
    span = runs.parameter("price_span")
    take = runs.after("protocol_take_in_force") + runs.parameter("validator_share")
    for c in CLASSES:
        price, outside = runs.after(f"compute_price_{c}"), runs.after(f"price_outside_{c}")
        work = runs.after("cost_index") * runs.parameter(f"variable_cost_{c}")
        pays = (work + runs.after(f"error_cost_{c}")) / (1 - take)
        lowest = np.maximum(pays, outside / span)
        highest = np.maximum(pays, outside * span)
        if ((price < lowest * (1 - NEAR)) | (price > highest * (1 + NEAR))).any():
            yield f"the price of {c} compute leaves its span"
        posted = np.clip(runs.before(f"posted_price_{c}"), lowest, highest)
        if differ(np.where(clearing, price, posted), price, part=NEAR):
            yield f"the price of {c} compute is not the posted one"
        offered, wanted = runs.after(f"offered_hours_{c}"), runs.after(f"wanted_hours_{c}")
        inside = clearing & (offered > 0) & (price > lowest * 1.001) & (price < highest * 0.999)
        if differ(np.where(inside, wanted, 0), np.where(inside, offered, 0), part=1e-6):
            yield f"the price of {c} compute does not clear its market"


def trust_stays_between_what_it_was_and_what_work_deserves(runs: Runs) -> Found:
    """Reputation moves towards the right results of the day, each way at its own speed."""
    was, due = runs.before("reputation"), runs.after("reputation_due")
    up, down = runs.parameter("trust_regained"), runs.parameter("trust_lost")
    expected = was + up * np.maximum(0, due - was) - down * np.maximum(0, was - due)
    # A millionth of trust is always left, so that nothing divides by zero.
    if differ(runs.after("reputation"), np.maximum(1e-6, expected)):
        yield "reputation moves at another speed"
    done = runs.total(*(f"served_hours_{c}" for c in CLASSES)) > 0
    if (~done & (np.abs(runs.change("reputation")) > EXACT)).any():
        yield "reputation moves without work"


MARKET_LAWS = (
    fair_price_follows_its_rule,
    exogenous_prices_are_steps_of_their_shocks,
    sellers_bring_more_the_dearer_it_is,
    price_stays_within_the_band_of_its_flows,
    depth_is_a_part_of_what_can_be_traded,
    arbitrage_keeps_the_pools_product,
    the_pools_price_is_the_markets,
    the_vault_buys_along_the_pools_curve,
    unpaid_work_is_not_served,
    bills_are_of_the_days_hours_and_prices,
    markets_that_settle_pay_the_vault,
    nodes_pay_for_what_they_keep_and_do,
    collateral_is_days_of_outside_pay,
    work_needs_capacity_and_collateral,
    prices_of_compute_follow_their_rule,
    trust_stays_between_what_it_was_and_what_work_deserves,
)
