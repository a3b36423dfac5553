"""A small explorer in a notebook that is read without the book."""

from __future__ import annotations

import pytest

from model.readable import ReadableError
from model.readable.directives import WRITERS
from model.readable.markup import plain
from model.readable.roles import Page


def test_a_small_explorer_leaves_its_question() -> None:
    text = plain("```{explorer-small} unlocks\n```", Page({}), WRITERS)
    assert text.startswith("**How much revenue until burn meets unlocks?** *")
    with pytest.raises(ReadableError, match="no question 'unlock'; did you mean 'unlocks'"):
        plain("```{explorer-small} unlock\n```", Page({}), WRITERS)
