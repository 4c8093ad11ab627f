"""What searching keeps beside the index."""

from typing import Any

import factory
from factory.django import DjangoModelFactory

from search.models import Expansion


class ExpansionFactory(DjangoModelFactory[Expansion]):
    class Meta:
        model = Expansion

    term: Any = factory.Sequence(lambda number: f"SIGLE{number}")
    means: Any = factory.LazyFunction(lambda: ["un sens officiel"])
