"""The site as `bin/demo` prepares it, loaded once per run and put in place in an instant.

Loading takes many seconds, a copy of the database some hundredths. What was loaded is also kept for the next run, as
long as neither the catalogue nor the code that loads it changes.
"""

import hashlib
import shutil
from io import StringIO
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.test import override_settings

from network_site.territories.loading import load_territories
from search import indexing
from tests.database_copies import database_copies
from tests.migrated_database import FOLDER, ROOT, kept_file

TERRITORIES = ROOT / "tests/territories/extract.csv"
COMMANDS = ("prepare_site", "load_catalogue", "load_expansions", "load_pages", "create_demo_accounts")
LOADERS = ("network_site/**/*.py", "actors/**/*.py", "practices/**/*.py", "search/expansion*.py", "catalogue/*.yaml")
"""What decides of the rows that are loaded."""


class LoadedCatalogue:
    """The database without and with the catalogue, and its index; either is put into the test database at will."""

    def __init__(self, folder: Path) -> None:
        self.index = folder / "index"
        self._copies = database_copies()
        self._copies.keep("empty")
        loaded = str(loaded_file())
        if self._copies.exists(loaded):
            self._copies.put(loaded)
        else:
            load()
            self._copies.keep(loaded)
        with override_settings(RELAIS_SEARCH_INDEX_DIR=self.index):
            indexing.rebuild()
        self._copies.keep("full")
        self.take_away()

    def put(self) -> None:
        self._copies.put("full")

    def take_away(self) -> None:
        self._copies.put("empty")

    def put_index(self) -> None:
        """In the folder of the test, which may change it."""
        shutil.copytree(self.index, settings.RELAIS_SEARCH_INDEX_DIR)

    def close(self) -> None:
        self._copies.close()


def load() -> None:
    """All that `prepare_demo` loads, with an extract of the territories."""
    load_territories(TERRITORIES)
    for command in COMMANDS:
        call_command(command, verbosity=0, stdout=StringIO())


def loaded_file() -> Path:
    digest = hashlib.sha256(kept_file().name.encode() + TERRITORIES.read_bytes() + settings.SECRET_KEY.encode())
    for path in sorted(path for pattern in LOADERS for path in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    return FOLDER / "catalogue" / f"{digest.hexdigest()[:16]}.sqlite3"
