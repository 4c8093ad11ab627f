"""Understands one question: what it means, which practices and needs answer it, in which order."""

import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from django.conf import settings

from search import expansions
from search.analysis import folded_words
from search.documents import Kind, SearchDocument
from search.engines.base import LexicalScores, SearchEngine
from search.queries import ParsedText, SearchQuery
from search.ranking import corpus as corpora
from search.ranking.corpus import Corpus
from search.ranking.fusion import Meaning, Ranking, fuse
from search.ranking.names import bare
from search.ranking.reading import Reading, read
from search.semantic.embedders import EmbedderUnavailable, get_embedder

logger = logging.getLogger(__name__)

SENTENCES_REMEMBERED = 256  # a reader who filters or turns a page asks the same sentence again
RANKED_KINDS = (Kind.REPORTS, Kind.NEEDS)
TITLE, ACTOR = 2, 1  # how exactly a report is named
TO_CHECK_COSTS = 0.15  # of a score: behind practices that answer about as well, before those that answer less


@dataclass(frozen=True, slots=True)
class Understanding:
    """`ranked` are the keys that answer, best first; `needs` those to be hinted at, none when unsure. `partial`: no
    report holds all the words.
    """

    reading: Reading
    ranked: Mapping[Kind, Sequence[str]] = field(default_factory=dict)
    needs: Sequence[SearchDocument] = ()
    partial: bool = False


def understand(query: SearchQuery, engine: SearchEngine) -> Understanding | None:
    """None where there is nothing to understand (no text, any word is enough) or too many reports for this machine:
    the engine's own order then stands. EngineUnavailable.
    """
    parsed = query.parsed()
    if query.loose or not parsed.clauses:
        return None
    corpus = corpora.current()
    reading = read(query.text, lexicon=corpus.lexicon, known=expansions.current(), undone=query.undone)
    if not 0 < len(corpus.reports) <= settings.RELAIS_SEARCH_MOST_RANKED:
        return Understanding(reading)
    words = engine.scores(replace(query, text=reading.asked), reading.terms, kinds=RANKED_KINDS)
    ranking = _rank(corpus, reading, words)
    reports = _reports(corpus, reading, ranking, words, parsed)
    needs = [corpus.needs[place] for place in ranking.shown_needs()]
    return Understanding(
        reading,
        {Kind.REPORTS: reports, Kind.NEEDS: _needs(needs, words, parsed)},
        needs,
        partial=bool(reports) and words.complete.isdisjoint(reports),
    )


def sentence_of(query: SearchQuery) -> str:
    """What is compared as a vector for this question."""
    lexicon = corpora.current().lexicon
    return read(query.text, lexicon=lexicon, known=expansions.current(), undone=query.undone).sentence


def forget_sentences() -> None:
    """So that the next question costs what it costs a reader who asks it first."""
    _vector.cache_clear()


def _rank(corpus: Corpus, reading: Reading, words: LexicalScores) -> Ranking:
    places = corpus.places
    return fuse(
        {places[key]: score for key, score in words.scores.items() if key in places},
        [words.scores.get(need.key, 0.0) for need in corpus.needs],
        links=corpus.links,
        meaning=_meaning(corpus, reading.sentence),
    )


def _meaning(corpus: Corpus, sentence: str) -> Meaning | None:
    embedder = get_embedder()
    if embedder is None or corpus.vectors is None:
        return None
    try:
        return corpus.vectors.compare(_vector(embedder.model, sentence))
    except EmbedderUnavailable as error:
        logger.warning("searching with words alone: %s", error)
        return None


@lru_cache(maxsize=SENTENCES_REMEMBERED)
def _vector(model: str, sentence: str) -> Sequence[float]:
    """Of the embedder in force, whose model is named so that another one's vectors are not taken for its own."""
    embedder = get_embedder()
    if embedder is None:
        raise EmbedderUnavailable(f"{model} is no longer there")
    return embedder.questions([sentence])[0]


def _reports(corpus: Corpus, reading: Reading, ranking: Ranking, words: LexicalScores, parsed: ParsedText) -> list[str]:
    """Exact names first, then by meaning; what holds every word shows even where the meaning is not heard. A quoted
    phrase is required. What nobody confirmed in time stands lower.
    """
    exact = _exactness(corpus, reading)
    score = ranking.reports.of

    def worth(place: int) -> float:
        return score(place) - TO_CHECK_COSTS * (place in corpus.to_check)

    heard = [place for place in ranking.shown_reports() if ranking.by_meaning or corpus.reports[place] in words.scores]
    matching = exact.keys() | {corpus.places[key] for key in words.complete if key in corpus.places}
    shown = dict.fromkeys([*heard, *sorted(matching, key=lambda place: (-score(place), place))])
    ordered = sorted(shown, key=lambda place: (-exact.get(place, 0), -worth(place)))
    keys = [corpus.reports[place] for place in ordered]
    return [key for key in keys if key in words.scores] if parsed.phrases else keys


def _needs(hinted: Sequence[SearchDocument], words: LexicalScores, parsed: ParsedText) -> list[str]:
    """The needs heard, then those that hold every word."""
    holding = [key for key in words.complete if key.startswith(f"{Kind.NEEDS.prefix}:")]
    keys = [need.key for need in hinted] + sorted(holding, key=lambda key: (-words.scores.get(key, 0.0), key))
    return [key for key in dict.fromkeys(keys) if key in words.scores or not parsed.phrases]


def _exactness(corpus: Corpus, reading: Reading) -> dict[int, int]:
    """Reports that are named: by their title, or by an actor."""
    words = folded_words(reading.typed)
    name = " ".join(words)
    named = [*corpus.actors.get(name, ()), *corpus.actors.get(" ".join(bare(words)), ())]
    return dict.fromkeys(named, ACTOR) | dict.fromkeys(corpus.titles.get(name, ()), TITLE)
