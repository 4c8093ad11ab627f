"""Many faults in a row on one site, and the figures that are kept."""

import os
import platform
import random
import sqlite3
import statistics
from collections import defaultdict
from collections.abc import Sequence
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from practices.models import Need
from search import indexing
from tests.faults import full_disk, saves, site
from tests.faults.site import Saves, Web
from tests.faults.striking import FAULTS, Outcome, leftovers, strike
from tests.migrated_database import kept_file

FIRST_REPORTS, FIRST_NEEDS = 40, 4
HEAD = """\
# Pannes provoquées

`bin/faults --runs {runs} --seed {seed}`, le {day}, {machine}.
SQLite en mode WAL, moteur embarqué, gunicorn à deux processus ; on écrit par le web pendant chaque panne.

- Écrits : l’enregistrement a répondu. Coupés : le processus est mort pendant la demande ; seule la base dit si le
  changement a eu lieu. Refusés : l’enregistrement a échoué.
- Perdus : publié, mais la recherche ne le rend pas tel que la base le dit. En trop : ce qu’elle rend encore, ou qui
  reste à lui dire. Restes : dossiers d’index abandonnés après la reconstruction suivante.

Tout est comparé à la base après chaque panne, sans réparation à la main.

| panne | fois | écrits | coupés | refusés | perdus | en trop | restes | remise en état, médiane |
| --- | ---: | ---: | ---: | ---: | ---: | ---: | ---: | ---: |"""


def run(runs: int, *, seed: int, file: Path | None) -> int:
    """Strike `runs` times; 1 if anything was lost, left behind or refused to an editor."""
    prepare()
    full_disk.install()
    chance = random.Random(seed)
    web = Web(site.free_port())
    web.start()
    outcomes: list[Outcome] = []
    try:
        for number in range(1, runs + 1):
            outcome = strike(drawn(number, chance), web=web, chance=chance)
            outcome.leftovers = leftovers() if number in {runs // 2, runs} else 0
            outcomes.append(outcome)
            print(line(number, runs, outcome), flush=True)
    finally:
        web.stop()
    text = figures(outcomes, seed=seed)
    print(f"\n{text}")
    if file is not None:
        file.write_text(text, encoding="utf-8")
    return 0 if all(outcome.is_good for outcome in outcomes) else 1


def drawn(number: int, chance: random.Random) -> str:
    """Each fault once before any comes twice, so that ten runs already show them all."""
    names = list(FAULTS)
    return names[number - 1] if number <= len(names) else chance.choice(names)


def prepare() -> None:
    """A migrated database with some reports, and their index."""
    Path(settings.STATIC_ROOT).mkdir()
    target = Path(settings.DATABASES["default"]["NAME"])
    if kept_file().exists():
        with sqlite3.connect(kept_file()) as kept, sqlite3.connect(target) as copy:
            kept.backup(copy)
    call_command("migrate", verbosity=0)
    for number in range(FIRST_NEEDS):
        Need.objects.create(label=f"Besoin {number}", slug=f"besoin-{number}", definition="Un besoin.")
    for number in range(FIRST_REPORTS):
        saves.create(f"Premier retour {number}", slug=f"premier-{number}")
    indexing.rebuild()


def line(number: int, runs: int, outcome: Outcome) -> str:
    state = "✓" if outcome.is_good else "✗"
    done = f"{outcome.saves.done} écrits, {outcome.saves.cut} coupés, {outcome.saves.failed} refusés"
    wrong = f"{outcome.lost} perdus, {outcome.left_behind} en trop, {outcome.leftovers} restes"
    return f"{state} {number}/{runs} {outcome.fault} : {done} ; {wrong} ; remis en {outcome.seconds:.2f} s"


def figures(outcomes: Sequence[Outcome], *, seed: int) -> str:
    """The table of `benchmarks/FAULTS.md`."""
    by_fault: dict[str, list[Outcome]] = defaultdict(list)
    for outcome in outcomes:
        by_fault[outcome.fault].append(outcome)
    rows = [row(name, by_fault[name]) for name in FAULTS if name in by_fault]
    head = HEAD.format(
        runs=len(outcomes),
        seed=seed,
        day=f"{timezone.localdate():%d/%m/%Y}",
        machine=f"{platform.machine()}, {os.cpu_count()} processeurs, Python {platform.python_version()}",
    )
    return "\n".join([head, *rows, row("**ensemble**", outcomes), ""])


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
