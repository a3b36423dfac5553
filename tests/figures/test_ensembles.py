"""The figure of many runs: its text says what is drawn, and its labels do not run together."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import xarray as xr

from model.figures.ensembles import bands

LEVELS = (0.05, 0.25, 0.5, 0.75, 0.95)


def many(passed: list[float]) -> xr.Dataset:
    days = np.arange(0, 731, 73)
    values = np.geomspace(0.002, 0.05, 5)[:, None] * np.exp(-days / 730)
    ds = xr.Dataset(
        {"price_quantile": (("quantile", "day"), values), "below": ("run", np.array(passed))},
        {"quantile": list(LEVELS), "day": days},
    )
    ds["price_quantile"].attrs["units"] = "USD/AI"
    return ds


def test_bands_name_the_median_and_the_share_that_passed() -> None:
    ds = many([100.0, 200.0, np.inf, np.inf])
    shown = bands(ds, "price", "below")
    last = ds["price_quantile"].isel(day=-1)
    assert f"the median of 4 runs is {float(last.sel(quantile=0.5)):.3g} USD/AI" in shown.alt
    assert "below the limit: 50% by the end" in shown.alt
    assert (
        "below the limit: 75% by the end"
        in bands(many([1.0, 2.0, 3.0, np.inf]), "price", "below").alt
    )


def test_no_two_labels_of_the_price_lie_on_each_other() -> None:
    figure = bands(many([100.0, np.inf]), "price", "below").figure
    figure.draw_without_rendering()
    labels = [t for t in figure.axes[0].get_yticklabels(which="both") if t.get_text()]
    low, high = figure.axes[0].get_ylim()
    shown = [t for t in labels if low <= t.get_position()[1] <= high]
    boxes = sorted((t.get_window_extent() for t in shown), key=lambda box: box.y0)
    assert len(boxes) >= 3
    assert all(one.y1 <= other.y0 for one, other in pairwise(boxes))
