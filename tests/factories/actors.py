"""Factories of organisations, networks and the people named on reports."""

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from actors.models import (
    Actor,
    ActorType,
    Membership,
    Network,
    NetworkCategory,
    NetworkMembership,
    NetworkScope,
    Referent,
    TerritoryType,
)
from tests.factories.kernel import TermFactory, TerritoryFactory, UserFactory


class ActorTypeFactory(TermFactory):
    class Meta:
        model = ActorType
        django_get_or_create = ("slug",)

    slug = "collectivite"
    label = "Collectivité"


class TerritoryTypeFactory(TermFactory):
    class Meta:
        model = TerritoryType
        django_get_or_create = ("slug",)

    slug = "commune"
    label = "Commune"


class NetworkScopeFactory(TermFactory):
    class Meta:
        model = NetworkScope
        django_get_or_create = ("slug",)

    slug = "national"
    label = "National"


class NetworkCategoryFactory(TermFactory):
    class Meta:
        model = NetworkCategory
        django_get_or_create = ("slug",)

    slug = "transition-ecologique"
    label = "Transition écologique"


class ActorFactory(DjangoModelFactory):
    """A collectivité without territory; `with_territory` gives it a commune."""

    class Meta:
        model = Actor

    class Params:
        draft = factory.Trait(live=False)
        with_territory = factory.Trait(territory=factory.SubFactory(TerritoryFactory))
        partner = factory.Trait(
            territory_type=None, type=factory.SubFactory(ActorTypeFactory, slug="association", label="Association")
        )

    slug = factory.Sequence("acteur-{}".format)
    name = factory.Sequence("Ville {}".format)
    type = factory.SubFactory(ActorTypeFactory)
    territory_type = factory.SubFactory(TerritoryTypeFactory)


class NetworkFactory(DjangoModelFactory):
    """A national network; `needs=[…]`, `themes=[…]` and `territories=[…]` are arguments."""

    class Meta:
        model = Network

    class Params:
        draft = factory.Trait(live=False)

    slug = factory.Sequence("reseau-{}".format)
    name = factory.Sequence("Réseau {}".format)
    scope = factory.SubFactory(NetworkScopeFactory)
    category = factory.SubFactory(NetworkCategoryFactory)
    description = "Il réunit des collectivités qui avancent ensemble."


class NetworkMembershipFactory(DjangoModelFactory):
    class Meta:
        model = NetworkMembership

    network = factory.SubFactory(NetworkFactory)
    actor = factory.SubFactory(ActorFactory)


class ReferentFactory(DjangoModelFactory):
    """A person whose name any visitor may read; the traits are the ways of not being named."""

    class Meta:
        model = Referent

    class Params:
        members_only = factory.Trait(visibility=Referent.Visibility.MEMBERS)
        relay_only = factory.Trait(visibility=Referent.Visibility.RELAY)
        withdrawn = factory.Trait(withdrawn_at=factory.LazyFunction(timezone.now))
        unconfirmed = factory.Trait(confirmed=False)
        erased = factory.Trait(name="", role="")

    name = factory.Sequence("Camille Exemple {}".format)
    role = "Chargée de mission résilience"
    actor = factory.SubFactory(ActorFactory)
    visibility = Referent.Visibility.PUBLIC
    confirmed = True


class MembershipFactory(DjangoModelFactory):
    """A contributor of an actor, confirmed by a moderator; `waiting` is a request that nobody has answered."""

    class Meta:
        model = Membership

    class Params:
        waiting = factory.Trait(confirmed_at=None, proof="")
        referent = factory.Trait(role=Membership.Role.REFERENT)
        observer = factory.Trait(role=Membership.Role.OBSERVER)

    user = factory.SubFactory(UserFactory)
    actor = factory.SubFactory(ActorFactory)
    role = Membership.Role.CONTRIBUTOR
    confirmed_at = factory.LazyFunction(timezone.now)
    proof = Membership.Proof.MODERATOR
