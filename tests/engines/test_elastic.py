"""Elasticsearch and OpenSearch under the contract, on real servers."""

import pytest

from search.documents import SearchDocument
from search.engines.base import SearchEngine
from search.engines.elastic import ElasticEngine
from search.engines.elastic_wire import Access

from .contract import EngineContract
from .running import wire


@pytest.fixture(scope="module")
def engines() -> dict[str, ElasticEngine]:
    return {}


class OnServer(EngineContract):
    """Documents are removed between two tests, which is quicker than a new index."""

    name: str

    @pytest.fixture
    def engine(self, request: pytest.FixtureRequest, engines: dict[str, ElasticEngine]) -> SearchEngine:
        if self.name not in engines:
            url = request.getfixturevalue(f"{self.name}_url")
            engines[self.name] = ElasticEngine(wire(self.name, Access((url,))), name=self.name, prefix="contract")
            engines[self.name].rebuild([])
        engine = engines[self.name]
        engine.remove(engine.keys())
        return engine

    def put(self, engine: SearchEngine, corpus: list[SearchDocument]) -> None:
        engine.remove(engine.keys() - {document.key for document in corpus})
        engine.index(corpus)


class TestElasticsearch(OnServer):
    name = "elasticsearch"


class TestOpenSearch(OnServer):
    name = "opensearch"
