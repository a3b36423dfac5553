"""The machine and the versions that a table of timings belongs to."""

from __future__ import annotations

import datetime
import os
import platform
import re
import subprocess
from importlib import metadata
from pathlib import Path
from typing import Any

from benchmarks.c_program import NoCompiler, compiler
from benchmarks.with_peers import ROOT
from model.engines.problem import cores

_READ = ("numpy", "llvmlite", "cadCAD", "sympy")


def processor() -> str:
    """The processor's name as its maker gives it."""
    try:
        found = re.search(r"model name\s*:\s*(.+)", Path("/proc/cpuinfo").read_text())
    except OSError:
        found = None
    return found[1].strip() if found else platform.processor() or platform.machine()


def _vectors() -> str:
    try:
        flags = set(Path("/proc/cpuinfo").read_text().split())
    except OSError:
        return "unknown"
    return next((n for n in ("avx512f", "avx2", "avx", "sse2") if n in flags), "none")


def _pinned() -> dict[str, str]:
    lines = (ROOT / "benchmarks" / "peers.txt").read_text().splitlines()
    pins = dict(line.split("==") for line in lines if "==" in line)
    return {name: pins[name] for name in ("numba", "radcad")}


def described() -> dict[str, Any]:
    """Processor, cores, memory, system, versions, date, and how busy the machine was."""
    versions = {"python": platform.python_version()}
    for name in _READ:
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "not there"
    try:
        command = [compiler(), "--version"]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        versions["c++"] = told.splitlines()[0]
    except NoCompiler:
        versions["c++"] = "not there"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    return {
        "processor": processor(),
        "vectors": _vectors(),
        "cores": cores(),
        "memory_gib": round(memory, 1),
        "system": f"{platform.system()} {platform.machine()}",
        "date": datetime.datetime.now(datetime.UTC).date().isoformat(),
        "busy": round(os.getloadavg()[0], 2),
        "versions": versions | _pinned(),
    }
