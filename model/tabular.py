"""Tables that a reader brings: a name stands once, and a number is what is written."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from model.gates import Refusal, shown

#: What a first row holds where it has no names: numbers and dates.
_VALUE = re.compile(r"[-+]?\d[\d.:/-]*([eE][-+]?\d+)?%?")
_SEPARATORS = ";\t|"


def header(error: Refusal, table: str, names: Iterable[object]) -> None:
    """Refuse, with ``error``, a first row that names a column twice, or holds values."""
    found = [str(name).strip() for name in names]
    if len(found) == 1 and (others := [each for each in _SEPARATORS if each in found[0]]):
        raise error(f"{table} parts its columns by {others[0]!r}: write commas between them")
    for place, name in enumerate(found):
        if name in found[:place]:
            raise error(f"{table} has two columns called {shown(name)}: give each name once")
        if _VALUE.fullmatch(name):
            raise error(
                f"{table} begins with {shown(name)}, a value: begin with a row of names, such as "
                "date,price"
            )


def from_yaml(error: Refusal, text: str) -> Any:
    """What a text in YAML says, with its numbers as texts; ``error`` where a name stands twice."""
    import yaml

    class Loader(yaml.SafeLoader):
        """YAML's own numbers would make eight of 010, and 630 of 10:30."""

        def construct_mapping(self, node: Any, deep: bool = False) -> Any:
            """A row."""
            names = [self.construct_object(key) for key, _ in node.value]
            header(error, f"the row of line {node.start_mark.line + 1}", names)
            return super().construct_mapping(node, deep)

    def written(loader: Any, node: Any) -> str:
        return str(loader.construct_scalar(node)).replace("_", "")

    for kind in ("int", "float"):
        Loader.add_constructor(f"tag:yaml.org,2002:{kind}", written)
    return yaml.load(text, Loader)
