"""The specification as a C++ program, the limit that the kernel is measured against.

The same scalar text that cadCAD runs is printed once more: `model.elementary` and the day's
function, with all blocks inlined, for one number or for vectors of eight (GCC's extensions).
``gcc -O3 -march=native`` may do what the kernel must not: join a multiplication and an addition
in one rounding. Shocks are drawn inside; what comes back is the state on the last day.
"""

from __future__ import annotations

import ctypes
import inspect
import shutil
import subprocess
import tempfile
import zlib
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

import numpy as np

from benchmarks.c_text import Printer
from model import elementary
from model.arrays import Array
from model.compile.python import printed
from model.engines.problem import Problem, Seeded
from model.spec.economy import Economy

LANES = 8
BATCH = 64  # trajectories that a thread takes at a time, as in the kernel
FLAGS = ("-O3", "-march=native", "-fno-math-errno", "-std=c++17", "-shared", "-fPIC", "-w")
#: What can be left out, to see what it costs: the numbers are then meaningless.
PARTS = ("divisions", "functions", "draws")
_OURS = ("exp", "log", "sin", "power")
_INNER = ("_sine", "_cosine", "_product")
_DRAWN = ("philox", "normals")


class NoCompiler(RuntimeError):
    """There is no C++ compiler on this machine."""


_HEAD = """\
#include <cmath>
#include <cstdint>
#include <cstring>
#define IN static inline __attribute__((always_inline))
#define PURE static __attribute__((noinline, const))
#if WIDTH == 1
typedef double V;
typedef uint64_t U;
typedef bool M;
#define LANE(x, i) x
#else
typedef double V __attribute__((vector_size(8 * WIDTH)));
typedef uint64_t U __attribute__((vector_size(8 * WIDTH)));
typedef int64_t M __attribute__((vector_size(8 * WIDTH)));
IN V all(V x) { return x; }
#define LANE(x, i) x[i]
#endif
#define EACH(f) V r; for (int i = 0; i < WIDTH; i++) LANE(r, i) = f; return r
IN V all(double x) { return x - V{}; }
IN V where(M m, V a, V b) { return m ? a : b; }
#ifdef NO_DIVISIONS
template <class A, class B> IN V quotient(A a, B b) { return all(a) * b; }
#else
template <class A, class B> IN V quotient(A a, B b) { return all(a) / b; }
#endif
IN V least(V a, V b) { return b < a ? b : a; }
IN V most(V a, V b) { return b > a ? b : a; }
IN V number(U x) { V r; std::memcpy(&r, &x, sizeof r); return r; }
IN U bits(V x) { U r; std::memcpy(&r, &x, sizeof r); return r; }
IN V root(V x) { EACH(std::sqrt(LANE(x, i))); }
template <class T> IN T load(const void *p) { T x; std::memcpy(&x, p, sizeof x); return x; }
IN void store(double *p, V x) { std::memcpy(p, &x, sizeof x); }
"""

_SYSTEM = """\
PURE V s_exp(V x) { EACH(std::exp(LANE(x, i))); }
PURE V s_log(V x) { EACH(std::log(LANE(x, i))); }
PURE V s_sin(V x) { EACH(std::sin(LANE(x, i))); }
PURE V s_power(V x, V y) { EACH(std::pow(LANE(x, i), LANE(y, i))); }
IN V n_exp(V x) { return x; }
IN V n_log(V x) { return x; }
IN V n_sin(V x) { return x; }
IN V n_power(V x, V y) { return x * y; }
"""

_ADVANCE = """\
extern "C" void advance(const double *fixed, const double *scheduled, double *states,
                        const uint64_t *runs, uint64_t seed, long first, long last, long n) {{
  for (long at = 0; at < n; at += WIDTH) {{
    const U v_run = load<U>(runs + at), v_seed = U{{}} + seed;
    V draws[{shocks}][4];
{loads}
    for (long today = first; today < last; today++) {{
      if (today == first || (DRAWING && today % 4 == 0)) {{
        const U v_block = U{{}} + (uint64_t)(today / 4 + 1);
        U a, b, c, d;
{draws}
      }}
{drawn}
{step}
    }}
{stores}
  }}
}}
"""


def source(economy: Economy, lanes: int = LANES, system: bool = False, without: str = "") -> str:
    """The whole program; ``system`` takes exp, log, sin and pow from the system's library.

    ``without`` leaves out one of `PARTS`.
    """
    constants = {n: v for n, v in vars(elementary).items() if isinstance(v, (int, float))}
    functions = Printer(inspect.getsource(elementary), constants)
    switches = f"#define WIDTH {lanes}\n#define DRAWING {int(without != 'draws')}\n"
    switches += "#define NO_DIVISIONS\n" * (without == "divisions")
    parts = [switches, _HEAD, _SYSTEM]
    # The draws are of our own functions in any case, so that they are the same shocks.
    parts += [functions.function(name, "IN") for name in _INNER]
    parts += [functions.function(name, "PURE") for name in _OURS]
    parts += [functions.function(name, "IN") for name in _DRAWN]
    text = _advance(economy)
    if system or without == "functions":
        for name in _OURS:
            text = text.replace(f"f_{name}(", f"{'s' if system else 'n'}_{name}(")
    return "\n".join([*parts, text])


