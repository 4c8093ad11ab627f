"""Joining a network and running it."""

from http import HTTPStatus
from typing import Any, cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from actors.models import Network
from actors.reading import published_networks
from exchanges.communities import joining, unkept
from exchanges.communities.forms import AgendaForm, AnswerForm, CommunityForm, JoinForm, RunForm
from exchanges.communities.models import AgendaLink, Community, Facilitator, JoinRequest
from exchanges.communities.portal import coming, community_of
from exchanges.communities.rights import may_ask_for, runs
from network_site.accounts.models import User
from network_site.groups import is_moderator

ANSWERED = HTTPStatus.UNPROCESSABLE_ENTITY


def network_run_by(request: HttpRequest, slug: str) -> Network:
    """The network, for those who run it; another person is told that the page is not for them."""
    network = get_object_or_404(published_networks(), slug=slug)
    if not runs(request.user, network):
        raise PermissionDenied
    return network


@login_required
@never_cache
def join(request: HttpRequest, slug: str) -> HttpResponse:
    network = get_object_or_404(published_networks(), slug=slug)
    community = community_of(network)
    form = JoinForm(request.POST if request.method == "POST" else None, user=cast(User, request.user), network=network)
    if request.method == "POST" and community.accepts_requests and form.is_valid():
        joining.ask_to_join(network, user=cast(User, request.user), **form.cleaned_data)
        messages.success(request, _("Votre demande est envoyée. La réponse arrivera par courriel."))
        return redirect("communities:join", slug=slug)
    mine = Q(user=cast(User, request.user)) | Q(actor__in=may_ask_for(request.user, network))
    waiting = JoinRequest.objects.waiting().filter(mine, network=network).select_related("actor")
    context = {"network": network, "community": community, "form": form, "waiting": waiting}
    return render(request, "communities/join.html", context, status=ANSWERED if form.errors else HTTPStatus.OK)


@login_required
@never_cache
def claim(request: HttpRequest, slug: str) -> HttpResponse:
    """« Vous animez ce réseau ? »"""
    network = get_object_or_404(published_networks(), slug=slug)
    form = RunForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        joining.ask_to_run(network, user=cast(User, request.user), message=form.cleaned_data["message"])
        messages.success(request, _("Votre demande est envoyée aux modérateurs. La réponse arrivera par courriel."))
        return redirect("communities:claim", slug=slug)
    mine = Facilitator.objects.filter(network=network, user=cast(User, request.user)).first()
    context = {"network": network, "form": form, "claim": mine}
    return render(request, "communities/claim.html", context, status=ANSWERED if form.errors else HTTPStatus.OK)


@login_required
@never_cache
def run(request: HttpRequest, slug: str) -> HttpResponse:
    """Requests to answer, what the portal shows, and the meetings."""
    network = network_run_by(request, slug)
    if request.method != "POST":
        return show_run(request, network)
    form = CommunityForm(request.POST, instance=community_of(network))
    if not form.is_valid():
        return show_run(request, network, form=form)
    form.save()
    messages.success(request, _("C’est enregistré."))
    return unkept.back(request, network, kept=form)


def show_run(
    request: HttpRequest,
    network: Network,
    *,
    form: CommunityForm | None = None,
    refused: tuple[int, AnswerForm] | None = None,
    meeting: AgendaForm | None = None,
) -> HttpResponse:
    """The page with whichever of its forms was refused, filled in as it was sent; the others hold what was typed."""
    community = community_of(network)
    typed = unkept.of(request, network)
    waiting = JoinRequest.objects.waiting().filter(network=network).select_related("actor", "user")
    shown = [
        (each, refused[1] if refused and refused[0] == each.pk else unkept.given_back(AnswerForm(pk=each.pk), typed))
        for each in waiting
    ]
    errors = [each for each in (form, meeting, refused and refused[1]) if each and each.errors]
    context: dict[str, Any] = {
        "network": network,
        "community": community,
        "requests": shown,
        "form": form or unkept.given_back(CommunityForm(instance=community), typed),
        "agenda": coming(community) if community.pk else [],
        "meeting": meeting or unkept.given_back(AgendaForm(), typed),
        "refused": errors[0] if errors else None,
    }
    return render(request, "communities/run.html", context, status=ANSWERED if errors else HTTPStatus.OK)


@require_POST
@login_required
def answer(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    network = network_run_by(request, slug)
    asked = get_object_or_404(JoinRequest.objects.select_related("actor", "user", "network"), pk=pk, network=network)
    form = AnswerForm(request.POST, pk=asked.pk)
    if not form.is_valid():
        return show_run(request, network, refused=(asked.pk, form))
    done = joining.answer_request(
        asked, by=cast(User, request.user), accept=form.accepts, reason=form.cleaned_data.get("reason", "")
    )
    say_answered(request, done=done)
    return unkept.back(request, network, kept=form)


def say_answered(request: HttpRequest, *, done: bool) -> None:
    if done:
        messages.success(request, _("La réponse est partie."))
    else:
        messages.info(request, _("Quelqu’un a déjà répondu à cette demande : rien n’a changé."))


@require_POST
@login_required
def add_meeting(request: HttpRequest, slug: str) -> HttpResponse:
    network = network_run_by(request, slug)
    community, _created = Community.objects.get_or_create(network=network)
    form = AgendaForm(request.POST, instance=AgendaLink(community=community))
    if not form.is_valid():
        return show_run(request, network, meeting=form)
    form.save()
    messages.success(request, _("Le rendez-vous est ajouté."))
    return unkept.back(request, network, kept=form)


@require_POST
@login_required
def remove_meeting(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    network = network_run_by(request, slug)
    AgendaLink.objects.filter(pk=pk, community__network=network).delete()
    messages.success(request, _("Le rendez-vous est retiré."))
    return unkept.back(request, network)


@login_required
@never_cache
def claims(request: HttpRequest) -> HttpResponse:
    """For the moderators: who says to run which network."""
    if not is_moderator(request.user):
        raise PermissionDenied
    return show_claims(request)


def show_claims(request: HttpRequest, *, refused: tuple[int, AnswerForm] | None = None) -> HttpResponse:
    waiting = Facilitator.objects.waiting().select_related("network", "user")
    shown = [(each, refused[1] if refused and refused[0] == each.pk else AnswerForm(pk=each.pk)) for each in waiting]
    context = {"claims": shown, "refused": refused[1] if refused else None}
    return render(request, "communities/claims.html", context, status=ANSWERED if refused else HTTPStatus.OK)


@require_POST
@login_required
def answer_claim(request: HttpRequest, pk: int) -> HttpResponse:
    if not is_moderator(request.user):
        raise PermissionDenied
    asked = get_object_or_404(Facilitator.objects.select_related("network", "user"), pk=pk)
    form = AnswerForm(request.POST, pk=asked.pk)
    if not form.is_valid():
        return show_claims(request, refused=(asked.pk, form))
    say_answered(
        request,
        done=joining.answer_claim(asked, accept=form.accepts, reason=form.cleaned_data.get("reason", "")),
    )
    return redirect("communities:claims")
