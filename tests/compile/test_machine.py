"""Machine code does what Python does, operation by operation."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Callable
from typing import Any

import llvmlite.binding as llvm
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from llvmlite import ir

from model import elementary_scalar
from model.compile.machine import NUMBER, TranslationError, Translator, functions
from model.engines import native

TEXT = """
def formula(x, y):
    '''All that a printed line may hold.'''
    part = -x + 2*y - x*y/3
    (low, high,) = pair(part, y)
    choice = (low if x < y and x >= -1 else high if x == y or y > 2 else 1/7)
    root = math.sqrt(max(0.0, part)) + math.pi
    return (min(choice, root) + exp(min(5, low)) + log(2 + x*x) + sin(y) + power(1 + x*x, y),)

def pair(a, b):
    return (min(a, b), max(a, b),)
"""
NAMES = {"math": math, **vars(elementary_scalar)}
exec(TEXT, NAMES)  # noqa: S102
FORMULA = NAMES["formula"]
_KEPT: list[Any] = []


def compiled(text: str, width: int) -> Callable[..., Any]:
    """The function ``formula`` of a text as machine code, over arrays of ``width`` numbers."""
    module = ir.Module("test")
    pointer = ir.PointerType()
    function = ir.Function(module, ir.FunctionType(ir.VoidType(), [pointer] * 3), "formula")
    translator = Translator(module, width, functions(text), {})
    b = translator.builder = ir.IRBuilder(function.append_basic_block())
    x, y = (b.load(a, align=8, typ=translator.of(NUMBER)) for a in function.args[:2])
    (value,) = translator.call("formula", [x, y])
    b.store(translator.typed(value, NUMBER), function.args[2], align=8)
    b.ret_void()
    target = native._target()
    linker = llvm.create_mcjit_compiler(llvm.parse_assembly(str(module)), target)
    linker.finalize_object()
    _KEPT.append(linker)
    return ctypes.CFUNCTYPE(None, *[ctypes.c_void_p] * 3)(linker.get_function_address("formula"))


CODES = {width: compiled(TEXT, width) for width in (1, 2, 8)}
NUMBERS = st.floats(-50, 50)


@pytest.mark.parametrize("width", CODES)
@given(st.lists(st.tuples(NUMBERS, NUMBERS), min_size=8, max_size=8))
def test_every_lane_has_the_bits_of_python(width: int, pairs: list[tuple[float, float]]) -> None:
    x, y = (np.array(column[:width]) for column in zip(*pairs, strict=True))
    out = np.empty(width)
    CODES[width](x.ctypes.data, y.ctypes.data, out.ctypes.data)
    expected = [FORMULA(*pair)[0] for pair in pairs[:width]]
    assert out.tobytes() == np.array(expected).tobytes()


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("return ([x],)", r"no instructions for '\[x\]'"),
        ("return (lambda: y,)", "no instructions for 'lambda: y'"),
        ("while x: y", "no instructions for 'while x"),
        ("x.real = y", "no instructions to set 'x.real'"),
    ],
)
def test_what_has_no_instruction_is_refused_by_name(body: str, named: str) -> None:
    with pytest.raises(TranslationError, match=named):
        compiled(f"def formula(x, y):\n    {body}\n", 1)
