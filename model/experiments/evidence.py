"""What the numbers of the book rest on: facts by status, their ranges, and what is inferred.

An inferred fact is a small calculation on other facts. It is made again here from its inputs, so
that a change in an input cannot leave an old result behind.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from model import contract
from model.compile.tables import amount, number
from model.factbook import Fact, contradictions, facts
from model.interface import economy
from model.quantities import quantity

if TYPE_CHECKING:
    import pandas as pd

STATUSES = ("contract", "official", "secondary", "inferred", "seed", "assumed")
PEERS = ("akash", "render", "helium", "aethir", "ionet", "livepeer")
#: Months and days of a year.
MONTHS, YEAR = 12, 365
#: Words of an id that are written otherwise in a sentence.
_WRITTEN = {
    "ai": "AI",
    "gpu": "GPU",
    "gpus": "GPUs",
    "h100": "H100",
    "july": "July",
    "ionet": "io.net",
    **{name: name.capitalize() for name in (*PEERS[:4], "livepeer", "delphi", "nosana")},
}


@dataclass(frozen=True)
class ByStatus:
    """Facts by status: how many there are, and the high end of each range over its low end.

    A range that contains zero has no such ratio; those facts are in ``counts`` alone.
    """

    counts: Mapping[str, int]
    spans: Mapping[str, tuple[float, ...]]

    def median(self, status: str) -> float:
        """Half of a status's ranges are wider than this factor."""
        return float(np.median(self.spans[status]))


def display_name(fact: str) -> str:
    """A fact's id in words."""
    return " ".join(_WRITTEN.get(word, word) for word in fact.split("_"))


def span(fact: Fact) -> float | None:
    """High over low; ``None`` if the range contains zero or is negative."""
    return fact.high / fact.low if fact.low > 0 else None


def evidence() -> ByStatus:
    """All facts of the book."""
    by_status = {s: [fact for fact in facts.values() if fact.status == s] for s in STATUSES}
    spans = {
        status: tuple(x for fact in rows if (x := span(fact)) is not None)
        for status, rows in by_status.items()
    }
    return ByStatus({status: len(rows) for status, rows in by_status.items()}, spans)


def value(name: str) -> float:
    """A fact's value, in its own unit."""
    return facts[name].value


def burned_part() -> float:
    """What the contract burns of a purchase, by its whole numbers."""
    whole = 10**24
    return contract.split(whole).burn / whole


def _ratio(above: str, below: str) -> Callable[[], float]:
    return lambda: value(above) / value(below)


#: Inferred facts that are computed again, each from other facts.
FORMULAS: Mapping[str, Callable[[], float]] = {
    "circulating_at_start": lambda: (
        value("initial_supply")
        * (
            value("treasury_share") * value("treasury_start_share")
            + value("sale_share")
            + value("testnet_share")
        )
    ),
    "sale_implied_tokens": _ratio("sale_raised", "sale_price"),
    "delphi_protocol_share": _ratio("delphi_effective_fee", "delphi_fee"),
    "delphi_volume": lambda: (
        value("settled_volume_observed") / (value("observation_days") - value("settlement_lag"))
    ),
    "implied_circulating_july": _ratio("market_cap_july", "price_anchor_july"),
    "implied_diluted_value_july": lambda: value("price_anchor_july") * value("initial_supply"),
    "ai_bought_observed": lambda: value("ai_burned_observed") / burned_part(),
    "average_buy_price_observed": _ratio("vault_lifetime_revenue", "ai_bought_observed"),
    "annualised_revenue_observed": lambda: (
        value("vault_lifetime_revenue") * YEAR / value("observation_days")
    ),
    "annualised_burn_observed": lambda: (
        value("ai_burned_observed") * YEAR / value("observation_days")
    ),
    "settled_volume_observed": _ratio("vault_lifetime_revenue", "delphi_effective_fee"),
    "ai_turnover_observed": _ratio("ai_daily_volume_observed", "market_cap_july"),
    "arbitrage_loss_observed": lambda: value("ai_volatility_observed") ** 2 / 8,
    "ai_price_to_sales": _ratio("market_cap_july", "annualised_revenue_observed"),
    "growth_lost_to_bad_mark": lambda: float(
        np.log(1 + value("growth_before_bad_mark")) - np.log(1 + value("growth_after_bad_mark"))
    ),
    **{f"{peer}_price_to_sales": _ratio(f"{peer}_market_value", f"{peer}_fees") for peer in PEERS},
    "peer_price_to_sales": lambda: float(
        np.median([value(f"{peer}_price_to_sales") for peer in PEERS])
    ),
}
#: Two numbers that say the same, from unlike sources.
SAME: Mapping[str, Callable[[], float]] = {
    "testnet_share": lambda: value("testnet_activity_pool_share") + value("sale_bid_pool_share"),
    "delphi_fee": lambda: value("delphi_effective_fee") + value("delphi_creator_fee"),
    "delphi_fee_observed": lambda: value("delphi_fee"),
}


