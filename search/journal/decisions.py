"""What a moderator decides of a text that found no report. Nothing is published by itself."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.permissions import policy_registry

from network_site.vocabulary import Term
from practices.models import Need
from search.journal_models import UnansweredSearch

State = UnansweredSearch.State


def set_aside(asked: UnansweredSearch, *, by: Any) -> None:
    """Neither a need nor a word for one; a published line leaves the public board."""
    _decide(asked, State.SET_ASIDE, by=by)


def publish(asked: UnansweredSearch, *, wording: str, need: Need | None, by: Any) -> None:
    """Show the moderated wording, and never the typed text, on the public board."""
    asked.wording, asked.need = wording, need
    _decide(asked, State.PUBLISHED, by=by)


@transaction.atomic
def link(asked: UnansweredSearch, *, need: Need, question: str, by: Any) -> bool:
    """Add a question to those of a need; whether it is published already. ValidationError."""
    published = add_line(need, "questions", question, by=by)
    asked.need = need
    _decide(asked, State.LINKED, by=by)
    return published


@transaction.atomic
def add_synonym(asked: UnansweredSearch, *, term: Term, word: str, by: Any) -> bool:
    """Add a word to those of a term; whether it is published already. ValidationError."""
    published = add_line(term, "synonyms", word, by=by)
    _decide(asked, State.SYNONYM, by=by)
    return published


def _decide(asked: UnansweredSearch, state: UnansweredSearch.State, *, by: Any) -> None:
    asked.state, asked.decided_at, asked.decided_by = state, timezone.now(), by
    asked.save(update_fields=["state", "wording", "need", "decided_at", "decided_by"])


def may(user: Any, action: str, model: type[Term]) -> bool:
    """`action` of Wagtail's policy: change, publish."""
    return bool(policy_registry.get_by_type(model).user_has_permission(user, action))


def add_line(term: Term, field: str, line: str, *, by: Any) -> bool:
    """Add a line to the latest revision of a term, and publish it where that publishes nobody else's draft. Whether
    it is published. ValidationError where the term is locked, full, or not for this person to change.
    """
    _refuse(term, by)
    publishable = term.live and not term.has_unpublished_changes and may(by, "publish", type(term))
    latest = term.get_latest_revision_as_object()
    lines = latest._meta.get_field(field).formfield()  # noqa: SLF001 - Django documents Model._meta
    setattr(latest, field, lines.clean([*getattr(latest, field), line]))
    revision = latest.save_revision(user=by, log_action=True)
    if publishable:
        latest.publish(revision, user=by)
    return publishable


def _refuse(term: Term, by: Any) -> None:
    if not may(by, "change", type(term)):
        raise ValidationError(_("Vous ne pouvez pas modifier « %(term)s ».") % {"term": term})
    lock = term.get_lock()
    if lock and lock.for_user(by):
        raise ValidationError(_("« %(term)s » est verrouillé : réessayez plus tard.") % {"term": term})
