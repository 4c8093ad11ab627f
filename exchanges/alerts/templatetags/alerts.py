"""What alerts add to the pages of searches: `{% load alerts %}`. No query is made."""

from dataclasses import replace
from typing import Any

from django import template
from django.urls import reverse

from exchanges.alerts.subscribing import parameters_of
from search.addresses import address
from search.queries import SearchQuery, Sort
from search.results_page import ResultsPage

register = template.Library()


def _asked(page: ResultsPage) -> SearchQuery:
    """The search of the page, whatever its number and its order."""
    return replace(page.query, sort=Sort.RELEVANCE, page=1)


def _at(name: str, page: ResultsPage) -> str:
    """The address of that view for this search."""
    parameters = parameters_of(_asked(page))
    return f"{reverse(name)}{'?' if parameters else ''}{parameters}"


@register.simple_tag
def feed_path(page: ResultsPage) -> str:
    return _at("alerts:feed", page)


@register.inclusion_tag("alerts/box.html")
def follow_search(page: ResultsPage) -> dict[str, Any]:
    """« Suivre cette recherche »: by mail, by feed, or by its address."""
    return {
        "follow": _at("alerts:follow", page),
        "unknown": page.results.corrected,
        "feed": feed_path(page),
        "path": address(_asked(page)),
    }
