"""Counts of searches in tests, as if people had typed them."""

from datetime import date, timedelta
from typing import Any

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from search.journal_models import SearchCount, UnansweredSearch, week_of


def weeks_ago(number: int) -> date:
    return week_of(timezone.localdate()) - timedelta(weeks=number)


class SearchCountFactory(DjangoModelFactory):
    """Three searches of this week among reports, without filter nor result."""

    class Meta:
        model = SearchCount

    week = factory.LazyFunction(lambda: weeks_ago(0))
    text: Any = factory.Sequence("question {}".format)
    kind = "retours"
    searches = 3
    results = 0


class UnansweredSearchFactory(DjangoModelFactory):
    """A text that waits for a moderator; `published` is on the public board."""

    class Meta:
        model = UnansweredSearch

    class Params:
        published = factory.Trait(
            state=UnansweredSearch.State.PUBLISHED, wording=factory.Sequence("Comment faire la chose {} ?".format)
        )

    text: Any = factory.Sequence("texte {}".format)
    asked = 3
    last_week = factory.LazyFunction(lambda: weeks_ago(0))
