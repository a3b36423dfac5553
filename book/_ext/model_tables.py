"""Directives that print tables of the model: quantities, payments, the day, units, the start.

Anchors: ``param-NAME`` where `quantity-table` lists all parameters.
"""

from __future__ import annotations

from typing import Any, ClassVar

import model_equations
import model_nodes as n
import model_rests
from docutils import nodes
from docutils.parsers.rst import directives
from model_base import ModelDirective

from model.compile import tables


class QuantityTable(ModelDirective):
    """Symbol, name, unit, meaning, and for parameters value, range and fact."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {
        "economy": directives.unchanged_required,
        "block": directives.unchanged_required,
    }

    def _made(self) -> list[nodes.Node]:
        kind, block = self.arguments[0], self.options.get("block")
        if block:
            n.block(block, self.economy)
        rows = tables.rows(n.economy(self.economy), kind, block)
        if kind != "parameters":
            return [
                n.table(
                    ("symbol", "name", "unit", "meaning"),
                    [(n.math(r.tex), nodes.literal("", r.name), r.unit, r.info) for r in rows],
                    widths=(12, 28, 16, 44),
                )
            ]
        marked = not block and self.economy == "announced"
        head = ("symbol", "name", "unit", "meaning", "value", "range", "fact", "status")
        return [
            *([n.data_link(self, "parameters")] if marked else []),
            n.table(
                head,
                [
                    (
                        [*([n.anchor(self, f"param-{r.name}")] if marked else []), n.math(r.tex)],
                        nodes.literal("", r.name),
                        r.unit,
                        r.info,
                        r.value,
                        r.range,
                        [
                            n.link(f"fact-{r.fact}", nodes.literal("", r.fact)),
                            *(model_rests.more("parameter", r.name) if marked else ()),
                        ],
                        r.status,
                    )
                    for r in rows
                ],
                classes=["live", "live-parameters", "filter-7"] if marked else [],
                widths=(7, 18, 9, 25, 12, 11, 10, 8),
            ),
        ]


class FlowMatrix(ModelDirective):
    """Who pays whom: accounts by flows for some blocks, accounts by blocks for all."""

    required_arguments = 1
    option_spec: ClassVar[dict[str, Any]] = {
        "economy": directives.unchanged_required,
        "blocks": directives.unchanged_required,
    }

    def _made(self) -> list[nodes.Node]:
        blocks = self.words("blocks")
        for name in blocks:
            n.block(name, self.economy)
        matrix = tables.transaction_flow_matrix(
            n.economy(self.economy), self.arguments[0], blocks or None, by_block=not blocks
        )
        return [model_equations.matrix_table(matrix, self.economy)]


class OrderOfDay(ModelDirective):
    """The blocks in the order in which a day runs."""

    option_spec: ClassVar[dict[str, Any]] = {"economy": directives.unchanged_required}

    def _made(self) -> list[nodes.Node]:
        return [
            n.table(
                ("step", "event", "what happens", "equations"),
                [
                    (
                        str(e.number),
                        n.link(n.label("block", e.block, self.economy), e.block),
                        e.info,
                        str(e.equations),
                    )
                    for e in tables.order_of_day(n.economy(self.economy))
                ],
            )
        ]


class UnitsTable(ModelDirective):
    """The units of the economy."""

    option_spec: ClassVar[dict[str, Any]] = {"economy": directives.unchanged_required}

    def _made(self) -> list[nodes.Node]:
        return [
            n.table(
                ("unit", "said", "quantities"),
                [
                    (nodes.literal("", unit), said, str(count))
                    for unit, said, count in tables.units(n.economy(self.economy))
                ],
            )
        ]


class InitialState(ModelDirective):
    """Every state on day 0."""

    option_spec: ClassVar[dict[str, Any]] = {"economy": directives.unchanged_required}

    def _made(self) -> list[nodes.Node]:
        return [model_equations.initial_table(n.economy(self.economy))]


DIRECTIVES = {
    "quantity-table": QuantityTable,
    "flow-matrix": FlowMatrix,
    "order-of-day": OrderOfDay,
    "units-table": UnitsTable,
    "initial-state": InitialState,
}
