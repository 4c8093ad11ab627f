"""The faults, each on a site that is being written to; and what must be true after any of them."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread

from django.conf import settings

from search import builders, engines, outbox, service, verification
from search.engines import get_engine
from search.engines.base import EngineUnavailable
from search.models import Outbox
from search.queries import SearchQuery
from tests.faults import full_disk, site
from tests.faults.saves import ACTIONS
from tests.faults.site import Saves, Web

SAVES = 6
"""Asked during each fault, one after the other."""


@dataclass(slots=True)
class Outcome:
    """One fault: what the saves gave, what is wrong with the search afterwards, how long it took to be right again."""

    fault: str
    saves: Saves = field(default_factory=Saves)
    lost: int = 0
    left_behind: int = 0
    leftovers: int = 0
    seconds: float = 0.0

    @property
    def is_good(self) -> bool:
        return not (self.saves.failed or self.lost or self.left_behind or self.leftovers)


Fault = Callable[[Web, random.Random], None]


@dataclass(frozen=True, slots=True)
class Target:
    """An engine to strike: `leftovers` counts what a killed rebuild left, once another one has run."""

    title: str
    option: str
    faults: Mapping[str, Fault]
    leftovers: Callable[[], int]


def strike(name: str, fault: Fault, *, web: Web, chance: random.Random) -> Outcome:
    """Break one thing while editors save, put it right, and look."""
    outcome = Outcome(name)
    seeds = [chance.randrange(10**9) for _ in range(SAVES)]
    writing = Thread(target=_save_all, args=(web, seeds, outcome.saves), daemon=True)
    writing.start()
    fault(web, chance)
    writing.join()
    started = time.monotonic()
    recover()
    outcome.seconds = time.monotonic() - started
    look(outcome)
    return outcome


def _save_all(web: Web, seeds: list[int], saves: Saves) -> None:
    for seed in seeds:
        saves.add(web.save(random.Random(seed).choice(ACTIONS), seed=seed))


def recover() -> None:
    """What happens by itself: a reader's question, then the worker's turn. Nothing is rebuilt or repaired by hand."""
    site.leave_the_database()
    _ask()
    Outbox.objects.update(next_attempt_at="2000-01-01T00:00:00Z")
    outbox.drain()


def _ask() -> None:
    """A reader's question, asked again for a while: of a server that has just come back, or while another process makes
    a damaged index again, as a web worker that begins does.
    """
    deadline = time.monotonic() + site.PATIENCE
    while True:
        try:
            service.search(SearchQuery())
        except EngineUnavailable:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
        else:
            return


def look(outcome: Outcome) -> None:
    found = verification.compare()
    outcome.lost = len(found.missing | found.different | found.unrecorded) + bool(found.unreadable)
    outcome.left_behind = len(found.unwanted) + Outbox.objects.count()
    served = get_engine().counts([SearchQuery(kind=kind) for kind in builders.BY_KIND])
    shown = [builder.visible().count() for builder in builders.BY_KIND.values()]
    outcome.lost += list(served) != shown


def rebuilt() -> None:
    """By another process, to the end."""
    process = site.in_a_process(site.rebuild)
    process.join()
    assert process.exitcode == 0, "the index cannot be rebuilt"


# --- the faults ------------------------------------------------------------------------------------------------------


def kill_web(web: Web, chance: random.Random) -> None:
    for _ in range(3):
        time.sleep(chance.uniform(0, 0.25))
        web.kill_a_worker(chance)


def kill_worker(web: Web, chance: random.Random) -> None:
    process = site.in_a_process(site.work)
    time.sleep(chance.uniform(0, 0.6))
    finish(process)


def kill_rebuild(web: Web, chance: random.Random) -> None:
    process = site.in_a_process(site.rebuild)
    time.sleep(chance.uniform(0, 1.0))
    finish(process)


def kill_all(web: Web, chance: random.Random) -> None:
    """A power cut, as far as processes go: web, two workers and a rebuild at once."""
    processes = [site.in_a_process(run) for run in (site.work, site.work, site.rebuild)]
    time.sleep(chance.uniform(0.1, 0.8))
    for pid in (*(process.pid for process in processes), *web.workers()):
        site.kill(pid)
    for process in processes:
        process.join()


def rebuild_while_writing(web: Web, chance: random.Random) -> None:
    rebuilt()


def engine_down(web: Web, chance: random.Random) -> None:
    """The folder of the index is gone and cannot be made again, during saves, a drain and a rebuild."""
    index = _index()
    away = index.with_name("index-away")
    index.rename(away)
    index.write_text("a file where the folder should be", encoding="utf-8")
    outbox.drain()
    site.rebuild_if_possible()
    time.sleep(chance.uniform(0, 0.3))
    index.unlink()
    away.rename(index)


def full_disk_for_the_index(web: Web, chance: random.Random) -> None:
    full_disk.flag().touch()
    outbox.drain()
    site.rebuild_if_possible()
    time.sleep(chance.uniform(0, 0.3))
    full_disk.flag().unlink()


def truncated_file(web: Web, chance: random.Random) -> None:
    """Between two runs of the processes: a mapped file that shrinks kills its readers, which is another fault."""
    _stopped(web, lambda file: file.write_bytes(file.read_bytes()[: file.stat().st_size // 2]), chance)


def missing_file(web: Web, chance: random.Random) -> None:
    _stopped(web, Path.unlink, chance)


def _index() -> Path:
    return Path(settings.RELAIS_SEARCH_INDEX_DIR)


def finish(process: "site.BaseProcess") -> None:
    site.kill(process.pid)
    process.join()


def _stopped(web: Web, damage: Callable[[Path], object], chance: random.Random) -> None:
    web.stop()
    engines._engine.cache_clear()  # this process has the index mapped too
    folder = _index() / (_index() / "CURRENT").read_text(encoding="utf-8").strip()
    files = sorted(path for path in folder.iterdir() if not path.name.startswith(".") and path.stat().st_size)
    damage(chance.choice([*files, _index() / "CURRENT"]))
    web.start()


def _leftovers() -> int:
    rebuilt()
    return len([*_index().glob("building-*"), *_index().glob("CURRENT.*")]) + len([*_index().glob("index-*")]) - 1


OF_PROCESSES: Mapping[str, Fault] = {
    "kill -9 du web": kill_web,
    "kill -9 du worker": kill_worker,
    "kill -9 d’une reconstruction": kill_rebuild,
    "kill -9 de tout à la fois": kill_all,
    "reconstruction pendant l’écriture": rebuild_while_writing,
}
EMBEDDED = Target(
    title="Moteur embarqué",
    option="",
    faults={
        **OF_PROCESSES,
        "moteur absent": engine_down,
        "disque plein": full_disk_for_the_index,
        "fichier tronqué": truncated_file,
        "fichier manquant": missing_file,
    },
    leftovers=_leftovers,
)
