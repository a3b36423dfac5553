"""All answers computed anew: settings that share paths are run once."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from model.answerbook.answer import Answer
from model.experiments.intervals import Estimate, Setting, estimates
from model.experiments.outcomes import Reading


def recomputed(
    answers: Iterable[Answer], tick: Callable[[str], object] = lambda text: None
) -> dict[str, Estimate]:
    """The estimate of each answer by id; ``tick`` is told what is run. Raises `DoesNotHold`."""
    wanted: dict[Setting, dict[str, Reading]] = {}
    every = list(answers)
    for answer in every:
        wanted.setdefault(answer.setting, {})[answer.outcome.name] = answer.outcome
    found = {}
    for number, (setting, outcomes) in enumerate(wanted.items(), 1):
        changes = ", ".join(f"{name} = {value}" for name, value in setting.changes)
        tick(f"{number} of {len(wanted)}: {setting.scenario}" + (f", {changes}" if changes else ""))
        found[setting] = estimates(setting, list(outcomes.values()))
    computed = {answer.id: found[answer.setting][answer.outcome.name] for answer in every}
    for answer in every:
        answer.check(computed[answer.id])
    return computed
