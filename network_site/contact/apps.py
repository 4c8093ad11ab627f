from datetime import timedelta

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from network_site import jobs


class ContactConfig(AppConfig):
    """What visitors write to the people who keep the site."""

    name = "network_site.contact"
    label = "contact"
    verbose_name = _("Messages reçus")

    def ready(self) -> None:
        from network_site.contact import retention  # models are not loaded before ready()

        jobs.register("contact.delete_handled", run=retention.delete_handled, every=timedelta(days=1))
