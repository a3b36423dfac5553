"""What rests on what: the chains that are known stand, and an edge that is cut is noticed."""

from __future__ import annotations

import importlib
import random
from functools import cache
from graphlib import TopologicalSorter
from itertools import pairwise
from pathlib import Path
from types import ModuleType, SimpleNamespace

import pytest
import yaml
from docutils import nodes
from docutils.utils import new_document

import model
from model import rests
from model.__main__ import main
from model.compile.families import shown
from model.factbook import facts
from model.quantities import Kind, quantity
from model.rests import Graph, Sort
from model.spec.core import right_of
from tests.facts import formulas

EXTENSION = Path(__file__).resolve().parents[1] / "book" / "_ext"
ECONOMY = model.economy("announced")
CHAINS = [
    [
        "fact:premium_half_life",
        "parameter:premium_half_life",
        "claim:usage-takes-over",
        "sentence:burn-10",
    ],
    [
        "fact:burn_bps",
        "parameter:burn_share",
        "equation:governance.burn_share_in_force",
        "equation:split.burn",
        "claim:split-sums-to-purchase",
        "sentence:burn-5",
    ],
    [
        "fact:market_cap_july",
        "fact:implied_circulating_july",
        "fact:sale_locked_share",
        "parameter:sale_locked_share",
        "equation:vesting.due_sale",
        "sentence:supply-7",
    ],
    ["fact:vote_day", "parameter:twap_window"],
]


@pytest.fixture(scope="module")
def standing() -> Graph:
    """The graph without proofs: enough for all that no proof adds to."""
    return rests.graph(proofs=False)


