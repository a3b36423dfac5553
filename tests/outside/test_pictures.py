"""The page's figure and tables say what the cases say."""

from __future__ import annotations

from model.figures import outside as pictures
from model.outside import cases, run


def test_the_figure_says_how_many_numbers_are_met() -> None:
    table = pictures.results()
    shown = pictures.published(table)
    assert f"Of {len(run())} published numbers {len(run())} are met" in shown.alt
    assert f"{int((table['gap'] == 0).sum())} of these exactly" in shown.alt
    assert shown.svg() == pictures.published(table).svg()
    table.loc[0, "ok"] = False
    assert f"numbers {len(run()) - 1} are met" in pictures.published(table).alt


def test_tables_have_a_row_for_each_number_and_each_case() -> None:
    table = pictures.results()
    assert len(table) == len(run())
    assert table.loc[table["case"] == "V6", "ours"].tolist() == ["2099999997690000"]
    names = [case.id for case in cases()]
    assert pictures.summary(table).index.tolist() == names
    assert pictures.summary(table)["numbers"].sum() == len(table)
    lines = pictures.sources().splitlines()
    assert len(lines) == len(names)
    for line, case in zip(lines, cases(), strict=True):
        assert line.startswith(f"- **{case.id}** ")
        assert case.source in line
