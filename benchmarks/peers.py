"""bin/bench: the same questions asked of Relais, of its peers and of the floors, by turns, in one run.

Each candidate answers in a process of its own: twenty hits with a passage, the total, the counts of eight facets
without their own filter. Counts of questions of filters alone are compared with the corpus itself, facet by facet.
"""

import argparse
import json
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from benchmarks import corpus, report
from benchmarks.candidates import CANDIDATES, ELASTICSEARCH, OPENSEARCH, POSTGRES
from benchmarks.corpus import Question
from benchmarks.servers import postgres, search_server

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "var/bench"
RESULTS = ROOT / "benchmarks/RESULTS.md"
SIZE = 10_000
BUDGET = 15
"""Minutes."""
ROUNDS = 3
TRIED = 8
"""Questions by which a candidate's pace is known, unless they take too long."""
LONG = 20
"""Seconds."""
FEWEST = 4


@dataclass(slots=True)
class Row:
    """What one candidate did at one size. `asked` are the questions of its sample."""

    name: str
    size: int
    built: Mapping[str, Any]
    asked: list[int]
    times: dict[int, list[float]] = field(default_factory=dict)
    memory: int = 0
    right: int = 0
    wrong: int = 0


def main() -> None:
    parser = argparse.ArgumentParser(prog="bin/bench", description="Relais et ses pairs, sur les mêmes questions.")
    parser.add_argument("--size", type=int, nargs="+", default=[SIZE], metavar="N", help="nombres de retours")
    parser.add_argument("--only", nargs="+", choices=list(CANDIDATES), metavar="NOM", help=", ".join(CANDIDATES))
    parser.add_argument("--budget", type=float, default=BUDGET, metavar="MINUTES", help="pour poser les questions")
    parser.add_argument("--rounds", type=int, default=ROUNDS, metavar="N", help="tours")
    parser.add_argument("--keep", action="store_true", help="reprendre ce qu’une mesure précédente a construit")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="où construire")
    parser.add_argument("--write", type=Path, metavar="FICHIER", help=f"{RESULTS.name} sans --only, aucun avec")
    options = parser.parse_args()
    if min(options.size) < 1_000 or options.rounds < 1 or options.budget <= 0:
        parser.error("au moins 1000 retours, un tour et un peu de temps")
    names = options.only or list(CANDIDATES)
    if not options.keep:
        shutil.rmtree(options.folder, ignore_errors=True)
    rows = list(measure(names, sorted(options.size), options))
    text = report.written(rows, options)
    print(text)
    if target := options.write or (None if options.only else RESULTS):
        target.write_text(text, encoding="utf-8")
    ours = [row for row in rows if CANDIDATES[row.name].role == report.US]
    if any(row.wrong or not row.right for row in ours):
        raise SystemExit("Relais a mal compté, ou pas du tout : voir la colonne « justes ».")


def measure(names: Sequence[str], sizes: Sequence[int], options: argparse.Namespace) -> Iterator[Row]:
    wanted = {CANDIDATES[name].needs for name in names}
    options.folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as servers:
        addresses = {"": ""}
        if POSTGRES in wanted:
            say("PostgreSQL démarre")
            addresses[POSTGRES] = servers.enter_context(postgres(options.folder / "postgres"))
        for server in (OPENSEARCH, ELASTICSEARCH):
            if server in wanted:
                say(f"{server} démarre")
                addresses[server] = servers.enter_context(search_server(server, options.folder / server))
        for size in sizes:
            yield from measure_size(names, size, addresses, options)


