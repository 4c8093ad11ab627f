"""Copy the site's database to a file and back, with the tools of the database itself."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from pathlib import Path

from django.db import connection, connections

from network_site.backups.errors import BackupError

POSTGRES_FILE, SQLITE_FILE = "database.dump", "database.sqlite3"


def file_name() -> str:
    return SQLITE_FILE if connection.vendor == "sqlite" else POSTGRES_FILE


def is_empty() -> bool:
    """No table at all: nothing would be lost."""
    return not connection.introspection.table_names()


def save(target: Path) -> None:
    """One moment of the database, while people go on writing."""
    if connection.vendor == "sqlite":
        _copy_sqlite(Path(connection.settings_dict["NAME"]), target)
    else:
        _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}")


def restore(source: Path) -> None:
    """Put back what was saved in the place of what is there, wholly or not at all."""
    connections.close_all()
    if connection.vendor == "sqlite":
        _copy_sqlite(source, Path(connection.settings_dict["NAME"]))
        return
    database = str(connection.settings_dict["NAME"])
    _empty_postgres()
    _run("pg_restore", "--no-owner", "--no-privileges", "--single-transaction", f"--dbname={database}", str(source))


def _copy_sqlite(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)


def _empty_postgres() -> None:
    """Tables that the saved site did not have yet would stop the upgrade that follows."""
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    connections.close_all()


def _run(program: str, *arguments: str) -> None:
    if shutil.which(program) is None:
        raise BackupError(f"Il manque {program}. Sur Debian : apt install postgresql-client")
    done = subprocess.run(  # noqa: S603 - no shell, and nothing that a visitor typed
        [program, *arguments], env=os.environ | _connection_variables(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{program} a échoué : {done.stderr.strip()}")


def _connection_variables() -> dict[str, str]:
    """In the environment, so that no password shows in the list of processes."""
    settings = connection.settings_dict
    options = settings["OPTIONS"]
    values = {
        "PGHOST": settings["HOST"],
        "PGPORT": settings["PORT"],
        "PGUSER": settings["USER"],
        "PGPASSWORD": settings["PASSWORD"],
        "PGDATABASE": settings["NAME"],
        "PGSSLMODE": options.get("sslmode"),
        "PGSSLROOTCERT": options.get("sslrootcert"),
        "PGSSLCERT": options.get("sslcert"),
        "PGSSLKEY": options.get("sslkey"),
    }
    return {name: str(value) for name, value in values.items() if value}
