"""Burn without usage: what a vault burns whose revenue comes from anywhere but paid compute."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from model.answerbook.answer import Answer
from model.experiments.challenges import burn_sources as b
from model.experiments.challenges.burn_without_usage import CLOSURES
from model.experiments.intervals import Setting

PAGE = "page-burn-without-usage"
#: Ideas of the price by the name that an id has, with their names and how a sentence says them.
_PRICES = {
    "given": ("given price", "if the price follows a path of its own", "exogenous price"),
    "usual": ("usual premium", "if the premium fades as in base", "fundamental price"),
    "launches": (
        "premium like other launches'",
        "if the premium fades as at the median launch of 2025",
        "fundamental price, premium of other launches",
    ),
    "none": (
        "no premium",
        "if there is no premium",
        "fundamental price without a premium",
    ),
}


def setting(closure: str) -> Setting:
    """The market for compute stays closed."""
    return Setting.of("observed", b.SOURCE, **CLOSURES[closure])


def _answers() -> Iterator[Answer]:
    for revenue, dollars in b.REVENUES.items():
        for key, (closure, words, told) in _PRICES.items():
            if revenue == "largest" and key == "launches":
                continue
            yield Answer(
                f"burn-without-usage-{revenue}-{key}",
                "",
                f"With {dollars:,.0f} dollars a day and no usage, the vault burns {{value}} per "
                f"cent of the supply in five years {words}",
                f"burned at {dollars:,.0f} USD a day [% of supply]",
                b.BURNED[revenue],
                setting(closure),
                PAGE,
                closure=told,
            )
    yield Answer(
        "cover-without-usage",
        "",
        f"With {b.REVENUES['observed']:,.0f} dollars a day and no usage, the vault burns {{value}} "
        f"per cent of what month {b.MONTH} unlocks, if the premium fades as in base",
        f"burned of what month {b.MONTH} unlocks [%]",
        b.COVER["observed"],
        setting("usual premium"),
        PAGE,
        holds=lambda found: max(found.value, found.chance[1]) < 100,
        asserts="less is burned than is unlocked",
    )


QUESTIONS: Mapping[str, Callable[[], Iterator[Answer]]] = {
    "How much would be burned without usage?": _answers,
}
