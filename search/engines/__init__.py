"""Engines behind one protocol; the only place that may import tantivy, elasticsearch or opensearchpy."""

from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

if TYPE_CHECKING:
    from search.engines.base import SearchEngine

ENGINES = {"embedded": "search.engines.embedded.EmbeddedEngine"}


def get_engine() -> "SearchEngine":
    """The engine named by `RELAIS_SEARCH_ENGINE`, one per process. ImproperlyConfigured on an unknown name."""
    return _engine(settings.RELAIS_SEARCH_ENGINE, str(settings.RELAIS_SEARCH_INDEX_DIR))


@cache
def _engine(name: str, _index_dir: str) -> "SearchEngine":
    if name not in ENGINES:
        raise ImproperlyConfigured(f"RELAIS_SEARCH_ENGINE is {name!r}; known engines: {', '.join(sorted(ENGINES))}")
    engine: SearchEngine = import_string(ENGINES[name]).from_settings()
    return engine
