"""The static figure of the Explorer says the numbers that it was given."""

from __future__ import annotations

import numpy as np

from model.experiments.explorer import CHARTS, ROWS
from model.figures.explorer import charts


def test_the_last_day_of_each_line_is_told() -> None:
    quantiles = np.array([1.0, 2.0, 3.0, 4.0, 5.0])[:, None] + np.zeros(len(ROWS))
    found = {
        chart.id: [quantiles * (1 + at) for at in range(len(chart.series))] for chart in CHARTS
    }
    drawn = charts(found, "bear")
    assert "Six charts of bear" in drawn.alt
    for chart in CHARTS:
        assert f"{chart.series[0].name} 3.0 (1.0 to 5.0)" in drawn.alt
    assert "by slashing 6.0 (2.0 to 10)" in drawn.alt
    assert len(drawn.figure.axes) == len(CHARTS)
