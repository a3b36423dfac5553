"""What would it take: the revenue, and the usage, at which burn or price would be explained."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from model.answerbook.answer import Answer
from model.experiments import cover_by_month as cover
from model.experiments import implied_usage as implied
from model.experiments.intervals import Setting
from model.factbook import facts

PAGE = "page-takes"
MONTH = f"month {cover.ASKED // cover.MONTH}"
#: Usage over base's of which the chance is told.
_TIMES = implied.USAGES[-4]


def at_price(price: float | None) -> Setting:
    """Revenue is held in base, and the price too unless it is None."""
    return Setting.of("base", cover.by_revenue(price is not None), **cover.changes(price))


def _answers() -> Iterator[Answer]:
    launch = facts["initial_price"].to("USD/AI")
    for key, price, words, closure in (
        ("launch", launch, "the launch price", "price held at the launch's"),
        ("fair", None, "the fair price", "fundamental price"),
    ):
        yield Answer(
            f"cover-at-most-{key}",
            "",
            f"No revenue of the vault burns more than {{value}} per cent of what {MONTH} unlocks "
            f"in base, at {words}",
            f"most of {MONTH} that is burned, {key} price [%]",
            cover.most(cover.ASKED),
            at_price(price),
            PAGE,
            closure=closure,
            holds=lambda found: found.value < 100,
            asserts="no revenue burns all that the month unlocks",
        )
        yield Answer(
            f"cover-a-tenth-{key}",
            "",
            f"To burn a tenth of what {MONTH} unlocks in base, at {words}, the vault would have "
            "to earn {value} dollars a day",
            f"revenue for a tenth of {MONTH}, {key} price [USD a day]",
            cover.needed(0.1, cover.ASKED),
            at_price(price),
            PAGE,
            closure=closure,
        )
    yield Answer(
        "usage-in-the-price",
        "",
        "Without a premium, the price of July 2026 pays for the certain arrival of {value} times "
        "the usage of base",
        "usage that the price of July 2026 pays for [times base's]",
        implied.LEAST,
        implied.without_premium(),
        PAGE,
        closure="fundamental price without a premium",
        holds=lambda found: found.chance[0] > 1,
        asserts="it pays for more than the usage of base",
    )
    yield Answer(
        "chance-in-the-price",
        "",
        f"Without a premium, the price of July 2026 pays for a chance of {{value}} per cent that "
        f"{_TIMES:,.0f} times the usage of base comes",
        f"chance of {_TIMES:,.0f} times base's usage in the price [%]",
        implied.chance(_TIMES),
        implied.without_premium(),
        PAGE,
        closure="fundamental price without a premium",
        holds=lambda found: found.value < 100,
        asserts="it pays for less than certainty in the median",
    )


QUESTIONS: Mapping[str, Callable[[], Iterator[Answer]]] = {
    "What would it take?": _answers,
}
