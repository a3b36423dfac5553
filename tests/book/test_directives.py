"""The Sphinx directives print the model, link it, and refuse every misspelt id."""

from __future__ import annotations

import importlib
import re
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import yaml
from bs4 import BeautifulSoup

import model
from model.compile import latex

ROOT = Path(__file__).resolve().parents[2]
EXTENSION = ROOT / "book" / "_ext"
BLOCKS = [block.name for block in model.economy("announced").blocks]
CONF = f"""
import sys
sys.path[:0] = [{str(EXTENSION)!r}, {str(ROOT)!r}]
extensions = ["myst_parser", "sphinx_design", "sphinx_proof", "model_directives"]
myst_enable_extensions = ["dollarmath", "colon_fence"]
html_theme = "basic"
numfig = True
"""
EQUATIONS = "\n".join(f"## {name}\n\n```{{spec-equations}} {name}\n```\n" for name in BLOCKS)
STATUSES = ("contract", "official", "secondary", "inferred", "assumed", "seed")
GOOD = f"""
(page-vault)=
# A page

{{fact}}`burn_bps`, {{fact}}`burn_bps in percent`, {{param}}`burn_share`, {{param}}`split_rule`,
{{sym}}`burn_share`, {{sym}}`compute_price`, {{block}}`vault`, {{eq}}`eq-split-burn`.

![]({{svg}})

```{{figure}} {{svg}}
:name: fig-invariants

A figure that a claim refers to.
```

```{{spec-equations}} vault
:only: buyback, twap
```

```{{spec-equations}} vault
:economy: deployed
```

```{{spec-equations}} adjustment
:only: margin, gpus
```

{EQUATIONS}

```{{quantity-table}} parameters
```

```{{quantity-table}} stocks
:block: vault
```

```{{flow-matrix}} AI
```

```{{flow-matrix}} USD
:blocks: vault, exchange
```

```{{order-of-day}}
```

```{{units-table}}
```

```{{initial-state}}
```

```{{contradictions-table}}
```

```{{sources-table}}
```

```{{claim-symbols}}
```

```{{wrong-statements}}
```

```{{claim}} tokens-are-conserved
```

```{{statements-table}}
```

{"".join(f"```{{facts-table}} {status}{chr(10)}```{chr(10) * 2}" for status in STATUSES)}

{
    "".join(
        f"```{{printed-source}} split{chr(10)}:target: {t}{chr(10)}```{chr(10) * 2}"
        for t in ("python", "numpy", "cadcad", "machine", "latex")
    )
}
"""
# What a page might get wrong, and what the refusal must say.
WRONG = {
    "{fact}`burn_bsp`": "there is no fact 'burn_bsp': did you mean 'burn_bps'?",
    "{fact}`burn_bps in day`": "fact 'burn_bps'",
    "{param}`burn_shares`": "there is no parameter 'burn_shares': did you mean 'burn_share'?",
    "{param}`vault_spend`": "there is no parameter 'vault_spend'",
    "{sym}`prise`": "there is no quantity 'prise': did you mean 'price'?",
    "{block}`vaults`": "there is no block 'vaults': did you mean 'vault'?",
    "```{spec-equations} vualt\n```": "there is no block 'vualt': did you mean 'vault'?",
    "```{spec-equations} vault\n:only: buybcak\n```": (
        "there is no equation of block vault 'buybcak': did you mean 'buyback'?"
    ),
    "```{spec-equations} adjustment\n:only: margin_consumer\n```": (
        "there is no equation of block adjustment 'margin_consumer': did you mean 'margin'?"
    ),
    "```{quantity-table} parameterz\n```": "no table is called 'parameterz'",
    "```{quantity-table} stocks\n:block: vualt\n```": "quantity-table: there is no block 'vualt'",
    "```{flow-matrix} EUR\n```": "no account holds 'EUR'",
    "```{flow-matrix} AI\n:blocks: vault, splits\n```": "there is no block 'splits'",
    "```{order-of-day}\n:economy: announcd\n```": "no economy is called 'announcd'",
    "```{facts-table} contracts\n```": "there is no status of facts 'contracts'",
    "```{claim} tokens-are-conservd\n```": (
        "there is no claim 'tokens-are-conservd': did you mean 'tokens-are-conserved'?"
    ),
    "```{printed-source} split\n:target: fortran\n```": "there is no target 'fortran'",
    "```{money-diagram} The vault\n:through: vualt\n```": "no account is called 'vualt'",
    "```{money-diagram} The vault\n:unit: EUR\n```": "money-diagram: no account holds 'EUR'",
    "```{explorer-small} unlock\n```": "did you mean 'unlocks'",
    "```{statements-table}\n```": "undefined label: 'page-nowhere'",
    "{eq}`eq-vault-burnt`": "equation not found: eq-vault-burnt",
}
SVG = '<svg xmlns="http://www.w3.org/2000/svg"><metadata>{}</metadata></svg>'
DESCRIBED = SVG.format("<dc:description>Burns rise &amp;\n fall.</dc:description>")


