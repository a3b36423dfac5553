"""What a result will take and what there is, known before any work."""

from __future__ import annotations

import os
from pathlib import Path

from model import gates

NUMBER = 8  # bytes of a 64-bit number
#: Part of the free memory that one result may fill: the work around it needs some too.
PART = 0.8
#: Where Linux tells what a container may use, and uses.
_LIMITS = (
    ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory.current"),
    (
        "/sys/fs/cgroup/memory/memory.limit_in_bytes",
        "/sys/fs/cgroup/memory/memory.usage_in_bytes",
    ),
)


class TooLarge(gates.Refused):
    """A result that does not fit into the memory that is free."""


def free() -> int:
    """Bytes that this process may still take; where the system does not tell, a great many."""
    found = [2**62]
    lines = _read("/proc/meminfo").splitlines()
    found += [int(line.split()[1]) * 1024 for line in lines if line.startswith("MemAvailable:")]
    if len(found) == 1 and hasattr(os, "sysconf") and "SC_AVPHYS_PAGES" in os.sysconf_names:
        found.append(os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
    for most, used in _LIMITS:
        limits = _read(most).strip(), _read(used).strip()
        if all(text.isdigit() for text in limits):
            found.append(int(limits[0]) - int(limits[1]))
    return max(0, min(found))


def _read(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii")
    except OSError:
        return ""


def check(numbers: int, what: str, way_out: str) -> None:
    """Refuse what has more numbers than the free memory holds: `TooLarge` with the way out."""
    wanted, there = numbers * NUMBER, free()
    if wanted > PART * there:
        raise TooLarge(f"{what} would take {_size(wanted)}, and {_size(there)} are free: {way_out}")


def _size(count: float) -> str:
    for unit in ("bytes", "kB", "MB", "GB", "TB"):
        if count < 1000:
            return f"{count:.3g} {unit}"
        count /= 1000
    return f"{count:,.0f} PB"
