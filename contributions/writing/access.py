"""Whose draft it is. A member's is found by its owner, a visitor's by the session; nobody else's exists."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest
from django.utils import timezone

from contributions.writing import saving
from contributions.writing.models import Draft
from contributions.writing.starting import Beginning

SESSION_KEY = "writing_drafts"
MOST_OF_A_VISITOR = 20
VISITORS_PER_HOUR = 200
"""Drafts that visitors without an account may begin in an hour, all together: a flood must not fill the disk."""


def find(request: HttpRequest, pk: UUID) -> Draft:
    """The draft of the person who asks. Http404 for anybody else's."""
    draft = Draft.objects.select_related("page", "owner").filter(pk=pk).first()
    if draft is None or not is_of(request, draft):
        raise Http404
    return draft


def is_of(request: HttpRequest, draft: Draft) -> bool:
    if draft.owner_id is not None:
        return draft.owner_id == request.user.pk
    return str(draft.pk) in request.session.get(SESSION_KEY, [])


def mine(request: HttpRequest) -> "Any":
    """The drafts to list, the last written first, with what their state is read from."""
    if request.user.is_authenticated:
        found = Draft.objects.of_person(request.user)
    else:
        found = Draft.objects.of_visitors().filter(pk__in=request.session.get(SESSION_KEY, []))
    return found.select_related("page")


def remember(request: HttpRequest, draft: Draft) -> None:
    """Let the session of a visitor find the draft again."""
    known = [pk for pk in request.session.get(SESSION_KEY, []) if pk != str(draft.pk)]
    request.session[SESSION_KEY] = [*known, str(draft.pk)][-MOST_OF_A_VISITOR:]


def is_flooded() -> bool:
    since = timezone.now() - timedelta(hours=1)
    return Draft.objects.of_visitors().filter(started_at__gt=since).count() >= VISITORS_PER_HOUR


def adopt(sender: Any, request: HttpRequest | None, user: Any, **kwargs: Any) -> None:
    """Signing in gives a visitor's drafts to the member, and puts what was typed without a session where it belongs."""
    session = getattr(request, "session", None)
    pks = session.pop(SESSION_KEY, []) if session is not None else []
    for draft in Draft.objects.of_visitors().filter(pk__in=pks).select_related("rescued_from").order_by("started_at"):
        if draft.rescued_from is not None and draft.rescued_from.owner_id == user.pk:
            join(draft, user)
        else:
            give(draft, user)


def give(draft: Draft, user: Any) -> None:
    """A text typed in somebody else's place becomes a draft of its own."""
    draft.owner, draft.rescued_from = user, None
    draft.save(update_fields=["owner", "rescued_from"])


@transaction.atomic
def join(rescue: Draft, user: Any) -> None:
    """What was typed once the session had ended, saved as if it had not."""
    target = rescue.rescued_from
    if target is not None and target.is_open:
        tab = next(iter(rescue.writers.values()), str(rescue.pk))
        typed = saving.Typed(rescue.data, base=rescue.rescued_version, tab=tab)
        saving.save(target, typed)
        rescue.delete()
    else:
        give(rescue, user)


def rescue(request: HttpRequest, pk: UUID, typed: saving.Typed) -> Draft:
    """Keep what a person who is signed out has just sent to a draft, until they sign in again."""
    target = Draft.objects.filter(pk=pk).first()
    found = Draft.objects.of_visitors().filter(pk__in=request.session.get(SESSION_KEY, []), rescued_from=target)
    kept = found.first() if target else None
    if kept is None:
        kept = Draft(rescued_from=target, rescued_version=typed.base, format=target.format if target else "flash")
    kept.data, kept.writers = {**kept.data, **typed.values}, dict.fromkeys(typed.values, typed.tab)
    kept.version, kept.saved_at = kept.version + 1, timezone.now()
    kept.save()
    remember(request, kept)
    return kept


def begin(request: HttpRequest, beginning: Beginning) -> Draft:
    """The draft that a new form names: made once, however often the form is sent. Http404 for a name already taken."""
    user = request.user if request.user.is_authenticated else None
    known = {"owner": user, "origin": beginning.origin, "data": beginning.initial}
    draft, created = Draft.objects.get_or_create(pk=beginning.pk, defaults=known)
    if created and user is None:
        remember(request, draft)
    if not is_of(request, draft):
        raise Http404
    return draft
