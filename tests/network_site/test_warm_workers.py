"""Workers share what the site is made of. One that begins has searched once, and begins whatever fails."""

import gc
import os
import runpy
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from search import service
from search.engines.base import EngineUnavailable
from tests.optional_parts import require_module

ROOT = Path(__file__).parents[2]


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def begin(monkeypatch: pytest.MonkeyPatch, told: list[str]) -> Iterator[Callable[[], None]]:
    require_module("gunicorn")
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")  # which the file changes
    ours = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    monkeypatch.setitem(ours["post_worker_init"].__globals__, "LONGEST_WARMING", 0.2)
    log = SimpleNamespace(warning=lambda text, **_options: told.append(text))
    yield lambda: ours["post_worker_init"](SimpleNamespace(log=log))
    gc.unfreeze()
    ours["on_exit"](None)


MASTER = """
import os, runpy, threading
ours = runpy.run_path("gunicorn.conf.py")
from network_site.wsgi import application
ours["when_ready"](None)
from django.db import connections
from search.engines import _engine
assert ours["preload_app"]
assert [thread.name for thread in threading.enumerate()] == ["MainThread"]
assert not any(each.connection for each in connections.all(initialized_only=True))
assert not _engine.cache_info().currsize
opened = [os.path.realpath(f"/proc/self/fd/{fd}") for fd in os.listdir("/proc/self/fd")]
assert not [path for path in opened if "socket:" in path or "sqlite" in path or "index-" in path], opened
"""


def test_workers_are_forked_from_a_site_that_has_nothing_open() -> None:
    """A connection or a file shared by two processes is read by both; a thread is left behind by a fork."""
    require_module("gunicorn")
    environment = os.environ | {"DJANGO_SETTINGS_MODULE": "network_site.settings.test"}
    asked = [sys.executable, "-c", MASTER]
    done = subprocess.run(asked, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_a_worker_has_searched_before_its_first_reader(
    begin: Callable[[], None], told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[str] = []
    monkeypatch.setattr(service, "search", lambda query: asked.append(query.text))
    begin()
    assert (asked, told) == (["eau"], [])


@pytest.mark.parametrize("error", [EngineUnavailable("down"), OSError("no database"), ValueError("a fault of ours")])
def test_a_worker_begins_without_engine_or_database(
    begin: Callable[[], None], told: list[str], monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    def fail(_query: Any) -> None:
        raise error

    monkeypatch.setattr(service, "search", fail)
    begin()
    assert told == ["This worker is not warm"]


def test_a_worker_does_not_wait_for_an_engine_that_never_answers(
    begin: Callable[[], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    gone, answers = threading.Event(), []
    monkeypatch.setattr(service, "search", lambda _query: answers.append(gone.wait(5)))
    begin()
    assert answers == []
    gone.set()
