"""The page's figure and tables say what the cases say."""

from __future__ import annotations

from model.experiments import outside_curves as beside
from model.figures import outside as pictures
from model.outside import cases, run


def test_the_figure_says_how_many_numbers_are_met() -> None:
    table, panels = beside.results(), beside.panels()
    shown = pictures.published(panels, beside.counts(table))
    assert f"Of {len(run())} published numbers {len(run())} are met" in shown.alt
    assert f"{int((table['gap'] == 0).sum())} of these exactly" in shown.alt
    assert shown.svg() == pictures.published(panels, beside.counts(table)).svg()
    table.loc[0, "ok"] = False
    met = pictures.published(panels, beside.counts(table)).alt
    assert f"numbers {len(run()) - 1} are met" in met


def test_dots_lie_on_their_curves() -> None:
    """Of the swap: each published output lies on the curve of its pool."""
    panel = beside.swaps()
    for x, y in zip(*panel.dots, strict=True):
        lines = panel.curves.values()
        apart = [abs(_at(line, x) / y - 1) for line in lines if line[0][0] <= x <= line[0][-1]]
        assert min(apart) < 0.01


def _at(line: tuple[list[float], list[float]], x: float) -> float:
    place = next(i for i, at in enumerate(line[0]) if at >= x)
    if place == 0:
        return line[1][0]
    low, high = line[0][place - 1], line[0][place]
    part = (x - low) / (high - low)
    return line[1][place - 1] * (1 - part) + line[1][place] * part


def test_tables_have_a_row_for_each_number_and_each_case() -> None:
    table = beside.results()
    assert len(table) == len(run())
    assert table.loc[table["case"] == "V6", "ours"].tolist() == ["2099999997690000"]
    names = [case.id for case in cases()]
    assert beside.summary(table).index.tolist() == names
    assert beside.summary(table)["numbers"].sum() == len(table)
    lines = beside.sources().splitlines()
    assert len(lines) == len(names)
    for line, case in zip(lines, cases(), strict=True):
        assert line.startswith(f"- **{case.id}** ")
        assert case.source in line
