"""What is typed on the page of a network's facilitators and not kept: each of its buttons sends the whole page, and
what the button was not for is back at its place when the page is shown again.

It waits in the session, where nobody else reads it.
"""

from typing import Any

from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from actors.models import Network
from exchanges.communities.forms import AgendaForm, AnswerForm, CommunityForm

NAMES = frozenset({*CommunityForm.base_fields, *AgendaForm.base_fields})


def of(request: HttpRequest, network: Network) -> QueryDict:
    """What the request brings, or else what was set aside, which is given back once."""
    return request.POST if request.method == "POST" else QueryDict(request.session.pop(key(network), ""))


def back(request: HttpRequest, network: Network, *, kept: BaseForm | None = None) -> HttpResponse:
    """To the page, where what was typed is still there but for the fields of the form that is `kept`."""
    done = {field.html_name for field in kept} if kept else set()
    typed = QueryDict(mutable=True)
    for name, values in request.POST.lists():
        if name not in done and (name in NAMES or name.startswith(AnswerForm.PREFIX)):
            typed.setlist(name, values)
    request.session[key(network)] = typed.urlencode()
    return redirect("communities:run", slug=network.slug)


def initial(form: BaseForm, typed: QueryDict) -> dict[str, Any]:
    """By name of field, what was `typed` in this form; nothing where it was not sent."""
    if not any(field.html_name in typed for field in form):
        return {}
    return {field.name: field.field.widget.value_from_datadict(typed, {}, field.html_name) for field in form}


def key(network: Network) -> str:
    return f"network-{network.pk}"
