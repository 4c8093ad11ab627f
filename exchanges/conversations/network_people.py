"""Who answers for a network: the room that knows it tells so, in its `AppConfig.ready()`."""

from collections.abc import Callable

from django.db.models import QuerySet

from actors.models import Network
from network_site.accounts.models import User

Source = Callable[[Network], QuerySet[User]]
_sources: list[Source] = []


def register(source: Source) -> None:
    """`source` gives the accounts of those who run the network, the first to be asked first; one query."""
    if source not in _sources:
        _sources.append(source)


def people_of(network: Network, *, most: int) -> list[User]:
    return [user for source in _sources for user in source(network)[:most]][:most]


def has_people(network: Network) -> bool:
    return any(source(network).exists() for source in _sources)
