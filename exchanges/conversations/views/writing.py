"""« Écrire au référent »: the form, what a visitor has to confirm, and « bien envoyé »."""

from http import HTTPStatus

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from actors.rights import Person, is_referent_of
from exchanges.conversations import access, links, posting, routing
from exchanges.conversations.forms import WriteForm
from exchanges.conversations.models import Conversation, Correspondent, Message, Participant, Route
from exchanges.conversations.posting import Asker, Written
from exchanges.conversations.quota import QuotaSpent
from exchanges.conversations.topics import OPENINGS, Opening
from network_site.accounts.models import User
from network_site.public_forms import BrowserQuota
from network_site.signed_links import LinkRefused, refusal

VISITOR_QUOTA = BrowserQuota(session_key="conversations_started", per_hour=5)


@never_cache
def write(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    if kind not in OPENINGS:
        raise Http404
    return write_about(request, OPENINGS[kind](key))


def write_about(request: HttpRequest, opening: Opening) -> HttpResponse:
    """The form, and what follows its sending. Other rooms call it for what only they may open."""
    if request.method != "POST":
        if is_alone(request.user, opening):
            may_invite = is_referent_of(request.user, opening.topic.actor)
            return render(request, "conversations/to_oneself.html", {"opening": opening, "may_invite": may_invite})
        return show(request, WriteForm(user=request.user, choices=opening.choices), opening)
    form = WriteForm(request.POST, request.FILES, user=request.user, choices=opening.choices)
    if not form.is_valid():
        return show(request, form, opening, status=HTTPStatus.UNPROCESSABLE_ENTITY)
    return begin(request, form, opening)


def is_alone(user: Person, opening: Opening) -> bool:
    """Told before anything is typed. A need asks only later to whom one writes."""
    return isinstance(user, User) and routing.reaches_only(user.pk, asked=opening.topic)


def show(
    request: HttpRequest, form: WriteForm, opening: Opening, *, status: HTTPStatus = HTTPStatus.OK
) -> HttpResponse:
    return render(request, "conversations/write.html", {"form": form, "opening": opening}, status=status)


def begin(request: HttpRequest, form: WriteForm, opening: Opening) -> HttpResponse:
    """A member's message leaves at once; a visitor's waits for the address to be proved."""
    said = form.cleaned_data
    is_member = isinstance(request.user, User)
    if not is_member and VISITOR_QUOTA.is_spent(request.session):
        form.add_error(None, TOO_MANY)
        return show(request, form, opening, status=HTTPStatus.TOO_MANY_REQUESTS)
    try:
        conversation = posting.start(
            opening.asking(said["actor"]) if "actor" in said else opening.topic,
            asker=Asker(correspondent_of(request, said.get("email", "")), said["name"], said["organisation"]),
            written=Written(said["text"], form.message_token, files=said.get("joined", ())),
            is_confirmed=is_member,
        )
    except QuotaSpent as refused:
        form.add_error(None, str(refused))
        return show(request, form, opening, status=HTTPStatus.TOO_MANY_REQUESTS)
    except posting.NotDelivered as refused:
        form.add_error(None, str(REFUSALS[type(refused)]))
        return show(request, form, opening, status=HTTPStatus.FORBIDDEN)
    if not is_member:
        VISITOR_QUOTA.count(request.session)
        return redirect("conversations:to-confirm")
    return well_sent(request, conversation)


TOO_MANY = gettext_lazy(
    "Vous avez déjà écrit plusieurs messages cette heure-ci : attendez un peu. Votre texte est gardé ci-dessous."
)
REFUSALS: dict[type[posting.NotDelivered], Promise] = {
    posting.Blocked: gettext_lazy("Ce message ne peut pas être remis : votre correspondant ne souhaite pas vous lire."),
    posting.Unwilling: gettext_lazy(
        "Cette personne ne reçoit pas de message sur Relais en ce moment. Votre texte est gardé ci-dessous."
    ),
    posting.ToOneself: gettext_lazy(
        "Vous êtes la seule personne de cet organisme à avoir un compte sur Relais : ce message n’irait qu’à vous."
    ),
}


def correspondent_of(request: HttpRequest, email: str) -> Correspondent:
    if isinstance(request.user, User):
        return Correspondent.objects.of_user(request.user)
    return Correspondent.objects.of_visitor(email)


def well_sent(request: HttpRequest, conversation: Conversation) -> HttpResponse:
    route = Route(conversation.route).label
    messages.success(request, _("Message bien envoyé %(route)s.") % {"route": route})
    return redirect(conversation)


@require_safe
def to_confirm(request: HttpRequest) -> HttpResponse:
    return render(request, "conversations/to_confirm.html")


@never_cache
def confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Reading the page does nothing, for mail robots follow links; its button sends the message."""
    try:
        conversation = links.conversation_to_confirm(token)
    except LinkRefused as refused:
        return refusal(request, refused)
    message = Message.objects.filter(conversation=conversation).select_related("author").order_by("pk").first()
    if message is None:
        raise Http404
    if request.method != "POST":
        return render(request, "conversations/confirm.html", {"conversation": conversation, "message": message})
    if not posting.confirm(conversation):
        return render(request, "conversations/not_delivered.html", {"message": message}, status=HTTPStatus.FORBIDDEN)
    conversation.refresh_from_db()
    asker = conversation.participants.get(side=Participant.Side.ASKER)
    access.let_in(request.session, asker)
    return well_sent(request, conversation)
