"""What is asked of a browser is asked of the page where a reader ends, not of one on the way."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.book.pipe import Gone, Page

LEADS = '<!doctype html><meta http-equiv="{refresh}" content="0; url={to}"><title>on</title>'
ENDS = "<!doctype html><title>end</title>"
LEAVES = "new Promise(() => { location.href = 'end.html' })"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "end.html").write_text(ENDS, encoding="utf-8")
    for name, refresh, to in (("a", "refresh", "b.html"), ("b", "Refresh", "end.html")):
        text = LEADS.format(refresh=refresh, to=to)
        (tmp_path / f"{name}.html").write_text(text, encoding="utf-8")
    return tmp_path


@pytest.mark.browser
def test_a_page_that_leads_on_is_not_where_one_arrives(folder: Path, chromium: Page) -> None:
    for _ in range(10):
        chromium.open((folder / "a.html").as_uri())
        assert chromium.value("document.title") == "end"


@pytest.mark.browser
def test_a_page_that_goes_while_it_is_asked_says_so(folder: Path, chromium: Page) -> None:
    chromium.open((folder / "end.html").as_uri() + "?first")
    with pytest.raises(Gone):
        chromium.value(LEAVES)
    chromium.wait("document.readyState == 'complete'")
    assert not chromium.value("location.search")


@pytest.mark.browser
def test_waiting_goes_on_where_a_page_went(
    folder: Path, chromium: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    chromium.open((folder / "end.html").as_uri())
    asked: list[str] = []
    value = chromium.value

    def once_gone(expression: str) -> object:
        asked.append(expression)
        return value(expression if len(asked) > 1 else LEAVES)

    monkeypatch.setattr(chromium, "value", once_gone)
    chromium.wait("document.title == 'end'")
    assert len(asked) > 1
