"""What is typed on the page of a network's facilitators and not kept."""

from typing import TypeVar

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from actors.models import Network
from exchanges.communities.forms import AgendaForm, AnswerForm, CommunityForm
from network_site import unkept

AnyForm = TypeVar("AnyForm", bound=BaseForm)

NAMES = frozenset({*CommunityForm.base_fields, *AgendaForm.base_fields})


def of(request: HttpRequest, network: Network) -> QueryDict:
    """What the request brings, or else what was set aside, which is given back once."""
    return unkept.of(request, key(network))


def back(request: HttpRequest, network: Network, *, kept: BaseForm | None = None) -> HttpResponse:
    """To the page, where what was typed is still there but for the fields of the form that is `kept`."""
    done = {field.html_name for field in kept} if kept else set()
    ours = {name for name in request.POST if name in NAMES or name.startswith(AnswerForm.PREFIX)}
    unkept.set_aside(request, key(network), names=ours - done)
    return redirect("communities:run", slug=network.slug)


def given_back(form: AnyForm, typed: QueryDict) -> AnyForm:
    """The form, not yet answered, with what was `typed` in it; as it was where nothing of it was sent."""
    if any(field.html_name in typed for field in form):
        for field in form:
            form.initial[field.name] = field.field.widget.value_from_datadict(typed, {}, field.html_name)
    return form


def key(network: Network) -> str:
    return f"network-{network.pk}"
