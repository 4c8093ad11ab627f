"""The corpus and the questions of `bin/bench`: French words as often as they are used, seeded, so the same everywhere.

A smaller corpus is the beginning of a larger one. Words are drawn one by one (Zipf, real French words): there is no
topic, so that questions of several words find fewer documents than in a real catalogue. Latency and counts are
measured on it, never relevance. Made as `shared/benchmark/corpus.py` makes it, so that its figures can be compared.
"""

import json
import random
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

SEED = 20_240_607
QUESTIONS_SEED = 7
ORDER_SEED = 3
"""Of the order in which questions are asked: a sample is the first ones."""
ASKED = 200
FACETS: Mapping[str, int] = {
    "needs": 16,
    "stage": 8,
    "themes": 30,
    "hazards": 14,
    "territory": 8,
    "region": 18,
    "sdgs": 17,
    "levers": 6,
}
"""The eight facets that every candidate counts → how many values each has."""
OTHERS: Mapping[str, int] = {"tags": 500}
SINGLE = frozenset({"stage", "territory", "region"})
"""One value for each document; the other facets have several."""
WORDS = 60_000
ACTORS = 2_000
_LETTERS = "a-zàâäçéèêëîïôöùûüÿœæ"
_WORD = re.compile(rf"[{_LETTERS}]{{2,}}")
_ASKED = re.compile(rf"[{_LETTERS}]{{5,}}")
_ELIDED = re.compile(r"\b(l|d|qu|n|s|j)['’]")
_ONE_LETTER = ("a", "à", "y")
_VOWELS = frozenset("aeiouyhâàäéèêëîïôöùûüœæ")
_ELISIONS = {"le": "l'", "la": "l'", "de": "d'", "que": "qu'", "ne": "n'", "se": "s'", "je": "j'"}


@dataclass(frozen=True, slots=True)
class Report:
    """One document: `facets` maps a facet to the numbers of its values."""

    number: int
    title: str
    summary: str
    body: str
    facets: Mapping[str, Sequence[int]]
    year: int
    actor: int

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in self.__slots__}


@dataclass(frozen=True, slots=True)
class Question:
    """What one reader asks: words (all wanted) and chosen values. `kind`: filter, accentless, typo, text or landing."""

    number: int
    kind: str
    text: str
    filters: Mapping[str, Sequence[int]] = field(default_factory=dict)


def reports(size: int, folder: Path) -> Iterator[Report]:
    """The first `size` reports, written once in `folder` and read from there."""
    path = folder / f"corpus-{size}.jsonl"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        partial = path.with_suffix(".partial")
        with partial.open("w", encoding="utf-8") as file:
            file.writelines(json.dumps(report.to_json(), ensure_ascii=False) + "\n" for report in generate(size))
        partial.rename(path)
    with path.open(encoding="utf-8") as file:
        for line in file:
            yield Report(**json.loads(line))


def generate(size: int) -> Iterator[Report]:
    """Reports drawn from the frequencies of French words and of each facet's values."""
    import numpy as np

    words, frequencies = _vocabulary()
    cumulated, drawn = np.cumsum(frequencies), np.random.default_rng(SEED)
    vocabulary = np.array(words, dtype=object)
    cardinals = {**FACETS, **OTHERS}
    weights = {name: _decreasing(count) for name, count in cardinals.items()}

    def pick(name: str, count: int) -> list[int]:
        chosen = drawn.choice(cardinals[name], size=count, replace=False, p=weights[name])
        return sorted(int(each) for each in chosen)

    for number in range(1, size + 1):
        lengths = int(drawn.integers(6, 11)), int(drawn.integers(30, 51)), int(drawn.integers(220, 381))
        places = np.minimum(np.searchsorted(cumulated, drawn.random(sum(lengths))), len(words) - 1)
        chosen = list(vocabulary[places])
        title, summary, body = (
            chosen[: lengths[0]],
            chosen[lengths[0] : lengths[0] + lengths[1]],
            chosen[lengths[0] + lengths[1] :],
        )
        facets = {
            "needs": pick("needs", 2),
            "stage": pick("stage", 1),
            "themes": pick("themes", 3),
            "hazards": pick("hazards", int(drawn.integers(1, 3))),
            "territory": pick("territory", 1),
            "region": pick("region", 1),
            "sdgs": pick("sdgs", 3),
            "levers": pick("levers", 2),
            "tags": pick("tags", 4),
        }
        year, actor = int(drawn.integers(2008, 2025)), int(drawn.integers(0, ACTORS))
        yield Report(number, written(title)[:-1], written(summary), written(body), facets, year, actor)


