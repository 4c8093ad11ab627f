"""The pages of an account that allauth does not bring."""

from http import HTTPStatus
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache

from network_site.sign_in.forms import ProfileForm


def access(request: HttpRequest) -> dict[str, Any]:
    """The section « Vos accès » of /compte/."""
    return {"user": request.user, "protected": Authenticator.objects.filter(user=request.user).exists()}


@login_required
@never_cache
def profile(request: HttpRequest) -> HttpResponse:
    form = ProfileForm(request.POST if request.method == "POST" else None, instance=request.user)
    if request.method == "POST" and form.is_valid():
        form.save()
        messages.success(request, _("Votre nom est enregistré."))
        return redirect("account-home")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "account/profile.html", {"form": form}, status=status)


def admin_login(request: HttpRequest) -> HttpResponse:
    """The editors' area has no door of its own: one password form, one second factor, one limit of attempts.

    Raises:
        PermissionDenied: the person is signed in already, and may not enter; sending her to sign in again would loop.
    """
    if request.user.is_authenticated and not request.user.has_perm("wagtailadmin.access_admin"):
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or "/admin/")
