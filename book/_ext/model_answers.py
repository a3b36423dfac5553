"""Answers in pages: a number in a sentence, all of them with their intervals, and side by side."""

from __future__ import annotations

import model_nodes as n
from docutils import nodes
from docutils.statemachine import StringList
from model_base import ModelDirective
from model_roles import ModelRole
from sphinx.application import Sphinx

import model
from model.answerbook.answer import Answer
from model.answerbook.headline import NAMES
from model.experiments.intervals import FIVE_YEARS

#: What a role may ask of an answer beside its number.
PARTS = ("chance", "assumed", "every", "sentence")


def known(name: str) -> Answer:
    """An answer by id, or `model_nodes.Unknown`."""
    if name not in model.answers:
        raise n.Unknown("answer", name, model.answers)
    return model.answers[name]


class AnswerRole(ModelRole):
    """An answer's number, or a part of it: ``{answer}`burn-base chance` ``."""

    def _made(self) -> list[nodes.Node]:
        name, _, part = self.text.partition(" ")
        answer = known(name)
        if part and part not in PARTS:
            raise n.Unknown("part of an answer", part, PARTS)
        if not part:
            text = answer.value
        else:
            text = answer.sentence if part == "sentence" else answer.told(part)
        return [n.link(f"answer-{answer.id}", text)]


class AnswersList(ModelDirective):
    """Every answer by question: sentence, intervals, what it rests on, and how it is quoted."""

    def _made(self) -> list[nodes.Node]:
        made: list[nodes.Node] = []
        question = ""
        for answer in model.answers.values():
            if answer.question != question:
                question = answer.question
                made.append(n.paragraph(nodes.strong("", question), classes=["answers-question"]))
            made += [n.anchor(self, f"answer-{answer.id}"), self._card(answer)]
        return made

    def _card(self, answer: Answer) -> nodes.container:
        explained = (
            f" It is explained by {{prf:ref}}`claim-{answer.claim}`." if answer.claim else ""
        )
        intervals = answer.intervals[0].upper() + answer.intervals[1:]
        argued = f"*Argued in* {{ref}}`{answer.page}`.{explained}"
        lines = [
            f"**{answer.sentence}.** {intervals}. {answer.rests_on} {argued}",
            "",
            f"::::{{dropdown}} Copy: {answer.id}",
            "```text",
            answer.quote(),
            "```",
            "```bibtex",
            *answer.cite().splitlines(),
            "```",
            "::::",
        ]
        holder = nodes.container(classes=["answer"])
        place = self.get_source_info()[0]
        self.state.nested_parse(StringList(lines, place), self.content_offset, holder)
        return holder


class AnswersTable(ModelDirective):
    """What the scenarios have in common, side by side: medians, and nine runs of ten below."""

    def _made(self) -> list[nodes.Node]:
        rows: dict[str, dict[str, Answer]] = {}
        for answer in model.answers.values():
            scenario = answer.setting.scenario
            alone = answer.setting.source == FIVE_YEARS and not answer.setting.changes
            if alone and answer.id.endswith(f"-{scenario}"):
                rows.setdefault(answer.short, {})[scenario] = answer
        names = [name for name in NAMES if any(name in row for row in rows.values())]
        body = [
            [what, *(self._cell(row.get(name)) for name in names)] for what, row in rows.items()
        ]
        return [n.table(["in or after five years", *names], body, classes=["answers-table"])]

    def _cell(self, answer: Answer | None) -> n.Cell:
        if answer is None:
            return "–"
        value = n.link(f"answer-{answer.id}", answer.value)
        return [value, nodes.Text(f" ({answer.told('chance')})")]


def add_to(app: Sphinx) -> None:
    """Register the role and both directives."""
    app.add_role("answer", AnswerRole())
    app.add_directive("answers-list", AnswersList)
    app.add_directive("answers-table", AnswersTable)
