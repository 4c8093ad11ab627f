from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AlertsConfig(AppConfig):
    """Searches that tell what is new, by mail or by feed, without an account."""

    name = "exchanges.alerts"
    verbose_name = _("Alertes")
