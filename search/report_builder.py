"""Experience report → `SearchDocument`."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any, ClassVar

from django.db import models
from wagtail.models import Site

from actors.models import Actor, TerritoryType
from network_site.territories.models import Territory
from practices.models import (
    VOCABULARIES,
    ExperienceReportPage,
    ReportActor,
    ReportGoal,
    ReportReferent,
    ReportTag,
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


NAMES_OF_KINDS, NAMES_OF_STATUSES = dict(ExperienceReportPage.Kind.choices), dict(ExperienceReportPage.Status.choices)
"""Django makes them again at each `get_kind_display`."""


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
        links = ExperienceReportPage.related.through.objects.filter(around("from_experiencereportpage", pks))
        related = links.order_by("pk").values_list("from_experiencereportpage_id", "to_experiencereportpage_id")
        parts: dict[str, Mapping[int, list[Any]]] = {
            "actors": _actors(pks),
            "goals": _goals(pks),
            "tags": _tags(pks),
            "related": by_owner(related),
        }
        referents = set(ReportReferent.objects.filter(around("page", pks)).values_list("page_id", flat=True))
        needs = {need.slug: need for found in terms["needs"].values() for need in found}
        addresses = {slug: need.get_absolute_url() for slug, need in needs.items()}
        site, roots = Site.objects.get(is_default_site=True), SimpleNamespace()
        return [
            _ReportParts(
                report,
                {field: found.get(report.pk, []) for field, found in terms.items()},
                {name: found.get(report.pk, []) for name, found in parts.items()},
                addresses,
                reachable=report.pk in referents,
                url=report.get_url(roots, current_site=site) or "",  # the first one reads where sites start for all
            ).document(self.key(report.pk))
            for report in objects
        ]


@dataclass(frozen=True, slots=True)
class _Author:
    """What a document says of an actor. A batch has hundreds of them, and a whole one is long to make."""

    name: str
    aliases: Sequence[str]
    territory_type: TerritoryType | None
    territory: Territory | None

    def __str__(self) -> str:
        return self.name


def _actors(pks: Sequence[int]) -> dict[int, list[_Author]]:
    links = ReportActor.objects.filter(around("page", pks), actor__live=True).order_by("sort_order", "pk")
    pairs = list(links.values_list("page_id", "actor_id"))
    found = Actor.objects.filter(pk__in={actor for _page, actor in pairs})
    rows = list(found.values_list("pk", "name", "aliases", "territory_type_id", "territory_id"))
    types = TerritoryType.objects.in_bulk({row[3] for row in rows if row[3]})
    territories = Territory.objects.in_bulk({row[4] for row in rows if row[4]})
    authors = {
        pk: _Author(name, aliases, types.get(kind or 0), territories.get(place or ""))
        for pk, name, aliases, kind, place in rows
    }
    return by_owner((page, authors[actor]) for page, actor in pairs)


def _goals(pks: Sequence[int]) -> dict[int, list[tuple[Any, int | None]]]:
    """Goals with the effect of each report on them."""
    goals = SustainableGoal.objects.filter(live=True).in_bulk()
    rows = ReportGoal.objects.filter(around("page", pks), goal__live=True).order_by("sort_order", "pk")
    return by_owner(
        (page, (goals[goal], effect)) for page, goal, effect in rows.values_list("page_id", "goal_id", "effect")
    )


def _tags(pks: Sequence[int]) -> dict[int, list[tuple[str, str]]]:
    """Names and slugs."""
    rows = ReportTag.objects.filter(around("content_object", pks)).order_by("pk")
    return by_owner(
        (page, (name, slug)) for page, name, slug in rows.values_list("content_object_id", "tag__name", "tag__slug")
    )


class _ReportParts:
    """One report with its links, read beforehand. `addresses` are those of needs, by slug."""

    TEXTS = (
        *("action", "context", "objectives", "results", "limits", "lessons", "transfer_advice", "preconditions"),
        *("governance", "stakeholders", "legal_frame"),
    )

    def __init__(
        self,
        report: ExperienceReportPage,
        terms: Mapping[str, Terms],
        parts: Mapping[str, list[Any]],
        addresses: Mapping[str, str],
        *,
        reachable: bool,
        url: str,
    ) -> None:
        self.report = report
        self.terms = terms
        self.actors = parts["actors"]
        self.goals = parts["goals"]
        self.tags = parts["tags"]
        self.related = parts["related"]
        self.addresses = addresses
        self.reachable = reachable
        self.url = url
        self.resource = report.resource_type if report.resource_type and report.resource_type.live else None
        places = [report.location, *(actor.territory for actor in self.actors)]
        self.places: list[Any] = list(dict.fromkeys(place for place in places if place))
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
            related=tuple(document_key(Kind.REPORTS, pk) for pk in self.related),
            facets=self.facets(),
            date=report.first_published_at.date() if report.first_published_at else None,
            url=self.url,
            card=self.card(),
        )

    def body(self) -> str:
        texts = [getattr(self.report, name) for name in self.TEXTS]
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
        report = self.report
        return {
            "permanent_id": report.permanent_id,
            "format": report.format,
            "nature": str(NAMES_OF_KINDS.get(report.kind, report.kind)).capitalize(),
            "status": str(NAMES_OF_STATUSES.get(report.status, report.status)).capitalize() if report.status else "",
            "stages": [term.label for term in self.terms["stages"]],
            "needs": [[self.addresses[term.slug], term.label] for term in self.terms["needs"]],
            "hazards": [term.label for term in self.terms["hazards"]],
            "actors": [actor.name for actor in self.actors],
            "place": str(self.places[0]) if self.places else "",
            "year": self.year,
            "to_check": report.is_to_check,
            "standing": report.standing_label,
            "verified": report.verified_at.isoformat() if report.verified_at else None,
            "reachable": self.reachable,
        }
