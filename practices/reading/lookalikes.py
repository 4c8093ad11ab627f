"""Territories of the catalogue that resemble a given one, each in a constant number of queries."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from django.db.models import F, QuerySet

from actors.models import Actor
from actors.reading import published_actors
from network_site.territories.models import Territory
from practices.lookalikes import NEAR_KM, Likeness, Position, Profile, liken
from practices.models import ExperienceReportPage, Hazard, ReportActor
from practices.reading.cards import newest_first, proposed_reports

MOST_ALIKE = 10
MOST_REPORTS = 3

TYPES: dict[str, tuple[str, str]] = {
    Territory.Kind.COMMUNE: ("commune", ""),
    Territory.Kind.EPCI: ("intercommunalite", ""),
    Territory.Kind.DEPARTEMENT: ("departement", ""),
    Territory.Kind.REGION: ("region", ""),
}
METROPOLES = (Territory.EpciType.METROPOLE, Territory.EpciType.LYON)
METROPOLE = ("metropole", "intercommunalite")
"""Slugs of `TerritoryType`, its own and that of the broader type, for a territory that is nobody's yet."""

Link = tuple[str, str]
"""Address and title."""


@dataclass(frozen=True, slots=True)
class Lookalike:
    """A collectivité of the catalogue, why it resembles the chosen territory, and what it told."""

    actor: Actor
    likeness: Likeness
    reports: tuple[Link, ...] = ()
    total: int = 0

    @property
    def is_far(self) -> bool:
        """Whether the distance is known and no reason, for it still helps to choose."""
        distance = self.likeness.distance
        return distance is not None and distance > NEAR_KM

    @property
    def others(self) -> int:
        """Reports that are not listed."""
        return self.total - len(self.reports)


@dataclass(frozen=True, slots=True)
class Lookalikes:
    """`own` are the actors of the territory itself, which are told apart; `hazards` are those of their reports."""

    found: list[Lookalike]
    own: list[Actor]
    hazards: list[str]


def lookalikes_of_territory(territory: Territory, *, limit: int = MOST_ALIKE) -> Lookalikes:
    """Six queries. The territory need not be that of any actor."""
    published = proposed_reports()
    actors = list(collectivites())
    own = [actor for actor in actors if actor.territory_id == territory.pk]
    hazards = hazards_of_actors(published)
    mine = hazards_of_place(published, territory)
    for actor in own:
        mine.update(hazards.get(actor.pk, {}))
    position = next((point for actor in own if (point := position_of(actor))), None)
    profile = replace(profile_of_territory(territory), hazards=mine, position=position)
    found = alike(profile, [actor for actor in actors if actor not in own], hazards=hazards)[:limit]
    return Lookalikes(with_reports(found, published), own, sorted(label.lower() for label in mine.values()))


def lookalikes_of_actor(actor: Actor, *, limit: int) -> list[Lookalike]:
    """Four queries; nothing for an organisation that is not a collectivité, or that is not saved yet."""
    if not actor.pk or actor.territory_type_id is None:
        return []
    published = proposed_reports()
    hazards = hazards_of_actors(published)
    others = [other for other in collectivites() if other.pk != actor.pk and not _same_place(other, actor)]
    return with_reports(alike(profile_of_actor(actor, hazards=hazards), others, hazards=hazards)[:limit], published)


def _same_place(one: Actor, other: Actor) -> bool:
    return one.territory_id is not None and one.territory_id == other.territory_id


def collectivites() -> QuerySet[Actor]:
    """The actors that have a type of territory: the others act somewhere, but are no territory."""
    return published_actors().filter(territory_type__isnull=False).select_related("territory_type__parent")


def alike(profile: Profile, actors: Iterable[Actor], *, hazards: dict[int, dict[str, str]]) -> list[Lookalike]:
    """Those that resemble the profile enough, the most alike first."""
    compared = (Lookalike(actor, liken(profile, profile_of_actor(actor, hazards=hazards))) for actor in actors)
    enough = [each for each in compared if each.likeness.is_enough]
    return sorted(enough, key=lambda each: (each.likeness.order, each.actor.name))


def profile_of_actor(actor: Actor, *, hazards: dict[int, dict[str, str]]) -> Profile:
    """What its record says; a collectivité without official territory still has a type and its reports."""
    kind = actor.territory_type
    place = profile_of_territory(actor.territory) if actor.territory else Profile()
    return replace(
        place,
        type=kind.slug if kind else "",
        type_label=kind.label if kind else "",
        broad_type=kind.parent.slug if kind and kind.parent else "",
        population=actor.inhabitants,
        hazards=hazards.get(actor.pk, {}),
        position=position_of(actor),
    )


def profile_of_territory(territory: Territory) -> Profile:
    """What the official list says: a département is in itself, and so is a région."""
    is_metropole = territory.epci_type in METROPOLES
    own, broad = METROPOLE if is_metropole else TYPES[territory.kind]
    departement = territory if territory.kind == Territory.Kind.DEPARTEMENT else territory.departement
    region = territory if territory.kind == Territory.Kind.REGION else territory.region
    return Profile(
        type=own,
        type_label=territory.get_kind_display(),
        broad_type=broad,
        population=territory.population,
        departement=departement.pk if departement else "",
        departement_label=departement.name if departement else "",
        region=region.pk if region else "",
        region_label=region.name if region else "",
    )


def position_of(actor: Actor) -> Position | None:
    if actor.latitude is None or actor.longitude is None:
        return None
    return actor.latitude, actor.longitude


def hazards_of_actors(published: "QuerySet[ExperienceReportPage]") -> dict[int, dict[str, str]]:
    """Actor → slug → label of what its published reports face."""
    rows = ReportActor.objects.filter(page__in=published, page__hazards__live=True).order_by()
    columns = ("actor_id", "page__hazards__slug", "page__hazards__label")
    found: dict[int, dict[str, str]] = defaultdict(dict)
    for actor, slug, label in rows.values_list(*columns).distinct():
        found[actor][slug] = label
    return found


def hazards_of_place(published: "QuerySet[ExperienceReportPage]", territory: Territory) -> dict[str, str]:
    """What the published reports located there face, whoever told them."""
    faced = Hazard.objects.filter(live=True, reports__in=published.filter(location=territory))
    return dict(faced.order_by().values_list("slug", "label").distinct())


def with_reports(found: list[Lookalike], published: "QuerySet[ExperienceReportPage]") -> list[Lookalike]:
    """The same with the addresses of their reports, the newest first, in one query."""
    if not found:
        return []
    pks = [each.actor.pk for each in found]
    told: dict[int, dict[int, Link]] = defaultdict(dict)
    for report in newest_first(
        published.filter(report_actors__actor__in=pks).annotate(teller=F("report_actors__actor"))
    ):
        told[report.teller][report.pk] = (report.url or "", report.title)
    return [_telling(each, list(told[each.actor.pk].values())) for each in found]


def _telling(lookalike: Lookalike, reports: list[Link]) -> Lookalike:
    return replace(lookalike, reports=tuple(reports[:MOST_REPORTS]), total=len(reports))
