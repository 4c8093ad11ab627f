"""Model → `SearchDocument`: one builder for each kind. A new kind is a builder and a card template.

Builders work on many objects at once: the number of queries does not grow with the number of documents. The names of
people are not read here.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, ClassVar

from django.apps import apps
from django.db import models
from django.db.models import Count, Q

from actors.models import Actor, Network
from practices.models import ExperienceReportPage, Need
from search.builder import Builder, Terms, labels, linked_terms, live, slugs, synonyms
from search.documents import Kind, SearchDocument
from search.report_builder import ReportBuilder
from search.visibility import visible


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
                "population": actor.inhabitants,
            },
        )

    def fresh_card(self, pks: Sequence[int]) -> dict[int, dict[str, Any]]:
        """How many visible reports each has, in one grouped query."""
        reports = visible(ExperienceReportPage.objects.filter(report_actors__actor__in=pks)).order_by()
        counted = dict(reports.values_list("report_actors__actor").annotate(Count("pk", distinct=True)))
        return {pk: {"reports": counted.get(pk, 0)} for pk in pks}


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


def batches() -> Iterator[list[SearchDocument]]:
    """Every document of the site, as `Builder.batches` reads them."""
    for builder in BUILDERS:
        yield from builder.batches()


def count_visible() -> int:
    return sum(builder.visible().count() for builder in BUILDERS)


def dependency_models() -> set[type[models.Model]]:
    """Models whose change reaches documents of others."""
    return {apps.get_model(label) for builder in BUILDERS for label in builder.dependencies}
