"""Model → `SearchDocument`, one builder for each kind: adding a kind of document is adding a builder and a card
template.

Builders work on many objects at once: the number of queries does not grow with the number of documents. The names of
people are not read here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import islice
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Count, Q

from actors.models import Actor, Network
from network_site.vocabulary import Term
from practices.models import (
    VOCABULARIES,
    ExperienceReportPage,
    Need,
    ReportActor,
    ReportGoal,
    ReportReferent,
    ReportTag,
)
from search.documents import Kind, SearchDocument, document_key
from search.visibility import visible

BATCH = 200
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

Terms = Sequence[Term]


class Builder:
    """How one model becomes documents. `dependencies` maps a model to the lookups by which its change reaches here."""

    kind: ClassVar[Kind]
    model: ClassVar[type[models.Model]]
    dependencies: ClassVar[Mapping[str, Sequence[str]]] = {}

    def key(self, pk: int | str) -> str:
        return document_key(self.kind, pk)

    def visible(self) -> "models.QuerySet[Any]":
        return visible(self.model._default_manager.all())

    def documents(self, pks: Iterable[int]) -> list[SearchDocument]:
        """Documents of the visible objects among `pks`."""
        found = list(self.queryset().filter(pk__in=list(pks)).order_by("pk"))
        return self.build(found) if found else []

    def everything(self) -> Iterator[SearchDocument]:
        """Every visible object, batch after batch."""
        pks = iter(list(self.visible().order_by("pk").values_list("pk", flat=True)))
        while batch := list(islice(pks, BATCH)):
            yield from self.documents(batch)

    def queryset(self) -> "models.QuerySet[Any]":
        return self.visible()

    def build(self, objects: list[Any]) -> list[SearchDocument]:
        raise NotImplementedError

    def fresh_card(self, pks: Sequence[int]) -> dict[int, dict[str, Any]]:
        """What a card shows that other objects decide (« 6 retours »): read for a whole page of results at once."""
        return {}

    def using(self, changed: models.Model) -> list[str]:
        """Keys of the documents that show something of the changed object."""
        lookups = self.dependencies.get(label(type(changed)), ())
        if not lookups:
            return []
        condition = Q(*((lookup, changed.pk) for lookup in lookups), _connector=Q.OR)
        pks = self.model._default_manager.filter(condition).values_list("pk", flat=True).distinct()
        return [self.key(pk) for pk in pks]


def label(model: type[models.Model]) -> str:
    """« practices.Need »."""
    return model._meta.label  # noqa: SLF001 - Django documents Model._meta


def live(terms: Iterable[Term]) -> list[Term]:
    return [term for term in terms if term.live]


def slugs(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(term.slug for term in terms)


def labels(terms: Iterable[Any]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(str(term) for term in terms))


def synonyms(terms: Iterable[Term]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for term in terms for word in term.synonyms))


def linked_terms(model: type[models.Model], field_name: str, pks: Sequence[int]) -> dict[int, list[Term]]:
    """Live terms of a many-to-many field for many objects, in two queries: the links and the (small) vocabulary."""
    field: Any = model._meta.get_field(field_name)  # noqa: SLF001 - Django documents Model._meta
    vocabulary: dict[int, Term] = field.related_model._default_manager.filter(live=True).in_bulk()
    source, target = field.m2m_field_name(), field.m2m_reverse_field_name()
    links = field.remote_field.through._default_manager.filter(**{f"{source}__in": pks}).order_by("pk")
    found: dict[int, list[Term]] = defaultdict(list)
    for owner, term in links.values_list(f"{source}_id", f"{target}_id"):
        if term in vocabulary:
            found[owner].append(vocabulary[term])
    return {owner: sorted(terms, key=lambda term: (term.order, term.label)) for owner, terms in found.items()}


def by_owner(rows: Iterable[Any], owner: str) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = defaultdict(list)
    for row in rows:
        found[getattr(row, owner)].append(row)
    return found


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
        actors = ReportActor.objects.filter(page__in=pks).select_related("actor__territory_type", "actor__territory")
        goals = ReportGoal.objects.filter(page__in=pks, goal__live=True).select_related("goal")
        tags = ReportTag.objects.filter(content_object__in=pks).select_related("tag")
        referents = set(ReportReferent.objects.filter(page__in=pks).values_list("page_id", flat=True))
        parts = {"actors": by_owner(actors, "page_id"), "goals": by_owner(goals, "page_id")}
        parts["tags"] = by_owner(tags, "content_object_id")
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
            "verified": report.verified_at.isoformat() if report.verified_at else None,
            "reachable": self.reachable,
        }


class NeedBuilder(Builder):
    kind = Kind.NEEDS
    model = Need
    dependencies: ClassVar[Mapping[str, Sequence[str]]] = {"practices.Stage": ("stages",)}

    def build(self, objects: list[Need]) -> list[SearchDocument]:
        stages = linked_terms(Need, "stages", [need.pk for need in objects])
        return [self._document(need, stages.get(need.pk, [])) for need in objects]

    def _document(self, need: Need, stages: Terms) -> SearchDocument:
        return SearchDocument(
            key=self.key(need.pk),
            kind=self.kind,
            title=need.label,
            summary=need.definition,
            labels=labels(stages),
            synonyms=tuple(need.synonyms),
            questions=tuple(need.questions),
            facets={"stage": slugs(stages)} if stages else {},
            url=need.get_absolute_url(),
            card={
                "slug": need.slug,
                "question": need.questions[0] if need.questions else "",
                "essential": need.is_essential,
            },
        )

    def fresh_card(self, pks: Sequence[int]) -> dict[int, dict[str, Any]]:
        return _report_counts("needs", pks)


class ActorBuilder(Builder):
    kind = Kind.ACTORS
    model = Actor
    dependencies: ClassVar[Mapping[str, Sequence[str]]] = {
        "actors.ActorType": ("type",),
        "actors.TerritoryType": ("territory_type",),
    }

    def queryset(self) -> "models.QuerySet[Any]":
        return self.visible().select_related("type", "territory_type", "territory__departement", "territory__region")

    def build(self, objects: list[Actor]) -> list[SearchDocument]:
        return [self._document(actor) for actor in objects]

    def _document(self, actor: Actor) -> SearchDocument:
        place = actor.territory
        terms = live(term for term in (actor.type, actor.territory_type) if term)
        facets = {"actor_type": slugs(live([actor.type])), "territory": place.ancestors_codes() if place else ()}
        facets["territory_type"] = slugs(live([actor.territory_type])) if actor.territory_type else ()
        return SearchDocument(
            key=self.key(actor.pk),
            kind=self.kind,
            title=actor.name,
            summary=actor.description,
            labels=labels([*terms, *([place] if place else [])]),
            synonyms=tuple(name for name in [actor.full_name, *actor.aliases, *synonyms(terms)] if name),
            facets={name: values for name, values in facets.items() if values},
            url=actor.get_absolute_url(),
            card={
                "type": (actor.territory_type or actor.type).label,
                "place": ", ".join(part.name for part in (place.departement, place.region) if part) if place else "",
                "population": place.population if place else None,
            },
        )

    def fresh_card(self, pks: Sequence[int]) -> dict[int, dict[str, Any]]:
        return _report_counts("report_actors__actor", pks)


class NetworkBuilder(Builder):
    kind = Kind.NETWORKS
    model = Network
    dependencies: ClassVar[Mapping[str, Sequence[str]]] = {
        "actors.NetworkScope": ("scope",),
        "actors.NetworkCategory": ("category",),
        "practices.Need": ("needs",),
        "practices.Theme": ("themes",),
        "actors.Actor": ("memberships__actor",),
    }

    def queryset(self) -> "models.QuerySet[Any]":
        return self.visible().select_related("scope", "category")

    def build(self, objects: list[Network]) -> list[SearchDocument]:
        pks = [network.pk for network in objects]
        needs, themes = linked_terms(Network, "needs", pks), linked_terms(Network, "themes", pks)
        territories: dict[int, list[Any]] = defaultdict(list)
        links = Network.territories.through.objects.filter(network__in=pks).select_related("territory")
        for link in links.order_by("pk"):
            territories[link.network_id].append(link.territory)
        return [
            self._document(network, needs.get(network.pk, []), themes.get(network.pk, []), territories[network.pk])
            for network in objects
        ]

    def _document(self, network: Network, needs: Terms, themes: Terms, territories: list[Any]) -> SearchDocument:
        scope, category = live([network.scope]), live([network.category])
        regions = dict.fromkeys(place.region_id or place.pk for place in territories)
        facets = {
            "network_scope": slugs(scope),
            "network_category": slugs(category),
            "region": tuple(code for code in regions if code.startswith("region-")),
            "need": slugs(needs),
            "theme": slugs(themes),
        }
        return SearchDocument(
            key=self.key(network.pk),
            kind=self.kind,
            title=network.name,
            summary=network.description,
            body=network.how_to_join,
            labels=labels([*scope, *category, *needs, *themes, *territories]),
            synonyms=(*network.aliases, *synonyms([*category, *needs, *themes])),
            facets={name: values for name, values in facets.items() if values},
            url=network.get_absolute_url(),
            card={
                "scope": network.scope.label,
                "category": network.category.label,
                "place": network.region_name or ", ".join(place.name for place in territories),
            },
        )

    def fresh_card(self, pks: Sequence[int]) -> dict[int, dict[str, Any]]:
        members = Count("memberships", filter=Q(memberships__actor__live=True))
        counted = Network.objects.filter(pk__in=pks).annotate(total=members)
        return {pk: {"members": total} for pk, total in counted.values_list("pk", "total")}


def _report_counts(lookup: str, pks: Sequence[int]) -> dict[int, dict[str, Any]]:
    """How many visible reports each object has, in one grouped query."""
    reports = visible(ExperienceReportPage.objects.filter(**{f"{lookup}__in": pks}))
    counted = reports.order_by().values_list(lookup).annotate(Count("pk", distinct=True))
    return {pk: {"reports": 0} for pk in pks} | {pk: {"reports": count} for pk, count in counted if pk in set(pks)}


BUILDERS: tuple[Builder, ...] = (NeedBuilder(), ReportBuilder(), ActorBuilder(), NetworkBuilder())
BY_KIND: Mapping[Kind, Builder] = {builder.kind: builder for builder in BUILDERS}
BY_PREFIX: Mapping[str, Builder] = {builder.kind.prefix: builder for builder in BUILDERS}
BY_MODEL: Mapping[type[models.Model], Builder] = {builder.model: builder for builder in BUILDERS}


def documents_for(keys: Iterable[str]) -> dict[str, SearchDocument]:
    """Documents of the keys whose object exists and may be seen; the others must leave the index."""
    pks: dict[str, list[int]] = defaultdict(list)
    for key in keys:
        prefix, _separator, pk = key.partition(":")
        pks[prefix].append(int(pk))
    documents = [document for prefix, wanted in pks.items() for document in BY_PREFIX[prefix].documents(wanted)]
    return {document.key: document for document in documents}


def all_documents() -> Iterator[SearchDocument]:
    for builder in BUILDERS:
        yield from builder.everything()


def count_visible() -> int:
    return sum(builder.visible().count() for builder in BUILDERS)


def dependency_models() -> set[type[models.Model]]:
    """Models whose change reaches documents of others."""
    return {apps.get_model(label) for builder in BUILDERS for label in builder.dependencies}
