from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from network_site import jobs, member_home


class WritingConfig(AppConfig):
    """Drafts and the two forms, flash and complete: nothing typed is ever lost."""

    name = "contributions.writing"
    verbose_name = _("Rédaction des retours")

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in
        from wagtail.signals import page_published

        from contributions.writing import access, home, receivers, retention  # models are not loaded before ready()

        page_published.connect(receivers.when_published, dispatch_uid="writing.published")
        user_logged_in.connect(access.adopt, dispatch_uid="writing.adopt")
        jobs.register("writing.upkeep", run=retention.upkeep, every=timedelta(days=1))
        member_home.register("writing", template="writing/member_section.html", context=home.section, order=20)
