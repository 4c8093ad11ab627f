"""Joining an actor: finding it, asking, proving. Managing its members is in `managing`."""

from http import HTTPStatus
from typing import Any

from allauth.account.adapter import get_adapter
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from actors.membership import answering, asking, inviting
from actors.membership.forms import FindForm, JoinForm, ProposeForm
from actors.membership.models import Membership
from actors.models import Actor
from actors.rights import signed_in
from network_site.public_forms import readable
from network_site.signed_links import LinkRefused, refusal

SENT = {
    asking.Way.REFERENTS: _("Votre demande est partie : les référents de cet acteur y répondront."),
    asking.Way.DOMAIN: _("Un courriel vient de partir vers votre adresse professionnelle. Ouvrez son lien."),
    asking.Way.MODERATORS: _("Votre demande est partie : un modérateur y répondra."),
}


def home_section(request: HttpRequest) -> dict[str, Any]:
    """What /compte/ says of the actors one belongs to, or asked to join."""
    mine = Membership.objects.filter(user=request.user.pk).select_related("actor")
    return {"memberships": mine.order_by("actor__name"), "Role": Membership.Role}


@login_required
@never_cache
def find(request: HttpRequest) -> HttpResponse:
    form = FindForm(request.GET if "q" in request.GET else None)
    text = form.cleaned_data["q"] if form.is_valid() else ""
    found = asking.find_actors(text)
    return render(request, "actors/membership/find.html", {"form": form, "text": text, "found": found})


@login_required
@never_cache
def join(request: HttpRequest, slug: str) -> HttpResponse:
    actor = get_object_or_404(Actor, slug=slug, live=True)
    known = Membership.objects.filter(user=request.user.pk, actor=actor).first()
    if known is not None and known.confirmed_at is not None:
        return redirect("account-home")
    probe = known or Membership(user=signed_in(request), actor=actor)
    way = asking.way_of(actor)
    asks_address = way is asking.Way.DOMAIN and not asking.has_official_account(probe)
    role = known.role if known else likely_role(way)
    data = request.POST if request.method == "POST" else None
    form = JoinForm(data, actor=actor, asks_address=asks_address, initial={"role": role})
    if form.is_valid() and _ask(request, actor, form):
        return redirect("account-home")
    official = way is asking.Way.DOMAIN and not asks_address
    context = {"form": form, "actor": actor, "way": way.value, "known": known, "official": official}
    return _show(request, "actors/membership/join.html", context)


def likely_role(way: asking.Way) -> str:
    """An actor without référent needs one first."""
    return Membership.Role.CONTRIBUTOR if way is asking.Way.REFERENTS else Membership.Role.REFERENT


def _ask(request: HttpRequest, actor: Actor, form: JoinForm) -> bool:
    said = form.cleaned_data
    address = said.get("address", "")
    try:
        membership = asking.ask(
            signed_in(request),
            actor,
            role=said["role"],
            message=said["message"],
            address=address,
        )
    except ValidationError as error:
        form.add_error(None, error)
        return False
    if membership.confirmed_at is not None:
        messages.success(request, _("C’est fait : vous appartenez à %(actor)s.") % {"actor": actor.name})
    else:
        way = asking.way_of(actor)
        messages.success(request, SENT[asking.Way.MODERATORS if way is asking.Way.DOMAIN and not address else way])
    return True


@login_required
@never_cache
def propose(request: HttpRequest) -> HttpResponse:
    data = request.POST if request.method == "POST" else None
    form = ProposeForm(data, initial={"name": readable(request.GET.get("nom", ""))[:150]})
    if form.is_valid():
        try:
            asking.propose_actor(signed_in(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error)
        else:
            messages.success(request, SENT[asking.Way.MODERATORS])
            return redirect("account-home")
    return _show(request, "actors/membership/propose.html", {"form": form})


@login_required
@never_cache
def proof(request: HttpRequest, token: str) -> HttpResponse:
    """Opened from the official mailbox by the very account that asked: a colleague who clicks gives nothing away."""
    try:
        membership = asking.proved_by(token)
    except LinkRefused as error:
        return refusal(request, error)
    if membership.user_id != request.user.pk:
        raise PermissionDenied
    if request.method != "POST":
        return render(request, "actors/membership/proof.html", {"actor": membership.actor})
    if answering.confirm(membership, proof=Membership.Proof.DOMAIN):
        messages.success(request, _("C’est fait : vous appartenez à %(actor)s.") % {"actor": membership.actor.name})
    return redirect("account-home")


@never_cache
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Whoever holds the link holds the mailbox: an account made from here needs no other proof of its address."""
    try:
        invited = inviting.read(token)
    except LinkRefused as error:
        return refusal(request, error)
    user = request.user
    if request.method == "POST" and not user.is_authenticated:
        get_adapter(request).stash_verified_email(request, invited.email)
        return redirect(f"/compte/inscription/?next={request.path}")
    if request.method == "POST":
        try:
            inviting.accept(invited, user=signed_in(request))
        except ValidationError:
            pass  # the page says it
        else:
            messages.success(request, _("Bienvenue chez %(actor)s.") % {"actor": invited.actor.name})
            return redirect("account-home")
    other = user.is_authenticated and user.email.lower() != invited.email.lower()
    return render(request, "actors/membership/invitation.html", {"invitation": invited, "other": other})


def _show(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if context["form"].errors else HTTPStatus.OK
    return render(request, template, context, status=status)
