"""Figures of many questions asked in several rounds: medians, percentiles, and ratios with what chance leaves open.

A ratio compares two candidates question by question, so that neither hard questions nor a slow minute of the machine
weigh on one side.
"""

import random
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

Times = Mapping[int, Sequence[float]]
"""Number of the question → seconds of each round."""

Each = TypeVar("Each")

RESAMPLED = 1_000
SURE = 0.95
SEED = 5


@dataclass(frozen=True, slots=True)
class Ratio:
    """A ratio and its 95 % interval, by resampling the questions (bootstrap, percentiles)."""

    value: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{number(self.value)} [{number(self.low)} ; {number(self.high)}]"


def medians(times: Times) -> dict[int, float]:
    return {question: statistics.median(rounds) for question, rounds in times.items()}


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest value that `share` of them do not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def median_of_ratios(above: Times, below: Times) -> Ratio:
    """`above / below`, question by question, on those that both were asked."""
    over, under = medians(above), medians(below)
    ratios = [over[question] / under[question] for question in over.keys() & under.keys()]
    return _with_interval(ratios, statistics.median)


def ratio_of_percentiles(above: Times, below: Times, share: float) -> Ratio:
    """The ratio of the same percentile of both, on the questions that both were asked."""
    over, under = medians(above), medians(below)
    pairs = [(over[question], under[question]) for question in over.keys() & under.keys()]

    def ratio(sample: Sequence[tuple[float, float]]) -> float:
        return percentile([a for a, _b in sample], share) / percentile([b for _a, b in sample], share)

    return _with_interval(pairs, ratio)


def _with_interval(values: Sequence[Each], figure: Callable[[Sequence[Each]], float]) -> Ratio:
    drawn = random.Random(SEED)
    resampled = [figure(drawn.choices(values, k=len(values))) for _time in range(RESAMPLED)]
    outside = (1 - SURE) / 2
    return Ratio(figure(values), percentile(resampled, outside), percentile(resampled, 1 - outside))


def number(value: float) -> str:
    """Three significant digits, as French writes them: « 0,84 », « 12,5 », « 330 »."""
    digits = 0 if value >= 100 else 1 if value >= 10 else 2
    return f"{value:,.{digits}f}".replace(",", "\u202f").replace(".", ",")
