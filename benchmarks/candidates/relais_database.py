"""The corpus as the reports of a Relais site, written in bulk: pages, actors, terms, goals and keywords."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from itertools import islice
from typing import Any

from benchmarks.candidates.bulk import insert_children, insert_links, tree_step
from benchmarks.corpus import ACTORS, FACETS, OTHERS, Report

ACTORS_OF_A_TYPE = ACTORS // FACETS["territory"]

BATCH = 1_000
RELAIS_NAMES: Mapping[str, str] = {
    "needs": "need",
    "stage": "stage",
    "themes": "theme",
    "hazards": "hazard",
    "territory": "territory_type",
    "region": "territory",
    "sdgs": "sdg",
    "levers": "principle",
}
"""Facet of the corpus → facet of Relais."""


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The objects that reports are classed by, each list in the order of the corpus's numbers."""

    terms: Mapping[str, list[Any]]
    actors: list[Any]
    """Those of a type of territory follow each other: an actor of Relais has one type; a report of the corpus, both."""

    def actor(self, report: Report) -> Any:
        place = report.facets["territory"][0] * ACTORS_OF_A_TYPE + report.actor % ACTORS_OF_A_TYPE
        return self.actors[place]

    def slug(self, facet: str, number: int) -> str:
        """The value of Relais's own facet."""
        return str(self.terms[facet][number].pk if facet == "region" else self.terms[facet][number].slug)


def prepare_site() -> None:
    """An empty site: tables, rights, territories, static files."""
    from django.core.management import call_command

    for command in ("migrate", "prepare_site", "load_territories"):
        call_command(command, verbosity=0, stdout=StringIO())
    call_command("collectstatic", interactive=False, verbosity=0)


def vocabulary() -> Vocabulary:
    """Read from the database, made there the first time."""
    from actors.models import Actor, ActorType, TerritoryType
    from network_site.territories.models import Territory
    from practices.models import CompassPrinciple, Hazard, Need, Stage, SustainableGoal, Theme
    from practices.models.report_parts import ReportKeyword

    terms: dict[str, list[Any]] = {
        name: _terms(model, name, FACETS[name])
        for name, model in {
            "needs": Need,
            "stage": Stage,
            "themes": Theme,
            "hazards": Hazard,
            "territory": TerritoryType,
            "levers": CompassPrinciple,
        }.items()
    }
    terms["sdgs"] = _terms(SustainableGoal, "sdgs", FACETS["sdgs"], numbered=True)
    terms["region"] = list(Territory.objects.filter(kind=Territory.Kind.REGION).order_by("pk")[: FACETS["region"]])
    keywords = [ReportKeyword(name=f"tags {number}", slug=f"tags-{number}") for number in range(OTHERS["tags"])]
    ReportKeyword.objects.bulk_create(keywords, ignore_conflicts=True)
    terms["tags"] = sorted(ReportKeyword.objects.all(), key=_number)
    if not Actor.objects.exists():
        kind = ActorType.objects.create(label="Collectivité", slug="collectivite")
        Actor.objects.bulk_create(
            Actor(
                name=f"Ville {pk}",
                slug=f"ville-{pk}",
                type=kind,
                territory_type=terms["territory"][pk // ACTORS_OF_A_TYPE],
            )
            for pk in range(ACTORS)
        )
    return Vocabulary(terms, sorted(Actor.objects.all(), key=_number))


def _terms(model: Any, name: str, count: int, *, numbered: bool = False) -> list[Any]:
    """Terms « needs 0 », « needs 1 »…: no word of theirs is a word of the corpus's questions."""
    made = [
        model(label=f"{name} {number}", slug=f"{name}-{number}", **({"number": number + 1} if numbered else {}))
        for number in range(count)
    ]
    model.objects.bulk_create(made, ignore_conflicts=True)
    return sorted(model.objects.all(), key=_number)


def _number(term: Any) -> int:
    return int(term.slug.rpartition("-")[2])


def fill(reports: Iterable[Report]) -> None:
    """Every report of the corpus, published."""
    from wagtail.models import Page, Site

    from practices.models import ReportIndexPage

    known = vocabulary()
    home = Site.objects.get(is_default_site=True).root_page
    folder = home.add_child(instance=ReportIndexPage(title="Retours", slug="retours-mesures"))
    writer = _Writer(known, folder)
    remaining = iter(reports)
    while batch := list(islice(remaining, BATCH)):
        writer.write(batch)
    Page.objects.filter(pk=folder.pk).update(numchild=writer.written)


class _Writer:
    """Batches of reports, their rows written table by table: Django's `bulk_create` refuses a page, whose table has a
    parent's.
    """

    def __init__(self, known: Vocabulary, folder: Any) -> None:
        from django.contrib.contenttypes.models import ContentType

        from practices.models import ExperienceReportPage

        self._known = known
        self._folder = folder
        self._model = ExperienceReportPage
        self._type = ContentType.objects.get_for_model(ExperienceReportPage)
        self.written = 0

    def write(self, batch: list[Report]) -> None:
        from django.db import transaction

        with transaction.atomic():
            made = [self._page(report) for report in batch]
            insert_children(made)
            pages = {page.pk: report for page, report in zip(made, batch, strict=True)}
            self._links(pages)
            self._parts(pages)
        self.written += len(batch)

    def _page(self, report: Report) -> Any:
        now = datetime(2026, 1, 1, tzinfo=UTC)
        slug = f"retour-{report.number}"
        return self._model(
            title=report.title,
            draft_title=report.title,
            slug=slug,
            path=self._folder.path + tree_step(report.number),
            depth=self._folder.depth + 1,
            url_path=f"{self._folder.url_path}{slug}/",
            content_type=self._type,
            locale=self._folder.locale,
            live=True,
            first_published_at=now,
            last_published_at=now,
            permanent_id=f"{report.year}-{report.number:06d}",
            summary=report.summary,
            action=report.body,
            year=report.year,
            location=self._known.terms["region"][report.facets["region"][0]],
            verified_at=now.date(),
        )

    def _links(self, pages: Mapping[int, Report]) -> None:
        fields = {"needs": "needs", "stage": "stages", "themes": "themes", "hazards": "hazards", "levers": "principles"}
        for facet, name in fields.items():
            terms = self._known.terms[facet]
            pairs = ((pk, terms[value].pk) for pk, report in pages.items() for value in report.facets[facet])
            insert_links(self._model, name, pairs)

    def _parts(self, pages: Mapping[int, Report]) -> None:
        from practices.models import ReportActor, ReportGoal, ReportTag

        ReportGoal.objects.bulk_create(
            ReportGoal(page_id=pk, goal=self._known.terms["sdgs"][value])
            for pk, report in pages.items()
            for value in report.facets["sdgs"]
        )
        ReportTag.objects.bulk_create(
            ReportTag(content_object_id=pk, tag=self._known.terms["tags"][value])
            for pk, report in pages.items()
            for value in report.facets["tags"]
        )
        ReportActor.objects.bulk_create(
            ReportActor(page_id=pk, actor=self._known.actor(report)) for pk, report in pages.items()
        )
