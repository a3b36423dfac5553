"""What the search page is told beside Sphinx's index, and the words of other texts."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
import yaml
from sphinx.search.en import SearchEnglish

from book import search_places

ROOT = Path(__file__).resolve().parents[2]
STEMMER = SearchEnglish({})

CHAPTER = r"""<article class="bd-article"><section id="the-cliff"><h1>The cliff<a
class="headerlink">#</a></h1><p>What falls at the <em>cliff</em>?</p><p>You will be able to</p>
<ul><li><p>count</p></li></ul>
<section id="a-year-s-end"><h2>A year's end</h2>
<p>Then <span class="math">\(u_t\)</span> unlock, <span class="math">\(\frac{u}{C}\)</span> of all.
</p><p class="equation-note">left out</p>
<div class="proof theorem" id="claim-cliff-falls">
<p class="admonition-title"><span class="caption-number">Theorem 7 </span> (The cliff falls)</p>
<section class="theorem-content" id="proof-content"><p>What is locked falls once.</p>
<div class="math" id="equation-eq-claim-cliff-falls"><span class="eqno">(9)<a
class="headerlink">#</a></span>\[x\]</div></section></div>
<div class="math" id="equation-eq-lock"><span class="eqno">(8)</span>\[x\]</div>
<figure id="fig-cliff"><figcaption><span class="caption-number">Fig. 3 </span></figcaption></figure>
<div class="answer" id="answer-fall"><p><strong>It falls by 3.</strong> 2 to 4 in nine of ten runs;
1 to 9 over all.</p></div>
</section></section></article>"""
GLOSSARY = """<article class="bd-article"><section id="glossary"><h1>Glossary</h1>
<dl class="simple glossary"><dt id="term-cliff">cliff</dt><dd><p>A day.</p></dd>
<dt id="term-free-float">free float</dt><dt id="term-float">float</dt><dd><p>Free.</p></dd></dl>
</section></article>"""


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """Two pages as the book has them."""
    for name, text in (("book/glossary", GLOSSARY), ("notebooks/cliff", CHAPTER)):
        path = tmp_path / f"{name}.html"
        path.parent.mkdir()
        path.write_text(text, encoding="utf-8")
    return tmp_path


# What the search page is given --------------------------------------------------------------------


def test_places_are_read_off_the_pages(site: Path) -> None:
    assert search_places.index(site, {"jump": ["cliff"], "liquid": ["float"]}) == {
        "pages": [
            ["book/glossary", ["Glossary", ""]],
            [
                "notebooks/cliff",
                ["The cliff", "What falls at the cliff?"],
                ["A year's end", "Then u_t unlock, … of all."],
            ],
        ],
        "claims": [
            [1, "cliff-falls", "Theorem 7", "(9)", "The cliff falls", "What is locked falls once."]
        ],
        "terms": [[0, ["cliff"], "A day."], [0, ["free float", "float"], "Free."]],
        "answers": [[1, "fall", "It falls by 3", "2 to 4 in nine of ten runs"]],
        "equations": [[1, "eq-lock", "(8)"]],
        "figures": [[1, "cliff", "Fig. 3"]],
        "synonyms": [["jump", "cliff"], ["liquid", "float"]],
    }


def test_pages_of_programs_have_no_places(site: Path) -> None:
    found = search_places.index(site, {})
    for name in ("api", "api_facts", "changelog"):
        (site / "book" / f"{name}.html").write_text(CHAPTER, encoding="utf-8")
    assert search_places.index(site, {}) == found
    (site / "book" / "another.html").write_text(CHAPTER, encoding="utf-8")
    assert search_places.index(site, {}) != found


def test_an_anchor_that_its_heading_does_not_tell_is_kept(site: Path) -> None:
    path = site / "notebooks" / "cliff.html"
    path.write_text(CHAPTER.replace('"a-year-s-end"', '"id1"'), encoding="utf-8")
    (_, _, section) = search_places.index(site, {})["pages"][1]
    assert section[0::2] == ["A year's end", "id1"]


def test_a_word_that_leads_nowhere_is_refused(site: Path) -> None:
    with pytest.raises(ValueError, match=r"does not have: \['abyss'\]"):
        search_places.index(site, {"jump": ["cliff", "abyss"]})


def test_a_claim_without_a_number_is_refused(site: Path) -> None:
    path = site / "notebooks" / "cliff.html"
    path.write_text(CHAPTER.replace("caption-number", "caption-text"), encoding="utf-8")
    with pytest.raises(ValueError, match="claim-cliff-falls has no"):
        search_places.index(site, {})


def test_a_text_is_cut_between_words() -> None:
    assert search_places.cut("one two three", 13) == "one two three"
    assert search_places.cut("one two three", 9) == search_places.cut("one two three", 7)
    assert search_places.cut("one two three", 7) == "one two …"


# The words of other texts ------------------------------------------------------------------------


def glossary() -> set[str]:
    """Every name that the glossary defines."""
    text = (ROOT / "book" / "glossary.md").read_text("utf-8")
    blocks = re.findall(r"^```\{glossary\}\n(.*?)^```", text, re.M | re.S)
    return {line for block in blocks for line in block.splitlines() if re.match(r"\S", line)}


def stemmed(words: str) -> list[str]:
    return [STEMMER.stem(word) for word in re.findall(r"\w+", words.lower())]


def test_synonyms_lead_to_terms_of_the_glossary() -> None:
    names = glossary()
    assert {"mint", "constant-product pool", "BuyBack Vault"} <= names
    found = search_places.synonyms()
    assert {"inflation", "emission", "APY", "FDV", "TVL", "gas", "penalty", "buyback"} <= set(found)
    for said, terms in found.items():
        assert terms, said
        assert len(terms) == len(set(terms)), said
        assert set(terms) <= names, said


def test_each_word_of_other_texts_is_needed_and_stands_once() -> None:
    text = search_places.SYNONYMS.read_text("utf-8")
    said = re.findall(r"^([^#\n][^:\n]*):", text, re.M)
    assert len(said) == len(yaml.safe_load(text))
    once = {tuple(stemmed(each)) for each in said}
    assert len(once) == len(said)
    # What is a term of the glossary is found without a line.
    assert not [name for name in glossary() if tuple(stemmed(name)) in once]
