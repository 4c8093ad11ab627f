"""From a valid form to one stored message and the mails that tell of it."""

import hashlib
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone

from network_site.addresses import absolute
from network_site.contact.forms import ContactForm
from network_site.contact.models import Message
from network_site.mail import outbox

MAILED_PER_HOUR = 30
"""Beyond, messages are kept all the same and one mail an hour says so: a flood must not become a flood of mails."""


def post(form: ContactForm) -> Message:
    """Store the message of a valid form once, however often it is sent, and mail it in the same transaction."""
    content = {name: form.cleaned_data[name] for name in form.Meta.fields}
    with transaction.atomic():
        message, created = Message.objects.get_or_create(token=form.message_token, defaults=content)
        if created:
            announce(message)
    return message


def announce(message: Message) -> None:
    """Write to each recipient. The visitor's own address stays on the site: mails are forwarded and kept."""
    flooded = is_flooded()
    event = f"contact/flood/{timezone.now():%Y%m%d%H}" if flooded else f"contact/{message.pk}"
    context = {"message": message, "page_url": absolute(message.page), "read_url": absolute(read_path(message))}
    for name, address in recipients():
        outbox.queue(
            f"{event}/{name}",
            to=address,
            template="contact_flood" if flooded else "contact",
            context=context | {"list_url": absolute(reverse("contact_messages:index"))},
        )


def is_flooded() -> bool:
    return Message.objects.filter(created_at__gt=timezone.now() - timedelta(hours=1)).count() > MAILED_PER_HOUR


def recipients() -> Iterator[tuple[str, str]]:
    """A name without an address in it, and the address: those of the setting, or the moderators."""
    for address in settings.RELAIS_CONTACT_RECIPIENTS:
        yield hashlib.sha256(address.encode()).hexdigest()[:12], address
    if not settings.RELAIS_CONTACT_RECIPIENTS:
        yield from ((str(user.pk), user.email) for user in moderators())


def moderators() -> "QuerySet[Any]":
    """The people whose group handles messages; the administrators of a site that has none yet."""
    handle = "contact.change_message"
    members = ModelBackend().with_perm(handle, include_superusers=False)
    return members if members.exists() else ModelBackend().with_perm(handle)


def read_path(message: Model) -> str:
    return reverse("contact_messages:inspect", args=[message.pk])
