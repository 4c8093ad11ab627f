"""What the pages of sought needs show."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from django.core.paginator import Page, Paginator
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from contributions.writing import starting
from exchanges.memory_facets import Chosen, Facet, Named, Values, chosen_in, counted, fits
from exchanges.seeking.models import SoughtNeed
from network_site.territories.models import Territory
from practices.reading.cards import ReportCard, published_reports, report_cards
from practices.reading.lookalikes import Lookalike, lookalikes_of_territory
from search import service
from search.forms import MOST_CHARACTERS, one_line
from search.queries import Hit, SearchQuery

logger = logging.getLogger(__name__)

PER_PAGE: Final = 20
MOST_PRACTICES: Final = 5
MOST_ALIKE: Final = 4
ORIGIN: Final = "cherche:"


FACETS: Final = (Facet(_("Besoin"), "besoin"), Facet(_("Territoire"), "territoire"))


@dataclass(frozen=True, slots=True)
class Listing:
    """A page of the list with the facets that have values."""

    page: Page[SoughtNeed]
    total: int
    facets: Sequence[Facet]
    chosen: Chosen

    @property
    def is_filtered(self) -> bool:
        return any(self.chosen.values())


def listing(parameters: QueryDict) -> Listing:
    """One query: they are few, so that they are all read, counted and cut here."""
    every = list(SoughtNeed.objects.open().with_names())
    values = {sought.pk: values_of(sought) for sought in every}
    chosen = chosen_in(parameters, FACETS)
    found = [sought for sought in every if fits(values[sought.pk], chosen)]
    page = Paginator(found, PER_PAGE).get_page(parameters.get("page"))
    facets = [counted(facet, values.values(), chosen) for facet in FACETS]
    return Listing(page, len(found), [facet for facet in facets if facet.values], chosen)


def values_of(sought: SoughtNeed) -> Values:
    """A territory counts for its département and its région too."""
    return {
        "besoin": {sought.need.slug: Named(sought.need.label)},
        "territoire": {place.pk: Named(str(place), parent) for place, parent in _places(sought.territory)},
    }


def _places(territory: Territory | None) -> list[tuple[Territory, str | None]]:
    """Région, then département: what one chooses by."""
    if territory is None:
        return []
    region = territory if territory.kind == Territory.Kind.REGION else territory.region
    departement = territory if territory.kind == Territory.Kind.DEPARTEMENT else territory.departement
    found: list[tuple[Territory, str | None]] = [(region, None)] if region else []
    return [*found, (departement, region.pk if region else None)] if departement else found


@dataclass(frozen=True, slots=True)
class SoughtReading:
    """A sought need with what may answer it. `resting` says that the search cannot tell now."""

    answers: list[ReportCard]
    practices: tuple[Hit, ...]
    alike: list[Lookalike]
    resting: bool = False


def read(sought: SoughtNeed) -> SoughtReading:
    """The number of queries does not depend on what is found."""
    pks = sought.answers.values_list("report", flat=True)
    answers = report_cards(published_reports().filter(pk__in=pks).order_by("title"))
    alike = lookalikes_of_territory(sought.territory, limit=MOST_ALIKE).found if sought.territory else []
    try:
        practices = matching(sought)
    except service.Unavailable as error:
        logger.warning("the search engine cannot tell what answers a need: %s", error)
        return SoughtReading(answers, (), alike, resting=True)
    known = {card.pk for card in answers}
    return SoughtReading(answers, tuple(hit for hit in practices if hit.pk not in known), alike)


def matching(sought: SoughtNeed) -> tuple[Hit, ...]:
    """Practices that answer the need, those that the context means first. EngineUnavailable."""
    selections = {"need": (sought.need.slug,)}
    text = one_line(sought.context)[:MOST_CHARACTERS]
    close = service.search(SearchQuery(text, selections=selections, per_page=MOST_PRACTICES, counting=())).hits
    others = service.search(SearchQuery(selections=selections, per_page=MOST_PRACTICES, counting=())).hits
    return tuple({hit.key: hit for hit in (*close, *others)}.values())[:MOST_PRACTICES]


def telling_token(sought: SoughtNeed) -> str:
    """« Nous l’avons fait » opens a flash report that knows its need and where it comes from."""
    return starting.link_token({"needs": [sought.need.slug]}, origin=f"{ORIGIN}{sought.pk}")


def sought_of_origin(origin: str) -> SoughtNeed | None:
    number = origin.removeprefix(ORIGIN)
    return (
        SoughtNeed.objects.filter(pk=int(number)).first() if origin.startswith(ORIGIN) and number.isdecimal() else None
    )
