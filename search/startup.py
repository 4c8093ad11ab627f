"""What a command of the site says at its start when the search server is away, or has no index made by these rules."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core import checks
from django.core.exceptions import ImproperlyConfigured

from search.engines import get_engine
from search.engines.base import EngineUnavailable
from search.queries import SearchQuery


def check_engine(
    *, app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_options: Any
) -> list[checks.CheckMessage]:
    """Warnings, never errors: the command that mends must start. An engine in process makes its index by itself."""
    try:
        engine = get_engine()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="search.E001")]
    if engine.capabilities.inline:
        return []
    try:
        engine.counts([SearchQuery()])
    except EngineUnavailable as error:
        hint = "Lancez : manage.py rebuild_search_index" if error.rebuild else "Le moteur est-il démarré ?"
        return [checks.Warning(f"La recherche ne répond pas : {error}", hint=hint, id="search.W001")]
    return []
