"""Copy the site's database to a file and back, with the tools of the database itself."""

import os
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import closing
from pathlib import Path
from typing import IO

from django.db import DatabaseError, connection, connections

from network_site.backups.errors import BackupError

POSTGRES_FILE, SQLITE_FILE = "database.dump", "database.sqlite3"
PROOF = "django_migrations"
"""The table that a database of the site always has."""
WITHOUT_ROLES = ("--no-owner", "--no-privileges")


def file_name() -> str:
    return SQLITE_FILE if connection.vendor == "sqlite" else POSTGRES_FILE


def description() -> str:
    """Which database that is, without its password: « SQLite, /chemin », « PostgreSQL, relais sur database »."""
    if connection.vendor == "sqlite":
        return f"SQLite, {_sqlite_path()}"
    return f"PostgreSQL, {connection.settings_dict['NAME']} sur {connection.settings_dict['HOST'] or 'cette machine'}"


def is_empty() -> bool:
    """No table at all: nothing would be lost. BackupError."""
    return not _tables()


def save(target: Path) -> None:
    """One moment of the database, while people go on writing. BackupError, also where it holds no site."""
    if PROOF not in _tables():
        raise BackupError(f"La base n’existe pas ou n’a aucune table de Relais : {description()}.")
    if connection.vendor == "sqlite":
        _save_sqlite(target)
    else:
        _run("pg_dump", "--format=custom", *WITHOUT_ROLES, f"--file={target}")


def restore(source: Path) -> None:
    """Put back what was saved in the place of what is there, wholly or not at all. BackupError: nothing has changed."""
    connections.close_all()
    if connection.vendor == "sqlite":
        _replace_sqlite(source)
    else:
        _replace_postgres(source)


def _tables() -> set[str]:
    if connection.vendor == "sqlite" and not _sqlite_path().is_file():  # to open it would make it
        return set()
    try:
        return set(connection.introspection.table_names())
    except DatabaseError as error:
        raise BackupError(f"La base ne se lit pas ({description()}) : {error}") from error


def _sqlite_path() -> Path:
    return Path(connection.settings_dict["NAME"]).absolute()


def _save_sqlite(target: Path) -> None:
    try:
        with (
            closing(sqlite3.connect(f"{_sqlite_path().as_uri()}?mode=rw", uri=True)) as site,
            closing(sqlite3.connect(target)) as copy,
        ):
            site.backup(copy)
    except sqlite3.Error as error:
        raise BackupError(f"La base ne se copie pas ({description()}) : {error}") from error


def _replace_sqlite(source: Path) -> None:
    """SQLite's own copy is one transaction: cut short, the next opening undoes it."""
    _sqlite_path().parent.mkdir(parents=True, exist_ok=True)
    try:
        # Immutable: a folder that one may only read is enough.
        with closing(sqlite3.connect(f"{source.absolute().as_uri()}?immutable=1", uri=True)) as saved:
            found = saved.execute("SELECT 1 FROM sqlite_master WHERE name = ?", [PROOF]).fetchone()
            if found is None or saved.execute("PRAGMA quick_check").fetchone() != ("ok",):
                raise BackupError(f"{source.name} est abîmé ou vide. La base du site n’a pas changé.")
            with closing(sqlite3.connect(_sqlite_path())) as site:
                saved.backup(site)
    except sqlite3.Error as error:
        raise BackupError(
            f"{source.name} ne se remet pas en place : {error}. La base du site n’a pas changé."
        ) from error


def _replace_postgres(source: Path) -> None:
    """psql hears COMMIT only once pg_restore has said everything; without it, the server undoes the rest."""
    _require("psql")
    if f" {PROOF} " not in _run("pg_restore", "--list", str(source)):
        raise BackupError(f"{source.name} ne contient aucune table de Relais. La base du site n’a pas changé.")
    reading, writing = os.pipe()
    with (
        tempfile.TemporaryFile("w+") as errors,
        subprocess.Popen(
            ["psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1", "--file=-"],  # noqa: S607 - of the machine
            env=_environment(),
            stdin=reading,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        ) as psql,
    ):
        os.close(reading)
        with os.fdopen(writing, "wb", buffering=0) as script:
            committed = _told_everything(source, script, errors)
        if psql.wait() or not committed:
            errors.seek(0)
            raise BackupError(f"{errors.read().strip()}\nLa base du site n’a pas changé.")


def _told_everything(source: Path, script: IO[bytes], errors: IO[str]) -> bool:
    """Writes the whole replacement, in one transaction, for psql to do. False where either program gave up.

    The schema goes first: tables that the saved site did not have yet would stop the upgrade that follows.
    """
    try:
        script.write(b"BEGIN; DROP SCHEMA public CASCADE; CREATE SCHEMA public;\n")
        subprocess.run(  # noqa: S603 - no shell, and nothing that a visitor typed
            ["pg_restore", *WITHOUT_ROLES, "--file=-", str(source)],  # noqa: S607
            env=_environment(),
            stdout=script,
            stderr=errors,
            check=True,
        )
        script.write(b"COMMIT;\n")
    except (BrokenPipeError, subprocess.CalledProcessError):
        return False
    return True


def _require(program: str) -> None:
    if shutil.which(program) is None:
        raise BackupError(f"Il manque {program}. Sur Debian : apt install postgresql-client")


def _run(program: str, *arguments: str) -> str:
    """What the program says."""
    _require(program)
    done = subprocess.run(  # noqa: S603 - no shell, and nothing that a visitor typed
        [program, *arguments], env=_environment(), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{program} a échoué : {done.stderr.strip()}")
    return done.stdout


def _environment() -> dict[str, str]:
    """How to reach the database: not by arguments, so that no password shows in the list of processes."""
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
    return os.environ | {name: str(value) for name, value in values.items() if value}
