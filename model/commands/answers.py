"""The command that prints what a report may quote."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from model.answerbook.answer import Answer

Add = Callable[[str, str, Callable[[argparse.Namespace], None]], argparse.ArgumentParser]


def add_to(add: Add) -> None:
    """Register ``answers``."""
    answers = add("answers", "list the sentences that a report may quote, or print one", _answers)
    answers.add_argument("id", nargs="?", help="id of one answer")
    answers.add_argument("--format", choices=("text", "json", "bibtex"), default="text")
    answers.add_argument(
        "--again", action="store_true", help="compute the number anew and print it beside the kept"
    )
    answers.add_argument(
        "--update",
        action="store_true",
        help="compute the answers anew whose equations, facts or code have changed, and keep them",
    )


def _answers(chosen: argparse.Namespace) -> None:
    from model.answerbook import answers, numbers
    from model.answerbook.update import recomputed

    if chosen.update and (chosen.id is not None or chosen.again):
        raise numbers.NumbersError(
            "--update looks at all answers: give it alone, without an id and without --again"
        )
    if chosen.update:
        kept, keys = numbers.kept_keys(), {answer.id: answer.key for answer in answers.values()}
        stale = [answers[name] for name in keys if kept.get(name) != keys[name]]
        numbers.write(recomputed(stale, _say), keys)
        print(f"kept {len(answers)} answers in {numbers.FILE}, {len(stale)} of them anew")
        return
    some = list(answers.values()) if chosen.id is None else [answers[chosen.id]]
    if chosen.again:
        for name, found in recomputed(some, _say).items():
            answer = answers[name]
            print(
                f"{name}: {answer.said(found.value)} ({answer.said(*found.chance)} by chance, "
                f"{answer.said(*found.assumed)} over what is assumed); kept: {answer.value}"
            )
    elif chosen.format == "json":
        print(json.dumps([answer.record() for answer in some], indent=1, ensure_ascii=False))
    elif chosen.format == "bibtex":
        print("\n\n".join(answer.cite() for answer in some))
    else:
        print("\n".join(_line(answer, whole=bool(chosen.id)) for answer in some))


def _line(answer: Answer, whole: bool) -> str:
    return answer.quote() if whole else f"{answer.id:30}{answer.sentence}"


def _say(text: str) -> None:
    print(f"running {text}", file=sys.stderr, flush=True)
