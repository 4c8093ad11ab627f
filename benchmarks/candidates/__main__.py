"""One candidate in a process of its own: `python -m benchmarks.candidates NAME --size N --folder F`.

With `--build`, makes its index and tells what it took. Without, each number read is a question, each line its answer.
"""

import argparse
import gc
import json
import sys
import time
from dataclasses import asdict
from pathlib import Path
from typing import Any

from benchmarks import corpus
from benchmarks.candidates import CANDIDATES
from benchmarks.candidates.base import Built, Candidate

BUILT = "built.json"


def main() -> None:
    parser = argparse.ArgumentParser(prog="benchmarks.candidates")
    parser.add_argument("name", choices=sorted(CANDIDATES))
    parser.add_argument("--size", type=int, required=True)
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--address", default="")
    parser.add_argument("--build", action="store_true")
    options = parser.parse_args()
    answers, sys.stdout = sys.stdout, sys.stderr  # what a library prints is no answer
    folder = options.folder / f"{options.name}-{options.size}"
    folder.mkdir(parents=True, exist_ok=True)
    candidate = CANDIDATES[options.name].make(folder, options.size, options.address)

    def answer(told: dict[str, Any]) -> None:
        answers.write(json.dumps(told) + "\n")
        answers.flush()

    if options.build:
        answer(asdict(built(candidate, folder, options)))
        return
    questions = corpus.questions()
    candidate.learn(questions)
    gc.collect()
    gc.freeze()
    for line in sys.stdin:
        answer(asked(candidate, questions[int(line)]))


def built(candidate: Candidate, folder: Path, options: argparse.Namespace) -> Built:
    """What an earlier run built, or builds it."""
    kept = folder / BUILT
    if not kept.exists():
        candidate.prepare(corpus.reports(options.size, options.folder))
        kept.write_text(json.dumps(asdict(candidate.build())), encoding="utf-8")
    return Built(**json.loads(kept.read_text(encoding="utf-8")))


def asked(candidate: Candidate, question: corpus.Question) -> dict[str, Any]:
    started = time.perf_counter()
    answer = candidate.ask(question)
    seconds = time.perf_counter() - started
    total, counts = candidate.read(answer)
    return {"seconds": seconds, "total": total, "counts": counts, "memory": private_memory()}


def private_memory() -> int:
    """Bytes of this process that no file backs: mapped pages of an index do not count."""
    for line in Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines():
        if line.startswith("Anonymous:"):
            return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    main()
