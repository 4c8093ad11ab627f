from argparse import ArgumentParser
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from practices.catalogue.fields import options
from practices.catalogue.store import CatalogueError, Line, LoadReport, load_catalogue

WORDS = {
    "created": "créés",
    "updated": "mis à jour",
    "unchanged": "inchangés",
    "kept": "conservés",
    "deleted": "supprimés",
}


class Command(BaseCommand):
    help = (
        "Charge le catalogue initial après l’avoir vérifié en entier. "
        "Ce qui a été modifié dans l’administration est gardé et signalé."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("directory", nargs="?", type=Path, default=settings.RELAIS_CATALOGUE_DIR, metavar="DOSSIER")
        parser.add_argument("--dry-run", action="store_true", help="Dire ce qui changerait, sans rien écrire.")

    def handle(self, *args: Any, directory: Path, dry_run: bool, **options: Any) -> None:
        try:
            report = load_catalogue(directory, dry_run=dry_run)
        except CatalogueError as error:
            count = len(error.problems)
            raise CommandError(f"Catalogue refusé, rien n’a été écrit. {count} erreur(s) :\n{error}") from error
        for line in lines(report):
            self.stdout.write(line)
        if dry_run:
            self.stdout.write("Essai seulement : rien n’a été écrit.")


def lines(report: LoadReport) -> Iterator[str]:
    """What to print: a count per kind of object, then what deserves a look."""
    if report.same_files:
        yield "Catalogue : déjà chargé, fichiers inchangés."
        return
    yield "Catalogue :"
    for model in dict.fromkeys(line.record.model for line in report.lines):
        counts = Counter(line.outcome for line in report.lines if line.record.model == model)
        yield f"  {_plural(model)} : " + ", ".join(f"{count} {WORDS[outcome]}" for outcome, count in counts.items())
    for line in report.lines:
        yield from _details(line)
    for entry in report.absent:
        yield f"  absent du catalogue, laissé en place : {entry}"


def _details(line: Line) -> Iterator[str]:
    name = f"{line.record.model} {line.record.catalogue_id}"
    match line.outcome:
        case "updated":
            yield f"  mis à jour : {name} ({', '.join(line.fields)})"
        case "kept":
            yield f"  conservé : {name} ({', '.join(line.fields)}), {line.reason}"
        case "deleted":
            yield f"  supprimé dans l’administration, non recréé : {name}"


def _plural(model: str) -> str:
    return str(options(apps.get_model(model)).verbose_name_plural)
