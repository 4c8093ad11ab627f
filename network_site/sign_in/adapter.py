"""What Relais changes in allauth: words, and network addresses that are never kept as such."""

import ipaddress
from typing import Any, ClassVar

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.core.exceptions import ValidationError
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

IPV6_NETWORK = 64
"""One subscriber has at least so large a network to himself."""

WAYS = {
    "reauthenticate": _("Donner mon mot de passe"),
    "mfa_reauthenticate": _("Donner un code de mon application, ou de secours"),
    "mfa_reauthenticate:webauthn": _("Utiliser ma clé d’accès"),
}
"""How one proves again who one is, in the words of our pages."""

INCORRECT_CODE = _("Ce code n’est pas le bon, ou il a changé entre-temps. Essayez le suivant.")
INCORRECT_KEY = _("Cette clé n’ouvre pas ce compte, ou la demande a expiré. Recommencez, ou passez autrement.")


class AccountAdapter(DefaultAccountAdapter):
    error_messages: ClassVar[dict[str, Any]] = DefaultAccountAdapter.error_messages | {
        "account_inactive": _("Ce compte est fermé."),
        "duplicate_email": _("C’est déjà l’adresse de votre compte."),
        "email_password_mismatch": _("Cette adresse et ce mot de passe ne vont pas ensemble."),
        "enter_current_password": _("Ce n’est pas votre mot de passe actuel."),
        "incorrect_code": INCORRECT_CODE,
        "incorrect_password": _("Ce n’est pas votre mot de passe."),
        "invalid_login": _("Cette connexion n’est plus valable. Recommencez."),
        "invalid_password_reset": _("Ce lien ne peut plus servir. Demandez-en un autre."),
        "same_as_current": _("C’est déjà l’adresse de votre compte."),
        "too_many_login_attempts": _("Trop d’essais manqués. Attendez cinq minutes, puis recommencez."),
        "rate_limited": _("Trop d’essais à la suite. Attendez une minute, puis recommencez."),
    }

    def get_client_ip(self, request: HttpRequest) -> str:
        """What limits count by: a digest that is another each day, so that no address of a machine is ever written."""
        return pseudonym(str(super().get_client_ip(request) or ""))

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        ways = super().get_reauthentication_methods(user)
        return [way | {"description": WAYS.get(way["id"], way["description"])} for way in ways]

    def format_email_subject(self, subject: str) -> str:
        return f"{settings.WAGTAIL_SITE_NAME} : {subject}"


def pseudonym(address: str) -> str:
    """The same machine, or the same subscriber's network in IPv6, has the same one until midnight."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        parsed = None
    if isinstance(parsed, ipaddress.IPv6Address):
        address = str(ipaddress.ip_network((parsed, IPV6_NETWORK), strict=False))
    return salted_hmac("sign_in.address", f"{timezone.localdate()} {address}", algorithm="sha256").hexdigest()[:24]


class SecondFactorAdapter(DefaultMFAAdapter):
    error_messages: ClassVar[dict[str, Any]] = DefaultMFAAdapter.error_messages | {
        "add_email_blocked": _("Retirez d’abord la double vérification : elle protège l’adresse de ce compte."),
        "cannot_generate_recovery_codes": _("Les codes de secours viennent avec la double vérification : activez-la."),
        "incorrect_code": INCORRECT_CODE,
        "incorrect_key": INCORRECT_KEY,
        "unverified_email": _("Confirmez d’abord votre adresse e-mail."),
    }

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """allauth speaks of a code where a key is refused too."""
        is_key = code == "incorrect_code" and "credential" in context.request.POST
        return super().validation_error("incorrect_key" if is_key else code, *args)

    def generate_authenticator_name(self, user: Any, type: Any) -> str:  # noqa: A002 - allauth's signature
        number = user.authenticator_set.filter(type=type).count() + 1
        return _("Clé n° %(number)s") % {"number": number}

    def _get_site_name(self) -> str:
        return str(settings.WAGTAIL_SITE_NAME)
