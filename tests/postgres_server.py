"""A real PostgreSQL 16 for the tests, from the package pgserver: nothing to install, no port, no password.

    python -m tests.postgres_server COMMAND…   # runs it with RELAIS_TEST_DATABASE set (what `bin/test --postgres` does)

Its files stay in var/ from one run to the next, with the databases that earlier runs migrated and loaded.
"""

import importlib.util
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

import psycopg

FOLDER = Path(__file__).parents[1] / "var/test-databases/postgres"
UNSAFE_AND_QUICK = ("fsync", "synchronous_commit", "full_page_writes")
"""What protects a real database from a power cut."""


@contextmanager
def postgres_server(folder: Path = FOLDER, *, quick: bool = True) -> Iterator[str]:
    """The address of a running server; it stops when its last user leaves. A quick one survives no power cut."""
    # platformdirs, that pgserver asks for a place, warns where it must choose one itself.
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="relais-postgres-"))
    import pgserver  # noqa: PLC0415 - reads the line above when it is imported

    folder.parent.mkdir(parents=True, exist_ok=True)
    server: Any = pgserver.get_server(folder)  # type: ignore[attr-defined]  # imported there, without `__all__`
    try:
        url = server.get_uri()
        with psycopg.connect(url, autocommit=True) as connection:
            for setting in UNSAFE_AND_QUICK:
                connection.execute(f"ALTER SYSTEM SET {setting} = {'off' if quick else 'on'}")
            connection.execute("SELECT pg_reload_conf()")
        yield url
    finally:
        server.cleanup()


def programs() -> Path:
    """The folder of pg_dump and its like, of the same version as the server."""
    package = importlib.util.find_spec("pgserver")
    assert package is not None
    assert package.origin is not None
    return Path(package.origin).parent / "pginstall/bin"


def address_of(database: str, *, on: str) -> str:
    """The address of another database of the same server."""
    return urlunsplit(urlsplit(on)._replace(path=f"/{database}"))


@contextmanager
def new_database(name: str, *, on: str) -> Iterator[str]:
    """The address of an empty database, dropped at the end."""
    with psycopg.connect(on, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        connection.execute(f"CREATE DATABASE \"{name}\" TEMPLATE template0 ENCODING 'UTF8'")
        yield address_of(name, on=on)
        connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


if __name__ == "__main__":
    with postgres_server() as url:
        sys.exit(subprocess.run(sys.argv[1:], env=os.environ | {"RELAIS_TEST_DATABASE": url}, check=False).returncode)
