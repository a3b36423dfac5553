"""The formula of every inferred fact: its inputs as the files write them, then the arithmetic."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from datetime import date
from fractions import Fraction
from statistics import median

from model.factbook import facts

# Fact, end of its range, decimals written, formula.
Row = tuple[str, str, int, Callable[[], Fraction]]


def exact(name: str, end: str = "value") -> Fraction:
    """A fact as the decimal fraction that its file writes."""
    return Fraction(repr(getattr(facts[name], end)))


def number(text: str) -> Fraction:
    """A figure that a note quotes and that is no fact itself."""
    return Fraction(text.replace("_", ""))


def unlocked_in_july() -> Fraction:
    """All that is unlocked in the middle of July 2026, locked sale tokens among it."""
    days = (date(2026, 7, 15) - date.fromisoformat(facts["initial_price"].date)).days
    months = Fraction(days * 12, 365)
    treasury = exact("initial_supply") * exact("treasury_share")
    line = (1 - exact("treasury_start_share")) * months / exact("treasury_vesting_months")
    at_start = exact("circulating_at_start")
    return at_start + treasury * line


def read_on() -> date:
    return date.fromisoformat(facts["vault_lifetime_revenue"].date)


def yearly(name: str, days: str) -> Fraction:
    return exact(name) * 365 / exact("observation_days", days)


# Supply, sale, vault and Delphi ------------------------------------------------------------------

BURNED_NET = (1 - Fraction(100, 10**4)) * Fraction(7000, 10**4)
PRICE = "average_buy_price_observed"
OF_THE_TOKEN: list[Row] = [
    (
        "circulating_at_start",
        "value",
        0,
        lambda: (
            exact("initial_supply")
            * (
                exact("treasury_share") * exact("treasury_start_share")
                + exact("sale_share")
                + exact("testnet_share")
            )
        ),
    ),
    ("sale_implied_tokens", "value", 2, lambda: exact("sale_raised") / exact("sale_price")),
    (
        "delphi_protocol_share",
        "value",
        2,
        lambda: exact("delphi_effective_fee") / exact("delphi_fee"),
    ),
    (
        "delphi_volume",
        "value",
        -1,
        lambda: (
            exact("settled_volume_observed") / (exact("observation_days") - exact("settlement_lag"))
        ),
    ),
    (
        "sale_locked_share",
        "value",
        2,
        lambda: (
            (unlocked_in_july() - exact("implied_circulating_july"))
            / (exact("initial_supply") * exact("sale_share"))
        ),
    ),
    ("price_after_first_fall", "value", 4, lambda: exact("all_time_high_price") * Fraction("0.32")),
    (
        "price_after_first_fall",
        "low",
        4,
        lambda: exact("all_time_high_price", "low") * Fraction("0.315"),
    ),
    (
        "price_after_first_fall",
        "high",
        4,
        lambda: exact("all_time_high_price", "high") * Fraction("0.325"),
    ),
    (
        "implied_circulating_july",
        "value",
        2,
        lambda: exact("market_cap_july") / exact("price_anchor_july"),
    ),
    (
        "implied_circulating_july",
        "low",
        2,
        lambda: exact("market_cap_july", "low") / exact("price_anchor_july", "high"),
    ),
    (
        "implied_circulating_july",
        "high",
        2,
        lambda: exact("market_cap_july", "high") / exact("price_anchor_july", "low"),
    ),
    *[
        (
            "implied_diluted_value_july",
            end,
            0,
            lambda end=end: exact("price_anchor_july", end) * exact("initial_supply"),
        )
        for end in ("low", "value", "high")
    ],
    ("observation_days", "value", 0, lambda: Fraction((read_on() - date(2026, 4, 22)).days)),
    ("observation_days", "low", 0, lambda: Fraction((read_on() - date(2026, 5, 1)).days)),
    ("ai_bought_observed", "value", 2, lambda: exact("ai_burned_observed") / BURNED_NET),
    (
        "ai_bought_observed",
        "low",
        2,
        lambda: exact("ai_burned_observed") / exact("seed_burn_share"),
    ),
    (PRICE, "value", 6, lambda: exact("vault_lifetime_revenue") / exact("ai_bought_observed")),
    (
        PRICE,
        "high",
        6,
        lambda: exact("vault_lifetime_revenue") / exact("ai_bought_observed", "low"),
    ),
    ("annualised_revenue_observed", "value", 2, lambda: yearly("vault_lifetime_revenue", "value")),
    ("annualised_revenue_observed", "high", 2, lambda: yearly("vault_lifetime_revenue", "low")),
    ("annualised_burn_observed", "value", 2, lambda: yearly("ai_burned_observed", "value")),
    ("annualised_burn_observed", "high", 2, lambda: yearly("ai_burned_observed", "low")),
    (
        "settled_volume_observed",
        "value",
        0,
        lambda: exact("vault_lifetime_revenue") / exact("delphi_effective_fee"),
    ),
    (
        "settled_volume_observed",
        "low",
        0,
        lambda: exact("vault_lifetime_revenue") / exact("delphi_effective_fee", "high"),
    ),
    (
        "settled_volume_observed",
        "high",
        0,
        lambda: exact("vault_lifetime_revenue") / exact("delphi_effective_fee", "low"),
    ),
]
READ_NOT_COMPUTED = {
    "delphi_fee": "an example fee in the project's own reference",
    "delphi_market_creation_fee": "a constant in the project's monitor",
    "gpu_price_volatility": "a standard deviation of a series that is not in this repository",
}

# Market of the token -----------------------------------------------------------------------------


def depth(flow: int, venues: int) -> Fraction:
    """Dollars a day that move the log price by one over market value, by the square-root law."""
    impact = (
        facts["ai_volatility_observed"].value
        / math.sqrt(365)
        * math.sqrt(flow / (venues * facts["ai_daily_volume_observed"].value))
    )
    return Fraction(flow / impact / facts["market_cap_july"].value)


def half_life(days: float, left: float) -> Fraction:
    """Days in which a premium halves that falls to ``left`` in ``days``."""
    return Fraction(days * math.log(2) / -math.log(left))


def wait() -> Fraction:
    """Mean years from day 0 until an insider's token is free."""
    return (exact("insider_cliff_months") + exact("insider_vesting_months") / 2) / 12


