"""All that classifies one report, and its short rows, in one query."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F, QuerySet, Value
from django.db.models.functions import Cast, Coalesce

from practices.models import (
    VOCABULARIES,
    CompassPrinciple,
    DoughnutDimension,
    ExperienceReportPage,
    ReportFunding,
    ReportGoal,
    ReportTag,
    ResourceType,
)

ALL_PRINCIPLES, ALL_DIMENSIONS = "all principles", "all dimensions"
GOALS, TAGS, RESOURCE, FUNDINGS, RELATED = "goals", "tags", "resource", "fundings", "related"

COLUMNS = ("group", "pk", "slug", "label", "rank", "detail", "degree")


@dataclass(frozen=True, slots=True)
class TermLine:
    """A term, or a row as short as one, as a page names it.

    `detail` is the ring of a doughnut dimension or the amount of a funding; `effect` is that on an SDG, if known.
    """

    pk: int
    slug: str
    label: str
    rank: int = 0
    detail: str = ""
    effect: int | None = None

    @property
    def number(self) -> int:
        """Of a Sustainable Development Goal, whose rank it is."""
        return self.rank


@dataclass(frozen=True, slots=True)
class ReportTerms:
    """The live terms of a report, by the name of its field; the boussole and the Donut come whole as well."""

    groups: Mapping[str, tuple[TermLine, ...]]

    def of(self, field: str) -> tuple[TermLine, ...]:
        return self.groups.get(field, ())

    def labels(self, field: str) -> list[str]:
        return [term.label for term in self.of(field)]

    def chosen(self, everything: str, field: str) -> list[TermLine]:
        """Those of a whole vocabulary that the report has."""
        mine = {term.pk for term in self.of(field)}
        return [term for term in self.of(everything) if term.pk in mine]

    def ring(self, ring: str) -> list[TermLine]:
        return [term for term in self.of(ALL_DIMENSIONS) if term.detail == ring]


def read_terms(report: ExperienceReportPage, *, draft: bool) -> ReportTerms:
    """Of a saved report in one query; of a draft, whose choices may be unsaved, from the object."""
    rows = _draft_rows(report) if draft else _saved_rows(report)
    groups: dict[str, list[TermLine]] = {}
    for group, pk, slug, label, rank, detail, degree in rows:
        groups.setdefault(group, []).append(TermLine(pk, slug, label, rank, detail, degree))
    return ReportTerms({name: tuple(sorted(terms, key=_printed_order)) for name, terms in groups.items()})


def _printed_order(term: TermLine) -> tuple[int, str]:
    return term.rank, term.label


def _saved_rows(report: ExperienceReportPage) -> "QuerySet[Any, tuple[Any, ...]]":
    chosen = [
        _columns(vocabulary.objects.filter(live=True, reports=report), group=field)
        for field, vocabulary in VOCABULARIES.items()
    ]
    goals = ReportGoal.objects.filter(page=report, goal__live=True)
    fundings = ReportFunding.objects.filter(page=report)
    own = [
        _columns(goals, group=GOALS, term="goal__", rank="goal__number", degree=F("effect")),
        _columns(ResourceType.objects.filter(live=True, reports=report), group=RESOURCE),
        _columns(ReportTag.objects.filter(content_object=report), group=TAGS, term="tag__", label="tag__name", rank=""),
        _columns(fundings, group=FUNDINGS, slug="", label="source", rank="sort_order", detail=F("amount")),
        _columns(ExperienceReportPage.objects.filter(related_from=report), group=RELATED, label="title", rank=""),
    ]
    first, *others = [*chosen, *own, *_whole_vocabularies()]
    return first.union(*others, all=True)


def _whole_vocabularies() -> "list[QuerySet[Any, tuple[Any, ...]]]":
    return [
        _columns(CompassPrinciple.objects.filter(live=True), group=ALL_PRINCIPLES),
        _columns(DoughnutDimension.objects.filter(live=True), group=ALL_DIMENSIONS, detail=F("ring")),
    ]


def _columns(
    rows: "QuerySet[Any]",
    *,
    group: str,
    term: str = "",
    slug: str | None = None,
    label: str = "",
    rank: str = "order",
    detail: Any = None,
    degree: Any = None,
) -> "QuerySet[Any, tuple[Any, ...]]":
    """The same typed columns for every vocabulary: PostgreSQL refuses a union of what it cannot compare."""
    number, text = models.IntegerField(), models.TextField()
    return (
        rows.order_by()
        .annotate(
            c_group=Cast(Value(group), text),
            c_pk=F(f"{term}pk"),
            c_slug=Cast(F(f"{term}slug") if slug is None else Value(slug), text),
            c_label=Cast(F(label or f"{term}label"), text),
            c_rank=Coalesce(Cast(F(rank) if rank else Value(0), number), 0),
            c_detail=Coalesce(Cast(detail or Value(""), text), Value("", output_field=text)),
            c_degree=Cast(degree or Value(None), number),
        )
        .values_list(*(f"c_{column}" for column in COLUMNS))
    )


def _draft_rows(report: ExperienceReportPage) -> Iterator[tuple[Any, ...]]:
    for field in VOCABULARIES:
        yield from _term_rows(field, getattr(report, field).all())
    if report.resource_type:
        yield from _term_rows(RESOURCE, [report.resource_type])
    for row in report.report_goals.all():
        goal = row.goal
        if goal.live:
            yield GOALS, goal.pk, goal.slug, goal.label, goal.number, "", row.effect
    for tag in report.tags.all():
        yield TAGS, tag.pk, tag.slug, tag.name, 0, "", None
    for funding in report.fundings.all():
        amount = "" if funding.amount is None else str(funding.amount)
        yield FUNDINGS, funding.pk, "", funding.source, funding.sort_order or 0, amount, None
    for page in report.related.all():
        yield RELATED, page.pk, page.slug, page.title, 0, "", None
    for vocabulary in _whole_vocabularies():
        yield from vocabulary


def _term_rows(group: str, terms: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
    for term in terms:
        if term.live:
            yield group, term.pk, term.slug, term.label, term.order, "", None
