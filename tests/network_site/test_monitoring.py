"""What machines read of the site: alive, ready, counted; nothing secret and nobody's name."""

import io
import json
import logging
from datetime import timedelta
from typing import Any

import pytest
from django.db import OperationalError
from django.test import Client
from django.utils import timezone

from network_site import health, monitoring
from network_site.job_runs import JobRun
from network_site.logs import DiscreetJsonFormatter
from network_site.mail import outbox
from network_site.mail.models import OutgoingMail
from network_site.request_id import request_id
from network_site.worker import HEARTBEAT
from search.models import Outbox

READY, METRICS = "/health/ready", "/metrics"


@pytest.fixture
def healthy(db: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker that has just beaten, and an engine that answers."""
    JobRun.objects.create(name=HEARTBEAT.name, started_at=timezone.now())
    checks = health.registered() | {"search": lambda: health.Finding(ok=True, facts={"documents": 3})}
    monkeypatch.setattr(health, "_registry", checks)


def ready(client: Client) -> tuple[int, dict[str, Any]]:
    answer = client.get(READY)
    return answer.status_code, answer.json()


def test_live_asks_nothing_of_the_database(client: Client) -> None:
    answer = client.get("/health/live")
    assert (answer.status_code, answer.json()) == (200, {"status": "live"})
    assert "no-cache" in answer["Cache-Control"]


def test_ready_says_what_it_found(healthy: None, client: Client) -> None:
    status, said = ready(client)
    assert (status, said["status"]) == (200, "ready")
    assert set(said["checks"]) == {"database", "migrations", "worker", "mail", "outbox", "search"}
    assert said["checks"]["outbox"] == {"ok": True, "waiting": 0, "oldest_seconds": 0, "dead": 0}


def test_a_database_that_does_not_answer_takes_the_process_out(client: Client, monkeypatch: Any) -> None:
    def away() -> health.Finding:
        raise OperationalError("password of relais@10.0.0.1 refused")

    monkeypatch.setitem(monitoring.NECESSARY, "database", away)
    monkeypatch.setitem(monitoring.NECESSARY, "migrations", away)
    status, said = ready(client)
    assert (status, said["status"]) == (503, "unavailable")
    assert said["checks"]["database"] == {"ok": False, "error": "OperationalError"}


def test_migrations_that_wait_take_the_process_out(healthy: None, client: Client, monkeypatch: Any) -> None:
    plan = "django.db.migrations.executor.MigrationExecutor.migration_plan"
    monkeypatch.setattr(plan, lambda *_args: ["search.0099"])
    status, said = ready(client)
    assert (status, said["checks"]["migrations"]) == (503, {"ok": False, "pending": 1})


@pytest.mark.parametrize(
    ("path", "status"), [("/health/live", 200), (READY, 200), (METRICS, 200), ("/robots.txt", 400)]
)
def test_machines_ask_by_any_name_and_without_https(
    healthy: None, client: Client, settings: Any, path: str, status: int
) -> None:
    settings.SECURE_SSL_REDIRECT = path != "/robots.txt"
    answer = client.get(path, headers={"Host": "web:8000"})
    assert answer.status_code == status
    assert "X-Request-ID" in answer


def long_ago() -> Any:
    return timezone.now() - timedelta(hours=1)


@pytest.mark.parametrize("part", ["worker", "outbox", "dead", "mail"])
def test_what_waits_degrades_without_taking_the_site_down(healthy: None, client: Client, part: str) -> None:
    if part == "worker":
        JobRun.objects.update(started_at=long_ago())
    elif part == "mail":
        outbox.queue("event/1", to="lecteur@exemple.fr", subject="Objet", text="Texte")
        OutgoingMail.objects.update(created_at=long_ago())
    else:
        row = Outbox.objects.create(key="report:1")
        Outbox.objects.filter(pk=row.pk).update(
            **({"created_at": long_ago()} if part == "outbox" else {"given_up_at": long_ago()})
        )
    status, said = ready(client)
    assert (status, said["status"]) == (200, "degraded")
    assert [name for name, check in said["checks"].items() if not check["ok"]] == ["outbox" if part == "dead" else part]
    assert "exemple.fr" not in json.dumps(said)


def test_a_name_of_check_is_taken_once() -> None:
    with pytest.raises(ValueError, match="twice"):
        health.register("mail", lambda: health.Finding(ok=True))


def test_metrics_count_requests_and_what_waits(healthy: None, client: Client) -> None:
    client.get("/robots.txt", {"q": "un mot rare"})
    client.get("/nulle-part/")
    Outbox.objects.create(key="report:1")
    text = client.get(METRICS).content.decode()
    assert 'relais_requests_total{method="GET",status="200",view="robots"}' in text
    assert 'view="wagtail_serve"' in text
    assert "relais_outbox_waiting 1.0" in text
    assert 'relais_health{check="mail"} 1.0' in text
    assert "rare" not in text
    assert "nulle-part" not in text


@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        ({"REMOTE_ADDR": "127.0.0.1"}, True),
        ({"REMOTE_ADDR": "192.0.2.7"}, False),
        ({"REMOTE_ADDR": ""}, False),
        ({"REMOTE_ADDR": "127.0.0.1", "HTTP_X_FORWARDED_FOR": "192.0.2.7"}, False),
        ({"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer un-jeton-bien-long-et-rare"}, True),
        ({"REMOTE_ADDR": "192.0.2.7", "HTTP_AUTHORIZATION": "Bearer autre"}, False),
    ],
)
def test_metrics_are_for_some_machines_only(
    healthy: None, client: Client, settings: Any, origin: dict[str, Any], allowed: bool
) -> None:
    settings.RELAIS_METRICS_TOKEN = "un-jeton-bien-long-et-rare"
    assert client.get(METRICS, **origin).status_code == (200 if allowed else 404)


@pytest.mark.parametrize(
    ("given", "kept"),
    [("abc-123.def_4", True), ("", False), ("court", False), ("x" * 65, False), ("a b\nc d e f", False)],
)
def test_a_request_has_an_identifier(client: Client, given: str, kept: bool) -> None:
    answer = client.get("/health/live", headers={"X-Request-ID": given})
    assert (answer["X-Request-ID"] == given) is kept
    assert len(answer["X-Request-ID"]) >= 8


def test_a_request_leaves_a_line_without_question_or_address(client: Client, caplog: Any) -> None:
    with caplog.at_level(logging.INFO, "network_site.observation"):
        client.get("/robots.txt", {"q": "canicule"}, REMOTE_ADDR="192.0.2.7")
    (record,) = [record for record in caplog.records if record.name == "network_site.observation"]
    line = DiscreetJsonFormatter().format(record)
    said = json.loads(line)
    assert (said["view"], said["status"], said["method"]) == ("robots", 200, "GET")
    assert "canicule" not in line
    assert "192.0.2.7" not in line


READER = "lecteur@exemple.fr"


def refuse(address: str) -> None:
    """The lines of code that a traceback quotes hold no data; the text of its error does."""
    raise ValueError(f"Key (email)=({address}) already exists")


def test_json_logs_hold_the_request_and_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(DiscreetJsonFormatter())
    logger = logging.getLogger("a.logger")
    monkeypatch.setattr(logger, "handlers", [handler])
    token = request_id.set("demande-1")
    try:
        refuse(READER)
    except ValueError:
        logger.exception("cannot serve %s to %s", "/recherche/?q=canicule", f"{READER} at 192.0.2.7")
    finally:
        request_id.reset(token)
    said = json.loads(stream.getvalue())
    assert (said["level"], said["logger"], said["request_id"]) == ("ERROR", "a.logger", "demande-1")
    assert said["exc_info"].endswith("ValueError")
    assert not any(word in stream.getvalue() for word in ("canicule", "lecteur", "192.0.2"))