def measure_size(
    names: Sequence[str], size: int, addresses: Mapping[str, str], options: argparse.Namespace
) -> Iterator[Row]:
    questions = corpus.questions()
    order = [question.number for question in questions if question.kind != "landing"]
    random.Random(corpus.ORDER_SEED).shuffle(order)
    truth = Truth(corpus.reports(size, options.folder), questions)
    with ExitStack() as stack:
        running = []
        for name in names:
            say(f"{size} retours : {name}")
            address = addresses[CANDIDATES[name].needs]
            child, built = stack.enter_context(candidate(name, size, address, options.folder))
            row = Row(name, size, built, order)
            row.asked = sample(child, order, options, candidates=len(names))
            running.append((child, row))
        for number in range(options.rounds):
            say(f"{size} retours : tour {number + 1} sur {options.rounds}")
            for question in [*order, corpus.ASKED]:
                for child, row in running[number % len(running) :] + running[: number % len(running)]:
                    if question in row.asked or question == corpus.ASKED:
                        note(row, questions[question], child.ask(question), truth)
        yield from (row for _child, row in running)


def sample(child: "Child", order: list[int], options: argparse.Namespace, *, candidates: int) -> list[int]:
    """All the questions, or as many of the first ones as this candidate's share of the time allows."""
    child.ask(order[0])
    started, tried = time.perf_counter(), 0
    while tried < TRIED and time.perf_counter() - started < LONG:
        child.ask(order[tried])
        tried += 1
    pace = (time.perf_counter() - started) / tried
    share = options.budget * 60 / candidates / len(options.size) / options.rounds
    return order[: max(FEWEST, min(len(order), int(share / pace)))]


def note(row: Row, question: Question, answer: Mapping[str, Any], truth: "Truth") -> None:
    row.times.setdefault(question.number, []).append(answer["seconds"])
    row.memory = max(row.memory, answer["memory"])
    if question.kind == "filter" and answer["counts"]:
        if truth.agrees(question, answer):
            row.right += 1
        else:
            row.wrong += 1


class Truth:
    """What questions of filters alone find, by looking at every report of the corpus."""

    def __init__(self, reports: Any, questions: Sequence[Question]) -> None:
        rows = [report.facets for report in reports]
        self._expected = {
            question.number: self._of(question, rows) for question in questions if question.kind == "filter"
        }

    def agrees(self, question: Question, answer: Mapping[str, Any]) -> bool:
        counts = {
            name: {int(value): count for value, count in values.items()} for name, values in answer["counts"].items()
        }
        return (answer["total"], counts) == self._expected[question.number]

    def _of(self, question: Question, rows: Sequence[Any]) -> tuple[int, dict[str, dict[int, int]]]:
        total, counts = 0, {name: dict[int, int]() for name in corpus.FACETS}
        for row in rows:
            missed = [name for name, values in question.filters.items() if not set(values) & set(row[name])]
            total += not missed
            for name in corpus.FACETS if not missed else missed if len(missed) == 1 else ():
                for value in row[name]:
                    counts[name][value] = counts[name].get(value, 0) + 1
        return total, counts


class Child:
    """A candidate in its process."""

    def __init__(self, questions: IO[str], answers: IO[str]) -> None:
        self._questions = questions
        self._answers = answers

    def ask(self, question: int) -> Mapping[str, Any]:
        self._questions.write(f"{question}\n")
        self._questions.flush()
        line = self._answers.readline()
        if not line:
            raise SystemExit("Un candidat s’est arrêté : il dit pourquoi plus haut.")
        return json.loads(line)


@contextmanager
def candidate(name: str, size: int, address: str, folder: Path) -> Iterator[tuple[Child, Mapping[str, Any]]]:
    """It and what was built, by a process before it: memory and caches are those of a reader."""
    command = [sys.executable, "-m", "benchmarks.candidates", name, "--size", str(size), "--folder", str(folder)]
    command += ["--address", address]
    built = subprocess.run([*command, "--build"], stdout=subprocess.PIPE, text=True, cwd=ROOT, check=True).stdout
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        if process.stdin is None or process.stdout is None:
            raise RuntimeError("a process without pipes")
        yield Child(process.stdin, process.stdout), json.loads(built)
        process.stdin.close()


def say(text: str) -> None:
    print(f"→ {text}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
