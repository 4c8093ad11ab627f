"""Experience report → `SearchDocument`."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from types import SimpleNamespace
from typing import Any, ClassVar, Self

from django.db import models
from django.utils.encoding import iri_to_uri
from wagtail.models import Page, Site

from actors.models import Actor, TerritoryType
from network_site.territories.models import Territory
from practices.models import (
    VOCABULARIES,
    EditorialStatus,
    ExperienceReportPage,
    ReportActor,
    ReportGoal,
    ReportReferent,
    ReportTag,
    ResourceType,
    SustainableGoal,
)
from search.builder import Builder, Terms, around, by_owner, label, labels, linked_terms, live, slugs, synonyms
from search.documents import Kind, SearchDocument, document_key

EVIDENCE_SLUGS: Mapping[int, str] = {
    1: "declare",
    2: "mesure",
    3: "evalue-en-interne",
    4: "evalue-par-un-tiers",
    5: "replique-ailleurs",
}
"""`ExperienceReportPage.Evidence` as values of the facet « Niveau de preuve »."""

REPORT_FACETS: Mapping[str, str] = {
    "needs": "need",
    "stages": "stage",
    "themes": "theme",
    "hazards": "hazard",
    "triggers": "trigger",
    "essential_needs": "essential_need",
    "principles": "principle",
    "mobilised_actors": "mobilised_actor",
}
"""Field of a report → facet. Levers and doughnut dimensions are searched as words only."""

TEXTS = (
    *("action", "context", "objectives", "results", "limits", "lessons", "transfer_advice", "preconditions"),
    *("governance", "stakeholders", "legal_frame"),
)
"""Fields of a report that make its body, in order."""

COLUMNS = (
    *("pk", "title", "url_path", "first_published_at"),
    *("permanent_id", "format", "kind", "status", "editorial_status", "verified_at", "summary", "questions"),
    *("success_factors", "barriers", "evidence_level", "year", "started_on", "location_id", "resource_type_id"),
    *TEXTS,
)
"""All that a document says of the report's own row."""


class ReportBuilder(Builder):
    kind = Kind.REPORTS
    model = ExperienceReportPage
    dependencies: ClassVar[Mapping[str, Sequence[str]]] = {
        **{label(model): (field,) for field, model in VOCABULARIES.items()},
        "practices.ResourceType": ("resource_type",),
        "practices.SustainableGoal": ("report_goals__goal",),
        "practices.ReportKeyword": ("tagged_items__tag",),
        "actors.Actor": ("report_actors__actor",),
        "actors.TerritoryType": ("report_actors__actor__territory_type",),
    }

    def queryset(self) -> "models.QuerySet[Any, Any]":
        """Rows: a page of Wagtail takes four times as long to make as its columns to read."""
        return self.visible().values_list(*COLUMNS, named=True)

    def build(self, objects: list[Any]) -> list[SearchDocument]:
        batch = _Batch.of(objects)
        return [_ReportParts(report, batch).document(self.key(report.pk)) for report in objects]


@dataclass(frozen=True, slots=True)
class _Author:
    """What a document says of an actor. A batch has hundreds of them, and a whole one is long to make."""

    name: str
    aliases: Sequence[str]
    territory_type: TerritoryType | None
    territory_id: str | None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True, slots=True)
class _Batch:
    """What is read for many reports at once, or made once for all of them: by the key of a report where nothing else
    is said.
    """

    terms: Mapping[str, Mapping[int, Terms]]
    """By field, then by report."""
    actors: Mapping[int, Sequence[_Author]]
    goals: Mapping[int, Sequence[tuple[Any, int | None]]]
    """With the effect of the report on each."""
    tags: Mapping[int, Sequence[tuple[str, str]]]
    """Names and slugs."""
    related: Mapping[int, Sequence[int]]
    addresses: Mapping[int, str]
    reachable: Collection[int]
    """Reports that have a référent."""
    places: Mapping[str, Territory]
    """By their codes."""
    resources: Mapping[int, ResourceType]
    """The live ones, by their own key."""
    needs: Mapping[str, str]
    """Slug → address."""
    kinds: Mapping[str, str]
    statuses: Mapping[str, str]

    @classmethod
    def of(cls, reports: Sequence[Any]) -> Self:
        pks = [report.pk for report in reports]
        terms = {field: linked_terms(ExperienceReportPage, field, pks) for field in VOCABULARIES}
        actors = _actors(pks)
        codes = {report.location_id for report in reports}
        resources = {report.resource_type_id for report in reports}
        codes |= {actor.territory_id for found in actors.values() for actor in found}
        needs = {need.slug: need for found in terms["needs"].values() for need in found}
        return cls(
            terms=terms,
            actors=actors,
            goals=_goals(pks),
            tags=_tags(pks),
            related=_related(pks),
            addresses=_addresses(reports),
            reachable=set(ReportReferent.objects.filter(around("page", pks)).values_list("page_id", flat=True)),
            places=Territory.objects.in_bulk(codes - {None}),
            resources=ResourceType.objects.filter(live=True).in_bulk(resources - {None}),
            needs={slug: need.get_absolute_url() for slug, need in needs.items()},
            kinds=_capitalized(ExperienceReportPage.Kind.choices),
            statuses=_capitalized(ExperienceReportPage.Status.choices),
        )


def _actors(pks: Sequence[int]) -> dict[int, list[_Author]]:
    links = ReportActor.objects.filter(around("page", pks), actor__live=True).order_by("sort_order", "pk")
    pairs = list(links.values_list("page_id", "actor_id"))
    found = Actor.objects.filter(pk__in={actor for _page, actor in pairs})
    rows = list(found.values_list("pk", "name", "aliases", "territory_type_id", "territory_id"))
    types = TerritoryType.objects.in_bulk({row[3] for row in rows if row[3]})
    authors = {pk: _Author(name, aliases, types.get(kind or 0), place) for pk, name, aliases, kind, place in rows}
    return by_owner((page, authors[actor]) for page, actor in pairs)


