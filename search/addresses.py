"""A question as a readable address, the way back from `search/forms.py`: defaults left out, one order for all."""

from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import get_script_prefix, reverse

from search.builder import label
from search.documents import Kind
from search.facets import BY_NAME, FACETS
from search.queries import SearchQuery, Sort

DIRECTORIES: Mapping[Kind, str] = {Kind.ACTORS: "search:actors", Kind.NETWORKS: "search:networks"}
"""Kinds that have an address of their own, where `type` is not written."""


def to_parameters(query: SearchQuery, *, directory: Kind | None = None) -> list[tuple[str, str]]:
    """q, type, facets in their declared order and each with its values sorted, sans, tri, page. What the path says
    already and the defaults are left out.
    """
    kind = [("type", query.kind.value)] if query.kind not in {directory, Kind.REPORTS} else []
    chosen = [
        (facet.param, value)
        for facet in (FACETS if query.selections else ())
        if facet.applies_to(query.kind)
        for value in sorted(query.selections.get(facet.name, ()))
    ]
    text = [("q", query.text)] if query.text else []
    sort = [("tri", query.sort.value)] if query.sort is not Sort.RELEVANCE else []
    page = [("page", str(query.page))] if query.page > 1 else []
    undone = [("sans", term) for term in sorted(query.undone)]
    return [*text, *kind, *chosen, *undone, *sort, *page]


def path_of(kind: Kind, *, directory: Kind | None = None) -> str:
    """Where results of a kind are shown; within a directory, those of its kind stay there."""
    name = DIRECTORIES[kind] if directory is not None and directory is kind else "search:results"
    return _path(name, get_script_prefix())


@cache
def _path(name: str, _prefix: str) -> str:
    """A page of results writes a dozen addresses."""
    return reverse(name)


def address(query: SearchQuery, *, directory: Kind | None = None) -> str:
    """Where the results of a question are shown."""
    path, parameters = path_of(query.kind, directory=directory), to_parameters(query, directory=directory)
    return f"{path}?{urlencode(parameters)}" if parameters else path


def renamed(query: SearchQuery, *, vocabulary: type[Model], old: str, new: str) -> SearchQuery:
    """The same question once a term of that vocabulary has another slug."""
    selections = {
        name: tuple(new if value == old else value for value in values)
        if BY_NAME[name].vocabulary == label(vocabulary)
        else values
        for name, values in query.selections.items()
    }
    return replace(query, selections=selections)