def _advance(economy: Economy) -> str:
    groups = {
        "states": economy.states,
        "fixed": economy.parameters,
        "scheduled": economy.schedules,
    }
    at = {s.name: f"{array} + {i} * n + at" for array, g in groups.items() for i, s in enumerate(g)}
    draws = [
        f"f_philox(v_block, v_run, v_seed, U{{}} + {zlib.crc32(s.name.encode())}ULL, a, b, c, d);\n"
        f"f_normals(a, b, draws[{i}][0], draws[{i}][1]);\n"
        f"f_normals(c, d, draws[{i}][2], draws[{i}][3]);"
        for i, s in enumerate(economy.shocks)
    ]
    drawn = [f"const V v_{s} = draws[{i}][today % 4];" for i, s in enumerate(economy.shocks)]
    return _ADVANCE.format(
        shocks=len(economy.shocks),
        loads="\n".join(f"V v_{name} = load<V>({place});" for name, place in at.items()),
        draws="\n".join(draws),
        drawn="\n".join(drawn),
        step="\n".join(Printer(printed(economy, "math").source, {}).inlined("step")),
        stores="\n".join(f"store({at[s.name]}, v_{s});" for s in economy.states),
    )


def compiler() -> str:
    """The path of g++ or another C++ compiler. Raises `NoCompiler`."""
    for name in ("g++", "c++", "clang++"):
        found = shutil.which(name)
        if found:
            return found
    raise NoCompiler("no g++, c++ or clang++ is found: install one to measure the limit")


@lru_cache(maxsize=8)
def program(
    economy: Economy,
    lanes: int = LANES,
    system: bool = False,
    without: str = "",
    fused: bool = True,
) -> Callable[..., None]:
    """The compiled function ``advance``; not ``fused``, it has the kernel's bits.

    Raises `NoCompiler`.
    """
    flags = FLAGS if fused else (*FLAGS, "-ffp-contract=off")
    with tempfile.TemporaryDirectory() as folder:
        text, library = Path(folder) / "program.cpp", Path(folder) / "program.so"
        text.write_text(source(economy, lanes, system, without))
        subprocess.run([compiler(), *flags, str(text), "-o", str(library)], check=True)
        advance = ctypes.CDLL(str(library)).advance
    advance.restype = None
    advance.argtypes = [ctypes.c_void_p] * 4 + [ctypes.c_uint64] + [ctypes.c_long] * 3
    return advance


def run(
    problem: Problem,
    lanes: int = LANES,
    system: bool = False,
    threads: int = 1,
    without: str = "",
    fused: bool = True,
) -> dict[str, Array]:
    """The states on the last day, arrays (points, runs). Shocks by seed, the same votes for all."""
    economy, shocks = problem.economy, problem.shocks
    if not isinstance(shocks, Seeded) or len(set(problem.points.votes)) > 1:
        raise ValueError("the C program takes a seed, and points with the same votes")
    advance = program(economy, lanes, system, without, fused)
    columns = problem.points.columns
    fixed = np.array([columns[s.name] for s in economy.parameters])
    start = printed(economy, "numpy").module.initial(*fixed)
    initial = np.array([np.broadcast_to(value, (len(problem.points),)) for value in start], float)
    stretches = list(_stretches(problem))
    total = len(problem.points) * problem.runs
    out = np.empty((len(economy.states), total))

    def batch(first: int) -> None:
        last = min(first + BATCH, total)
        # Idle lanes repeat the last trajectory.
        numbers = np.minimum(np.arange(first, first - (first - last) // lanes * lanes), last - 1)
        points, runs = np.divmod(numbers, problem.runs)
        parameters, states = fixed.take(points, axis=1), initial.take(points, axis=1)
        runs = (runs + shocks.first).astype(np.uint64)
        for opening, closing, in_force in stretches:
            scheduled = in_force.take(points, axis=1)
            arrays = (parameters, scheduled, states, runs)
            data = (array.ctypes.data for array in arrays)
            advance(*data, shocks.seed, opening, closing, len(numbers))
        out[:, first:last] = states[:, : last - first]

    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(batch, range(0, total, BATCH)))
    shape = (len(problem.points), problem.runs)
    return {s.name: row.reshape(shape) for s, row in zip(economy.states, out, strict=True)}


def _stretches(problem: Problem) -> Iterator[tuple[int, int, Array]]:
    """Days without a new vote, from the first to before the second; what is in force on them."""
    votes = sorted(problem.points.votes[0], key=lambda vote: vote.enacted or 0)
    starts = [max(int(vote.enacted or 0) - 1, 0) for vote in votes]
    edges = sorted({0, problem.days, *(day for day in starts if day < problem.days)})
    names = [s.name.removeprefix("scheduled_") for s in problem.economy.schedules]
    columns = [problem.points.columns[name] for name in names]
    values = np.array(columns, float).reshape(len(names), len(problem.points))
    for opening, closing in pairwise(edges):
        for vote, day in zip(votes, starts, strict=True):
            if day == opening:
                values[names.index(vote.parameter)] = float(vote.value)
        yield opening, closing, values.copy()
