"""What alerts add to the pages of searches: `{% load alerts %}`. No query is made."""

from dataclasses import replace
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.urls import reverse

from exchanges.alerts.forms import AlertForm
from exchanges.alerts.subscribing import CONSENT, parameters_of
from search.addresses import address
from search.queries import SearchQuery, Sort
from search.results_page import ResultsPage

register = template.Library()


def _asked(page: ResultsPage) -> SearchQuery:
    """The search of the page, whatever its number and its order."""
    return replace(page.query, sort=Sort.RELEVANCE, page=1)


@register.simple_tag
def feed_path(page: ResultsPage) -> str:
    parameters = parameters_of(_asked(page))
    return f"{reverse('alerts:feed')}{'?' if parameters else ''}{parameters}"


@register.inclusion_tag("alerts/box.html", takes_context=True)
def follow_search(context: Context, page: ResultsPage) -> dict[str, Any]:
    """« Suivre cette recherche »: by mail, by feed, or by its address."""
    request: HttpRequest = context["request"]
    query = _asked(page)
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "form": AlertForm(initial={"recherche": parameters_of(query)}),
        "consent": CONSENT,
        "unknown": page.results.corrected,
        "feed": feed_path(page),
        "address": request.build_absolute_uri(address(query)),
        "path": address(query),
    }
