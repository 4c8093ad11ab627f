"""What collectivités seek."""

from datetime import timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from exchanges.seeking.models import SoughtNeed
from tests.factories.actors import ActorFactory
from tests.factories.kernel import UserFactory
from tests.factories.practices import NeedFactory


class SoughtNeedFactory(DjangoModelFactory[SoughtNeed]):
    """Open to everybody; `waiting` and `refused` are not."""

    class Meta:
        model = SoughtNeed

    class Params:
        waiting = factory.Trait(state="a-relire", published_at=None)
        refused = factory.Trait(state="refuse", published_at=None, reason="Précisez le lieu.")

    actor = factory.SubFactory(ActorFactory)
    author = factory.SubFactory(UserFactory)
    need = factory.SubFactory(NeedFactory)
    context = "Nous voulons rafraîchir une cour d’école et cherchons qui l’a fait."
    until: Any = factory.LazyFunction(lambda: timezone.localdate() + timedelta(days=60))
    state = "publie"
    published_at: Any = factory.LazyFunction(timezone.now)
