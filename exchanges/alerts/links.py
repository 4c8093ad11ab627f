"""The signed links of the mails: they stand for an account. The token is in the query, which no log keeps."""

from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.http import urlencode

from exchanges.alerts.models import Alert, Subscriber
from network_site.signed_links import LinkSpent, Payload, make_link, read_link

PARAMETER = "cle"
CONFIRM, MANAGE, STOP = "alerts.confirm", "alerts.manage", "alerts.stop"
MANAGED_FOR = timedelta(days=90)
STOPPED_FOR = timedelta(days=3650)
"""A mail that is ten years old must still unsubscribe whoever finds it."""


def confirm_path(alert: Alert) -> str:
    """Spent once the alert is confirmed or gone."""
    return _path("alerts:confirm", make_link({"alert": alert.pk}, salt=CONFIRM, stamp=alert.confirmed_at))


def manage_path(subscriber: Subscriber) -> str:
    return _path("alerts:manage", _of(subscriber, salt=MANAGE))


def stop_path(subscriber: Subscriber) -> str:
    return _path("alerts:stop", _of(subscriber, salt=STOP))


def alert_to_confirm(token: str) -> Alert:
    """LinkRefused."""
    said = read_link(token, salt=CONFIRM, max_age=Alert.CONFIRMED_WITHIN, stamp=_confirmed_at)
    return Alert.objects.get(pk=said["alert"])


def subscriber_to_manage(token: str) -> Subscriber:
    """LinkRefused."""
    return _subscriber(read_link(token, salt=MANAGE, max_age=MANAGED_FOR, stamp=_created_at))


def subscriber_to_stop(token: str) -> Subscriber | None:
    """None for one who is gone already: stopping twice is no error. LinkRefused."""
    try:
        return _subscriber(read_link(token, salt=STOP, max_age=STOPPED_FOR, stamp=_created_at))
    except LinkSpent:
        return None


def _path(name: str, token: str) -> str:
    return f"{reverse(name)}?{urlencode({PARAMETER: token})}"


def _of(subscriber: Subscriber, *, salt: str) -> str:
    return make_link({"subscriber": subscriber.pk}, salt=salt, stamp=subscriber.created_at)


def _subscriber(said: Payload) -> Subscriber:
    return Subscriber.objects.get(pk=said["subscriber"])


def _created_at(said: Payload) -> datetime | None:
    return Subscriber.objects.filter(pk=said["subscriber"]).values_list("created_at", flat=True).first()


def _confirmed_at(said: Payload) -> object:
    """None for an alert that is gone; « not confirmed » is a state like another."""
    alert = Alert.objects.filter(pk=said["alert"]).first()
    return str(alert.confirmed_at) if alert else None
