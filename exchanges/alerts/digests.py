"""The mails of alerts: one for each subscriber, with what is new for all of their alerts since the last one.

A day ends at seven in the morning, a week on Monday at the same hour. Nothing is sent when nothing is new.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from exchanges.alerts import links
from exchanges.alerts.models import Alert, Match, Subscriber
from network_site.addresses import absolute
from network_site.mail import outbox
from search import service
from search.documents import SearchDocument
from search.models import IndexedDocument
from search.queries import Hit

SENT_AT: Final = 7
"""Hour of the day, in the time of the site."""
MOST_TOLD: Final = 10
"""Of one alert in one mail; a link leads to the others."""

Documents = Mapping[str, SearchDocument]


@dataclass(frozen=True, slots=True)
class News:
    """What is new for one alert; `documents` have absolute addresses."""

    label: str
    url: str
    documents: tuple[SearchDocument, ...]
    others: int


def day_start(now: datetime) -> datetime:
    """The last time it was seven in the morning."""
    local = timezone.localtime(now)
    start = local.replace(hour=SENT_AT, minute=0, second=0, microsecond=0)
    return start if start <= local else start - timedelta(days=1)


def week_start(now: datetime) -> datetime:
    """The last Monday at seven in the morning."""
    start = day_start(now)
    return start - timedelta(days=start.weekday())


def due(now: datetime) -> "QuerySet[Match]":
    """What was found before the day, or the week, began."""
    daily = Q(alert__rhythm=Alert.Rhythm.DAILY, found_at__lt=day_start(now))
    weekly = Q(alert__rhythm=Alert.Rhythm.WEEKLY, found_at__lt=week_start(now))
    return Match.objects.filter(daily | weekly)


def send_due() -> int:
    """Write the mails of everybody whose day or week has ended; the number of mails."""
    now = timezone.now()
    waiting = list(due(now).order_by().values_list("alert__subscriber", flat=True).distinct())
    documents = visible_documents(due(now).order_by().values_list("key", flat=True).distinct())
    return sum(send(pk, documents, now=now) for pk in waiting)


def visible_documents(keys: Iterable[str]) -> dict[str, SearchDocument]:
    """What anyone may still read of these documents, as it is today."""
    rows = IndexedDocument.objects.filter(key__in=list(keys)).values_list("payload", flat=True)
    documents = {document.key: document for document in map(SearchDocument.from_json, rows)}
    seen = service.still_visible([Hit.of(document) for document in documents.values()])
    return {hit.key: replace(documents[hit.key], url=absolute(hit.url)) for hit in seen}


def send(subscriber_pk: int, documents: Documents, *, now: datetime) -> bool:
    """One transaction writes the mail and forgets what it tells, so that nothing is told twice or never. The lock keeps
    two workers from telling the same thing in two mails.
    """
    with transaction.atomic():
        subscriber = Subscriber.objects.select_for_update().filter(pk=subscriber_pk).first()
        if subscriber is None:
            return False
        matches = list(due(now).filter(alert__subscriber=subscriber).select_related("alert").order_by("pk"))
        news = news_of(matches, documents)
        if news:
            count = len({match.key for match in matches} & documents.keys())
            _mail(subscriber, news, count=count, last=matches[-1])
        Match.objects.filter(pk__in=[match.pk for match in matches]).delete()
    return bool(news)


def news_of(matches: Iterable[Match], documents: Documents) -> list[News]:
    """By alert, the newest first; what was withdrawn meanwhile is left out."""
    by_alert: dict[Alert, list[SearchDocument]] = defaultdict(list)
    for match in matches:
        if match.key in documents:
            by_alert[match.alert].insert(0, documents[match.key])
    return [
        News(alert.label, absolute(alert.search_path), tuple(found[:MOST_TOLD]), max(0, len(found) - MOST_TOLD))
        for alert, found in by_alert.items()
    ]


def _mail(subscriber: Subscriber, news: list[News], *, count: int, last: Match) -> None:
    """`count` documents, however many alerts each answers. The key names the last thing told, which is told once."""
    stop_url = absolute(links.stop_path(subscriber))
    outbox.queue(
        f"alerts/news/{subscriber.pk}/{last.pk}",
        to=subscriber.email,
        template="alert_news",
        context={
            "news": news,
            "count": count,
            "first": news[0].documents[0],
            "manage_url": absolute(links.manage_path(subscriber)),
            "stop_url": stop_url,
        },
        headers={"List-Unsubscribe": f"<{stop_url}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
