"""What all directives share: refusals that name the id, and pages that follow the model."""

from __future__ import annotations

import model_nodes as n
from docutils import nodes
from sphinx.util.docutils import SphinxDirective


class ModelDirective(SphinxDirective):
    """A directive whose refusals name the id, and whose page follows the model's files."""

    def run(self) -> list[nodes.Node]:
        """Print, or refuse in one sentence."""
        n.depend(self.env)
        try:
            return self._made()
        except (ValueError, KeyError) as refusal:
            raise self.error(f"{self.name}: {refusal}") from refusal

    def _made(self) -> list[nodes.Node]:
        """The nodes to print."""
        raise NotImplementedError

    @property
    def economy(self) -> str:
        """The name of the economy that is printed."""
        return str(self.options.get("economy", "announced"))

    def words(self, option: str) -> list[str]:
        """An option that lists names."""
        return [w.strip() for w in self.options.get(option, "").split(",") if w.strip()]
