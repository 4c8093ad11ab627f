"""What « Mon compte » says of sought needs."""

from typing import Any

from django.http import HttpRequest

from actors.rights import WRITERS, actors_of
from exchanges.seeking.models import SoughtNeed
from network_site.groups import is_moderator


def section(request: HttpRequest) -> dict[str, Any]:
    """Those of one's actors, whoever wrote them; for a moderator, how many wait."""
    mine = SoughtNeed.objects.filter(actor__in=actors_of(request.user, *WRITERS)).with_names()
    moderates = is_moderator(request.user)
    return {
        "sought": list(mine.order_by("-submitted_at")[:20]),
        "may_seek": actors_of(request.user, *WRITERS).exists(),
        "waiting": SoughtNeed.objects.waiting().count() if moderates else 0,
    }
