"""What a report says of an economy after five years, each as one number of a trajectory.

*Year five* is the last year of a run of five years. *Burned* is by the vault alone; what slashes
burn is told apart. Shares of the supply are of the initial one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.ensembles.reductions import total
from model.factbook import facts
from model.quantities import quantity
from model.spec.accounts import CLASSES
from model.spec.worth import least_price
from model.units import convert

Array = NDArray[np.float64]
#: Paths (points, days) of days 1 to `DAYS` by column, and columns of parameters (points,).
Measure = Callable[[Mapping[str, Array], Mapping[str, Array]], Array]
DAYS = 1825
YEAR = int(convert(1, "calendar_year", "day"))
LAST = slice(DAYS - YEAR, DAYS)
GPUS = tuple(f"gpus_{c}" for c in CLASSES)
LOCKED = ("locked_treasury", "locked_investors", "locked_team", "locked_sale")
#: A day on which less of the bills is paid is one with bills unpaid; beyond is rounding.
PAID = 0.999


@dataclass(frozen=True)
class Reading:
    """One number of a trajectory: what it is, its unit as a reader says it, and how it is read.

    An outcome with a ``least`` spans magnitudes: it is compared by ratio, and what is smaller
    counts as ``least``. What is larger than ``most``, such as what never comes, counts as ``most``.
    """

    name: str
    info: str
    unit: str
    columns: tuple[str, ...]
    measure: Measure
    least: float | None = None
    most: float | None = None

    def bounded(self, values: Array) -> Array:
        """The values up to ``most``."""
        return values if self.most is None else np.minimum(values, self.most)

    def scaled(self, values: Array) -> Array:
        """The values as they are compared: logarithms where the outcome spans magnitudes."""
        return values if self.least is None else np.log(np.maximum(values, self.least))


def mean_of(column: str) -> Measure:
    """The mean of a column over year five."""

    def measure(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
        return np.asarray(total(paths[column][:, LAST]) / YEAR)

    return measure


def share_at_end(column: str) -> Measure:
    """A column on the last day, in per cent of the supply."""

    def measure(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
        return np.asarray(100 * paths[column][:, -1] / given["initial_supply"])

    return measure


def _gpus(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(sum(total(paths[name][:, LAST]) for name in GPUS) / YEAR)


def _right(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(100 * total(paths["right_share"][:, LAST]) / YEAR)


def _unpaid(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    is_open = np.arange(1, DAYS + 1) >= given["opening_day"][:, None]
    unpaid = is_open & (paths["paid_share"] < PAID)
    return np.asarray(100 * unpaid.sum(axis=1) / np.maximum(is_open.sum(axis=1), 1))


def _market_value(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    return np.asarray(total((paths["price"] * paths["circulating"])[:, LAST]) / YEAR)


def _explained(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    last = {name: path[:, LAST] for name, path in paths.items()}
    earned = np.exp(last["mood"]) * last["usage_value"] + last["cash_value"]
    return np.asarray(100 * total(earned / (last["fair_price"] * last["priced_tokens"])) / YEAR)


def _locked(paths: Mapping[str, Array]) -> Array:
    return np.asarray(sum(paths[name][:, -1] for name in LOCKED))


def _released(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    """What has left its locks since the launch, in per cent of the supply."""
    shares = (given[f"{who}_share"] for who in ("investor", "team", "sale"))
    treasury = given["treasury_share"] * (1 - given["treasury_start_share"])
    sale = given["sale_share"] * (1 - given["sale_locked_share"])
    started = treasury + sum(shares) - sale
    return np.asarray(100 * (started - _locked(paths) / given["initial_supply"]))


def _per_burned(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    burned = share_at_end("burned")(paths, given)
    return np.asarray(_released(paths, given) / np.maximum(burned, 1e-12))


def of_a_dollar(given: Mapping[str, Array]) -> Array:
    """Dollars' worth of AI that a dollar of the vault burns, before it moves the price."""
    return np.asarray(given["burn_share"] * (1 - given["executor_share"]) * (1 - given["pool_fee"]))


