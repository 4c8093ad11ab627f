"""The site as `bin/demo` prepares it, loaded once per run and put in place in an instant.

Loading takes many seconds, a copy of the database some hundredths. What was loaded is also kept for the next run, as
long as neither the catalogue nor the code that loads it changes. The copies are SQLite's, like the test database.
"""

import hashlib
import shutil
import sqlite3
from contextlib import closing
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import override_settings

from network_site.territories.loading import load_territories
from search import indexing
from tests.migrated_database import FOLDER, ROOT, kept_file

TERRITORIES = ROOT / "tests/territories/extract.csv"
COMMANDS = ("prepare_site", "load_catalogue", "load_expansions", "load_pages", "create_demo_accounts")
LOADERS = ("network_site/**/*.py", "actors/**/*.py", "practices/**/*.py", "search/expansion*.py", "catalogue/*.yaml")
"""What decides of the rows that are loaded."""


class LoadedCatalogue:
    """A database without and with the catalogue, and its index; either is put into the test database at will."""

    def __init__(self, folder: Path) -> None:
        self.index = folder / "index"
        self._empty, self._full = (sqlite3.connect(":memory:", check_same_thread=False) for _copy in range(2))
        self._copy_to(self._empty)
        if loaded_file().exists():
            self._restore_from(loaded_file())
        else:
            load()
            keep_loaded()
        with override_settings(RELAIS_SEARCH_INDEX_DIR=self.index):
            indexing.rebuild()
        self._copy_to(self._full)
        self.take_away()

    def put(self) -> None:
        self._copy_from(self._full)

    def take_away(self) -> None:
        self._copy_from(self._empty)

    def put_index(self) -> None:
        """In the folder of the test, which may change it."""
        shutil.copytree(self.index, settings.RELAIS_SEARCH_INDEX_DIR)

    def close(self) -> None:
        self._empty.close()
        self._full.close()

    def _restore_from(self, file: Path) -> None:
        with closing(sqlite3.connect(file)) as kept:
            self._copy_from(kept)

    def _copy_from(self, source: sqlite3.Connection) -> None:
        connection.ensure_connection()
        source.backup(connection.connection)
        cache.clear()  # Wagtail's paths of the site
        ContentType.objects.clear_cache()

    def _copy_to(self, target: sqlite3.Connection) -> None:
        connection.ensure_connection()
        connection.connection.backup(target)


def load() -> None:
    """All that `prepare_demo` loads, with an extract of the territories."""
    load_territories(TERRITORIES)
    for command in COMMANDS:
        call_command(command, verbosity=0, stdout=StringIO())


def keep_loaded() -> None:
    """Write the loaded database aside, whole or not at all; other versions of it are removed."""
    target = loaded_file()
    target.parent.mkdir(parents=True, exist_ok=True)
    for old in target.parent.glob("*.sqlite3"):
        old.unlink(missing_ok=True)
    unfinished = target.with_suffix(f".{id(connection)}.tmp")
    with closing(sqlite3.connect(unfinished)) as kept:
        connection.connection.backup(kept)
    unfinished.replace(target)


def loaded_file() -> Path:
    digest = hashlib.sha256(kept_file().name.encode() + TERRITORIES.read_bytes() + settings.SECRET_KEY.encode())
    for path in sorted(path for pattern in LOADERS for path in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    return FOLDER / "catalogue" / f"{digest.hexdigest()[:16]}.sqlite3"
