"""The figures of a run, kept in a Markdown file where each engine has its part."""

import os
import platform
import statistics
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from django.utils import timezone

from tests.faults.site import Saves
from tests.faults.striking import Outcome

INTRODUCTION = """\
# Pannes provoquées

SQLite en mode WAL, ou PostgreSQL 16 où c’est dit ; gunicorn à deux processus ; on écrit par le web pendant chaque
panne. Tout est comparé à la base après chacune, sans réparation à la main.

- Écrits : l’enregistrement a répondu. Coupés : le processus est mort pendant la demande, ou le web est arrêté le temps
  d’abîmer un fichier ; seule la base dit si le changement a eu lieu. Refusés : l’enregistrement a échoué.
- Perdus : publié, mais la recherche ne le rend pas tel que la base le dit. En trop : ce qu’elle rend encore, ou qui
  reste à lui dire. Restes : index abandonnés après la reconstruction suivante.
"""
PART = """\
## {title}

`{command}`, le {day}, {machine}.{progress}

| panne | fois | écrits | coupés | refusés | perdus | en trop | restes | remise en état, médiane |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |
"""
HEADING = "\n## "


@dataclass(slots=True)
class Report:
    """What a run of `runs` faults has given so far."""

    title: str
    command: str
    runs: int
    file: Path | None = None
    outcomes: list[Outcome] = field(default_factory=list)

    def add(self, outcome: Outcome) -> None:
        """Kept at once: whatever ends the run, the file says what was done before."""
        self.outcomes.append(outcome)
        if self.file is not None:
            keep(self.file, self.part())

    @property
    def is_good(self) -> bool:
        return len(self.outcomes) == self.runs and all(outcome.is_good for outcome in self.outcomes)

    def line(self) -> str:
        """The last fault in words."""
        outcome = self.outcomes[-1]
        state = "✓" if outcome.is_good else "✗"
        done = f"{outcome.saves.done} écrits, {outcome.saves.cut} coupés, {outcome.saves.failed} refusés"
        wrong = f"{outcome.lost} perdus, {outcome.left_behind} en trop, {outcome.leftovers} restes"
        place = f"{len(self.outcomes)}/{self.runs}"
        return f"{state} {place} {outcome.fault} : {done} ; {wrong} ; remis en {outcome.seconds:.2f} s"

    def part(self) -> str:
        by_fault: dict[str, list[Outcome]] = defaultdict(list)
        for outcome in self.outcomes:
            by_fault[outcome.fault].append(outcome)
        head = PART.format(
            title=self.title,
            command=self.command,
            day=f"{timezone.localdate():%d/%m/%Y}",
            machine=f"{platform.machine()}, {os.cpu_count()} processeurs, Python {platform.python_version()}",
            progress="" if len(self.outcomes) == self.runs else f" Arrêté après {len(self.outcomes)} pannes.",
        )
        rows = [row(name, outcomes) for name, outcomes in by_fault.items()]
        return "\n".join([head.rstrip("\n"), *rows, row("**ensemble**", self.outcomes), ""])


def keep(file: Path, part: str) -> None:
    """Put a part in the place of the one of the same title, the others as they were; the file is always whole."""
    known = file.read_text(encoding="utf-8").split(HEADING)[1:] if file.exists() else []
    parts = {_title(each): each.rstrip("\n") for each in [*known, part.removeprefix(HEADING.lstrip())]}
    fresh = file.with_name(f"{file.name}.new")
    fresh.write_text(HEADING.join([INTRODUCTION, *(f"{each}\n" for each in parts.values())]), encoding="utf-8")
    fresh.replace(file)


def _title(part: str) -> str:
    return part.partition("\n")[0]


def row(name: str, outcomes: Sequence[Outcome]) -> str:
    total = Saves()
    for outcome in outcomes:
        total.add(outcome.saves)
    lost, behind, left = (
        sum(getattr(outcome, part) for outcome in outcomes) for part in ("lost", "left_behind", "leftovers")
    )
    seconds = statistics.median(outcome.seconds for outcome in outcomes)
    cells = [len(outcomes), total.done, total.cut, total.failed, lost, behind, left, f"{seconds:.2f} s"]
    return f"| {name} | {' | '.join(str(cell) for cell in cells)} |"
