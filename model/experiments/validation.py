"""All that the page on validation says, computed once: back-test, calibration, forecasts judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from model.experiments import backtest, calibration
from model.experiments.forecasts import archive, score
from model.observed.record import Seen, record

#: Worlds whose intervals are tried.
TRUTHS = 200


@dataclass(frozen=True)
class Validation:
    """The record, the archive with its scores, the back-test, and the calibration with its trial.

    ``covered`` is the share of trials in which a parameter's 80 per cent interval held the truth.
    """

    seen: tuple[Seen, ...]
    kept: tuple[archive.Forecast, ...]
    judged: tuple[score.Scored, ...]
    tested: backtest.BackTest
    found: calibration.Calibration
    covered: dict[str, float]

    @property
    def latest(self) -> archive.Forecast:
        """The last forecast that was made before its days."""
        return self._made[-1]

    @property
    def _made(self) -> list[archive.Forecast]:
        return [each for each in self.kept if each.kind == archive.FORECAST]

    def numbers(self) -> dict[str, float]:
        """What the page puts into its sentences, by name."""
        behind = [row for row in self.judged if row.forecast.kind == archive.HINDCAST]
        due = [row for row in self.judged if row.forecast.kind == archive.FORECAST]
        price = next(row for row in behind if row.target.quantity == "price")
        quantiles = price.target.quantiles
        identified = [100 * self.covered[row.parameter] for row in self.found.identified]
        premium = next(row for row in self.found.told if row.parameter == "premium_at_launch")
        return {
            "hind_rows": len(behind),
            "hind_inside": score.coverage(behind)[0],
            "price_width": quantiles[score.HIGH] / quantiles[score.LOW],
            "price_over": quantiles[50] / price.seen.value,
            "price_score": 100 * price.relative,
            "price_miss": 100 * price.miss,
            "due": len(due),
            "ahead": sum(len(each.targets) for each in self._made),
            "parameters": len(self.found.told),
            "identified": len(identified),
            "leaning": sum(row.leans for row in self.found.told),
            "effective": self.found.effective,
            "trials": TRUTHS,
            "coverage": 100 * sum(self.covered.values()) / len(self.covered),
            "least": min(identified, default=0.0),
            "most": max(identified, default=0.0),
            "inside": sum(row.inside for row in self.tested.rows),
            "rows": len(self.tested.rows),
            "premium_before": premium.prior[1] / 1e6,
            "premium_after": premium.posterior[1] / 1e6,
        }

    def over_median(self) -> dict[str, float]:
        """What was observed over the model's median, by observation."""
        return {row.name: row.observed / row.band[1] for row in self.tested.rows}

    def told(self) -> dict[str, float | bool]:
        """The numbers, and whether what the page says of them is so."""
        n = self.numbers()
        return {**n, **of_numbers(n, self.over_median()), **of_calibration(self.found)}


def of_calibration(found: calibration.Calibration) -> dict[str, bool]:
    """What all observations together tell, and what they leave open."""
    learned = {row.parameter for row in found.identified}
    return {
        "two_are_learned": learned == {"premium_at_launch", "sale_locked_share"},
        "half_life_is_open": "premium_half_life" in found.not_identified,
    }


def of_numbers(n: Mapping[str, float], over: Mapping[str, float]) -> dict[str, bool]:
    """What is found of the numbers, and of what was observed ``over`` the model's median."""
    ends = n["coverage"], n["least"], n["most"]
    return {
        "hindcasts_inside": n["hind_inside"] == n["hind_rows"],
        "bands_are_wide": n["price_width"] > 5,
        "price_came_low": n["price_over"] > 1.5,
        "premium_is_lower": n["premium_after"] < 0.8 * n["premium_before"],
        "intervals_cover": all(70 <= end <= 90 for end in ends) and 75 <= ends[0] <= 85,
        "all_inside": n["inside"] == n["rows"],
        "model_is_dear": over["price in July"] < 0.7 and over["market value in July"] < 0.7,
    }


def validated() -> Validation:
    """Run all of it: about half a minute. Raises `archive.ArchiveError` for an edited archive."""
    seen, kept = record(), archive.archive()
    sample = calibration.prior()
    return Validation(
        seen,
        kept,
        score.scored(kept, seen),
        backtest.backtest(),
        calibration.calibrated(sample),
        calibration.coverage(sample, TRUTHS),
    )
