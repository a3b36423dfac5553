"""A text of a page that stands only while what it says of the page's numbers is so."""

from __future__ import annotations

from docutils import nodes
from model_base import ModelDirective
from myst_nb.core.variables import RetrievalError
from myst_nb.ext.glue.utils import retrieve_glue_data

from model.revision import FINDING


class When(ModelDirective):
    """Running text bound to findings that the page's code has said.

    Each argument is the name under which `model.revision.say` was given True or False; a name that
    no cell has said is an error, since nothing would then hold the text to its numbers.
    """

    required_arguments = 1
    final_argument_whitespace = True
    has_content = True

    def _made(self) -> list[nodes.Node]:
        false = [key for key in self.arguments[0].split() if not self._said(key)]
        if false:
            said = (
                f"Withdrawn, as it does not hold with the values of this run: {', '.join(false)}."
            )
            return [nodes.paragraph("", "", nodes.emphasis("", said))]
        return list(self.parse_content_to_nodes())

    def _said(self, key: str) -> bool:
        try:
            found = retrieve_glue_data(self.state.document, f"{FINDING}{key}")
        except RetrievalError as missing:
            raise ValueError(
                f"no cell of the page has tested {key!r}: say({{{key!r}: True or False}})"
            ) from missing
        return str(found.data["text/plain"]) == "True"
