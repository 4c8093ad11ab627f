"""Copies of the whole test database, kept under a name and put back in an instant.

With SQLite a copy is a database in memory; with PostgreSQL it is a database of the same server, made as a template.
"""

import os
import sqlite3
from pathlib import Path
from typing import Protocol

from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.db import connection


class DatabaseCopies(Protocol):
    def keep(self, name: str) -> None:
        """Remember the test database as it is."""
        ...

    def put(self, name: str) -> None:
        """Make the test database what it was when it was kept under this name."""
        ...

    def exists(self, name: str) -> bool: ...

    def database(self, name: str) -> str:
        """What Django would be told to reach the copy."""
        ...

    def close(self) -> None:
        """Forget the copies that are not for the next run."""
        ...


class SqliteCopies:
    """In memory; those whose name is a path are files, kept for the next run."""

    def __init__(self) -> None:
        self._kept: dict[str, sqlite3.Connection] = {}

    def keep(self, name: str) -> None:
        connection.ensure_connection()
        if Path(name).is_absolute():
            self._write(Path(name))
            return
        copy = self._kept[name] = sqlite3.connect(":memory:", check_same_thread=False)
        connection.connection.backup(copy)

    def put(self, name: str) -> None:
        connection.ensure_connection()
        source = self._kept.get(name) or sqlite3.connect(name)
        source.backup(connection.connection)
        if name not in self._kept:
            source.close()
        forget_what_was_read()

    def exists(self, name: str) -> bool:
        return name in self._kept or Path(name).is_file()

    def database(self, name: str) -> str:
        return name

    def close(self) -> None:
        for copy in self._kept.values():
            copy.close()

    def _write(self, target: Path) -> None:
        """Whole or not at all, so that several runs may write it at once; other versions are removed."""
        target.parent.mkdir(parents=True, exist_ok=True)
        for old in target.parent.glob("*.sqlite3"):
            if old != target:
                old.unlink(missing_ok=True)
        unfinished = target.with_suffix(f".{os.getpid()}.tmp")
        copy = sqlite3.connect(unfinished)
        connection.connection.backup(copy)
        copy.close()
        unfinished.replace(target)


class PostgresCopies:
    """Databases of the same server; those whose name is a path are kept for the next run, named by the file's stem."""

    def __init__(self) -> None:
        self._ours: set[str] = set()

    def keep(self, name: str) -> None:
        database = self.database(name)
        if Path(name).is_absolute():
            self._drop_other_versions(name)
        else:
            self._ours.add(database)
        _replace(database, template=_test_database())

    def put(self, name: str) -> None:
        _replace(_test_database(), template=self.database(name))
        forget_what_was_read()

    def exists(self, name: str) -> bool:
        return self.database(name) in _databases()

    def database(self, name: str) -> str:
        path = Path(name)
        return f"kept_{path.parent.name}_{path.stem}".replace("-", "_") if path.is_absolute() else f"copy_{name}"

    def close(self) -> None:
        for database in self._ours:
            _execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')

    def _drop_other_versions(self, name: str) -> None:
        family = self.database(name).rpartition("_")[0]
        for database in _databases():
            if database.rpartition("_")[0] == family:
                _execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')


def database_copies() -> DatabaseCopies:
    return SqliteCopies() if connection.vendor == "sqlite" else PostgresCopies()


def forget_what_was_read() -> None:
    """Wagtail's paths of the site, and the numbers of content types."""
    cache.clear()
    ContentType.objects.clear_cache()


def _test_database() -> str:
    return str(connection.settings_dict["NAME"])


def _replace(database: str, *, template: str) -> None:
    connection.close()
    _execute(f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)')
    _execute(f'CREATE DATABASE "{database}" TEMPLATE "{template}" STRATEGY FILE_COPY')


def _databases() -> set[str]:
    with connection._nodb_cursor() as cursor:  # Django's way to the server itself
        cursor.execute("SELECT datname FROM pg_database")
        return {name for (name,) in cursor.fetchall()}


def _execute(sql: str) -> None:
    with connection._nodb_cursor() as cursor:
        cursor.execute(sql)
