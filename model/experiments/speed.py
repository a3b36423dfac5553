"""How fast the engines are: what the benchmarks measured, as rates, ratios and numbers of a text.

The results are those of ``python -m benchmarks``, committed with the machine's name; nothing is
timed here. Ratios are medians over rounds of the ratios within a round.
"""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from statistics import median
from typing import Any

import yaml

Results = Mapping[str, Any]
#: Who the others are measured against: cadCAD as it comes, at its best, and the best NumPy.
DEFAULTS, BEST, OWN_NUMPY = "cadcad", "cadcad best", ("numpy 512", "numpy 4096", "numpy 16384")
#: Contestants that the text names.
NAMED = ("kernel one", "kernel 1", "kernel 2", "lanes 1", "lanes 2", "cadcad best", "python")


def read(path: Path | None = None) -> dict[str, Any]:
    """The results that ``python -m benchmarks`` wrote: those of the package, or another file's."""
    stored = path or files("model").joinpath("figures", "speed.yaml")
    found: dict[str, Any] = yaml.safe_load(stored.read_text("utf-8"))
    return found


def measured(results: Results) -> dict[str, Mapping[str, Any]]:
    """The contestants that were there, by name."""
    return {row["name"]: row for row in results["rounds"] if row["rates"]}


def rate(results: Results, name: str) -> float:
    """A contestant's median rate in trajectory-days per second."""
    return float(median(measured(results)[name]["rates"]))


def ratio(results: Results, name: str, base: str) -> float:
    """How many times as fast a contestant is as another, the median over rounds."""
    rows = measured(results)
    pairs = zip(rows[name]["rates"], rows[base]["rates"], strict=True)
    return float(median(one / other for one, other in pairs))


def best_numpy(results: Results) -> str:
    """The quickest of the sizes at which NumPy with its own functions was measured."""
    there = [name for name in OWN_NUMPY if name in measured(results)]
    return max(there, key=lambda name: rate(results, name))


def quick(number: float) -> str:
    """Two significant digits, with a comma for thousands."""
    return f"{float(f'{number:.2g}'):,.3g}" if number < 100 else f"{float(f'{number:.2g}'):,.0f}"


def bounds(results: Results) -> dict[str, float]:
    """Of the time of the C++ program, the part that goes when a kind of work is left out."""
    rows = {row["without"]: row["rate"] for row in results["growth"]["bounds"]}
    whole = rows.pop("nothing")
    return {left_out: 1 - whole / rest for left_out, rest in rows.items()}


def numbers(results: Results) -> dict[str, float | str]:
    """All that the page tells of the measured speeds, by name."""
    parts = (of_the_machine, of_the_contest, of_the_work, of_growth, of_a_study, of_parity)
    return {name: value for part in parts for name, value in part(results).items()}


def findings(results: Results) -> dict[str, bool]:
    """Whether what the page says of those numbers is so."""
    n = of_the_contest(results) | of_growth(results) | of_parity(results)
    overhead, beaten_from, full, few, unlike, gap = (
        float(n[name])
        for name in ("overhead", "beaten_from", "full_slowdown", "few_slowdown", "unlike", "gap")
    )
    return {
        "nothing_left_to_double": max(bounds(results).values()) < 0.5,
        "mostly_overhead": overhead > 50,
        "lanes_win_soon": beaten_from <= 8,
        "keeping_costs": full > 2 > few,
        "no_bit_differs": unlike == 0 and gap == 0,
    }


def of_the_machine(results: Results) -> dict[str, float | str]:
    """On what, with which versions and when it was measured."""
    machine, case = results["machine"], results["case"]
    versions = {"python": "python", "numpy": "numpy", "llvmlite": "llvmlite", "compiler": "c++"}
    found = {key: machine["versions"][name] for key, name in versions.items()}
    return found | {
        "cadcad_version": machine["versions"]["cadCAD"],
        "processor": machine["processor"],
        "vectors": machine["vectors"],
        "measured_on": machine["date"],
        "cores": machine["cores"],
        "memory": machine["memory_gib"],
        "busy": machine["busy"],
        "rounds": case["rounds"],
        "days": case["days"],
        "years": case["days"] / 365,
        "seed": case["seed"],
    }