@pytest.fixture(scope="module")
def whole() -> Graph:
    return rests.graph()


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The module that prints the graph."""
    monkeypatch.syspath_prepend(str(EXTENSION))
    return importlib.import_module("model_rests")


@cache
def needed() -> list[tuple[str, str]]:
    """What parameters, equations, claims and sentences rest on."""
    need = [(f"parameter:{s.name}", f"fact:{quantity(s).fact}") for s in ECONOMY.parameters]
    for block in ECONOMY.blocks:
        for one in shown(block):
            read = {s for e in one.members for s in right_of(e).free_symbols}
            names = {
                record.of or record.name
                for record in map(quantity, read)
                if record.of or record.kind == Kind.PARAMETER
            }
            need += [(f"equation:{block.name}.{one.name}", f"parameter:{n}") for n in names]
    need += [(f"claim:{c.id}", f"claim:{u}") for c in model.claims.values() for u in c.uses]
    for row in yaml.safe_load(rests.STATEMENTS.read_text("utf-8")):
        for kind in ("fact", "claim"):
            need += [(f"sentence:{row['id']}", f"{kind}:{n}") for n in row.get(f"{kind}s") or []]
    return need


def unseen(graph: Graph) -> list[tuple[str, str]]:
    """Of what is needed, what the graph does not know."""
    return [(upper, lower) for upper, lower in needed() if lower not in graph.above[upper]]


def without(graph: Graph, upper: str, lower: str) -> Graph:
    left = tuple(ground for ground in graph.above[upper] if ground != lower)
    return Graph(graph.nodes, {**graph.above, upper: left})


@pytest.mark.parametrize("chain", CHAINS, ids=lambda chain: chain[0])
def test_a_known_chain_stands(standing: Graph, chain: list[str]) -> None:
    for lower, upper in pairwise(chain):
        assert lower in standing.above[upper]
    assert set(chain[1:]) <= {node.id for node in standing.falls(chain[0])}
    assert set(chain[:-1]) <= {node.id for node in standing.grounds(chain[-1])}


def test_what_is_there_is_in_the_graph(standing: Graph) -> None:
    assert not unseen(standing)


def test_a_cut_edge_is_noticed(standing: Graph) -> None:
    draw = random.Random(7)
    edges = [
        (upper, lower)
        for upper, grounds in standing.above.items()
        for lower in grounds
        if (upper.split(":")[0], lower.split(":")[0])
        in {
            ("parameter", "fact"),
            ("equation", "parameter"),
            ("sentence", "fact"),
            ("sentence", "claim"),
        }
        and not upper.startswith("equation:start.")
        and not lower.startswith("fact:vote")
    ]
    for upper, lower in draw.sample(edges, 25):
        cut = without(standing, upper, lower)
        assert unseen(cut) == [(upper, lower)]
        assert upper not in cut.below[lower]


def test_a_cut_in_a_chain_drops_its_end(standing: Graph) -> None:
    upper, lower = "parameter:premium_half_life", "fact:premium_half_life"
    cut = without(standing, upper, lower)
    assert "claim:usage-takes-over" in {node.id for node in standing.falls(lower)}
    assert "claim:usage-takes-over" not in {node.id for node in cut.falls(lower)}


def test_nothing_rests_on_itself(whole: Graph) -> None:
    order = list(TopologicalSorter(whole.above).static_order())
    assert set(order) == set(whole.nodes)


def test_a_proof_adds_to_what_a_claim_rests_on(standing: Graph, whole: Graph) -> None:
    for name, grounds in standing.above.items():
        assert set(grounds) <= set(whole.above[name])
    added = [name for name in whole.nodes if whole.above[name] != standing.above[name]]
    assert added
    assert {whole.nodes[name].sort for name in added} == {Sort.CLAIM}
    for claim in model.claims:
        assert standing.falls(f"claim:{claim}") == [
            standing.nodes[node.id] for node in whole.falls(f"claim:{claim}")
        ]


def test_every_node_says_its_state(whole: Graph) -> None:
    assert not [node.id for node in whole.nodes.values() if not node.state or not node.says]


def test_an_inferred_fact_rests_on_what_its_formula_reads(
    standing: Graph, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Recorder(dict[str, object]):
        def __missing__(self, name: str) -> object:
            read.add(name)
            return facts[name]

    monkeypatch.setattr(formulas, "facts", Recorder())
    for name, _, _, formula in formulas.INFERRED:
        read: set[str] = set()
        formula()
        missing = {f"fact:{each}" for each in read} - set(standing.above[f"fact:{name}"])
        assert not missing, f"the note of {name} does not name {missing}"


def test_every_assumed_fact_that_a_parameter_reads_has_a_line(
    whole: Graph, page: ModuleType
) -> None:
    listed = {node.name for node in page.listed(whole, Sort.FACT)}
    read = {quantity(symbol).fact for symbol in ECONOMY.parameters}
    assert {f for f in read if f and facts[f].status == "assumed"} <= listed
    for node in page.listed(whole, Sort.FACT):
        line = "".join(part.astext() for part in page.consequence(whole, node))
        assert line.startswith("If this is wrong, ")
        assert line.endswith(".")


def test_the_page_has_a_row_for_every_link_to_it(whole: Graph, page: ModuleType) -> None:
    document = new_document("page")
    directive = SimpleNamespace(
        state=SimpleNamespace(document=document), set_source_info=lambda node: None
    )
    made = page.made(directive)
    names = {name for part in made for t in part.findall(nodes.target) for name in t["names"]}
    wanted = [page.more("parameter", symbol.name) for symbol in ECONOMY.parameters]
    wanted += [page.more("fact", f.id) for f in facts.values() if f.status in page.OPEN]
    assert {link[-1]["reftarget"] for link in wanted} <= names
    assert {page.label("claim", claim).lower() for claim in model.claims} <= names


def test_the_page_and_the_table_of_statements_agree(standing: Graph, page: ModuleType) -> None:
    table = importlib.import_module("model_statements").read(rests.STATEMENTS)
    for row in table:
        grounds = standing.above[f"sentence:{row['id']}"]
        labels = {
            f"eq-{name.removeprefix('equation:').replace('.', '-', 1)}"
            for name in grounds
            if name.startswith("equation:")
        }
        assert labels == set(row["labels"]), row["id"]


def test_the_overview_counts_every_edge(whole: Graph, page: ModuleType) -> None:
    cells = [entry.astext() for entry in page.overview(whole).findall(nodes.entry)]
    counts = [int(cell) for cell in cells if cell.isdigit()]
    edges = sum(len(grounds) for grounds in whole.above.values())
    assert sum(counts) == edges + len(whole.nodes)


def test_the_line_counts_by_kind(standing: Graph) -> None:
    line = rests.warning(standing, "claim:split-sums-to-purchase")
    falls = standing.falls("claim:split-sums-to-purchase")
    assert line == f"If this is wrong, {rests.counted(falls)} fall"
    assert rests.counted(falls[:1]).startswith("1 ")
    assert rests.counted([]) == ""


def test_a_card_has_the_line_of_its_claim(standing: Graph, page: ModuleType) -> None:
    line = page.card("split-sums-to-purchase")
    assert line.startswith(rests.warning(standing, "claim:split-sums-to-purchase"))
    assert line.endswith("({ref}`which <rests-claim-split-sums-to-purchase>`).")


def test_the_command_prints_both_ways(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rests", "sentence:burn-10"]) == 0
    printed = capsys.readouterr().out
    assert "fact:premium_half_life" in printed
    assert "If this is wrong, nothing else here falls" in printed
    assert main(["rests", "premium_half_life"]) == 0
    printed = capsys.readouterr().out
    assert "\nSources: " in printed
    assert printed.index("parameter:premium_half_life") < printed.index("sentence:burn-10")


def test_an_unknown_node_is_refused_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rests", "burn_bpz"]) == 2
    refusal = capsys.readouterr().err
    assert refusal.count("\n") == 1
    assert "did you mean 'burn_bps'?" in refusal


def test_outside_of_a_checkout_there_are_no_sentences(tmp_path: Path) -> None:
    graph = rests.graph(proofs=False, statements=tmp_path / "none.yaml")
    assert Sort.SENTENCE not in {node.sort for node in graph.nodes.values()}


def test_a_sentence_that_points_nowhere_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "statements.yaml"
    table.write_text("- {id: s, statement: A., facts: [nothing]}\n", "utf-8")
    with pytest.raises(rests.UnknownNode, match="sentence:s rests on fact:nothing"):
        rests.graph(proofs=False, statements=table)
