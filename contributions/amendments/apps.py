from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AmendmentsConfig(AppConfig):
    """Corrections that anyone proposes, without an account, to what is published."""

    name = "contributions.amendments"
    verbose_name = _("Corrections proposées")
