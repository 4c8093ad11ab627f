"""Requests by `wrk`, a tool of its own: latencies as a reader's browser would wait them."""

import json
import shutil
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlsplit

from benchmarks.ratios import percentile

SCRIPT = """
local addresses = {}
for line in io.lines("%s") do addresses[#addresses + 1] = line end
local count = %d
request = function()
  count = count + 1
  return wrk.format("GET", addresses[count %% #addresses + 1])
end
done = function(summary, latency, requests)
  io.write(string.format(
    '{"requests": %%d, "errors": %%d, "refused": %%d, "p50": %%d, "p95": %%d, "p99": %%d, "seconds": %%f}\\n',
    summary.requests, summary.errors.connect + summary.errors.read + summary.errors.write + summary.errors.timeout,
    summary.errors.status, latency:percentile(50), latency:percentile(95), latency:percentile(99),
    summary.duration / 1e6))
end
"""
MISSING = "Il manque wrk, qui envoie les requêtes : apt install wrk"


@dataclass(frozen=True, slots=True)
class Load:
    """Seconds of the percentiles; `refused` are answers from 400, `errors` requests without answer."""

    requests: int
    errors: int
    refused: int
    p50: float
    p95: float
    p99: float
    seconds: float


def load(
    base: str, paths: Sequence[str], folder: Path, *, connections: int = 1, seconds: int = 5, start: int = 0
) -> Load:
    """Ask the paths in turn from the one at `start`, again and again. SystemExit where `wrk` is missing."""
    if shutil.which("wrk") is None:
        raise SystemExit(MISSING)
    addresses, script = folder / "addresses.txt", folder / "requests.lua"
    addresses.write_text("\n".join(paths) + "\n", encoding="utf-8")
    script.write_text(SCRIPT % (addresses, start), encoding="utf-8")
    command = ["wrk", "-t1", f"-c{connections}", f"-d{seconds}s", "--timeout", "30s", "-s", str(script), base]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    found = json.loads(next(line for line in output.splitlines() if line.startswith("{")))
    times = {name: found.pop(name) / 1e6 for name in ("p50", "p95", "p99")}
    return Load(**found, **times)


def one_reader(base: str, paths: Sequence[str], *, seconds: int) -> Load:
    """One after the other, as long as each takes. wrk would add, for an answer that came late, those that it should
    have asked meanwhile: a single process that starts would make the percentiles of a lone reader.
    """
    server = urlsplit(base)
    taken: list[float] = []
    refused, began = 0, time.perf_counter()
    while (now := time.perf_counter()) < began + seconds:
        connection = HTTPConnection(server.hostname or "", server.port, timeout=30)
        connection.request("GET", paths[len(taken) % len(paths)])
        answer = connection.getresponse()
        answer.read()
        connection.close()
        refused += answer.status >= HTTPStatus.BAD_REQUEST
        taken.append(time.perf_counter() - now)
    p50, p95, p99 = (percentile(taken, share) for share in (0.5, 0.95, 0.99))
    return Load(len(taken), 0, refused, p50, p95, p99, time.perf_counter() - began)
