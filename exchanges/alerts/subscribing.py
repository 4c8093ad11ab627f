"""From a form to a confirmed alert, and out again. The answer to a form is the same whatever the address already asked
for: nobody learns by it who follows what.
"""

from datetime import timedelta
from typing import Final

from django.db import transaction
from django.db.models import Model, QuerySet
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy

from exchanges.alerts import links, percolator
from exchanges.alerts.models import Alert, Subscriber
from network_site.addresses import absolute
from network_site.mail import outbox
from network_site.templatetags.typography import NO_BREAK_SPACE
from search import service
from search.addresses import renamed, to_parameters
from search.queries import SearchQuery
from search.results_page import quoted

CONSENT: Final = gettext_lazy(
    "J’accepte que Relais garde mon adresse pour m’envoyer les nouveautés de cette recherche, "
    "jusqu’à ce que j’arrête cette alerte."
)
MOST_ALERTS: Final = 50
"""Of one address."""
MOST_WAITING_A_DAY: Final = 5
"""Confirmations that one address receives in a day: a form must not become a way to fill somebody's mailbox."""
MOST_WAITING_AN_HOUR: Final = 200
"""Confirmations that everybody asks for together; beyond, a robot does."""


class TooManyRequests(Exception):
    """The whole site is asked for more confirmations than people do."""


def parameters_of(query: SearchQuery) -> str:
    return urlencode(to_parameters(query))


def label_of(query: SearchQuery, names: tuple[str, ...]) -> str:
    """« eau pluie » : retours d’expérience, Isère, Adapter le cadre de vie."""
    asked = [str(query.kind.label).lower() if query.text else str(query.kind.label), *names]
    start = f"{quoted(query.text)}{NO_BREAK_SPACE}: " if query.text else ""
    return f"{start}{', '.join(asked)}"[: Alert.LABEL_LENGTH]


def subscribe(email: str, query: SearchQuery, *, rhythm: str) -> None:
    """Keep the request and mail what confirms it; for an alert that exists, mail how to change it. TooManyRequests."""
    if _asked_since(timedelta(hours=1)) >= MOST_WAITING_AN_HOUR:
        raise TooManyRequests
    kept, names = service.usable(query)
    with transaction.atomic():
        subscriber, _created = Subscriber.objects.get_or_create(email=email.lower())
        known = subscriber.alerts.filter(parameters=parameters_of(kept)).first()
        if known is not None:
            _remind(known, rhythm=rhythm)
        elif not _asks_too_much(subscriber):
            _mail_confirmation(_ask(subscriber, kept, names, rhythm=rhythm))


def _ask(subscriber: Subscriber, query: SearchQuery, names: tuple[str, ...], *, rhythm: str) -> Alert:
    return subscriber.alerts.create(
        parameters=parameters_of(query),
        text=query.text,
        label=label_of(query, names),
        rhythm=rhythm,
        consent_text=str(CONSENT),
    )


def _remind(alert: Alert, *, rhythm: str) -> None:
    """One that waits is mailed again, with the rhythm last chosen; one that is confirmed says how to change it."""
    if alert.confirmed_at is None:
        Alert.objects.filter(pk=alert.pk).update(rhythm=rhythm)
        _mail_confirmation(alert)
    else:
        _mail(alert, "exists", {"manage_url": absolute(links.manage_path(alert.subscriber))})


def _asked_since(age: timedelta) -> int:
    return Alert.objects.waiting().filter(consented_at__gt=timezone.now() - age).count()


def _asks_too_much(subscriber: Subscriber) -> bool:
    since = timezone.now() - timedelta(days=1)
    waiting = subscriber.alerts.waiting().filter(consented_at__gt=since).count()
    return waiting >= MOST_WAITING_A_DAY or subscriber.alerts.count() >= MOST_ALERTS


def _mail_confirmation(alert: Alert) -> None:
    days = Alert.CONFIRMED_WITHIN.days
    _mail(alert, "confirm", {"confirm_url": absolute(links.confirm_path(alert)), "days": days})


def _mail(alert: Alert, name: str, context: dict[str, object]) -> None:
    """At most once a day for one alert, however often the form is sent."""
    outbox.queue(
        f"alerts/{name}/{alert.pk}/{timezone.localdate():%Y%m%d}",
        to=alert.subscriber.email,
        template=f"alert_{name}",
        context={"alert": alert, **context},
    )


def confirm(alert: Alert) -> None:
    """From now on, what is new and answers the search is mailed."""
    with transaction.atomic():
        if Alert.objects.waiting().filter(pk=alert.pk).update(confirmed_at=timezone.now()):
            percolator.file(alert)


def follow_renamed(sender: type[Model], *, old: str, new: str, **_signal: object) -> None:
    """Receiver of `slug_changed`, in its transaction: an alert goes on following a term whose address changes."""
    for alert in Alert.objects.filter(parameters__contains=f"={old}").select_related("subscriber"):
        query = renamed(alert.query, vocabulary=sender, old=old, new=new)
        if query == alert.query:
            continue
        parameters = parameters_of(query)
        if alert.subscriber.alerts.filter(parameters=parameters).exists():
            alert.delete()
            continue
        alert.parameters = parameters
        alert.save(update_fields=["parameters"])
        if alert.confirmed_at is not None:
            percolator.file(alert)


def send_link(email: str) -> None:
    """Mail the page of one's alerts to whoever has some; at most once an hour."""
    subscriber = Subscriber.objects.filter(email=email.lower()).first()
    if subscriber is not None:
        outbox.queue(
            f"alerts/manage/{subscriber.pk}/{timezone.now():%Y%m%d%H}",
            to=subscriber.email,
            template="alert_manage",
            context={"manage_url": absolute(links.manage_path(subscriber)), "days": links.MANAGED_FOR.days},
        )


def change_rhythm(subscriber: Subscriber, alert_pk: int, *, rhythm: str) -> None:
    subscriber.alerts.filter(pk=alert_pk).update(rhythm=rhythm)


def delete(subscriber: Subscriber, alert_pk: int) -> bool:
    """The address goes with its last alert; whether others are left."""
    with transaction.atomic():
        subscriber.alerts.filter(pk=alert_pk).delete()
        return not _forget_without_alert(Subscriber.objects.filter(pk=subscriber.pk))


def stop_all(subscriber: Subscriber) -> None:
    """Everything that is known of this address, at once."""
    subscriber.delete()


def forget_unconfirmed() -> int:
    """Delete what nobody confirmed in time, and the addresses that nothing uses any more."""
    limit = timezone.now() - Alert.CONFIRMED_WITHIN
    deleted, _by_model = Alert.objects.waiting().filter(consented_at__lt=limit).delete()
    _forget_without_alert(Subscriber.objects.filter(created_at__lt=limit))
    return deleted


def _forget_without_alert(subscribers: "QuerySet[Subscriber]") -> int:
    deleted, _by_model = subscribers.filter(alerts=None).delete()
    return deleted
