"""Drafts in tests, and what a writer types in each step."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from contributions.writing.models import Draft
from practices.models import Need, Stage, Theme
from tests.factories.kernel import UserFactory
from tests.factories.practices import NeedFactory, StageFactory, ThemeFactory

Typed = dict[str, Any]


class DraftFactory(DjangoModelFactory):
    """An empty flash draft of a member; `visitor` belongs to nobody yet."""

    class Meta:
        model = Draft

    class Params:
        visitor = factory.Trait(owner=None)
        complete = factory.Trait(format="complete")

    owner = factory.SubFactory(UserFactory)


def essentials(**changes: Any) -> Typed:
    return {
        "title": "Des cours d’école perméables et plantées",
        "summary": "Quatre cours désimperméabilisées en deux étés.",
        "action": "Nous avons retiré le bitume et planté.",
        "limits": "Les gaines oubliées ont doublé la durée du chantier.",
        "onglet": "onglet-1",
        "version": "0",
        **changes,
    }


def classification(**changes: Any) -> Typed:
    """With the terms that it names, made where they are missing."""
    for model, made, slug in (
        (Need, NeedFactory, "adapter-cadre-de-vie"),
        (Stage, StageFactory, "action"),
        (Theme, ThemeFactory, "eau"),
    ):
        if not model.objects.filter(slug=slug).exists():
            made(slug=slug)
    return {
        "kind": "realisation",
        "status": "realise",
        "needs": ["adapter-cadre-de-vie"],
        "stages": ["action"],
        "themes": ["eau"],
        "onglet": "onglet-1",
        **changes,
    }


def contact(actor: Any, **changes: Any) -> Typed:
    return {
        "referent": "moi-relay",
        "actor": actor.slug,
        "role": "porteur",
        "location": str(actor.territory),
        "onglet": "onglet-1",
        **changes,
    }