def build(sphinx: Any, folder: Path, pages: dict[str, str], leads_to: str) -> tuple[int, str]:
    """Exit status and messages of a strict build, with a statement that leads to a page."""
    table = write(folder, row(pages=[leads_to]))
    (folder / "conf.py").write_text(f"{CONF}model_statements = {str(table)!r}\n", "utf-8")
    for name, text in pages.items():
        (folder / name).write_text(text, "utf-8")
    run = sphinx("-W", "-n", "--keep-going", "-q", "-b", "html", folder, folder / "out")
    return run.returncode, run.stderr


@pytest.fixture(scope="module")
def page(sphinx: Any, tmp_path_factory: pytest.TempPathFactory) -> BeautifulSoup:
    """The page on which every directive and role stands."""
    folder = tmp_path_factory.mktemp("good")
    pages = {"index.md": GOOD.replace("{svg}", "drawing.svg"), "drawing.svg": DESCRIBED}
    status, messages = build(sphinx, folder, pages, "page-vault")
    assert status == 0, messages
    return BeautifulSoup((folder / "out" / "index.html").read_text("utf-8"), "html.parser")


@pytest.fixture(scope="module")
def refusals(sphinx: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[int, str]:
    """Exit status and messages for a page on which everything is misspelt."""
    text = "# Wrong\n\n" + "\n\n".join(WRONG)
    return build(sphinx, tmp_path_factory.mktemp("wrong"), {"index.md": text}, "page-nowhere")


@pytest.mark.parametrize("written", WRONG)
def test_a_misspelt_id_fails_the_build(written: str, refusals: tuple[int, str]) -> None:
    status, messages = refusals
    assert status != 0
    assert WRONG[written] in messages


def test_every_equation_is_printed_with_its_number(page: BeautifulSoup) -> None:
    ids = {str(tag["id"]) for tag in page.find_all(id=True)}
    for block in model.economy("announced").blocks:
        for label, _ in latex.block(block):
            assert "equation-" + re.sub("_+", "-", label) in ids
    numbers = [tag.get_text() for tag in page.select("div.math .eqno")]
    assert len(numbers) == len(set(numbers)) > 150


def test_links_lead_to_rows_and_blocks(page: BeautifulSoup) -> None:
    first = page.find("p")
    assert first is not None
    links = {a.get_text(): str(a["href"]) for a in first.find_all("a")}
    assert links["7,000 basis points"] == "#fact-burn-bps"
    assert links["70 per cent"] == "#fact-burn-bps"
    assert links["contract"] == "#param-split-rule"
    assert links["vault"] == "#block-vault"
    ids = {str(tag["id"]) for tag in page.find_all(id=True)}
    dead = [
        a["href"] for a in page.find_all("a", href=re.compile("^#.")) if a["href"][1:] not in ids
    ]
    assert not dead


def test_a_fact_leads_to_its_sources_and_they_lead_back(page: BeautifulSoup) -> None:
    fact = page.find(id="fact-burn-bps")
    source = page.find(id="source-vault-contract")
    assert fact is not None
    assert source is not None
    (row,), (place,) = fact.find_parents("tr"), source.find_parents("tr")
    assert "#source-vault-contract" in {a["href"] for a in row.find_all("a", href=True)}
    hrefs = {str(a["href"]) for a in place.find_all("a", href=True)}
    assert "#fact-burn-bps" in hrefs
    assert any(href.startswith("https://github.com/gensyn-network/") for href in hrefs)


def test_a_column_of_amounts_is_sorted_by_unit_and_value(page: BeautifulSoup) -> None:
    fact = page.find(id="fact-burn-bps")
    assert fact is not None
    value = fact.find_parents("tr")[0].find("data")
    assert value is not None
    assert (float(str(value["value"])), value["data-unit"]) == (7000.0, "bps")


def test_a_row_is_written_with_its_letter(page: BeautifulSoup) -> None:
    first = page.find("p")
    assert first is not None
    assert "p_{c}" in first.get_text()


def test_an_equation_carries_code_and_facts(page: BeautifulSoup) -> None:
    notes = [tag.get_text() for tag in page.select("p.equation-note")]
    burn = next(note for note in notes if note.startswith("burn: "))
    assert "model.spec.vault.split" in burn
    assert "burn_bps" in burn


def test_an_image_says_what_its_file_says(page: BeautifulSoup) -> None:
    image = page.find("img")
    assert image is not None
    assert image["alt"] == "Burns rise & fall."


def test_programs_are_printed(page: BeautifulSoup) -> None:
    text = page.get_text()
    for word in ("def split_policy(params", "numpy.where(", "min(", r"\begin{align}"):
        assert word in text


@pytest.fixture
def statements(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module that reads the table of statements."""
    monkeypatch.syspath_prepend(str(EXTENSION))
    return importlib.import_module("model_statements")


def row(**changes: object) -> dict[str, object]:
    """A row whose references all exist, with changes."""
    here = "tests/book/test_directives.py::test_programs_are_printed"
    return {
        "id": "S1",
        "statement": "A part of revenue buys and burns tokens.",
        "facts": ["burn_bps"],
        "blocks": ["split"],
        "equations": ["burn"],
        "pages": ["page-vault"],
        "tests": [here],
        **changes,
    }


def write(folder: Path, *rows: dict[str, object]) -> Path:
    path = folder / "statements.yaml"
    path.write_text(yaml.safe_dump(list(rows)), "utf-8")
    return path


def test_a_good_row_is_accepted(statements: ModuleType, tmp_path: Path) -> None:
    (found,) = statements.read(write(tmp_path, row()))
    assert found["labels"] == ["eq-split-burn"]


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"facts": ["burn_bsp"]}, "S1: there is no fact 'burn_bsp'"),
        ({"blocks": ["spilt"]}, "S1: there is no block 'spilt'"),
        ({"equations": ["burnt"]}, "S1: there is no equation 'burnt'"),
        ({"claims": ["supply-half-lif"]}, "S1: there is no claim 'supply-half-lif': did you mean"),
        ({"tests": ["tests/nowhere.py::test_x"]}, "S1: there is no test file tests/nowhere.py"),
        ({"tests": ["tests/book/test_directives.py::test_gone"]}, "S1: .* has no test test_gone"),
        ({"tests": ["tests/book/test_directives.py"]}, "S1: .* names no test"),
        ({"blocks": []}, "S1: it points to no block"),
        ({"pages": []}, "S1: it points to no page"),
        ({"test": []}, "S1: test is not a field"),
        ({"facts": "burn_bps"}, "S1: facts must be a list"),
    ],
)
def test_a_row_that_points_nowhere_is_refused(
    statements: ModuleType, tmp_path: Path, change: dict[str, object], refusal: str
) -> None:
    with pytest.raises(ValueError, match=refusal):
        statements.read(write(tmp_path, row(**change)))


def test_two_rows_of_one_id_are_refused(statements: ModuleType, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="used twice"):
        statements.read(write(tmp_path, row(), row()))


def test_a_queue_is_one_equation_for_a_statement(statements: ModuleType) -> None:
    assert statements.label("unbonding_join_14", []) == "eq-unbonding-unbonding_join"
