"""« Par où commencer ? »: a stage, a need and a territory chosen one after the other, each choice with what it gives.

The state is an address: the parameters of the search, and `pas` for the step. A choice that gives nothing is shown
without a link, so that no path ends on an empty page.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property
from typing import Final
from urllib.parse import urlencode

from django.db.models import Q
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from actors.models import TerritoryType
from network_site.territories.models import Territory
from practices.models import Need, Stage
from search import analysis, service
from search.addresses import address, to_parameters
from search.documents import Kind
from search.engines.base import EngineUnavailable
from search.queries import SearchQuery, SearchResults, Sort

STEP: Final = "pas"
"""Parameter of the step; left out at the first one."""


class Step(StrEnum):
    """The questions in order. The last three are one for the reader: where is it?"""

    STAGE = "etape"
    NEED = "besoin"
    REGION = "region"
    DEPARTEMENT = "departement"
    TYPE = "type"

    @property
    def facet(self) -> str:
        return _FACETS[self]

    @property
    def stop(self) -> int:
        """Rank among the three stops of the path, from 1."""
        return min(list(Step).index(self) + 1, len(STOPS))


_FACETS: Final[Mapping[Step, str]] = {
    Step.STAGE: "stage",
    Step.NEED: "need",
    Step.REGION: "territory",
    Step.DEPARTEMENT: "territory",
    Step.TYPE: "territory_type",
}
STOPS: Final[tuple[tuple[Step, str | Promise], ...]] = (
    (Step.STAGE, _("Votre étape")),
    (Step.NEED, _("Votre besoin")),
    (Step.REGION, _("Votre territoire")),
)

QUESTIONS: Final[Mapping[Step, str | Promise]] = {
    Step.STAGE: _("Où en êtes-vous ?"),
    Step.NEED: _("De quoi avez-vous besoin ?"),
    Step.REGION: _("Dans quelle région ?"),
    Step.DEPARTEMENT: _("Dans quel département ?"),
    Step.TYPE: _("Dans quel type de territoire ?"),
}
UNSURE: Final[Mapping[Step, str | Promise]] = {
    Step.STAGE: _("Je ne sais pas : garder toutes les étapes"),
    Step.NEED: _("Je ne sais pas : garder tous les besoins"),
    Step.REGION: _("Je ne sais pas, ou partout en France"),
    Step.DEPARTEMENT: _("Je ne sais pas : garder toute la région"),
    Step.TYPE: _("Je ne sais pas : garder tous les types"),
}


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer: what it gives (None when the engine cannot tell) and where it leads, nowhere when it gives nothing."""

    label: str | Promise
    count: int | None
    url: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """One of the three stops, where one may go back without losing a choice."""

    label: str | Promise
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Chosen:
    """An answer already given, with the address of the same step without it."""

    facet: str | Promise
    label: str
    remove_url: str


