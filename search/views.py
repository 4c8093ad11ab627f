"""Thin edges of the search: read the form, ask the service, render. Nothing that is typed leads to an error page."""

import logging
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.cache import patch_cache_control
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from django.views.decorators.vary import vary_on_headers
from django_htmx.middleware import HtmxDetails

from practices.models import Need
from search import service
from search.addresses import address, path_of, to_parameters
from search.documents import Kind
from search.engines.base import EngineUnavailable, NotSupported
from search.forms import SearchForm, SuggestionForm
from search.journal import recording
from search.queries import SearchQuery, SearchResults
from search.results_page import SINGULAR, ResultsPage
from search.visibility import visible

SUGGESTIONS_FRESH = 300  # seconds: titles change seldom, and the same letters are typed again and again

logger = logging.getLogger(__name__)


class HtmxHttpRequest(HttpRequest):
    """What `HtmxMiddleware` makes of a request."""

    htmx: HtmxDetails


@require_safe
@vary_on_headers("HX-Request")
def results(request: HtmxHttpRequest, directory: Kind | None = None) -> HttpResponse:
    """The page, or its region alone for htmx. `directory` fixes the kind."""
    form = SearchForm(request.GET, kind=directory)
    if not form.is_valid():
        return _refused(request, form, directory=directory)
    try:
        found = service.search(form.query())
    except EngineUnavailable as error:
        logger.warning("the search engine cannot answer: %s", error)
        return _unavailable(request, form, directory=directory)
    except NotSupported:  # deeper than the engine goes
        return _past_the_end(request, form, directory=directory)
    if found.past_the_end:
        return _past_the_end(request, form, directory=directory)
    recording.record(found)
    return _found(request, form, found, directory=directory)


def _found(request: HtmxHttpRequest, form: SearchForm, found: SearchResults, *, directory: Kind | None) -> HttpResponse:
    page = ResultsPage(found, directory=directory, set_aside=form.set_aside())
    alone = request.htmx and not request.htmx.history_restore_request
    response = render(request, "search/partial.html" if alone else "search/results.html", {"page": page})
    if alone:
        response["HX-Push-Url"] = page.url
    return response


def _refused(request: HtmxHttpRequest, form: SearchForm, *, directory: Kind | None) -> HttpResponse:
    """The text is too long, or the page is no number: say so, and give back what was typed."""
    shorter = _("Une question plus courte, s’il vous plaît")
    title = shorter if form.is_too_long else _("Cette page de résultats n’existe pas")
    reasons = [str(reason) for errors in form.errors.values() for reason in errors]
    status = 413 if form.is_too_large else 400
    return _way_out(request, form, title, reasons, directory=directory, status=status)


def _past_the_end(request: HtmxHttpRequest, form: SearchForm, *, directory: Kind | None) -> HttpResponse:
    title = _("Cette page de résultats n’existe pas")
    reasons = [_("Les résultats s’arrêtent avant la page %(page)d.") % form.cleaned_data]
    return _way_out(request, form, title, reasons, directory=directory, status=404)


def _way_out(
    request: HtmxHttpRequest,
    form: SearchForm,
    title: str,
    reasons: list[str],
    *,
    directory: Kind | None,
    status: int,
) -> HttpResponse:
    query = replace(form.query(), page=1)
    context = {"title": title, "reasons": reasons, "form": form, **_kept(query, directory=directory)}
    return render(request, "search/refused.html", context, status=status)


def _unavailable(request: HtmxHttpRequest, form: SearchForm, *, directory: Kind | None) -> HttpResponse:
    """The database still knows what people need: browse by need until the engine is back."""
    needs = [(need.get_absolute_url(), need.label, None) for need in visible(Need.objects.all())]
    context = {"form": form, "needs": needs, **_kept(form.query(), directory=directory)}
    return render(request, "search/unavailable.html", context, status=503)


def _kept(query: SearchQuery, *, directory: Kind | None) -> dict[str, Any]:
    """The question as an address and as a form beside its text field."""
    return {
        "again": address(query, directory=directory),
        "action": path_of(query.kind, directory=directory),
        "parameters": to_parameters(replace(query, text="", page=1), directory=directory),
    }


@require_safe
def suggestions(request: HttpRequest) -> JsonResponse:
    """[{label, kind, url}] for the field that static/js/suggestions.js completes; empty where nothing can be said."""
    form = SuggestionForm(request.GET)
    if not form.is_valid():
        return JsonResponse([], safe=False, status=413 if form.is_too_large else 400)
    try:
        found = service.suggest(form.cleaned_data["q"])
    except EngineUnavailable as error:
        logger.warning("the search engine cannot suggest: %s", error)
        return JsonResponse([], safe=False, status=503)
    rows = [{"label": each.title, "kind": str(SINGULAR[each.kind]), "url": each.url} for each in found]
    response = JsonResponse(rows, safe=False)
    patch_cache_control(response, public=True, max_age=SUGGESTIONS_FRESH)
    return response
