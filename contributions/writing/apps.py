from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class WritingConfig(AppConfig):
    """Drafts and the two forms, flash and complete: nothing typed is ever lost."""

    name = "contributions.writing"
    verbose_name = _("Rédaction des retours")
