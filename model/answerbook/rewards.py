"""Reward dependence: what is left of the network once its nodes are no longer paid to come."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from model.answerbook.answer import Answer
from model.experiments.challenges import least_usage, withdrawn
from model.experiments.challenges.common import CLOSURES, GROWN, SCENARIOS
from model.experiments.intervals import Estimate, Setting

PAGE = "page-reward-dependence"


def setting(scenario: str, closure: str = "fundamental") -> Setting:
    """A network whose users are all there from the first day."""
    return Setting.of(scenario, withdrawn.SOURCE, **{**GROWN, **CLOSURES[closure]})


def _less(found: Estimate) -> bool:
    return found.value < 100


def _answers() -> Iterator[Answer]:
    form = (
        "{value} per cent of the GPUs are left 180 days after the announced subsidy ends, beside "
        "the same network with a subsidy that goes on"
    )
    for scenario in SCENARIOS:
        yield Answer(
            f"kept-without-subsidy-{scenario}",
            "",
            f"With the usage of {scenario} from the first day, {form}",
            "GPUs kept without the subsidy [%]",
            withdrawn.KEPT,
            setting(scenario),
            PAGE,
            holds=_less,
            asserts="the median run has fewer than with the subsidy",
        )
    yield Answer(
        "kept-beside-never-paid",
        "",
        "With the usage of base from the first day, the network has {value} per cent as many GPUs "
        "180 days after the announced subsidy ends as if nobody had ever been paid",
        "GPUs beside a network never paid [%]",
        withdrawn.BESIDE_NEVER,
        setting("base"),
        PAGE,
    )
    yield Answer(
        "usage-that-carries",
        "",
        "Usage of {value} dollars a year, at outside prices, keeps nine in ten of the GPUs of base "
        "once the announced subsidy ends",
        "usage that carries the network [USD a year]",
        least_usage.READINGS["usage"],
        Setting.of("base", least_usage.SOURCE, **{**GROWN, **CLOSURES["fundamental"]}),
        PAGE,
    )
    yield Answer(
        "subsidy-in-tokens",
        "",
        "The tokens that the announced subsidy's dollars bought at launch are worth {value} per "
        "cent of these dollars over the first two years of base",
        "subsidy in tokens over dollars [%]",
        withdrawn.WORTH,
        setting("base"),
        PAGE,
    )


QUESTIONS: Mapping[str, Callable[[], Iterator[Answer]]] = {
    "What is left of the network when the treasury stops paying its nodes?": _answers,
}
