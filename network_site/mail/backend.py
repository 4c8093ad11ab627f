"""The mails that Django, Wagtail and allauth send go through the outbox as well."""

from collections.abc import Sequence
from email.utils import parseaddr
from uuid import uuid4

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction
from django.utils.html import strip_tags

from network_site.mail import outbox


class OutboxBackend(BaseEmailBackend):
    """Writes one row per recipient, in the transaction of whoever sends.

    A copy (Cc, Bcc) becomes a mail of its own, so that no recipient reads another's address. Raises ValueError for
    an attachment: what must be joined is put on a page and linked to.
    """

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        with transaction.atomic():
            for message in email_messages:
                queue_message(message)
        return len(email_messages)


def queue_message(message: EmailMessage) -> None:
    if message.attachments:
        raise ValueError("The outbox keeps no attachment: link to a page instead.")
    text, html = bodies(message)
    event = uuid4().hex
    for number, recipient in enumerate(message.recipients()):
        outbox.queue(
            f"django/{event}/{number}",
            to=parseaddr(recipient)[1],
            subject=str(message.subject),
            text=text,
            html=html,
            headers=headers(message),
            from_email=message.from_email,
        )


def headers(message: EmailMessage) -> dict[str, str]:
    """Those the sender gave, but for the identifier, which the outbox derives from its key."""
    kept = {name: str(value) for name, value in message.extra_headers.items() if name.lower() != "message-id"}
    if message.reply_to:
        kept["Reply-To"] = ", ".join(map(str, message.reply_to))
    return kept


def bodies(message: EmailMessage) -> tuple[str, str]:
    """Plain text and HTML (or nothing)."""
    body = str(message.body)
    if message.content_subtype == "html":
        return strip_tags(body), body
    alternatives = message.alternatives if isinstance(message, EmailMultiAlternatives) else []
    return body, next((str(content) for content, kind in alternatives if kind == "text/html"), "")
