from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ModerationConfig(AppConfig):
    """Reviewing what is submitted: the workflow's task, remarks, decisions, the moderators' queue."""

    name = "contributions.moderation"
    verbose_name = _("Relecture")

    def ready(self) -> None:
        from contributions.moderation import findings, receivers, timeline  # models are not loaded before ready()

        receivers.connect()
        findings.register_own()
        timeline.register("reviews", timeline.review_steps)
