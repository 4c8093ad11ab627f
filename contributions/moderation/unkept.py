"""What a moderator has typed on the page of a review and not kept."""

from collections.abc import Collection
from typing import Final

from django.http import HttpRequest

from contributions.moderation.fields import LABELS
from contributions.moderation.forms import PREFIX, InvitationForm, OpinionForm
from network_site import unkept

WORD_AND_REMARKS: Final = frozenset({"comment", *(f"{PREFIX}{name}" for name in LABELS)})
OPINION: Final = frozenset(OpinionForm.base_fields)
INVITATION: Final = frozenset(InvitationForm.base_fields)
ALL: Final = WORD_AND_REMARKS | OPINION | INVITATION


def of(request: HttpRequest, report_pk: int) -> dict[str, str]:
    """By name of field: what the request brings, or else what was set aside, which is given back once."""
    typed = unkept.of(request, key(report_pk))
    return {name: str(typed[name]) for name in ALL if name in typed}


def set_aside(request: HttpRequest, report_pk: int, *, kept: Collection[str] = ()) -> None:
    """Until the page is shown again; but for the fields that are `kept`."""
    unkept.set_aside(request, key(report_pk), names=ALL.difference(kept))


def key(report_pk: int) -> str:
    return f"review-{report_pk}"
