"""OpenSearch through its own DSL: one request with its French analysis, its highlighter and eight aggregations."""

import time
from collections.abc import Iterable
from typing import Any

from benchmarks.candidates.base import HITS, Built, Candidate, Counts, without_zeros
from benchmarks.corpus import FACETS, Question, Report

TEXTS = ("title", "summary", "body")
MOST_VALUES = 1_000
MAPPING: dict[str, Any] = {
    "settings": {
        "number_of_shards": 1,
        "number_of_replicas": 0,
        "analysis": {
            "filter": {"french_stemmer": {"type": "stemmer", "language": "light_french"}},
            "analyzer": {"fr": {"tokenizer": "standard", "filter": ["lowercase", "asciifolding", "french_stemmer"]}},
        },
    },
    "mappings": {
        "properties": {
            **{name: {"type": "text", "analyzer": "fr"} for name in TEXTS},
            **{name: {"type": "keyword"} for name in FACETS},
            "number": {"type": "integer"},
        }
    },
}


class RawOpenSearch(Candidate):
    """`url` of a server, `index` of this size alone."""

    def __init__(self, *, url: str, index: str) -> None:
        from opensearchpy import OpenSearch

        self._client = OpenSearch([url], timeout=600)
        self._index = index
        self._reports: list[Report] = []

    def prepare(self, reports: Iterable[Report]) -> None:
        self._reports = list(reports)

    def build(self) -> Built:
        from opensearchpy.helpers import bulk

        started = time.perf_counter()
        self._client.indices.create(index=self._index, body=MAPPING)
        actions = (
            {
                "_index": self._index,
                "_id": report.number,
                "number": report.number,
                **{name: getattr(report, name) for name in TEXTS},
                **{name: [str(value) for value in report.facets[name]] for name in FACETS},
            }
            for report in self._reports
        )
        bulk(self._client, actions)
        self._client.indices.refresh(index=self._index)
        seconds = time.perf_counter() - started
        stats = self._client.indices.stats(index=self._index, metric="store")
        return Built(len(self._reports), seconds, stats["_all"]["total"]["store"]["size_in_bytes"])

    def ask(self, question: Question) -> Any:
        from opensearchpy import A, Q, Search

        filters = {
            name: Q("terms", **{name: [str(value) for value in values]}) for name, values in question.filters.items()
        }
        search = Search(using=self._client, index=self._index).extra(size=HITS, track_total_hits=True)
        if question.text:
            search = search.query("multi_match", query=question.text, fields=TEXTS, type="cross_fields", operator="and")
            search = search.highlight("summary", "body", fragment_size=220, number_of_fragments=1)
        else:
            search = search.sort("number")
        if filters:
            search = search.post_filter(Q("bool", filter=list(filters.values())))
        for name in FACETS:
            others = [each for other, each in filters.items() if other != name]
            counted = A("filter", Q("bool", filter=others) if others else Q("match_all"))
            counted.bucket("values", "terms", field=name, size=MOST_VALUES)
            search.aggs.bucket(name, counted)
        return search.execute()

    def read(self, answer: Any) -> tuple[int, Counts]:
        counts = {
            name: {
                int(bucket["key"]): int(bucket["doc_count"]) for bucket in answer.aggregations[name]["values"].buckets
            }
            for name in FACETS
        }
        return int(answer.hits.total.value), without_zeros(counts)
