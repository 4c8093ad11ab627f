"""One ranking from words, meanings, needs and neighbours: plain arithmetic, no database, no engine, no array library.

A report has a position in `Links`, and so has a need. Every constant stands on a plateau (`docs/relevance.md`): halving
or doubling it moves the measured figures little.

Most reports hold no word of a question: those that answer the same needs then have the same score, which is reckoned
once for them all.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from heapq import nlargest
from itertools import chain, repeat

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


Answers = Sequence[tuple[int, float]]
"""(Need, weight) pairs of a report."""


@dataclass(frozen=True)
class Links:
    """Who answers what: for each report its (need, weight) pairs, and the reports that editors hold close to it, which
    hold it close too.
    """

    needs: int
    answers: Sequence[Answers]
    related: Sequence[Sequence[int]]

    @cached_property
    def groups(self) -> tuple[Answers, ...]:
        """The different answers: reports with the same ones are a group."""
        return tuple(dict.fromkeys(map(tuple, self.answers)))

    @cached_property
    def group_of(self) -> Sequence[int]:
        """The group of each report."""
        places = {answers: place for place, answers in enumerate(self.groups)}
        return [places[tuple(answers)] for answers in self.answers]

    @cached_property
    def sizes(self) -> Sequence[int]:
        """Reports of each group."""
        sizes = [0] * len(self.groups)
        for group in self.group_of:
            sizes[group] += 1
        return sizes

    @cached_property
    def neighbours(self) -> Mapping[int, Sequence[int]]:
        """The reports that are close to others."""
        return {place: related for place, related in enumerate(self.related) if related}


@dataclass(frozen=True, slots=True)
class Scores:
    """`own` by position, in their order; any other report has that of its group: `rest` by group, for `left` reports of
    it.
    """

    own: Mapping[int, float]
    rest: Sequence[float]
    left: Sequence[int]
    group_of: Sequence[int]

    def of(self, place: int) -> float:
        own = self.own.get(place)
        return self.rest[self.group_of[place]] if own is None else own

    def median(self) -> float:
        """Of at least one report."""
        counted = [*zip(self.own.values(), repeat(1)), *zip(self.rest, self.left, strict=True)]
        middle, before, found = len(self.group_of) // 2, 0, 0.0
        for score, count in sorted(counted):
            if before + count > middle:
                even = len(self.group_of) % 2 == 0 and before == middle
                return (found + score) / 2 if even else score
            before, found = before + count, score if count else found
        raise ValueError("no report")

    def best(self, count: int) -> list[float]:
        """The highest scores, best first."""
        others = (
            score for score, left in zip(self.rest, self.left, strict=True) for _report in range(min(left, count))
        )
        return nlargest(count, chain(self.own.values(), others))

    def shares(self, temperature: float) -> "Scores":
        """As shares of one, the best taking most."""
        if not self.group_of:
            return self
        (best,) = self.best(1)
        own = {place: math.exp((score - best) / temperature) for place, score in self.own.items()}
        rest = [
            math.exp((score - best) / temperature) if left else 0.0
            for score, left in zip(self.rest, self.left, strict=True)
        ]
        total = sum(own.values()) + sum(share * left for share, left in zip(rest, self.left, strict=True))
        own = {place: each / total for place, each in own.items()}
        return replace(self, own=own, rest=[each / total for each in rest])


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
    """`sure` says that the question is about our subject, `by_meaning` that vectors were heard: by words alone, a
    report that holds none of them is no answer.
    """

    reports: Scores
    needs: Sequence[float]  # by position
    sure: bool
    by_meaning: bool = False

    def shown_reports(self) -> list[int]:
        """Positions, best first, among those with a score of their own; none when unsure."""
        if not self.sure or not self.reports.group_of:
            return []
        own = self.reports.own
        least = min(self.reports.median() + ABOVE_MEDIAN, self.reports.best(FIRST_RESULTS)[-1])
        return sorted((place for place, score in own.items() if score >= least), key=lambda each: -own[each])

    def shown_needs(self) -> list[int]:
        """At most three positions, best first; none when unsure."""
        if not self.sure or not self.needs:
            return []
        order = sorted(range(len(self.needs)), key=lambda each: -self.needs[each])[:MOST_NEEDS]
        return [each for each in order if self.needs[each] >= self.needs[order[0]] - NEED_GAP]


def fuse(
    lexical: Mapping[int, float], need_lexical: Sequence[float], *, links: Links, meaning: Meaning | None
) -> Ranking:
    """`lexical` are the reports that hold a word, by position. Without `meaning` (no embedder): words, needs and
    neighbours only, by the same rules.
    """
    base = _base(lexical, links, meaning)
    need_base = [NEED_WEIGHT_LEXICAL * score for score in need_lexical]
    if meaning:
        need_base = [own + NEED_WEIGHT_QUESTIONS * asked for own, asked in zip(need_base, meaning.needs, strict=True)]
    needs = _hear_needs(base, need_base, links)
    return Ranking(_lift(base, needs, links), needs, _is_sure(lexical, meaning), by_meaning=meaning is not None)


def _base(lexical: Mapping[int, float], links: Links, meaning: Meaning | None) -> Scores:
    """What words and meaning say of each report alone. Without meaning, a report has a score of its own where it holds
    a word or has neighbours; the others have none.
    """
    places = range(len(links.answers)) if meaning else sorted(lexical.keys() | links.neighbours.keys())
    own = {place: WEIGHT_LEXICAL * lexical.get(place, 0.0) for place in places}
    if meaning:
        similar = zip(own.items(), meaning.questions, meaning.passages, strict=True)
        own = {
            place: word + WEIGHT_QUESTIONS * asked + WEIGHT_PASSAGES * told for (place, word), asked, told in similar
        }
    left = list(links.sizes)
    for place in own:
        left[links.group_of[place]] -= 1
    return Scores(own, [0.0] * len(left), left, links.group_of)


def _is_sure(lexical: Mapping[int, float], meaning: Meaning | None) -> bool:
    words = max(lexical.values(), default=0.0)
    if meaning is None:
        return words >= LEXICAL_FLOOR
    return meaning.evidence + FLOOR_LEXICAL * min(words, FLOOR_LEXICAL_CAP) >= meaning.floor


def _hear_needs(base: Scores, need_base: Sequence[float], links: Links) -> list[float]:
    """A need is what its own questions say and what the best reports answer."""
    belief = base.shares(REPORT_TEMPERATURE)
    said = [share * left for share, left in zip(belief.rest, belief.left, strict=True)]
    for place, share in belief.own.items():
        said[links.group_of[place]] += share
    heard = list(need_base)
    for share, answered in zip(said, links.groups, strict=True):
        for need, weight in answered:
            heard[need] += NEED_WEIGHT_REPORTS * share * weight
    return heard


def _lift(base: Scores, needs: Sequence[float], links: Links) -> Scores:
    """The needs heard lift the reports that answer them, then the best reports lift their neighbours."""
    belief = _shares(needs, NEED_TEMPERATURE)
    lifts = [WEIGHT_NEEDS * sum(weight * belief[need] for need, weight in answered) for answered in links.groups]
    own = {place: score + lifts[links.group_of[place]] for place, score in base.own.items()}
    lifted = replace(base, own=own, rest=lifts)
    if not links.neighbours:
        return lifted
    shares = lifted.shares(REPORT_TEMPERATURE)
    own = dict(own)
    for place, neighbours in links.neighbours.items():
        for neighbour in neighbours:
            own[neighbour] += WEIGHT_RELATED * shares.own[place]
    return replace(lifted, own=own)


def _shares(scores: Sequence[float], temperature: float) -> list[float]:
    """Scores as shares of one, the best taking most."""
    if not scores:
        return []
    best = max(scores)
    raised = [math.exp((score - best) / temperature) for score in scores]
    total = sum(raised)
    return [each / total for each in raised]
