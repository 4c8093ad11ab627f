"""What may be kept of a typed text: the words of a need, and nothing that could lead to a person."""

import re

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from search import analysis

MOST_CHARACTERS = 120

IDENTIFYING = re.compile(
    r"@"
    r"|://|www\."  # an address may carry anything
    r"|\d{6,}"  # longer than a postal code
    r"|\+\d{2,}"  # the code of a country
    r"|(?:\d[\W_]{0,3}){9}"  # a telephone, a SIREN, a social security number, however they are spaced
)
_EDGES = " \t?!.,;:…«»“”\"'()[]-–—/"


def is_identifying(text: str) -> bool:
    """Whether the text looks like an e-mail address, a link, a telephone or another long number."""
    return bool(IDENTIFYING.search(analysis.normalize(text)))


def kept(text: str) -> str:
    """The text as it is counted, 120 characters at most: NFC, lower case without accents, single spaces, no
    punctuation at its ends. « » where it must not be kept at all.
    """
    if is_identifying(text):
        return ""
    words = " ".join(analysis.fold(analysis.normalize(text).replace("’", "'")).split())
    return words.strip(_EDGES)[:MOST_CHARACTERS].rstrip(_EDGES)


def validate_wording(text: str) -> None:
    """For what a moderator publishes."""
    if is_identifying(text):
        raise ValidationError(
            _("Retirez l’adresse, le lien ou le numéro : cette phrase sera publique."), code="personal"
        )
