"""The floor of the embedded engine: tantivy alone, twenty hits of the best documents, no mark and no count."""

import time
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import tantivy
from tantivy import Occur, Order, Query

from benchmarks.candidates.base import HITS, Built, Candidate, Counts, size_of
from benchmarks.corpus import FACETS, Question, Report, fold

ANALYZER = "french"
TEXTS = ("title", "summary", "body")


class RawTantivy(Candidate):
    def __init__(self, folder: Path) -> None:
        self._folder = folder / "raw-index"
        self._reports: list[Report] = []
        self._index: Any = None

    def prepare(self, reports: Iterable[Report]) -> None:
        self._reports = list(reports)

    def build(self) -> Built:
        self._folder.mkdir(parents=True)
        started = time.perf_counter()
        index = tantivy.Index(SCHEMA, str(self._folder))
        _register(index)
        writer = index.writer(64_000_000, 1)
        for report in self._reports:
            texts = {name: fold(getattr(report, name)) for name in TEXTS}
            facets = {name: [f"{name}-{value}" for value in report.facets[name]] for name in FACETS}
            stored = "\n".join(getattr(report, name) for name in TEXTS).encode()
            writer.add_document(tantivy.Document(rank=report.number, stored=stored, **texts, **facets))
        writer.commit()
        writer.wait_merging_threads()
        seconds = time.perf_counter() - started
        return Built(len(self._reports), seconds, size_of(self._folder))

    def ask(self, question: Question) -> Any:
        searcher = self._searcher()
        words = [self._word(word) for word in question.text.split()]
        filters = [
            Query.const_score_query(Query.term_set_query(SCHEMA, name, [f"{name}-{value}" for value in values]), 0.0)
            for name, values in question.filters.items()
        ]
        query = Query.boolean_query([(Occur.Must, each) for each in [*words, *filters]])
        found = (
            searcher.search(query, HITS)
            if words
            else searcher.search(query, HITS, order_by_field="rank", order=Order.Asc)
        )
        return found.count, [searcher.doc(address)["stored"][0] for _score, address in found.hits]

    def read(self, answer: Any) -> tuple[int, Counts]:
        return answer[0], {}

    def _searcher(self) -> Any:
        if self._index is None:
            self._index = tantivy.Index.open(str(self._folder))
            _register(self._index)
            self._index.reload()
        return self._index.searcher()

    def _word(self, word: str) -> Query:
        stems = STEMMER.analyze(fold(word))
        fields = [Query.term_query(SCHEMA, name, stem) for name in TEXTS for stem in stems]
        return Query.boolean_query([(Occur.Should, each) for each in fields])


def _schema() -> tantivy.Schema:
    builder = tantivy.SchemaBuilder()
    for name in TEXTS:
        builder.add_text_field(name, tokenizer_name=ANALYZER, index_option="position")
    for name in FACETS:
        builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=True)
    builder.add_bytes_field("stored", stored=True)
    builder.add_integer_field("rank", fast=True)
    return builder.build()


def _stemmer() -> tantivy.TextAnalyzer:
    return (
        tantivy.TextAnalyzerBuilder(tantivy.Tokenizer.simple())
        .filter(tantivy.Filter.lowercase())
        .filter(tantivy.Filter.stemmer("french"))
        .build()
    )


def _register(index: tantivy.Index) -> None:
    index.register_tokenizer(ANALYZER, _stemmer())


SCHEMA = _schema()
STEMMER = _stemmer()
