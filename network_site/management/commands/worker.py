import signal
from argparse import ArgumentParser
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.translation import gettext_lazy as _

from network_site import worker


@contextmanager
def set_by_signals(stop: Event) -> Iterator[None]:
    """SIGTERM and Ctrl-C ask to stop; the job under way ends first."""
    previous = {number: signal.signal(number, lambda *_args: stop.set()) for number in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in previous.items():
            signal.signal(number, handler)


class Command(BaseCommand):
    help = str(_("Envoie les courriels en attente et exécute les tâches de fond, jusqu’à l’arrêt."))

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help=str(_("faire ce qui est dû, puis s’arrêter (cron)")))

    def handle(self, *args: Any, once: bool, **options: Any) -> None:
        stop = Event()
        with set_by_signals(stop):
            if once:
                worker.run_due_jobs(stopping=stop.is_set)
            else:
                worker.work(stop)