def off() -> dict[str, float]:
    """By how much the stored value of each inferred fact is off its formula, in per cent."""
    return {name: 100 * abs(made() / value(name) - 1) for name, made in FORMULAS.items()}


def sums_agree() -> bool:
    """Whether the numbers that say the same are the same."""
    return all(bool(np.isclose(value(name), made())) for name, made in SAME.items())


def inferred_table() -> pd.DataFrame:
    """Each inferred fact as computed here and as stored."""
    import pandas as pd

    def told(found: float) -> str:
        return f"{found:,.0f}" if found > 1000 else f"{found:.4g}"

    rows = [
        (
            display_name(name),
            told(made()),
            told(value(name)),
            amount(2, facts[name].unit).partition(" ")[2],
        )
        for name, made in FORMULAS.items()
    ]
    return pd.DataFrame(rows, columns=["fact", "computed here", "as stored", "unit"])


def cases() -> list[Fact]:
    """Facts with a value for bear, base and bull; those that no parameter takes come first."""
    used = {quantity(s).fact for s in economy("announced").parameters}
    found = [fact for fact in facts.values() if fact.bear is not None]
    return sorted(found, key=lambda fact: fact.id in used)


def cases_table() -> str:
    """The cases as a table in Markdown, each row linked to its fact."""
    head = "| fact | bear | base | bull | unit | status |\n|---|---:|---:|---:|---|---|"
    rows = []
    for fact in cases():
        ends = [number(x) for x in (fact.bear, fact.value, fact.bull) if x is not None]
        link = f"{{ref}}`{display_name(fact.id)} <fact-{fact.id}>`"
        unit = amount(2, fact.unit).partition(" ")[2]
        rows.append(f"| {link} | {' | '.join(ends)} | {unit} | {fact.status} |")
    return "\n".join([head, *rows])


def numbers(found: ByStatus) -> dict[str, float]:
    """What the text names: counts, widths, and what the observed burn stands beside."""
    used = [facts[str(quantity(s).fact)] for s in economy("announced").parameters]
    told: dict[str, float] = {f"n_{status}": count for status, count in found.counts.items()}
    burned = facts["annualised_burn_observed"].to("AI/calendar_year") / MONTHS
    held_back = value("treasury_share") * (1 - value("treasury_start_share"))
    to_come = held_back * value("initial_supply")
    released = to_come / facts["treasury_vesting_months"].to("calendar_month")
    price = facts["average_buy_price_observed"].to("USD/AI")
    fee = burned_part() * value("delphi_effective_fee")
    volume = released * MONTHS / YEAR * price / fee
    set_by = {quantity(s).fact for s in economy("announced").parameters}
    return told | {
        "facts": len(facts),
        "assumed_part": 100 * found.counts["assumed"] / len(facts),
        "assumed_span": found.median("assumed"),
        "secondary_span": found.median("secondary"),
        "widest": max(found.spans["assumed"]),
        "used": len(used),
        "used_assumed": sum(fact.status == "assumed" for fact in used),
        "disputes": len(contradictions()),
        "checked": len(FORMULAS),
        "worst": max(off().values()),
        "cases": len(cases()),
        "cases_set": sum(fact.id in set_by for fact in cases()),
        "burned_month": burned / 1e3,
        "released_month": released / 1e6,
        "gap": released / burned,
        "low_gap": released / (facts["annualised_burn_observed"].high / MONTHS),
        "volume": volume / 1e6,
        "volume_times": volume / facts["delphi_volume"].to("USD/day"),
        "price_low": 100 * facts["price_anchor_july"].to("USD/AI"),
        "price_high": 100 * facts["initial_price"].to("USD/AI"),
        "price_paid": 100 * price,
        "burn_part": 100 * burned_part(),
    }


def findings(n: Mapping[str, float]) -> dict[str, bool]:
    """Whether what the page says of its numbers is so, by the name that its text asks for."""
    return {
        "assumed_ranges_are_wide": n["assumed_span"] > 3 * n["secondary_span"],
        "sourced_ranges_are_narrow": n["secondary_span"] < 1.5,
        "stored_values_agree": n["worst"] < 3,
        "sums_agree": sums_agree(),
        "price_paid_fits": n["price_low"] < n["price_paid"] < n["price_high"],
    }
