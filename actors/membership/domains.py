"""Which addresses prove that somebody works for an actor."""

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from actors.models import Actor

DOMAIN = re.compile(r"^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$")
OPEN_TO_ALL = frozenset(
    """aol.com bbox.fr free.fr gmail.com gmx.fr googlemail.com hotmail.com hotmail.fr icloud.com laposte.net live.fr
    mail.com msn.com neuf.fr orange.fr outlook.com outlook.fr proton.me protonmail.com sfr.fr wanadoo.fr yahoo.com
    yahoo.fr ymail.com""".split()
)
"""Where anybody gets an address: it proves nothing."""


def domain_of(email: str) -> str:
    return email.rpartition("@")[2].strip().lower()


def validate_domain(domain: str) -> None:
    said = {"domain": domain}
    if not DOMAIN.match(domain.lower()):
        raise ValidationError(_("« %(domain)s » n’est pas un domaine. Exemple : grenoble.fr"), params=said)
    if domain.lower() in OPEN_TO_ALL:
        raise ValidationError(_("Tout le monde peut avoir une adresse en « %(domain)s »."), params=said)


def validate_domains(domains: Iterable[str]) -> None:
    for domain in domains:
        validate_domain(domain)


def is_official(email: str, actor: "Actor") -> bool:
    """Whether the address is at a domain of the actor, and not merely below one that looks like it."""
    return domain_of(email) in {domain.lower() for domain in actor.mail_domains}
