"""Up to three reports side by side. The state is the address: `rex`, once per report, in the order of the columns."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Final
from urllib.parse import urlencode

from django.db.models import Prefetch
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network_site.templatetags.typography import counted
from network_site.territories.models import Territory
from practices.models import ExperienceReportPage, Hazard, Need, ReportActor, Stage
from practices.models.permanent_ids import PATTERN
from practices.reading import published_reports
from practices.reading.facts import costs, period, place_name, staff
from search import service
from search.documents import Kind, document_key
from search.engines.base import EngineUnavailable
from search.queries import Hit, SearchQuery
from search.results_page import some

PARAMETER: Final = "rex"
MOST: Final = 3
MOST_READ: Final = 20
"""Identifiers of an address that are looked up."""

LONGEST: Final = 40
"""Characters of an identifier: beyond, nobody copied it from here."""

PROPOSED: Final = 6


@dataclass(frozen=True, slots=True)
class Cell:
    """What one report says of one thing: links, short lines or a text; nothing when it is not told."""

    lines: tuple[str, ...] = ()
    text: str = ""
    links: tuple[tuple[str, str], ...] = ()

    @property
    def is_told(self) -> bool:
        return bool(self.lines or self.text or self.links)


@dataclass(frozen=True, slots=True)
class Column:
    """A report, with the comparison without it."""

    report: ExperienceReportPage
    remove_url: str


@dataclass(frozen=True, slots=True)
class Row:
    """One thing compared. `pairs` are the columns and their cells."""

    label: str | Promise
    pairs: tuple[tuple[Column, Cell], ...]

    @property
    def is_told(self) -> bool:
        return any(cell.is_told for _column, cell in self.pairs)


@dataclass(frozen=True, slots=True)
class Missing:
    """An identifier that leads to no report anyone may read, with the comparison without it."""

    permanent_id: str
    remove_url: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """A report that could be added, and the comparison with it."""

    title: str
    place: str
    url: str
    add_url: str


class Comparison:
    """The reports that an address names: the first three that anyone may read. `text` looks for one to add."""

    def __init__(self, asked: Sequence[str], *, text: str = "") -> None:
        self.asked = list(dict.fromkeys(asked))[:MOST_READ]
        self.text = text
        written = [each for each in self.asked if re.fullmatch(PATTERN, each)]
        known = {report.permanent_id: report for report in _reports(written)}
        readable = [known[each] for each in self.asked if each in known]
        self.reports, self.left_out = readable[:MOST], readable[MOST:]
        self.ids = [report.permanent_id for report in self.reports]
        self.missing = [Missing(each, address(self.ids)) for each in self.asked if each not in known]

    @property
    def is_full(self) -> bool:
        return len(self.reports) == MOST

    @property
    def clean_url(self) -> str:
        """The same comparison, of what is shown only."""
        return address(self.ids)

    @cached_property
    def columns(self) -> list[Column]:
        return [
            Column(report, address(each for each in self.ids if each != report.permanent_id)) for report in self.reports
        ]

    @cached_property
    def rows(self) -> list[Row]:
        return [Row(label, tuple((column, read(column.report)) for column in self.columns)) for label, read in ROWS]

    @property
    def told_rows(self) -> list[Row]:
        """What at least one report tells."""
        return [row for row in self.rows if row.is_told]

    @property
    def untold(self) -> list[str | Promise]:
        """What none of them tells, named once rather than in a row of blanks."""
        return [row.label for row in self.rows if not row.is_told]

    @cached_property
    def proposals(self) -> list[Proposal]:
        """What the text finds, or what resembles the first report; nothing while the engine rests."""
        if self.is_full:
            return []
        try:
            hits = self._hits()
        except EngineUnavailable:
            return []
        others = [hit for hit in hits if hit.card["permanent_id"] not in self.ids]
        return [self._proposal(hit) for hit in others[:PROPOSED]]

    def _hits(self) -> Sequence[Hit]:
        wanted = PROPOSED + MOST
        if self.text:
            return service.search(SearchQuery(self.text, per_page=wanted, counting=())).hits
        if not self.reports:
            return ()
        return service.similar(document_key(Kind.REPORTS, self.reports[0].pk), limit=wanted)

    def _proposal(self, hit: Hit) -> Proposal:
        place = hit.card.get("place") or ""
        return Proposal(hit.title, place, hit.url, address([*self.ids, hit.card["permanent_id"]]))


def address(ids: Iterable[str]) -> str:
    """`/recherche/comparer/?rex=2023-0001&rex=2023-0005`."""
    path, parameters = reverse("search:compare"), [(PARAMETER, each) for each in ids]
    return f"{path}?{urlencode(parameters)}" if parameters else path


def _reports(permanent_ids: Iterable[str]) -> Iterable[Any]:
    """Those that anyone may read, in six queries whatever they hold."""
    places = ("actor__territory_type", "actor__territory__region")
    return (
        published_reports()
        .filter(permanent_id__in=list(permanent_ids))
        .select_related("location__region")
        .prefetch_related(
            Prefetch("needs", Need.objects.filter(live=True), to_attr="compared_needs"),
            Prefetch("stages", Stage.objects.filter(live=True), to_attr="compared_stages"),
            Prefetch("hazards", Hazard.objects.filter(live=True), to_attr="compared_hazards"),
            Prefetch(
                "report_actors",
                ReportActor.objects.filter(actor__live=True).select_related(*places),
                to_attr="compared_parts",
            ),
        )
    )


def _needs(report: Any) -> Cell:
    return Cell(links=tuple((need.get_absolute_url(), need.label) for need in report.compared_needs))


def _stages(report: Any) -> Cell:
    return Cell(lines=tuple(stage.label for stage in report.compared_stages))


def _hazards(report: Any) -> Cell:
    return Cell(lines=tuple(hazard.label for hazard in report.compared_hazards))


def _actors(report: Any) -> Cell:
    """Each once, the first ones by name: a report may have twelve."""
    parts = dict.fromkeys(part.actor for part in report.compared_parts)
    return Cell(lines=tuple(some([actor.name for actor in parts])))


def _territory(report: Any) -> Cell:
    """Where it happened, or else the territories of the collectivités that told it."""
    theirs = [part.actor for part in report.compared_parts if part.actor.territory_type]
    known = [actor.territory for actor in theirs if actor.territory]
    places = [report.location] if report.location else list(dict.fromkeys(known))
    return Cell(lines=tuple(some([_place(place) for place in places])))


def _place(territory: Territory) -> str:
    """« Denain (59), Hauts-de-France : commune, 20 083 habitants »."""
    said = [str(territory.get_kind_display())]
    said += [counted(territory.population, _("habitant,habitants"))] if territory.population else []
    return _("%(place)s : %(facts)s") % {"place": place_name(territory), "facts": ", ".join(said)}


def _investment(report: ExperienceReportPage) -> Cell:
    return Cell(lines=tuple(costs(report)))


def _staff(report: ExperienceReportPage) -> Cell:
    return Cell(lines=tuple(staff(report)))


def _planned(report: ExperienceReportPage) -> Cell:
    return Cell(lines=_months(report.planned_months))


def _real(report: ExperienceReportPage) -> Cell:
    return Cell(lines=_months(report.real_months))


def _months(number: int | None) -> tuple[str, ...]:
    return () if number is None else (_("%(number)d mois") % {"number": number},)


def _period(report: ExperienceReportPage) -> Cell:
    return Cell(text=period(report))


def _status(report: ExperienceReportPage) -> Cell:
    return Cell(text=capfirst(report.get_status_display()) if report.status else "")


def _evidence(report: ExperienceReportPage) -> Cell:
    return Cell(text=capfirst(report.get_evidence_level_display()) if report.evidence_level else "")


def _text(field: str) -> Callable[[Any], Cell]:
    return lambda report: Cell(text=getattr(report, field).strip())


def _lines(field: str) -> Callable[[Any], Cell]:
    return lambda report: Cell(lines=tuple(getattr(report, field)))


ROWS: Final[tuple[tuple[str | Promise, Callable[[Any], Cell]], ...]] = (
    (gettext_lazy("Besoins"), _needs),
    (gettext_lazy("Étapes"), _stages),
    (gettext_lazy("Face à"), _hazards),
    (gettext_lazy("Acteurs"), _actors),
    (gettext_lazy("Territoire"), _territory),
    (gettext_lazy("État d’avancement"), _status),
    (gettext_lazy("Quand"), _period),
    (gettext_lazy("Durée prévue"), _planned),
    (gettext_lazy("Durée réelle"), _real),
    (gettext_lazy("Coût"), _investment),
    (gettext_lazy("Moyens humains"), _staff),
    (gettext_lazy("Résultats"), _text("results")),
    (gettext_lazy("Ce qui n’a pas marché"), _text("limits")),
    (gettext_lazy("Conditions de réussite"), _lines("success_factors")),
    (gettext_lazy("Prérequis"), _text("preconditions")),
    (gettext_lazy("Conseils pour transposer"), _text("transfer_advice")),
    (gettext_lazy("Niveau de preuve"), _evidence),
)
"""What is compared, in the order in which one chooses."""