def of_the_contest(results: Results) -> dict[str, float | str]:
    """Rates of the contestants that the text names, and their ratios to the three baselines."""
    bases = {"defaults": DEFAULTS, "best": BEST, "numpy": best_numpy(results)}
    found: dict[str, float | str] = {"rate_cadcad": quick(rate(results, DEFAULTS))}
    for name in NAMED:
        key = name.replace(" ", "_")
        found[f"rate_{key}"] = quick(rate(results, name))
        found |= {f"{key}_{k}": quick(ratio(results, name, base)) for k, base in bases.items()}
    return found | {
        "lanes_of_c": 100 * ratio(results, "lanes 2", "c 2"),
        "kernel_of_c": 100 * ratio(results, "kernel 1", "c scalar"),
        "two_threads": ratio(results, "lanes 2", "lanes 1"),
        "overhead": 100 * (1 - ratio(results, DEFAULTS, "python")),
    }


def of_growth(results: Results) -> dict[str, float]:
    """How the rate changes with days, trajectories and what is kept; rates are days a second.

    ``beaten_from`` is the least number of trajectories from which the lanes always beat the kernel.
    """
    growth, case = results["growth"], results["case"]
    days = {row["days"]: row["rate"] for row in growth["days"] if row["engine"] == "lanes"}
    short, long = min(days), max(days)
    output = {(row["rows"], row["columns"]): row for row in growth["output"]}
    columns = sorted({number for _, number in output})
    full, slim = output["every day", columns[-1]], output["last day", columns[0]]
    few = max(number for number in columns if number <= 10)
    runs = {(row["engine"], row["runs"]): row["rate"] for row in growth["runs"]}
    sizes = sorted(size for engine, size in runs if engine == "lanes" and ("kernel", size) in runs)
    slower = [size for size in sizes if runs["lanes", size] <= runs["kernel", size]]
    return {
        "days_short": short,
        "days_long": long,
        "days_ratio": days[long] / days[short],
        "states": growth["size"]["states"],
        "columns": columns[-1],
        "few_slowdown": slim["rate"] / output["every day", few]["rate"],
        "full_slowdown": slim["rate"] / full["rate"],
        "full_mb": full["bytes_per_trajectory"] / 1e6,
        "full_stored": full["rate"] / case["days"] * full["bytes_per_trajectory"] / 1e9,
        "beaten_from": next(size for size in sizes if size > max(slower, default=0)),
    }


def of_a_study(results: Results) -> dict[str, float | str]:
    """What a million trajectories and a Sobol study take; memory in MiB."""
    million, sobol, memory = results["million"], results["sobol"], results["memory"]
    days = million["trajectories"] * million["days"]
    seconds = median(sobol["seconds"])
    found = {f"mib_{name.replace(' ', '_')}": row["peak_mib"] for name, row in memory.items()}
    return found | {
        "million": million["trajectories"],
        "million_minutes": million["seconds"] / 60,
        "million_mib": million["peak_mib"],
        "million_rate": quick(days / million["seconds"]),
        "million_cadcad_days": days / rate(results, DEFAULTS) / 86_400,
        "million_best_hours": days / rate(results, BEST) / 3600,
        "sobol": sobol["trajectories"],
        "sobol_parameters": sobol["parameters"],
        "sobol_seconds": seconds,
        "sobol_cadcad": seconds * rate(results, DEFAULTS) / sobol["days"],
    }


def of_the_work(results: Results) -> dict[str, float]:
    """Operations of a day, what each kind costs, and how long a first call takes, in seconds."""
    counted, first, parts = results["growth"]["operations"], results["first"], bounds(results)
    found = {f"bound_{name}": 100 * part for name, part in parts.items()}
    for word in ("divisions", "exp, log, sin and power", "minima and maxima"):
        found["count_" + word.split(",")[0].split()[0]] = counted[word]
    for engine in ("kernel", "lanes"):
        found |= {f"{engine}_{when}": median(first[engine][when]) for when in ("cold", "cached")}
    return found | {
        "bound_rest": 100 * (1 - sum(parts.values())),
        "operations": sum(counted.values()),
        "import_model": median(first["import_model"]),
        "printed": median(first["economy_printed"]),
    }


def of_parity(results: Results) -> dict[str, float]:
    """On how many sets of parameters the engines were compared, and how far they differed."""
    parity = results["parity"]
    engines = {part: {row["name"]: row for row in parity[part]["engines"]} for part in parity}
    rows = [row for part in engines.values() for row in part.values()]
    return {
        "sets": engines["short"]["lanes"]["sets"],
        "short_days": parity["short"]["days"],
        "paths": parity["short"]["shock_paths"],
        "cadcad_sets": engines["short"]["cadcad"]["sets"],
        "long_sets": engines["long"]["lanes"]["sets"],
        "long_cadcad": engines["long"]["cadcad"]["sets"],
        "unlike": sum(row["unlike"] for row in rows),
        "gap": max(row["gap"] for row in rows),
    }
