"""One day of the economy, written by hand: plain arithmetic, from what the book says happens.

It shares no text with the specification, no compiler and no engine. Whoever changes an equation
there has to say the same here, in other words: an error must be made twice to go unseen.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

State = dict[str, float]
Numbers = Mapping[str, float]

YEAR = 1 / 365  # a day, in years
CLASSES = ("datacentre", "professional", "consumer")
COHORTS = ("investors", "team", "sale", "testnet")
QUEUE = [f"unbonding_{stage:02d}" for stage in range(1, 31)]
#: Purses of the world: they may go below nothing.
WORLD = {
    *("outside", "users_usd", "holders_usd", "sellers_usd", "validators_usd", "grantees_usd"),
    *("executor_usd", "providers_usd", "node_usd_datacentre", "node_usd_professional"),
    "node_usd_consumer",
}


class Desk:
    """Payments of one event: agreed on the same opening balances, booked together at its end.

    A payer gives what is asked, but no more than he opened with less what he has given.
    """

    def __init__(self, books: State) -> None:
        self.books = books
        self.left: dict[str, float] = {}
        self.got: dict[str, float] = {}

    def pay(self, payer: str, receiver: str, asked: float) -> float:
        has = self.left.get(payer, self.books[payer])
        amount = max(asked, 0.0)
        if payer not in WORLD:
            amount = min(amount, has)
        self.left[payer] = has - amount
        self.got[receiver] = self.got.get(receiver, 0.0) + amount
        return amount

    def close(self) -> None:
        self.books.update(self.left)
        for account, amount in self.got.items():
            self.books[account] += amount


@dataclass
class Today:
    """What the day knows: the state as it stands, the parameters, the draws of the shocks."""

    s: State
    p: Numbers
    z: Numbers

    def law(self, name: str) -> float:
        """A parameter that votes can change, as in force."""
        return self.s[f"{name}_in_force"]

    @property
    def nodes_part(self) -> float:
        """What is left of a dollar of fees for those who work."""
        return 1 - self.law("protocol_take") - self.p["validator_share"]

    @property
    def catch(self) -> float:
        """Chance that a wrong result is audited, and then found out."""
        return self.law("audit_probability") * self.p["detection_probability"]

    @property
    def circulating(self) -> float:
        s, gone = self.s, self.s["burned"] + self.s["slash_burned"]
        locked = sum(s[f"locked_{who}"] for who in ("treasury", "investors", "team", "sale"))
        return self.p["initial_supply"] - gone - locked

    @property
    def wildness(self) -> float:
        """Size of the day's surprises; its square is one on average."""
        return math.exp(self.s["unrest"] - self.p["unrest_size"] ** 2)

    @property
    def news(self) -> float:
        """A standard normal surprise that is partly the common cycle's."""
        load = self.p["mood_load"]
        own = math.sqrt(1 - load * load) * self.z["mood_noise"]
        return load * self.z["cycle_noise"] + own

    def follow(self, mean: str, today: float, days: float) -> None:
        """An exponential mean takes in what was seen today."""
        self.s[mean] += (today - self.s[mean]) / days


def lognormal(sigma: float, draw: float) -> float:
    """A factor whose mean is one."""
    return math.exp(sigma * draw - sigma * sigma / 2)


def logistic(x: float) -> float:
    """From nothing to one; written so that nothing overflows."""
    return math.exp(min(x, 0.0)) / (1 + math.exp(-abs(x)))


def clamp(value: float, low: float, high: float) -> float:
    return min(max(value, low), high)


# The world ------------------------------------------------------------------------------------


def dawn(t: Today) -> None:
    """Cycle, mood and unrest fall back by their half-lives, and are pushed anew."""
    s, p, z = t.s, t.p, t.z
    cycle, mood, unrest = (0.5 ** (YEAR / p[f"{x}_half_life"]) for x in ("cycle", "mood", "unrest"))
    s["day"] += 1
    s["cycle"] = cycle * s["cycle"] + math.sqrt(1 - cycle**2) * z["cycle_noise"]
    fresh = p["unrest_size"] * math.sqrt(1 - unrest**2) * z["unrest_noise"]
    s["unrest"] = unrest * s["unrest"] + fresh
    push = p["mood_volatility"] * math.sqrt(YEAR) * t.wildness * t.news  # as wild as today is
    s["mood"] = mood * s["mood"] + push


