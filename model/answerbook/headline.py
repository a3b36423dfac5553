"""Burn, supply, price and usage: what a report says of five years of the economy."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

from model.answerbook.answer import Answer
from model.experiments import outcomes as o
from model.experiments.intervals import Estimate, Setting
from model.quantities import quantity
from model.spec.worth import premium_half_life

#: The premium is gone at once: the limit without one.
NO_PREMIUM = (("premium_half_life", quantity(premium_half_life).domain.low),)
OWN_PATH = (("price_drift", 0.0), ("price_rule", "exogenous"))
NAMES = ("observed", "bear", "base", "bull")
CENTS = 100.0


def _of(
    key: str,
    scenarios: tuple[str, ...],
    form: str,
    short: str,
    outcome: o.Reading,
    page: str,
    scale: float = 1.0,
) -> Iterator[Answer]:
    """One answer for each scenario; ``form`` goes on after "In base"."""
    for name in scenarios:
        within = "With nothing more than was observed" if name == "observed" else f"In {name}"
        yield Answer(
            f"{key}-{name}", "", f"{within} {form}", short, outcome, Setting(name), page, scale
        )


def _burn() -> Iterator[Answer]:
    form = "the vault burns {value} per cent of the supply in five years"
    short = "burned by the vault [% of supply]"
    yield from _of("burn", NAMES, form, short, o.BURNED, "page-scenarios")
    yield Answer(
        "burn-without-premium",
        "",
        "Without a premium over what usage is worth, the vault burns {value} per cent of the "
        "supply in five years of base",
        short,
        o.BURNED,
        Setting("base", NO_PREMIUM),
        "page-burn",
        closure="fundamental price without a premium",
    )
    yield Answer(
        "burn-at-a-given-price",
        "",
        "If the price follows a path of its own with a flat median, the vault burns {value} per "
        "cent of the supply in five years of base",
        short,
        o.BURNED,
        Setting("base", OWN_PATH),
        "page-burn",
        closure="exogenous price",
    )
    form = "slashed stakes burn another {value} per cent of the supply in five years"
    yield from _of(
        "slash-burn", NAMES[1:], form, "burned by slashes [% of supply]", o.SLASHED, "page-rewards"
    )


def _more_than_one(found: Estimate) -> bool:
    return min(found.value, found.chance[0], found.assumed[0], found.every[0]) > 1


def _supply() -> Iterator[Answer]:
    yield Answer(
        "released",
        "",
        "{value} per cent of the supply leaves its locks in the first five years",
        "released [% of supply]",
        o.RELEASED,
        Setting("base"),
        "page-supply",
    )
    form = "{value} tokens leave their locks for each one that the vault burns in five years"
    for answer in _of(
        "released-per-burned",
        NAMES[2:],
        form,
        "released for each one burned",
        o.PER_BURNED,
        "page-unlocks",
    ):
        yield replace(
            answer,
            holds=_more_than_one,
            asserts="more tokens leave their locks than are burned, in every interval",
        )
    yield Answer(
        "revenue-needed",
        "",
        "To burn what leaves its locks in five years, at the launch price and without moving it, "
        "the vault would have to earn {value} dollars a day",
        "revenue that would burn what is released [USD a day]",
        o.NEEDED,
        Setting("base"),
        "page-unlocks",
    )
    yield Answer(
        "circulation-shrinks",
        "",
        "In the fifth year of base, when all locks are empty, what circulates shrinks by {value} "
        "per cent",
        "circulation shrinks [% in year five]",
        o.GROWTH,
        Setting("base"),
        "page-supply",
        scale=-1.0,
        holds=lambda found: found.chance[1] < 0 and found.assumed[1] < 0,
        asserts="what circulates shrinks",
    )


def _price() -> Iterator[Answer]:
    form = "the token costs {value} cents in the fifth year"
    yield from _of("price", NAMES, form, "price [cents]", o.PRICE, "page-scenarios", CENTS)
    yield Answer(
        "price-without-premium",
        "",
        "Without a premium the token costs {value} cents in the fifth year of base",
        "price [cents]",
        o.PRICE,
        Setting("base", NO_PREMIUM),
        "page-value",
        scale=CENTS,
        closure="fundamental price without a premium",
    )
    form = "what circulates is worth {value} dollars in the fifth year"
    yield from _of(
        "market-value", NAMES, form, "market value [USD]", o.MARKET_VALUE, "page-scenarios"
    )
    form = (
        "usage and the vault's cash explain {value} per cent of the fair value in the fifth year; "
        "the rest is premium"
    )
    yield from _of(
        "usage-explains",
        NAMES,
        form,
        "explained by usage [% of fair value]",
        o.EXPLAINED,
        "page-value",
    )
    form = "the market value is {value} times the fees of the fifth year"
    yield from _of(
        "price-to-sales", NAMES, form, "price to sales", o.PRICE_TO_SALES, "page-scenarios"
    )


def _usage() -> Iterator[Answer]:
    form = "the vault earns {value} dollars a day in the fifth year"
    yield from _of(
        "revenue", NAMES, form, "revenue of the vault [USD a day]", o.REVENUE, "page-scenarios"
    )
    form = "users pay {value} dollars a day for compute in the fifth year"
    yield from _of("fees", NAMES[1:], form, "fees for compute [USD a day]", o.FEES, "page-fees")
    form = "{value} GPUs work for the network in the fifth year"
    yield from _of("gpus", NAMES[1:], form, "GPUs", o.GPUS_IN_USE, "page-compute-market")
    form = "{value} per cent of the paid work of the fifth year is right"
    yield from _of(
        "right-results", NAMES[1:], form, "right results [% of paid work]", o.RIGHT, "page-honesty"
    )


QUESTIONS: Mapping[str, Callable[[], Iterator[Answer]]] = {
    "How much is burned?": _burn,
    "How much is released, and how much burn would that take?": _supply,
    "What is the token worth?": _price,
    "How much is the network used?": _usage,
}
