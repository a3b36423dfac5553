"""Claims, facts, answers, sources and parameters as data, beside the pages: JSON, or CSV."""

from __future__ import annotations

import csv
import dataclasses
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import model_nodes as n
import model_sources
from model_whole import is_whole
from sphinx.application import Sphinx

import model
from model.compile import tables
from model.factbook import sources
from model.factbook.locators import places
from model.logic import presentation

Rows = Sequence[Mapping[str, object]]


def claims(pages: dict[str, str]) -> list[dict[str, Any]]:
    """Every claim with all that a reader of the copy needs, and its page."""
    return [
        {**presentation.record(claim), "page": pages.get(claim.id, "")}
        for claim in model.claims.values()
    ]


def facts() -> list[dict[str, Any]]:
    """Every fact with its value, range, unit, status and sources."""
    return [dataclasses.asdict(fact) for fact in model.facts.values()]


def answers() -> list[dict[str, Any]]:
    """Every answer with its intervals and what moves it."""
    return [answer.record() for answer in model.answers.values()]


def facts_table() -> Rows:
    """Every fact as a flat row: its sources by id."""
    return [
        {**dataclasses.asdict(fact), "sources": " ".join(source.id for source in fact.sources)}
        for fact in model.facts.values()
    ]


def sources_table() -> Rows:
    """Every source; repository, commit, path and link of the first thing that it names."""
    rows = []
    for source in sources().values():
        first = next(iter(places(source.locator)), None)
        rows.append(
            {
                "id": source.id,
                "title": source.title,
                "kind": source.kind,
                "locator": source.locator,
                "repository": first.repository if first else "",
                "commit": first.commit if first else "",
                "path": first.path if first else "",
                "link": first.link if first else "",
                "date": source.date or "",
                "confidence": source.confidence,
                "facts": " ".join(fact.id for fact in model_sources.resting(source)),
            }
        )
    return rows


def parameters_table() -> Rows:
    """Every parameter of the announced economy, in its own unit; an alternative by name too."""
    values = tables.defaults(n.economy())
    rows = []
    for row in tables.rows(n.economy(), "parameters"):
        record = n.record(row.name)
        low, high = record.range
        rows.append(
            {
                "name": row.name,
                "value": values[row.name],
                "low": low,
                "high": high,
                "alternative": row.value if record.domain.choices else "",
                "unit": record.unit,
                "info": row.info,
                "domain": row.domain,
                "fact": row.fact,
                "status": row.status,
            }
        )
    return rows


def write_csv(path: Path, rows: Rows) -> None:
    """One table with a heading."""
    with path.open("w", encoding="utf-8", newline="") as file:
        table = csv.DictWriter(file, list(rows[0]), lineterminator="\n")
        table.writeheader()
        table.writerows(rows)


def write(app: Sphinx, failed: Exception | None) -> None:
    """All files, once the pages are written."""
    if failed or not is_whole(app):
        return
    domain: Any = app.env.get_domain("std")
    labels = domain.anonlabels
    pages = {
        claim: f"{labels[f'claim-anchor-{claim}'][0]}.html#claim-{claim}"
        for claim in model.claims
        if f"claim-anchor-{claim}" in labels
    }
    for name, rows in (
        ("claims", claims(pages)),
        ("facts", facts()),
        ("answers", answers()),
    ):
        text = json.dumps(rows, indent=1, ensure_ascii=False, default=str)
        Path(app.outdir, f"{name}.json").write_text(text + "\n", encoding="utf-8")
    for name, table in (
        ("facts", facts_table()),
        ("sources", sources_table()),
        ("parameters", parameters_table()),
    ):
        write_csv(Path(app.outdir, f"{name}.csv"), table)
