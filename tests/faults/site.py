"""The processes that faults strike: a web server, workers and rebuilds, each one a real process of this machine."""

import os
import random
import shutil
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path

from django.core.management import CommandError, call_command
from django.db import connections
from django.db.backends.postgresql.base import DatabaseWrapper as PostgresConnection

from search import engines, outbox
from search.engines.base import EngineUnavailable
from tests.engines.running import GOES_WITH_US
from tests.faults.stopping import listen_no_more

ROOT = Path(__file__).parents[2]
PATIENCE = 60.0
"""Seconds that a save may take on a busy machine."""


@dataclass(slots=True)
class Saves:
    """What the web server answered. `cut`: the process was killed under the request, so either may have happened."""

    done: int = 0
    failed: int = 0
    cut: int = 0

    def add(self, other: "Saves") -> None:
        self.done += other.done
        self.failed += other.failed
        self.cut += other.cut


@dataclass(slots=True)
class Web:
    """gunicorn with two workers forked from a master that has loaded the site: a killed one is soon replaced."""

    port: int
    server: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """RuntimeError where it does not answer: the port was taken, or the site cannot be loaded."""
        command = [
            *GOES_WITH_US,
            sys.executable,
            "-m",
            "gunicorn",
            "network_site.wsgi",
            "--bind",
            f"127.0.0.1:{self.port}",
        ]
        options = ["--workers", "2", "--log-level", "critical", "--timeout", "120"]
        self.server = subprocess.Popen([*command, *options], cwd=ROOT, env=os.environ.copy())
        deadline = time.monotonic() + PATIENCE
        while not self._answers():
            if self.server.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"the web server does not start on port {self.port} ({self.server.poll()})")
            time.sleep(0.1)

    def stop(self) -> None:
        if self.server is not None:
            self.server.terminate()
            self.server.wait()

    def workers(self) -> list[int]:
        assert self.server is not None
        children = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text(encoding="ascii")
        return [int(pid) for pid in children.split()]

    def kill_a_worker(self, chance: random.Random) -> None:
        if workers := self.workers():
            kill(chance.choice(workers))

    def save(self, action: str, *, seed: int) -> Saves:
        data = urllib.parse.urlencode({"action": action, "seed": seed}).encode()
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/faults/save", data, timeout=PATIENCE).close()
        except urllib.error.HTTPError:
            return Saves(failed=1)
        except OSError:  # the worker was killed while it saved
            return Saves(cut=1)
        return Saves(done=1)

    def _answers(self) -> bool:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health/live", timeout=5).close()
        except OSError:
            return False
        return True


def kill(pid: int | None) -> None:
    assert pid, "a process that never started: 0 would kill all of ours"
    with suppress(ProcessLookupError):  # it had ended by itself
        os.kill(pid, signal.SIGKILL)


def in_a_process(run: Callable[[], None]) -> BaseProcess:
    """A process of its own, forked from this one, which has loaded the site: real, and quick to start. It shares no
    connection with us, and goes with us.
    """
    leave_the_database()
    engines._engine.cache_clear()
    process = get_context("fork").Process(target=_as_a_program, args=(run,), daemon=True)
    process.start()
    return process


def leave_the_database() -> None:
    """With the pool of connections, whose threads no fork takes along."""
    connections.close_all()
    for connection in connections.all(initialized_only=True):
        if isinstance(connection, PostgresConnection):
            connection.close_pool()


def _as_a_program(run: Callable[[], None]) -> None:
    listen_no_more()
    run()


def work() -> None:
    """The same loop as `manage.py worker`, with hardly a pause."""
    from network_site import worker  # noqa: PLC0415 - models are not loaded when this module is

    worker.TICK_SECONDS = 0.05
    _forget_when_jobs_ran()
    call_command("worker")


def _forget_when_jobs_ran() -> None:
    from network_site.job_runs import JobRun  # noqa: PLC0415 - see above

    JobRun.objects.update(started_at=None)


def drain() -> None:
    """What a worker does for the search, without end and with hardly a pause."""
    while True:
        outbox.drain()
        time.sleep(0.02)


def rebuild() -> None:
    call_command("rebuild_search_index", verbosity=0)


def rebuild_if_possible() -> None:
    """An engine that cannot is no error."""
    try:
        rebuild()
    except CommandError as error:
        if not isinstance(error.__cause__, EngineUnavailable):
            raise


def remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
    else:
        path.unlink(missing_ok=True)
