"""Everything that is kept for a time only, forgotten now: what the worker does each day, in one command."""

from typing import Any, Final

from django.core.management.base import BaseCommand

from network_site import jobs

RETENTION: Final = (
    "actors.forget_invitations",
    "alerts.forget_unconfirmed",
    "amendments.forget_addresses",
    "contact.delete_handled",
    "conversations.delete_old",
    "conversations.forget_received",
    "freshness.forget_claims",
    "mail.forget",
    "search.forget_counts",
    "seeking.expire",
    "writing.upkeep",
)
"""The jobs that keep the promises of the register."""


class Command(BaseCommand):
    help = "Efface ce dont la durée de conservation est passée. Le travail de fond le fait aussi, chaque jour."

    def handle(self, *_args: Any, **_options: Any) -> None:
        known = {job.name: job for job in jobs.registered()}
        for name in RETENTION:
            done = known[name].run()
            self.stdout.write(f"{name} : {done}" if isinstance(done, int) else name)