def releases(t: Today) -> None:
    """Tokens become free on their schedules; the treasury grants some of its own."""
    s, p, day = t.s, t.p, t.s["day"]
    cliff, jump = p["insider_cliff_days"], p["insider_cliff_jump"]
    insiders = 1.0
    if day >= cliff:
        line = min((day - cliff) / p["insider_vesting_days"], 1.0)
        insiders = (1 - jump) * (1 - line)
    buyers = p["sale_locked_share"] * (day < p["sale_lock_days"])
    line = min(day / p["treasury_vesting_days"], 1.0)
    public = (1 - p["treasury_start_share"]) * (1 - line)

    desk, vested = Desk(s), 0.0
    for who, share, part in (
        ("investors", p["investor_share"], insiders),
        ("team", p["team_share"], insiders),
        ("sale", p["sale_share"], buyers),
    ):
        free = max(0.0, s[f"locked_{who}"] - p["initial_supply"] * share * part)
        to_sell = p[f"sell_share_{who}"] * free
        vested += desk.pay(f"locked_{who}", f"for_sale_{who}", to_sell)
        vested += desk.pay(f"locked_{who}", "holders", free - to_sell)
    stays = p["initial_supply"] * p["treasury_share"] * public
    desk.pay("locked_treasury", "treasury", s["locked_treasury"] - stays)
    desk.close()
    s["newly_vested"] = vested

    desk = Desk(s)
    desk.pay("treasury", "grantees", p["treasury_spend_rate"] * YEAR * s["treasury"])
    desk.close()


def prediction_markets(t: Today) -> None:
    """Delphi's traders pay a fee; the protocol's part reaches the vault as markets settle."""
    s, p = t.s, t.p
    trend = math.exp(p["delphi_volume_growth"] * s["day"] * YEAR)
    volume = p["delphi_volume"] * trend * lognormal(p["delphi_volatility"], t.z["volume_noise"])
    desk = Desk(s)
    desk.pay("outside", "unsettled_fees", p["delphi_fee"] * p["delphi_protocol_share"] * volume)
    settled = desk.pay("unsettled_fees", "vault_usd", s["unsettled_fees"] / p["settlement_lag"])
    desk.close()
    s["traded_volume"], s["delphi_revenue"] = volume, settled


def outside_world(t: Today) -> None:
    """Hardware gets cheaper, users come, their mix of tasks moves."""
    s, p, z, day = t.s, t.p, t.z, t.s["day"]
    cheaper = math.exp(-p["hardware_cost_trend"] * day * YEAR)
    s["cost_index"] = cheaper
    for c in CLASSES:
        dear = math.exp(p["hardware_load"] * s["cycle"])
        s[f"price_outside_{c}"] = p[f"outside_price_{c}"] * cheaper * dear

    rho = p["demand_persistence"]
    fresh = p["demand_volatility"] * math.sqrt(1 - rho * rho) * z["demand_noise"]
    s["log_demand_shock"] = rho * s["log_demand_shock"] + fresh

    is_open = day >= p["opening_day"]
    since = (day - p["opening_day"]) * YEAR
    late = since - p["adoption_midpoint"]
    s["market_open"] = float(is_open)
    s["adoption"] = logistic(p["adoption_speed"] * late) if is_open else 0.0
    # From nine tenths of the users on, the trend of the whole market is theirs.
    grown = max(0.0, late - math.log(9) / p["adoption_speed"])
    season = 1 + p["season_size"] * math.sin(2 * math.pi * day / p["season_period"])
    swing = s["log_demand_shock"] - p["demand_volatility"] ** 2 / 2
    swing += p["demand_load"] * s["cycle"]
    trend = s["adoption"] * math.exp(p["demand_growth"] * grown)
    s["demand_scale"] = p["usage_at_maturity"] * YEAR * trend * season * math.exp(swing)

    spread = p["workload_volatility"]
    s["task_size"] = p["gpu_hours_per_task"] * lognormal(spread, z["size_noise"])
    s["task_cycles"] = p["cycles_per_task"] * lognormal(spread, z["task_noise"])


# What a token is worth, and the vault -----------------------------------------------------------


