from argparse import ArgumentParser
from pathlib import Path
from typing import Any, Final

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from network_site.page_loading import Outcome, PagesError, load_pages

WORDS: Final[dict[Outcome, str]] = {
    "created": "créée",
    "updated": "mise à jour",
    "unchanged": "inchangée",
    "kept": "laissée en l’état, car modifiée dans l’administration",
    "deleted": "supprimée dans l’administration, non recréée",
    "taken": "non créée : une autre page porte déjà cette adresse",
}


class Command(BaseCommand):
    help = "Charge les pages de texte du catalogue (pages.yaml) sans jamais écraser le travail de la rédaction."

    def add_arguments(self, parser: ArgumentParser) -> None:
        default = settings.RELAIS_CATALOGUE_DIR / "pages.yaml"
        parser.add_argument("path", nargs="?", type=Path, default=default, metavar="FICHIER")

    def handle(self, *args: Any, path: Path, **options: Any) -> None:
        try:
            outcomes = load_pages(path)
        except PagesError as error:
            raise CommandError(f"Pages refusées, rien n’a été écrit.\n{error}") from error
        for slug, outcome in outcomes.items():
            self.stdout.write(f"Page « {slug} » : {WORDS[outcome]}.")
