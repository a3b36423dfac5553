"""The functions of `model.elementary` for Python's own numbers: its text, run with scalar words."""

from __future__ import annotations

import math
import struct
from functools import lru_cache
from types import ModuleType

from model import elementary

__all__ = ["exp", "log", "power", "sin"]


def _bits(x: float) -> int:
    return struct.unpack("<Q", struct.pack("<d", x))[0]  # type: ignore[no-any-return]


def _number(word: int) -> float:
    return struct.unpack("<d", struct.pack("<Q", word & 0xFFFFFFFFFFFFFFFF))[0]  # type: ignore[no-any-return]


def _where(condition: bool, then: float, otherwise: float) -> float:
    return then if condition else otherwise


def _scalar() -> ModuleType:
    assert elementary.__spec__ is not None
    assert elementary.__spec__.loader is not None
    module = ModuleType("model.elementary")
    elementary.__spec__.loader.exec_module(module)
    vars(module).update(sqrt=math.sqrt, where=_where, bits=_bits, number=_number)
    return module


_text = _scalar()
# Many arguments are the same every day, since only parameters are in them.
_kept = lru_cache(maxsize=4096)
exp, log, power = _kept(_text.exp), _kept(_text.log), _kept(_text.power)
sin = _text.sin
