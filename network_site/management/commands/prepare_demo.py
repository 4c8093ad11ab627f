"""``manage.py prepare_demo``: everything `bin/demo` needs before it serves, in one process so that it starts quickly."""

import hashlib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

STEPS: tuple[tuple[str, str], ...] = (
    ("migrate", "Base de données…"),
    ("load_territories", "Territoires (codes officiels)…"),
    ("load_catalogue", "Catalogue…"),
)
"""Commands of every room, by name: each is idempotent, and quick when nothing has changed."""


class Command(BaseCommand):
    help = "Prépare le site de démonstration : base, catalogue, recherche, comptes d’essai, fichiers statiques."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.RELAIS_DEMO:
            raise CommandError("Cette commande n’existe que dans les réglages de démonstration.")
        for command, announcement in STEPS:
            self.stdout.write(f"→ {announcement}")
            call_command(command, verbosity=0)
        self._collect_static_files()
        call_command("create_demo_accounts", stdout=self.stdout)

    def _collect_static_files(self) -> None:
        """Collecting compresses hundreds of Wagtail's files: done only when one of them changed."""
        stamp = Path(settings.STATIC_ROOT) / ".fingerprint"
        fingerprint = static_files_fingerprint()
        if stamp.exists() and stamp.read_text() == fingerprint:
            return
        self.stdout.write("→ Feuilles de style, scripts et images (une minute la première fois)…")
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
