"""bin/bench pages: a whole results page by HTTP, against its bare template and a page of a stock Wagtail; then a crowd.

The sites are those that `bin/bench --size N` built. Each is served by gunicorn with two workers and asked by wrk, one
connection, by turns. The crowd is fifty connections on the results pages while an editor publishes: what was published
must be found in the end.
"""

import argparse
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import urlopen

from benchmarks import corpus
from benchmarks.http_load import Load, load, one_reader
from benchmarks.machine import machine
from benchmarks.peers import FOLDER, ROOT, say
from benchmarks.ratios import number
from benchmarks.report import grouped
from tests.engines.running import free_port

RESULTS = ROOT / "benchmarks/PAGES.md"
STOCK_SERVER = ROOT / "benchmarks/candidates/stock/server.py"
ROUNDS = 5
SECONDS = 6
WORKERS = 2
CROWD = 50
CROWD_SECONDS = 60
PAUSE = 2.0
"""Seconds between two publications of the editor."""


@dataclass(slots=True)
class Site:
    """A served site and the paths asked of it."""

    label: str
    base: str
    paths: Sequence[str]
    loads: list[Load]

    @property
    def p50(self) -> float:
        return statistics.median(each.p50 for each in self.loads)

    @property
    def p95(self) -> float:
        return statistics.median(each.p95 for each in self.loads)


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench pages", description="Pages entières et affluence, par HTTP.")
    parser.add_argument("--size", type=int, default=10_000, metavar="N", help="nombre de retours, déjà construits")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help="tours")
    parser.add_argument("--crowd", type=int, default=CROWD_SECONDS, metavar="SECONDES", help="durée de l’affluence")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="où bin/bench a construit")
    options = parser.parse_args()
    relais, stock = (options.folder / f"{name}-{options.size}" for name in ("relais", "wagtail-sqlite"))
    for folder in (relais, stock):
        if not (folder / "built.json").exists():
            size = options.size
            parser.error(f"rien dans {folder} : lancez d’abord bin/bench --only relais wagtail-sqlite --size {size}")
    ours = {"RELAIS_BENCH_DIR": str(relais), "DJANGO_SETTINGS_MODULE": "benchmarks.page_settings"}
    theirs = {
        "STOCK_DATABASE": f"sqlite:///{stock / 'stock.sqlite3'}",
        "DJANGO_SETTINGS_MODULE": "benchmarks.candidates.stock.settings",
    }
    os.environ.update(ours)
    import django

    django.setup()
    asked = questions(relais)
    with ExitStack() as stack:
        base, workers = stack.enter_context(served("network_site.wsgi", "/recherche/", ours))
        stock_base, _ = stack.enter_context(
            served("benchmarks.candidates.stock.wsgi", "/retour-1/", theirs, "--config", str(STOCK_SERVER))
        )
        sites = [
            Site("page de résultats de Relais", base, [f"/recherche/?{each}" for each in asked], []),
            Site("la même, réponse déjà trouvée", base, [f"/nu/?{each}" for each in asked], []),
            Site("page d’un Wagtail ordinaire", stock_base, stock_paths(options.size), []),
        ]
        compare(sites, relais, options.rounds)
        crowd = Crowd(sites[0], relais, workers, options.crowd)
        text = written(sites, crowd, options)
    print(text)
    RESULTS.write_text(text, encoding="utf-8")


def questions(folder: Path) -> list[str]:
    """Query strings of the questions that every engine can answer."""
    from benchmarks.candidates.relais import Relais
    from search.addresses import to_parameters

    relais = Relais(folder)
    kept = [question for question in corpus.questions() if question.kind not in {"typo", "landing"}]
    return [urlencode(to_parameters(relais.query(question), directory=None)) for question in kept]


def stock_paths(size: int) -> list[str]:
    return [f"/retour-{1 + place * 7919 % size}/" for place in range(200)]


@contextmanager
def served(
    application: str, path: str, environment: dict[str, str], *options: str
) -> Iterator[tuple[str, "subprocess.Popen[bytes]"]]:
    """The address of a site and its gunicorn, once `path` answers. Without a configuration told, it reads ours."""
    bind = f"127.0.0.1:{free_port()}"
    command = [sys.executable, "-m", "gunicorn", application, "--bind", bind, "--workers", str(WORKERS), *options]
    with subprocess.Popen([*command, "--log-level", "critical"], cwd=ROOT, env=os.environ | environment) as process:
        try:
            await_answer(f"http://{bind}{path}", process)
            yield f"http://{bind}", process
        finally:
            process.terminate()


def await_answer(url: str, process: "subprocess.Popen[bytes]") -> None:
    while process.poll() is None:
        try:
            with urlopen(url, timeout=30):  # noqa: S310 - our own server
                return
        except HTTPError as error:
            raise SystemExit(f"{url} répond {error.code} : le serveur dit pourquoi plus haut.") from error
        except OSError:
            time.sleep(0.2)
    raise SystemExit(f"{url} : le serveur s’est arrêté.")


