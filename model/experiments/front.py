"""What the front page tells: burn and price by scenario and half-life, beside what was observed.

Every point meets the random paths that the answers meet, so base's numbers are theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

import numpy as np

from model.experiments import outcomes as o
from model.experiments.backtest import BackTest
from model.experiments.challenges.common import Middle
from model.experiments.intervals import ENDS, RUNS, measured
from model.experiments.premium import HALF_LIVES, LONGEST, NONE, SCENARIOS, SHORTEST, USUAL
from model.factbook import facts
from model.interface import economy, parameters
from model.points import Points
from model.quantities import quantity

#: Outcomes of every point, and what turns each into the unit in which a reader meets it.
_MEASURED = {
    "burned": (o.BURNED, 1.0),
    "price": (o.PRICE, 100.0),
    "revenue": (o.REVENUE, 1.0),
    "explained": (o.EXPLAINED, 1.0),
    "released": (o.RELEASED, 1.0),
    "needed": (o.NEEDED, 1.0),
}
#: Half-lives that the text names.
_TOLD = {"none": NONE, "shortest": SHORTEST, "usual": USUAL, "longest": LONGEST}
_YEARS = 5


@dataclass(frozen=True)
class Front:
    """Medians with nine runs of ten, by scenario, half-life in years and outcome.

    Outcomes: ``burned`` and ``released`` in % of supply, ``price`` in cents, ``revenue`` and
    ``needed`` in USD a day, ``explained`` in % of the fair value. ``launch`` and ``july`` are
    prices in cents; ``pace`` is what five years at the observed burn would burn, % of supply.
    """

    found: Mapping[str, Mapping[float, Mapping[str, Middle]]]
    launch: float
    july: float
    pace: float

    def middle(self, scenario: str, outcome: str, half_life: float = USUAL) -> float:
        """The median of an outcome."""
        return self.found[scenario][half_life][outcome].middle

    @property
    def earned(self) -> float:
        """What the vault was seen to earn, USD a day."""
        return facts["vault_lifetime_revenue"].to("USD") / facts["observation_days"].to("day")

    @property
    def premium_moves_burn(self) -> bool:
        """Whether base burns the more, the sooner the premium is gone."""
        shares = [self.middle("base", "burned", h) for h in (LONGEST, USUAL, SHORTEST, NONE)]
        return shares == sorted(set(shares))

    @property
    def more_usage_burns_more(self) -> bool:
        """Whether bear burns less than base, and base less than bull."""
        shares = [self.middle(s, "burned") for s in SCENARIOS]
        return shares == sorted(set(shares))

    @property
    def burn_or_price(self) -> bool:
        """Whether in every scenario a premium that lasts longer burns less and costs more."""
        lives = sorted({SHORTEST, USUAL, LONGEST})
        return all(
            self.middle(s, "burned", short) > self.middle(s, "burned", long)
            and self.middle(s, "price", short) < self.middle(s, "price", long)
            for s in self.found
            for short, long in pairwise(lives)
        )

    def numbers(self, test: BackTest) -> dict[str, float]:
        """The numbers of the page's sentences, by name."""
        earned, needed = (self.middle("base", name) for name in ("revenue", "needed"))
        rests = [facts[str(quantity(s).fact)] for s in economy("announced").parameters]
        shares = {
            f"{scenario}_{name}": self.middle(scenario, "burned", half_life)
            for scenario in SCENARIOS
            for name, half_life in _TOLD.items()
        }
        return shares | {
            "shortest": 365 * SHORTEST,
            "usual": USUAL,
            "longest": LONGEST,
            "premium": parameters("announced")["premium_at_launch"] / 1e6,
            "launch": self.launch,
            "july": self.july,
            "observed_revenue": self.earned,
            "base_times": earned / self.earned,
            "needed_times": float(f"{needed / self.earned:.2g}"),
            "facts": len(facts),
            "assumed": sum(fact.status == "assumed" for fact in facts.values()),
            "parameters": len(rests),
            "parameters_assumed": sum(fact.status == "assumed" for fact in rests),
            "rows": len(test.rows),
            "inside": sum(row.inside for row in test.rows),
        }

    def told(self, test: BackTest) -> dict[str, float | str | bool]:
        """The numbers, the latest day of a fact, and whether what the page says of them is so."""
        base = {name: self.middle("base", name) for name in _MEASURED}
        explained = [self.middle(s, "explained") for s in self.found]
        return {
            **self.numbers(test),
            "last_day": last_day(),
            "burn_or_price": self.burn_or_price,
            "more_usage_burns_more": self.more_usage_burns_more,
            "premium_moves_burn": self.premium_moves_burn,
            "half_life_unknown": "premium_half_life" in test.not_identified,
            "price_hardly_differs": abs(self.middle("bull", "price") / base["price"] - 1) < 0.5,
            "price_is_premium": max(explained) < 20,
            "unlocks_exceed_burn": base["released"] > 2 * base["burned"],
            "usage_is_short": base["needed"] > base["revenue"] > self.earned,
        }


def front(runs: int = RUNS) -> Front:
    """Bear, base and bull at every half-life of the premium, on the same paths."""
    places = [(s, h) for s in SCENARIOS for h in (NONE, *HALF_LIVES)]
    points = [parameters("announced", s, premium_half_life=h) for s, h in places]
    values = measured(
        Points.of(points), runs, {name: each for name, (each, _) in _MEASURED.items()}
    )
    found: dict[str, dict[float, dict[str, Middle]]] = {s: {} for s in SCENARIOS}
    for place, (scenario, half_life) in enumerate(places):
        found[scenario][half_life] = {
            name: Middle(
                *(float(np.quantile(scale * values[name][place], q)) for q in (0.5, *ENDS))
            )
            for name, (_, scale) in _MEASURED.items()
        }
    pace = facts["annualised_burn_observed"].to("AI/calendar_year")
    return Front(
        found,
        100 * facts["initial_price"].to("USD/AI"),
        100 * facts["price_anchor_july"].to("USD/AI"),
        100 * _YEARS * pace / facts["initial_supply"].to("AI"),
    )


def last_day() -> str:
    """The latest day of which a fact tells, as a text."""
    day = date.fromisoformat(max(f.date for f in facts.values() if len(f.date) == 10))
    return f"{day.day} {day:%B %Y}"
