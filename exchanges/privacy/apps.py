from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PrivacyConfig(AppConfig):
    """Personal data: the register, consents, export, deletion, retention."""

    name = "exchanges.privacy"
    verbose_name = _("Données personnelles")

    def ready(self) -> None:
        from network_site import member_home

        member_home.register("privacy", template="privacy/member_section.html", context=own_data, order=95)


def own_data(_request: Any) -> dict[str, Any]:
    """The section is the same for everyone."""
    return {}
