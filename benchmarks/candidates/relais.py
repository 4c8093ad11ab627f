"""Relais itself, on its embedded engine or on a server, asked as its results page asks: by words, facets and marks."""

import os
import time
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Any

from benchmarks.candidates.base import HITS, Built, Candidate, Counts, size_of
from benchmarks.candidates.relais_database import RELAIS_NAMES
from benchmarks.corpus import FACETS, Question, Report


class Relais(Candidate):
    """`SearchEngine.search`: the lexical path. `engine` is the name of the setting."""

    def __init__(self, folder: Path, *, engine: str = "embedded") -> None:
        os.environ["RELAIS_BENCH_DIR"] = str(folder)
        os.environ["RELAIS_SEARCH_ENGINE"] = engine
        os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.settings"
        import django

        django.setup()
        self._folder = folder

    def prepare(self, reports: Iterable[Report]) -> None:
        from benchmarks.candidates import relais_database

        relais_database.prepare_site()
        relais_database.fill(reports)

    def build(self) -> Built:
        from search import indexing

        started = time.perf_counter()
        documents = indexing.rebuild()
        seconds = time.perf_counter() - started
        started = time.perf_counter()
        indexing.restore()
        return Built(documents, seconds, self._disk(), again=time.perf_counter() - started)

    def _disk(self) -> int:
        index = self._folder / "index"
        return size_of(index) if index.exists() else 0

    def ask(self, question: Question) -> Any:
        from search.engines import get_engine

        return get_engine().search(self.query(question))

    def query(self, question: Question) -> Any:
        """The question as Relais reads it from an address."""
        from search.queries import SearchQuery

        selections = {
            RELAIS_NAMES[facet]: tuple(self._slugs[facet][number] for number in numbers)
            for facet, numbers in question.filters.items()
        }
        return SearchQuery(question.text, selections=selections, per_page=HITS, counting=tuple(RELAIS_NAMES.values()))

    def read(self, answer: Any) -> tuple[int, Counts]:
        counts = {
            facet: {
                self._slugs[facet].index(each.value): each.count
                for each in answer.facet(name).counts
                if each.count and each.value in self._slugs[facet]
            }
            for facet, name in RELAIS_NAMES.items()
        }
        return answer.total, counts

    @cached_property
    def _slugs(self) -> dict[str, list[str]]:
        from benchmarks.candidates.relais_database import vocabulary

        known = vocabulary()
        return {facet: [known.slug(facet, number) for number in range(count)] for facet, count in FACETS.items()}