def burned_part(t: Today) -> float:
    """Of a token that the vault buys, what burns."""
    left = 1.0 if t.p["split_rule"] else 1 - t.law("executor_share")
    return left * t.law("burn_share")


def fundamental(t: Today) -> float:
    """Present value of usage, the premium that is left, the vault's cash: by the token."""
    s, p = t.s, t.p
    asks = p["discount_rate"]
    news = 1 + p["growth_horizon"] * (s["expected_growth"] - p["long_run_growth"])
    to_burn = burned_part(t) * s["revenue_trend"] / YEAR / (asks - p["long_run_growth"])
    to_hold = s["fee_trend"] / YEAR / p["velocity"]
    pledged = sum(s[f"collateral_asked_{c}"] for c in CLASSES)
    usage = pledged + max(0.2, news) * (to_hold + to_burn)

    premium: float = p["premium_at_launch"] * 0.5 ** (s["day"] * YEAR / p["premium_half_life"])
    hope = min(1.0, s["reputation"] / p["trusted_reputation"])

    cash, wait = s["vault_usd"], 0.0
    if cash > 0:
        # Half of 1/wait is the pace of spending, half the patience: the shorter of both rules.
        pace = s["spend_trend"] / YEAR / cash
        wait = 1 / (pace + 1 / p["patience_limit"])
    in_vault = burned_part(t) * cash / (1 + asks * wait)

    insiders = s["locked_investors"] + s["locked_team"] + s["locked_sale"]
    unpriced = (1 - p["unlock_anticipation"]) * insiders
    tokens = p["initial_supply"] - s["burned"] - s["slash_burned"] - unpriced
    return (math.exp(s["mood"]) * (usage + premium * hope) + in_vault) / tokens


def worth(t: Today) -> None:
    """Holders settle on a fair price by their rule, and on the dollars that move it."""
    s, p = t.s, t.p
    scatter = p["price_volatility"] * math.sqrt(YEAR) * t.wildness * t.news
    path = s["exogenous_price"] * math.exp(p["price_drift"] * YEAR + scatter)
    s["exogenous_price"] = max(p["least_price"], path)

    if p["price_rule"] == 0:
        fair = fundamental(t)
    elif p["price_rule"] == 1:
        fair = s["exogenous_price"]
    else:
        hands = ["holders", "users", "validators", "grantees", "executor", "pool_ai"]
        hands += [f"node_balance_{c}" for c in CLASSES] + [f"for_sale_{who}" for who in COHORTS]
        # Money that turns over so often a year pays the year's bills.
        fair = s["fee_trend"] / YEAR / p["velocity"] / sum(s[each] for each in hands)
    fair = max(p["least_price"], fair)
    s["fair_price"] = fair

    tokens = min(p["market_depth_share"] * t.circulating, s["holders"])
    in_pool = math.sqrt(s["pool_ai"] * s["pool_usd"] * fair)  # its dollars, were it at that price
    s["depth"] = tokens * fair if tokens * fair > in_pool / 2 else in_pool / 2


