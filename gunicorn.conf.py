"""What the web server writes down: never what a reader typed, nor who asked. Read by gunicorn from this folder.

`search/journal` counts searches without their authors; a log with addresses and questions would undo it. A proxy in
front must do the same: log neither the query nor the path, which may hold the token of a password.
"""

import gc
import logging
import os
import re
import shutil
import tempfile
import threading
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger

# Each worker counts in files of this folder, and /metrics adds them up. Told before any worker imports the counters.
_counters = tempfile.mkdtemp(prefix="relais-metrics-")
os.environ["PROMETHEUS_MULTIPROC_DIR"] = _counters
_json = os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".production")

preload_app = True  # the site is loaded once, then shared: a worker that takes the place of another is there at once
max_requests, max_requests_jitter = 5_000, 500  # memory that fragments is given back
graceful_timeout = 30
LONGEST_WARMING = 5  # seconds; a worker that is not ready by then is opened all the same
limit_request_line = 8_190  # bytes; the longest question that the search reads and refuses in its own words
control_socket_disable = True  # it would write in a home that the container does not have, and nothing here uses it

access_log_format = "%(t)s %(m)s %(s)s %(B)s %(M)sms"
"""Time, method, status, bytes, duration: no path or query, no referer (which holds both), no network address."""

_QUERY = re.compile(r"\?[^\s'\"]*")
_QUOTING = re.compile(r"(Invalid request|Error handling request)\b.*", re.DOTALL)


class WithoutAddresses(logging.Filter):
    """Cuts all that gunicorn quotes of a request that it could not read or answer, and the query of other addresses."""

    def filter(self, record: logging.LogRecord) -> bool:
        text = record.getMessage()
        quoting = _QUOTING.match(text)
        record.msg = quoting[1] if quoting else _QUERY.sub("?…", text)
        record.args = ()
        return True


class DiscreetLogger(Logger):
    def setup(self, cfg: Any) -> None:
        super().setup(cfg)
        self.error_log.addFilter(WithoutAddresses())
        if _json:
            from network_site.logs import DiscreetJsonFormatter  # noqa: PLC0415 - the demo does without its library

            for handler in self.error_log.handlers:
                handler.setFormatter(DiscreetJsonFormatter())


logger_class = DiscreetLogger


def when_ready(server: Any) -> None:
    """Load what every worker needs before the first is forked: the addresses, which import the views, and the largest
    page. Nothing that is open may be shared with them: no connection, no file of the index, no thread.
    """
    from django.template.loader import get_template  # noqa: PLC0415 - needs the application
    from django.urls import get_resolver  # noqa: PLC0415 - likewise

    get_resolver().url_patterns  # noqa: B018 - a cached property that loads them
    get_template("search/results.html")
    _set_aside()


def post_worker_init(worker: Any) -> None:
    warming = threading.Thread(target=warm, args=[worker.log], daemon=True)
    warming.start()
    warming.join(LONGEST_WARMING)
    _set_aside()


def _set_aside() -> None:
    """What the site is made of is there for good: looking through it for garbage stopped every reader of a worker for a
    fifth of a second, now and then.
    """
    gc.collect()
    gc.freeze()


def warm(log: Any) -> None:
    """Open what the first search of a worker made its reader wait for. No journal counts this one: nobody asked it."""
    from django.db import connections  # noqa: PLC0415 - needs the application

    from search import queries, service  # noqa: PLC0415 - likewise

    try:
        service.search(queries.SearchQuery("eau"))
    except Exception:  # without engine or database, the pages tell their readers
        log.warning("This worker is not warm", exc_info=True)
    finally:
        connections.close_all()


_to_fold: set[int] = set()


def child_exit(server: Any, worker: Any) -> None:
    """What a worker counted is kept, in one file for all that have left; its files are not."""
    from prometheus_client.multiprocess import mark_process_dead  # noqa: PLC0415 - reads the folder at import

    from network_site import worker_counters  # noqa: PLC0415 - the folder of the site is not known before

    _to_fold.add(worker.pid)
    for pid in sorted(_to_fold):
        try:
            mark_process_dead(pid)
            if worker_counters.fold(Path(_counters), pid):
                _to_fold.discard(pid)
        except Exception:  # an error here would stop the server
            server.log.exception("Counters of a worker are not folded")


def on_exit(server: Any) -> None:
    shutil.rmtree(_counters, ignore_errors=True)
