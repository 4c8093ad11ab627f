"""Counters of this process, in Prometheus's form. Under gunicorn they are files that every worker adds to.

No label holds what a reader typed: a view's name, an engine's name, a status.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from prometheus_client import REGISTRY, CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.multiprocess import MultiProcessCollector
from prometheus_client.registry import Collector

from network_site import worker_counters

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.0, 5.0, 10.0)

requests = Counter("relais_requests", "Answers given, by view, method and status", ["view", "method", "status"])
request_seconds = Histogram("relais_request_seconds", "Time to answer, by view", ["view"], buckets=SECONDS)
search_seconds = Histogram("relais_search_seconds", "Time of the search engine", ["engine"], buckets=SECONDS)
search_failures = Counter("relais_search_failures", "Questions that the engine could not answer", ["engine"])


@contextmanager
def timed_search(engine: str) -> Iterator[None]:
    """Count the time of what is asked of an engine, and its failures apart."""
    started = time.perf_counter()
    try:
        yield
    except Exception:
        search_failures.labels(engine).inc()
        raise
    search_seconds.labels(engine).observe(time.perf_counter() - started)


def exposition(*collectors: Collector) -> bytes:
    """Every counter of every process, and what these collectors read at this moment."""
    registry = CollectorRegistry()
    if folder := os.environ.get("PROMETHEUS_MULTIPROC_DIR"):
        MultiProcessCollector(registry)  # type: ignore[no-untyped-call]  # one of those that they left without types
        with worker_counters.held_still(Path(folder)):
            counted = generate_latest(registry)
    else:
        counted = generate_latest(REGISTRY)
    now = CollectorRegistry()
    for collector in collectors:
        now.register(collector)
    return counted + generate_latest(now)
