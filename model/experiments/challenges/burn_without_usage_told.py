"""What the page on a burn without usage says: its numbers, and whether its sentences hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from model.experiments.challenges import burn_without_usage as burn

if TYPE_CHECKING:
    import xarray as xr

#: By idea of the price and month.
Bests = Mapping[tuple[str, int], burn.Best]
#: Months whose revenue a claim is asked for: the first, and the second after the cliff.
CLAIMED = (1, 14)
#: The revenue at which a claim on a given price is set beside a run without chance, USD a day.
THOUSAND = 1e3
#: Ideas of the price whose elasticity of the burn is told, and the revenues that it is between,
#: USD a day.
ELASTIC = ("given price", "usual premium", "no premium")
BETWEEN = (1e2, 1e4)


def of_page(
    ds: xr.Dataset, still: xr.Dataset, bills: Mapping[str, xr.Dataset], best: Bests
) -> dict[str, float | bool]:
    """All that the text says of the runs, those without chance, those with bills, and the most."""
    told = numbers(ds, still)
    return told | of_the_price(ds, bills) | of_claims(told, ds, best)


def numbers(ds: xr.Dataset, still: xr.Dataset) -> dict[str, float]:
    """Revenues in USD a day, shares in per cent, and elasticities of the burn."""
    after = burn.cover(ds).median("run").sel(month=slice(burn.CLIFF_MONTH + 1, None))
    told = {f"{c.split()[0]}_slope": burn.slope(ds, c, *BETWEEN).middle for c in ELASTIC}
    first, then = (burn.claimed_break_even(ds, month) for month in CLAIMED)
    still_burn = burn.burned_share(still).sel(closure="given price", revenue=THOUSAND)
    return told | {
        "seen": burn.SEEN,
        "most": burn.REVENUES[-1],
        "beyond": burn.BEYOND[-1],
        "best": 100 * float(after.max()),
        "claimed_first": first,
        "claimed": then,
        "still": still_burn.item(),
        "still_claim": burn.claimed_share(still, THOUSAND),
        "runs": ds.sizes["run"],
    }


def of_the_price(ds: xr.Dataset, bills: Mapping[str, xr.Dataset]) -> dict[str, bool]:
    """Whether all came as expected, and whether the price says more than the revenue."""
    came = burn.expectations(ds)
    covers_nothing = came.pop("no revenue covers the unlocks after the cliff")
    share = burn.burned_share(ds).median("run")
    observed = share.sel(revenue=burn.SEEN)
    moved = abs(share.sel(revenue=burn.REVENUES[-1]) - observed).max()
    by_bills = {
        scenario: float(
            burn.burned_share(each)
            .sel(revenue=burn.SEEN, closure="quantity equation")
            .median("run")
        )
        for scenario, each in bills.items()
    }
    return {
        "no_revenue_covers": covers_nothing,
        "expectations_came": all(came.values()),
        # At the observed revenue the ideas of a price lie further apart than revenue moves any.
        "price_says_more": bool(observed.max() - observed.min() > moved),
        "two_thirds": abs(float(observed.sel(closure="no premium")) / 100 - 2 / 3) < 0.05,
        "bear_burns_most": by_bills["bear"] == max(by_bills.values()),
    }


def of_claims(told: Mapping[str, float], ds: xr.Dataset, best: Bests) -> dict[str, bool]:
    """Whether a claim is a lower bound on the revenue that it takes, and another is met."""
    needed = burn.break_even(ds).sel(closure="given price")
    asked = dict(zip(CLAIMED, (told["claimed_first"], told["claimed"]), strict=True))
    # The most is not at the last revenue that was tried.
    turns = all(best["given price", month].revenue < burn.BEYOND[-1] for month in asked)
    return {
        "claim_is_a_lower_bound": turns
        and all(bool(needed.sel(month=month) > claim) for month, claim in asked.items()),
        "claim_is_met": abs(told["still"] / told["still_claim"] - 1) < 0.02,
    }
