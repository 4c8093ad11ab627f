"""Everything of the site by its name."""

from dataclasses import dataclass

from actors.models import Actor, Network
from network_site.vocabulary import EditorialSnippet
from practices.models import Need, Stage

Link = tuple[str, str]


@dataclass(frozen=True, slots=True)
class SiteMap:
    """Addresses and names."""

    needs: list[Link]
    stages: list[Link]
    actors: list[Link]
    networks: list[Link]


def read_site_map() -> SiteMap:
    """Four queries."""
    return SiteMap(
        needs=links(Need, name="label"),
        stages=links(Stage, name="label"),
        actors=links(Actor, name="name"),
        networks=links(Network, name="name"),
    )


def links(model: type[EditorialSnippet], *, name: str) -> list[Link]:
    """The published objects, of which only the name and the address are read."""
    rows = model._default_manager.filter(live=True).only("slug", name)
    return [(row.get_absolute_url(), getattr(row, name)) for row in rows]
