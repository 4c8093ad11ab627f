"""The conversations of a person: list, reading, answering, and what one may do with each."""

from collections.abc import Callable
from http import HTTPStatus
from typing import cast
from uuid import UUID

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from exchanges.conversations import access, links, moderating, posting, reading, settling
from exchanges.conversations.forms import AnswerForm, SettingsForm, SignalForm
from exchanges.conversations.models import Attachment, Block, Correspondent, Message, Participant
from exchanges.conversations.posting import Written
from exchanges.conversations.quota import QuotaSpent
from network_site.accounts.models import User
from network_site.lost_sessions import typed_texts
from network_site.signed_links import LinkRefused, refusal


@login_required
@never_cache
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    user = cast(User, request.user)
    found = reading.inbox(user, page=request.GET.get("page", "1"))
    return render(request, "conversations/inbox.html", {"inbox": found})


@never_cache
@require_safe
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """The link of a mail opens its conversation in this browser."""
    try:
        participant = links.participant_of_link(token)
    except LinkRefused as refused:
        return refusal(request, refused)
    access.let_in(request.session, participant)
    return redirect(participant.conversation)


@never_cache
def thread(request: HttpRequest, uuid: UUID) -> HttpResponse:
    me = access.participant_in(request, uuid)
    if me is None:
        return closed_door(request)
    if request.method != "POST":
        shown = show(request, me, AnswerForm())
        me.mark_read(now=timezone.now())
        return shown
    form = AnswerForm(request.POST, request.FILES)
    if not form.is_valid():
        return show(request, me, form, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    said = form.cleaned_data
    try:
        posting.answer(me, written=Written(said["text"], form.message_token, files=said["joined"]))
    except (QuotaSpent, posting.NotDelivered) as refused:
        form.add_error(None, why(refused))
        is_quota = isinstance(refused, QuotaSpent)
        return show(request, me, form, status=HTTPStatus.TOO_MANY_REQUESTS if is_quota else HTTPStatus.FORBIDDEN)
    messages.success(request, _("Réponse bien envoyée."))
    return redirect(me.conversation)


def why(refused: Exception) -> str:
    if isinstance(refused, posting.Blocked):
        return _("Cette réponse ne peut pas être remise : votre correspondant ne souhaite plus vous lire.")
    if isinstance(refused, posting.Closed):
        return _("Cette conversation est fermée : rouvrez-la pour écrire, si vous l’avez fermée.")
    return str(refused)


def show(
    request: HttpRequest, me: Participant, form: AnswerForm, *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    context = {"thread": reading.read_thread(me), "form": form}
    return render(request, "conversations/thread.html", context, status=status)


def closed_door(request: HttpRequest) -> HttpResponse:
    """The same whether the conversation exists or not. An answer sent once signed out can be copied."""
    context = {"typed": typed_texts(request)}
    return render(request, "conversations/closed_door.html", context, status=HTTPStatus.FORBIDDEN)


ACTIONS: dict[str, Callable[[Participant], str]] = {
    "fermer": settling.close,
    "rouvrir": settling.reopen,
    "sourdine": settling.mute,
    "prevenir": settling.unmute,
    "bloquer": settling.block,
    "debloquer": settling.unblock,
    "institution": settling.ask_institution,
}
"""By the word in the address; each does its work and gives the sentence that tells of it."""


@require_POST
def act(request: HttpRequest, uuid: UUID, action: str) -> HttpResponse:
    me = access.participant_in(request, uuid)
    if me is None:
        return closed_door(request)
    if action not in ACTIONS:
        raise Http404
    messages.success(request, ACTIONS[action](me))
    return redirect(me.conversation)


@never_cache
def signal(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponse:
    """« Signaler aux modérateurs »: they will read this message, and no other."""
    me = access.participant_in(request, uuid)
    if me is None:
        return closed_door(request)
    theirs = Message.objects.filter(conversation=me.conversation, hidden_at=None).exclude(author=me)
    message = get_object_or_404(theirs.select_related("author__correspondent"), pk=pk)
    form = SignalForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        moderating.signal(message, by=me, reason=form.cleaned_data["reason"])
        messages.success(request, _("Message signalé. Les modérateurs le liront."))
        return redirect(me.conversation)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "message": message, "conversation": me.conversation}
    return render(request, "conversations/signal.html", context, status=status)


@never_cache
@require_safe
def file(request: HttpRequest, uuid: UUID, pk: int) -> HttpResponseBase:
    """A file joined to a message, for the people of its conversation: never at an address of its own."""
    me = access.participant_in(request, uuid)
    if me is None:
        return closed_door(request)
    shown = Attachment.objects.filter(message__conversation=me.conversation, message__hidden_at=None)
    attachment = get_object_or_404(shown, pk=pk)
    return FileResponse(attachment.file.open("rb"), as_attachment=True, filename=attachment.name)


@login_required
@never_cache
def choices(request: HttpRequest) -> HttpResponse:
    """Who may write, when mails tell of it, and the people one has blocked."""
    user = cast(User, request.user)
    correspondent = Correspondent.objects.of_user(user)
    form = SettingsForm(request.POST if request.method == "POST" else None, instance=correspondent)
    if form.is_valid():
        form.save()
        messages.success(request, _("Vos choix sont enregistrés."))
        return redirect("conversations:settings")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "blocks": settling.blocks_of(correspondent)}
    return render(request, "conversations/settings.html", context, status=status)


@login_required
@require_POST
def lift_block(request: HttpRequest, pk: int) -> HttpResponse:
    get_object_or_404(Block, pk=pk, blocker__user=request.user).delete()
    messages.success(request, _("Cette personne peut de nouveau vous écrire."))
    return redirect("conversations:settings")
