"""Stress: what is left after each, and what comes back."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from model.answerbook.answer import Answer
from model.experiments.intervals import Estimate, Setting
from model.experiments.stress import paired

PAGE = "page-stress"


def _lost(found: Estimate) -> bool:
    return found.chance[0] > 50


def _answers() -> Iterator[Answer]:
    base = Setting.of("base", paired.BLOWS)
    yield Answer(
        "left-after-no-audits",
        "",
        "A year after audits were out for a year, {value} per cent of the GPUs of base are there, "
        "beside the same network without the outage",
        "GPUs left [%]",
        paired.LEFT,
        base,
        PAGE,
    )
    yield Answer(
        "worth-without-audits",
        "",
        "A vote that stops audits two years after launch costs holders {value} per cent of the "
        "market value in the next year of base",
        "market value lost [%]",
        paired.WORTH,
        base,
        PAGE,
        holds=_lost,
        asserts="holders lose more than half in nine of ten runs",
    )
    for scenario in ("bear", "base"):
        yield Answer(
            f"left-after-fall-{scenario}",
            "",
            f"After the token loses {100 * paired.FALL:.0f} per cent of its price on one day, at "
            f"least {{value}} per cent of the GPUs of {scenario} are there from three months on",
            "GPUs left [%]",
            paired.FALLEN,
            Setting.of(scenario, paired.BLOWS),
            PAGE,
        )
    yield Answer(
        "burn-with-downturn",
        "",
        "With a common downturn of two standard deviations for two years, the vault burns {value} "
        "per cent of what it would without in five years of base",
        "burned [% of that without]",
        paired.BURNED,
        Setting.of("base", paired.DOWNTURN),
        PAGE,
    )
    yield Answer(
        "subsidy-washed",
        "",
        "Nodes that buy their own compute take {value} per cent of five years' subsidy in base",
        "subsidy washed [%]",
        paired.WASHED,
        Setting.of("base", paired.WASHING),
        PAGE,
        scale=100.0,
    )
    yield Answer(
        "sandwiched-after-votes",
        "",
        "After votes for the longest window and the widest tolerance, sandwiches take {value} per "
        "cent of the vault's dollars in five years of bull",
        "vault's dollars sandwiched [%]",
        paired.SANDWICHED,
        paired.voted("bull"),
        PAGE,
    )


QUESTIONS: Mapping[str, Callable[[], Iterator[Answer]]] = {
    "What breaks the network, and what comes back?": _answers,
}
