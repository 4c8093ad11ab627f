"""A parsed question turned into tantivy queries; no text typed by anyone is ever handed to tantivy's own query
parser.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence

import tantivy
from tantivy import Occur, Query

from search import analysis
from search.documents import Kind, SearchDocument
from search.engines.embedded_schema import SCHEMA_FIELDS
from search.engines.fields import EVERY_STEM
from search.facets import BY_NAME, FACETS, Facet
from search.queries import Clause, ParsedText
from search.relevance import FIELD_WEIGHTS, SCORE_WEIGHTS, TIE_BREAKER, TITLE_PHRASE_WEIGHT, TYPO_WEIGHT

Selections = Mapping[str, tuple[str, ...]]


def all_of(queries: Iterable[Query], *, without: Query | None = None) -> Query:
    parts = [(Occur.Must, query) for query in queries] or [(Occur.Must, Query.all_query())]
    return Query.boolean_query([*parts, (Occur.MustNot, without)] if without else parts)


def term(field: str, value: str) -> Query:
    return Query.term_query(SCHEMA_FIELDS, field, value)


def of_kind(kind: Kind) -> Query:
    return Query.const_score_query(term("kind", kind.value), 0.0)


def of_kinds(kinds: Sequence[Kind]) -> Query:
    return _any_of("kind", [kind.value for kind in kinds])


def of_keys(keys: Sequence[str]) -> Query:
    return Query.const_score_query(Query.term_set_query(SCHEMA_FIELDS, "key", list(keys)), 0.0)


def facet_filter(facet: Facet, values: tuple[str, ...]) -> Query:
    """OR inside the facet; adds nothing to the score."""
    return _any_of(facet.field, values)


def _any_of(field: str, values: Sequence[str]) -> Query:
    """For a few values: a set of terms becomes an automaton, which costs more than to read their documents."""
    return Query.const_score_query(Query.boolean_query([(Occur.Should, term(field, value)) for value in values]), 0.0)


def selected_facets(kind: Kind, selections: Selections) -> dict[str, Query]:
    """One filter per selected facet that applies to the kind."""
    return {
        name: facet_filter(BY_NAME[name], values)
        for name, values in selections.items()
        if values and name in BY_NAME and BY_NAME[name].applies_to(kind)
    }


class TextQuery:
    """The text of one question against one searcher: which words are unknown, and the query for each minimum of
    words.

    A word is held by a document that has its stem in any field: one list of documents tells, where six lists of places
    would be read. These are read only to score.
    """

    def __init__(self, parsed: ParsedText, searcher: tantivy.Searcher) -> None:
        self._searcher = searcher
        self.corrected = tuple(clause.written for clause in parsed.words if self._is_typo(clause))
        self._phrases = [_holding(clause) for clause in parsed.phrases]
        self._words = [self._clause(clause, _holding) for clause in parsed.words]
        self._parsed = parsed

    @property
    def words(self) -> int:
        return len(self._words)

    @property
    def is_asked(self) -> bool:
        return bool(self._words or self._phrases)

    def scored_terms(self, terms: Mapping[str, float]) -> Query:
        """Documents with every phrase and any of the stems, weighed by `SCORE_WEIGHTS` and the weights given."""
        words = [
            (Occur.Should, Query.boost_query(term(field, stem), field_weight * weight))
            for stem, weight in terms.items()
            for field, field_weight in SCORE_WEIGHTS.items()
        ]
        phrases = [(Occur.Must, Query.const_score_query(phrase, 0.0)) for phrase in self._phrases]
        return (
            Query.boolean_query([*phrases, (Occur.Must, Query.boolean_query(words))]) if words else Query.empty_query()
        )

    def matching(self, minimum: int) -> Query:
        """Documents with every phrase and at least `minimum` of the words."""
        parts = [(Occur.Must, phrase) for phrase in self._phrases]
        if self._words:
            parts.append((Occur.Must, _at_least(self._words, minimum)))
        return Query.boolean_query(parts) if parts else Query.all_query()

    def scored(self, minimum: int) -> Query:
        """The same documents; the words side by side in a title come first."""
        clauses = [self._clause(clause, _scored) for clause in self._parsed.clauses]
        title = _title_phrase(self._parsed)
        if len(clauses) == 1 and not title:
            return clauses[0]
        scores = [(Occur.Should, query) for query in (*clauses, title) if query]
        return Query.boolean_query([(Occur.Must, Query.const_score_query(self.matching(minimum), 0.0)), *scores])

    def _clause(self, clause: Clause, known: Callable[[Clause], Query]) -> Query:
        is_corrected = not clause.required and clause.written in self.corrected
        return _misspelt(clause) if is_corrected else known(clause)

    def _is_typo(self, clause: Clause) -> bool:
        return clause.typos > 0 and not any(self._is_known(option.stems) for option in clause.alternatives)

    def _is_known(self, stems: tuple[str, ...]) -> bool:
        return all(self._searcher.doc_freq(EVERY_STEM, stem) for stem in stems)


def _at_least(words: list[Query], minimum: int) -> Query:
    if minimum >= len(words):
        return all_of(words)
    return Query.boolean_query([(Occur.Should, word) for word in words], minimum_number_should_match=minimum)


def _holding(clause: Clause) -> Query:
    options = [
        query
        for option in clause.alternatives
        for query in (
            [term(EVERY_STEM, option.stems[0])]
            if len(option.stems) == 1
            else [_stems(field, option.stems) for field in FIELD_WEIGHTS]
        )
    ]
    return options[0] if len(options) == 1 else Query.boolean_query([(Occur.Should, option) for option in options])


def _scored(clause: Clause) -> Query:
    """The best field of the word counts whole, the others for `TIE_BREAKER`."""
    options = [
        Query.boost_query(_stems(field, option.stems), weight * option.weight)
        for field, weight in FIELD_WEIGHTS.items()
        for option in clause.alternatives
    ]
    return Query.disjunction_max_query(options, tie_breaker=TIE_BREAKER)


def _stems(field: str, stems: tuple[str, ...]) -> Query:
    return term(field, stems[0]) if len(stems) == 1 else Query.phrase_query(SCHEMA_FIELDS, field, list(stems))


def _misspelt(clause: Clause) -> Query:
    """A word that no document holds: those that do within its typos, a letter swapped with its neighbour counting for
    one.
    """
    options = [
        Query.boost_query(_near(field, clause.word or "", distance), weight / distance)
        for distance in range(1, clause.typos + 1)
        for field, weight in (("title_words", 2 * TYPO_WEIGHT), ("words", TYPO_WEIGHT))
    ]
    return Query.disjunction_max_query(options)


def _near(field: str, word: str, distance: int) -> Query:
    return Query.fuzzy_term_query(SCHEMA_FIELDS, field, word, distance=distance, transposition_cost_one=True)


def _title_phrase(parsed: ParsedText) -> Query | None:
    stems: list[str | tuple[int, str]] = [stem for clause in parsed.words for stem in clause.alternatives[0].stems]
    if len(stems) < 2:
        return None
    return Query.boost_query(Query.phrase_query(SCHEMA_FIELDS, "title", stems), TITLE_PHRASE_WEIGHT)


def completing(text: str) -> Query | None:
    """Titles that hold the words typed, the last one as a beginning; those that start so come first."""
    typed = analysis.folded_words(text)
    if not typed:
        return None
    *whole, last = typed
    begins = Query.regex_query(SCHEMA_FIELDS, "title_words", f"{last}.*")
    starts = Query.regex_query(SCHEMA_FIELDS, "title_order", f"{' '.join(typed)}.*")
    every = all_of(
        Query.const_score_query(query, 0.0) for query in [*(term("title_words", word) for word in whole), begins]
    )
    return Query.boolean_query([(Occur.Must, every), (Occur.Should, Query.const_score_query(starts, 1.0))])


def resembling(document: SearchDocument) -> Query:
    """Documents of the same kind that share facet values (weighed in `search.facets`) or words of the title and
    labels.
    """
    shared = [
        Query.const_score_query(term(facet.field, value), facet.similarity)
        for facet in FACETS
        if facet.similarity
        for value in document.facets.get(facet.name, ())
    ]
    stems = sorted(
        {stem for text in (document.title, *document.labels) for stem in analysis.analyze(analysis.normalize(text))}
    )
    words = [Query.boost_query(term(field, stem), 0.2) for stem in stems for field in ("title", "labels")]
    alike = Query.boolean_query([(Occur.Should, query) for query in [*shared, *words]])
    others = [(Occur.Must, alike), (Occur.Must, of_kind(document.kind)), (Occur.MustNot, term("key", document.key))]
    return Query.boolean_query(others)