def compare(sites: Sequence[Site], folder: Path, rounds: int) -> None:
    for site in sites:  # caches, templates
        load(site.base, site.paths, folder, seconds=3)
    for number_of_round in range(rounds):
        say(f"tour {number_of_round + 1} sur {rounds}")
        for site in sites:
            site.loads.append(load(site.base, site.paths, folder, seconds=SECONDS, start=number_of_round * 31))


class Crowd:
    """Fifty readers, and an editor who publishes meanwhile."""

    def __init__(self, site: Site, folder: Path, server: "subprocess.Popen[bytes]", seconds: int) -> None:
        self.server = server
        self.alone = one_reader(site.base, site.paths, seconds=20)
        self.before = self.memory()
        say(f"affluence : {CROWD} connexions pendant {seconds} s")
        editor = [sys.executable, "-m", "benchmarks.publishing", "--seconds", str(seconds), "--pause", str(PAUSE)]
        with subprocess.Popen(editor, cwd=ROOT, env=os.environ, stdout=subprocess.PIPE, text=True) as publishing:
            self.crowd = load(site.base, site.paths, folder, connections=CROWD, seconds=seconds)
            told = publishing.communicate()[0].split()
        self.published, self.lost = int(told[0]), int(told[1])
        self.after = self.memory()

    def memory(self) -> int:
        """Bytes of the worker that holds most, mapped pages counted."""
        listing = Path(f"/proc/{self.server.pid}/task/{self.server.pid}/children").read_text(encoding="ascii").split()
        return max(_resident(Path(f"/proc/{pid}/smaps_rollup")) for pid in listing)


def _resident(rollup: Path) -> int:
    lines = rollup.read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) * 1024 for line in lines if line.startswith("Pss:"))


def written(sites: Sequence[Site], crowd: Crowd, options: argparse.Namespace) -> str:
    ours, bare, stock = sites
    lines = [
        "# Pages entières et affluence",
        "",
        f"`bin/bench pages --size {options.size}`, le {datetime.now(tz=UTC):%d/%m/%Y}, {machine()}.",
        "",
        f"gunicorn à {WORKERS} processus sur SQLite et le moteur embarqué, {grouped(options.size)} retours ; wrk, une",
        f"connexion, {options.rounds} tours de {SECONDS} s pour chacun, médianes des tours.",
        "",
        "| | p50, ms | p95, ms |",
        "| --- | ---: | ---: |",
        *(f"| {site.label} | {number(site.p50 * 1000)} | {number(site.p95 * 1000)} |" for site in sites),
        "",
        "| | visé | mesuré, du plus bas au plus haut des tours | tenu |",
        "| --- | ---: | ---: | --- |",
        target("page de résultats / la même, réponse déjà trouvée", 1.5, ratios(ours, bare)),
        target("page de résultats / page d’un Wagtail ordinaire", 0.6, ratios(ours, stock)),
        "",
        f"## Affluence : {CROWD} connexions pendant {options.crowd} s",
        "",
        "| | visé | mesuré | tenu |",
        "| --- | ---: | ---: | --- |",
        *crowd_rows(crowd),
        "",
        f"{grouped(crowd.crowd.requests)} requêtes, {number(crowd.crowd.requests / crowd.crowd.seconds)} par seconde.",
        f"p99 d’un lecteur seul {number(crowd.alone.p99 * 1000)} ms, à {CROWD} {number(crowd.crowd.p99 * 1000)} ms.",
        f"Pendant ce temps, {crowd.published} retours publiés.",
    ]
    return "\n".join(lines) + "\n"


def crowd_rows(crowd: Crowd) -> Iterator[str]:
    yield target("requêtes sans réponse ou en erreur", 0, [float(crowd.crowd.errors + crowd.crowd.refused)])
    yield target("p99 / p99 d’un lecteur seul", 10, [crowd.crowd.p99 / crowd.alone.p99])
    yield target("mémoire d’un processus, Mo", 400, [crowd.after / 1e6])
    yield target("mémoire après / avant", 1.1, [crowd.after / crowd.before])
    yield target("retours publiés qu’on ne trouve pas", 0, [float(crowd.lost)])


def ratios(above: Site, below: Site) -> list[float]:
    return sorted(over.p50 / under.p50 for over, under in zip(above.loads, below.loads, strict=True))


def target(label: str, limit: float, found: Sequence[float]) -> str:
    told = number(statistics.median(found))
    if len(found) > 1:
        told += f" [{number(found[0])} ; {number(found[-1])}]"
    return f"| {label} | ≤ {number(limit)} | {told} | {'oui' if min(found) <= limit else '**non**'} |"


if __name__ == "__main__":
    main()
