"""Real search servers for a session of tests, each started by `tests/engines/servers/run` at its first use."""

import os
import signal
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from search.engines.breaker import Breaker
from search.engines.elastic_wire import Access, Client, ElasticsearchClient, OpenSearchClient, Wire
from tests.optional_parts import require

CLIENTS: dict[str, Callable[[Access], Client]] = {"elasticsearch": ElasticsearchClient, "opensearch": OpenSearchClient}
RUN = Path(__file__).parent / "servers" / "run"
GOES_WITH_US = ("setpriv", "--pdeathsig", "TERM")
"""Before a command: asks it to stop when our process dies, however it dies. Of util-linux."""
PATIENCE = 300  # seconds: the first start collects jars, and the machine may be busy


@contextmanager
def running(name: str, *options: str, environment: dict[str, str] | None = None) -> Iterator[str]:
    """The address of a new `elasticsearch` or `opensearch`, gone at the end with its data."""
    require_servers()
    port = free_port()
    log = Path(f"/tmp/relais-{name}-{port}.log")
    command = [str(RUN), name, str(port), *options]
    if name == "elasticsearch":
        command += ["--transport-port", str(free_port())]
    with log.open("wb") as output:
        server = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env={**os.environ, **(environment or {})},
            start_new_session=True,
        )
    try:
        wait_for(f"http://127.0.0.1:{port}", server, log)
        yield f"http://127.0.0.1:{port}"
    finally:
        if server.poll() is None:
            os.killpg(server.pid, signal.SIGTERM)
        server.wait(60)
        log.unlink()


def require_servers() -> None:
    require("a search server (Maven and Java 21)", found=subprocess.run([RUN, "check"], check=False).returncode == 0)


def wait_for(url: str, server: "subprocess.Popen[bytes]", log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while not answers(f"{url}/_cluster/health"):
        if server.poll() is not None or time.monotonic() > deadline:
            raise AssertionError(f"the server did not start:\n{log.read_text(errors='replace')[-4000:]}")
        time.sleep(0.2)


def answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as response:
            return bool(response.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def wire(name: str, access: Access) -> Wire:
    """Patient: the machine of the tests may be busy."""
    return Wire(CLIENTS[name](access), breaker=Breaker(failures=100, pause=0), timeout=60, write_timeout=60, retries=2)
