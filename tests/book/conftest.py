"""What is slow is had once: a browser, and the pages as they are read from the disk."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.book.pipe import Page, page


def params(item: pytest.Item) -> dict[str, object]:
    """What a test is parametrized by."""
    return item.callspec.params if hasattr(item, "callspec") else {}


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let one worker parse the pages, while another opens them.

    What a browser is asked once goes by its file, which may have prepared something; what it is
    asked of one page after another is for whichever worker is free.
    """
    for item in items:
        if item.get_closest_marker("site"):
            item.add_marker(pytest.mark.xdist_group("parsed"))
        elif item.get_closest_marker("browser") and "page" not in params(item):
            item.add_marker(pytest.mark.xdist_group(item.path.name))


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with page(tmp_path_factory.mktemp("profile")) as opened:
        yield opened
