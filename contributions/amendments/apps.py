from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from network_site import jobs, member_home

FORGET_PERIOD = timedelta(days=1)


class AmendmentsConfig(AppConfig):
    """Corrections that anyone proposes, without an account, to what is published."""

    name = "contributions.amendments"
    verbose_name = _("Corrections proposées")

    def ready(self) -> None:
        from contributions.amendments import proposing, telling  # models are not loaded before ready()
        from contributions.moderation import timeline

        timeline.register("amendments", telling.steps)
        member_home.register("amendments", template="amendments/member_section.html", context=telling.waiting, order=40)
        jobs.register("amendments.forget_addresses", run=proposing.forget_addresses, every=FORGET_PERIOD)
