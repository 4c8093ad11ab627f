"""Offering help, being told of what peers seek, and the moderators' reading."""

from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from actors.models import Actor
from actors.rights import WRITERS, actors_of
from exchanges.seeking import deciding, telling
from exchanges.seeking.forms import DecisionForm, HelpForm, WillingnessForm
from exchanges.seeking.models import Offer, SoughtNeed
from exchanges.seeking.views import _user
from network_site.groups import is_moderator
from network_site.public_forms import readable
from network_site.signed_links import LinkRefused, LinkSpent, refusal


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    """« Nous pouvons aider », for each of one's actors, and whether to be told of what peers seek."""
    user = _user(request)
    actors = actors_of(user, *WRITERS).filter(live=True).order_by("name")
    if request.method == "POST" and "acteur" in request.POST:
        _offer(request, get_object_or_404(actors, slug=readable(request.POST["acteur"])))
        return redirect("seeking:settings")
    if request.method == "POST":
        telling.choose(user, told="told" in request.POST)
        messages.success(request, _("Votre choix est enregistré."))
        return redirect("seeking:settings")
    context = {
        "willing": WillingnessForm(user=user, label=str(telling.CONSENT)),
        "forms": [HelpForm(actor=actor) for actor in actors],
    }
    return render(request, "seeking/settings.html", context)


def _offer(request: HttpRequest, actor: Actor) -> None:
    form = HelpForm(request.POST, actor=actor)
    if not form.is_valid():
        messages.error(request, _("Choisissez des besoins de la liste."))
        return
    needs = list(form.cleaned_data["needs"])
    with transaction.atomic():
        actor.offers.exclude(need__in=needs).delete()
        Offer.objects.bulk_create([Offer(actor=actor, need=need) for need in needs], ignore_conflicts=True)
    messages.success(request, _("Merci. Les pages de ces besoins disent que vous pouvez aider."))


@csrf_exempt
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: HttpRequest) -> HttpResponse:
    """One-click unsubscription (RFC 8058): no cookie nor CSRF token, the signed link is the proof."""
    done = False
    try:
        willing = telling.willing_of(request.GET.get("cle", ""))
    except LinkSpent:
        done = True  # stopping twice is no error
    except LinkRefused as error:
        return refusal(request, error)
    if not done and request.method == "POST":
        telling.choose(willing.user, told=False)
        done = True
    return render(request, "seeking/stop.html", {"done": done})


@login_required
@never_cache
@require_safe
def queue(request: HttpRequest) -> HttpResponse:
    """What waits for a moderator, the oldest first."""
    return _queue(request)


def _queue(request: HttpRequest, *, refused: DecisionForm | None = None, pk: int = 0) -> HttpResponse:
    _must_moderate(request)
    waiting = SoughtNeed.objects.waiting().with_names().order_by("submitted_at")
    rows = [
        (each, refused if refused and each.pk == pk else DecisionForm(auto_id=f"d{each.pk}-%s")) for each in waiting
    ]
    status = HTTPStatus.UNPROCESSABLE_ENTITY if refused else HTTPStatus.OK
    return render(request, "seeking/queue.html", {"rows": rows}, status=status)


@login_required
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    _must_moderate(request)
    form = DecisionForm(request.POST, auto_id=f"d{pk}-%s")
    if not form.is_valid():
        return _queue(request, refused=form, pk=pk)
    accepted = form.cleaned_data["decision"] == "accepter"
    if deciding.decide(pk, by=_user(request), accepted=accepted, reason=form.cleaned_data["reason"]):
        messages.success(
            request,
            _("Publié : l’auteur est prévenu.") if accepted else _("Correction demandée : l’auteur est prévenu."),
        )
    else:
        messages.error(request, _("Cette demande a déjà été relue."))
    return redirect("seeking:queue")


def _must_moderate(request: HttpRequest) -> None:
    if not is_moderator(_user(request)):
        raise PermissionDenied
