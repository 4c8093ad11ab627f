"""From a new document to the alerts that it answers, the opposite of searching: the alerts are what is indexed.

One query gives the alerts whose every condition the document may meet, with their texts, which are then read: the cost
follows the alerts that come near, not their number. `bin/bench alerts` compares it with asking each search again.
"""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Count, F, QuerySet
from django.utils import timezone

from exchanges.alerts.criteria import WordsOf, conditions, parsed, tokens_of
from exchanges.alerts.models import Alert, Arrival, Criterion, Match
from search.documents import SearchDocument
from search.models import IndexedDocument
from search.queries import SearchQuery

BATCH = 500
DOCUMENTS_AT_ONCE = 50


def note_arrivals(*, keys: Iterable[str], **_signal: object) -> None:
    """Receiver of `search.indexing.documents_written`, in its transaction: what was never seen has arrived."""
    Arrival.objects.bulk_create([Arrival(key=key) for key in keys], ignore_conflicts=True, batch_size=BATCH)


def file(alert: Alert) -> None:
    """Write down what a new document must hold for this alert, in place of what was there."""
    Criterion.objects.filter(alert=alert).delete()
    Criterion.objects.bulk_create(criteria_of(alert, alert.query), batch_size=BATCH)


def criteria_of(alert: Alert, query: SearchQuery) -> list[Criterion]:
    """Not saved."""
    needed = conditions(query)
    return [
        Criterion(alert=alert, token=token, condition=number, required=len(needed))
        for number, tokens in enumerate(needed)
        for token in sorted(tokens)
    ]


def percolate(document: SearchDocument) -> list[int]:
    """The confirmed alerts that this document answers. One query."""
    words = WordsOf(document)
    near = Alert.objects.filter(pk__in=_candidates(tokens_of(document, words))).order_by("pk")
    return [pk for pk, text in near.values_list("pk", "text") if not text or words.answer(parsed(text))]


def _candidates(tokens: Iterable[str]) -> "QuerySet[Criterion, Any]":
    """Alerts of which the document holds a token for each condition."""
    held = Criterion.objects.filter(token__in=list(tokens)).order_by()
    counted = held.values("alert", "required").annotate(met=Count("condition", distinct=True))
    return counted.filter(met=F("required")).values_list("alert", flat=True)


def match_arrivals() -> int:
    """Find the alerts of what has arrived, batch after batch; the number of arrivals that were looked at."""
    done = 0
    while looked_at := _match_batch():
        done += looked_at
    return done


def _match_batch() -> int:
    """One transaction finds the alerts and writes that it was done, so that neither is ever without the other.

    What arrived first is matched first: a mail tells the newest.
    """
    if not Arrival.objects.filter(matched_at=None).exists():
        return 0
    with transaction.atomic():
        waiting = Arrival.objects.select_for_update().filter(matched_at=None)
        arrivals = [arrival.key for arrival in waiting.order_by("pk")[:DOCUMENTS_AT_ONCE]]
        payloads = dict(IndexedDocument.objects.filter(key__in=arrivals).values_list("key", "payload"))
        now = timezone.now()
        for document in (SearchDocument.from_json(payloads[key]) for key in arrivals if key in payloads):
            found = [Match(alert_id=pk, key=document.key, found_at=now) for pk in percolate(document)]
            Match.objects.bulk_create(found, ignore_conflicts=True, batch_size=BATCH)
        Arrival.objects.filter(key__in=arrivals).update(matched_at=now)
        Arrival.objects.filter(key__in=set(arrivals) - payloads.keys()).delete()
    return len(arrivals)
