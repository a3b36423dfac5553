"""Claims of the theory: statement, assumptions, proof and citation."""

from __future__ import annotations

from collections import Counter
from html import escape
from typing import Any

import model_nodes as n
import model_rests
from docutils import nodes
from docutils.statemachine import StringList
from model_explorer import PAGE
from sphinx.util.docutils import SphinxDirective

import model
from model.compile.tables import unit_text
from model.experiments import counterexample_runs
from model.experiments import wrong_statements as wrong
from model.logic import presentation
from model.logic.step import Grade, Strength
from model.quantities import Kind, registry
from model.theory.registry import TOPICS


def known(name: str) -> Any:
    """A claim by id, or `model_nodes.Unknown`."""
    claims = model.claims
    if name not in claims:
        raise n.Unknown("claim", name, list(claims))
    return claims[name]


def claim(directive: SphinxDirective, name: str, fold: bool = False) -> list[nodes.Node]:
    """Theorem with its assumptions; proof, numbers, examples and citation are folded away.

    With ``fold`` all of it is one line that opens: the grade and the title.
    """
    found = known(name)
    verdict, _ = presentation.decided(found)
    lines = [
        f"::::{{prf:theorem}} {found.title}",
        f":label: claim-{name}",
        "",
        found.words,
        "",
        "$$",
        found.latex(),
        f"$$ (eq-claim-{name})",
        "",
        *(f"- *{a.name}*: {a.meaning}" for a in found.assumptions),
        "",
        *_where(found),
        f"Region: {found.region}. *{verdict.grade.value}, {verdict.strength.value}.*",
        "",
        *([f"Throughout this chapter: {'; '.join(found.standing)}."] if found.standing else []),
        "",
        "::::",
        "",
        "::::::{dropdown} Proof, numbers, assumptions, citation",
        ":::::{tab-set}",
        *_tab("Proof", [":::{prf:proof}", *_proof(found), ":::"]),
        *_tab("Numbers", _numbers(found)),
        *_tab("Without an assumption", _examples(directive, found)),
        *_tab("Cite this claim", _citation(directive, found)),
        ":::::",
        "::::::",
    ]
    if fold:
        title = f"{verdict.grade.value}: {found.title}"
        lines = [f":::::::{{dropdown}} {title}", *lines, ":::::::"]
    holder = nodes.container(classes=["claim"])
    place = directive.get_source_info()[0]
    directive.state.nested_parse(StringList(lines, place), directive.content_offset, holder)
    earlier = [nodes.target("", "", ids=[f"claim-{each}"]) for each in found.formerly]
    return [n.anchor(directive, f"claim-anchor-{name}"), *earlier, holder]


def _tab(title: str, lines: list[str]) -> list[str]:
    return [f"::::{{tab-item}} {title}", *lines, "::::"]


def _where(found: Any) -> list[str]:
    """The symbols of the statement in one paragraph, with their units."""
    said = [
        f"${tex}$ is {info}{f' ({unit})' if unit else ''}"
        for tex, _, info, unit in presentation.symbols(found)
    ]
    return [":::{container} claim-where", f"Where {'; '.join(said)}.", ":::", ""]


def _proof(found: Any) -> list[str]:
    verdict, _ = presentation.decided(found)
    lines = []
    if verdict.meaning:
        lines += ["Taken as given, which says what the statement's own symbols stand for:", ""]
        for meaning in verdict.meaning:
            lines += ["$$", presentation.latex(meaning, found.short), "$$", ""]
    lines += ["Step by step:", "", *found.proof_markdown().splitlines(), ""]
    strong = f"{verdict.strength.value[0].upper()}{verdict.strength.value[1:]}"
    lines += [f"{strong}; what was decided has the fingerprint `{verdict.fingerprint}`.", ""]
    return [*lines, model_rests.card(found.id)]


def _numbers(found: Any) -> list[str]:
    evidence = presentation.compared(found)
    lines = [
        f"{evidence.text[0].upper()}{evidence.text[1:]}.",
        f"Cases: {evidence.cases:,}. Worst: {evidence.worst:.2g}.",
        f"A worst case above {evidence.bound:.2g} would refute the claim.",
        "",
        f"Region of validity: {found.region}.",
    ]
    if found.shown_in:
        lines += ["", f"Theory and numbers stand together in {{numref}}`{found.shown_in}`."]
    return lines


