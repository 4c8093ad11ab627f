"""What waits for the moderators, and what they decided lately."""

from dataclasses import dataclass
from typing import Any, Final

from django.db.models import Exists, Min, OuterRef, Prefetch, Q, QuerySet

from contributions.moderation import findings
from contributions.moderation.models import Review
from practices.models import ReportActor

PER_PAGE: Final = 20
ORDERS: Final[dict[str, tuple[str, ...]]] = {
    "anciens": ("started_at", "pk"),
    "recents": ("-started_at", "-pk"),
    "acteur": ("lead", "started_at", "pk"),
    "titre": ("revision__object_str", "pk"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """A review in the queue, with what was found of it before anybody opens it."""

    review: Review
    actors: list[str]
    found: list[tuple[Any, Any]]


def latest() -> "QuerySet[Review]":
    """The last review of each report; carried and replaced ones always have another after them."""
    later = Review.objects.filter(page=OuterRef("page"), pk__gt=OuterRef("pk"))
    return Review.objects.filter(~Exists(later))


def in_state(outcome: str) -> "QuerySet[Review]":
    return latest().filter(outcome=outcome)


def chosen(*, outcome: str, report_format: str, order: str) -> "QuerySet[Review]":
    """The lines that the filters keep, in the order asked for."""
    reviews = in_state(outcome)
    if report_format:
        reviews = reviews.filter(page__format=report_format)
    lead = Min("page__report_actors__actor__name", filter=Q(page__report_actors__role=ReportActor.Role.LEAD))
    return reviews.annotate(lead=lead).order_by(*ORDERS[order])


def lines(reviews: "QuerySet[Review]") -> list[Line]:
    """A constant number of queries, whatever the number of lines."""
    parts = ReportActor.objects.select_related("actor")
    shown = reviews.select_related("page", "revision", "finished_by").defer("revision__content")
    found = list(shown.prefetch_related(Prefetch("page__report_actors", parts, to_attr="listed_actors")))
    told = findings.of(found)
    return [Line(review, _leads(review.page.listed_actors), told[review.pk]) for review in found]


def _leads(parts: list[ReportActor]) -> list[str]:
    leads = [part.actor.name for part in parts if part.role == ReportActor.Role.LEAD]
    return leads or [part.actor.name for part in parts]


def neighbours(review: Review) -> tuple[Review | None, Review | None]:
    """The one that waited longer and the one that waits less."""
    waiting = in_state(Review.Outcome.WAITING).exclude(pk=review.pk)
    at = review.started_at
    before = waiting.filter(Q(started_at__lt=at) | Q(started_at=at, pk__lt=review.pk))
    after = waiting.filter(Q(started_at__gt=at) | Q(started_at=at, pk__gt=review.pk))
    return before.order_by("-started_at", "-pk").first(), after.order_by("started_at", "pk").first()
