"""The geometry of the drawings."""

import math
import re
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network_site.templatetags.figures import (
    CENTRE,
    COMPASS_RADIUS,
    EFFECTS,
    PLANET_RING,
    axes,
    compass,
    doughnut,
    marks,
    point,
    polygon,
    ring_segment,
    sdg_scale,
    segments,
)


@dataclass(frozen=True)
class Term:
    label: str


TERMS = [Term(letter) for letter in "abcdef"]


def distance(x: float, y: float) -> float:
    return math.hypot(x - CENTRE, y - CENTRE)


@pytest.mark.parametrize(
    ("angle", "expected"),
    [(0, (100, 90)), (90, (110, 100)), (180, (100, 110)), (270, (90, 100))],
    ids=["up", "right", "down", "left"],
)
def test_angles_turn_clockwise_from_the_top(angle, expected):
    assert point(angle, 10) == expected


@given(st.floats(0, 360), st.floats(1, 97))
def test_a_point_stands_at_its_radius(angle, radius):
    assert distance(*point(angle, radius)) == pytest.approx(radius, abs=0.1)


def test_polygon_has_a_corner_for_each_side():
    corners = [tuple(map(float, corner.split(","))) for corner in polygon(6, 50).split()]
    assert len(corners) == 6
    assert all(distance(x, y) == pytest.approx(50, abs=0.1) for x, y in corners)


@given(st.integers(2, 24), st.data())
def test_segments_stay_in_their_ring_and_leave_a_white_between_them(count, data):
    index = data.draw(st.integers(0, count - 1))
    step, (inner, outer) = 360 / count, PLANET_RING
    path = ring_segment(index * step, (index + 1) * step, inner=inner, outer=outer)
    corners = re.findall(r"[ML](\S+) ([\d.]+)|A\S+ \S+ 0 [01] [01] (\S+) ([\d.]+)", path)
    radii = [distance(float(a or c), float(b or d)) for a, b, c, d in corners]
    assert radii == pytest.approx([outer, outer, inner, inner], abs=0.1)
    assert path.startswith("M")
    assert path.endswith("Z")
    assert f"M{point(index * step, outer)[0]} {point(index * step, outer)[1]}A" not in path


def test_a_single_segment_takes_the_long_way_round():
    assert " 0 1 1 " in ring_segment(0, 300, inner=10, outer=20)
    assert " 0 0 1 " in ring_segment(0, 90, inner=10, outer=20)


@pytest.mark.parametrize("effect", [*EFFECTS, None])
def test_one_mark_at_most_is_on(effect):
    drawn = marks(effect)
    assert [mark.degree for mark in drawn if mark.on] == ([] if effect is None else [effect])
    assert [mark.x for mark in drawn] == sorted(mark.x for mark in drawn)
    assert all(mark.left == mark.x - mark.width / 2 and mark.top + mark.size == 8 for mark in drawn)


def test_axes_are_numbered_and_the_chosen_ones_are_on():
    drawn = axes(TERMS, [TERMS[1], TERMS[4]])
    assert [axis.number for axis in drawn] == [1, 2, 3, 4, 5, 6]
    assert [axis.label for axis in drawn if axis.on] == ["b", "e"]
    assert (drawn[0].x, drawn[0].y) == (CENTRE, CENTRE - COMPASS_RADIUS)
    assert all(distance(axis.label_x, axis.label_y) > COMPASS_RADIUS for axis in drawn)


def test_only_chosen_segments_have_a_number_in_order():
    drawn = segments(TERMS, [TERMS[5], TERMS[2]], radii=PLANET_RING, first_number=3)
    assert [segment.number for segment in drawn] == [0, 0, 3, 0, 0, 4]
    assert all(PLANET_RING[0] < distance(segment.label_x, segment.label_y) < PLANET_RING[1] for segment in drawn)


def test_doughnut_numbers_run_on_from_the_inner_ring_to_the_outer_one():
    drawn = doughnut(TERMS[:3], TERMS[3:], [TERMS[0], TERMS[2], TERMS[3]])
    assert [(part.label, part.number) for part in drawn["social_on"] + drawn["planet_on"]] == [
        ("a", 1),
        ("c", 2),
        ("d", 3),
    ]
    assert (drawn["on"], drawn["total"]) == (3, 6)


def test_compass_counts_its_active_axes():
    drawn = compass(TERMS, TERMS[:2])
    assert (drawn["on"], len(drawn["axes"]), len(drawn["webs"])) == (2, 6, 3)


def test_scale_says_that_a_degree_is_unknown():
    @dataclass
    class Effect:
        number: int
        label: str
        effect: int | None

    rows = sdg_scale([Effect(4, "Éducation", None), Effect(11, "Villes", -2)])["rows"]
    assert [str(words) for _item, _marks, words in rows] == ["Degré non renseigné", "Obstrue, explicite"]