def vault(t: Today) -> None:
    """Executors buy in the pool for the vault, as far as guard, cap and arbitrage let them."""
    s, p = t.s, t.p
    tokens, dollars, net = s["pool_ai"], s["pool_usd"], 1 - p["pool_fee"]
    spot = dollars / tokens
    window = t.law("twap_window")
    drift = p["price_volatility"] * math.sqrt(window / 86400 * YEAR / 3) * t.z["twap_noise"]
    average = spot / math.exp(drift)

    fresh = s["epoch_age"] >= p["epoch_days"]
    used = 0.0 if fresh else s["epoch_used"]
    cap = t.law("epoch_volume_cap")
    allowed = max(0.0, cap - used) if cap > 0 else math.inf
    in_reach = p["arbitrage_limit"] * s["holders"] * spot
    can = min(s["vault_usd"], allowed, p["depth_share"] * s["depth"], in_reach)

    # A purchase of d pays (d + dollars / net) / tokens a token, and may pay average / (1 - slip).
    most = average / (1 - t.law("max_slippage")) * tokens - dollars / net
    guard = max(0.0, most)
    one = net * min(can, guard)
    reward = t.law("executor_share") * one * dollars / (dollars + one)
    times = 0.0
    if reward > 0 and reward >= p["gas_cost"]:
        times = 86400 / window
        if p["gas_cost"] > 0:
            # A purchase of 1/x is paid its gas if share / (x / net + 1 / dollars) is.
            x = net * (t.law("executor_share") / p["gas_cost"] - 1 / dollars)
            times = max(1.0, min(times, can * x))
    spend = min(can, times * guard)
    each = spend / times if times else 0.0

    desk = Desk(s)
    desk.pay("vault_usd", "providers_usd", spend * p["pool_fee"])
    paid = desk.pay("vault_usd", "holders_usd", spend * net)
    # Arbitrage brings the pool what was bought there, so that holders part with the tokens.
    desk.pay("holders", "vault_ai", paid * tokens / (dollars + net * each))
    desk.pay("executor_usd", "outside", p["gas_cost"] * times)
    desk.close()
    s["epoch_used"], s["epoch_age"] = used + spend, (0.0 if fresh else s["epoch_age"]) + 1
    s["buyback_usd"] = spend
    t.follow("spend_trend", spend, p["trend_days"])

    bought = s["vault_ai"]
    desk = Desk(s)
    tip = desk.pay("vault_ai", "executor", t.law("executor_share") * bought)
    base = bought if p["split_rule"] else bought - tip
    desk.pay("vault_ai", "burned", t.law("burn_share") * base)
    desk.pay("vault_ai", "treasury", math.inf)  # all that is left
    desk.close()


# Compute --------------------------------------------------------------------------------------


def audit_price(t: Today, c: str) -> float:
    """What audits add to the price of an hour."""
    work = t.law("audit_probability") * t.p["verification_overhead"]
    return work * t.p["audit_cost_share"] * t.s[f"price_outside_{c}"]


def pledge(t: Today, c: str) -> float:
    """Collateral asked of a GPU, in dollars: so many days of what it earns outside."""
    hours = 24 * t.p[f"uptime_{c}"] * t.p["utilisation_target"]
    return t.law("stake_days") * t.nodes_part * t.s[f"price_outside_{c}"] * hours


def kept_within(t: Today, c: str, price: float) -> float:
    """A price near enough to the outside one, and one that pays for work and honest errors."""
    outside, span = t.s[f"price_outside_{c}"], t.p["price_span"]
    slash = t.law("slash_fraction") * t.p["gpus_per_task"] * pledge(t, c)
    errors = t.catch * (1 - t.p[f"quality_{c}"]) * slash / t.p["gpu_hours_per_task"]
    work = t.s["cost_index"] * t.p[f"variable_cost_{c}"]
    return max((work + errors) / t.nodes_part, clamp(price, outside / span, outside * span))


def compute_market(t: Today) -> None:
    """By class: what users want at today's price, what pledged nodes can do, and the bills."""
    s, p = t.s, t.p
    trust, steep = s["reputation"], 2 * p["demand_elasticity"]
    weights = sum(p[f"demand_weight_{c}"] for c in CLASSES)
    bulky = s["task_size"] / p["gpu_hours_per_task"]
    work = audits = 0.0
    for c in CLASSES:
        outside, charge = s[f"price_outside_{c}"], audit_price(t, c)
        spent = s["demand_scale"] * p[f"demand_weight_{c}"] / weights
        at_par = bulky * spent / outside * trust ** p["reputation_response"]
        due = s["market_open"] * pledge(t, c) * s[f"gpus_{c}"]
        online = 24 * p[f"uptime_{c}"] * s[f"gpus_{c}"]
        offered = online
        if due > 0:
            covered = s[f"node_stake_{c}"] * s["price"] / due / p["maintenance_share"]
            offered *= min(1.0, covered)

        if p["market_rule"] == 0:
            price = s[f"posted_price_{c}"]
        elif offered > 0:
            scarce = max(0.0, 2 * at_par / offered - 1)
            price = outside * trust * scarce ** (1 / steep) - charge
        else:
            price = math.inf
        price = kept_within(t, c, price)
        relative = (price + charge) / outside / trust
        wanted = at_par * 2 / (1 + relative**steep)
        done = min(wanted, offered)
        s[f"compute_price_{c}"], s[f"workable_hours_{c}"] = price, done
        s[f"pressure_{c}"] = min(wanted / online, 2 * p["utilisation_target"])
        s[f"collateral_asked_{c}"] = due
        work += price * done
        audits += charge * done

    a_task = p["gpu_hours_per_task"] / s["task_size"]
    a_cycle = a_task * s["task_cycles"] / p["cycles_per_task"]
    by_task, by_cycle = p["billed_by_task"], p["billed_by_cycle"]
    s["work_bill"] = work * (by_task * a_task + by_cycle * a_cycle + 1 - by_task - by_cycle)
    s["audit_bill"] = audits
    t.follow("fee_trend", s["work_bill"] + audits, p["trend_days"])


