"""Imbalance: how the market for compute takes a jump, and what the way of its price costs."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from model.answerbook.answer import Answer
from model.experiments.challenges import imbalance_sources as i
from model.experiments.challenges.common import CLOSURES, GROWN
from model.experiments.intervals import Setting
from model.experiments.sources import Compared

PAGE = "page-imbalance"


def setting(source: Compared, scenario: str = "base", closure: str = "fundamental") -> Setting:
    """Usage stands still and nobody is subsidised, so that the step alone moves the market."""
    still = {**GROWN, **CLOSURES[closure], "treasury_subsidy_share": 0.0}
    if source is i.RULES:  # of which the rule is the question, and nothing to be drawn
        still["market_rule"] = i.POSTED
    return Setting.of(scenario, source, **still)


def _answers() -> Iterator[Answer]:
    asked = setting(i.STEPPED)
    yield Answer(
        "demand-up-gpus",
        "",
        "Half as much demand again brings the GPUs of base to {value} per cent of those without it",
        "GPUs after demand +50 % [%]",
        i.UP_REST,
        asked,
        PAGE,
        holds=lambda found: found.chance[0] > 100,
        asserts="more demand brings more GPUs",
    )
    yield Answer(
        "demand-up-days",
        "",
        "{value} days pass in base until the number of GPUs has settled after a rise of demand by "
        "half",
        "days to settle after demand +50 %",
        i.UP_DAYS,
        asked,
        PAGE,
    )
    yield Answer(
        "demand-down-users",
        "",
        "A fall of demand by half takes {value} dollars a day from the users of base in the first "
        "year, in what compute is worth to them above its price",
        "lost by users after demand −50 % [USD a day]",
        i.USERS,
        asked,
        PAGE,
        holds=lambda found: found.chance[0] > 0,
        asserts="users lose",
    )
    yield Answer(
        "outside-down-gpus",
        "",
        "Three years after the outside price has halved, base has {value} per cent of the GPUs "
        "that it would have without",
        "GPUs after outside price −50 % [%]",
        i.CHEAP_REST,
        asked,
        PAGE,
        holds=lambda found: found.value < 95,
        asserts="in the middle run fewer GPUs are left",
    )
    yield Answer(
        "supply-down-price",
        "",
        "When half of the GPUs of base go, the price of compute rises to {value} per cent of what "
        "it would be, at its dearest",
        "dearest compute after supply −50 % [%]",
        i.DEAREST,
        asked,
        PAGE,
        holds=lambda found: found.chance[0] > 100,
        asserts="compute is dearer for a while",
    )
    yield Answer(
        "clearing-gains",
        "",
        "A price of compute that clears each day would be worth {value} dollars a day to users and "
        "nodes of base together, in the year after a step",
        "gain from clearing [USD a day]",
        i.GAIN,
        setting(i.RULES),
        PAGE,
        holds=lambda found: found.chance[0] > 0,
        asserts="clearing gains",
    )


QUESTIONS: Mapping[str, Callable[[], Iterator[Answer]]] = {
    "How does the market for compute take a jump in demand, outside price or supply?": _answers,
}
