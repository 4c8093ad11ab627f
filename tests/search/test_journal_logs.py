"""What a reader types is in no log, whatever the answer."""

import gc
import logging
import runpy
from datetime import timedelta
from importlib import import_module
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from django.conf import settings
from django.core import mail
from django.test import Client

from search import service
from search.engines.base import EngineUnavailable
from tests.optional_parts import require_module

SECRET = "mot-confidentiel"
ROOT = Path(settings.BASE_DIR)


@pytest.mark.django_db
@pytest.mark.parametrize("path", ["/recherche/", "/acteurs/", "/recherche/suggestions"])
@pytest.mark.parametrize(
    ("typed", "status"),
    [
        ({"q": SECRET}, 200),
        ({"q": f"{SECRET} " * 30}, 400),
        ({"q": SECRET, "page": "zéro"}, 400),
        ({"q": SECRET, "page": "40"}, 404),
        ({"q": f"{SECRET} " * 300}, 413),
        ({"q": SECRET}, 503),
    ],
)
def test_no_log_holds_what_was_typed(
    client: Client,
    caplog: pytest.LogCaptureFixture,
    *,
    monkeypatch: pytest.MonkeyPatch,
    path: str,
    typed: dict[str, str],
    status: int,
) -> None:
    def down(*_args: object, **_options: object) -> None:
        raise EngineUnavailable("the disk is full")

    if status == 503:
        monkeypatch.setattr(service, "search", down)
        monkeypatch.setattr(service, "suggest", down)
    with caplog.at_level(logging.DEBUG):
        answer = client.get(path, typed)
    assert answer.status_code == (200 if path.endswith("suggestions") and "page" in typed else status)
    assert (status == 200) or path.endswith("suggestions") or caplog.records
    lines = [logging.Formatter("%(name)s %(message)s %(exc_text)s").format(record) for record in caplog.records]
    assert not [line for line in lines if SECRET in line]


@pytest.mark.django_db
def test_no_address_of_a_failed_search_is_mailed(
    client: Client, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Django's own handler mails the whole request to ADMINS."""
    settings.ADMINS = [("Ana", "ana@exemple.fr")]
    names = {type(handler).__name__ for handler in logging.getLogger("django").handlers}
    assert "AdminEmailHandler" not in names

    def down(*_args: object, **_options: object) -> None:
        raise EngineUnavailable("the disk is full")

    monkeypatch.setattr(service, "search", down)
    assert client.get("/recherche/", {"q": SECRET}).status_code == 503
    assert mail.outbox == []


@pytest.fixture
def server_log(tmp_path: Path) -> Any:
    """The logger that gunicorn makes of our configuration, and what it wrote."""
    require_module("gunicorn")
    ours = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    config = import_module("gunicorn.config").Config()
    for name in ("access_log_format", "logger_class"):
        config.set(name, ours[name])
    config.set("accesslog", str(tmp_path / "access.log"))
    config.set("errorlog", str(tmp_path / "error.log"))
    logger = config.logger_class(config)
    yield logger, lambda: (tmp_path / "access.log").read_text() + (tmp_path / "error.log").read_text()
    for name in ("gunicorn.error", "gunicorn.access"):
        for handler in logging.getLogger(name).handlers[:]:
            handler.close()
            logging.getLogger(name).removeHandler(handler)
        logging.getLogger(name).filters.clear()


def test_the_access_log_has_neither_path_nor_query_nor_reader(server_log: Any) -> None:
    logger, written = server_log
    environ = {
        "REQUEST_METHOD": "GET",
        "RAW_URI": f"/recherche/?q={SECRET}",
        "PATH_INFO": "/recherche/",
        "QUERY_STRING": f"q={SECRET}",
        "SERVER_PROTOCOL": "HTTP/1.1",
        "REMOTE_ADDR": "203.0.113.7",
        "HTTP_REFERER": f"http://relais.example/recherche/?q={SECRET}",
        "HTTP_USER_AGENT": "Navigateur",
    }
    answer = SimpleNamespace(status="200 OK", sent=12, headers=[])
    logger.access(answer, SimpleNamespace(headers=[]), environ, timedelta(milliseconds=5))
    assert "GET 200 12" in written()
    for kept_away in (SECRET, "/recherche/", "203.0.113.7", "Navigateur"):
        assert kept_away not in written()


@pytest.mark.parametrize(
    ("message", "arguments", "left"),
    [
        (
            "Error handling request %s",
            (f"/compte/mot-de-passe/{SECRET}/?q=eau",),
            "Error handling request\n",
        ),
        (f"Invalid request from ip=203.0.113.7: Invalid HTTP request line: '{SECRET}'", (), "Invalid request\n"),
        ("Redirected to %s", (f"/recherche/?q={SECRET}",), "Redirected to /recherche/?…\n"),
        ("Worker %s exited", (12,), "Worker 12 exited"),
    ],
)
def test_errors_of_the_server_quote_no_address(
    server_log: Any, message: str, arguments: tuple[object, ...], left: str
) -> None:
    logger, written = server_log
    logger.error(message, *arguments)
    assert left in written()
    assert SECRET not in written()
    assert "203.0.113.7" not in written()


def test_the_server_reads_that_configuration() -> None:
    """gunicorn takes `gunicorn.conf.py` of the folder where it starts, unless told of another."""
    demo = (ROOT / "bin/demo").read_text(encoding="utf-8")
    assert "-m gunicorn network_site.wsgi" in demo
    for option in ("--config", " -c ", "--access-logformat", "--logger-class"):
        assert option not in demo


def test_a_worker_looks_for_no_garbage_in_the_site_itself() -> None:
    require_module("gunicorn")
    ours = runpy.run_path(str(ROOT / "gunicorn.conf.py"))
    try:
        ours["post_worker_init"](SimpleNamespace(log=logging.getLogger("gunicorn.error")))
        assert gc.get_freeze_count()
    finally:
        gc.unfreeze()
