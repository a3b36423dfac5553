"""How long a reader waits, from a disk: the least of some openings of the built pages.

Run by `make bench` after `make book`, on a machine that does nothing else.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.book.pipe import Page

SITE = Path(__file__).resolve().parents[2] / "_build" / "html"
READ = sorted([*SITE.glob("book/*.html"), *SITE.glob("notebooks/*.html")])
OPENINGS = 5
PAINT = 1_000  # milliseconds, as are the others
FIRST_CHART = 300
RUN = 5
FAN = 500
PAINTED = "performance.getEntriesByName('first-contentful-paint')[0]?.startTime"
HELD = "document.getElementById('explorer-live').dataset"
ONE_RUN = """(async () => {
  const scene = Explorer.scene;
  const module = await WebAssembly.compile(await Explorer.unpacked(Explorer.module));
  const machine = Explorer.kernel(module, scene);
  const state = Explorer.fresh(scene);
  const columns = Object.values(scene.columns);
  const rows = Array.from({ length: scene.days + 1 }, (_, day) => day);
  const setup = Explorer.setup(scene, state, machine);
  const spent = Array.from({ length: 20 }, (_, run) => {
    const begun = performance.now();
    machine.alone({ ...setup, columns, rows })(run);
    return performance.now() - begun;
  });
  return Math.min(...spent);
})()"""


@pytest.mark.bench
@pytest.mark.parametrize("page", READ, ids=lambda page: page.stem)
def test_a_page_paints_within_a_second(page: Path, chromium: Page) -> None:
    waited = []
    for _ in range(OPENINGS):
        chromium.open(page.as_uri())
        chromium.wait(PAINTED)
        waited.append(chromium.value(PAINTED))
    print(f"{page.stem} paints after {min(waited):.0f} ms")
    assert min(waited) < PAINT


@pytest.mark.bench
def test_the_explorer_answers_at_once(chromium: Page) -> None:
    if not (page := SITE / "book" / "explorer.html").is_file():
        pytest.skip("the book is not built: make book")
    drawn, fans = [], []
    for _ in range(OPENINGS):
        chromium.open(page.as_uri())
        chromium.wait(f"{HELD}.spent")
        drawn.append(float(chromium.value(f"{HELD}.drawn")))
        fans.append(float(chromium.value(f"{HELD}.spent")))
    run = chromium.value(ONE_RUN)
    print(f"first chart {min(drawn):.0f} ms, 200 paths {min(fans):.0f} ms, a run {run:.1f} ms")
    assert min(drawn) < FIRST_CHART
    assert min(fans) < FAN
    assert run < RUN
