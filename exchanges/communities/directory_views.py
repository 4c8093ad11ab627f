"""The members' directory, and one's own card in it."""

from http import HTTPStatus
from typing import cast

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from actors.rights import actors_of
from exchanges.communities.directory import CONSENT, TITLE, listed, may_read, read_directory
from exchanges.communities.forms import DirectoryForm
from exchanges.communities.models import DirectoryEntry
from exchanges.conversations.topics import to_person
from exchanges.conversations.views.writing import write_about
from network_site.accounts.models import User


@login_required
@never_cache
def directory(request: HttpRequest) -> HttpResponse:
    """Who has no actor yet is told how to get one, not refused."""
    if not may_read(request.user):
        return render(request, "communities/directory_closed.html", status=HTTPStatus.FORBIDDEN)
    place = actors_of(request.user).exclude(territory=None).values_list("territory", flat=True).first()
    context = {"directory": read_directory(request.GET), "place": place}
    return render(request, "communities/directory.html", context)


@login_required
@never_cache
def write(request: HttpRequest, pk: int) -> HttpResponse:
    """« Écrire » to the person of a card: relayed like every message, and only from a member who may read the card."""
    if not may_read(request.user):
        return render(request, "communities/directory_closed.html", status=HTTPStatus.FORBIDDEN)
    person = get_object_or_404(listed(), pk=pk).user
    if person == request.user:
        messages.info(request, _("Cette fiche est la vôtre : vous n’avez pas besoin de vous écrire."))
        return redirect("communities:directory")
    return write_about(request, to_person(person, title=str(TITLE), path=reverse("communities:directory")))


@login_required
@never_cache
def entry(request: HttpRequest) -> HttpResponse:
    """Write one's card. What was agreed to is kept with its date, in the words that were shown."""
    user = cast(User, request.user)
    card = DirectoryEntry.objects.filter(user=user).first() or DirectoryEntry(user=user)
    form = DirectoryForm(request.POST if request.method == "POST" else None, instance=card)
    if request.method == "POST" and form.is_valid():
        form.instance.consent, form.instance.consented_at = str(CONSENT), timezone.now()
        form.save()
        messages.success(request, _("Votre fiche est dans l’annuaire des membres."))
        return redirect("communities:directory" if may_read(request.user) else "account-home")
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    context = {"form": form, "card": card, "may_read": may_read(request.user)}
    return render(request, "communities/entry.html", context, status=status)


@require_POST
@login_required
def remove(request: HttpRequest) -> HttpResponse:
    DirectoryEntry.objects.filter(user=cast(User, request.user)).delete()
    messages.success(request, _("Votre fiche est retirée de l’annuaire."))
    return redirect("account-home")
