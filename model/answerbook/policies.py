"""Policies, rivals and what moves the headline: what each changes beside the design as it is."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from model.answerbook.answer import Answer
from model.answerbook.said import number
from model.experiments import headline_paired, policies_paired
from model.experiments.intervals import Estimate, Setting

POLICIES, HEADLINE = "page-policies", "page-headline"
#: Id, policy and party, what the sentence says before and after the number, words for a table.
_TOLD = (
    (
        "few-audits-users",
        "few audits, users",
        "With one task in fifty audited, the right work that users get in the fifth year of base",
        "right work [change, %]",
    ),
    (
        "burn-half-price",
        "burn half, holders",
        (
            "With half of the purchases burned in place of seven tenths, the price of the fifth "
            "year of base"
        ),
        "price [change, %]",
    ),
    (
        "no-buyback-price",
        "no buyback, holders",
        "If the vault never buys, the price of the fifth year of base",
        "price [change, %]",
    ),
    (
        "buyback-and-make-users",
        "buyback and make, users",
        (
            "If nodes are paid what would be burned, the right work that users get in the fifth "
            "year of base"
        ),
        "right work [change, %]",
    ),
    (
        "fee-burn-treasury",
        "fee burn, treasury",
        (
            "If the protocol's part of the fees is burned, what the treasury holds after five "
            "years of base"
        ),
        "treasury's tokens [change, %]",
    ),
    (
        "burn-and-mint-price",
        "burn and mint, holders",
        "Under burn and mint the price of the fifth year of base",
        "price [change, %]",
    ),
    (
        "dollar-payouts-treasury",
        "dollar payouts, treasury",
        (
            "If the subsidy is paid in stable dollars, what the treasury holds after five years of "
            "base"
        ),
        "treasury's tokens [change, %]",
    ),
)


def _policies() -> Iterator[Answer]:
    for key, reading, before, short in _TOLD:
        yield Answer(
            key,
            "",
            f"{before} changes by {{value}} per cent",
            short,
            policies_paired.READINGS[reading],
            policies_paired.setting(),
            POLICIES,
        )


def _more_than_one(found: Estimate) -> bool:
    return min(found.value, *found.chance) > 1


def _headline() -> Iterator[Answer]:
    long, brief = headline_paired.ends(headline_paired.SHORTER)
    setting = Setting.of("base", headline_paired.SOURCE)
    for key, reading, sentence in (
        (
            "burn-by-premium",
            "shorter premium, burned",
            (
                f"If the premium halves in {number(brief)} years and not in {number(long)}, the "
                "vault burns {value} times as much in five years of base"
            ),
        ),
        (
            "burn-by-usage",
            "usage, burned",
            (
                "With usage at the high end of its range the vault burns {value} times as much in "
                "five years of base as at the low end"
            ),
        ),
        (
            "burn-by-margin",
            "margin, burned",
            (
                "With the margin of applications at the high end of its range the vault burns "
                "{value} times as much in five years of base as at the low end"
            ),
        ),
    ):
        yield Answer(
            key,
            "",
            sentence,
            "burned, high over low end",
            headline_paired.READINGS[reading],
            setting,
            HEADLINE,
            holds=_more_than_one,
            asserts="more is burned, in nine of ten runs",
        )


QUESTIONS: Mapping[str, Callable[[], Iterator[Answer]]] = {
    "What moves the burn most?": _headline,
    "What would another policy or design change?": _policies,
}
