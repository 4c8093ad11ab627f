"""Asking the site a set of questions, by the path that its pages take."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from statistics import median

from django.conf import settings

from practices.models import ExperienceReportPage, Need
from search import service
from search.documents import Kind, document_key
from search.evaluation.measures import Answer
from search.evaluation.questions import Question
from search.queries import SearchQuery
from search.ranking import ranker
from search.semantic.embedders import get_embedder

TIMED = 20  # questions asked again for the cost of the vectors
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """Median milliseconds of one question: as the site answers it, with words alone, and the vector of its sentence."""

    whole: float
    words: float
    embedding: float

    @property
    def ratio(self) -> float:
        return self.whole / (self.words + self.embedding)


@contextmanager
def with_setting(name: str, value: object) -> Iterator[None]:
    """A setting of this process for a while: a command measures what another configuration would give."""
    before = getattr(settings, name)
    setattr(settings, name, value)
    try:
        yield
    finally:
        setattr(settings, name, before)


def slugs() -> dict[str, str]:
    """Key of a report or need → its slug in the catalogue; its own where it did not come from there."""
    reports = ExperienceReportPage.objects.values_list("pk", "catalogue_id", "slug")
    needs = Need.objects.values_list("pk", "catalogue_id", "slug")
    return {
        document_key(kind, pk): catalogue_id or slug
        for kind, rows in ((Kind.REPORTS, reports), (Kind.NEEDS, needs))
        for pk, catalogue_id, slug in rows
    }


def ask(questions: Sequence[Question], *, names: dict[str, str], timed: bool = True) -> list[Answer]:
    """EngineUnavailable. Where time counts, the first question warms the process up and every sentence is new."""
    if questions and timed:
        service.search(SearchQuery(questions[0].text))
        ranker.forget_sentences()
    return [_ask(question, names) for question in questions]


def _ask(question: Question, names: dict[str, str]) -> Answer:
    started = time.perf_counter()
    results = service.search(SearchQuery(question.text))
    seconds = time.perf_counter() - started
    return Answer(
        question,
        [names.get(hit.key, hit.key) for hit in results.hits],
        [names.get(hit.key, hit.key) for hit in results.need_hints],
        results.total,
        seconds,
    )


def cost(questions: Sequence[Question]) -> Cost | None:
    """None without an embedder. The three are measured in turn for each question, so that they share its moment."""
    embedder = get_embedder()
    if embedder is None:
        return None
    whole: list[float] = []
    words: list[float] = []
    embedding: list[float] = []
    for query in [SearchQuery(question.text) for question in questions[:TIMED]] * ROUNDS:
        ranker.forget_sentences()
        whole.append(_timed(partial(service.search, query)))
        embedding.append(_timed(partial(embedder.questions, [ranker.sentence_of(query)])))
        with with_setting("RELAIS_EMBEDDER", "none"):
            words.append(_timed(partial(service.search, query)))
    return Cost(*(round(median(each) * 1000, 2) for each in (whole, words, embedding)))


def _timed(act: Callable[[], object]) -> float:
    started = time.perf_counter()
    act()
    return time.perf_counter() - started
