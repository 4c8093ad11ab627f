"""What a command of the site says at its start when the search is away, or has no index made by these rules."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.core.exceptions import ImproperlyConfigured
from django.db import DatabaseError

from search import outbox
from search.engines import get_engine
from search.engines.base import EngineUnavailable
from search.queries import SearchQuery


def check_engine(
    *, app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **_options: Any
) -> list[checks.CheckMessage]:
    """Warnings, never errors: the command that mends must start. An engine in process makes a small index by itself."""
    try:
        engine = get_engine()
    except ImproperlyConfigured as error:
        return [checks.Error(str(error), id="search.E001")]
    try:
        engine.counts([SearchQuery()])
    except EngineUnavailable as error:
        if error.rebuild and engine.capabilities.inline and _makes_itself():
            return []
        hint = "Lancez : manage.py rebuild_search_index" if error.rebuild else "Le moteur est-il démarré ?"
        return [checks.Warning(f"La recherche ne répond pas : {error}", hint=hint, id="search.W001")]
    return []


def _makes_itself() -> bool:
    """At the first search; where no index was ever made, no database is asked: a command may be there to make one."""
    if not Path(settings.RELAIS_SEARCH_INDEX_DIR).exists():
        return True
    try:
        return outbox.is_quickly_restored()
    except DatabaseError:  # no table yet
        return True