# The market for AI ------------------------------------------------------------------------------


def offers(t: Today) -> list[tuple[str, str, float]]:
    """Who sells: purse of tokens, purse of dollars, tokens offered at the fair price."""
    s, p = t.s, t.p
    found = [
        (f"node_balance_{c}", f"node_usd_{c}", p["sell_rate_nodes"] * s[f"node_balance_{c}"])
        for c in CLASSES
    ]
    for who in COHORTS:
        keen = 1.0
        if who in ("investors", "sale"):  # they know what they paid, and dislike a loss
            loss = max(0.0, 1 - s["fair_price"] / p[f"cost_basis_{who}"])
            keen -= p["loss_aversion"] * loss
        amount = keen * s[f"for_sale_{who}"] / p["selling_days"]
        found.append((f"for_sale_{who}", "sellers_usd", amount))
    for purse, dollars, rate in (
        ("validators", "validators_usd", "validators"),
        ("grantees", "grantees_usd", "grantees"),
        ("executor", "executor_usd", "executors"),
    ):
        found.append((purse, dollars, p[f"sell_rate_{rate}"] * s[purse]))
    return found


def batch(t: Today) -> None:
    """All orders meet; holders take the other side, for a price."""
    s, p, fair, depth = t.s, t.p, t.s["fair_price"], t.s["depth"]
    sellers = offers(t)
    supply = fair * sum(amount for *_, amount in sellers)
    bend, widest = p["sellers_response"], p["largest_gap"]
    for_stake = {}
    for c in CLASSES:
        lacks = s[f"collateral_asked_{c}"] - s[f"node_stake_{c}"] * fair
        for_stake[c] = min(p["collateral_speed"] * max(0.0, lacks), widest * depth / 12)
    others = sum(for_stake.values()) + (1 - p["pool_fee"]) * s["buyback_usd"]
    bills, purse = s["work_bill"] + s["audit_bill"], s["users"] * fair
    # At the widest gap holders and sellers part with so much.
    room = widest * depth + supply * (1 + bend * widest) - others
    payable = min(bills, purse + max(0.0, room))
    share = payable / bills if bills > 0 else 1.0
    # Buyers' dollars = supply (1 + bend x) + depth x.
    x = (max(0.0, payable - purse) + others - supply) / (depth + bend * supply)
    noise = p["noise_size"] * t.wildness * t.z["trade_noise"]
    price = max(p["least_price"], fair * math.exp(x + noise))

    desk, sold = Desk(s), 0.0
    for tokens_of, dollars, amount in sellers:
        tokens = desk.pay(tokens_of, "holders", amount * max(0.0, 1 + bend * x))
        desk.pay("holders_usd", dollars, tokens * price)
        sold += tokens
    for c, value in for_stake.items():
        tokens = desk.pay("holders", f"node_stake_{c}", value / price)
        desk.pay(f"node_usd_{c}", "holders_usd", tokens * price)
    desk.close()
    s["price"], s["payable_share"], s["sales_usd"] = price, share, price * sold


def pay_bills(t: Today) -> None:
    """Users pay in AI, first what they hold; what is paid is worked."""
    s, price = t.s, t.s["price"]
    share = s["payable_share"]
    due = share * (s["work_bill"] + s["audit_bill"]) / price
    desk = Desk(s)
    own = desk.pay("users", "fee_pot", due)
    bought = desk.pay("holders", "fee_pot", due - own)
    desk.pay("users_usd", "holders_usd", bought * price)
    if due > 0:
        share *= min(1.0, (own + bought) / due)
    desk.close()
    s["paid_share"], s["fees_usd"] = share, price * (own + bought)
    for c in CLASSES:
        s[f"served_hours_{c}"] = share * s[f"workable_hours_{c}"]


