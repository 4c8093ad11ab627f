"""How many messages one browser may send. Kept in its session: no network address is stored or compared.

A robot that throws its cookies away escapes this, and meets the honeypot, the time trap and the hourly limit on
mails (`posting.MAILED_PER_HOUR`). See docs/decisions/0005-contact-without-network-addresses.md.
"""

import time

from django.contrib.sessions.backends.base import SessionBase

SESSION_KEY = "contact_sent"
PER_HOUR = 5
HOUR_SECONDS = 3600


def recent(session: SessionBase) -> list[float]:
    """When this browser sent messages in the last hour, as Unix times."""
    since = time.time() - HOUR_SECONDS
    return [moment for moment in session.get(SESSION_KEY, []) if moment > since]


def is_spent(session: SessionBase) -> bool:
    return len(recent(session)) >= PER_HOUR


def count(session: SessionBase) -> None:
    session[SESSION_KEY] = [*recent(session), time.time()]
