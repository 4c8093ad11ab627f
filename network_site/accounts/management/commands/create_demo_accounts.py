"""``manage.py create_demo_accounts``: one account of each kind, to try the site with."""

import base64
from dataclasses import dataclass
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.utils.crypto import salted_hmac

from network_site.accounts.models import User

DOMAIN = "relais.example"
"""Reserved by RFC 2606: no message to a demo account can ever leave."""

PASSWORD_GROUPS = 3
PASSWORD_GROUP_LENGTH = 4


@dataclass(frozen=True, slots=True)
class DemoAccount:
    """An account to create; without a group it may not enter the editors' area."""

    role: str
    login: str
    group: str = ""
    is_superuser: bool = False

    @property
    def email(self) -> str:
        return f"{self.login}@{DOMAIN}"

    @property
    def password(self) -> str:
        """Drawn from the secret key: different on each installation, the same at each start, stored nowhere."""
        digest = salted_hmac("relais.demo-accounts", self.login, algorithm="sha256").digest()
        letters = base64.b32encode(digest).decode().lower()
        size = PASSWORD_GROUP_LENGTH
        return "-".join(letters[start : start + size] for start in range(0, PASSWORD_GROUPS * size, size))


ACCOUNTS = (
    DemoAccount("Administrateur", "administrateur", is_superuser=True),
    DemoAccount("Modératrice", "moderatrice", group="Modération"),
    DemoAccount("Rédactrice", "redactrice", group="Édition"),
    DemoAccount("Référent", "referent"),
    DemoAccount("Membre", "membre"),
)


class Command(BaseCommand):
    help = "Crée les comptes de démonstration et affiche leurs mots de passe de départ."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.RELAIS_DEMO:
            raise CommandError("Les comptes de démonstration n’existent que dans les réglages de démonstration.")
        existing = set(User.objects.values_list("email", flat=True))
        for account in ACCOUNTS:
            if account.email not in existing:
                create(account)
        self.stdout.write("Comptes d’essai (mots de passe de départ) :")
        for account in ACCOUNTS:
            self.stdout.write(f"  {account.role:<15} {account.email:<30} {account.password}")


def create(account: DemoAccount) -> User:
    user = User.objects.create_user(
        account.email,
        account.password,
        first_name=account.role,
        last_name="de démonstration",
        is_superuser=account.is_superuser,
        is_staff=account.is_superuser,
    )
    EmailAddress.objects.create(user=user, email=account.email, primary=True, verified=True)
    if account.group:
        user.groups.add(_group(account.group))
    return user


def _group(name: str) -> Group:
    try:
        return Group.objects.get(name=name)
    except Group.DoesNotExist as error:
        raise CommandError(f"Le groupe « {name} » manque : lancez d’abord « manage.py prepare_site ».") from error
