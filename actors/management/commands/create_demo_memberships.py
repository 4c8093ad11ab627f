"""``manage.py create_demo_memberships``: what the demo accounts belong to, so that the whole story can be tried."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from actors.models import Actor, Membership
from network_site.accounts.models import User

MEMBERSHIPS = (
    ("referent@relais.example", "ville-de-grenoble", Membership.Role.REFERENT),
    ("membre@relais.example", "ville-de-grenoble", Membership.Role.CONTRIBUTOR),
)
DOMAINS = {"ville-de-paris": ["paris.fr"]}
"""An actor without référent whose official domain is known: the first to come proves it by a mail."""


class Command(BaseCommand):
    help = "Donne aux comptes de démonstration leurs collectivités, s’ils n’en ont pas encore."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.RELAIS_DEMO:
            raise CommandError("Les comptes de démonstration n’existent que dans les réglages de démonstration.")
        for email, slug, role in MEMBERSHIPS:
            user, actor = User.objects.filter(email=email).first(), Actor.objects.filter(slug=slug).first()
            if user and actor and not user.memberships.exists():
                proof = Membership.Proof.MODERATOR
                actor.memberships.create(user=user, role=role, confirmed_at=timezone.now(), proof=proof)
        for slug, domains in DOMAINS.items():
            Actor.objects.filter(slug=slug, mail_domains=[]).update(mail_domains=domains)
