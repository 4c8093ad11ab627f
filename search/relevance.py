"""How much each field weighs and how many words must be found: one table for every engine."""

import math
from collections.abc import Mapping

# Fields of the index in which words are looked for; the best field of a word counts whole, the others for TIE_BREAKER.
FIELD_WEIGHTS: Mapping[str, float] = {
    "title": 4.0,
    "labels": 2.5,
    "questions": 2.5,
    "synonyms": 1.5,
    "summary": 1.5,
    "body": 1.0,
}
# The same fields where words only help to tell which practice a question means (`SearchEngine.scores`): a title must
# not outweigh a whole question in the reader's own words, and what many reports share recalls without deciding.
SCORE_WEIGHTS: Mapping[str, float] = {
    "title": 1.0,
    "labels": 0.8,
    "questions": 1.5,
    "synonyms": 0.5,
    "summary": 0.8,
    "body": 0.7,
}
TIE_BREAKER = 0.3
TITLE_PHRASE_WEIGHT = 6.0  # all the words side by side in a title
TYPO_WEIGHT = 2.0
STRICT_WORDS = 2  # up to this number of words all must be found
SHORT_QUESTION = 3  # up to this number all are asked first, then fewer
RELAXED_PART = 3  # of a longer question a third of the words is asked first: the score ranks those that hold more


def minimum_words(count: int) -> tuple[int, ...]:
    """How many of `count` words to ask for, strictest first: the first number that finds something in a kind is kept.

    Short questions mean each of their words; of an everyday question (« y fait 40 dans le préau en juin, des idées ? »)
    most words are only its tone.
    """
    if count <= STRICT_WORDS:
        return (count,)
    start = count if count <= SHORT_QUESTION else -(-count // RELAXED_PART)
    return tuple(range(start, 0, -1))


def score_unit(documents: int) -> float:
    """What BM25 gives for the rarest word of so many documents, said again and again: (k1 + 1) × its idf."""
    return 2.2 * math.log(1 + (max(documents, 1) - 0.5) / 1.5)