def _examples(directive: SphinxDirective, found: Any) -> list[str]:
    lines = []
    page = "../" * directive.env.docname.count("/") + f"{PAGE}.html"
    for key, example in found.necessity().items():
        lines.append(f"- *{key}*: {example.text}")
        if pair := counterexample_runs.of(found.id, key):
            to = f"{page}{escape(pair.link())}"
            link = f'<br><a href="{to}">Open this counterexample in the Explorer</a>'
            lines.append(f'  <span class="on-screen">{link}</span>')
    return lines


def _citation(directive: SphinxDirective, found: Any) -> list[str]:
    page = f"{directive.env.docname}.html#claim-{found.id}"
    lines = [
        f"Permanent place in the book: `{page}`.",
        f"On the command line: `python -m model claims {found.id}`.",
        "",
        "```bibtex",
        *found.cite().splitlines(),
        "```",
        "",
        "```latex",
        *found.theorem().splitlines(),
        "```",
    ]
    lines += ["", f"Whose result: {found.owner}."]
    if found.literature:
        works = ", ".join(f"{{cite}}`{key}`" for key in found.literature)
        lines += ["", f"Literature: {works}"]
    return lines


def claims_list(directive: SphinxDirective) -> list[nodes.Node]:
    """Every claim by subject: its title with a link, its id, and its figure."""
    lines = []
    for subject, found in model.claims.topics.items():
        lines += [f"**{subject}**", "", "::::{list-table}", ":widths: 55 32 13", ":width: 100%", ""]
        for each in found:
            lines += [
                f"* - {{prf:ref}}`{each.title} <claim-{each.id}>`",
                f"  - `{each.id}`",
                f"  - {{numref}}`{each.shown_in}`",
            ]
        lines += ["::::", ""]
    holder = nodes.container(classes=["claims-list"])
    place = directive.get_source_info()[0]
    directive.state.nested_parse(StringList(lines, place), directive.content_offset, holder)
    return [holder]


def who_decided() -> list[nodes.Node]:
    """How many claims are of each kind, by who decided them."""
    found = [presentation.decided(each)[0] for each in model.claims.values()]
    counts = Counter((each.grade, each.strength) for each in found)
    rows = [
        (grade.value, *(str(counts[grade, who]) for who in Strength))
        for grade in Grade
        if any(each.grade is grade for each in found)
    ]
    rows.append(("All", *(str(sum(counts[kind, who] for kind in Grade)) for who in Strength)))
    head = ("decided", *(who.value.partition(" ")[2] for who in Strength))
    return [n.table(head, rows, widths=(25, 25, 25, 25))]


def wrong_statements() -> list[nodes.Node]:
    """How many statements were made wrong at their source, by chapter, and who refused them."""
    stored = wrong.stored()
    subjects = dict(zip(_folders(), model.claims.topics, strict=True))
    counts = [(subjects[chapter], row) for chapter, row in stored["chapters"].items()]
    keys = ("tried", "proof", "numbers")
    rows = [(subject, *(f"{row[key]:,}" for key in keys)) for subject, row in counts]
    rows.append(("All", *(f"{sum(row[key] for _, row in counts):,}" for key in keys)))
    head = ("subject", "wrong statements", "refused by the proof", "by numbers only")
    return [n.table(head, rows, widths=(46, 18, 18, 18))]


def _folders() -> list[str]:
    """The folders of the theory in the order of the book."""
    return list(dict.fromkeys(topic.partition(".")[0] for topic in TOPICS))


def symbols() -> list[nodes.Node]:
    """A table for each subject: the quantities of its statements that no economy computes."""
    made: list[nodes.Node] = []
    for subject, found in model.claims.topics.items():
        free = set().union(*(claim.statement.free_symbols for claim in found))
        records = [registry[s.name] for s in sorted(free, key=str)]
        rows = [
            (n.math(r.tex), nodes.literal("", r.name), unit_text(r.unit), r.info)
            for r in records
            if r.kind == Kind.THEORY
        ]
        if rows:
            made.append(n.paragraph(nodes.strong("", subject)))
            head = ("symbol", "name", "unit", "meaning")
            made.append(n.table(head, rows, widths=(12, 28, 16, 44)))
    return made