# Honesty, and who is paid -----------------------------------------------------------------------


def audits(t: Today) -> None:
    """Wrong results are caught or not; the caught cost stake, the others cost trust."""
    s, p, price = t.s, t.p, t.s["price"]
    desk, fraction = Desk(s), t.law("slash_fraction")
    done = spoiled = 0.0
    for c in CLASSES:
        cheats = s[f"cheating_{c}"]
        wrong = cheats + (1 - cheats) * (1 - p[f"quality_{c}"])
        value = s[f"compute_price_{c}"] * s[f"served_hours_{c}"]
        done += value
        spoiled += wrong * value

        held = s[f"node_stake_{c}"] * price
        behind = p["gpus_per_task"] * min(held, s[f"collateral_asked_{c}"]) / s[f"gpus_{c}"]
        caught = t.catch * wrong * s[f"served_hours_{c}"] / s["task_size"]  # tasks
        loss = min(caught * fraction * behind / price, s[f"node_stake_{c}"])
        stake, finder, fire = f"node_stake_{c}", p["slash_challenger_share"], p["slash_burn_share"]
        desk.pay(stake, "validators", finder * loss)
        desk.pay(stake, "slash_burned", fire * loss)
        desk.pay(stake, "insurance", (1 - finder - fire) * loss)
        s[f"slashed_{c}"], s[f"refuted_share_{c}"] = loss, t.catch * wrong

        pay = t.nodes_part * s[f"compute_price_{c}"] * p["gpu_hours_per_task"]
        saves = s["cost_index"] * p[f"variable_cost_{c}"] + p["side_gain"]
        # Cheated work is always wrong, honest work as often as the quality says.
        risk = t.catch * p[f"quality_{c}"]
        tempts = saves * p["gpu_hours_per_task"] - risk * (pay + fraction * behind)
        logit = clamp(p["cheating_response"] * tempts / pay, -50.0, 50.0)
        moves = s["market_open"] * p["cheating_speed"]
        s[f"cheating_{c}"] += moves * (logistic(logit) - cheats)

    trust = s["reputation"]
    found, missed = 0.0, 1 - trust  # who sees no work thinks what he thought
    if done > 0:
        found, missed = t.catch * spoiled / done, (1 - t.catch) * spoiled / done
    desk.pay("insurance", "users", found * done / price)
    desk.close()
    s["right_share"] = max(0.0, 1 - found - missed)
    deserved = max(0.0, 1 - missed - p["refuted_weight"] * found)
    speed = p["trust_regained"] if deserved > trust else p["trust_lost"]
    s["reputation"] = max(1e-6, trust + speed * (deserved - trust))


def applications(t: Today) -> None:
    """They earn on the day's results that were right, and pay the vault."""
    s, p = t.s, t.p
    luck = lognormal(p["application_volatility"], t.z["application_noise"])
    useful = s["right_share"] * s["paid_share"] * s["work_bill"]
    desk = Desk(s)
    earned = desk.pay("outside", "vault_usd", p["application_margin"] * useful * luck)
    desk.close()
    s["application_revenue"] = earned


def pay_out(t: Today) -> None:
    """Audits are paid first; treasury, validators and nodes share; nodes get a subsidy."""
    s, p = t.s, t.p
    score = {}
    for c in CLASSES:
        good, there = p[f"quality_{c}"] ** p["quality_exponent"], p[f"uptime_{c}"]
        stood = s[f"served_hours_{c}"] * (1 - s[f"refuted_share_{c}"])
        score[c] = s[f"compute_price_{c}"] * stood * good * there ** p["uptime_exponent"]
    total = sum(score.values())
    release = p["initial_supply"] * p["treasury_share"] * (1 - p["treasury_start_share"])
    release /= p["treasury_vesting_days"]
    since = max(0.0, s["day"] - p["opening_day"]) * YEAR
    fades = s["market_open"] * 0.5 ** (since / p["subsidy_half_life"])
    subsidy = t.law("treasury_subsidy_share") * release * fades

    desk, pot = Desk(s), s["fee_pot"]
    for_audits = desk.pay("fee_pot", "validators", s["paid_share"] * s["audit_bill"] / s["price"])
    pot -= for_audits
    public = desk.pay("fee_pot", "treasury", t.law("protocol_take") * pot)
    guards = desk.pay("fee_pot", "validators", p["validator_share"] * pot)
    for c in CLASSES:
        part = score[c] / total if total > 0 else 0.0
        fee = math.inf if total > 0 and c == CLASSES[-1] else part * (pot - public - guards)
        fee = desk.pay("fee_pot", f"node_balance_{c}", fee)
        gift = desk.pay("treasury", f"node_balance_{c}", part * subsidy)
        s[f"node_income_{c}"] = fee + gift
    desk.close()
    s["validator_income"] = for_audits + guards


