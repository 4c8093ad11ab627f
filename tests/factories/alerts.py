"""Searches that are followed."""

from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from exchanges.alerts import percolator
from exchanges.alerts.models import Alert, Subscriber, query_of


class SubscriberFactory(DjangoModelFactory[Subscriber]):
    class Meta:
        model = Subscriber

    email: Any = factory.Sequence("abonnee-{}@exemple.fr".format)


class AlertFactory(DjangoModelFactory[Alert]):
    """Confirmed and filed: `AlertFactory(parameters="q=eau&besoin=x")`; `waiting` has not been confirmed."""

    class Meta:
        model = Alert
        skip_postgeneration_save = True

    class Params:
        waiting = factory.Trait(confirmed_at=None)
        daily = factory.Trait(rhythm=Alert.Rhythm.DAILY)

    subscriber = factory.SubFactory(SubscriberFactory)
    parameters = "q=eau"
    text = factory.LazyAttribute(lambda alert: query_of(alert.parameters).text)
    label = factory.LazyAttribute(lambda alert: f"Recherche {alert.parameters}")
    consent_text = "J’accepte."
    confirmed_at: Any = factory.LazyFunction(timezone.now)

    @factory.post_generation
    def filed(alert: Alert, create: bool, extracted: Any, **_options: Any) -> None:  # noqa: N805 - factory_boy calls it so
        if alert.confirmed_at:
            percolator.file(alert)
