"""Run an economy with an engine and label the result."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import nullcontext
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np

from model import __version__, gates, labels, memory
from model.arrays import Array, fingerprint
from model.draws import entered
from model.engines.problem import Problem, Tick
from model.parameter_sets import Parameters
from model.points import Points
from model.spec.economy import Economy, known

if TYPE_CHECKING:
    import xarray as xr

Engine = Callable[[Problem, Tick], dict[str, Array]]


class SimulationError(gates.Refused):
    """An engine, parameters or shocks that do not fit together."""


def _numpy() -> Engine:
    from model.engines.with_numpy import run

    return run


def _python() -> Engine:
    from model.engines.with_python import run

    return run


def _cadcad() -> Engine:
    from model.engines.with_cadcad import run

    return run


def _kernel() -> Engine:
    from model.engines.with_kernel import kernel

    return kernel


def _lanes() -> Engine:
    from model.engines.with_kernel import lanes

    return lanes


#: Engines by name. All give the same bits, but for the sign of a zero on arrays: cadCAD, the
#: auditable reference; the same text in a plain loop; on arrays; and compiled, one trajectory or
#: several at a time.
ENGINES: dict[str, Callable[[], Engine]] = {
    "cadcad": _cadcad,
    "python": _python,
    "numpy": _numpy,
    "kernel": _kernel,
    "lanes": _lanes,
}
#: Engines that need llvmlite.
COMPILED = ("kernel", "lanes")
#: Trajectories from which on the compiled engine takes several at a time.
SEVERAL = 4
#: Without a compiler: trajectories above which a NumPy step costs less than so many scalar ones.
MANY = 20


def simulate(
    economy: Economy,
    parameters: Parameters | Sequence[Parameters],
    shocks: xr.Dataset,
    engine: str = "auto",
    progress: bool = False,
) -> xr.Dataset:
    """Trajectories of states, flows and definitions, with units in the attributes.

    One set of parameters gives dims (run, day); a sequence gives (point, run, day). Day 0 is
    the initial state, so N days of shocks give N + 1 rows; flows have no value on day 0.
    Raises `SimulationError` if the engine is unknown or the parts belong to unlike economies.
    """
    import xarray as xr

    progress = gates.flag(SimulationError, "progress", progress)
    single = isinstance(parameters, Parameters)
    drawn = entered(economy, shocks)
    points = sets(SimulationError, economy, parameters)
    problem = Problem(economy, points, drawn.arrays, len(drawn.runs), drawn.days)
    rows = len(points) * problem.runs * (problem.days + 1)
    memory.check(
        rows * len(problem.columns),
        f"{len(points):,} × {problem.runs:,} trajectories of {problem.days:,} days in "
        f"{len(problem.columns)} columns",
        "ask for fewer, or use model.ensemble, which keeps the columns and days that you name",
    )
    engine = chosen(engine, problem)
    total = len(points) * problem.runs * problem.days
    with _bar(total, f"{economy.name} with {engine}", progress) as tick:
        arrays = trajectories(problem, engine, tick)
    data = {
        name: (("point", "run", "day"), values, labels.column(economy.record(name)))
        for name, values in arrays.items()
    }
    coordinates = {
        "point": np.arange(len(points)),
        "run": drawn.runs,
        "day": np.arange(problem.days + 1),
    }
    # The calendar is the axis itself, not one more column.
    data.pop("day", None)
    ds = xr.Dataset(
        data,
        coordinates,
        labels.origin(
            economy=economy.name,
            engine=engine,
            **drawn.origin,
            runs=problem.runs,
            days=problem.days,
            scenario=problem.points.scenario,
            parameters=[labels.setting(economy, p) for p in points],
            votes=[labels.votes(p.votes) for p in points],
            paths=labels.paths(problem.points.paths),
            key=_key(problem),
        ),
    )
    for name in ds.coords:
        ds[name].attrs = labels.COORDINATES[str(name)]
    return ds.squeeze("point", drop=True) if single else ds


def _key(problem: Problem) -> str:
    """Sixteen digits that name the numbers: equations, parameters, votes, shocks, days, version."""
    numbers = {**problem.points.columns, **problem.draws}
    source = labels.equations(problem.economy)
    paths = {name: path.key for name, path in problem.points.paths.items()}
    votes = problem.points.votes
    return fingerprint(numbers, f"{__version__} {problem.days} {votes} {paths} {source}")


def chosen(engine: str, problem: Problem) -> str:
    """The engine of that name, or for "auto" the fastest for so many trajectories."""
    engine = gates.text(SimulationError, "engine", engine)
    if engine == "auto":
        trajectories = len(problem.points) * problem.runs
        if find_spec("llvmlite"):
            return "lanes" if trajectories >= SEVERAL else "kernel"
        return "numpy" if trajectories > MANY else "python"
    if engine not in ENGINES:
        raise SimulationError(
            f"no engine is called {gates.shown(engine)}: use auto, {', '.join(ENGINES)}"
        )
    if engine in COMPILED and not find_spec("llvmlite"):
        raise SimulationError(
            f"the engine {engine} needs llvmlite, which is not installed: use auto, python, numpy "
            "or cadcad, which give the same numbers"
        )
    return engine


def trajectories(
    problem: Problem, engine: str = "auto", tick: Tick = lambda days: None
) -> dict[str, Array]:
    """What a problem asks to keep, arrays (points, runs, rows) by name.

    Raises `SimulationError` if the engine is unknown or a result left the range of numbers.
    """
    try:
        return ENGINES[chosen(engine, problem)]()(problem, tick)
    except (ArithmeticError, ValueError) as error:
        if isinstance(error, gates.Refused):
            raise
        raise SimulationError(
            f"the run left the range of numbers ({error}): bring the parameters that you changed "
            "nearer to their ranges"
        ) from error


def sets(error: type[Exception], economy: Economy, given: object) -> Points:
    """Sets of parameters, one or several, of this economy; else ``error`` says how to make them."""
    way_out = f"make them with model.parameters({known(error, economy).name!r})"
    listed: Any = [given] if isinstance(given, Mapping) else given
    if not isinstance(given, Points):
        listed = gates.rows(error, "parameters", listed, object, way_out)
    if not listed:
        raise error("no parameters are given: pass at least one set")
    for each in [] if isinstance(given, Points) else listed:
        if not isinstance(each, Parameters):
            raise error(f"{gates.kind_of(each)} is not a set of parameters: {way_out}")
    for point in [given] if isinstance(given, Points) else listed:
        names = set(point.columns if isinstance(point, Points) else point)
        # More than it reads is harmless: a variant of an economy may read less.
        if missing := {symbol.name for symbol in economy.parameters} - names:
            raise error(
                f"the parameters are not those of {economy.name}, which has {sorted(missing)[0]}: "
                f"{way_out}"
            )
        if point.economy != economy.name:
            raise error(
                f"the parameters are of {point.economy!r}, not of {economy.name!r}: {way_out}"
            )
    return Points.of(listed)


def _bar(total: int, text: str, show: bool) -> Any:
    if not show:
        return nullcontext(lambda days: None)
    from tqdm import tqdm

    bar = tqdm(total=total, desc=text, unit="day", unit_scale=True)

    class _Context:
        def __enter__(self) -> Tick:
            return bar.update

        def __exit__(self, *problem: object) -> None:
            bar.close()

    return _Context()


def sweep(
    economy: Economy,
    points: Sequence[Parameters],
    shocks: xr.Dataset,
    engine: str = "auto",
    progress: bool = False,
) -> xr.Dataset:
    """Trajectories of several sets of parameters on the same shocks, dims (point, run, day).

    What differs between the points becomes a coordinate along ``point``, alternatives by name.
    """
    points = sets(SimulationError, economy, points)
    ds = simulate(economy, points, shocks, engine, progress)
    return ds.assign_coords(
        {
            name: ("point", labels.named(record, values), labels.column(record, by_name=True))
            for name, (record, values) in labels.varied(economy, Points.of(points)).items()
        }
    )
