"""`deploy/` without containers: its files are linted, its sample is refused, its settings serve on PostgreSQL."""

import json
import os
import re
import shlex
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from django.core.exceptions import ImproperlyConfigured

from network_site.settings.environment import read_environment
from tests.engines.running import free_port
from tests.postgres_server import new_database, postgres_server
from tests.tooling.older_site import load_older_site

ROOT = Path(__file__).parents[2]
DEPLOY = ROOT / "deploy"
COMPOSE: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
DOCKERFILE = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
SAMPLE = (DEPLOY / "env.sample").read_text(encoding="utf-8")
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?])([^}]*))?\}")
GOOD = {
    "RELAIS_HOSTS": "relais.example",
    "RELAIS_SECRET_KEY": "k3y-With-Enough-Different-Characters-0123456789-abcdefghij",
    "RELAIS_DATABASE_PASSWORD": "k7-mQ2x-base",
    "RELAIS_SMTP_URL": "smtp://relais:k7-mQ2x9@mail.example:587",
    "RELAIS_FROM_EMAIL": "relais@relais.example",
    "RELAIS_METRICS_TOKEN": "un-jeton-bien-long-et-bien-rare",
}


def values_of(text: str) -> dict[str, str]:
    lines = [line.partition("=") for line in text.splitlines() if re.match(r"[A-Z_]+=", line)]
    return {name: value for name, _sign, value in lines}


def expanded(text: object, values: Mapping[str, str]) -> str:
    """As Compose does: `${NAME}`, `${NAME:-default}`, `${NAME:?message}`."""

    def value(found: re.Match[str]) -> str:
        name, sign, other = found.groups()
        if given := values.get(name):
            return given
        assert sign == "-", f"{name} has no value: {other}"
        return str(other)

    return VARIABLE.sub(value, str(text))


def environment_of(service: str, values: Mapping[str, str]) -> dict[str, str]:
    return {name: expanded(text, values) for name, text in SERVICES[service]["environment"].items()}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_each_service_is_watched_limited_and_restarted(name: str) -> None:
    service = SERVICES[name]
    limits = service["deploy"]["resources"]["limits"]
    assert {"test", "interval", "timeout", "retries"} <= service["healthcheck"].keys()
    assert {"cpus", "memory"} <= limits.keys()
    assert service["restart"] == "unless-stopped"
    assert service["logging"]["options"]["max-size"]
    assert re.search(r":[^:]*\d|\$\{RELAIS_VERSION", service["image"]), "an image without version changes by itself"
    assert ("ports" in service) is (name == "proxy"), "only the proxy is seen from outside"