class GuidedPath:
    """One step of the path. `results` is None when the engine does not answer: choices then have no count."""

    def __init__(self, query: SearchQuery, step: Step) -> None:
        asked = replace(query, kind=Kind.REPORTS, sort=Sort.RELEVANCE, page=1)
        self.results = _answer(asked)
        self.query = replace(asked, selections=self.results.query.selections) if self.results else asked
        self.step = self._reachable(step)

    def _reachable(self, step: Step) -> Step:
        """There is no département to choose before a région."""
        return Step.REGION if step is Step.DEPARTEMENT and not self.region else step

    @cached_property
    def region(self) -> Territory | None:
        """The région chosen, or that of the place chosen."""
        codes = self.query.selections.get("territory", ())
        place = Territory.objects.filter(pk__in=codes).select_related("region").order_by("pk").first()
        return place if place is None or place.kind == Territory.Kind.REGION else place.region

    @property
    def question(self) -> str | Promise:
        return QUESTIONS[self.step]

    @property
    def number(self) -> int:
        return self.step.stop

    @property
    def total(self) -> int | None:
        return self.results.total if self.results else None

    @property
    def is_dead_end(self) -> bool:
        """Whether the choices already made have nothing in common."""
        return self.total == 0 and bool(self.query.selections or self.query.text)

    @cached_property
    def stops(self) -> list[Stop]:
        return [Stop(label, self._at(step), step.stop == self.number) for step, label in STOPS]

    @property
    def open_choices(self) -> list[Choice]:
        return [choice for choice in self.choices if choice.url]

    @property
    def empty_choices(self) -> list[Choice]:
        """Those that give nothing: named, and no more."""
        return [choice for choice in self.choices if not choice.url]

    @cached_property
    def choices(self) -> list[Choice]:
        """In the order of the vocabulary."""
        options = list(self._options())
        counts = _counts([self._with(value) for value, _label in options])
        return [self._choice(value, label, count) for (value, label), count in zip(options, counts, strict=True)]

    @cached_property
    def unsure(self) -> Choice:
        """« Je ne sais pas »: the same without this step's answer."""
        query = self._unanswered
        (count,) = _counts([query])
        return Choice(UNSURE[self.step], count, "" if count == 0 else self._after(query, ""))

    @property
    def _unanswered(self) -> SearchQuery:
        return self._with(self.region.pk) if self.step is Step.DEPARTEMENT and self.region else self._with("")

    @property
    def back_url(self) -> str:
        """The step before, every choice kept; « » at the first one."""
        steps = [step for step in Step if step is not Step.DEPARTEMENT or self.region]
        rank = steps.index(self.step)
        return self._at(steps[rank - 1]) if rank else ""

    @property
    def results_url(self) -> str:
        return address(self.query)

    @property
    def here(self) -> str:
        return self._at(self.step)

    @property
    def restart_url(self) -> str:
        return reverse("search:path")

    @cached_property
    def chosen(self) -> list[Chosen]:
        """The answers so far, and every other filter that the address holds."""
        if self.results is None:
            return []
        text = [Chosen(_("Mots"), self.query.text, self._at(self.step, replace(self.query, text="")))]
        named = [
            Chosen(facet.label, count.label, self._at(self.step, self.query.without(facet.name)))
            for facet, count in self.results.active
        ]
        return (text if self.query.text else []) + named

    def _options(self) -> Iterable[tuple[str, str]]:
        """Values of the step's facet with their labels."""
        if self.step in {Step.STAGE, Step.NEED, Step.TYPE}:
            model = {Step.STAGE: Stage, Step.NEED: Need, Step.TYPE: TerritoryType}[self.step]
            return [(term.slug, term.label) for term in model._default_manager.filter(live=True)]
        places = sorted(self._places(), key=lambda place: analysis.fold(place.name))
        return [(place.pk, place.name) for place in places]

    def _places(self) -> Iterable[Territory]:
        """Regions, with the overseas collectivities that belong to none; or the départements of a region."""
        if self.step is Step.DEPARTEMENT:
            return Territory.objects.filter(kind=Territory.Kind.DEPARTEMENT, region=self.region)
        overseas = Q(kind=Territory.Kind.DEPARTEMENT, region=None, population__gt=0)
        return Territory.objects.filter(Q(kind=Territory.Kind.REGION) | overseas)

    def _choice(self, value: str, label: str, count: int | None) -> Choice:
        url = "" if count == 0 else self._after(self._with(value), value)
        return Choice(label, count, url, current=value in self._current)

    @property
    def _current(self) -> set[str]:
        """Values of this step that are chosen; a région also when it holds the place chosen."""
        chosen = set(self.query.selections.get(self.step.facet, ()))
        return chosen | ({self.region.pk} if self.step is Step.REGION and self.region else set())

    def _with(self, value: str) -> SearchQuery:
        """The question with this answer in place of the one given before; « » takes it away."""
        bare = self.query.without(self.step.facet)
        return replace(bare, selections={**bare.selections, self.step.facet: (value,)}) if value else bare

    def _after(self, query: SearchQuery, value: str) -> str:
        """Where an answer leads: the next step, or the results after the last one."""
        if self.step is Step.TYPE:
            return address(query)
        has_departements = value.startswith(f"{Territory.Kind.REGION}-")
        following = Step.TYPE if self.step is Step.REGION and not has_departements else _FOLLOWING[self.step]
        return self._at(following, query)

    def _at(self, step: Step, query: SearchQuery | None = None) -> str:
        step_parameter = [] if step is Step.STAGE else [(STEP, step.value)]
        parameters = [*to_parameters(self.query if query is None else query), *step_parameter]
        return f"{self.restart_url}?{urlencode(parameters)}" if parameters else self.restart_url


_FOLLOWING: Final = dict(zip(Step, list(Step)[1:], strict=False))


def step_of(value: str) -> Step:
    """The step that an address names, the first one where it names none."""
    return Step(value) if value in set(Step) else Step.STAGE


def _answer(query: SearchQuery) -> SearchResults | None:
    try:
        return service.search(replace(query, per_page=1, counting=tuple(query.selections)))
    except EngineUnavailable:
        return None


def _counts(queries: list[SearchQuery]) -> list[int | None]:
    try:
        return list(service.counts(queries))
    except EngineUnavailable:
        return [None] * len(queries)
