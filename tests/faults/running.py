"""Many faults in a row on one site."""

import random
import sqlite3
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import connection

from practices.models import Need
from search import indexing
from tests.engines.nodes import Node
from tests.engines.running import free_port
from tests.faults import full_disk, saves
from tests.faults.report import Report
from tests.faults.server_faults import on_server
from tests.faults.site import Web
from tests.faults.stopping import within
from tests.faults.striking import EMBEDDED, Fault, Target, strike
from tests.migrated_database import kept_file

FIRST_REPORTS, FIRST_NEEDS = 40, 4
LONGEST = 300
"""Seconds of one fault, after which something is stuck."""


def run(runs: int, *, seed: int, database: str, file: Path | None, node: Node | None) -> int:
    """Strike `runs` times; 1 if anything was lost, left behind or refused to an editor. What ends it before is said."""
    target = on_server(node) if node else EMBEDDED
    base, option = (" et PostgreSQL", " --database postgres") if database == "postgres" else ("", "")
    command = f"bin/faults{target.option}{option} --runs {runs} --seed {seed}"
    report = Report(f"{target.title}{base}", command, runs, file)
    web = Web(free_port())
    try:
        prepare()
        full_disk.install()
        web.start()
        strike_all(target, report, web=web, chance=random.Random(seed))
    except BaseException as error:
        print(f"Arrêté après {len(report.outcomes)} pannes sur {runs} : {error!r}", flush=True)
        raise
    finally:
        web.stop()
    print(f"\n{report.part()}", flush=True)
    return 0 if report.is_good else 1


def strike_all(target: Target, report: Report, *, web: Web, chance: random.Random) -> None:
    for number in range(1, report.runs + 1):
        with within(LONGEST):
            name, fault = drawn(target, number, chance)
            outcome = strike(name, fault, web=web, chance=chance)
            outcome.leftovers = target.leftovers() if number in {report.runs // 2, report.runs} else 0
        report.add(outcome)
        print(report.line(), flush=True)


def drawn(target: Target, number: int, chance: random.Random) -> tuple[str, Fault]:
    """Each fault once before any comes twice, so that ten runs already show them all."""
    faults = list(target.faults.items())
    return faults[number - 1] if number <= len(faults) else chance.choice(faults)


def prepare(reports: int = FIRST_REPORTS) -> None:
    """A migrated database with some reports, and their index."""
    Path(settings.STATIC_ROOT).mkdir()
    target = Path(settings.DATABASES["default"]["NAME"])
    if connection.vendor == "sqlite" and kept_file().exists():
        with sqlite3.connect(kept_file()) as kept, sqlite3.connect(target) as copy:
            kept.backup(copy)
    call_command("migrate", verbosity=0)
    for number in range(FIRST_NEEDS):
        Need.objects.create(label=f"Besoin {number}", slug=f"besoin-{number}", definition="Un besoin.")
    for number in range(reports):
        saves.create(f"Premier retour {number}", slug=f"premier-{number}")
    indexing.rebuild()
