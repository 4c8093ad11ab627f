"""Drawings made of pure geometry: the SDG scale, the six axes of the boussole, the doughnut. `{% load figures %}`.

Each drawing has a title and the full list beside it, so nothing is said by the drawing alone.
Coordinates are those of a 200 × 200 view box, rounded to one decimal.
"""

import math
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from django import template
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

register = template.Library()

CENTRE = 100.0
COMPASS_RADIUS = 76.0
COMPASS_RINGS = (28.0, 52.0, COMPASS_RADIUS)
LABEL_GAP = 16.0
PLANET_RING = (76.0, 97.0)
SOCIAL_RING = (42.0, 66.0)
MARK_LINE = 8.0
SEGMENT_MARGIN = 0.6
"""Half of the white between two segments, in units of the view box."""

EFFECTS: dict[int, str | Promise] = {
    -2: _("Obstrue, explicite"),
    -1: _("Obstrue, implicite"),
    0: _("Neutre"),
    1: _("Contribue, implicite"),
    2: _("Contribue, explicite"),
}
SCALE_CAPTION = _("Effet sur les objectifs, du plus défavorable au plus favorable en cinq degrés")
UNKNOWN_EFFECT = _("Degré non renseigné")


class Labelled(Protocol):
    """A term of a vocabulary, as far as a drawing reads it."""

    @property
    def label(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Mark:
    """A degree of the SDG scale: a square hinders, a ring is neutral, a disc helps. `on` when it is the one."""

    degree: int
    x: float
    on: bool

    @property
    def size(self) -> float:
        """Half the width of a square, or the radius."""
        return 5.5 if self.on else 2.5

    @property
    def width(self) -> float:
        return 2 * self.size

    @property
    def left(self) -> float:
        return self.x - self.size

    @property
    def top(self) -> float:
        return MARK_LINE - self.size


@dataclass(frozen=True, slots=True)
class Axis:
    """An axis of the boussole, from the centre to (x, y), with its number at (label_x, label_y)."""

    number: int
    label: str
    on: bool
    x: float
    y: float
    label_x: float
    label_y: float


@dataclass(frozen=True, slots=True)
class Segment:
    """A part of a ring of the doughnut. `number` is the rank among the chosen ones, 0 when it is not chosen."""

    label: str
    path: str
    number: int
    label_x: float
    label_y: float


def point(angle: float, radius: float) -> tuple[float, float]:
    """The point at `radius` from the centre; the angle is in degrees, clockwise from the top."""
    radians = math.radians(angle)
    return round(CENTRE + radius * math.sin(radians), 1), round(CENTRE - radius * math.cos(radians), 1)


def polygon(sides: int, radius: float) -> str:
    """The `points` of a regular polygon that stands on the axes."""
    corners = (point(360 / sides * index, radius) for index in range(sides))
    return " ".join(f"{x},{y}" for x, y in corners)


def ring_segment(start: float, end: float, *, inner: float, outer: float) -> str:
    """The path of a slice of ring between two angles, narrowed by the same white at both radii."""
    (outer_start, outer_end), (inner_start, inner_end) = (
        (start + shift, end - shift) for shift in (math.degrees(SEGMENT_MARGIN / radius) for radius in (outer, inner))
    )
    (ax, ay), (bx, by) = point(outer_start, outer), point(outer_end, outer)
    (cx, cy), (dx, dy) = point(inner_end, inner), point(inner_start, inner)
    large = int(end - start > 180)  # beyond half a turn
    return f"M{ax} {ay}A{outer} {outer} 0 {large} 1 {bx} {by}L{cx} {cy}A{inner} {inner} 0 {large} 0 {dx} {dy}Z"


def marks(effect: int | None) -> list[Mark]:
    """The five degrees, from −2 to +2, on a line of 88 units."""
    return [Mark(degree, 44.0 + 19 * degree, degree == effect) for degree in EFFECTS]


def axes(terms: Sequence[Labelled], chosen: Collection[Labelled]) -> list[Axis]:
    """One axis for each term, the first one upwards."""
    step, tip = 360 / len(terms), COMPASS_RADIUS
    return [
        Axis(index + 1, term.label, term in chosen, *point(step * index, tip), *point(step * index, tip + LABEL_GAP))
        for index, term in enumerate(terms)
    ]


def segments(
    terms: Sequence[Labelled], chosen: Collection[Labelled], *, radii: tuple[float, float], first_number: int = 1
) -> list[Segment]:
    """The slices of one ring, the first one clockwise from the top; chosen ones are numbered from `first_number`."""
    step, (inner, outer), number = 360 / max(len(terms), 1), radii, first_number
    slices = []
    for index, term in enumerate(terms):
        path = ring_segment(index * step, (index + 1) * step, inner=inner, outer=outer)
        on = term in chosen
        slices.append(Segment(term.label, path, number if on else 0, *point((index + 0.5) * step, (inner + outer) / 2)))
        number += on
    return slices


@register.inclusion_tag("components/sdg_scale.html")
def sdg_scale(effects: Iterable[Any], *, caption: str = "") -> dict[str, Any]:
    """A line for each objective: anything with `number`, `label` and `effect` (−2 to +2, or None when unknown)."""
    rows = [(item, marks(item.effect), EFFECTS.get(item.effect, UNKNOWN_EFFECT)) for item in effects]
    return {"rows": rows, "caption": caption or SCALE_CAPTION}


@register.inclusion_tag("components/compass.html")
def compass(terms: Iterable[Labelled], chosen: Collection[Labelled], *, id: str = "boussole") -> dict[str, Any]:  # noqa: A002 - the name of the HTML attribute
    """The boussole: every principle in order, with those that the action stands on."""
    drawn = axes(list(terms), chosen)
    webs = [polygon(len(drawn), radius) for radius in COMPASS_RINGS]
    return {"axes": drawn, "webs": webs, "id": id, "on": sum(axis.on for axis in drawn)}


@register.inclusion_tag("components/doughnut.html")
def doughnut(
    social: Iterable[Labelled],
    planet: Iterable[Labelled],
    chosen: Collection[Labelled],
    *,
    id: str = "donut",  # noqa: A002 - the name of the HTML attribute
) -> dict[str, Any]:
    """The doughnut: needs inside, limits outside, the chosen dimensions numbered in both and listed beside."""
    inner = segments(list(social), chosen, radii=SOCIAL_RING)
    inner_on = [segment for segment in inner if segment.number]
    outer = segments(list(planet), chosen, radii=PLANET_RING, first_number=len(inner_on) + 1)
    outer_on = [segment for segment in outer if segment.number]
    return {
        "social": inner,
        "planet": outer,
        "social_on": inner_on,
        "planet_on": outer_on,
        "on": len(inner_on) + len(outer_on),
        "total": len(inner) + len(outer),
        "id": id,
    }
