"""One ranking from words, meanings, needs and neighbours: plain arithmetic, no database, no engine, no array library.

A report has a position in `Links`, and so has a need. Every constant stands on a plateau (`docs/relevance.md`): halving
or doubling it moves the measured figures little.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

# --- reports ---
WEIGHT_QUESTIONS = 1.0
WEIGHT_PASSAGES = 0.25
WEIGHT_LEXICAL = 0.5  # of shares (see `SearchEngine.scores`): words decide between practices of equal meaning
WEIGHT_NEEDS = 0.3  # the need, once heard, lifts every practice that answers it
WEIGHT_RELATED = 0.1  # editors' « à lire aussi » of the best; above 0.2 a neighbour passes the answer itself
REPORT_TEMPERATURE = 0.12  # scores → shares of belief
# --- needs ---
NEED_WEIGHT_LEXICAL = 1.6
NEED_WEIGHT_QUESTIONS = 1.0
NEED_WEIGHT_REPORTS = 0.5
NEED_TEMPERATURE = 0.12
MOST_NEEDS = 3
NEED_GAP = 0.45  # a need this far under the first one is not shown
# --- floor ---
FLOOR_LEXICAL = 0.75  # what words add to the evidence of vectors
FLOOR_LEXICAL_CAP = 0.6
LEXICAL_FLOOR = 0.13  # without vectors: words tell chatter badly, and at 0.17 one real question in thirty is silenced
ABOVE_MEDIAN = 0.12  # the median report does not answer: a result stands this far above it
FIRST_RESULTS = 5  # always shown once the question is about our subject


@dataclass(frozen=True, slots=True)
class Links:
    """Who answers what: for each report its (need, weight) pairs, and the reports that editors hold close to it."""

    needs: int
    answers: Sequence[Sequence[tuple[int, float]]]
    related: Sequence[Sequence[int]]


@dataclass(frozen=True, slots=True)
class Meaning:
    """What the vectors say of one question. `evidence` is how much nearer it is to our questions than to chatter; the
    `floor` is read off the catalogue's own questions.
    """

    questions: Sequence[float]  # for each report
    passages: Sequence[float]
    needs: Sequence[float]
    evidence: float
    floor: float


@dataclass(frozen=True, slots=True)
class Ranking:
    """Scores by position; `sure` says that the question is about our subject, `by_meaning` that vectors were heard: by
    words alone, a report that holds none of them is no answer.
    """

    reports: Sequence[float]
    needs: Sequence[float]
    sure: bool
    by_meaning: bool = False

    def shown_reports(self) -> list[int]:
        """Positions, best first; none when unsure."""
        if not self.sure or not self.reports:
            return []
        order = sorted(range(len(self.reports)), key=lambda each: -self.reports[each])
        least = median(self.reports) + ABOVE_MEDIAN
        least = min(least, self.reports[order[:FIRST_RESULTS][-1]])
        return [each for each in order if self.reports[each] >= least]

    def shown_needs(self) -> list[int]:
        """At most three positions, best first; none when unsure."""
        if not self.sure or not self.needs:
            return []
        order = sorted(range(len(self.needs)), key=lambda each: -self.needs[each])[:MOST_NEEDS]
        return [each for each in order if self.needs[each] >= self.needs[order[0]] - NEED_GAP]


def fuse(lexical: Sequence[float], need_lexical: Sequence[float], *, links: Links, meaning: Meaning | None) -> Ranking:
    """Without `meaning` (no embedder): words, needs and neighbours only, by the same rules."""
    base = [WEIGHT_LEXICAL * score for score in lexical]
    need_base = [NEED_WEIGHT_LEXICAL * score for score in need_lexical]
    if meaning:
        similar = zip(base, meaning.questions, meaning.passages, strict=True)
        base = [own + WEIGHT_QUESTIONS * asked + WEIGHT_PASSAGES * told for own, asked, told in similar]
        need_base = [own + NEED_WEIGHT_QUESTIONS * asked for own, asked in zip(need_base, meaning.needs, strict=True)]
    needs = _hear_needs(base, need_base, links)
    return Ranking(_lift(base, needs, links), needs, _is_sure(lexical, meaning), by_meaning=meaning is not None)


def _is_sure(lexical: Sequence[float], meaning: Meaning | None) -> bool:
    words = max(lexical, default=0.0)
    if meaning is None:
        return words >= LEXICAL_FLOOR
    return meaning.evidence + FLOOR_LEXICAL * min(words, FLOOR_LEXICAL_CAP) >= meaning.floor


def _hear_needs(base: Sequence[float], need_base: Sequence[float], links: Links) -> list[float]:
    """A need is what its own questions say and what the best reports answer."""
    heard = list(need_base)
    for belief, answered in zip(_shares(base, REPORT_TEMPERATURE), links.answers, strict=True):
        for need, weight in answered:
            heard[need] += NEED_WEIGHT_REPORTS * belief * weight
    return heard


def _lift(base: Sequence[float], needs: Sequence[float], links: Links) -> list[float]:
    """The needs heard lift the reports that answer them, then the best reports lift their neighbours."""
    belief = _shares(needs, NEED_TEMPERATURE)
    lifted = [
        own + WEIGHT_NEEDS * sum(weight * belief[need] for need, weight in answered)
        for own, answered in zip(base, links.answers, strict=True)
    ]
    result = list(lifted)
    for belief_here, neighbours in zip(_shares(lifted, REPORT_TEMPERATURE), links.related, strict=True):
        for neighbour in neighbours:
            result[neighbour] += WEIGHT_RELATED * belief_here
    return result


def _shares(scores: Sequence[float], temperature: float) -> list[float]:
    """Scores as shares of one, the best taking most."""
    if not scores:
        return []
    best = max(scores)
    raised = [math.exp((score - best) / temperature) for score in scores]
    total = sum(raised)
    return [each / total for each in raised]
