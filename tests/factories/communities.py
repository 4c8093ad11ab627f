"""Factories of what networks do on Relais, and of the members' directory."""

from datetime import timedelta

import factory
from django.utils import timezone
from django.utils.timezone import localdate
from factory.django import DjangoModelFactory

from exchanges.communities.directory import CONSENT
from exchanges.communities.models import AgendaLink, Community, DirectoryEntry, Facilitator, JoinRequest
from tests.factories.actors import ActorFactory, NetworkFactory
from tests.factories.kernel import UserFactory


class CommunityFactory(DjangoModelFactory):
    """A network that receives requests here."""

    class Meta:
        model = Community

    network = factory.SubFactory(NetworkFactory)
    accepts_requests = True


class AgendaLinkFactory(DjangoModelFactory):
    class Meta:
        model = AgendaLink

    community = factory.SubFactory(CommunityFactory)
    label = "Rencontre annuelle"
    on = factory.LazyFunction(lambda: localdate() + timedelta(days=30))
    url = "https://reseau.example/rencontre"


class FacilitatorFactory(DjangoModelFactory):
    """A person who runs a network; `waiting` has not been answered."""

    class Meta:
        model = Facilitator

    class Params:
        waiting = factory.Trait(accepted_at=None)

    network = factory.SubFactory(NetworkFactory)
    user = factory.SubFactory(UserFactory)
    message = "Je suis la déléguée générale."
    accepted_at = factory.LazyFunction(timezone.now)


class JoinRequestFactory(DjangoModelFactory):
    class Meta:
        model = JoinRequest

    network = factory.SubFactory(NetworkFactory)
    actor = factory.SubFactory(ActorFactory)
    user = factory.SubFactory(UserFactory)
    message = "Nous aimerions échanger avec d’autres."


class DirectoryEntryFactory(DjangoModelFactory):
    """A listed member of an actor (`user__contributor_of=`)."""

    class Meta:
        model = DirectoryEntry
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory, first_name="Camille", last_name="Exemple")
    role = "Chargée de mission résilience"
    consent = str(CONSENT)
