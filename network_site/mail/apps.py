from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from network_site import health, jobs

DELIVERY_PERIOD = timedelta(seconds=15)
FORGETTING_PERIOD = timedelta(days=1)


class MailConfig(AppConfig):
    """The outbox that every mail of the site goes through."""

    name = "network_site.mail"
    label = "mail"
    verbose_name = _("Courriels")

    def ready(self) -> None:
        from network_site.mail import outbox, upkeep  # models are not loaded before ready()

        health.register("mail", upkeep.check_mail)
        jobs.register("mail.deliver", run=outbox.deliver_due, every=DELIVERY_PERIOD)
        jobs.register("mail.forget", run=outbox.forget_old, every=FORGETTING_PERIOD)
