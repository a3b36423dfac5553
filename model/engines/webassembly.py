"""The kernel as a WebAssembly module: the same text as the native one, for one more machine.

`compiled` is a pure function from texts of LLVM to bytes. The object file that LLVM makes for
wasm32 calls nothing outside itself and imports its memory alone, so that it needs no linker: the
sections that only a linker reads are dropped, and one with the exported names is added.
"""

from __future__ import annotations

import hashlib
import inspect
import sys
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache

import llvmlite
import llvmlite.binding as llvm

from model.compile.kernel import kernel_source
from model.compile.opening import FUNCTIONS, opening_source
from model.engines import cache
from model.spec.economy import Economy

TRIPLE = "wasm32-unknown-unknown"
#: What every browser of the last years has: pairs of numbers in one instruction.
FEATURES = "+simd128"
#: Trajectories that ``advance`` takes side by side, one a number of a pair.
WIDTH = 2
#: Names that the module exports, and where it wants its memory from.
EXPORTS = ("advance", *FUNCTIONS)
MEMORY = ("env", "__linear_memory")

_MAGIC = b"\0asm\1\0\0\0"
_CUSTOM, _IMPORTS, _EXPORT, _CODE, _DATA = 0, 2, 7, 10, 11


class WebAssemblyError(ValueError):
    """An object file that cannot stand alone: it needs a linker."""


@lru_cache(maxsize=4)
def module(economy: Economy) -> bytes:
    """The module of an economy, from the disk if it was compiled before (`model.engines.cache`).

    It exports `EXPORTS`: ``advance`` with the arguments of `model.compile.kernel.ARGUMENTS`, for
    `WIDTH` trajectories side by side, and the functions of `model.compile.opening`.
    """
    texts = (kernel_source(economy, WIDTH), opening_source(economy))
    parts = [*texts, llvmlite.__version__, str(llvm.llvm_version_info), TRIPLE, FEATURES]
    parts.append(inspect.getsource(sys.modules[__name__]))
    key = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]
    with cache.opened(cache.folder()) as kept:
        code = kept.read(key)
        if code is None:
            code = compiled(texts)
            kept.write(key, code)
    return code


def compiled(texts: Sequence[str]) -> bytes:
    """One WebAssembly module of several texts of LLVM; it exports their functions by name.

    The same texts give the same bytes. Raises `WebAssemblyError` if the module would need a linker.
    """
    llvm.initialize_all_targets()
    llvm.initialize_all_asmprinters()
    target = llvm.Target.from_triple(TRIPLE).create_target_machine(features=FEATURES, opt=3)
    whole, *others = (_parsed(text, target) for text in texts)
    for other in others:
        whole.link_in(other)
    whole.verify()
    tuning = llvm.create_pipeline_tuning_options(speed_level=3)
    builder = llvm.create_pass_builder(target, tuning)
    builder.getModulePassManager().run(whole, builder)
    defined = [function for function in whole.functions if not function.is_declaration]
    exported = {f.name: place for place, f in enumerate(defined) if _is_open(f)}
    return standalone(target.emit_object(whole), exported)


def _parsed(text: str, target: llvm.TargetMachine) -> llvm.ModuleRef:
    read = llvm.parse_assembly(text)
    read.triple, read.data_layout = TRIPLE, str(target.target_data)
    return read


def _is_open(function: llvm.ValueRef) -> bool:
    return bool(function.linkage == llvm.Linkage.external)


def standalone(object_file: bytes, exported: Mapping[str, int]) -> bytes:
    """An object file of wasm32 as a module that exports functions by name.

    ``exported`` gives the place of each among the functions of the file. Raises `WebAssemblyError`
    if the file imports more than its memory, or has data.
    """
    made, added = _MAGIC, False
    names = b"".join(_text(name) + b"\0" + _leb(place) for name, place in exported.items())
    exports = _section(_EXPORT, _leb(len(exported)) + names)
    only_memory = b"\1" + _text(MEMORY[0]) + _text(MEMORY[1]) + b"\2"
    for kind, content in _sections(object_file):
        if kind == _IMPORTS and not content.startswith(only_memory):
            raise WebAssemblyError("the object imports more than its memory: it needs a linker")
        if kind == _DATA:
            raise WebAssemblyError("the object has data, which only a linker can place")
        if kind == _CODE and not added:
            made, added = made + exports, True
        if kind != _CUSTOM:
            made += _section(kind, content)
    return made


def _sections(file: bytes) -> Iterator[tuple[int, bytes]]:
    """Kind and content of each section."""
    place = len(_MAGIC)
    while place < len(file):
        size, start = _number(file, place + 1)
        yield file[place], file[start : start + size]
        place = start + size


def _number(file: bytes, place: int) -> tuple[int, int]:
    """A number in LEB128, seven bits a byte, and the place behind it."""
    value = shift = 0
    while True:
        byte = file[place]
        value |= (byte & 127) << shift
        place, shift = place + 1, shift + 7
        if byte < 128:
            return value, place


def _leb(value: int) -> bytes:
    made = b""
    while value > 127:
        made += bytes([value & 127 | 128])
        value >>= 7
    return made + bytes([value])


def _text(name: str) -> bytes:
    return _leb(len(name)) + name.encode("ascii")


def _section(kind: int, content: bytes) -> bytes:
    return bytes([kind]) + _leb(len(content)) + content
