"""Reports as a list shows them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Exists, F, IntegerField, OuterRef, QuerySet, TextField, Value
from django.db.models.functions import Cast, Coalesce
from django.urls import reverse
from django.utils.text import capfirst

from network_site.visibility import unrestricted
from practices.models import EditorialStatus, ExperienceReportPage, Need, ReportActor, ReportReferent, Stage

LONGEST_LIST = 20
"""Cards on the page of a need or a stage; the search shows the others."""

Links = dict[str, list[tuple[str, str]]]
"""Group → (slug, label) of what a report is linked to."""


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
    standing: str = ""


def published_reports() -> "QuerySet[ExperienceReportPage]":
    """What any visitor may read."""
    return unrestricted(ExperienceReportPage.objects.live())


def proposed_reports() -> "QuerySet[ExperienceReportPage]":
    """What lists and counts offer: what is archived is read by those who come to its address."""
    return published_reports().exclude(editorial_status=EditorialStatus.ARCHIVED)


def report_cards(reports: "QuerySet[ExperienceReportPage]") -> list[ReportCard]:
    """Two queries, whatever the number of reports."""
    people = ReportReferent.objects.filter(page=OuterRef("pk"))
    rows = list(reports.select_related("location").annotate(reachable=Exists(people)))
    links = card_links([row.pk for row in rows]) if rows else {}
    return [_card(row, links=links.get(row.pk, {})) for row in rows]


def card_links(pks: Iterable[int]) -> dict[int, Links]:
    """Stages, needs and actors of many reports in one query, each in its printed order."""
    found: dict[int, Links] = defaultdict(lambda: defaultdict(list))
    for page, group, _rank, label, slug in sorted(_link_rows(list(pks))):
        found[page][group].append((slug, label))
    return found


def _link_rows(pks: list[int]) -> "QuerySet[Any, tuple[Any, ...]]":
    stages = Stage.objects.filter(live=True, reports__in=pks)
    needs = Need.objects.filter(live=True, reports__in=pks)
    actors = ReportActor.objects.filter(page__in=pks, actor__live=True)
    return _link_columns(stages, "stages").union(
        _link_columns(needs, "needs"),
        _link_columns(actors, "actors", page="page", rank="sort_order", label="actor__name", slug="actor__slug"),
        all=True,
    )


def _link_columns(
    rows: "QuerySet[Any]",
    group: str,
    *,
    page: str = "reports",
    rank: str = "order",
    label: str = "label",
    slug: str = "slug",
) -> "QuerySet[Any, tuple[Any, ...]]":
    text = TextField()
    return (
        rows.order_by()
        .annotate(
            c_page=F(page),
            c_group=Cast(Value(group), text),
            c_rank=Coalesce(Cast(F(rank), IntegerField()), 0),
            c_label=Cast(F(label), text),
            c_slug=Cast(F(slug), text),
        )
        .values_list("c_page", "c_group", "c_rank", "c_label", "c_slug")
    )


def newest_first(reports: "QuerySet[ExperienceReportPage]") -> "QuerySet[ExperienceReportPage]":
    """By date of publication, with an order of its own for those that were loaded together."""
    return reports.order_by("-first_published_at", "-permanent_id")


def with_common_needs(cards: Iterable[ReportCard], needs: Iterable[str]) -> list[ReportCard]:
    """The same cards, saying which of these needs they answer too."""
    wanted = set(needs)
    return [
        replace(card, common=tuple(label for _url, label in card.needs if label in wanted), needs=()) for card in cards
    ]


def _card(report: Any, *, links: Mapping[str, list[tuple[str, str]]]) -> ReportCard:
    """Without a place where several territories took part: the first of them would stand for all."""
    return ReportCard(
        pk=report.pk,
        url=report.url or "",
        title=report.title,
        summary=report.summary,
        nature=capfirst(report.get_kind_display()),
        year=report.year or (report.started_on.year if report.started_on else None),
        verified=report.verified_at,
        reachable=report.reachable,
        place=str(report.location or ""),
        stages=tuple(label for _slug, label in links.get("stages", ())),
        actors=tuple(label for _slug, label in links.get("actors", ())),
        needs=tuple((reverse("practices:need", args=[slug]), label) for slug, label in links.get("needs", ())),
        standing=report.standing_label,
    )
