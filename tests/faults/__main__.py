"""`bin/faults [--engine NAME] [--database NAME] [--runs N] [--seed N] [--write FILE]`: strike, recover, compare;
exit code 1 if anything was lost.
"""

import argparse
import os
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.engines.nodes import Node, started
from tests.faults.stopping import Stopped, listen
from tests.postgres_server import new_database, postgres_server


def main() -> int:
    options = read_options()
    listen()
    try:
        with place() as folder, database(options.database, folder), engine(options.engine) as node:
            import django  # noqa: PLC0415 - reads the environment set by the three above

            django.setup()
            from tests.faults.running import run  # noqa: PLC0415 - needs Django set up

            return run(options.runs, seed=options.seed, database=options.database, file=options.write, node=node)
    except Stopped as stopped:
        return stopped.code


def read_options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="bin/faults", description="Casser le site pendant qu’on y écrit, puis comparer."
    )
    parser.add_argument("--engine", choices=["embedded", "elasticsearch"], default="embedded", help="Le moteur cassé.")
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite", help="La base du site.")
    parser.add_argument("--runs", type=int, default=200, metavar="N", help="Nombre de pannes (200 sans précision).")
    parser.add_argument("--seed", type=int, default=1, metavar="N", help="La même graine redonne les mêmes pannes.")
    parser.add_argument("--write", type=Path, metavar="FICHIER", help="Garder les chiffres dans ce fichier.")
    options = parser.parse_args()
    if not 1 <= options.runs <= 100_000:
        parser.error("--runs va de 1 à 100000")
    return options


@contextmanager
def place() -> Iterator[Path]:
    """A folder for the site, which its settings and its processes find in the environment."""
    folder = Path(tempfile.mkdtemp(prefix="relais-faults-"))
    os.environ |= {"RELAIS_FAULTS_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "tests.faults.settings"}
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def database(name: str, folder: Path) -> Iterator[None]:
    """A PostgreSQL that keeps its promises, or the file of SQLite that needs no server."""
    if name == "sqlite":
        yield
        return
    with postgres_server(folder / "postgres", quick=False) as url, new_database("relais", on=url) as address:
        os.environ["RELAIS_FAULTS_DATABASE"] = address
        yield


@contextmanager
def engine(name: str) -> Iterator[Node | None]:
    """The server to strike, or none for the engine that is in the site itself."""
    if name == "embedded":
        yield None
        return
    with started() as (node,):
        os.environ["RELAIS_FAULTS_SEARCH_URLS"] = node.url
        yield node


if __name__ == "__main__":
    sys.exit(main())