def beta(end: str) -> Fraction:
    return exact("ai_bitcoin_correlation", end) * exact("ai_volatility_observed") / number("0.32")


MEAN_AGE = 365 / 2  # of the launches of 2025, assumed
OF_THE_MARKET: list[Row] = [
    (
        "delphi_volume_series_days",
        "value",
        0,
        lambda: Fraction((date(2026, 7, 29) - date(2026, 4, 20)).days),
    ),
    *[
        (
            "ai_turnover_observed",
            end,
            3,
            lambda end=end: exact("ai_daily_volume_observed", end) / exact("market_cap_july"),
        )
        for end in ("low", "value", "high")
    ],
    ("ai_bitcoin_beta", "value", 2, lambda: beta("value")),
    ("ai_bitcoin_beta", "low", 1, lambda: beta("low")),
    ("ai_bitcoin_beta", "high", 1, lambda: beta("high")),
    ("market_depth_share", "low", 2, lambda: depth(10**4, 1)),
    (
        "market_depth_share",
        "value",
        1,
        lambda: Fraction(math.sqrt(depth(10**5, 1) * depth(10**5, 3))),
    ),
    ("market_depth_share", "high", 1, lambda: depth(10**6, 3)),
    *[
        (
            "arbitrage_loss_observed",
            end,
            2,
            lambda end=end: exact("ai_volatility_observed", end) ** 2 / 8,
        )
        for end in ("low", "value", "high")
    ],
    (
        "launch_premium_half_life",
        "value",
        0,
        lambda: half_life(MEAN_AGE, 1 + facts["launch_price_change_median"].value),
    ),
    (
        "launch_premium_half_life",
        "low",
        0,
        lambda: half_life(MEAN_AGE, 1 + facts["launch_price_change_median"].low),
    ),
    (
        "launch_premium_half_life",
        "high",
        0,
        lambda: half_life(75, facts["price_anchor_july"].value / facts["initial_price"].value),
    ),
    ("required_return_implied", "value", 2, lambda: Fraction(2 ** float(1 / wait()) - 1)),
    ("required_return_implied", "high", 2, lambda: Fraction(2 ** (1 / 1.5) - 1)),
    ("unlock_price_effect", "value", 1, lambda: number("-0.3") + number("-0.3")),
]

