"""What the database must hold before the site can be used: the rights of the groups and the site's own address."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.models import Collection, Page, Site

from network_site.groups import EDITING, MODERATION, grant

PORTS = {"http": 80, "https": 443}


class Command(BaseCommand):
    help = "Donne leurs droits aux groupes et au site son adresse. Peut être relancée sans risque."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for name in (MODERATION, EDITING):
            group = grant(name)
            self.stdout.write(f"Groupe « {group.name} » : {group.permissions.count()} droits.")
        # Wagtail's migrations name them in English, and editors read these names.
        Collection.objects.filter(depth=1, name="Root").update(name=_("Racine"))
        Page.objects.filter(depth=1, title="Root").update(title=_("Racine"), draft_title=_("Racine"))
        address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
        site = Site.objects.get(is_default_site=True)
        site.hostname, site.port = address.hostname or "localhost", address.port or PORTS[address.scheme]
        site.save()
        self.stdout.write(f"Adresse du site : {site.root_url}")
