"""Claims, facts and answers as data, beside the pages."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx

import model
from model.theory import presentation


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


def write(app: Sphinx, failed: Exception | None) -> None:
    """All files, once the pages are written."""
    if failed or app.builder.format != "html" or app.config["model_partial_book"]:
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
