"""A network's portal: reports by a saved search under its own title, what it seeks, its meetings."""

from dataclasses import dataclass, replace
from urllib.parse import urlencode, urlsplit

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet
from django.http import QueryDict
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from actors.models import Network
from exchanges.communities.models import AgendaLink, Community
from exchanges.seeking.models import SoughtNeed
from search import service
from search.addresses import address, renamed, to_parameters
from search.documents import Kind
from search.engines.base import EngineUnavailable
from search.forms import SearchForm
from search.queries import Hit, SearchQuery

MOST_REPORTS = 12
MOST_SOUGHT = 6


@dataclass(frozen=True, slots=True)
class Portal:
    """`hits` are the first reports of the search, `total` counts all; `reachable` is False while the engine is away."""

    title: str
    introduction: str
    hits: tuple[Hit, ...]
    total: int
    search_url: str
    feed_url: str
    alert_url: str
    agenda: list[AgendaLink]
    sought: list[SoughtNeed]
    reachable: bool = True


NO_SEARCH = _("Copiez l’adresse d’une page de recherche de Relais, qui contient « /recherche/ ».")


def community_of(network: Network) -> Community:
    """The row of the network, or one that is not saved and claims nothing."""
    return Community.objects.filter(network=network).first() or Community(network=network)


def filters_from(pasted: str) -> str:
    """What to keep of the address of a search, as the search writes it: its text, filters and order, no page.

    Raises:
        ValidationError: it is no address of a search of this site, or one without any word or filter.
    """
    try:
        parts = urlsplit(pasted.strip())
    except ValueError as error:
        raise ValidationError(NO_SEARCH) from error
    if parts.scheme and parts.path != reverse("search:results"):
        raise ValidationError(NO_SEARCH)
    query = query_of(parts.query or parts.path)
    if query is None or not (query.text or query.selections):
        raise ValidationError(_("Cette recherche n’a ni mot ni filtre : elle montrerait tous les retours."))
    return urlencode(to_parameters(query))


def query_of(filters: str) -> SearchQuery | None:
    """The reports that an address asks for, from the first page; None where it cannot be read."""
    form = SearchForm(QueryDict(filters), kind=Kind.REPORTS)
    if not form.is_valid():
        return None
    query = form.query()
    return SearchQuery(text=query.text, selections=query.selections, sort=query.sort, undone=query.undone)


def keep_renamed(sender: type[Model], *, old: str, new: str, **_signal: object) -> None:
    """Receiver of `slug_changed`, in its transaction: a saved search goes on showing a term whose address changes."""
    for community in Community.objects.filter(filters__contains=f"={old}"):
        query = query_of(community.filters)
        if query is not None:
            query = renamed(query, vocabulary=sender, old=old, new=new)
            community.filters = urlencode(to_parameters(query))
            community.save(update_fields=["filters"])


def search_of(network: Network, community: Community) -> SearchQuery:
    """The saved search; without one, the reports that answer the needs the network treats."""
    saved = query_of(community.filters) if community.filters else None
    if saved is not None:
        return saved
    needs = tuple(sorted(network.needs.filter(live=True).values_list("slug", flat=True)))
    return SearchQuery(selections={"need": needs} if needs else {})


def read_portal(network: Network, *, most: int = MOST_REPORTS) -> Portal:
    """Costs what a search costs, and five queries."""
    community = community_of(network)
    query = search_of(network, community)
    parameters = urlencode(to_parameters(query))
    try:
        results = service.search(replace(query, counting=()))
        hits, total, reachable = results.hits[:most], results.total, True
    except EngineUnavailable:
        hits, total, reachable = (), 0, False
    return Portal(
        title=community.title or network.name,
        introduction=community.introduction,
        hits=tuple(hits),
        total=total,
        search_url=address(query),
        feed_url=f"{reverse('alerts:feed')}?{parameters}",
        alert_url=f"{reverse('alerts:follow')}?{parameters}",
        agenda=list(coming(community)) if community.pk else [],
        sought=list(sought_by(network)),
        reachable=reachable,
    )


def sought_by(network: Network) -> QuerySet[SoughtNeed]:
    """What its members seek, and what others seek of the needs it treats."""
    members, needs = network.memberships.values("actor"), network.needs.values("pk")
    concerned = SoughtNeed.objects.open().filter(Q(actor__in=members) | Q(need__in=needs))
    return concerned.with_names().order_by("-pk")[:MOST_SOUGHT]


def coming(community: Community) -> QuerySet[AgendaLink]:
    return community.agenda.filter(on__gte=localdate())