# Peers -------------------------------------------------------------------------------------------

RENDER_PRICE = number("2.046")
PEERS = ("akash", "render", "helium", "aethir", "ionet", "livepeer")


def render_burned(tokens: int) -> Fraction:
    return tokens * Fraction(365, 90) * RENDER_PRICE


def render_fees(burned: int) -> Fraction:
    return render_burned(burned) / number("0.95")


def livepeer_ratio(price: str, tokens: str, fees_of_a_month: str) -> Fraction:
    return number(price) * number(tokens) / (number(fees_of_a_month) * 12)


def ratio(peer: str, fees: str) -> Fraction:
    return exact(f"{peer}_market_value") / exact(f"{peer}_fees", fees)


def quartile(share: Fraction) -> Fraction:
    """Of the peers' price to sales, with a straight line between neighbours."""
    ranked = sorted(exact(f"{peer}_price_to_sales") for peer in PEERS)
    place = share * (len(ranked) - 1)
    below = math.floor(place)
    return ranked[below] + (place - below) * (ranked[below + 1] - ranked[below])


def ends(name: str, digits: int, figures: Sequence[str]) -> list[Row]:
    """Least, median and greatest of ``figures``."""
    said = [number(figure) for figure in figures]
    return [
        (name, "low", digits, lambda: min(said)),
        (name, "value", digits, lambda: median(said)),
        (name, "high", digits, lambda: max(said)),
    ]


def log_change(change: str) -> Fraction:
    return Fraction(math.log(1 + float(change)))


def growth_lost(end_before: str, end_after: str) -> Fraction:
    before, after = facts["growth_before_bad_mark"], facts["growth_after_bad_mark"]
    return Fraction(
        math.log(1 + getattr(before, end_before)) - math.log(1 + getattr(after, end_after))
    )