def staking(t: Today) -> None:
    """Validators pay auditors and delegators; stake comes for yield, and leaves by the queue."""
    s, p, price = t.s, t.p, t.s["price"]
    cost = s["paid_share"] * s["audit_bill"]
    finds = p["slash_challenger_share"] * sum(s[f"slashed_{c}"] for c in CLASSES)
    gained = price * (s["validator_income"] + finds) - cost
    a_year = p["delegators_share"] * max(0.0, s["validator_profit"]) / YEAR
    yields_enough = a_year / p["staking_yield"] / price
    wanted = min(yields_enough, p["staked_limit"] * (s["holders"] + s["delegated_stake"]))
    change = p["staking_speed"] * (wanted - s["delegated_stake"])
    desk = Desk(s)
    desk.pay("validators_usd", "outside", cost)
    desk.pay("validators", "holders", p["delegators_share"] * max(0.0, gained) / price)
    desk.pay("holders", "delegated_stake", change)
    desk.pay("delegated_stake", "leaving_stake", -change)
    for c in CLASSES:
        spare = s[f"node_stake_{c}"] - s[f"collateral_asked_{c}"] / price
        desk.pay(f"node_stake_{c}", f"node_balance_{c}", spare / p["unbonding_days"])
    desk.close()
    t.follow("validator_profit", gained, p["profit_days"])

    first, *others = (s[stage] for stage in QUEUE)
    line = [*others, 0.0]
    line[int(p["unbonding_days"]) - 1] += s["leaving_stake"]
    s["holders"] += first
    s["leaving_stake"] = 0.0
    s.update(zip(QUEUE, line, strict=True))


# The pool, the nodes, the evening -----------------------------------------------------------------


def pool(t: Today) -> None:
    """Arbitrage takes the pool to the day's price; its owners come and go by what it yields."""
    s, p, price = t.s, t.p, t.s["price"]
    tokens, dollars = s["pool_ai"], s["pool_usd"]
    root = math.sqrt(tokens * dollars)
    desk = Desk(s)
    comes = desk.pay("holders_usd", "pool_usd", root * math.sqrt(price) - dollars)
    desk.pay("pool_ai", "holders", tokens - tokens * dollars / (dollars + comes))
    brought = min(root / math.sqrt(price) - tokens, p["arbitrage_limit"] * s["holders"])
    brought = desk.pay("holders", "pool_ai", brought)
    desk.pay("pool_usd", "holders_usd", dollars - tokens * dollars / (tokens + brought))
    desk.close()

    tokens, dollars = s["pool_ai"], s["pool_usd"]
    among_holders = p["turnover"] * price * t.circulating
    volume = p["on_chain_share"] * (s["fees_usd"] + s["sales_usd"] + among_holders)
    earns = p["pool_fee"] * (volume + s["buyback_usd"]) / YEAR / (2 * dollars)
    asks = p["provider_return"] + p["price_volatility"] ** 2 / 8  # and the loss to arbitrage
    step = p["provider_speed"] * clamp(earns / asks - 1, -1.0, 1.0)
    desk = Desk(s)
    desk.pay("holders_usd", "providers_usd", p["pool_fee"] * volume)
    added = desk.pay("holders", "pool_ai", min(step * tokens, p["arbitrage_limit"] * s["holders"]))
    desk.pay("providers_usd", "pool_usd", added * dollars / tokens)
    desk.pay("providers_usd", "holders_usd", added * price)
    taken = desk.pay("pool_ai", "holders", -step * tokens)
    desk.pay("pool_usd", "providers_usd", -step * dollars)
    desk.pay("holders_usd", "providers_usd", taken * price)
    desk.close()


