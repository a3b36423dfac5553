"""Roles that print a number or a symbol of the model into a sentence."""

from __future__ import annotations

import model_facts
import model_nodes as n
from docutils import nodes
from sphinx.util import logging
from sphinx.util.docutils import SphinxRole

from model.compile import tables

log = logging.getLogger(__name__)


class ModelRole(SphinxRole):
    """A role that refuses an unknown id with a warning, which the strict build counts."""

    def run(self) -> tuple[list[nodes.Node], list[nodes.system_message]]:
        """Print, or refuse in one sentence."""
        n.depend(self.env)
        try:
            return self._made(), []
        except (ValueError, KeyError) as refusal:
            log.warning("%s: %s", self.name, refusal, location=self.get_location(), type="model")
            return [nodes.problematic(self.rawtext, self.rawtext)], []

    def _made(self) -> list[nodes.Node]:
        """The nodes to print."""
        raise NotImplementedError


class FactRole(ModelRole):
    """A fact's value with its unit: ``{fact}`burn_bps` ``, or ``{fact}`burn_bps in percent` ``."""

    def _made(self) -> list[nodes.Node]:
        name, _, unit = self.text.partition(" in ")
        fact = model_facts.known(name.strip())
        unit = unit.strip() or fact.unit
        return [n.link(f"fact-{fact.id}", tables.amount(fact.to(unit), unit))]


class ParamRole(ModelRole):
    """A parameter's symbol and default: ``{param}`burn_share` ``."""

    def _made(self) -> list[nodes.Node]:
        known = [s.name for s in n.economy().parameters]
        if self.text not in known:
            raise n.Unknown("parameter", self.text, known)
        record, default = n.record(self.text), tables.defaults(n.economy())[self.text]
        value = tables.value_text(record, default)
        if not record.domain.choices:
            value = tables.amount(default, record.unit)
        return [n.math(record.tex), nodes.Text(" = "), n.link(f"param-{record.name}", value)]


class SymRole(ModelRole):
    """A quantity's symbol, or that of any member of a row: ``{sym}`compute_price` ``."""

    def _made(self) -> list[nodes.Node]:
        return [n.math(n.any_record(self.text).tex)]


class BlockRole(ModelRole):
    """A link to a block's equations."""

    def _made(self) -> list[nodes.Node]:
        return [n.link(f"block-{n.block(self.text).name}", self.text)]


ROLES = {"fact": FactRole, "param": ParamRole, "sym": SymRole, "block": BlockRole}
