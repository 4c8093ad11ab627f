"""The machine that figures were measured on."""

import os
import platform
from pathlib import Path


def machine() -> str:
    """« AMD EPYC, 2 processeurs, 23 Go, Python 3.11.2 »."""
    model = _line("/proc/cpuinfo", "model name") or platform.machine()
    memory = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3)
    return f"{model}, {os.cpu_count()} processeurs, {memory} Go, Python {platform.python_version()}"


def _line(path: str, name: str) -> str:
    info = Path(path)
    lines = info.read_text(encoding="utf-8").splitlines() if info.exists() else []
    return next((line.partition(":")[2].strip() for line in lines if line.startswith(name)), "")
