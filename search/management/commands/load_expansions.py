from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from practices.catalogue.store import CatalogueError
from practices.management.commands.load_catalogue import lines
from search.expansion_loading import load_expansions


class Command(BaseCommand):
    help = (
        "Charge la première liste de sigles et de mots de tous les jours, après l’avoir vérifiée en entier. "
        "Ce qui a été modifié dans l’administration est gardé et signalé."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        default = settings.RELAIS_CATALOGUE_DIR / "expansions.yaml"
        parser.add_argument("path", nargs="?", type=Path, default=default, metavar="FICHIER")
        parser.add_argument("--dry-run", action="store_true", help="Dire ce qui changerait, sans rien écrire.")

    def handle(self, *args: Any, path: Path, dry_run: bool, **options: Any) -> None:
        try:
            report = load_expansions(path, dry_run=dry_run)
        except CatalogueError as error:
            raise CommandError(f"Sigles refusés, rien n’a été écrit.\n{error}") from error
        for line in lines(report):
            self.stdout.write(line)
        if dry_run:
            self.stdout.write("Essai seulement : rien n’a été écrit.")
