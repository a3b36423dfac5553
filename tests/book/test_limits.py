"""How long a chapter may be: counted in its source, as a reader meets it down the page.

Not counted is what a reader looks up or opens: tables, formulas, code, what is folded away,
exercises with their solutions, and the list of where a page lives in the code. A role is one word.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
WORDS = 1_800
CARDS = 7
#: Directives whose text stands on the page; of all others nothing is counted.
READ = frozenset({"when", "container", "grid", "grid-item-card", "note", "tip", "warning"})
LAST = "\n## Where this lives in the code"
FENCE = re.compile(r"(?P<marks>`{3,}|:{3,}|~{3,})(?:\{(?P<name>[\w:-]+)\})?(?P<rest>.*)")
NOT_READ = re.compile(r"\s*\||:[\w-]+:|\([\w-]+\)=| {4}\S")
BLANKS = ((r"\$\$.*?\$\$", ""), (r"\$[^$\n]+\$", "x"), (r"\{[\w:-]+\}`[^`]*`", "x"))


def chapters() -> list[str]:
    """The pages of the book's parts, and its front; those of the back matter are for looking up."""
    contents = yaml.safe_load((ROOT / "_toc.yml").read_text("utf-8"))
    parts = [part for part in contents["parts"] if part["caption"] != "Back matter"]
    assert len(parts) < len(contents["parts"])
    return [contents["root"], *(each["file"] for part in parts for each in part["chapters"])]


def source(page: str) -> str:
    """The Markdown of a page, of all cells if it is a notebook."""
    path = ROOT / f"{page}.md"
    if path.is_file():
        return path.read_text("utf-8")
    cells = json.loads((ROOT / f"{page}.ipynb").read_text("utf-8"))["cells"]
    return "\n\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "markdown")


def read(text: str) -> Iterator[str]:
    """The lines of a page that are read down the page."""
    opened: list[tuple[str, bool]] = []
    for line in text.partition(LAST)[0].splitlines():
        fence = FENCE.fullmatch(line)
        if fence is None:
            if all(shown for _, shown in opened) and not NOT_READ.match(line):
                yield line
        elif opened and line.strip() == opened[-1][0]:
            opened.pop()
        else:
            opened.append((fence["marks"], fence["name"] in READ))
    assert not opened, f"{opened[-1][0]} is never closed"


def words(text: str) -> int:
    """How many words of a page are read down the page."""
    text = "\n".join(read(text))
    for what, instead in BLANKS:
        text = re.sub(what, instead, text, flags=re.S)
    return sum(any(letter.isalnum() for letter in word) for word in text.split())


def cards(text: str) -> int:
    """How many claims of a page stand open."""
    text = re.sub(r"^(`{4,})\{dropdown\}.*?^\1$", "", text, flags=re.M | re.S)
    found = re.findall(r"^(`{3,})\{claim\} [\w-]+\n(.*?)^\1$", text, re.M | re.S)
    return sum(":fold:" not in options for _, options in found)


@pytest.mark.parametrize("page", chapters())
def test_a_chapter_can_be_read_in_one_sitting(page: str) -> None:
    text = source(page)
    assert words(text) <= WORDS
    assert cards(text) <= CARDS


PAGE = """# One two

Three {term}`four <4>`, $a + b$ and {glue:text}`x:.0f`.

$$
not this
$$

| nor | this |
|---|---|

````{dropdown} Nor this
nor this
```{claim} a-claim
```
````

```{when} key
**nine** – ten
```

```{claim} b-claim
:fold:
```

```{claim} c-claim
```

```sh
nor this
```

## Where this lives in the code

Nor this.
"""


def test_what_is_counted() -> None:
    assert words(PAGE) == 9  # one, two, three, four, a + b, and, x, nine, ten
    assert cards(PAGE) == 1
    assert chapters()[0] == "notebooks/index"
    with pytest.raises(AssertionError, match="never closed"):
        words(PAGE.replace("````\n\n", "\n"))
