"""What makes two territories alike, in points and in words. Pure: no query is made here.

Nothing is learnt from data and nothing is hidden: each reason is worth a fixed number of points, which the page prints.
"""

from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from math import asin, cos, radians, sin, sqrt
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network_site.templatetags.typography import grouped

STRATA: Final = (500, 2_000, 10_000, 50_000, 200_000)
"""Lower bounds of the sizes of territories, in inhabitants, after that of the smallest."""

MOST_TIMES: Final = 4
"""How many times one population may hold the other when their sizes are neighbours: the last size has no upper end."""

MOST_HAZARDS: Final = 3
"""Hazards in common that give points: a report may face them all."""

NEAR_KM: Final = 100
"""Up to here one can go and see."""

ENOUGH: Final = 4
"""Points below which two territories are not said to be alike: more than the type alone."""

EARTH_RADIUS_KM: Final = 6_371


class Ground(StrEnum):
    """What a reason stands on."""

    TYPE = "type"
    BROAD_TYPE = "broad type"
    SIZE = "size"
    NEXT_SIZE = "next size"
    DEPARTEMENT = "departement"
    REGION = "region"
    HAZARD = "hazard"
    DISTANCE = "distance"


POINTS: Final[Mapping[Ground, int]] = {
    Ground.TYPE: 3,
    Ground.BROAD_TYPE: 2,
    Ground.SIZE: 3,
    Ground.NEXT_SIZE: 1,
    Ground.DEPARTEMENT: 3,
    Ground.REGION: 1,
    Ground.HAZARD: 1,
    Ground.DISTANCE: 1,
}

RULES: Final[tuple[tuple[Ground, str | Promise], ...]] = (
    (Ground.TYPE, gettext_lazy("le même type de territoire")),
    (Ground.BROAD_TYPE, gettext_lazy("un type proche, comme une métropole et une intercommunalité")),
    (Ground.SIZE, gettext_lazy("une population de la même taille")),
    (Ground.NEXT_SIZE, gettext_lazy("une population d’une taille voisine, sans dépasser quatre fois l’autre")),
    (Ground.DEPARTEMENT, gettext_lazy("le même département")),
    (Ground.REGION, gettext_lazy("la même région, pour un autre département")),
    (Ground.HAZARD, gettext_lazy("chaque aléa ou stress en commun dans leurs retours, trois au plus")),
    (Ground.DISTANCE, gettext_lazy("moins de 100 km entre eux, quand les deux positions sont connues")),
)
"""How each ground is told to a reader who asks how the list is made."""

Position = tuple[float, float]
"""Latitude and longitude, in degrees."""


@dataclass(frozen=True, slots=True)
class Profile:
    """What is compared of a territory. What is unknown is empty, and resembles nothing.

    `type` and `broad_type` are slugs of `TerritoryType`, `hazards` maps slugs to labels.
    """

    type: str = ""
    type_label: str = ""
    broad_type: str = ""
    population: int | None = None
    departement: str = ""
    departement_label: str = ""
    region: str = ""
    region_label: str = ""
    hazards: Mapping[str, str] = field(default_factory=dict)
    position: Position | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """Why two territories are alike: a sentence without its full stop, and what it is worth."""

    ground: Ground
    text: str
    points: int


@dataclass(frozen=True, slots=True)
class Likeness:
    """All the reasons, and the distance between the two positions in kilometres where both are known."""

    reasons: tuple[Reason, ...] = ()
    distance: float | None = None

    @property
    def score(self) -> int:
        return sum(reason.points for reason in self.reasons)

    @property
    def is_enough(self) -> bool:
        return self.score >= ENOUGH

    @property
    def order(self) -> tuple[int, float]:
        """The most alike first, and between equals the nearer."""
        return -self.score, float("inf") if self.distance is None else self.distance

    @property
    def distance_in_words(self) -> str:
        return "" if self.distance is None else about(self.distance)


def liken(one: Profile, other: Profile) -> Likeness:
    """Compare two territories. The score is the same both ways; the words speak of `other`."""
    distance = kilometres(one.position, other.position) if one.position and other.position else None
    found = (_type(one, other), _size(one, other), _place(one, other), _hazards(one, other), _near(distance))
    return Likeness(tuple(reason for reason in found if reason), distance)


def _reason(ground: Ground, text: str, *, times: int = 1) -> Reason:
    return Reason(ground, text, POINTS[ground] * times)


def _type(one: Profile, other: Profile) -> Reason | None:
    if not one.type or not other.type:
        return None
    if one.type == other.type:
        return _reason(Ground.TYPE, _("même type de territoire (%(type)s)") % {"type": other.type_label.lower()})
    if {one.type, one.broad_type} & {other.type, other.broad_type} - {""}:
        return _reason(
            Ground.BROAD_TYPE, _("type de territoire proche (%(type)s)") % {"type": other.type_label.lower()}
        )
    return None


def _size(one: Profile, other: Profile) -> Reason | None:
    if not one.population or not other.population:
        return None
    small, large = sorted((one.population, other.population))
    apart = stratum(large) - stratum(small)
    if apart > 1 or (apart and large > MOST_TIMES * small):
        return None
    inhabitants = {"number": grouped(other.population)}
    if apart:
        return _reason(Ground.NEXT_SIZE, _("population assez proche (%(number)s habitants)") % inhabitants)
    return _reason(Ground.SIZE, _("population de la même taille (%(number)s habitants)") % inhabitants)


def _place(one: Profile, other: Profile) -> Reason | None:
    if one.departement and one.departement == other.departement:
        return _reason(Ground.DEPARTEMENT, _("même département (%(name)s)") % {"name": other.departement_label})
    if one.region and one.region == other.region:
        return _reason(Ground.REGION, _("même région (%(name)s)") % {"name": other.region_label})
    return None


def _hazards(one: Profile, other: Profile) -> Reason | None:
    common = sorted(label.lower() for slug, label in other.hazards.items() if slug in one.hazards)
    if not common:
        return None
    text = (
        _("mêmes aléas ou stress dans ses retours (%(labels)s)")
        if len(common) > 1
        else _("même aléa ou stress dans ses retours (%(labels)s)")
    )
    return _reason(Ground.HAZARD, text % {"labels": ", ".join(common)}, times=min(len(common), MOST_HAZARDS))


def _near(distance: float | None) -> Reason | None:
    if distance is None or distance > NEAR_KM:
        return None
    return _reason(Ground.DISTANCE, about(distance))


def stratum(population: int) -> int:
    """Rank of the size of a territory, from 0 (fewer than 500 inhabitants) to 5 (200,000 and more)."""
    return bisect_right(STRATA, population)


def kilometres(one: Position, other: Position) -> float:
    """Great-circle distance (haversine formula): as the crow flies, which is all that two points can tell."""
    (north, east), (other_north, other_east) = ((radians(each) for each in point) for point in (one, other))
    half = sin((other_north - north) / 2) ** 2 + cos(north) * cos(other_north) * sin((other_east - east) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * asin(sqrt(min(1.0, half)))


def about(distance: float) -> str:
    """« à environ 40 km »: positions are approximate, so no figure is finer than ten kilometres."""
    if distance < 10:
        return _("à moins de 10 km")
    step = 10 if distance < 200 else 50
    return _("à environ %(number)s km") % {"number": grouped(round(distance / step) * step)}
