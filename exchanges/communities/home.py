"""What « Mon compte » says of one's networks and of the directory."""

from typing import Any

from django.db.models import Q
from django.http import HttpRequest

from actors.models import Network
from actors.rights import REFERENT, actors_of
from exchanges.communities.directory import may_read
from exchanges.communities.models import DirectoryEntry, Facilitator
from network_site.groups import is_moderator


def section(request: HttpRequest) -> dict[str, Any]:
    user = request.user
    accepted = Facilitator.objects.accepted().filter(user=user.pk).values("network")
    run = Q(pk__in=accepted) | Q(actor__in=actors_of(user, REFERENT))
    return {
        "networks": list(Network.objects.filter(run, live=True)),
        "listed": DirectoryEntry.objects.filter(user=user.pk).exists(),
        "may_read": may_read(user),
        "moderates": is_moderator(user),
    }
