"""The answers themselves: what a report may say of the token, question by question."""

from __future__ import annotations

from collections.abc import Iterator

from model.answerbook.answer import Answer
from model.experiments import outcomes as o
from model.experiments.intervals import Estimate, Setting
from model.quantities import quantity
from model.spec.worth import premium_half_life

#: Years after which the premium is gone at once, for the limit without one.
NO_PREMIUM = (("premium_half_life", quantity(premium_half_life).domain.low),)
NAMES = ("observed", "bear", "base", "bull")
CENTS = 100.0


def made() -> tuple[Answer, ...]:
    """All answers, in the order in which a reader asks."""
    return (*_burn(), *_supply(), *_price(), *_usage())


def _in(scenario: str) -> str:
    return "With nothing more than was observed" if scenario == "observed" else f"In {scenario}"


def _burn() -> Iterator[Answer]:
    for name in NAMES:
        yield Answer(
            f"burn-{name}",
            f"{_in(name)} the vault burns {{value}} per cent of the supply in five years",
            o.BURNED,
            Setting(name),
            "page-scenarios",
        )
    yield Answer(
        "burn-without-premium",
        "Without a premium over what usage is worth, the vault burns {value} per cent of the "
        "supply in five years of base",
        o.BURNED,
        Setting("base", NO_PREMIUM),
        "page-burn",
        closure="fundamental price without a premium",
    )
    yield Answer(
        "burn-at-a-given-price",
        "If the price follows a path of its own with a flat median, the vault burns {value} per "
        "cent of the supply in five years of base",
        o.BURNED,
        Setting("base", (("price_drift", 0.0), ("price_rule", "exogenous"))),
        "page-burn",
        closure="exogenous price",
    )
    yield Answer(
        "burn-by-slashes",
        "Slashed stakes burn another {value} per cent of the supply in five years of base",
        o.SLASHED,
        Setting("base"),
        "page-rewards",
    )


def _more_than_one(estimate: Estimate) -> bool:
    return min(estimate.value, estimate.chance[0], estimate.assumed[0], estimate.every[0]) > 1


def _supply() -> Iterator[Answer]:
    yield Answer(
        "released",
        "{value} per cent of the supply leaves its locks in the first five years",
        o.RELEASED,
        Setting("base"),
        "page-supply",
    )
    for name in ("base", "bull"):
        yield Answer(
            f"released-per-burned-{name}",
            f"{_in(name)} {{value}} tokens leave their locks for each one that the vault burns",
            o.PER_BURNED,
            Setting(name),
            "page-unlocks",
            holds=_more_than_one,
            asserts="more tokens leave their locks than are burned, in all three intervals",
        )
    yield Answer(
        "revenue-needed",
        "To burn what leaves its locks in five years, at the launch price and without moving it, "
        "the vault would have to earn {value} dollars a day",
        o.NEEDED,
        Setting("base"),
        "page-unlocks",
    )
    yield Answer(
        "circulation-shrinks",
        "In the fifth year of base, when all locks are empty, what circulates shrinks by {value} "
        "per cent",
        o.GROWTH,
        Setting("base"),
        "page-supply",
        scale=-1.0,
        holds=lambda found: found.chance[1] < 0 and found.assumed[1] < 0,
        asserts="what circulates shrinks",
    )


def _price() -> Iterator[Answer]:
    for name in NAMES:
        yield Answer(
            f"price-{name}",
            f"{_in(name)} the token costs {{value}} cents in the fifth year",
            o.PRICE,
            Setting(name),
            "page-scenarios",
            scale=CENTS,
        )
    yield Answer(
        "price-without-premium",
        "Without a premium the token costs {value} cents in the fifth year of base",
        o.PRICE,
        Setting("base", NO_PREMIUM),
        "page-value",
        scale=CENTS,
        closure="fundamental price without a premium",
    )
    for name in ("bear", "base", "bull"):
        yield Answer(
            f"market-value-{name}",
            f"{_in(name)} what circulates is worth {{value}} dollars in the fifth year",
            o.MARKET_VALUE,
            Setting(name),
            "page-scenarios",
        )
    for name in ("base", "bull"):
        yield Answer(
            f"usage-explains-{name}",
            f"{_in(name)} usage and the vault's cash explain {{value}} per cent of the fair value "
            "in the fifth year; the rest is premium",
            o.EXPLAINED,
            Setting(name),
            "page-value",
        )
        yield Answer(
            f"price-to-sales-{name}",
            f"{_in(name)} the market value is {{value}} times the fees of the fifth year",
            o.PRICE_TO_SALES,
            Setting(name),
            "page-scenarios",
        )


def _usage() -> Iterator[Answer]:
    for name in ("bear", "base", "bull"):
        yield Answer(
            f"revenue-{name}",
            f"{_in(name)} the vault earns {{value}} dollars a day in the fifth year",
            o.REVENUE,
            Setting(name),
            "page-scenarios",
        )
        yield Answer(
            f"fees-{name}",
            f"{_in(name)} users pay {{value}} dollars a day for compute in the fifth year",
            o.FEES,
            Setting(name),
            "page-fees",
        )
        yield Answer(
            f"gpus-{name}",
            f"{_in(name)} {{value}} GPUs work for the network in the fifth year",
            o.GPUS_IN_USE,
            Setting(name),
            "page-compute-market",
        )
    yield Answer(
        "right-results",
        "In base {value} per cent of the paid work of the fifth year is right",
        o.RIGHT,
        Setting("base"),
        "page-honesty",
    )
