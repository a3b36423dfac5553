"""One browser for all tests of the built pages: to start one takes longer than most pages do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.book.pipe import Page, page


@pytest.fixture(scope="session")
def chromium(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Page]:
    with page(tmp_path_factory.mktemp("profile")) as opened:
        yield opened
