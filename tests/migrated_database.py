"""Wagtail's two hundred migrations take most of a narrow test run: their result is kept from one run to the next.

What is kept is only a head start: Django's own `migrate` still runs on it, and an edited migration or another version
of a dependency makes another file.
"""

import hashlib
import sqlite3
from contextlib import closing
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.backends.sqlite3.creation import DatabaseCreation

from tests.database_copies import database_copies

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "var/test-databases"


class HeadStartCreation(DatabaseCreation):
    """Creates the test database in memory as Django does, then fills it with what an earlier run migrated."""

    def _create_test_db(self, verbosity: int, autoclobber: bool, keepdb: bool = False) -> str:
        name: str = super()._create_test_db(verbosity, autoclobber, keepdb)  # type: ignore[misc]  # not in the stubs
        self.connection.close()
        self.connection.settings_dict["NAME"] = name
        if kept_file().exists():
            self.connection.ensure_connection()
            with closing(sqlite3.connect(kept_file())) as kept:
                kept.backup(self.connection.connection)
        return name


def use_head_start() -> None:
    if connection.vendor == "sqlite":
        connection.creation = HeadStartCreation(connection)
    elif (copies := database_copies()).exists(str(kept_file())):
        connection.settings_dict["TEST"]["TEMPLATE"] = copies.database(str(kept_file()))


def keep_for_the_next_run() -> None:
    """Other versions of it are removed."""
    copies = database_copies()
    if not copies.exists(str(kept_file())):
        copies.keep(str(kept_file()))


def kept_file() -> Path:
    digest = hashlib.sha256((ROOT / "uv.lock").read_bytes() + repr(settings.INSTALLED_APPS).encode())
    for path in sorted(ROOT.glob("[!.]*/**/migrations/*.py")):
        digest.update(f"{path}\0".encode() + path.read_bytes())
    return FOLDER / f"{digest.hexdigest()[:16]}.sqlite3"
