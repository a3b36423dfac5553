"""The commands that list names: ``columns``, ``scenarios`` and ``search``."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Iterator
from typing import NamedTuple

from model.commands.simulate import economy_argument

Add = Callable[[str, str, Callable[[argparse.Namespace], None]], argparse.ArgumentParser]


class Named(NamedTuple):
    """Something that has a name: of what sort, how it is called, and what it is."""

    sort: str
    name: str
    says: str

    def line(self) -> str:
        """The name in the form that the other commands take."""
        return f"{self.sort:11}{self.name:52}{self.says}"


def add_to(add: Add) -> None:
    """Register ``columns``, ``scenarios`` and ``search``."""
    columns = add("columns", "list the columns of a result, with units", _columns)
    economy_argument(columns)
    add("scenarios", "list the states of the world and what each changes", _scenarios)
    search = add("search", "find facts, parameters, columns, claims and answers by words", _search)
    search.add_argument("words", nargs="+", metavar="WORD", help="all must occur, in any case")
    economy_argument(search)


def _columns(chosen: argparse.Namespace) -> None:
    from model.interface import economy
    from model.quantities import quantity

    which = economy(chosen.economy)
    records = [quantity(symbol) for symbol in (*which.states, *which.observables)]
    width = max(len(record.name) for record in records) + 2
    for record in records:
        print(f"{record.name:{width}}{record.kind!s:12}{record.unit:22}{record.info}")


def _scenarios(chosen: argparse.Namespace) -> None:
    from model.scenarios import SCENARIOS

    for name, scenario in SCENARIOS.items():
        said = [f"{changed} = {value}" for changed, value in scenario.changes.items()]
        said += [f"a vote on {name} for {value}" for name, value, _ in scenario.votes]
        if scenario.case != "base":
            said.insert(0, f"each fact's value for {scenario.case}")
        print(f"{name:22}{'; '.join(said) or 'as the facts are'}")


def _search(chosen: argparse.Namespace) -> None:
    words = [word.casefold() for word in chosen.words]
    found = [
        each
        for each in _everything(chosen.economy)
        if all(word in f"{each.name} {each.says}".casefold() for word in words)
    ]
    print("\n".join(each.line() for each in found) or _nothing(chosen.words))


def _nothing(words: list[str]) -> str:
    return (
        f"nothing is called {' '.join(words)}, or described so: try fewer words, or a part of one"
    )


def _everything(which: str) -> Iterator[Named]:
    from model.answerbook import answers
    from model.factbook import facts
    from model.interface import economy
    from model.quantities import quantity
    from model.theory.registry import claims

    known = economy(which)
    for fact in facts.values():
        yield Named("fact", fact.id, fact.info)
    for record in map(quantity, known.parameters):
        yield Named("parameter", record.name, record.info)
    for record in map(quantity, (*known.states, *known.observables)):
        yield Named("column", record.name, record.info)
    for claim in claims.values():
        yield Named("claim", claim.id, claim.title)
    for answer in answers.values():
        yield Named("answer", answer.id, answer.sentence)