OF_PEERS: list[Row] = [
    ("akash_fees", "value", -3, lambda: number("253_250") * 4),
    ("render_fees", "value", -3, lambda: render_fees(360_000)),
    ("render_fees", "low", -3, lambda: render_fees(355_000)),
    ("render_fees", "high", -3, lambda: render_fees(365_000)),
    ("render_market_value", "value", -7, lambda: RENDER_PRICE * 518_000_000),
    ("helium_fees", "value", 0, lambda: number("11_000_000") / 5),
    ("helium_market_value", "value", -5, lambda: number("0.728") * 182_500_000),
    ("livepeer_fees", "value", 0, lambda: number("25_487") * 12),
    ("livepeer_fees", "low", 0, lambda: number("4_479.40") * 12),
    ("livepeer_fees", "high", 0, lambda: number("28_341.50") * 12),
    ("livepeer_market_value", "value", -5, lambda: number("6.36") * number("27_623_946.65")),
    *[
        (
            f"{peer}_price_to_sales",
            end,
            2 if peer == "aethir" else 0,
            lambda peer=peer, fees=fees: ratio(peer, fees),
        )
        for peer in PEERS
        for end, fees in (("value", "value"), ("low", "high"), ("high", "low"))
        if (peer, end) not in {("livepeer", "low"), ("livepeer", "high")}
    ],
    ("livepeer_price_to_sales", "low", 0, lambda: ratio("livepeer", "value")),
    (
        "livepeer_price_to_sales",
        "high",
        0,
        lambda: livepeer_ratio("41.01", "24_603_486.21", "28_341.50"),
    ),
    ("render_issue", "value", 4, lambda: number("350_000") * 365 / 90 / 518_000_000),
    ("render_issue", "high", 4, lambda: number("5_900_000") / 518_000_000),
    ("helium_issue", "value", 3, lambda: number("7_500_000") / 182_500_000),
    ("helium_issue", "high", 3, lambda: number("141_000_000") / 3 / 182_500_000),
    ("ionet_issue", "value", 2, lambda: number("16_900_000") * 4 / exact("ionet_market_value")),
    (
        "livepeer_issue",
        "value",
        3,
        lambda: number("1_392_288") * 12 / exact("livepeer_market_value"),
    ),
    ("livepeer_issue", "high", 3, lambda: number("0.00049") * 365),
    ("akash_burned", "value", -3, lambda: number("237_000") * 365 / 69),
    (
        "akash_burned",
        "high",
        -3,
        lambda: number("11_105") * number("237_000") / number("264_210") * 365,
    ),
    ("render_burned", "value", -3, lambda: render_burned(360_000)),
    ("render_burned", "low", -3, lambda: render_burned(355_000)),
    ("render_burned", "high", -3, lambda: render_burned(365_000)),
    ("helium_burned", "value", 0, lambda: number("11_000_000") / 5),
    ("helium_burned", "high", 0, lambda: number("11_000_000")),
    (
        "ai_price_to_sales",
        "value",
        0,
        lambda: exact("market_cap_july") / exact("annualised_revenue_observed"),
    ),
    (
        "ai_price_to_sales",
        "low",
        0,
        lambda: (
            exact("market_cap_july")
            * exact("delphi_protocol_share")
            / exact("annualised_revenue_observed")
        ),
    ),
    (
        "ai_price_to_sales",
        "high",
        0,
        lambda: exact("market_cap_july", "high") / exact("annualised_revenue_observed"),
    ),
    *[
        ("peer_price_to_sales", end, -1, lambda share=share: quartile(Fraction(share, 4)))
        for end, share in (("low", 1), ("value", 2), ("high", 3))
    ],
    *ends("usage_ramp_months", 1, ("9.5", "10.2", "10.3", "11.9", "19.3")),
    *ends("usage_midpoint_months", 0, ("17", "21", "36")),
    ("usage_change_after_plateau", "value", 2, lambda: number("253_250") / 10**6 - 1),
    ("peer_plateau_usage", "low", -5, lambda: number("33_000") * 12),
    (
        "peer_plateau_usage",
        "value",
        -6,
        lambda: median(number(millions) for millions in ("3.1", "3.1", "3.4", "4.3")) * 10**6,
    ),
    ("peer_plateau_usage", "high", 0, lambda: exact("ionet_fees")),
    *ends("node_pay_elasticity", 2, ("0.22", "0.71", "0.45", "0.03", "0.32")),
    ("marketplace_discount", "low", 2, lambda: 1 - 1 / number("1.316")),
    (
        "marketplace_discount",
        "value",
        2,
        lambda: 1 - 2 * number("2.50") / (number("3.82") + number("4.02")),
    ),
    ("marketplace_discount", "high", 2, lambda: 1 - number("1.29") / number("2.30")),
    ("gpu_price_trend", "low", 2, lambda: log_change("-0.25")),
    ("gpu_price_trend", "value", 2, lambda: log_change("-0.02")),
    ("gpu_price_trend", "high", 2, lambda: log_change("0.06")),
    ("growth_lost_to_bad_mark", "value", 2, lambda: growth_lost("value", "value")),
    ("growth_lost_to_bad_mark", "high", 2, lambda: growth_lost("high", "high")),
    ("peer_emission_over_burn", "low", 1, lambda: number("0.35") / number("0.36")),
    ("peer_emission_over_burn", "value", 1, lambda: number("16.9") / number("5.7")),
    ("peer_emission_over_burn", "high", 0, lambda: number("6_255_539") / number("28_341.50")),
    ("peer_emission_over_burn", "bear", 0, lambda: number("1_392_288") / number("25_487")),
    ("rule_change_hazard", "value", 2, lambda: Fraction(3, 10 * 2)),
]
INFERRED = OF_THE_TOKEN + OF_THE_MARKET + OF_PEERS
