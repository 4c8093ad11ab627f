"""``manage.py check_links``: asks the servers that reports cite whether they still answer. For cron, once a day."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from contributions.freshness.links import checking
from contributions.freshness.models import LinkCheck


class Command(BaseCommand):
    help = (
        "Vérifie les liens cités par les retours publiés : une requête à la fois par serveur, robots.txt respecté. "
        "Un lien est dit mort après trois échecs, des jours différents."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--limit", type=int, help="Au plus tant de liens, les plus anciens d’abord.")
        parser.add_argument("--all", action="store_true", help="Tous, même vérifiés récemment.")

    def handle(self, *args: Any, **options: Any) -> None:
        total = checking.gather()
        links = checking.due(limit=options["limit"], every=options["all"])
        self.stdout.write(f"{total} liens cités, {len(links)} à vérifier.")
        run = checking.Run()
        for link in links:
            run.check(link)
            self.stdout.write(f"{link.get_state_display()} : {link.url} ({link.detail})")
        self.stdout.write(f"Ne répondent plus : {LinkCheck.objects.dead().count()}.")