def _goals(pks: Sequence[int]) -> dict[int, list[tuple[Any, int | None]]]:
    goals = SustainableGoal.objects.filter(live=True).in_bulk()
    rows = ReportGoal.objects.filter(around("page", pks), goal__live=True).order_by("sort_order", "pk")
    return by_owner(
        (page, (goals[goal], effect)) for page, goal, effect in rows.values_list("page_id", "goal_id", "effect")
    )


def _tags(pks: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    rows = ReportTag.objects.filter(around("content_object", pks)).order_by("pk")
    return by_owner(
        (page, (name, slug)) for page, name, slug in rows.values_list("content_object_id", "tag__name", "tag__slug")
    )


def _related(pks: Sequence[int]) -> dict[int, list[int]]:
    """In a whole order: PostgreSQL gives ties as it likes, and the same report would make two documents."""
    links = ExperienceReportPage.related.through.objects.filter(around("from_experiencereportpage", pks))
    return by_owner(links.order_by("pk").values_list("from_experiencereportpage_id", "to_experiencereportpage_id"))


def _addresses(reports: Iterable[Any]) -> dict[int, str]:
    """Empty for what no site shows. Wagtail is asked for each folder: it looks among all sites, and long."""
    site, roots = Site.objects.get(is_default_site=True), SimpleNamespace()

    @cache
    def folder(url_path: str) -> str:
        return Page(url_path=url_path).get_url(roots, current_site=site) or ""

    found = {}
    for report in reports:
        above, _slash, slug = report.url_path.removesuffix("/").rpartition("/")
        address = folder(f"{above}/")
        found[report.pk] = f"{address}{iri_to_uri(slug)}/" if address else ""
    return found


def _capitalized(choices: Iterable[tuple[str, Any]]) -> dict[str, str]:
    """In the language of now; Django makes them again at each `get_kind_display`."""
    return {value: str(name).capitalize() for value, name in choices}


class _ReportParts:
    """One report with its links."""

    def __init__(self, report: Any, batch: _Batch) -> None:
        pk = report.pk
        self.report = report
        self.batch = batch
        self.terms = {field: found.get(pk, ()) for field, found in batch.terms.items()}
        self.actors = batch.actors.get(pk, ())
        self.goals = batch.goals.get(pk, ())
        self.tags = batch.tags.get(pk, ())
        self.resource = batch.resources.get(report.resource_type_id)
        codes = dict.fromkeys([report.location_id, *(actor.territory_id for actor in self.actors)])
        self.places = [batch.places[code] for code in codes if code]
        self.year: int | None = report.year or (report.started_on.year if report.started_on else None)

    def document(self, key: str) -> SearchDocument:
        report = self.report
        every = [*(term for terms in self.terms.values() for term in terms), *(goal for goal, _effect in self.goals)]
        every += [self.resource] if self.resource else []
        return SearchDocument(
            key=key,
            kind=Kind.REPORTS,
            title=report.title,
            summary=report.summary,
            body=self.body(),
            labels=labels([*every, *self.actors, *self.places, *(name for name, _slug in self.tags)]),
            synonyms=(*synonyms(every), *(alias for actor in self.actors for alias in actor.aliases)),
            questions=tuple(report.questions),
            related=tuple(document_key(Kind.REPORTS, pk) for pk in self.batch.related.get(report.pk, ())),
            facets=self.facets(),
            date=report.first_published_at.date() if report.first_published_at else None,
            url=self.batch.addresses[report.pk],
            card=self.card(),
        )

    def body(self) -> str:
        texts = [getattr(self.report, name) for name in TEXTS]
        return "\n".join(text for text in [*texts, *self.report.success_factors, *self.report.barriers] if text)

    def facets(self) -> dict[str, tuple[str, ...]]:
        types = live(actor.territory_type for actor in self.actors if actor.territory_type)
        found: dict[str, Iterable[str]] = {facet: slugs(self.terms[field]) for field, facet in REPORT_FACETS.items()}
        found["territory"] = [code for place in self.places for code in place.ancestors_codes()]
        found["territory_type"] = slugs(types)
        found["nature"] = [self.report.kind]
        found["sdg"] = [goal.slug for goal, effect in self.goals if effect is None or effect > 0]
        found["resource_type"] = slugs([self.resource] if self.resource else [])
        found["keyword"] = [slug for _name, slug in self.tags]
        found["year"] = [str(self.year)] if self.year else []
        found["evidence"] = [EVIDENCE_SLUGS[self.report.evidence_level]] if self.report.evidence_level else []
        return {name: tuple(dict.fromkeys(values)) for name, values in found.items() if values}

    def card(self) -> dict[str, Any]:
        report, batch = self.report, self.batch
        status = EditorialStatus(report.editorial_status)
        return {
            "permanent_id": report.permanent_id,
            "format": report.format,
            "nature": batch.kinds.get(report.kind, report.kind.capitalize()),
            "status": batch.statuses.get(report.status, report.status.capitalize()) if report.status else "",
            "stages": [term.label for term in self.terms["stages"]],
            "needs": [[batch.needs[term.slug], term.label] for term in self.terms["needs"]],
            "hazards": [term.label for term in self.terms["hazards"]],
            "actors": [actor.name for actor in self.actors],
            "place": str(self.places[0]) if self.places else "",
            "year": self.year,
            "to_check": status == EditorialStatus.TO_CHECK,
            "standing": status.notice,
            "verified": report.verified_at.isoformat() if report.verified_at else None,
            "reachable": report.pk in batch.reachable,
        }
