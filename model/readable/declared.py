"""Directives that print the model: claims, equations, facts, programs, and tables of quantities."""

from __future__ import annotations

import re
from typing import Any

from model.compile import latex, tables
from model.compile.families import shown
from model.factbook import Fact, contradictions, facts
from model.figures.diagrams.day import day
from model.figures.diagrams.drawing import Diagram
from model.figures.diagrams.money import money
from model.interface import economy
from model.logic import presentation
from model.readable import bibliography
from model.readable.glued import ReadableError, escaped
from model.readable.markup import Directive, Writer, folded, formula, plain, table
from model.readable.places import numbered
from model.readable.programs import TARGETS, home, printed
from model.readable.roles import Page, known
from model.spec.core import Block
from model.spec.economy import Economy
from model.theory.registry import claims


def _economy(one: Directive) -> Economy:
    return economy(one.options.get("economy", "announced"))


def _block(name: str, of: Economy) -> Block:
    known("block", name, {b.name: b for b in of.blocks})
    return of.block(name)


def _words(text: str) -> list[str]:
    return [word.strip() for word in text.split(",") if word.strip()]


def _claim(one: Directive, page: Page) -> str:
    """Statement, assumptions and region; the proof behind a line that opens."""
    known("claim", one.argument, claims)
    found = claims[one.argument]
    verdict, _ = presentation.decided(found)
    symbols = [
        f"${tex}$ is {info}{f' ({unit})' if unit else ''}"
        for tex, _, info, unit in presentation.symbols(found)
    ]
    number = numbered(f"claim-{found.id}", "Theorem")
    lines = [
        f"**{number} ({found.title}).** {found.words}",
        formula(found.latex(), f"eq-claim-{found.id}"),
        *(f"- *{a.name}*: {a.meaning}" for a in found.assumptions),
        "",
        f"Where {'; '.join(symbols)}.",
        "",
        f"Region: {found.region}. *{verdict.grade.value}, {verdict.strength.value}.*",
        *(["", f"Throughout this chapter: {'; '.join(found.standing)}."] if found.standing else []),
        "",
        folded("Proof", _proof(found)),
    ]
    page.works.update(dict.fromkeys(found.literature))
    text = "\n".join(lines)
    if "fold" in one.options:
        return folded(f"{verdict.grade.value}: {found.title}", text)
    return text


def _proof(found: Any) -> str:
    verdict, _ = presentation.decided(found)
    lines = []
    if verdict.meaning:
        lines.append("Taken as given, which says what the statement's own symbols stand for:")
        lines += [formula(presentation.latex(meaning, found.short)) for meaning in verdict.meaning]
    # A formula inside an item of a list is not drawn everywhere.
    steps = re.sub(r"^(\d+)\. ", r"**\1.** ", found.proof_markdown(), flags=re.M)
    lines += ["", re.sub(r"^ {3}", "", steps, flags=re.M)]
    lines += ["", f"Fingerprint of what was decided: `{verdict.fingerprint}`."]
    lines += ["", f"Whose result: {found.owner}."]
    if found.literature:
        lines += ["", f"Literature: {bibliography.cited(','.join(found.literature))}."]
    return "\n".join(lines)


def _equations(one: Directive, _: Page) -> str:
    of = _economy(one)
    block = _block(one.argument, of)
    rows, only = {each.name: each for each in shown(block)}, _words(one.options.get("only", ""))
    marked = of.name == "announced" and (not only or "label" in one.options)
    lines = []
    for name in only or rows:
        known(f"equation of block {block.name}", name, rows)
        label = rows[name].label if marked else ""
        lines.append(formula(latex.equation(rows[name], block), label))
    if block.moved and (not only or "stocks" in one.options):
        label = f"eq-{block.name}-stocks" if marked else ""
        lines += ["The stocks then hold:", formula(latex.stock_updates(block), label)]
    whole = "All" if not only else "From all"
    lines.append(f"{whole} of *{block.name}*; code: `{'.'.join(home(block.name))}`.")
    return "\n".join(lines)


def _source(one: Directive, _: Page) -> str:
    of, target = _economy(one), one.options.get("target", "python")
    text = printed(_block(one.argument, of), of, target)
    return f"```{TARGETS[target]}\n{text}\n```"


def spread(fact: Fact) -> str:
    """The range of a fact as a table says it."""
    if fact.low < fact.high:
        return f"{tables.number(fact.low)} to {tables.number(fact.high)}"
    return "exact"


def origin(fact: Fact) -> str:
    """The sources of a fact and its date as a table says them."""
    return "; ".join(f"{s.title} ({s.kind})" for s in fact.sources) + f"; {fact.date}"


def _facts(one: Directive, _: Page) -> str:
    rows = [
        (
            f"`{fact.id}`",
            escaped(fact.info + (f". {fact.note}" if fact.note else "")),
            tables.amount(fact.value, fact.unit),
            spread(fact),
            escaped(origin(fact)),
        )
        for fact in facts.values()
        if fact.status == one.argument
    ]
    if not rows:
        raise ReadableError(f"no fact has the status {one.argument!r}")
    return table(("id", "meaning", "value", "range", "source and date"), rows)


def _contradictions(_: Directive, __: Page) -> str:
    rows = [
        (
            each.id,
            *map(escaped, (each.topic, each.claim_a, each.claim_b)),
            escaped(f"{each.choice} {each.reason}"),
            ", ".join(f"`{name}`" for name in each.facts),
        )
        for each in contradictions().values()
    ]
    return table(("", "about", "A says", "B says", "choice and reason", "facts"), rows)


def _quantities(one: Directive, _: Page) -> str:
    found = tables.rows(_economy(one), one.argument, one.options.get("block"))
    head, extra = ["symbol", "name", "unit", "meaning"], one.argument == "parameters"
    rows = [
        (f"${r.tex}$", f"`{r.name}`", r.unit, r.info)
        + ((r.value, r.range, f"`{r.fact}` ({r.status})") if extra else ())
        for r in found
    ]
    return table([*head, *(["value", "range", "fact"] if extra else [])], rows)


def _order(one: Directive, _: Page) -> str:
    rows = [
        (str(e.number), f"*{e.block}*", e.info, str(e.equations))
        for e in tables.order_of_day(_economy(one))
    ]
    return table(("", "event", "what happens", "equations"), rows)


def _units(one: Directive, _: Page) -> str:
    rows = [(f"`{unit}`", said, str(count)) for unit, said, count in tables.units(_economy(one))]
    return table(("unit", "said", "quantities"), rows)


def _day(one: Directive, page: Page) -> str:
    return _drawn(day(_economy(one), one.argument), one, page)


def _money(one: Directive, page: Page) -> str:
    through, unit = _words(one.options.get("through", "")), one.options.get("unit", "")
    return _drawn(money(_economy(one), one.argument, through, unit), one, page)


def _drawn(diagram: Diagram, one: Directive, page: Page) -> str:
    """What a diagram says, behind a line that opens, and its caption."""
    caption = plain(one.body, page, WRITERS)
    return f"{folded(f'Diagram: {diagram.title}', diagram.alt)}\n\n{caption}"


WRITERS: dict[str, Writer] = {
    "claim": _claim,
    "contradictions-table": _contradictions,
    "day-diagram": _day,
    "facts-table": _facts,
    "money-diagram": _money,
    "order-of-day": _order,
    "printed-source": _source,
    "quantity-table": _quantities,
    "spec-equations": _equations,
    "units-table": _units,
}
