"""Unlocks of the first anniversary: what they do to the price, and what sellers pay."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from model.answerbook.answer import Answer
from model.experiments.challenges import unlock_sources as u
from model.experiments.challenges.common import CLOSURES
from model.experiments.challenges.unlock_shocks import KNOWN, THIRD
from model.experiments.intervals import Estimate, Setting

PAGE = "page-unlock-shocks"


def setting(scenario: str = "base", **changes: Any) -> Setting:
    """A third of the insiders' tokens at the cliff, and the lock of the community sale ends."""
    usual = {"known_dates": 0.0, **THIRD, **CLOSURES["fundamental"]}
    return Setting.of(scenario, u.SOURCE, **{**usual, **changes})


def _lower(found: Estimate) -> bool:
    return found.chance[0] > 0


def _answers() -> Iterator[Answer]:
    event = "If a third of the insiders' tokens comes free with the community sale's"
    lower = "the price is lower for it"
    yield Answer(
        "unlock-day",
        "",
        f"{event}, the price of base is {{value}} per cent lower on that day than without",
        "price on the day of the unlock [% lower]",
        u.ON_DAY,
        setting(),
        PAGE,
        holds=_lower,
        asserts=lower,
    )
    yield Answer(
        "unlock-half-year",
        "",
        f"{event}, the price of base is {{value}} per cent lower half a year later",
        "price half a year after the unlock [% lower]",
        u.END,
        setting(),
        PAGE,
        holds=_lower,
        asserts=lower,
    )
    yield Answer(
        "unlock-sales",
        "",
        f"{event}, sales alone lower the price of base by {{value}} per cent at worst",
        "price by sales of the unlock [% lower]",
        u.BY_SALES,
        setting(),
        PAGE,
        holds=_lower,
        asserts=lower,
    )
    yield Answer(
        "unlock-slippage",
        "",
        f"{event}, those who sell of it get {{value}} dollars less in half a year of base because "
        "they sell",
        "slippage of the unlock [USD]",
        u.SLIPPAGE,
        setting(),
        PAGE,
        holds=_lower,
        asserts="sellers get less",
    )
    yield Answer(
        "unlock-run-up",
        "",
        f"{event} and holders know the date, the price of base is {{value}} per cent lower before "
        "the day",
        "run-up to the unlock [% lower]",
        u.RUN_UP,
        setting(known_dates=KNOWN["known_dates"]),
        PAGE,
        holds=_lower,
        asserts=lower,
    )


QUESTIONS: Mapping[str, Callable[[], Iterator[Answer]]] = {
    "What do the unlocks of the first anniversary do to the price?": _answers,
}
