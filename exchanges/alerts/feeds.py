"""The Atom feed of any search: the same address, the same form, the newest answers first. It names nobody."""

import hashlib
import logging
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Final

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import get_conditional_response, patch_cache_control
from django.utils.feedgenerator import Atom1Feed
from django.utils.http import http_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from exchanges.alerts.subscribing import label_of, parameters_of
from search import service
from search.addresses import address
from search.builders import BY_KIND
from search.documents import Kind
from search.forms import SearchForm, one_line
from search.queries import Hit, SearchQuery, Sort

logger = logging.getLogger(__name__)

MOST_ENTRIES: Final = 30
MOST_SORTED: Final = 500
"""Answers without a date of their own that are sorted here by their publication."""
FRESH_FOR: Final = 900
"""Seconds: how often a reader of feeds may ask without reason."""
LONG_AGO: Final = datetime(2000, 1, 1, tzinfo=UTC)

Dates = Mapping[int, tuple[datetime, datetime]]
"""Primary key → first and last publication."""


class SearchFeed(Atom1Feed):
    """An empty one has changed long ago, and not just now: it is the same at each reading."""

    def latest_post_date(self) -> datetime:
        return super().latest_post_date() if self.items else LONG_AGO


@require_safe
def atom(request: HttpRequest) -> HttpResponse:
    """« /recherche/atom.xml?q=eau »: what /recherche/?q=eau shows, without page nor order."""
    form = SearchForm(request.GET)
    form.is_valid()
    if form.is_too_long:
        return _said(_("Cette question est trop longue pour un fil."), status=HTTPStatus.BAD_REQUEST)
    query, names = service.usable(form.query())
    try:
        hits, dates = _newest(query)
    except service.Unavailable as error:
        logger.warning("the search engine cannot feed: %s", error)
        answer = _said(
            _("La recherche est en pause. Réessayez dans quelques minutes."), status=HTTPStatus.SERVICE_UNAVAILABLE
        )
        answer["Retry-After"] = str(FRESH_FOR)
        return answer
    feed = _feed(request, query, title=label_of(query, names), hits=hits, dates=dates)
    return _answer(request, feed, changed=max((dates[hit.pk][1] for hit in hits), default=LONG_AGO))


def _said(text: str, *, status: HTTPStatus) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def _newest(query: SearchQuery) -> tuple[list[Hit], Dates]:
    """The answers published last. service.Unavailable."""
    dated = query.kind is Kind.REPORTS
    asked = replace(query, sort=Sort.DATE, per_page=MOST_ENTRIES if dated else MOST_SORTED, counting=())
    hits = service.search(asked).hits
    dates = _dates(query.kind, [hit.pk for hit in hits])
    ordered = sorted(hits, key=lambda hit: (dates[hit.pk][0], hit.pk), reverse=True)
    return ordered[:MOST_ENTRIES], dates


def _dates(kind: Kind, pks: list[int]) -> Dates:
    """Those of the objects; what came with the catalogue may have none, and has always been there."""
    rows = BY_KIND[kind].model._default_manager.filter(pk__in=pks)
    found = rows.values_list("pk", "first_published_at", "last_published_at")
    return {pk: (first or LONG_AGO, last or first or LONG_AGO) for pk, first, last in found}


def _feed(request: HttpRequest, query: SearchQuery, *, title: str, hits: list[Hit], dates: Dates) -> SearchFeed:
    parameters = parameters_of(query)
    here = request.build_absolute_uri(f"{reverse('alerts:feed')}{'?' if parameters else ''}{parameters}")
    feed = SearchFeed(
        title=f"{one_line(title)} — Relais",
        link=request.build_absolute_uri(address(query)),
        description=_("Ce qui est nouveau sur Relais pour cette recherche."),
        language="fr",
        author_name="Relais",
        feed_url=here,
        feed_guid=here,
    )
    for hit in hits:
        published, updated = dates[hit.pk]
        feed.add_item(
            title=one_line(hit.title),
            link=request.build_absolute_uri(hit.url),
            description=str(hit.passage_html),  # escaped already, and Atom reads it as HTML
            unique_id=request.build_absolute_uri(_permanent_path(hit)),
            pubdate=published,
            updateddate=updated,
        )
    return feed


def _permanent_path(hit: Hit) -> str:
    """What names the entry for ever: a report has an identifier that survives its address."""
    permanent_id = hit.card.get("permanent_id")
    return reverse("practices:permanent", args=[permanent_id]) if permanent_id else hit.url


def _answer(request: HttpRequest, feed: SearchFeed, *, changed: datetime) -> HttpResponse:
    """The feed, or 304 for a reader who has it already."""
    content = feed.writeString("utf-8").encode()
    response = HttpResponse(content, content_type="application/atom+xml; charset=utf-8")
    etag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
    response["ETag"], response["Last-Modified"] = etag, http_date(changed.timestamp())
    patch_cache_control(response, public=True, max_age=FRESH_FOR)
    answer = get_conditional_response(request, etag=etag, last_modified=int(changed.timestamp()), response=response)
    return answer or response
