"""Needs and stages: the two doors that open on reports."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from actors.models import Actor, Network
from practices.models import ExperienceReportPage, Need, ReportActor, Stage
from practices.reading.cards import LONGEST_LIST, ReportCard, newest_first, proposed_reports, report_cards

MOST_NETWORKS = 6
MOST_NEIGHBOURS = 5
MOST_ACTORS = 12

Line = tuple[str, object, int]
"""Address, label and number: what `components/ledger.html` draws."""


@dataclass(frozen=True, slots=True)
class NeedReading:
    """A need with what answers it. `told_by` counts the collectivités among those who led a report."""

    stages: list[Stage]
    reports: list[ReportCard]
    total: int
    actors: list[Actor]
    told_by: int
    other_actors: int
    networks: list[Network]
    neighbours: list[Line]
    search_url: str


@dataclass(frozen=True, slots=True)
class StageReading:
    """A stage with its needs and reports. `steps` are all the stages in order."""

    reports: list[ReportCard]
    total: int
    needs: list[Line]
    steps: list[Line]
    rank: int
    previous: Line | None
    next: Line | None
    search_url: str


@dataclass(frozen=True, slots=True)
class NeedGroup:
    """The needs that are met at one stage; those of no stage come last under a heading of their own."""

    label: object
    url: str
    anchor: str
    needs: list[Line]


def counted_needs(published: "QuerySet[ExperienceReportPage]") -> "QuerySet[Need]":
    """Live needs with `answers`, the number of reports that a visitor can read; in their order, which Django forgets
    where it counts.
    """
    answers = Count("reports", filter=Q(reports__in=published))
    return Need.objects.filter(live=True).annotate(answers=answers).order_by("order", "label")


def counted_stages(published: "QuerySet[ExperienceReportPage]") -> "QuerySet[Stage]":
    answers = Count("reports", filter=Q(reports__in=published))
    return Stage.objects.filter(live=True).annotate(answers=answers).order_by("order", "label")


def lines(terms: Iterable[Need | Stage]) -> list[Line]:
    return [(term.get_absolute_url(), term.label, getattr(term, "answers", 0)) for term in terms]


def needs_by_stage() -> list[NeedGroup]:
    """Four queries. A need that is met at several stages stands under each."""
    published = proposed_reports()
    needs = list(counted_needs(published).prefetch_related("stages"))
    groups = [
        NeedGroup(stage.label, stage.get_absolute_url(), stage.slug, lines(_at(stage, needs)))
        for stage in Stage.objects.filter(live=True)
    ]
    lone = [need for need in needs if not any(stage.live for stage in need.stages.all())]
    groups.append(NeedGroup(_("À toutes les étapes"), "", "toutes", lines(lone)))
    return [group for group in groups if group.needs]


def _at(stage: Stage, needs: Iterable[Need]) -> list[Need]:
    return [need for need in needs if stage in need.stages.all()]


def read_need(need: Need) -> NeedReading:
    """Works on a draft as well: its stages are read from the object, saved or not."""
    published = proposed_reports()
    mine = published.filter(needs=need.pk)
    leads = leading_actors(mine)
    return NeedReading(
        stages=[stage for stage in need.stages.all() if stage.live],
        reports=report_cards(newest_first(mine)[:LONGEST_LIST]),
        total=mine.count(),
        actors=leads[:MOST_ACTORS],
        told_by=sum(actor.territory_type_id is not None for actor in leads),
        other_actors=max(0, len(leads) - MOST_ACTORS),
        networks=networks_for([need.pk]),
        neighbours=neighbours(need, mine, published=published),
        search_url=search_address(besoin=need.slug),
    )


def leading_actors(reports: "QuerySet[ExperienceReportPage]") -> list[Actor]:
    """Those who led the reports, once each."""
    led = ReportActor.objects.filter(page__in=reports, role=ReportActor.Role.LEAD).values("actor")
    actors = Actor.objects.filter(live=True, pk__in=led)
    return list(actors.select_related("type", "territory__departement", "territory__region"))


def networks_for(needs: Iterable[int | None]) -> list[Network]:
    """Networks that treat most of these needs."""
    shared = Count("needs", filter=Q(needs__in=[pk for pk in needs if pk]), distinct=True)
    found = Network.objects.filter(live=True).annotate(shared=shared).filter(shared__gt=0)
    return list(found.select_related("scope").order_by("-shared", "name")[:MOST_NETWORKS])


def neighbours(
    need: Need, mine: "QuerySet[ExperienceReportPage]", *, published: "QuerySet[ExperienceReportPage]"
) -> list[Line]:
    """Other needs that the reports of this one answer too, those that most of them answer first."""
    shared = Count("reports", filter=Q(reports__in=mine))
    others = counted_needs(published).exclude(pk=need.pk).annotate(shared=shared).filter(shared__gt=0)
    return lines(others.order_by("-shared", "order", "label")[:MOST_NEIGHBOURS])


def read_stage(stage: Stage) -> StageReading:
    """Works on a draft as well, which then stands among the published stages without being one."""
    published = proposed_reports()
    mine = published.filter(stages=stage.pk)
    stages = list(counted_stages(published))
    steps = lines(stages)
    rank = next((rank for rank, each in enumerate(stages) if each.pk == stage.pk), None)
    return StageReading(
        reports=report_cards(newest_first(mine)[:LONGEST_LIST]),
        total=mine.count(),
        needs=lines(counted_needs(published).filter(stages=stage.pk)) if stage.pk else [],
        steps=steps,
        rank=0 if rank is None else rank + 1,
        previous=steps[rank - 1] if rank else None,
        next=steps[rank + 1] if rank is not None and rank + 1 < len(steps) else None,
        search_url=search_address(etape=stage.slug),
    )


def search_address(**filters: str) -> str:
    """The search narrowed to a need or a stage: its parameters are public addresses (`search.facets`)."""
    return f"{reverse('search:results')}?{urlencode(filters)}"
