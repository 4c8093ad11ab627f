from http import HTTPStatus
from typing import cast

from django.contrib.auth import logout
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from exchanges.privacy.forms import DeletionForm
from exchanges.privacy.register import REGISTER
from exchanges.privacy.taking_away import delete_account, export, left_without_referent
from network_site.accounts.models import User
from network_site.public_forms import BrowserQuota

tries = BrowserQuota(session_key="deletion_tries", per_hour=5)

TOO_MANY = _("Trop d’essais. Attendez une heure, ou changez d’abord votre mot de passe.")


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/register.html", {"register": REGISTER})


@require_POST
@login_required
@never_cache
def download(request: HttpRequest) -> HttpResponse:
    """Everything in one file. By a button and not a link, so that no other site can make a browser fetch it."""
    answer = JsonResponse(export(cast(User, request.user)), json_dumps_params={"ensure_ascii": False, "indent": 2})
    answer.headers["Content-Disposition"] = 'attachment; filename="relais-mes-donnees.json"'
    return answer


@login_required
@never_cache
def delete(request: HttpRequest) -> HttpResponse:
    """What goes, what stays, then the password."""
    user = cast(User, request.user)
    form = DeletionForm(request.POST if request.method == "POST" else None, user=user)
    if request.method == "POST" and tries.is_spent(request.session):
        form.add_error(None, TOO_MANY)
        return show_deletion(request, form, status=HTTPStatus.TOO_MANY_REQUESTS)
    if request.method == "POST" and form.is_valid():
        logout(request)
        delete_account(user)
        return redirect("privacy:deleted")
    if form.errors:
        tries.count(request.session)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return show_deletion(request, form, status=status)


def show_deletion(request: HttpRequest, form: DeletionForm, *, status: HTTPStatus) -> HttpResponse:
    context = {"form": form, "alone": left_without_referent(cast(User, request.user))}
    return render(request, "privacy/delete.html", context, status=status)


@require_safe
def deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "privacy/deleted.html")