@cache
def _vocabulary() -> tuple[list[str], Any]:
    import numpy as np
    from wordfreq import top_n_list, word_frequency

    words = [word for word in top_n_list("fr", WORDS) if _WORD.fullmatch(word) or word in _ONE_LETTER]
    frequencies = np.array([word_frequency(word, "fr") for word in words])
    return words, frequencies / frequencies.sum()


def _decreasing(count: int) -> Any:
    import numpy as np

    weights = 1 / np.arange(1, count + 1) ** 0.6
    return weights / weights.sum()


def written(words: Sequence[str]) -> str:
    """Words as sentences of fifteen: capitals, commas, and the elisions of French with either apostrophe."""
    found: list[str] = []
    place, capital = 0, True
    while place < len(words):
        word = words[place]
        if _elides(words, place):
            apostrophe = "’" if place & 3 == 0 else "'"
            word = _ELISIONS[word].replace("'", apostrophe) + words[place + 1]
            place += 1
        place += 1
        word = word[0].upper() + word[1:] if capital else word
        count = len(found) + 1
        capital = count % 15 == 0
        found.append(f"{word}." if capital else f"{word}," if count % 7 == 0 else word)
    text = " ".join(found)
    return text if text.endswith(".") else text.rstrip(",") + "."


def _elides(words: Sequence[str], place: int) -> bool:
    following = words[place + 1] if place + 1 < len(words) else ""
    return words[place] in _ELISIONS and following[:1] in _VOWELS and following != "" and following not in _ELISIONS


def questions() -> list[Question]:
    """40 of filters alone, 35 without accents, 35 with one typo, 90 of plain words, half of those with filters too; and
    the page without any question.
    """
    sources, drawn = list(generate(1_000)), random.Random(QUESTIONS_SEED)
    asked = [_question(number, sources[drawn.randrange(len(sources))], drawn) for number in range(ASKED)]
    return [*asked, Question(ASKED, "landing", "")]


def _question(number: int, source: Report, drawn: random.Random) -> Question:
    if number < 40:
        return Question(number, "filter", "", _filters(source, 1 + number % 3, drawn))
    words = drawn.sample(_asked(source), (1, 1, 2, 2, 3)[number % 5])
    kind = "text"
    if number < 75:
        kind, words = "accentless", _without_accents(words, source, drawn)
    elif number < 110:
        kind, words = "typo", _misspelt(words, source, number, drawn)
    filters = _filters(source, 1 + (number // 2) % 3, drawn) if number % 2 else {}
    return Question(number, kind, " ".join(words), filters)


def _asked(source: Report) -> list[str]:
    """Words that a reader would type: neither the commonest nor the rarest."""
    text = _ELIDED.sub(" ", f"{source.title} {source.summary} {source.body}".lower())
    ranks = _ranks()
    return sorted(word for word in set(_ASKED.findall(text)) if 150 <= ranks.get(word, WORDS) <= 9_000)


@cache
def _ranks() -> dict[str, int]:
    from wordfreq import top_n_list

    return {word: rank for rank, word in enumerate(top_n_list("fr", WORDS))}


def _without_accents(words: list[str], source: Report, drawn: random.Random) -> list[str]:
    accented = [word for word in _asked(source) if fold(word) != word] or _asked(source)
    return [fold(word) for word in [drawn.choice(accented), *words[1:]]]


def _misspelt(words: list[str], source: Report, number: int, drawn: random.Random) -> list[str]:
    """The longest word loses a letter, has two swapped or one wrong."""
    place = max(range(len(words)), key=lambda index: len(words[index]))
    if len(words[place]) < 7:
        words[place] = drawn.choice([word for word in _asked(source) if len(word) >= 7])
    word = words[place]
    at = drawn.randrange(2, len(word) - 2)
    if number % 3 == 0:
        words[place] = word[:at] + word[at + 1 :]
    elif number % 3 == 1 and word[at] != word[at + 1]:
        words[place] = word[:at] + word[at + 1] + word[at] + word[at + 2 :]
    else:
        words[place] = word[:at] + "z" + word[at + 1 :]
    return words


def _filters(source: Report, count: int, drawn: random.Random) -> dict[str, list[int]]:
    """Values of the source itself, so that something is found; one time in three with a second value."""
    found: dict[str, list[int]] = {}
    for name in drawn.sample(list(FACETS), count):
        values = {drawn.choice(source.facets[name])}
        if drawn.random() < 0.35:
            values.add(drawn.randrange(FACETS[name]))
        found[name] = sorted(values)
    return found


def fold(text: str) -> str:
    return "".join(char for char in unicodedata.normalize("NFD", text) if not unicodedata.combining(char))
