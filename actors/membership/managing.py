"""The members of an actor, for its référents and the moderators. For anybody else these pages do not exist."""

from http import HTTPStatus
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from actors.membership import answering, inviting
from actors.membership.forms import AnswerForm, InviteForm, LeaveForm, RoleForm
from actors.membership.models import Invitation, Membership
from actors.models import Actor
from actors.rights import signed_in

ANSWERED = _("Quelqu’un a déjà répondu à cette demande.")


@login_required
@never_cache
def members(request: HttpRequest, slug: str) -> HttpResponse:
    actor = managed_actor(request, slug)
    form = InviteForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        try:
            inviting.invite(actor, by=signed_in(request), **form.cleaned_data)
        except ValidationError as error:
            form.add_error("email", error)
        else:
            messages.success(request, _("L’invitation est partie. Son lien vaut deux semaines."))
            return redirect(request.path)
    everybody = actor.memberships.select_related("user")
    context = {
        "actor": actor,
        "form": form,
        "members": everybody.confirmed().order_by("user__last_name", "user__first_name", "pk"),
        "requests": everybody.waiting(),
        "invitations": Invitation.objects.open().filter(actor=actor),
        "roles": Membership.Role.choices,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "actors/membership/members.html", context, status=status)


def managed_actor(request: HttpRequest, slug: str) -> Actor:
    actor = get_object_or_404(Actor, slug=slug)
    if not inviting.may_manage(signed_in(request), actor):
        raise Http404
    return actor


def managed_membership(request: HttpRequest, pk: int, *, waiting: bool) -> Membership:
    """A request or a member that the person may act on; one’s own is left by another page."""
    known = Membership.objects.waiting() if waiting else Membership.objects.confirmed()
    membership = get_object_or_404(known.select_related("actor", "user"), pk=pk)
    if not answering.may_answer(signed_in(request), membership):
        raise Http404
    return membership


@login_required
@never_cache
def answer(request: HttpRequest, pk: int) -> HttpResponse:
    membership = get_object_or_404(Membership.objects.select_related("actor", "user"), pk=pk)
    if not answering.may_answer(signed_in(request), membership):
        raise Http404
    if not membership.is_waiting:
        return render(request, "actors/membership/answered.html", {"membership": membership})
    form = AnswerForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        done = _answer(request, membership, form.cleaned_data)
        messages.success(request, _("Votre réponse est partie.")) if done else messages.error(request, ANSWERED)
        return redirect("actors:members", membership.actor.slug)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "actors/membership/answer.html", {"membership": membership, "form": form}, status=status)


def _answer(request: HttpRequest, membership: Membership, said: dict[str, Any]) -> bool:
    if said["decision"] == AnswerForm.ACCEPT:
        return answering.accept(membership, by=signed_in(request))
    return answering.refuse(membership, reason=said["reason"])


@login_required
@require_POST
def change_role(request: HttpRequest, pk: int) -> HttpResponse:
    membership = managed_membership(request, pk, waiting=False)
    form = RoleForm(request.POST)
    if form.is_valid() and form.cleaned_data["role"] != membership.role:
        answering.change_role(membership, role=form.cleaned_data["role"])
        messages.success(request, _("Le rôle est changé ; la personne est prévenue."))
    return redirect("actors:members", membership.actor.slug)


@login_required
@never_cache
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    membership = managed_membership(request, pk, waiting=False)
    if request.method == "POST":
        answering.remove(membership)
        messages.success(request, _("La personne n’appartient plus à l’acteur ; elle est prévenue."))
        return redirect("actors:members", membership.actor.slug)
    return render(request, "actors/membership/remove.html", {"membership": membership})


@login_required
@never_cache
def leave(request: HttpRequest, slug: str) -> HttpResponse:
    mine = Membership.objects.select_related("actor", "user").filter(refused_at=None)
    membership = get_object_or_404(mine, user=request.user.pk, actor__slug=slug)
    is_last = answering.is_last_referent(membership)
    others = Membership.objects.confirmed().filter(actor=membership.actor).exclude(pk=membership.pk)
    choices = others.select_related("user") if is_last else others.none()
    form = LeaveForm(request.POST if request.method == "POST" else None, members=choices)
    if form.is_valid():
        answering.leave(membership, successor=form.cleaned_data["successor"])
        messages.success(request, _("C’est fait. Vos retours d’expérience restent en ligne."))
        return redirect("account-home")
    context = {"membership": membership, "form": form, "is_last": is_last, "has_others": choices.exists()}
    return render(request, "actors/membership/leave.html", context)


@login_required
@require_POST
def revoke(request: HttpRequest, pk: int) -> HttpResponse:
    invitation = get_object_or_404(Invitation.objects.select_related("actor"), pk=pk)
    if not inviting.may_manage(signed_in(request), invitation.actor):
        raise Http404
    inviting.revoke(invitation)
    messages.success(request, _("L’invitation ne peut plus servir."))
    return redirect("actors:members", invitation.actor.slug)
