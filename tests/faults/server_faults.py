"""The faults of a site whose engine is a server of its own: the same of its processes, and those of the server."""

import random
import time
from functools import partial
from typing import Any

from django.conf import settings

from search.engines.elastic_wire import Access, ElasticsearchClient, Wire
from tests.engines.nodes import Node
from tests.faults import site
from tests.faults.site import Web
from tests.faults.striking import OF_PROCESSES, Target, finish, rebuilt


def on_server(node: Node) -> Target:
    """A real Elasticsearch in a JVM that we may kill."""
    return Target(
        title="Elasticsearch",
        option=" --engine elasticsearch",
        faults={
            **OF_PROCESSES,
            "moteur tué pendant les enregistrements": partial(killed_while_saving, node),
            "moteur tué pendant l’envoi": partial(killed_while_draining, node),
            "moteur tué pendant une reconstruction": partial(killed_while_rebuilding, node),
            "moteur figé pendant l’envoi": partial(frozen_while_draining, node),
        },
        leftovers=leftovers,
    )


def killed_while_saving(node: Node, web: Web, chance: random.Random) -> None:
    time.sleep(chance.uniform(0, 0.3))
    _kill_and_start(node, chance)


def killed_while_draining(node: Node, web: Web, chance: random.Random) -> None:
    draining = site.in_a_process(site.drain)
    time.sleep(chance.uniform(0, 0.8))
    _kill_and_start(node, chance)
    finish(draining)


def killed_while_rebuilding(node: Node, web: Web, chance: random.Random) -> None:
    """The rebuild is not killed: it finds out by itself."""
    rebuilding = site.in_a_process(site.rebuild_if_possible)
    time.sleep(chance.uniform(0, 1.0))
    _kill_and_start(node, chance)
    rebuilding.join()


def frozen_while_draining(node: Node, web: Web, chance: random.Random) -> None:
    """Connections are taken and nothing answers, for a while."""
    draining = site.in_a_process(site.drain)
    time.sleep(chance.uniform(0, 0.5))
    node.freeze()
    time.sleep(chance.uniform(0.2, 4.0))
    node.thaw()
    finish(draining)


def _kill_and_start(node: Node, chance: random.Random) -> None:
    node.kill()
    time.sleep(chance.uniform(0, 0.5))
    node.start()
    node.wait()


def leftovers() -> int:
    """Indexes beside the one that answers and the one of the lease."""
    rebuilt()
    wire = Wire.from_settings(ElasticsearchClient(Access.from_settings()))
    found: dict[str, Any] = wire.read(f"/{settings.RELAIS_SEARCH_INDEX_PREFIX}-*/_alias")
    return len([name for name in found if not name.endswith("-lease")]) - 1