def test_engines_are_started_by_profile_and_volumes_are_declared() -> None:
    assert {name for name, service in SERVICES.items() if "profiles" in service} == {"elasticsearch", "opensearch"}
    named = {
        volume.partition(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if not volume.startswith(".")
    }
    assert named == COMPOSE["volumes"].keys()


def test_the_site_runs_without_rights() -> None:
    last_stage = DOCKERFILE.rpartition("\nFROM ")[2]
    assert re.search(r"^USER (?!0|root)", last_stage, re.MULTILINE)
    assert last_stage.index("USER ") < last_stage.index("CMD ")
    assert all("-slim" in line for line in DOCKERFILE.splitlines() if line.startswith("FROM"))
    for name in ("web", "worker"):
        assert SERVICES[name]["cap_drop"] == ["ALL"]
        assert SERVICES[name]["read_only"] is True


def test_the_dockerfile_copies_what_exists() -> None:
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        assert all((ROOT / source).exists() for source in line.split()[:-1])
    ignored = (ROOT / ".dockerignore").read_text(encoding="utf-8").split()
    assert {".git", "var", "deploy/env"} <= set(ignored)


def test_the_sample_names_every_variable() -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    required = {name for name, sign, _other in VARIABLE.findall(text) if sign == "?"}
    optional = {name for name, _sign, _other in VARIABLE.findall(text)} - required
    assert required == values_of(SAMPLE).keys()
    unnamed = {"RELAIS_VERSION", "RELAIS_WEB_WORKERS", "RELAIS_DATABASE_POOL"}
    assert {name for name in optional - unnamed if f"#{name}=" not in SAMPLE} == set()


def test_the_sample_is_refused_and_each_secret_named() -> None:
    with pytest.raises(ImproperlyConfigured) as raised:
        read_environment(environment_of("web", values_of(SAMPLE)))
    for name in ("RELAIS_SECRET_KEY", "RELAIS_DATABASE_URL", "RELAIS_SMTP_URL"):
        assert name in str(raised.value)
    assert "a-remplacer" not in str(raised.value)


def test_good_values_are_accepted() -> None:
    read_environment(environment_of("web", GOOD))


def test_the_proxy_keeps_what_is_for_machines_and_writes_no_address() -> None:
    text = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    assert "@machines path /metrics /health/ready" in text
    assert not re.search(r"^\s*log\b", text, re.MULTILINE)
    assert text.count("{") == text.count("}")


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Of the web service, on a PostgreSQL of this machine."""
    with postgres_server() as server, new_database("relais_deploy", on=server) as url:
        load_older_site(url)
        given = environment_of("web", GOOD) | {"RELAIS_DATABASE_URL": url, "RELAIS_STATE_DIR": str(tmp_path)}
        given |= {"RELAIS_WEB_PORT": str(free_port()), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        yield os.environ | given


def test_the_settings_serve_on_postgresql(environment: dict[str, str], tmp_path: Path) -> None:
    assert not run(environment, "python", "deploy/healthcheck.py", "worker", fails=True)
    with served(environment, tmp_path / "log") as port:
        status, ready = get(port, "/health/ready")
        assert (status, ready["status"], ready["checks"]["migrations"]["ok"]) == (503, "unavailable", False)
        run(environment, "python", "manage.py", "migrate", "--verbosity", "0")
        run(environment, "python", "manage.py", "worker", "--once")
        run(environment, "python", "manage.py", "rebuild_search_index")
        status, ready = get(port, "/health/ready")
        assert (status, ready["checks"]["search"]["documents"]) == (200, 99)
        run(environment, "python", "deploy/healthcheck.py", "web")
        run(environment, "python", "deploy/healthcheck.py", "worker")
        counted = read(port, "/metrics", {"Authorization": f"Bearer {GOOD['RELAIS_METRICS_TOKEN']}"})
        assert 'relais_requests_total{method="GET",status="200",view="health-ready"}' in counted
        assert read(port, "/robots.txt?q=canicule", {"X-Forwarded-Proto": "https", "X-Request-ID": "demande-123"})
    lines = [json.loads(line) for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()]
    (asked,) = [line for line in lines if line.get("request_id") == "demande-123"]
    assert (asked["view"], asked["status"]) == ("robots", 200)
    assert "canicule" not in (tmp_path / "log").read_text(encoding="utf-8")


@contextmanager
def served(environment: dict[str, str], log: Path) -> Iterator[int]:
    """What compose.yaml starts, on a free port."""
    port = environment["RELAIS_WEB_PORT"]
    command = [
        expanded(part, environment).replace("0.0.0.0:8000", f"127.0.0.1:{port}") for part in SERVICES["web"]["command"]
    ]
    with log.open("w") as output, subprocess.Popen(command, cwd=ROOT, env=environment, stderr=output) as server:
        try:
            wait_for(int(port), server)
            yield int(port)
        finally:
            server.terminate()
            server.wait(timeout=60)


def wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    for _attempt in range(600):
        try:
            read(port, "/health/live")
        except OSError:
            assert server.poll() is None, "the site did not start"
            time.sleep(0.2)
        else:
            return


def get(port: int, path: str) -> tuple[int, Any]:
    try:
        return 200, json.loads(read(port, path))
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def read(port: int, path: str, headers: Mapping[str, str] | None = None) -> str:
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}{path}", headers={"Host": "relais.example", **(headers or {})}
    )
    with urllib.request.urlopen(request, timeout=60) as answer:
        return str(answer.read().decode())


def run(environment: dict[str, str], *command: str, fails: bool = False) -> str:
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert bool(done.returncode) is fails, f"{shlex.join(command)}: {done.stderr}"
    return done.stdout
