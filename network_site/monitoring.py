"""`/health/live`, `/health/ready` and `/metrics`: for the machines that look after the site.

Ready is 503 only where this process must be given no reader: its database does not answer, or is not migrated. A search
engine that is down, a worker that stopped or mail that waits make it « degraded » and 200: the site still serves, and
taking every web process away would turn a slow search into no site at all.
"""

import hmac
import ipaddress
from collections.abc import Callable, Iterator

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse, HttpResponseNotFound, JsonResponse
from django.urls import resolve
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from network_site import health, metrics, worker
from network_site.health import Finding

ADDRESSES = frozenset({"/health/live", "/health/ready", "/metrics"})
SILENT_WORKER = 300
"""Seconds without heartbeat, of which a worker gives one every thirty: ten were missed."""


def check_database() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
    return Finding(ok=True)


def check_migrations() -> Finding:
    executor = MigrationExecutor(connection)
    pending = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return Finding(ok=not pending, facts={"pending": pending})


def check_worker() -> Finding:
    seen = worker.last_heartbeat()
    silent = round((timezone.now() - seen).total_seconds()) if seen else None
    return Finding(ok=silent is not None and silent < SILENT_WORKER, facts={"silent_seconds": silent})


NECESSARY = {"database": check_database, "migrations": check_migrations}


def findings() -> dict[str, Finding]:
    """The necessary first: without a database the others would only say so again."""
    found = {name: health.ask(check) for name, check in NECESSARY.items()}
    if all(finding.ok for finding in found.values()):
        others = {"worker": check_worker, **health.registered()}
        found |= {name: health.ask(check) for name, check in others.items()}
    return found


@never_cache
@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked, so that an outage elsewhere restarts no web process."""
    return JsonResponse({"status": "live"})


@never_cache
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    found = findings()
    usable = all(found[name].ok for name in NECESSARY)
    healthy = all(finding.ok for finding in found.values())
    status = ("ready" if healthy else "degraded") if usable else "unavailable"
    checks = {name: {"ok": finding.ok, **finding.facts} for name, finding in found.items()}
    return JsonResponse({"status": status, "checks": checks}, status=200 if usable else 503)


@never_cache
@require_safe
def show_metrics(request: HttpRequest) -> HttpResponse:
    """For Prometheus alone: others are told that there is no such page."""
    if not may_read_metrics(request):
        return HttpResponseNotFound()
    return HttpResponse(metrics.exposition(HealthCollector()), content_type=metrics.CONTENT_TYPE)


def may_read_metrics(request: HttpRequest) -> bool:
    """The token of the settings, or one of its networks. What came through a proxy has no network of its own."""
    token = settings.RELAIS_METRICS_TOKEN
    given = request.headers.get("Authorization", "").removeprefix("Bearer ")
    if token and hmac.compare_digest(given.encode(), token.encode()):
        return True
    if {"X-Forwarded-For", "Forwarded", "X-Real-Ip"} & request.headers.keys():
        return False
    try:
        address = ipaddress.ip_address(request.META.get("REMOTE_ADDR", ""))
    except ValueError:  # a unix socket has none
        return False
    return any(address in ipaddress.ip_network(network) for network in settings.RELAIS_METRICS_NETWORKS)


class MonitoringMiddleware:
    """Answers these addresses before anything looks at the host or asks for HTTPS: a machine of the network names a
    container (`http://web:8000`) or an address, which are no names of the site.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path_info not in ADDRESSES:
            return self.get_response(request)
        request.resolver_match = resolve(request.path_info)
        answer: HttpResponse = request.resolver_match.func(request)
        return answer


class HealthCollector(Collector):
    """Every number that the health checks find, as a gauge: `relais_outbox_waiting`, `relais_mail_oldest_seconds`…"""

    def collect(self) -> Iterator[Metric]:
        found = findings()
        state = GaugeMetricFamily("relais_health", "1 where a check finds all as it should be", labels=["check"])
        for name, finding in found.items():
            state.add_metric([name], float(finding.ok))
        yield state
        for name, finding in found.items():
            for fact, value in finding.facts.items():
                if isinstance(value, int | float):
                    yield GaugeMetricFamily(f"relais_{name}_{fact}", f"{name}: {fact}", value=float(value))
