"""Engines behind one protocol; the only place that may import tantivy, elasticsearch or opensearchpy."""

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from search.engines.base import SearchEngine

ENGINES = {
    "embedded": "search.engines.embedded.EmbeddedEngine",
    "elasticsearch": "search.engines.elastic.ElasticsearchEngine",
    "opensearch": "search.engines.elastic.OpenSearchEngine",
}


def get_engine() -> "SearchEngine":
    """The engine named by `RELAIS_SEARCH_ENGINE`, one per process. ImproperlyConfigured on an unknown name."""
    place = (str(settings.RELAIS_SEARCH_INDEX_DIR), *settings.RELAIS_SEARCH_URLS, settings.RELAIS_SEARCH_INDEX_PREFIX)
    return _engine(settings.RELAIS_SEARCH_ENGINE, place)


@cache
def _engine(name: str, _place: tuple[str, ...]) -> "SearchEngine":
    if name not in ENGINES:
        raise ImproperlyConfigured(f"RELAIS_SEARCH_ENGINE is {name!r}; known engines: {', '.join(sorted(ENGINES))}")
    engine: SearchEngine = import_string(ENGINES[name]).from_settings()
    return engine
