"""« Vous êtes le référent ? »: the form, the decision of whoever can confirm, and the person's own last step."""

from http import HTTPStatus
from typing import Any, Final

from allauth.account.models import EmailAddress
from django.contrib import messages
from django.contrib.auth import authenticate, login
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from actors.rights import referents_of
from contributions.freshness import claims
from contributions.freshness.forms import ClaimForm, DecisionForm, TakeForm
from contributions.freshness.models import Claim
from contributions.freshness.people import answerable_actors
from network_site.accounts.models import User
from network_site.public_forms import BrowserQuota
from network_site.signed_links import LinkRefused, refusal
from practices.models import ExperienceReportPage
from practices.reading.cards import published_reports

QUOTA: Final = BrowserQuota("claims_sent", per_hour=5)
TOO_MANY = gettext_lazy("Trop de demandes sont arrivées cette heure-ci. La vôtre est encore là : envoyez-la plus tard.")
WAYS: Final = {
    "domaine": gettext_lazy("Votre adresse est au nom de votre organisme : ouvrez le courriel qui vient de partir."),
    "referent": gettext_lazy("Un référent de votre organisme, qui a un compte sur Relais, doit confirmer la demande."),
    "moderation": gettext_lazy("Les modérateurs de Relais vérifient votre demande et vous répondent par courriel."),
}


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, permanent_id: str) -> HttpResponse:
    report = claimable(permanent_id)
    options: dict[str, Any] = {"people": claims.unclaimed_people(report), "actors": answerable_actors(report)}
    if request.method != "POST":
        known = known_of(request.user)
        return _show(request, "freshness/claim.html", ClaimForm(initial=known, **options), report=report)
    form = ClaimForm(request.POST, **options)
    if form.is_valid() and (QUOTA.is_spent(request.session) or claims.is_flooded()):
        form.add_error(None, TOO_MANY)
        return _show(request, "freshness/claim.html", form, report=report, status=HTTPStatus.TOO_MANY_REQUESTS)
    if not form.is_valid():
        return _show(request, "freshness/claim.html", form, report=report)
    asked = claims.ask(report, token=form.message_token, **form.said)
    QUOTA.count(request.session)
    return redirect(f"{reverse('freshness:claimed', args=[report.permanent_id])}?voie={way_of(asked)}")


def claimable(permanent_id: str) -> ExperienceReportPage:
    report = published_reports().filter(permanent_id=permanent_id).first()
    if report is None or not claims.may_be_claimed(report):
        raise Http404
    return report


def way_of(asked: Claim) -> str:
    if asked.state == Claim.State.ACCEPTED:
        return "domaine"
    return "referent" if referents_of(asked.actor).exists() else "moderation"


def known_of(user: Any) -> dict[str, str]:
    return {"email": user.email, "name": user.get_full_name()} if user.is_authenticated else {}


def signed_in(request: HttpRequest) -> bool:
    return bool(request.user.is_authenticated)


@require_safe
def claimed(request: HttpRequest, permanent_id: str) -> HttpResponse:
    report = claimable(permanent_id)
    way = WAYS.get(request.GET.get("voie", ""), WAYS["moderation"])
    return render(request, "freshness/claimed.html", {"report": report, "way": way})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def decide(request: HttpRequest, token: str) -> HttpResponse:
    """For a référent of the actor or a moderator, by a personal link."""
    try:
        asked, person = claims.open_decision(token)
    except LinkRefused as error:
        return refusal(request, error)
    form = DecisionForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        return _show(request, "freshness/decide.html", form, report=asked.report, claim=asked)
    refused = form.cleaned_data["refuse"]
    claims.decide(asked, by=person, reason=form.cleaned_data["reason"] if refused else "")
    said = _("La demande est refusée.") if refused else _("La demande est acceptée.")
    messages.success(request, f"{said} {_('La personne reçoit un courriel.')}")
    return redirect(asked.report.url)


@login_required
@never_cache
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """The claims that the person may decide, for whoever lost the mail."""
    assert isinstance(request.user, User)  # noqa: S101 - `login_required` saw to it
    return render(request, "freshness/claims.html", {"claims": claims.open_claims(request.user)})


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def take(request: HttpRequest, token: str) -> HttpResponse:
    """The person's own link. A known address signs in first; an unknown one becomes an account with a password."""
    try:
        accepted = claims.open_taking(token)
    except LinkRefused as error:
        return refusal(request, error)
    is_known = User.objects.filter(email__iexact=accepted.email).exists()
    if not signed_in(request) and is_known:
        return render(request, "freshness/sign_in_first.html", {"login_url": redirect_to_login(request.path).url})
    form = TakeForm(request.POST if request.method == "POST" else None, needs_account=not signed_in(request))
    if request.method != "POST" or not form.is_valid():
        return _show(request, "freshness/take.html", form, report=accepted.report, claim=accepted)
    with transaction.atomic():
        user = request.user if isinstance(request.user, User) else open_account(request, accepted, form)
        claims.take(accepted, user=user, shows_name=form.cleaned_data["shows_name"])
    messages.success(request, _("Ce retour est à vous : vous pouvez le mettre à jour quand vous voulez."))
    return redirect("freshness:update", accepted.report.permanent_id)


def open_account(request: HttpRequest, accepted: Claim, form: TakeForm) -> User:
    """The link reached this address, which is thus a verified one."""
    password = form.cleaned_data["password"]
    user = User.objects.create_user(accepted.email, password)
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    login(request, authenticate(request, email=user.email, password=password) or user)
    return user


def _show(
    request: HttpRequest, template: str, form: Any, *, status: HTTPStatus = HTTPStatus.OK, **context: Any
) -> HttpResponse:
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors and status == HTTPStatus.OK else status
    return render(request, template, {"form": form, **context}, status=status)
