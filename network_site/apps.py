from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NetworkSiteConfig(AppConfig):
    """The kernel: base pages, vocabulary base, blocks and template tags that every room builds on."""

    name = "network_site"
    verbose_name = _("Site")
