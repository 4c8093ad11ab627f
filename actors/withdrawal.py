"""A person takes a name back: it is hidden at once, and the moderators are told."""

from django.conf import settings
from django.contrib.auth.backends import ModelBackend
from django.db import transaction
from django.urls import reverse

from actors.models import Referent
from network_site.mail import outbox


@transaction.atomic
def withdraw(referent: Referent, *, note: str = "") -> None:
    """Hide the name and write to those who may erase or restore it. The mail does not repeat the name."""
    referent.withdraw()
    context = {"referent": referent, "note": note, "edit_url": edit_url(referent)}
    for moderator in ModelBackend().with_perm("actors.delete_referent"):
        key = f"withdraw/{referent.pk}/{referent.withdrawn_at:%Y%m%d%H%M%S}/{moderator.pk}"
        outbox.queue(key, to=moderator.email, template="name_withdrawn", context=context)


def edit_url(referent: Referent) -> str:
    path = reverse("wagtailsnippets_actors_referent:edit", args=[referent.pk])
    return f"{settings.WAGTAILADMIN_BASE_URL}{path}"
