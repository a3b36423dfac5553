"""The words of a source lead to what can be opened, and to nothing else."""

from __future__ import annotations

import re

import pytest

from model.factbook import facts, sources
from model.factbook.locators import places

HUB = "https://github.com"


@pytest.mark.parametrize(
    ("locator", "links"),
    [
        ("a-b/c.d@0123abc:src/X.sol", [f"{HUB}/a-b/c.d/blob/0123abc/src/X.sol"]),
        ("a/b@0123abc", [f"{HUB}/a/b/tree/0123abc"]),
        ("1kx-network/x@0123abc, and others", [f"{HUB}/1kx-network/x/tree/0123abc"]),
        ("a/b:src/x.js (last commit of May)", [f"{HUB}/a/b/blob/HEAD/src/x.js"]),
        (
            "a/b@0123abc:x.sol and src/y.sol",
            [f"{HUB}/a/b/blob/0123abc/x.sol", f"{HUB}/a/b/blob/0123abc/src/y.sol"],
        ),
        (
            "a/b@0123abc (1.0) and @4567def:x.md",
            [f"{HUB}/a/b/tree/0123abc", f"{HUB}/a/b/blob/4567def/x.md"],
        ),
        ("arXiv 2502.19405", ["https://arxiv.org/abs/2502.19405"]),
        ("Messari, at sub.site.co.kr/a-b/c, in May", ["https://sub.site.co.kr/a-b/c"]),
        ("one.com; two.io (abstract)", ["https://one.com", "https://two.io"]),
        ("seed/000_d3.txt (a mirror)", []),
        ("Journal of Risk Finance 15(1), abstract", []),
        ("vault 0x2CBEE00F91A2BC50a7D5C53DFfa6BAB79d7E0243", []),
        ("README.md and src/y.ts", []),
    ],
)
def test_links_of_a_locator(locator: str, links: list[str]) -> None:
    assert [place.link for place in places(locator)] == links


def test_the_words_of_a_place_are_those_of_its_link() -> None:
    for source in sources().values():
        for place in places(source.locator):
            words = source.locator[place.start : place.end]
            said = place.path or place.repository or place.link.rsplit("/", 1)[-1]
            assert said in words, source.id


def test_every_commit_is_found_with_its_repository() -> None:
    written = {s.id: re.findall(r"@([0-9a-f]{7,40})\b", s.locator) for s in sources().values()}
    found = {
        s.id: [p.commit for p in places(s.locator) if p.repository and p.commit]
        for s in sources().values()
    }
    assert sum(map(len, written.values())) > 20
    for name, commits in written.items():
        assert set(commits) == set(found[name]), name


def test_a_source_without_an_address_says_so_or_is_one_that_has_none() -> None:
    silent = {s.id for s in sources().values() if not places(s.locator)}
    said = {s.id for s in sources().values() if "not recorded" in s.locator}
    assert silent - said == {
        "akash-report",
        "airdrop-survey",
        "depin-report",
        "endpoint-audit-paper",
        "helium-emission-notes",
        "model-judgement",
        "reputation-paper",
        "vault-reading",
        "venture-paper",
    }


def test_every_source_carries_a_fact() -> None:
    named = {source.id for fact in facts.values() for source in fact.sources}
    assert named == set(sources())
