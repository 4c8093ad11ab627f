"""Workers come and go; what they counted stays, in files that do not pile up."""

import os
import re
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest

from network_site import metrics, worker_counters
from tests.optional_parts import require_module

ROOT = Path(__file__).parents[2]
COUNTING = """
import os
from network_site import metrics
metrics.requests.labels("page", "GET", "200").inc(2)
metrics.request_seconds.labels("page").observe(0.2)
print(os.getpid())
"""
SITE = """
from network_site import metrics

def application(environ, start_response):
    metrics.requests.labels("page", "GET", "200").inc()
    metrics.request_seconds.labels("page").observe(0.2)
    start_response("200 OK", [])
    return [metrics.exposition()]
"""
SETTINGS = f"""
import runpy
ours = runpy.run_path({str(ROOT / "gunicorn.conf.py")!r})
child_exit, on_exit = ours["child_exit"], ours["on_exit"]
control_socket_disable, logger_class = ours["control_socket_disable"], ours["logger_class"]
max_requests, workers = 5, 2
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    return tmp_path


def worker_that_left(folder: Path) -> int:
    command = [sys.executable, "-c", COUNTING]
    run = subprocess.run(command, cwd=ROOT, env=os.environ, capture_output=True, text=True, check=True)
    return int(run.stdout)


def counted(text: str) -> float:
    (found,) = re.findall(r'^relais_requests_total\{.*view="page"\} (\S+)$', text, re.MULTILINE)
    return float(found)


def test_what_dead_workers_counted_is_the_same_in_fewer_files(folder: Path) -> None:
    for number in range(1, 4):
        pid = worker_that_left(folder)
        before = sorted(metrics.exposition().splitlines())
        assert worker_counters.fold(folder, pid)
        assert sorted(metrics.exposition().splitlines()) == before
        assert counted(metrics.exposition().decode()) == 2 * number
        assert {path.name for path in folder.glob("*.db")} == {"counter_dead.db", "histogram_dead.db"}
    assert 'relais_request_seconds_bucket{le="0.25",view="page"} 3.0' in metrics.exposition().decode()


def test_nothing_moves_while_somebody_reads(folder: Path) -> None:
    pid = worker_that_left(folder)
    with worker_counters.held_still(folder):
        assert not worker_counters.fold(folder, pid)
        assert (folder / f"counter_{pid}.db").exists()
    assert worker_counters.fold(folder, pid)
    assert worker_counters.fold(folder, pid), "and once folded there is nothing left to do"
    assert counted(metrics.exposition().decode()) == 2


def test_totals_never_go_down_while_gunicorn_replaces_its_workers(tmp_path: Path) -> None:
    require_module("gunicorn")
    with served(tmp_path) as address:
        totals = [counted(read(address)) for _time in range(60)]
        (counters,) = (tmp_path / "tmp").glob("relais-metrics-*")
        files = [path for path in counters.glob("counter_*.db") if path.stem != "counter_dead"]
    assert totals == [float(number) for number in range(1, 61)]
    assert len(files) <= 4, "those of two workers and of two that are leaving, after twelve were replaced"
    said = (tmp_path / "log").read_text(encoding="utf-8")
    assert "folded" not in said
    assert "control" not in said.lower()


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """A site that counts, under gunicorn with our hooks, on a socket of a port that the system chose; no home."""
    (folder / "counting_site.py").write_text(SITE)
    (folder / "gunicorn.conf.py").write_text(SETTINGS)
    (folder / "tmp").mkdir()
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TMPDIR": str(folder / "tmp"), "HOME": "/proc/nowhere"}
    environment.pop("XDG_RUNTIME_DIR", None)
    command = [sys.executable, "-m", "gunicorn", "counting_site", "--bind", "127.0.0.1:0"]
    with (
        (folder / "log").open("w") as log,
        subprocess.Popen(command, cwd=folder, env=environment, stderr=log) as server,
    ):
        try:
            yield f"http://127.0.0.1:{port_of(folder / 'log', server)}/"
        finally:
            server.terminate()


def port_of(log: Path, server: subprocess.Popen[bytes]) -> str:
    while not (found := re.search(r"Listening at: http://127\.0\.0\.1:(\d+)", log.read_text(encoding="utf-8"))):
        assert server.poll() is None, log.read_text(encoding="utf-8")
        time.sleep(0.05)
    return found[1]


def read(address: str) -> str:
    """A worker that has answered enough may close the door on whoever comes next: asked again, as a proxy does."""
    for _time in range(100):
        try:
            with urlopen(address) as answer:
                return answer.read().decode()
        except (ConnectionError, URLError):
            time.sleep(0.05)
    raise AssertionError("nobody answers")
