from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    """Reviewing what is submitted: the workflow's task, remarks, decisions, the moderators' queue."""

    name = "contributions.moderation"
    verbose_name = _("Relecture")
