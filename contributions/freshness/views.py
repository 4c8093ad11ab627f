"""The signed links of a review: a page says what will happen (GET), its button does it (POST)."""

from collections.abc import Callable

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from contributions.freshness import reviewing
from contributions.freshness.models import ReviewRound
from contributions.freshness.people import writes_for
from network_site.accounts.models import User
from network_site.signed_links import LinkRefused, refusal
from practices.reading.cards import published_reports

Act = Callable[..., None]


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def review(request: HttpRequest, token: str) -> HttpResponse:
    """« Toujours exact »."""
    said = _("Merci : ce retour est marqué comme vérifié aujourd’hui.")
    return _answer(request, token, template="freshness/review.html", act=reviewing.confirm, said=said)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def archive(request: HttpRequest, token: str) -> HttpResponse:
    """« Archiver »."""
    said = _("Ce retour est archivé. Il reste lisible à son adresse.")
    return _answer(request, token, template="freshness/archive.html", act=reviewing.archive, said=said)


@login_required
@never_cache
@require_safe
def update(request: HttpRequest, permanent_id: str) -> HttpResponse:
    """« Mettre à jour »: what mails link to, since the form itself begins with a POST."""
    report = get_object_or_404(published_reports(), permanent_id=permanent_id)
    if not writes_for(request.user, report):
        raise PermissionDenied
    return render(request, "freshness/update.html", {"report": report})


def _answer(request: HttpRequest, token: str, *, template: str, act: Act, said: str) -> HttpResponse:
    try:
        round_, person = reviewing.open_link(token)
    except LinkRefused as error:
        return refusal(request, error)
    if request.method != "POST":
        return _show(request, round_, person, template=template, token=token)
    act(round_, by=person)
    messages.success(request, said)
    return redirect(round_.report.url)


def _show(request: HttpRequest, round_: ReviewRound, person: User, *, template: str, token: str) -> HttpResponse:
    context = {"report": round_.report, "person": person, "token": token}
    return render(request, template, context)
