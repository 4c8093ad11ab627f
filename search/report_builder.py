"""Experience report → `SearchDocument`."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, ClassVar

from django.db import models

from practices.models import VOCABULARIES, ExperienceReportPage, ReportActor, ReportGoal, ReportReferent, ReportTag
from search.builder import Builder, Terms, by_owner, label, labels, linked_terms, live, slugs, synonyms
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

    def queryset(self) -> "models.QuerySet[Any]":
        return self.visible().select_related("location", "resource_type")

    def build(self, objects: list[ExperienceReportPage]) -> list[SearchDocument]:
        pks = [report.pk for report in objects]
        terms = {field: linked_terms(ExperienceReportPage, field, pks) for field in VOCABULARIES}
        # In a whole order: PostgreSQL gives ties as it likes, and the same report would make two documents.
        actors = ReportActor.objects.filter(page__in=pks).select_related("actor__territory_type", "actor__territory")
        actors = actors.order_by("sort_order", "pk")
        goals = ReportGoal.objects.filter(page__in=pks, goal__live=True).select_related("goal")
        goals = goals.order_by("sort_order", "pk")
        tags = ReportTag.objects.filter(content_object__in=pks).select_related("tag").order_by("pk")
        referents = set(ReportReferent.objects.filter(page__in=pks).values_list("page_id", flat=True))
        links = ExperienceReportPage.related.through.objects.filter(from_experiencereportpage__in=pks)
        parts = {"actors": by_owner(actors, "page_id"), "goals": by_owner(goals, "page_id")}
        parts["tags"] = by_owner(tags, "content_object_id")
        parts["related"] = by_owner(links.order_by("pk"), "from_experiencereportpage_id")
        return [
            _ReportParts(
                report,
                {field: found.get(report.pk, []) for field, found in terms.items()},
                {name: found.get(report.pk, []) for name, found in parts.items()},
                reachable=report.pk in referents,
            ).document(self.key(report.pk))
            for report in objects
        ]


class _ReportParts:
    """One report with its links, read beforehand."""

    TEXTS = (
        *("action", "context", "objectives", "results", "limits", "lessons", "transfer_advice", "preconditions"),
        *("governance", "stakeholders", "legal_frame"),
    )

    def __init__(
        self,
        report: ExperienceReportPage,
        terms: Mapping[str, Terms],
        parts: Mapping[str, list[Any]],
        *,
        reachable: bool,
    ) -> None:
        self.report = report
        self.terms = terms
        self.actors = [row.actor for row in parts["actors"] if row.actor.live]
        self.goals = parts["goals"]
        self.tags = [row.tag for row in parts["tags"]]
        self.related = [row.to_experiencereportpage_id for row in parts["related"]]
        self.reachable = reachable
        self.resource = report.resource_type if report.resource_type and report.resource_type.live else None

    def document(self, key: str) -> SearchDocument:
        report = self.report
        every = [*(term for terms in self.terms.values() for term in terms), *(row.goal for row in self.goals)]
        every += [self.resource] if self.resource else []
        return SearchDocument(
            key=key,
            kind=Kind.REPORTS,
            title=report.title,
            summary=report.summary,
            body=self.body(),
            labels=labels([*every, *self.actors, *self.places(), *self.tags]),
            synonyms=(*synonyms(every), *(alias for actor in self.actors for alias in actor.aliases)),
            questions=tuple(report.questions),
            related=tuple(document_key(Kind.REPORTS, pk) for pk in self.related),
            facets=self.facets(),
            date=report.first_published_at.date() if report.first_published_at else None,
            url=report.url or "",
            card=self.card(),
        )

    def body(self) -> str:
        texts = [getattr(self.report, name) for name in self.TEXTS]
        return "\n".join(text for text in [*texts, *self.report.success_factors, *self.report.barriers] if text)

    def places(self) -> list[Any]:
        found = [self.report.location, *(actor.territory for actor in self.actors)]
        return list(dict.fromkeys(place for place in found if place))

    def year(self) -> int | None:
        return self.report.year or (self.report.started_on.year if self.report.started_on else None)

    def facets(self) -> dict[str, tuple[str, ...]]:
        types = live(actor.territory_type for actor in self.actors if actor.territory_type)
        found: dict[str, Iterable[str]] = {facet: slugs(self.terms[field]) for field, facet in REPORT_FACETS.items()}
        found["territory"] = [code for place in self.places() for code in place.ancestors_codes()]
        found["territory_type"] = slugs(types)
        found["nature"] = [self.report.kind]
        found["sdg"] = [row.goal.slug for row in self.goals if row.effect is None or row.effect > 0]
        found["resource_type"] = slugs([self.resource] if self.resource else [])
        found["keyword"] = [tag.slug for tag in self.tags]
        found["year"] = [str(self.year())] if self.year() else []
        found["evidence"] = [EVIDENCE_SLUGS[self.report.evidence_level]] if self.report.evidence_level else []
        return {name: tuple(dict.fromkeys(values)) for name, values in found.items() if values}

    def card(self) -> dict[str, Any]:
        report = self.report
        return {
            "permanent_id": report.permanent_id,
            "format": report.format,
            "nature": report.get_kind_display().capitalize(),
            "status": report.get_status_display().capitalize() if report.status else "",
            "stages": [term.label for term in self.terms["stages"]],
            "needs": [[term.get_absolute_url(), term.label] for term in self.terms["needs"]],
            "hazards": [term.label for term in self.terms["hazards"]],
            "actors": [actor.name for actor in self.actors],
            "place": str(self.places()[0]) if self.places() else "",
            "year": self.year(),
            "to_check": report.is_to_check,
            "standing": report.standing_label,
            "verified": report.verified_at.isoformat() if report.verified_at else None,
            "reachable": self.reachable,
        }
