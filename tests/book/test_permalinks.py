"""What had an address keeps it: it is found in the built book, or it leads to where it went."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import model
from book import permalinks


def anchor(kind: str, name: str) -> str:
    return f"{kind}-{name}".replace("_", "-")


@pytest.mark.site
def test_no_address_has_disappeared() -> None:
    gone = permalinks.lost(permalinks.SITE, permalinks.kept())
    assert not gone, "restore them, or say in book/permalinks.txt where they went"


def test_what_the_model_has_today_is_kept() -> None:
    """Without a built book: what is gone from the model would be gone from its page."""
    names = {
        "fact": {anchor("fact", each) for each in model.facts},
        "param": {anchor("param", str(s)) for s in model.economy("announced").parameters},
        "claim": {f"claim-{each}" for c in model.claims.values() for each in (c.id, *c.formerly)},
        "answer": {f"answer-{each}" for each in model.answers},
    }
    for place in permalinks.kept().stand:
        known = names.get(place.anchor.partition("-")[0])
        assert known is None or place.anchor in known, f"{place} is gone and not said to have moved"


def site(folder: Path, **pages: str) -> Path:
    (folder / "book").mkdir()
    for name, body in pages.items():
        (folder / "book" / f"{name}.html").write_text(body, encoding="utf-8")
    return folder


def test_addresses_are_read_off_the_pages(tmp_path: Path) -> None:
    body = '<p id="claim-x"><i id="claim-anchor-x"></i><p id="section"><b data-id="fact-z">'
    found = permalinks.built(site(tmp_path, a=body, b='<figure id="fig-y">'))
    assert {str(each) for each in found} == {
        "book/a.html",
        "book/a.html#claim-x",
        "book/b.html",
        "book/b.html#fig-y",
    }


def test_an_address_that_is_gone_is_named(tmp_path: Path) -> None:
    kept = permalinks.read(["# comment", "book/a.html", "book/a.html#fact-x", "book/c.html"])
    gone = permalinks.lost(site(tmp_path, a='<p id="fact-y">'), kept)
    assert gone == ["book/a.html#fact-x", "book/c.html"]


def test_what_has_another_name_leads_on(tmp_path: Path) -> None:
    kept = permalinks.read(
        [
            "book/a.html",
            "book/a.html#fact-y",
            "book/a.html#fact-x -> book/a.html#fact-y",
            "book/old.html -> book/a.html",
            "book/old.html#claim-z -> book/a.html#fact-y",
        ]
    )
    folder = site(tmp_path, a='<article><p id="fact-y"></article>')
    assert len(permalinks.lost(folder, kept)) == 3
    permalinks.redirect(folder, kept)
    assert permalinks.lost(folder, kept) == []
    note = (folder / "book" / "a.html").read_text("utf-8")
    assert re.search(r'<li id="fact-x">.*href="a.html#fact-y".*</article>$', note, re.S)
    stub = (folder / "book" / "old.html").read_text("utf-8")
    assert 'content="0; url=a.html"' in stub
    assert re.search(r'<li id="claim-z">.*href="a.html#fact-y"', stub)


def test_what_stands_on_another_page_is_found_there(tmp_path: Path) -> None:
    kept = permalinks.read(["book/a.html", "book/a.html#claim-x", "book/a.html#claim-y"])
    folder = site(
        tmp_path,
        a="<article></article>",
        b='<article><p id="claim-x"><p id="claim-y"></article>',
        c='<article><p id="claim-y"></article>',
    )
    permalinks.redirect(folder, kept)
    text = (folder / "book" / "a.html").read_text("utf-8")
    assert '<li id="claim-x">claim-x: <a href="b.html#claim-x">' in text
    assert permalinks.lost(folder, kept) == ["book/a.html#claim-y"]  # it might be either


def test_a_page_that_nothing_has_left_is_not_touched(tmp_path: Path) -> None:
    folder = site(tmp_path, a='<article><p id="claim-x"></article>')
    permalinks.redirect(folder, permalinks.read(["book/a.html", "book/a.html#claim-x"]))
    assert "moved" not in (folder / "book" / "a.html").read_text("utf-8")


@pytest.mark.parametrize(
    ("lines", "refusal"),
    [
        (["book/a.html -> book/b.html"], "no line of their own"),
        (["book/a.html", "book/b.html", "book/a.html -> book/b.html"], "stand and have moved"),
    ],
)
def test_a_list_that_contradicts_itself_is_refused(lines: list[str], refusal: str) -> None:
    with pytest.raises(ValueError, match=refusal):
        permalinks.read(lines)


def test_new_addresses_are_added_and_none_is_removed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "permalinks.txt"
    file.write_text("# Head.\nbook/gone.html\nbook/was.html -> book/gone.html\n", encoding="utf-8")
    monkeypatch.setattr(permalinks, "FILE", file)
    permalinks.add(site(tmp_path, a='<p id="fact-x">', was=""))
    assert file.read_text("utf-8").splitlines() == [
        "# Head.",
        "book/a.html",
        "book/a.html#fact-x",
        "book/gone.html",
        "book/was.html -> book/gone.html",
    ]
