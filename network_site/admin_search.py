"""The search of Wagtail's own lists, where a quotation mark breaks nothing.

On SQLite, django-modelsearch 1.3 quotes each word that is typed without minding the quotes in it: a title with « " » as
it is typed would be answered by an error.
"""

from collections.abc import Callable
from typing import Any

from django.db import connection
from wagtail.search.backends import database


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name that Wagtail looks for
    backend = database.SearchBackend(params)
    if connection.vendor == "sqlite":
        backend.autocomplete = without_quotes(backend.autocomplete)
    return backend


def without_quotes(search: Callable[..., Any]) -> Callable[..., Any]:
    def asking(query: Any, *arguments: Any, **options: Any) -> Any:
        """What is no text was parsed already, and its quotes with it."""
        asked = query.replace('"', " ").strip() if isinstance(query, str) else query
        return search(asked, *arguments, **options)

    return asking
