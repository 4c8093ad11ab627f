"""``manage.py prepare_demo``: all that `bin/demo` needs before it serves, in one process so that it starts quickly."""

import hashlib
import io
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

STEPS: tuple[tuple[str, str], ...] = (
    ("migrate", "Base de données…"),
    ("prepare_site", "Groupes et adresse du site…"),
    ("load_territories", "Territoires (codes officiels)…"),
    ("load_catalogue", "Catalogue…"),
    ("load_expansions", "Sigles et mots de tous les jours…"),
    ("load_pages", "Pages du site…"),
    ("rebuild_search_index", "Index de recherche, mots et sens (une à deux minutes la première fois)…"),
)
"""Commands of every room, by name: each is idempotent, and quick when nothing has changed."""


class Command(BaseCommand):
    help = "Prépare le site de démonstration : base, catalogue, recherche, comptes d’essai, fichiers statiques."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.RELAIS_DEMO:
            raise CommandError("Cette commande n’existe que dans les réglages de démonstration.")
        for command, announcement in STEPS:
            self._announce(announcement)
            call_command(command, verbosity=0, stdout=io.StringIO())
        self._collect_static_files()
        call_command("create_demo_accounts", stdout=self.stdout)
        call_command("create_demo_memberships")

    def _announce(self, text: str) -> None:
        self.stdout.write(f"→ {text}")
        self.stdout.flush()

    def _collect_static_files(self) -> None:
        """Collecting compresses hundreds of Wagtail's files: done only when one of them changed."""
        stamp = Path(settings.STATIC_ROOT) / ".fingerprint"
        fingerprint = static_files_fingerprint()
        if stamp.exists() and stamp.read_text() == fingerprint:
            return
        self._announce("Feuilles de style, scripts et images (une minute la première fois)…")
        call_command("collectstatic", interactive=False, clear=True, verbosity=0)
        stamp.write_text(fingerprint)


def static_files_fingerprint() -> str:
    """A digest of the path, size and date of every file that ``collectstatic`` would take."""
    digest = hashlib.sha256()
    for finder in get_finders():
        for name, storage in finder.list([]):
            state = Path(storage.path(name)).stat()
            digest.update(f"{name}\0{state.st_size}\0{state.st_mtime_ns}\n".encode())
    return digest.hexdigest()
