"""Reports as a list shows them."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, QuerySet
from django.utils.text import capfirst

from practices.models import ExperienceReportPage, Need, ReportActor, ReportReferent, Stage

LONGEST_LIST = 20
"""Cards on the page of a need or a stage; the search shows the others."""


@dataclass(frozen=True, slots=True)
class ReportCard:
    """A report in a list, under the names that `components/entry_report.html` reads."""

    pk: int
    url: str
    title: str
    summary: str
    nature: str
    year: int | None
    verified: date | None
    reachable: bool
    place: str
    stages: tuple[str, ...]
    actors: tuple[str, ...]
    needs: tuple[tuple[str, str], ...]
    common: tuple[str, ...] = ()


def published_reports() -> "QuerySet[ExperienceReportPage]":
    """What any visitor may read. Wagtail asks one query for the private sections: make it once, derive from it."""
    reports: QuerySet[ExperienceReportPage] = ExperienceReportPage.objects.live().public()
    return reports


def report_cards(reports: "QuerySet[ExperienceReportPage]") -> list[ReportCard]:
    """Four queries, whatever the number of reports."""
    people = ReportReferent.objects.filter(page=OuterRef("pk"))
    rows = reports.select_related("location").annotate(reachable=Exists(people))
    parts = ReportActor.objects.filter(actor__live=True).select_related("actor__territory")
    return [
        _card(row)
        for row in rows.prefetch_related(
            Prefetch("stages", Stage.objects.filter(live=True), to_attr="card_stages"),
            Prefetch("needs", Need.objects.filter(live=True), to_attr="card_needs"),
            Prefetch("report_actors", parts, to_attr="card_actors"),
        )
    ]


def newest_first(reports: "QuerySet[ExperienceReportPage]") -> "QuerySet[ExperienceReportPage]":
    """By date of publication, with an order of its own for those that were loaded together."""
    return reports.order_by("-first_published_at", "permanent_id")


def with_common_needs(cards: Iterable[ReportCard], needs: Iterable[str]) -> list[ReportCard]:
    """The same cards, saying which of these needs they answer too."""
    wanted = set(needs)
    return [
        replace(card, common=tuple(label for _url, label in card.needs if label in wanted), needs=()) for card in cards
    ]


def _card(report: Any) -> ReportCard:
    actors = [part.actor for part in report.card_actors]
    places = [place for place in (report.location, *(actor.territory for actor in actors)) if place]
    return ReportCard(
        pk=report.pk,
        url=report.url or "",
        title=report.title,
        summary=report.summary,
        nature=capfirst(report.get_kind_display()),
        year=report.year or (report.started_on.year if report.started_on else None),
        verified=report.verified_at,
        reachable=report.reachable,
        place=str(places[0]) if places else "",
        stages=tuple(stage.label for stage in report.card_stages),
        actors=tuple(actor.name for actor in actors),
        needs=tuple((need.get_absolute_url(), need.label) for need in report.card_needs),
    )