def _needed(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    """Dollars a day that would burn at the launch price what was released."""
    released = _released(paths, given) / 100 * given["initial_supply"]
    launch = facts["initial_price"].to("USD/AI")
    return np.asarray(released * launch / (of_a_dollar(given) * DAYS))


def _fees(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    """All that users pay in year five: compute and audits, trading fees, applications."""
    trading = given["delphi_fee"][:, None] * paths["traded_volume"]
    paid = paths["fees_usd"] + trading + paths["application_revenue"]
    return np.asarray(total(paid[:, LAST]))


def _price_to_sales(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    fees = np.maximum(_fees(paths, given), 1e-12)
    return np.asarray(_market_value(paths, given) / fees)


def _growth(paths: Mapping[str, Array], given: Mapping[str, Array]) -> Array:
    counted = paths["circulating"]
    return np.asarray(100 * (counted[:, -1] / counted[:, -1 - YEAR] - 1))


BURNED = Reading(
    "burned",
    "share of supply that the vault burns in five years",
    "% of supply",
    ("burned",),
    share_at_end("burned"),
    least=1e-3,
)
SLASHED = Reading(
    "slashed",
    "share of supply that slashes burn in five years",
    "% of supply",
    ("slash_burned",),
    share_at_end("slash_burned"),
    least=1e-3,
)
PRICE = Reading(
    "price",
    "mean price of year five",
    "USD/AI",
    ("price",),
    mean_of("price"),
    least=quantity(least_price).range[0],
)
REVENUE = Reading(
    "revenue",
    "what the vault earns in year five",
    "USD a day",
    ("revenue",),
    mean_of("revenue"),
    least=1.0,
)
FEES = Reading(
    "fees",
    "what users pay for compute in year five",
    "USD a day",
    ("fees_usd",),
    mean_of("fees_usd"),
    least=1.0,
)
GPUS_IN_USE = Reading(
    "GPUs", "GPUs of all classes, mean of year five", "GPUs", GPUS, _gpus, least=1.0
)
RIGHT = Reading(
    "right results",
    "share of the paid work of year five whose results are right",
    "% of paid work",
    ("right_share",),
    _right,
)
UNPAID = Reading(
    "unpaid",
    "share of days since the opening on which bills are left unpaid",
    "% of days",
    ("paid_share",),
    _unpaid,
)
MARKET_VALUE = Reading(
    "market value",
    "price times what circulates, mean of year five",
    "USD",
    ("price", "circulating"),
    _market_value,
    least=1.0,
)
EXPLAINED = Reading(
    "explained",
    "part of the fair value of year five that usage and the vault's cash explain",
    "% of fair value",
    ("mood", "usage_value", "cash_value", "fair_price", "priced_tokens"),
    _explained,
)
RELEASED = Reading(
    "released",
    "share of supply that leaves its locks in five years",
    "% of supply",
    LOCKED,
    _released,
)
PER_BURNED = Reading(
    "released per burned",
    "tokens that leave their locks for each one that the vault burns, over five years",
    "tokens",
    ("burned", *LOCKED),
    _per_burned,
    least=1e-3,
)
NEEDED = Reading(
    "needed",
    "revenue of the vault that would burn at the launch price what is released in five years",
    "USD a day",
    LOCKED,
    _needed,
    least=1.0,
)
PRICE_TO_SALES = Reading(
    "price to sales",
    "market value over a year's fees, year five",
    "years of fees",
    ("price", "circulating", "fees_usd", "traded_volume", "application_revenue"),
    _price_to_sales,
    least=1e-3,
)
GROWTH = Reading(
    "growth of circulation",
    "change of what circulates within year five",
    "% a year",
    ("circulating",),
    _growth,
)
OUTCOMES: Mapping[str, Reading] = {
    each.name: each
    for each in (
        BURNED,
        SLASHED,
        PRICE,
        REVENUE,
        FEES,
        GPUS_IN_USE,
        RIGHT,
        UNPAID,
        MARKET_VALUE,
        EXPLAINED,
        RELEASED,
        PER_BURNED,
        NEEDED,
        PRICE_TO_SALES,
        GROWTH,
    )
}
