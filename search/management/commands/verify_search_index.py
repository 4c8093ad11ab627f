"""Compare the search index with the database, object by object, and repair it where asked."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import outbox, verification
from search.engines.base import EngineUnavailable
from search.verification import Differences

SHOWN = 10
HINT = "Pour réparer : manage.py verify_search_index --repair"


class Command(BaseCommand):
    help = "Compare l’index de recherche avec la base. Code de sortie 1 si quelque chose diffère et n’est pas réparé."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="Réparer ce qui diffère.")

    def handle(self, *_args: Any, repair: bool, **_options: Any) -> None:
        outbox.drain()  # what waits to be told is late, not wrong
        found = verification.compare()
        if not found:
            self.stdout.write(f"L’index est identique à la base : {found.compared} documents.")
            return
        for line in lines(found):
            self.stdout.write(line)
        if not repair:
            raise CommandError(HINT)
        self._repair(found)

    def _repair(self, found: Differences) -> None:
        try:
            repaired = verification.repair(found)
        except EngineUnavailable as error:
            raise CommandError(f"Le moteur ne répond pas, rien n’est réparé : {error}") from error
        if verification.compare():
            raise CommandError("L’index diffère encore : manage.py rebuild_search_index le refait en entier.")
        self.stdout.write(f"Réparé : {repaired} documents. L’index est identique à la base.")


def lines(found: Differences) -> list[str]:
    """What is wrong, kind by kind, with the first keys of each."""
    if found.unreadable:
        return [f"L’index ne peut pas être lu : {found.unreadable}"]
    kinds = {
        "absents de l’index": found.missing,
        "différents de la base": found.different,
        "de trop": found.unwanted,
        "mal notés dans la base": found.unrecorded - found.missing - found.different,
    }
    return [f"{len(keys)} {name} : {_some(keys)}" for name, keys in kinds.items() if keys]


def _some(keys: set[str]) -> str:
    return ", ".join(sorted(keys)[:SHOWN]) + ("…" if len(keys) > SHOWN else "")
