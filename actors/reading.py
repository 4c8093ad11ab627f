"""What the public pages of actors and networks show, each in a constant number of queries."""

from dataclasses import dataclass

from django.db.models import QuerySet

from actors.models import Actor, Network, NetworkMembership, Referent


@dataclass(frozen=True, slots=True)
class ActorReading:
    """An actor with the people who may be named, and the networks it belongs to."""

    referents: list[Referent]
    unnamed_referents: int
    memberships: list[NetworkMembership]
    own_networks: list[Network]


@dataclass(frozen=True, slots=True)
class NetworkReading:
    """A network with its members and the words that say what it is about."""

    members: list[Actor]
    needs: list[object]
    themes: list[object]


def published_actors() -> QuerySet[Actor]:
    place = ("territory__epci", "territory__departement", "territory__region")
    return Actor.objects.filter(live=True).select_related("type", "territory_type", *place)


def published_networks() -> QuerySet[Network]:
    return Network.objects.filter(live=True).select_related("scope", "category", "actor")


def read_actor(actor: Actor) -> ActorReading:
    """One query for the people, two for the networks."""
    if not actor.pk:  # the preview of an actor that is being created
        return ActorReading([], 0, [], [])
    referents = list(actor.referents.all())
    named = [referent for referent in referents if referent.is_named_publicly]
    return ActorReading(
        referents=named,
        unnamed_referents=sum(1 for referent in referents if not referent.is_named_publicly),
        memberships=list(actor.network_memberships.filter(network__live=True).select_related("network")),
        own_networks=list(actor.own_networks.filter(live=True)),
    )


def read_network(network: Network) -> NetworkReading:
    """Works on a draft as well: members, needs and themes are read from the object, saved or not."""
    members = [membership.actor_id for membership in network.memberships.all()]
    return NetworkReading(
        members=list(Actor.objects.filter(pk__in=members, live=True)),
        needs=[need for need in network.needs.all() if need.live],
        themes=[theme for theme in network.themes.all() if theme.live],
    )
