"""The site's addresses and, under `/nu/`, its results page with an answer found once: the floor of a page."""

from functools import cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from network_site.urls import *  # noqa: F403 - the handlers and the addresses of the site
from network_site.urls import urlpatterns as site
from search import service
from search.forms import SearchForm
from search.results_page import ResultsPage


@cache
def _page(asked: str) -> ResultsPage:
    from django.http import QueryDict

    form = SearchForm(QueryDict(asked), kind=None)
    form.is_valid()
    return ResultsPage(service.search(form.query()))


def bare(request: HttpRequest) -> HttpResponse:
    """The template and the middleware, nothing else after the first time."""
    return render(request, "search/results.html", {"page": _page(request.META["QUERY_STRING"])})


urlpatterns: list[Any] = [path("nu/", bare), *site]
