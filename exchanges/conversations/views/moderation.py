"""The moderators' part: whom to give a message to, what was signalled, and where institutions read their mail."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from actors.models import Actor, Network
from exchanges.conversations import moderating
from exchanges.conversations.forms import AssignForm, DecisionForm, GiveUpForm, MailboxForm
from exchanges.conversations.models import Conversation, Correspondent, Message, Participant, Signal
from network_site.accounts.models import User
from network_site.groups import is_moderator

View = Callable[..., HttpResponse]
Owner = Actor | Network


def moderators_only(view: View) -> View:
    @login_required
    @never_cache
    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not is_moderator(request.user):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return checked


@moderators_only
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a decision: messages to pass on, and messages that were signalled."""
    context = {
        "waiting": moderating.waiting_for_moderators(),
        "signals": Signal.objects.filter(handled_at=None).select_related("message")[:50],
    }
    return render(request, "conversations/moderation/queue.html", context)


@moderators_only
def transmit(request: HttpRequest, pk: int) -> HttpResponse:
    """One message that nobody could be given: enter the institution's mailbox, name another actor, or give up."""
    conversation = get_object_or_404(Conversation.objects.to_transmit().select_related("actor", "network"), pk=pk)
    asked = request.POST.get("do", "")
    forms = {
        "mailbox": MailboxForm(request.POST if asked == "mailbox" else None, prefix="mailbox"),
        "assign": AssignForm(request.POST if asked == "assign" else None, prefix="assign"),
        "give_up": GiveUpForm(request.POST if asked == "give_up" else None, prefix="give_up"),
    }
    if asked in forms and forms[asked].is_valid():
        messages.success(request, DOINGS[asked](conversation, forms[asked]))
        return redirect("conversations:queue")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if asked in forms else HTTPStatus.OK
    asker = conversation.participants.with_people().get(side=Participant.Side.ASKER)
    context = {
        "conversation": conversation,
        "asker": asker,
        "written": Message.objects.filter(conversation=conversation, author=asker, hidden_at=None),
        "forms": forms,
        "refused": forms.get(asked),
    }
    return render(request, "conversations/moderation/transmit.html", context, status=status)


def to_mailbox(conversation: Conversation, form: Any) -> str:
    if conversation.actor is None and conversation.network is None:
        raise Http404
    moderating.enter_mailbox(form.cleaned_data["email"], actor=conversation.actor, network=conversation.network)
    return _("Boîte enregistrée : le message est parti, et son auteur en est prévenu.")


def to_actor(conversation: Conversation, form: Any) -> str:
    moderating.give_to(conversation, actor=form.actor)
    conversation.refresh_from_db()
    if conversation in Conversation.objects.to_transmit():
        return _("L’acteur est noté. Personne n’y est encore joignable : le message attend toujours.")
    return _("Message transmis, et son auteur prévenu.")


def to_nobody(conversation: Conversation, form: Any) -> str:
    moderating.give_up(conversation, reason=form.cleaned_data["reason"])
    return _("L’auteur du message est prévenu, et la conversation fermée.")


DOINGS: dict[str, Callable[[Conversation, Any], str]] = {
    "mailbox": to_mailbox,
    "assign": to_actor,
    "give_up": to_nobody,
}


@moderators_only
def signalled(request: HttpRequest, pk: int) -> HttpResponse:
    """One message that was signalled, alone."""
    user = cast(User, request.user)
    waiting = Signal.objects.filter(handled_at=None).select_related("message__author__correspondent")
    found = get_object_or_404(waiting, pk=pk)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        moderating.decide(found, decision=form.cleaned_data["decision"], by=user)
        messages.success(request, _("Décision enregistrée."))
        return redirect("conversations:queue")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "conversations/moderation/signalled.html", {"signal": found, "form": form}, status=status)


@moderators_only
@require_safe
def mailboxes(request: HttpRequest) -> HttpResponse:
    """The only page of the site that shows addresses."""
    kept = Correspondent.objects.mailboxes().exclude(email="").select_related("actor", "network")
    return render(
        request, "conversations/moderation/mailboxes.html", {"mailboxes": kept.order_by("actor__name", "network__name")}
    )


@moderators_only
def mailbox(request: HttpRequest, kind: str, slug: str) -> HttpResponse:
    """Enter, correct or forget the mailbox of an actor or of a network."""
    owner: Owner = get_object_or_404(Actor if kind == "acteur" else Network, slug=slug)
    kept = Correspondent.objects.filter(**{"actor" if kind == "acteur" else "network": owner}).first()
    if request.method == "POST" and "forget" in request.POST and kept is not None:
        moderating.forget_mailbox(kept)
        messages.success(request, _("Adresse effacée."))
        return redirect("conversations:mailboxes")
    form = MailboxForm(
        request.POST if request.method == "POST" else None, initial={"email": kept.email if kept else ""}
    )
    if form.is_valid():
        owners = {"actor": owner} if isinstance(owner, Actor) else {"network": owner}
        moderating.enter_mailbox(form.cleaned_data["email"], **owners)
        messages.success(request, _("Adresse enregistrée : ce qui attendait est parti."))
        return redirect("conversations:mailboxes")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "owner": owner, "kept": kept}
    return render(request, "conversations/moderation/mailbox.html", context, status=status)
