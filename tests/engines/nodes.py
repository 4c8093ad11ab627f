"""Elasticsearch nodes, each in a JVM of its own, that can be killed, frozen and started again on their data."""

import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from .running import GOES_WITH_US, PATIENCE, RUN, answers, free_port


@dataclass(slots=True, eq=False)
class Node:
    """One node: `port` for us, `transport_port` for the others, `options` as `tests/engines/servers/run` takes them."""

    name: str
    folder: Path
    port: int = field(default_factory=free_port)
    transport_port: int = field(default_factory=free_port)
    options: tuple[str, ...] = ()
    _run: subprocess.Popen[bytes] | None = None

    @property
    def is_running(self) -> bool:
        return self._run is not None and self._run.poll() is None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """At once: `wait` waits."""
        data = self.folder / self.name
        data.mkdir(exist_ok=True)
        ports = (str(self.port), "--transport-port", str(self.transport_port))
        command = [*GOES_WITH_US, str(RUN), "elasticsearch", *ports, *self.options]
        with self._log.open("ab") as log:
            self._run = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env={**os.environ, "SERVER_DATA": str(data)},
                start_new_session=True,
            )

    def wait(self) -> None:
        """Until it answers, which a node does once a master is elected."""
        deadline = time.monotonic() + PATIENCE
        while not answers(f"{self.url}/_cluster/health"):
            if self._process.poll() is not None or time.monotonic() > deadline:
                raise AssertionError(f"{self.name} did not start:\n{self._log.read_text(errors='replace')[-4000:]}")
            time.sleep(0.1)

    def kill(self) -> None:
        """`kill -9` of the JVM: nothing is closed, nothing is said to the others."""
        self._signal(signal.SIGKILL)
        self._process.wait(60)

    def freeze(self) -> None:
        """Connections are taken and nothing answers."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        self._signal(signal.SIGCONT)

    def stop(self) -> None:
        if not self.is_running:
            return
        self.thaw()
        os.killpg(self._process.pid, signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(60)
        if self.is_running:
            os.killpg(self._process.pid, signal.SIGKILL)

    @property
    def _process(self) -> "subprocess.Popen[bytes]":
        assert self._run is not None, f"{self.name} was never started"
        return self._run

    @property
    def _log(self) -> Path:
        return self.folder / f"{self.name}.log"

    def _signal(self, number: signal.Signals) -> None:
        """To what the script waits for: the JVM."""
        pid = self._process.pid
        with suppress(FileNotFoundError):  # both are gone
            for child in Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split():
                os.kill(int(child), number)


@contextmanager
def started(count: int = 1) -> Iterator[list[Node]]:
    """A cluster of so many nodes, started side by side; they and their data are gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="relais-nodes-"))
    nodes = [Node(f"node-{number}", folder) for number in range(count)]
    if count > 1:
        for node in nodes:
            node.options = _of_a_cluster(node, nodes)
    try:
        for node in nodes:
            node.start()
        for node in nodes:
            node.wait()
        yield nodes
    finally:
        for node in nodes:
            node.stop()
        shutil.rmtree(folder, ignore_errors=True)


def master_of(nodes: list[Node]) -> Node | None:
    """The elected one, as one that runs says; None while none is."""
    for node in (each for each in nodes if each.is_running):
        try:
            with urllib.request.urlopen(f"{node.url}/_cluster/state/master_node,nodes?local=true", timeout=5) as answer:
                state = json.load(answer)
        except (urllib.error.URLError, OSError):
            continue
        elected = state["nodes"].get(state.get("master_node"), {}).get("name")
        return next((each for each in nodes if each.name == elected), None)
    return None


def _of_a_cluster(node: Node, nodes: list[Node]) -> tuple[str, ...]:
    seeds = ",".join(f"127.0.0.1:{each.transport_port}" for each in nodes)
    names = ",".join(each.name for each in nodes)
    return (
        f"-Enode.name={node.name}",
        "-Ediscovery.type=multi-node",
        f"-Ediscovery.seed_hosts={seeds}",
        f"-Ecluster.initial_master_nodes={names}",
    )
