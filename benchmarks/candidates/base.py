"""What each candidate of `bin/bench` does: the same work, told in the same terms."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from benchmarks.corpus import Question, Report, fold

HITS = 20
PASSAGE = 220
"""Characters around the first word found."""

Counts = Mapping[str, Mapping[int, int]]
"""Facet of the corpus → number of the value → documents, without the facet's own filter; zeros left out."""


@dataclass(frozen=True, slots=True)
class Built:
    """How long documents took from where they are kept to being found. `disk`: bytes of the index. `again`: seconds
    for the same from documents that are ready made, where a candidate keeps them.
    """

    documents: int
    seconds: float
    disk: int
    again: float | None = None


class Candidate(Protocol):
    """One engine, in a process of its own. `ask` is what is timed; `read` tells what it found, out of the timing."""

    def learn(self, questions: Sequence[Question]) -> None:
        """What it must know of the questions beforehand: nothing, for an engine."""

    def prepare(self, reports: Iterable[Report]) -> None:
        """Write the corpus where this candidate keeps its documents; not timed."""
        ...

    def build(self) -> Built:
        """Make the index from there."""
        ...

    def ask(self, question: Question) -> Any:
        """Twenty hits with a passage, the total, the counts of eight facets without their own filter."""
        ...

    def read(self, answer: Any) -> tuple[int, Counts]:
        """Total and counts of what `ask` gave; no counts where the candidate makes none."""
        ...


def marked(texts: Sequence[str], words: Sequence[str]) -> str:
    """The passage of a candidate that has none of its own: around the first word, which is marked."""
    wanted = [fold(word.lower()) for word in words]
    for text in texts:
        folded = fold(text.lower())
        places = [match.start() for word in wanted if (match := re.search(rf"\b{re.escape(word)}", folded))]
        if places:
            start = max(0, min(places) - PASSAGE // 3)
            return re.sub(
                "|".join(map(re.escape, words)), r"<mark>\g<0>", text[start : start + PASSAGE], flags=re.IGNORECASE
            )
    return texts[0][:PASSAGE]


def size_of(folder: Path) -> int:
    """Bytes of a folder or a file."""
    if folder.is_file():
        return folder.stat().st_size
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def without_zeros(counts: Mapping[str, Mapping[int, int]]) -> Counts:
    return {facet: {value: count for value, count in values.items() if count} for facet, values in counts.items()}
