from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from network_site.territories.loading import LoadReport, TerritoryFileError, load_territories


class Command(BaseCommand):
    help = "Charge les communes, EPCI, départements et régions. Sans effet si le fichier n’a pas changé."

    def add_arguments(self, parser: ArgumentParser) -> None:
        default = settings.RELAIS_CATALOGUE_DIR / "territories.csv.gz"
        parser.add_argument("file", nargs="?", type=Path, default=default, metavar="FICHIER")

    def handle(self, *args: Any, file: Path, **options: Any) -> None:
        try:
            report = load_territories(file)
        except TerritoryFileError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(summary(report))
        for territory in report.kept:
            self.stdout.write(f"  conservé, car utilisé : {territory} ({territory.pk})")


def summary(report: LoadReport) -> str:
    if report.unchanged:
        return f"Territoires : {report.total} déjà chargés, fichier inchangé."
    return (
        f"Territoires : {report.total} dans le fichier, {report.created} ajoutés, {report.updated} modifiés, "
        f"{report.deleted} retirés."
    )
