"""What a moderator has typed on the page of a review and not kept: each of its buttons sends the whole page, and what
the button was not for is back at its place when the page is shown again.

It waits in the session, where nobody else reads it.
"""

from collections.abc import Collection
from typing import Final

from django.http import HttpRequest

from contributions.moderation.fields import LABELS
from contributions.moderation.forms import PREFIX, InvitationForm, OpinionForm

WORD_AND_REMARKS: Final = frozenset({"comment", *(f"{PREFIX}{name}" for name in LABELS)})
OPINION: Final = frozenset(OpinionForm.base_fields)
INVITATION: Final = frozenset(InvitationForm.base_fields)
ALL: Final = WORD_AND_REMARKS | OPINION | INVITATION


def of(request: HttpRequest, report_pk: int) -> dict[str, str]:
    """By name of field: what the request brings, or else what was set aside, which is given back once."""
    if request.method == "POST":
        return {name: request.POST[name] for name in ALL if name in request.POST}
    said: dict[str, str] = request.session.pop(key(report_pk), {})
    return said


def set_aside(request: HttpRequest, report_pk: int, *, kept: Collection[str] = ()) -> None:
    """Until the page is shown again; but for the fields that are `kept`."""
    said = {name: text for name, text in of(request, report_pk).items() if name not in kept}
    request.session[key(report_pk)] = said


def key(report_pk: int) -> str:
    return f"review-{report_pk}"