def nodes(t: Today) -> None:
    """A class counts what it earned, orders or switches off, and posts tomorrow's price."""
    s, p, price = t.s, t.p, t.s["price"]
    desk, is_open = Desk(s), s["market_open"]
    for c in CLASSES:
        running, served, cheats = s[f"gpus_{c}"], s[f"served_hours_{c}"], s[f"cheating_{c}"]
        an_hour = s["cost_index"] * p[f"variable_cost_{c}"]
        upkeep = s["cost_index"] * p[f"fixed_cost_{c}"]
        work, side = an_hour * (1 - cheats) * served, p["side_gain"] * cheats * served
        desk.pay(f"node_usd_{c}", "outside", is_open * (work + upkeep * running))
        desk.pay("outside", f"node_usd_{c}", side)

        income = (s[f"node_income_{c}"] - s[f"slashed_{c}"]) * price
        pledged = p["staking_yield"] * YEAR * s[f"node_stake_{c}"] * price
        margin = (income - work + side - pledged) / running
        rented = 24 * p[f"uptime_{c}"] * p["outside_use"]
        elsewhere = ((1 - p["outside_fee"]) * s[f"price_outside_{c}"] - an_hour) * rented
        used_up = math.log(running / p[f"reachable_gpus_{c}"])
        scarcer = 1 + math.exp(used_up / p["supply_elasticity"])
        must = max(upkeep, elsewhere) * scarcer

        mean = s[f"profit_{c}"]
        orders = p["entry_speed"] * max(0.0, mean - p["entry_hurdle"]) * (running + p["seed_gpus"])
        leaves = p["exit_speed"] * max(0.0, -mean) * running
        arrives = s[f"building_{c}"] / p["build_lag"]
        opens = p[f"first_gpus_{c}"] if s["day"] + 1 == p["opening_day"] else 0.0
        s[f"building_{c}"] += orders - arrives
        s[f"gpus_{c}"] = max(p["seed_gpus"] / 1e6, running - leaves + arrives + opens)
        if is_open:
            t.follow(f"profit_{c}", clamp(margin / must - 1, -3.0, 1.0), p["profit_days"])

        busy = s[f"pressure_{c}"] / p["utilisation_target"] - 1
        moved = s[f"compute_price_{c}"] * math.exp(p["price_speed"] * busy)
        outside = s[f"price_outside_{c}"]
        s[f"posted_price_{c}"] = kept_within(t, c, moved) if is_open else outside
    desk.close()


def beliefs(t: Today) -> None:
    """Holders compare the protocol's month with its year, and learn how fast it grows."""
    s, p = t.s, t.p
    s["revenue"] = s["delphi_revenue"] + s["application_revenue"]
    fees = p["delphi_fee"] * p["delphi_protocol_share"] * s["traded_volume"]  # settled or not
    earned = fees + s["application_revenue"]
    month, year, seen = s["revenue_trend"], s["revenue_of_year"], 0.0
    if year > 0:
        # Growth g a day leaves (1 + g) / (1 + n g) of today in a mean of n days: solved for g.
        ratio = month / year
        g = (ratio - 1) / max(1.0, 365 - p["trend_days"] * ratio)
        seen = clamp(365 * g, -0.5, 1.0)
    s["expected_growth"] += p["learning_speed"] * YEAR * (seen - s["expected_growth"])
    t.follow("revenue_trend", earned, p["trend_days"])
    t.follow("revenue_of_year", earned, 365)


def day(state: Numbers, parameters: Numbers, shocks: Numbers, scheduled: Numbers) -> State:
    """The state at the end of the day that follows ``state``.

    ``scheduled`` holds what votes put in force that day, by the parameter's name.
    """
    t = Today(dict(state), parameters, shocks)
    dawn(t)
    t.s.update({f"{name}_in_force": value for name, value in scheduled.items()})
    for event in (
        *(releases, prediction_markets, outside_world, worth, vault, compute_market, batch),
        *(pay_bills, audits, applications, pay_out, staking, pool, nodes, beliefs),
    ):
        event(t)
    return t.s
