"""Directives and roles that print the model into pages. A misspelt id fails the build.

Anchors: ``block-NAME`` and ``eq-BLOCK-NAME`` where `spec-equations` prints a whole block,
``fact-ID`` in `facts-table`, ``source-ID`` in `sources-table`. `model_tables` says its own.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, ClassVar

import model_access
import model_alt
import model_answers
import model_claims
import model_data
import model_diagrams
import model_downloads
import model_equations
import model_explorer
import model_facts
import model_light
import model_metadata
import model_nodes as n
import model_notebooks
import model_permalinks
import model_rests
import model_roles
import model_search
import model_sources
import model_statements
import model_tables
import model_volume
import model_when
from docutils import nodes
from docutils.parsers.rst import directives
from model_base import ModelDirective
from sphinx import addnodes
from sphinx.application import Sphinx
from sphinx.errors import ExtensionError


class SpecEquations(ModelDirective):
    """The numbered equations of a block, each with its code, facts and test."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {
        "economy": directives.unchanged_required,
        "only": directives.unchanged_required,
        "label": directives.flag,
        "stocks": directives.flag,
    }

    def _made(self) -> list[nodes.Node]:
        return model_equations.printed(
            self,
            n.block(self.arguments[0], self.economy),
            self.economy,
            self.words("only"),
            "only" not in self.options or "label" in self.options,
            "stocks" in self.options,
        )


class FactsTable(ModelDirective):
    """The facts of one status."""

    required_arguments = 1

    def _made(self) -> list[nodes.Node]:
        table = model_facts.facts_table(self, self.arguments[0])
        first = not self.env.temp_data.setdefault("model facts", False)
        self.env.temp_data["model facts"] = True
        return [n.data_link(self, "facts"), table] if first else [table]


class ContradictionsTable(ModelDirective):
    """Where sources disagree, and the choice made."""

    def _made(self) -> list[nodes.Node]:
        return [model_facts.contradictions_table(self)]


class Claim(ModelDirective):
    """A claim of the theory with its proof; with ``:fold:`` as one line that opens."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {"fold": directives.flag}

    def _made(self) -> list[nodes.Node]:
        return model_claims.claim(self, self.arguments[0], fold="fold" in self.options)


class ClaimsList(ModelDirective):
    """All claims."""

    def _made(self) -> list[nodes.Node]:
        return model_claims.claims_list(self)


class ClaimSymbols(ModelDirective):
    """The quantities that only claims speak of, by subject."""

    def _made(self) -> list[nodes.Node]:
        return model_claims.symbols()


class ClaimsDecided(ModelDirective):
    """How many claims there are of each kind, by who decided them."""

    def _made(self) -> list[nodes.Node]:
        return model_claims.who_decided()


class WrongStatements(ModelDirective):
    """Statements made wrong at their source, and who refused them."""

    def _made(self) -> list[nodes.Node]:
        return model_claims.wrong_statements()


class PrintedSource(ModelDirective):
    """The program that is printed for a block."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {
        "economy": directives.unchanged_required,
        "target": directives.unchanged_required,
    }

    def _made(self) -> list[nodes.Node]:
        return [
            model_equations.source(
                n.block(self.arguments[0], self.economy),
                self.economy,
                self.options.get("target", "python"),
            )
        ]


class StatementsTable(ModelDirective):
    """From the article to the model."""

    def _made(self) -> list[nodes.Node]:
        path = Path(self.config.model_statements)
        n.depend(self.env, path)
        return model_statements.made(path, self)


DIRECTIVES = {
    "spec-equations": SpecEquations,
    **model_tables.DIRECTIVES,
    "facts-table": FactsTable,
    "sources-table": model_sources.SourcesTable,
    "contradictions-table": ContradictionsTable,
    "claim": Claim,
    "claims-list": ClaimsList,
    "claim-symbols": ClaimSymbols,
    "claims-decided": ClaimsDecided,
    "wrong-statements": WrongStatements,
    "printed-source": PrintedSource,
    "statements-table": StatementsTable,
    "what-rests": model_rests.WhatRests,
    "rests-overview": model_rests.RestsOverview,
    "when": model_when.When,
}


def unlink(app: Sphinx, env: Any, node: addnodes.pending_xref, contents: nodes.Node) -> Any:
    """Leave out links to what has no page, and to unbuilt pages in a trial build of a few."""
    target = str(node.get("reftarget", ""))
    if target.startswith(("claim-anchor-", "rests-", "sentence-")):
        return contents
    if app.config.model_partial_book and target.startswith(
        ("fact-", "source-", "param-", "block-", "page-", "eq-", "answer-")
    ):
        return contents
    return None


def add_style(app: Sphinx, config: Any) -> None:
    """The directives' own style sheet."""
    config.html_static_path.append(str(Path(__file__).parent / "static"))


def setup(app: Sphinx) -> dict[str, bool]:
    """Register all with Sphinx."""
    for name, directive in DIRECTIVES.items():
        app.add_directive(name, directive)
    for name, role in model_roles.ROLES.items():
        app.add_role(name, role())
    model_answers.add_to(app)
    model_diagrams.add_to(app)
    model_downloads.add_to(app)
    model_explorer.add_to(app)
    model_metadata.add_to(app)
    model_permalinks.add_to(app)
    model_search.add_to(app)
    model_volume.add_to(app)
    model_access.add_to(app)
    model_light.add_to(app)
    if "model_partial_book" in app.config:
        raise ExtensionError("model_directives is loaded twice")
    app.add_config_value("model_partial_book", False, "env", bool)
    statements = Path(__file__).resolve().parent.parent / "statements.yaml"
    app.add_config_value("model_statements", str(statements), "env", str)
    app.connect("missing-reference", unlink)
    app.connect("config-inited", add_style)
    app.connect("build-finished", model_data.write)
    app.connect("build-finished", model_notebooks.write)
    # After the theme has put its buttons there.
    app.connect("html-page-context", model_notebooks.add_link, priority=600)
    app.add_css_file("model.css")
    app.add_js_file("tables.js", loading_method="defer")
    app.add_post_transform(model_equations.CodeLinks)
    app.add_post_transform(n.BreakNames)
    app.add_transform(model_alt.AltTexts)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
