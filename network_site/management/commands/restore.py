from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from network_site.backups import databases, folder
from network_site.backups.errors import BackupError


class Command(BaseCommand):
    help = "Remet en place une sauvegarde, la met à jour pour cette version du site et refait l’index de recherche."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DOSSIER", type=Path)
        parser.add_argument("--overwrite", action="store_true", help="Remplacer une base qui n’est pas vide.")

    def handle(self, *_args: Any, overwrite: bool, **options: Any) -> None:
        self.stdout.write(f"Base : {databases.description()} (réglages {settings.SETTINGS_MODULE}).")
        try:
            manifest = folder.restore(Path(options["folder"]).absolute(), overwrite=overwrite)
        except (BackupError, OSError) as error:
            raise CommandError(f"La restauration a échoué : {error}") from error
        call_command("migrate", verbosity=0)
        call_command("rebuild_search_index", verbosity=0)
        self.stdout.write(f"Sauvegarde du {manifest['saved_at']} remise en place : {folder.content_of(manifest)}.")
