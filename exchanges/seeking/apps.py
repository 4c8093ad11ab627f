from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from network_site import jobs, member_home

TOLD_EVERY = timedelta(hours=1)
EXPIRED_EVERY = timedelta(hours=6)


class SeekingConfig(AppConfig):
    """What members seek and on which needs they offer to help."""

    name = "exchanges.seeking"
    verbose_name = _("Besoins cherchés")

    def ready(self) -> None:
        from wagtail.signals import page_published

        from exchanges.seeking import deciding, home, receivers, telling  # models are loaded after apps
        from practices.models import ExperienceReportPage

        page_published.connect(
            receivers.report_published, sender=ExperienceReportPage, dispatch_uid="seeking-report-published"
        )
        jobs.register("seeking.tell", run=telling.tell_due, every=TOLD_EVERY)
        jobs.register("seeking.expire", run=deciding.expire, every=EXPIRED_EVERY)
        member_home.register("seeking", template="seeking/member_section.html", context=home.section, order=50)
