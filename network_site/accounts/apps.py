from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    """The user model, alone: in an app that has pages the first migrations would be circular with wagtailcore."""

    name = "network_site.accounts"
    label = "accounts"
    verbose_name = _("Comptes")
