"""Every mail is first a row written with the event it tells, then a delivery that may fail and start again.

Nobody sends inside a request: a mail server that is down costs time, never a mail, and an event that is rolled
back mails nobody. See docs/decisions/0004-every-mail-goes-through-an-outbox.md.
"""

import hashlib
import logging
import re
import smtplib
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMultiAlternatives, get_connection
from django.core.mail.backends.base import BaseEmailBackend
from django.db.models import Q
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone

from network_site.mail.models import OutgoingMail, validate_headers

logger = logging.getLogger(__name__)

BATCH = 50
CONTENT_KEPT_FOR = timedelta(days=30)
SUBJECT_LENGTH: int = 250
PERMANENT_FAILURE = 500


@dataclass(frozen=True, slots=True)
class Delivery:
    """What one call of `deliver_due` did."""

    sent: int = 0
    failed: int = 0


def message_id_for(key: str) -> str:
    """`<digest@domain>`: the same key gives the same identifier, without telling what the key says."""
    digest = hashlib.sha256(key.encode()).hexdigest()[:40]
    domain = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].rpartition("@")[2] or "localhost"
    return f"<{digest}@{domain}>"


def one_line(text: str) -> str:
    """A subject as mail allows it: one line, of a length that is kept whole. French no-break spaces stay."""
    return re.sub(r"[^\S\u00a0]+", " ", text).strip()[:SUBJECT_LENGTH]


def render_mail(template: str, context: Mapping[str, Any]) -> tuple[str, str]:
    """Subject and text from `mail/<template>_subject.txt` and `mail/<template>_message.txt`, as plain text.

    Nothing is escaped: a mail in plain text would show `&amp;` to its reader.
    """
    subject, text = (
        get_template(f"mail/{template}_{part}.txt").template.render(Context(dict(context), autoescape=False))  # type: ignore[attr-defined]  # Django's backend wraps a Template that its stubs do not declare
        for part in ("subject", "message")
    )
    return subject, text.strip() + "\n"


def queue(
    key: str,
    *,
    to: str,
    template: str = "",
    context: Mapping[str, Any] | None = None,
    subject: str = "",
    text: str = "",
    html: str = "",
    headers: Mapping[str, str] | None = None,
    from_email: str = "",
) -> OutgoingMail:
    """Write a mail in the caller's transaction; the same key again returns the first row unchanged.

    Either `template` (with `context`) or `subject` and `text`. Raises ValueError without a recipient, ValidationError
    for a header of several lines.
    """
    if not to:
        raise ValueError(f"Mail {key} has no recipient.")
    if template:
        subject, text = render_mail(template, context or {})
    validate_headers(dict(headers or {}))
    mail, _created = OutgoingMail.objects.get_or_create(
        key=key,
        defaults={
            "message_id": message_id_for(key),
            "to": to,
            "from_email": from_email,
            "subject": one_line(subject),
            "text": text,
            "html": html,
            "headers": dict(headers or {}),
        },
    )
    return mail


def as_message(mail: OutgoingMail, *, connection: BaseEmailBackend) -> EmailMultiAlternatives:
    message = EmailMultiAlternatives(
        subject=mail.subject,
        body=mail.text,
        from_email=mail.from_email or None,
        to=[mail.to],
        headers={**mail.headers, "Message-ID": mail.message_id},
        connection=connection,
    )
    if mail.html:
        message.attach_alternative(mail.html, "text/html")
    return message


def transport() -> BaseEmailBackend:
    connection: BaseEmailBackend = get_connection(settings.RELAIS_MAIL_TRANSPORT)
    return connection


def deliver_due(limit: int = BATCH) -> Delivery:
    """Send what is due, one claim and one mail at a time, until the batch is done or the server cannot be reached."""
    sent = failed = 0
    with closing(transport()) as connection:
        for mail in OutgoingMail.objects.due()[:limit]:
            if not mail.claim():
                continue
            error = attempt(mail, connection=connection)
            sent, failed = (sent, failed + 1) if error else (sent + 1, failed)
            if error and is_outage(error):
                break
    return Delivery(sent=sent, failed=failed)


def attempt(mail: OutgoingMail, *, connection: BaseEmailBackend) -> Exception | None:
    """Send a claimed mail and write down how it went. Whatever a transport raises is a failed attempt, not a crash."""
    try:
        connection.open()  # once for the batch: does nothing when it is open already
        as_message(mail, connection=connection).send()
    except Exception as error:  # noqa: BLE001 - a transport is a setting: it may raise anything, and the others must go
        mail.mark_failed(reason=describe(error), permanent=is_permanent(error))
        logger.warning("mail %s not sent (attempt %s): %s", mail.pk, mail.attempts, mail.last_error)
        return error
    mail.mark_sent()
    return None


def smtp_codes(error: BaseException) -> list[int]:
    """The codes of an SMTP answer. Its text is left aside: servers like to repeat the address in it."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return sorted({int(code) for code, _text in error.recipients.values()})
    if isinstance(error, smtplib.SMTPResponseException):
        return [int(error.smtp_code)]
    return []


def describe(error: BaseException) -> str:
    """The kind of error and its SMTP codes, never its text: `SMTPRecipientsRefused 550`."""
    return " ".join([type(error).__name__, *map(str, smtp_codes(error))])[:120]


def is_permanent(error: BaseException) -> bool:
    """The recipient is refused for good: insisting would only harm the site's reputation."""
    return (
        isinstance(error, smtplib.SMTPRecipientsRefused)
        and bool(codes := smtp_codes(error))
        and min(codes) >= PERMANENT_FAILURE
    )


def is_outage(error: BaseException) -> bool:
    """The server itself is missing: the rest of the batch would only wait for the same silence."""
    if isinstance(error, smtplib.SMTPException):
        return isinstance(
            error, smtplib.SMTPServerDisconnected | smtplib.SMTPConnectError | smtplib.SMTPAuthenticationError
        )
    return isinstance(error, OSError)


def forget_old() -> int:
    """Empty what was sent, or given up, long ago of its address and text. The key stays: nothing is ever sent twice."""
    limit = timezone.now() - CONTENT_KEPT_FOR
    long_ago = Q(sent_at__lt=limit) | Q(sent_at=None, next_attempt_at=None, created_at__lt=limit)
    return (
        OutgoingMail.objects.filter(long_ago)
        .exclude(to="")
        .update(to="", from_email="", subject="", text="", html="", headers={})
    )
