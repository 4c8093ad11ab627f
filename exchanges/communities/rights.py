"""Who runs a network here, and who may speak for an actor before it."""

from django.db.models import OuterRef, Q, QuerySet, Subquery

from actors.models import Actor, Membership, Network
from actors.rights import REFERENT, Person, actors_of
from exchanges.communities.models import Facilitator
from network_site.accounts.models import User
from network_site.groups import is_moderator


def facilitators_of(network: Network) -> QuerySet[User]:
    """Those whom a moderator accepted, and the référents of the actor that the network also is."""
    accepted = Facilitator.objects.accepted().filter(network=network).values("user")
    referents = Membership.objects.confirmed().filter(actor=network.actor_id, role=REFERENT).values("user")
    return User.objects.filter(Q(pk__in=accepted) | Q(pk__in=referents), is_active=True).order_by("pk")


def accepted_facilitators(network: Network) -> QuerySet[User]:
    """Those whom a moderator accepted, the first first."""
    accepted = Facilitator.objects.accepted().filter(network=network, user=OuterRef("pk"))
    since = Subquery(accepted.values("accepted_at")[:1])
    return User.objects.filter(is_active=True).annotate(since=since).filter(since__isnull=False).order_by("since", "pk")


def runs(user: Person, network: Network) -> bool:
    """May answer requests and arrange the portal: its facilitators, and the moderators for a network without any."""
    if not user.is_authenticated:
        return False
    return facilitators_of(network).filter(pk=user.pk).exists() or is_moderator(user)


def may_ask_for(user: Person, network: Network) -> QuerySet[Actor]:
    """The person's actors that are not yet members: an observer does not speak for its actor."""
    roles = (Membership.Role.REFERENT, Membership.Role.CONTRIBUTOR)
    return actors_of(user, *roles).filter(live=True).exclude(network_memberships__network=network).order_by("name")
