"""Accepting or refusing a correction: once, and never over a text that changed without saying so."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from actors.models import Actor
from actors.rights import REFERENT, actors_of
from contributions.amendments import proposing
from contributions.amendments.fields import Target, set_text, text_of
from contributions.amendments.models import Amendment
from contributions.moderation.carrying import publish_aside
from network_site.groups import is_moderator
from practices.models import ReportActor


class AlreadyDecidedError(Exception):
    """Somebody else decided first."""

    def __init__(self, amendment: Amendment) -> None:
        super().__init__(f"amendment {amendment.pk} is {amendment.state}")
        self.amendment = amendment


class ConflictError(Exception):
    """The texts changed since the correction was written; `fields` names them."""

    def __init__(self, fields: list[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class NotAcceptableError(Exception):
    """The record refuses these texts together; `messages` says why."""

    def __init__(self, messages: list[str]) -> None:
        super().__init__(" ".join(messages))
        self.messages = messages


def decidable_by(user: Any) -> "QuerySet[Amendment]":
    """All of them for a moderator; for a référent, those on the actors and what these carried."""
    found = Amendment.objects.select_related("report", "actor", "decided_by")
    if is_moderator(user):
        return found
    mine = actors_of(user, REFERENT).values("pk")
    carried = ReportActor.objects.filter(actor__in=mine, role=ReportActor.Role.LEAD).values("page")
    return found.filter(Q(actor__in=mine) | Q(report__in=carried))


@transaction.atomic
def accept(amendment: Amendment, *, user: Any, answer: str = "", anyway: bool = False) -> Amendment:
    """Publish the texts as one more version, search included, and tell those concerned.

    Raises AlreadyDecidedError, ConflictError (unless `anyway`) and NotAcceptableError.
    """
    held = _held(amendment)
    changed = held.changed_since()
    if changed and not anyway:
        raise ConflictError(changed)
    try:
        _publish(held, user=user)
    except ValidationError as error:
        raise NotAcceptableError(error.messages) from error
    return _decide(held, Amendment.State.ACCEPTED, user=user, answer=answer)


@transaction.atomic
def refuse(amendment: Amendment, *, user: Any, answer: str) -> Amendment:
    """Raises AlreadyDecidedError."""
    return _decide(_held(amendment), Amendment.State.REFUSED, user=user, answer=answer)


def _held(amendment: Amendment) -> Amendment:
    held = Amendment.objects.select_for_update().get(pk=amendment.pk)
    if not held.is_waiting:
        raise AlreadyDecidedError(held)
    return held


def _decide(held: Amendment, state: Amendment.State, *, user: Any, answer: str) -> Amendment:
    held.state, held.decided_at, held.decided_by, held.answer = state, timezone.now(), user, answer
    held.save()
    others = [person for person in proposing.deciders(held.target) if person.pk != user.pk]
    path = held.get_absolute_url()
    proposing.tell(others, held, step=f"amendment/{held.pk}/decided", template="amendment_decided", path=path)
    proposing.answer(held)
    return held


def _publish(held: Amendment, *, user: Any) -> None:
    target = held.target
    known = {name: {change["before"], text_of(target, name)} for name, change in held.changes.items()}

    def change(version: Target) -> None:
        """What says the same as the public version or as then is corrected; what its author reworded stays."""
        for name, texts in known.items():
            if text_of(version, name) in texts:
                set_text(version, name, held.changes[name]["after"])

    if isinstance(target, Actor):
        _publish_actor(target, change=change, user=user)
    else:
        publish_aside(target, change=change, user=user)


def _publish_actor(actor: Actor, *, change: Any, user: Any) -> None:
    """The public version with the change; an editor's draft stays the latest version, with the change in it too."""
    public = Actor.objects.select_for_update().get(pk=actor.pk)
    waiting = public.get_latest_revision() if public.latest_revision_id != public.live_revision_id else None
    change(public)
    public.full_clean()
    public.save_revision(user=user, log_action=True).publish(user=user, skip_permission_checks=True)
    if waiting is not None:
        newer = waiting.as_object()
        change(newer)
        newer.save_revision(user=waiting.user)
