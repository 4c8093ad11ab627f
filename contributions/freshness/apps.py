from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class FreshnessConfig(AppConfig):
    """Keeping reports true: review rhythm, confirmations, claims, links that still answer."""

    name = "contributions.freshness"
    verbose_name = _("Fraîcheur")
