from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from network_site.backups import databases, folder
from network_site.backups.errors import BackupError


class Command(BaseCommand):
    help = "Sauvegarde la base, les fichiers et les réglages (sans les secrets) dans un dossier neuf."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("folder", metavar="DOSSIER", type=Path)

    def handle(self, *_args: Any, **options: Any) -> None:
        target = Path(options["folder"]).absolute()
        self.stdout.write(f"Base : {databases.description()} (réglages {settings.SETTINGS_MODULE}).")
        try:
            manifest = folder.save(target)
        except (BackupError, OSError) as error:
            raise CommandError(f"Rien n’est sauvegardé : {error}") from error
        self.stdout.write(f"Sauvegarde faite dans {target} : {folder.content_of(manifest)}.")
        if vanished := manifest["vanished_files"]:
            self.stdout.write(f"Effacés pendant la sauvegarde, ils n’y sont pas : {vanished} fichiers.")
