from datetime import timedelta
from functools import partial

from django.apps import AppConfig
from django.core.management import call_command
from django.utils.translation import gettext_lazy as _

SCHEDULE_PERIOD = timedelta(minutes=5)


class NetworkSiteConfig(AppConfig):
    """The kernel: base pages, vocabulary base, blocks and template tags that every room builds on."""

    name = "network_site"
    verbose_name = _("Site")

    def ready(self) -> None:
        from network_site import jobs

        publish = partial(call_command, "publish_scheduled")
        jobs.register("pages.publish_scheduled", run=publish, every=SCHEDULE_PERIOD)
