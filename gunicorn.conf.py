"""What the web server writes down: never what a reader typed, nor who asked. Read by gunicorn from this folder.

`search/journal` counts searches without their authors; a log with addresses and questions would undo it. A proxy in
front must do the same: log the path, not the query.
"""

import gc
import logging
import os
import re
import shutil
import tempfile
from typing import Any

from gunicorn.glogging import Logger

# Each worker counts in files of this folder, and /metrics adds them up. Told before any worker imports the counters.
_counters = tempfile.mkdtemp(prefix="relais-metrics-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = _counters
_json = os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".production")

max_requests, max_requests_jitter = 5_000, 500  # memory that fragments is given back
graceful_timeout = 30

access_log_format = "%(t)s %(m)s %(U)s %(s)s %(B)s %(M)sms"
"""Time, method, path, status, bytes, duration: no query, no referer (which holds one), no network address."""

_QUERY = re.compile(r"\?[^\s'\"]*")


class WithoutQuery(logging.Filter):
    """Cuts the query of every address, and all that gunicorn quotes of a request that it could not read."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        record.msg = "Invalid request" if text.startswith("Invalid request") else _QUERY.sub("?…", text)
        record.args = ()
        return True


class DiscreetLogger(Logger):
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.addFilter(WithoutQuery())
        if _json:
            from network_site.logs import DiscreetJsonFormatter  # noqa: PLC0415 - the demo does without its library

            for handler in self.error_log.handlers:
                handler.setFormatter(DiscreetJsonFormatter())


logger_class = DiscreetLogger


def post_worker_init(worker: Any) -> None:
    """What the site is made of is there for good: looking through it for garbage stopped every reader of a worker for a
    fifth of a second, now and then. The addresses, which import the views, are loaded first.
    """
    from django.urls import get_resolver  # noqa: PLC0415 - needs the application

    get_resolver().url_patterns  # noqa: B018 - a cached property that loads them
    gc.collect()
    gc.freeze()


def child_exit(server: Any, worker: Any) -> None:
    """What a worker counted is kept; its files of the moment are not."""
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 - reads the folder at import

    mark_process_dead(worker.pid)


def on_exit(server: Any) -> None:
    shutil.rmtree(_counters, ignore_errors=True)
