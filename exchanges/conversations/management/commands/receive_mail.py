import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from exchanges.conversations.inbound.endpoint import MOST_BYTES
from exchanges.conversations.inbound.receiving import receive

EX_DATAERR = 65
"""sysexits.h: the mail itself is at fault, and must not be tried again."""


class Command(BaseCommand):
    help = "Reçoit un courriel sur l’entrée standard (pipe d’un serveur de courrier) et le transmet à sa conversation."

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read(MOST_BYTES + 1)
        if len(raw) > MOST_BYTES:
            raise CommandError("Le courriel est trop lourd.", returncode=EX_DATAERR)
        self.stdout.write(receive(raw))
