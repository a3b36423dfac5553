"""Kernels compiled for this processor, kept on disk by the hash of all that went into them.

Compiling takes a second or two; from the disk a kernel is there in milliseconds. The folder is
the one named by the environment's MODEL_CACHE, or ``compute-token-economy`` in the user's cache;
`model.engines.cache` says when it is used.
"""

from __future__ import annotations

import ctypes
import hashlib
import inspect
from collections.abc import Callable
from functools import lru_cache
from threading import Lock

import llvmlite
import llvmlite.binding as llvm

from model import elementary
from model.compile import kernel, machine
from model.compile.python import printed
from model.engines import cache
from model.spec.economy import Economy

_LOADING = Lock()
_LINKED: list[llvm.ExecutionEngine] = []  # code stays where it is as long as its linker lives


@lru_cache(maxsize=16)
def advance(economy: Economy, width: int) -> Callable[..., None]:
    """The kernel of an economy, ``width`` trajectories side by side; see `kernel.ARGUMENTS`."""
    with _LOADING:
        target = _target()
        key = _key(economy, width)
        with cache.opened(cache.folder()) as kept:
            code = kept.read(key)
            if code is None:
                code = _compiled(economy, width, target)
                kept.write(key, code)
        return _linked(code, target)


def _target() -> llvm.TargetMachine:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()
    return llvm.Target.from_default_triple().create_target_machine(
        cpu=llvm.get_host_cpu_name(),
        features=llvm.get_host_cpu_features().flatten(),
        opt=3,
        jit=True,
        codemodel="jitdefault",
    )


def _key(economy: Economy, width: int) -> str:
    """The hash of the printed specification, of the compilers and of the processor."""
    parts = [printed(economy, "math").source, str(width), llvmlite.__version__]
    parts += [str(llvm.llvm_version_info), llvm.get_host_cpu_name(), llvm.get_default_triple()]
    parts.append(llvm.get_host_cpu_features().flatten())
    parts += [inspect.getsource(part) for part in (machine, kernel, elementary, _compiled)]
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


def _compiled(economy: Economy, width: int, target: llvm.TargetMachine) -> bytes:
    module = llvm.parse_assembly(kernel.kernel_source(economy, width))
    module.verify()
    tuning = llvm.create_pipeline_tuning_options(speed_level=3)
    tuning.slp_vectorization = True  # three classes of nodes side by side: the same bits, sooner
    builder = llvm.create_pass_builder(target, tuning)
    builder.getModulePassManager().run(module, builder)
    return target.emit_object(module)  # type: ignore[no-any-return]


def _linked(code: bytes, target: llvm.TargetMachine) -> Callable[..., None]:
    linker = llvm.create_mcjit_compiler(llvm.parse_assembly(""), target)
    linker.add_object_file(llvm.ObjectFileRef.from_data(code))
    linker.finalize_object()
    _LINKED.append(linker)
    kinds = [
        ctypes.c_void_p if kind == kernel.POINTER else ctypes.c_uint64
        for kind in kernel.ARGUMENTS.values()
    ]
    shape = ctypes.CFUNCTYPE(None, *kinds)
    return shape(linker.get_function_address("advance"))
