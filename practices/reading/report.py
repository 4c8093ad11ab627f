"""An experience report as its page shows it, published or in preview."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from django.conf.locale import LANG_INFO
from django.db.models import Prefetch, Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from django.utils.translation import gettext as translated
from wagtail.images import get_image_model

from actors.models import Actor, Network, Referent
from network_site.territories.models import Territory
from network_site.vocabulary import Origin
from practices.citation import Citation
from practices.models import (
    DoughnutDimension,
    ExperienceReportPage,
    ReportActor,
    ReportImage,
    ReportIndicator,
    ReportReference,
    ReportReuse,
)
from practices.reading.cards import ReportCard, published_reports, report_cards, with_common_needs
from practices.reading.chapters import WHAT_FAILED, Chapter, Title, chapters
from practices.reading.facts import Fact, main_facts, other_facts, place_name
from practices.reading.freshness import Freshness, read_freshness
from practices.reading.links import last_seen_dead
from practices.reading.needs import networks_for
from practices.reading.terms import (
    ALL_DIMENSIONS,
    ALL_PRINCIPLES,
    GOALS,
    RELATED,
    ReportTerms,
    TermLine,
    read_terms,
)

PICTURE = "max-1100x800"
MOST_RELATED = 3
MOST_QUESTIONS = 3
"""Of those that are asked as questions: the others are words that people search with."""


@dataclass(frozen=True, slots=True)
class IndicatorGroup:
    """Figures that follow one objective: what was done (outputs), what it changed (outcomes), and those of which nobody
    said what they measure.
    """

    objective: str
    outputs: tuple[ReportIndicator, ...]
    outcomes: tuple[ReportIndicator, ...]
    unsaid: tuple[ReportIndicator, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """A line of `components/sources.html`."""

    label: str
    url: str
    note: str
    dead_on: date | None = None


@dataclass(frozen=True, slots=True)
class Frames:
    """The boussole and the Donut: everything they hold, and what the report stands on."""

    principles: tuple[TermLine, ...]
    chosen_principles: list[TermLine]
    levers: tuple[TermLine, ...]
    social: list[TermLine]
    planet: list[TermLine]
    chosen_dimensions: list[TermLine]


@dataclass(frozen=True, slots=True)
class ReportReading:
    """Everything that a template needs: nothing more is asked of the database."""

    terms: ReportTerms
    questions: list[str]
    chapters: tuple[Chapter, ...]
    untold: tuple[Chapter, ...]
    main_facts: list[Fact]
    other_facts: list[Fact]
    actors: list[ReportActor]
    referents: list[Referent]
    unnamed_referents: int
    rated_goals: tuple[TermLine, ...]
    unrated_goals: tuple[TermLine, ...]
    indicators: list[IndicatorGroup]
    has_figures: bool
    frames: Frames
    sources: list[Source]
    links: list[Source]
    inspirations: list[ReportReuse]
    reuses: list[ReportReuse]
    images: list[ReportImage]
    networks: list[Network]
    related: list[ReportCard]
    freshness: Freshness
    is_survey: bool
    is_unvalidated: bool

    @property
    def leads(self) -> list[Actor]:
        """Who carried it; whoever took part where nobody is said to."""
        carried = [part.actor for part in self.actors if part.role == ReportActor.Role.LEAD]
        return carried or [part.actor for part in self.actors]

    @property
    def gap_title(self) -> str:
        """What is said of a part that is missing: the survey is closed, a contribution may still be completed."""
        return _("Non renseigné dans l’enquête") if self.is_survey else _("Pas encore raconté")

    @property
    def hides_gaps(self) -> bool:
        """The facts of a contribution are those it gives; those of the survey also say what it did not ask."""
        return not self.is_survey

    @property
    def references_title(self) -> str:
        """A contribution is its own source, whose writer is asked for links to read next: it cites none by default."""
        if self.sources or self.is_survey:
            return _("Sources")
        return _("Pour aller plus loin") if self.links else ""

    @property
    def contents(self) -> list[tuple[str, Title]]:
        """Anchors and titles of the parts of the page, in order."""
        parts: list[tuple[str, Title, object]] = [
            ("a-raconter", _("Ce qui reste à raconter"), self.untold),
            ("indicateurs", _("Ce qui est mesuré"), self.indicators),
            ("odd", _("Effet sur les ODD"), self.rated_goals or self.unrated_goals),
            ("reperes", _("Donut et boussole"), self.frames.chosen_principles or self.frames.chosen_dimensions),
            ("acteurs", _("Acteurs et référents"), True),
            ("reprises", _("Inspirations et reprises"), self.inspirations or self.reuses),
            ("reseaux", _("Réseaux"), self.networks),
            ("sources", self.references_title, self.references_title),
            ("citer", _("Citer cette fiche"), True),
        ]
        told = [(chapter.anchor, chapter.title) for chapter in self.chapters]
        return told + [(anchor, title) for anchor, title, shown in parts if shown]


def read_report(report: ExperienceReportPage, *, draft: bool = False) -> ReportReading:
    """About fifteen queries, whatever the report holds. A draft is read from the object: its rows may be unsaved."""
    published = published_reports()
    terms = read_terms(report, draft=draft)
    parts = list(report.report_actors.select_related("actor__territory__region"))
    actors = [part for part in parts if part.actor.live]
    people = [row.referent for row in report.report_referents.select_related("referent__actor")]
    named = [person for person in people if person.is_named_publicly]
    indicators = list(report.indicators.all())
    references = read_references(report, draft=draft)
    story = list(chapters(report))
    reuses = read_reuses(report, published) if report.pk else []
    return ReportReading(
        terms=terms,
        questions=[text for text in report.questions if text.endswith("?")][:MOST_QUESTIONS],
        chapters=tuple(chapter for chapter in story if chapter.is_told or chapter.anchor == WHAT_FAILED),
        untold=tuple(chapter for chapter in story if not chapter.is_told and chapter.anchor != WHAT_FAILED),
        main_facts=main_facts(report, place=place_name(place_of(report, actors)), terms=terms),
        other_facts=other_facts(report, terms=terms),
        actors=actors,
        referents=named,
        unnamed_referents=len(people) - len(named),
        rated_goals=tuple(goal for goal in terms.of(GOALS) if goal.effect is not None),
        unrated_goals=tuple(goal for goal in terms.of(GOALS) if goal.effect is None),
        indicators=group_indicators(indicators),
        has_figures=any(row.before or row.after for row in indicators),
        frames=frames(terms),
        sources=[source for role, source in references if role == ReportReference.Role.SOURCE],
        links=[source for role, source in references if role == ReportReference.Role.LINK],
        inspirations=[row for row in reuses if row.page_id == report.pk],
        reuses=[row for row in reuses if row.inspired_by_id == report.pk],
        images=read_images(report),
        networks=networks_for(need.pk for need in terms.of("needs")),
        related=read_related(published, terms=terms),
        freshness=read_freshness(report),
        is_survey=report.origin == Origin.SURVEY,
        is_unvalidated=report.classification_origin == Origin.EDITORIAL,
    )


def place_of(report: ExperienceReportPage, parts: Iterable[ReportActor]) -> Territory | None:
    """Where it happened: what the report says, or else the territory of the only actor that has one."""
    if report.location_id is not None:
        return report.location
    known = {part.actor.territory.pk: part.actor.territory for part in parts if part.actor.territory}
    return next(iter(known.values())) if len(known) == 1 else None


def group_indicators(rows: Iterable[ReportIndicator]) -> list[IndicatorGroup]:
    """By objective, in the order in which objectives appear."""
    groups: dict[str, list[ReportIndicator]] = {}
    for row in rows:
        groups.setdefault(row.objective, []).append(row)
    return [
        IndicatorGroup(
            objective,
            *(tuple(row for row in mine if row.kind == kind) for kind in (*ReportIndicator.Kind, "")),
        )
        for objective, mine in groups.items()
    ]


def frames(terms: ReportTerms) -> Frames:
    return Frames(
        principles=terms.of(ALL_PRINCIPLES),
        chosen_principles=terms.chosen(ALL_PRINCIPLES, "principles"),
        levers=terms.of("levers"),
        social=terms.ring(DoughnutDimension.Ring.SOCIAL),
        planet=terms.ring(DoughnutDimension.Ring.PLANET),
        chosen_dimensions=terms.chosen(ALL_DIMENSIONS, "doughnut"),
    )


def read_references(report: ExperienceReportPage, *, draft: bool) -> list[tuple[str, Source]]:
    """What each reference is for, and its line. A draft is read from the object, without what is known of its links."""
    if draft:
        return [(row.role, source_of(row)) for row in report.references.select_related("document")]
    rows = ReportReference.objects.filter(page=report.pk).select_related("document").order_by("sort_order", "pk")
    dated = rows.annotate(dead_at=last_seen_dead("url"))
    return [(row.role, source_of(row, dead_on=localdate(row.dead_at) if row.dead_at else None)) for row in dated]


def source_of(row: ReportReference, *, dead_on: date | None = None) -> Source:
    """A document has its own address, a bare address is named by its site."""
    url = row.document.url if row.document else row.url
    site = (urlsplit(row.url).hostname or "").removeprefix("www.")
    label = row.label or (row.document.title if row.document else site) or row.url
    note = ", ".join(text for text in (site if row.label else "", language_note(row.language)) if text)
    return Source(label, url, note, None if row.document else dead_on)


def language_note(code: str) -> str:
    """« en anglais »; nothing for French and for a code that Django does not know."""
    known = {} if code.startswith("fr") else LANG_INFO.get(code, {})
    return _("en %(language)s") % {"language": translated(known["name"]).lower()} if "name" in known else ""


def read_reuses(report: ExperienceReportPage, published: "QuerySet[ExperienceReportPage]") -> list[ReportReuse]:
    """What inspired this report and what it inspired, where a visitor can read the other one."""
    both = Q(page=report, inspired_by__in=published) | Q(inspired_by=report, page__in=published)
    return list(ReportReuse.objects.filter(both).select_related("page", "inspired_by").order_by("sort_order", "pk"))


def read_images(report: ExperienceReportPage) -> list[ReportImage]:
    """With the rendition that the page shows, so that a picture costs no query."""
    renditions = get_image_model().get_rendition_model().objects.filter(filter_spec=PICTURE)
    wanted = Prefetch("image__renditions", renditions, to_attr="prefetched_renditions")
    return list(report.report_images.select_related("image").prefetch_related(wanted))


def read_related(published: "QuerySet[ExperienceReportPage]", *, terms: ReportTerms) -> list[ReportCard]:
    """Those that somebody chose to set beside this one."""
    chosen = [page.pk for page in terms.of(RELATED)]
    if not chosen:
        return []
    cards = report_cards(published.filter(pk__in=chosen).order_by("permanent_id")[:MOST_RELATED])
    return with_common_needs(cards, terms.labels("needs"))


def cite(report: ExperienceReportPage, *, authors: Iterable[Actor], address: str) -> Citation:
    """The version cited is the last one published; a draft has none."""
    return Citation(
        permanent_id=report.permanent_id,
        title=report.title,
        authors=() if report.attribution_unknown else tuple(actor.name for actor in authors),
        version=localdate(report.last_published_at) if report.last_published_at else None,
        published=localdate(report.first_published_at) if report.first_published_at else None,
        address=address,
        language=report.language,
    )


def lead_actors(report: ExperienceReportPage) -> list[Actor]:
    """For a citation alone, in one query."""
    parts = report.report_actors.filter(role=ReportActor.Role.LEAD, actor__live=True).select_related("actor")
    return [part.actor for part in parts]
