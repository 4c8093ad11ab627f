"""When a new document answers a saved search. Pure: no query is made here.

The rule is that of the engines: values of a facet are alternatives, facets add up, and the words are those of
`search.analysis`, as many as the strictest step of `search.relevance.minimum_words`. Typos are not forgiven and
meanings are not guessed, so that a mail shows why it came: docs/decisions/0014-alerts-go-by-words-and-filters.md.

Each condition of a search becomes tokens of which a document must hold one. Facets are told exactly so; of a text only
the words without which it cannot be found, and `WordsOf.answer` reads the rest for the few documents that pass.
"""

from collections.abc import Iterable
from functools import lru_cache

from search import analysis
from search.documents import Kind, SearchDocument
from search.queries import Clause, ParsedText, SearchQuery, parse_text
from search.relevance import minimum_words

LONGEST_TOKEN = 200
ANYTHING, WORD = "*", "~"

Tokens = frozenset[str]
parsed = lru_cache(maxsize=4_096)(parse_text)


def conditions(query: SearchQuery) -> tuple[Tokens, ...]:
    """For each condition of the search, the tokens of which a document must hold one. Never empty."""
    facets = [
        frozenset(_token(query.kind, name, value) for value in values)
        for name, values in query.selections.items()
        if values
    ]
    words = _anchors(query.parsed())
    text = [frozenset(_token(query.kind, WORD, stem) for stem in words)] if words else []
    return (*facets, *text) or (frozenset([_token(query.kind, ANYTHING)]),)


def tokens_of(document: SearchDocument, words: "WordsOf") -> Tokens:
    """All that a document holds."""
    facets = {_token(document.kind, name, value) for name, values in document.facets.items() for value in values}
    return frozenset(
        {_token(document.kind, ANYTHING), *facets, *(_token(document.kind, WORD, stem) for stem in words.stems)}
    )


def _token(kind: Kind, *parts: str) -> str:
    return ":".join((kind.prefix, *parts))[:LONGEST_TOKEN]


def _anchors(text: ParsedText) -> Tokens:
    """Stems of which any document that answers holds one: those of a phrase, else of the longest words, which are the
    rarer. Of `n` words `m` are needed, so one of any `n - m + 1` is.
    """
    if text.phrases:
        return _stems_of(max(text.phrases, key=_length))
    needed = _needed(text)
    longest = sorted(text.words, key=_length, reverse=True)[: len(text.words) - needed + 1]
    return frozenset(stem for clause in longest for stem in _stems_of(clause))


def _stems_of(clause: Clause) -> Tokens:
    """The longest stem of each way to satisfy the clause."""
    return frozenset(max(option.stems, key=len) for option in clause.alternatives)


def _length(clause: Clause) -> int:
    return min(len(stem) for stem in _stems_of(clause))


def _needed(text: ParsedText) -> int:
    return minimum_words(len(text.words))[0]


class WordsOf:
    """The words of one document, as the engines index them: no phrase spans two values of a list."""

    def __init__(self, document: SearchDocument) -> None:
        self._runs = [run for value in _texts(document) for run in _runs(analysis.normalize(value))]
        self.stems = frozenset(stem for run in self._runs for stem in run)

    def answer(self, text: ParsedText) -> bool:
        """Whether every quoted phrase is there, and enough of the words."""
        if not all(self._hold(clause) for clause in text.phrases):
            return False
        return sum(self._hold(clause) for clause in text.words) >= _needed(text) if text.words else True

    def _hold(self, clause: Clause) -> bool:
        return any(self._hold_stems(option.stems) for option in clause.alternatives)

    def _hold_stems(self, stems: tuple[str, ...]) -> bool:
        if not self.stems.issuperset(stems):
            return False
        return len(stems) == 1 or any(_stand_in(run, stems) for run in self._runs)


def answers(query: SearchQuery, document: SearchDocument) -> bool:
    """The whole rule at once, for one search and one document."""
    words = WordsOf(document)
    held = tokens_of(document, words)
    return all(held & each for each in conditions(query)) and words.answer(query.parsed())


def _texts(document: SearchDocument) -> Iterable[str]:
    lists = (document.labels, document.questions, document.synonyms)
    return (document.title, document.summary, document.body, *(value for values in lists for value in values))


def _runs(text: str) -> list[tuple[str, ...]]:
    return [tuple(analysis.analyze(text)), *((compound,) for compound in analysis.compounds(text))]


def _stand_in(run: tuple[str, ...], stems: tuple[str, ...]) -> bool:
    """Side by side, in this order."""
    size = len(stems)
    return any(run[start : start + size] == stems for start in range(len(run) - size + 1))
