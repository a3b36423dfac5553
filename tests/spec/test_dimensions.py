"""Units of expressions: what a formula is measured in, worked out from its symbols."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
import sympy as sp

import model
from model.quantities import quantity
from model.spec.core import right_of, target_of
from model.spec.dimensions import UnitError, same, unit_of
from model.units import unit

Toy = SimpleNamespace


def test_products_and_powers_have_the_unit_that_they_should(toy: Toy) -> None:
    cases = {
        toy.till * toy.price: "USD",
        toy.cash / toy.till: "USD/AI",
        sp.sqrt(toy.till * toy.purse): "AI",
        toy.wait**2: "day**2",
        toy.till ** sp.Rational(1, 2): "AI**0.5",
        sp.exp(toy.wait / toy.wait): "1",
        sp.exp(toy.mood) * toy.till: "AI",
        sp.Abs(toy.till): "AI",
        2 * toy.till + 0 * toy.cash: "AI",
        sp.Max(0, toy.till): "AI",
    }
    for expression, expected in cases.items():
        found = unit_of(expression)
        assert found is not None
        assert same(found, unit(expected)), expression


def test_zero_has_no_unit(toy: Toy) -> None:
    assert unit_of(sp.Integer(0)) is None
    assert unit_of(sp.Max(0, 0)) is None


def test_a_month_is_not_a_day(toy: Toy) -> None:
    assert not same(unit("calendar_month"), unit("day"))
    assert 12 * unit("calendar_month")[0] == pytest.approx(unit("calendar_year")[0], rel=1e-14)
    with pytest.raises(UnitError, match="unlike units meet"):
        unit_of(toy.wait + toy.pause)


def test_a_base_with_a_unit_needs_a_fixed_exponent(toy: Toy) -> None:
    with pytest.raises(UnitError, match="needs a fixed exponent"):
        unit_of(toy.till**toy.mood)
    assert unit_of(toy.mood**toy.mood) == unit("1")


def test_a_logarithm_needs_a_pure_number(toy: Toy) -> None:
    with pytest.raises(UnitError, match=r"toy_till has the unit .* where a pure number belongs"):
        unit_of(sp.log(toy.till))


@pytest.mark.parametrize("name", ["announced", "deployed"])
def test_every_equation_agrees_with_a_second_look_by_pint(name: str) -> None:
    """Pint multiplies numbers through the same equation, so a wrong check would show."""
    from model.units import registry

    pint, checked = registry(), 0
    for block in model.economy(name).blocks:
        for equation in block.equations:
            right = right_of(equation)
            if right.has(sp.Piecewise, sp.Min, sp.Max, sp.exp, sp.log) or not right.free_symbols:
                continue
            symbols = sorted(right.free_symbols, key=str)
            texts = [quantity(s).unit for s in symbols]
            values = [pint.Quantity(0.5, text if text != "1" else "") for text in texts]
            result = sp.lambdify(symbols, right, "numpy")(*values)
            wanted = quantity(target_of(equation)).unit
            assert (result / pint.Quantity(1.0, wanted if wanted != "1" else "")).dimensionless
            checked += 1
    assert checked > 20
