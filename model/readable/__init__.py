"""Executed notebooks as ones that read anywhere: numbers put in, claims and equations written out.

The pages of the book are notebooks in MyST Markdown, whose roles and directives only Sphinx reads.
`readable` gives a copy in plain Markdown and LaTeX, which JupyterLab and the viewers of code hosts
show with nothing installed.
"""

from model.readable.document import dumped, readable, saved
from model.readable.glued import ReadableError

__all__ = ["ReadableError", "dumped", "readable", "saved"]
