"""The answers themselves: what a report may say of the token, question by question.

To add some, write a module beside these whose ``QUESTIONS`` maps each question to a function that
yields its `Answer`s, and name it in `MODULES`. The number of an answer is a reading of a `Setting`:
a scenario, what is changed in it, and a source of `model.experiments.sources`, such as a
`Compared` with its `Sizes`. ``python -m model answers --update`` computes what is new.
"""

from __future__ import annotations

from dataclasses import replace

from model.answerbook import (
    burn_without_usage,
    headline,
    imbalance,
    policies,
    rewards,
    stress,
    unlock_shocks,
    what_it_takes,
)
from model.answerbook.answer import Answer

#: Modules with answers, in the order in which a reader asks.
MODULES = (
    headline,
    what_it_takes,
    rewards,
    imbalance,
    unlock_shocks,
    burn_without_usage,
    policies,
    stress,
)


def made() -> tuple[Answer, ...]:
    """All answers, each with the question that it answers."""
    return tuple(
        replace(answer, question=question)
        for module in MODULES
        for question, answers in module.QUESTIONS.items()
        for answer in answers()
    )
