"""What the database must hold before the site can be used: the rights of the groups and the site's own address."""

from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import transaction
from wagtail.models import Site

from network_site.groups import EDITING, MODERATION, grant

PORTS = {"http": 80, "https": 443}


class Command(BaseCommand):
    help = "Donne leurs droits aux groupes et au site son adresse. Peut être relancée sans risque."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for name in (MODERATION, EDITING):
            group = grant(name)
            self.stdout.write(f"Groupe « {group.name} » : {group.permissions.count()} droits.")
        address = urlsplit(settings.WAGTAILADMIN_BASE_URL)
        site = Site.objects.get(is_default_site=True)
        site.hostname, site.port = address.hostname or "localhost", address.port or PORTS[address.scheme]
        site.save()
        self.stdout.write(f"Adresse du site : {site.root_url}")
