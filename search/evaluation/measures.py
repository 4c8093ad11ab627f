"""Figures of a set of questions: nDCG@5, exact in five, needs, silence, latency. Pure arithmetic."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean, median

from search.evaluation.questions import Question

DEPTH = 5
EXACT = 2  # the grade of a report that answers exactly
MOST_NEEDS = 3


@dataclass(frozen=True, slots=True)
class Answer:
    """What the site answered: catalogue slugs, best first, and how long it took in seconds."""

    question: Question
    reports: Sequence[str]
    needs: Sequence[str]
    total: int
    seconds: float

    @property
    def ndcg(self) -> float:
        found = _gain(self.question.grades.get(slug, 0) for slug in self.reports[:DEPTH])
        ideal = _gain(sorted(self.question.grades.values(), reverse=True)[:DEPTH])
        return found / ideal if ideal else 0.0

    @property
    def exact(self) -> bool:
        return any(self.question.grades.get(slug) == EXACT for slug in self.reports[:DEPTH])

    def has_need(self, within: int) -> bool:
        return not self.question.needs.isdisjoint(self.needs[:within])


@dataclass(frozen=True, slots=True)
class Figures:
    """Shares are between 0 and 1; a share of nothing is 1. Questions that must find nothing count in `silent` alone."""

    questions: int
    ndcg5: float
    exact5: float
    need1: float
    need3: float
    silent: float
    p50_ms: float
    p95_ms: float

    @classmethod
    def of(cls, answers: Sequence[Answer]) -> "Figures":
        judged = [answer for answer in answers if not answer.question.out_of_scope]
        hearing = [answer for answer in judged if answer.question.needs]
        milliseconds = sorted(answer.seconds * 1000 for answer in answers)
        return cls(
            questions=len(answers),
            ndcg5=_share(answer.ndcg for answer in judged),
            exact5=_share(answer.exact for answer in judged),
            need1=_share(answer.has_need(1) for answer in hearing),
            need3=_share(answer.has_need(MOST_NEEDS) for answer in hearing),
            silent=_share(answer.total == 0 for answer in answers if answer.question.out_of_scope),
            p50_ms=round(median(milliseconds), 1) if milliseconds else 0.0,
            p95_ms=round(milliseconds[math.ceil(0.95 * len(milliseconds)) - 1], 1) if milliseconds else 0.0,
        )


def by_style(answers: Iterable[Answer]) -> Mapping[str, Figures]:
    """Figures of each style, in the order of the file."""
    grouped: dict[str, list[Answer]] = {}
    for answer in answers:
        grouped.setdefault(answer.question.style, []).append(answer)
    return {style: Figures.of(group) for style, group in grouped.items()}


def worst(answers: Iterable[Answer], *, count: int) -> list[Answer]:
    """The judged questions answered worst: by nDCG, then by the need."""
    judged = [answer for answer in answers if not answer.question.out_of_scope]
    return sorted(judged, key=lambda answer: (answer.ndcg, answer.has_need(MOST_NEEDS)))[:count]


def _gain(grades: Iterable[int]) -> float:
    return sum((2**grade - 1) / math.log2(rank + 2) for rank, grade in enumerate(grades))


def _share(values: "Iterable[float | bool]") -> float:
    listed = [float(value) for value in values]
    return round(fmean(listed), 4) if listed else 1.0
