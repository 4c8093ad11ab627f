"""Make the search index again beside the old one, which serves until the new one is verified."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from search import builders, indexing, outbox
from search.engines.base import EngineUnavailable
from search.semantic import store

BAR = 30


class Command(BaseCommand):
    help = "Refait l’index de recherche à côté de l’ancien, qui répond jusqu’à la fin."

    def handle(self, *_args: Any, **options: Any) -> None:
        shown = _Progress(self, builders.count_visible(), quiet=options["verbosity"] == 0)
        try:
            count = indexing.rebuild(progress=shown)
        except EngineUnavailable as error:
            raise CommandError(f"L’ancien index reste en service : {error}") from error
        outbox.drain()
        shown.end(count)
        vectors = _Progress(self, 0, quiet=options["verbosity"] == 0)
        made = store.catch_up(progress=vectors.of)
        if made and not vectors.quiet:
            self.stdout.write(f"\n{made} phrases rapprochées par leur sens.".lstrip("\n"))


class _Progress:
    """One line, rewritten where it is a terminal: how many of how many, how fast, how long still."""

    def __init__(self, command: BaseCommand, total: int, *, quiet: bool) -> None:
        self.command = command
        self.total = total
        self.quiet = quiet
        self.started = time.monotonic()

    def __call__(self, done: int) -> None:
        if self.quiet or not self.command.stdout.isatty():
            return
        rate = done / max(time.monotonic() - self.started, 0.001)
        filled = BAR * done // max(self.total, done, 1)
        left = max(self.total - done, 0) / max(rate, 0.001)
        bar = "█" * filled + "·" * (BAR - filled)
        self.command.stdout.write(f"\r{bar} {done}/{self.total} · {rate:.0f}/s · reste {left:.0f} s ", ending="")
        self.command.stdout.flush()

    def of(self, done: int, total: int) -> None:
        self.total = total
        self(done)

    def end(self, count: int) -> None:
        if not self.quiet:
            seconds = time.monotonic() - self.started
            self.command.stdout.write(f"\nIndex refait : {count} documents en {seconds:.1f} s.".lstrip("\n"))
