"""What changed between two versions, field by field, word by word."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum
from typing import Any, Final

from django.db import models
from django.utils.functional import Promise

from actors.models import Actor, Referent
from contributions.moderation.fields import FIELDS
from practices.models import ExperienceReportPage, ReportActor, ReportGoal, SustainableGoal
from practices.models.report_parts import ReportKeyword

Content = Mapping[str, Any]
Row = Mapping[str, Any]
WORD = re.compile(r"\S+\s*|\s+")


class Mark(StrEnum):
    SAME = "same"
    ADDED = "ins"
    REMOVED = "del"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words that stayed, came or went."""

    mark: Mark
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """A field that says something else than before."""

    name: str
    label: str | Promise
    pieces: tuple[Piece, ...]


def words(before: str, after: str) -> tuple[Piece, ...]:
    """Each word carries the space after it, so that the pieces read as text and the comparison stays quick."""
    old, new = WORD.findall(before), WORD.findall(after)
    pieces: list[Piece] = []
    for kind, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if kind == "equal":
            pieces.append(Piece(Mark.SAME, "".join(old[i:j])))
            continue
        removed, added = "".join(old[i:j]), "".join(new[k:m])
        pieces += [Piece(mark, text) for mark, text in ((Mark.REMOVED, removed), (Mark.ADDED, added)) if text]
    return tuple(pieces)


def between(before: Content, after: Content) -> list[Change]:
    """Of two contents of revisions. Only what differs is looked up: a query or two for each changed field."""
    changes = []
    for field in FIELDS:
        key = KEYS.get(field.name, field.name)
        old, new = before.get(key), after.get(key)
        if old == new:
            continue
        described = [described_as(field.name, value) for value in (old, new)]
        if described[0] != described[1]:
            changes.append(Change(field.name, field.label, words(*described)))
    return changes


def described_as(name: str, value: Any) -> str:
    """A value of a revision's content as a person reads it, a line for each row."""
    if name in ROWS:
        return "\n".join(ROWS[name](value or []))
    field: Any = ExperienceReportPage._meta.get_field(name)  # noqa: SLF001 - Django documents Model._meta
    if field.many_to_many:
        return "\n".join(str(term) for term in field.related_model._default_manager.filter(pk__in=value or []))
    if isinstance(field, models.ForeignKey):
        return str(field.related_model._default_manager.filter(pk=value).first() or "")
    if isinstance(value, list):
        return "\n".join(map(str, value))
    return str(dict(field.flatchoices).get(value, "" if value is None else value))


def _keywords(rows: Iterable[Row]) -> Iterator[str]:
    found = ReportKeyword.objects.filter(pk__in=[row["tag"] for row in rows])
    return (str(keyword) for keyword in found.order_by("name"))


def _actors(rows: Iterable[Row]) -> Iterator[str]:
    known = Actor.objects.in_bulk([row["actor"] for row in rows])
    roles = dict(ReportActor.Role.choices)
    return (f"{known.get(row['actor'], '?')} ({roles.get(row['role'], row['role'])})" for row in rows)


def _referents(rows: Iterable[Row]) -> Iterator[str]:
    """By number: a name lives in its record only."""
    found = Referent.objects.filter(pk__in=[row["referent"] for row in rows]).select_related("actor")
    return (str(referent) for referent in found)


def _goals(rows: Iterable[Row]) -> Iterator[str]:
    known = SustainableGoal.objects.in_bulk([row["goal"] for row in rows])
    effects = dict(ReportGoal.Effect.choices)
    return (f"{known.get(row['goal'], '?')} : {effects.get(row['effect'], '—')}" for row in rows)


def _inspirations(rows: Iterable[Row]) -> Iterator[str]:
    known = ExperienceReportPage.objects.in_bulk([row["inspired_by"] for row in rows])
    return (f"{known.get(row['inspired_by'], '?')} {row['adaptations']}".strip() for row in rows)


def _columns(*names: str) -> Callable[[Iterable[Row]], Iterator[str]]:
    return lambda rows: (" · ".join(str(row[name]) for name in names if row.get(name)) for row in rows)


ROWS: Final[Mapping[str, Callable[[Iterable[Row]], Iterator[str]]]] = {
    "report_actors": _actors,
    "report_referents": _referents,
    "report_goals": _goals,
    "inspirations": _inspirations,
    "indicators": _columns("objective", "label", "before", "after", "unit"),
    "fundings": _columns("source", "amount"),
    "references": _columns("label", "url"),
    "report_images": _columns("alt", "credit"),
    "tags": _keywords,
}
"""How the rows of each child relation read."""

KEYS: Final = {"tags": "tagged_items"}
"""Where a revision keeps what is not kept under the name of its field."""
