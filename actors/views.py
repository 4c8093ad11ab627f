"""Public pages of actors and networks. Their directories are searches."""

from http import HTTPStatus
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.generic import DetailView

from actors.forms import WithdrawForm
from actors.models import Actor, Network, Referent
from actors.reading import published_actors, published_networks
from actors.withdrawal import withdraw


class ActorView(DetailView[Actor]):
    template_name = Actor.template
    context_object_name = Actor.context_object_name

    def get_queryset(self) -> QuerySet[Actor]:
        return published_actors()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.object.get_context()


class NetworkView(DetailView[Network]):
    template_name = Network.template
    context_object_name = Network.context_object_name

    def get_queryset(self) -> QuerySet[Network]:
        return published_networks()

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**kwargs) | self.object.get_context()


@never_cache
def withdraw_name(request: HttpRequest, pk: int) -> HttpResponse:
    """« C’est vous ? Retirer mon nom »: hides a public name at once, without an account."""
    referent = get_object_or_404(Referent.objects.select_related("actor"), pk=pk)
    if not referent.is_named_publicly:
        return render(request, "actors/name_withdrawn.html", {"referent": referent})
    form = WithdrawForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        withdraw(referent, note=form.cleaned_data["note"])
        return redirect(request.path)
    status = HTTPStatus.UNPROCESSABLE_ENTITY if form.errors else HTTPStatus.OK
    return render(request, "actors/withdraw_name.html", {"referent": referent, "form": form}, status=status)
